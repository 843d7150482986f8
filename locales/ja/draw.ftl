# mamori draw verify: 抽選の記録の検証
draw-verify-title = 抽選「{ $draw }」の検証
draw-verify-title-unnamed = 抽選の記録の検証
draw-verify-passed = すべての段階が規則どおりです。上のハッシュ値と鍵が、募集要項・通知メール・主催者の公表と同じなら、この抽選は公表どおりに行われました。
draw-verify-failed = 「{ $step }」の段階で合いませんでした。この記録は、公表された規則どおりの抽選の記録ではないか、途中で変わっています。主催者が公開している記録をもう一度入手し、それでも合わなければ主催者に問い合わせてください。
draw-verify-wrong-file = ファイル違いです。抽選については何も確かめていません。主催者が公開している抽選の記録（ZIP）を選んでください。
draw-verify-failed-receipt = 「{ $step }」の段階で合いませんでした。抽選の記録そのものは規則どおりです。抽選の控えが、この抽選のあなたのものか確かめてください。
draw-verify-unreadable = { $file } を読めません: { $reason }
draw-verify-repacked = このZIPは、公開された記録を一度展開して詰め直したものです。中の記録は規則どおりですが、公開されたファイルそのものではありません。主催者が公開しているZIPを展開せずにもう一度ダウンロードし、それで確かめてください。
draw-verify-folder = { $file } はフォルダーです。展開したものは検証できません。主催者が公開しているZIPを、ダウンロードしたまま（展開せずに）指定してください

# 段階
draw-verify-step-charter = 規約（charter）
draw-verify-step-signature = 署名（signature）
draw-verify-step-entries = 名簿（entries）
draw-verify-step-beacon = 乱数（beacon）
draw-verify-step-ranking = 順位（ranking）
draw-verify-step-seats = 席（seats）
draw-verify-step-log = 経過（log）
draw-verify-step-receipt = 抽選の控え（receipt）
draw-verify-ok-charter = 規約が正しい形で、定員・枠・日時に矛盾がありません。
draw-verify-ok-signature = 規約は、下に示す主催者の鍵で署名されたままです。
draw-verify-ok-entries = 名簿は正しい形で、重なりも余計なものもありません（{ $entries } 件）。
draw-verify-ok-beacon = 乱数は、抽選の日時から決まる第 { $round } 回のもので、署名も合っています。
draw-verify-ok-beacon-balls = 乱数は、規約が認める玉の抽選によるもので、すべての玉がそろっています。
draw-verify-ok-ranking = 規約・名簿・乱数から計算し直した順位と、一行も違いません。
draw-verify-ok-seats = 順位と枠から計算し直した最初の席と、一つも違いません（{ $seats } 席）。
draw-verify-ok-log = その後の経過は切れ目なくつながり、繰上げも規則どおりです。
draw-verify-ok-receipt = 申込みは名簿にあり、抽選の控えの内容と合っています。

# 見比べる値
draw-verify-fact-charter-hash = 規約のハッシュ値（募集要項にあるもの）
draw-verify-fact-organiser = 主催者の公開鍵（主催者が公表しているもの）
draw-verify-fact-list-hash = 名簿のハッシュ値（名簿確定の通知にあるもの）
draw-verify-fact-closes = 募集の締切り
draw-verify-fact-freeze = 名簿の確定
draw-verify-fact-draw = 抽選
draw-verify-fact-source = 乱数の出どころ
draw-verify-fact-log-head = 経過の最後の行のハッシュ値（公表されていれば）
draw-verify-fact-standing = 現在
draw-verify-fact-line = あなたの申込み
draw-verify-source-quicknet = drand quicknet 第 { $round } 回
draw-verify-source-other-chain = drand quicknet ではない乱数 第 { $round } 回
draw-verify-source-balls = 公開の場で引いた玉
draw-verify-warning-other-chain = 警告: 公開の乱数ではないおそれがあります。規約にある乱数の鍵は、このプログラムが知っている drand quicknet のものではありません。主催者が自分で作った鍵なら結果を選べます。鍵の持ち主を確かめてください。
draw-verify-warning-balls = 警告: 乱数は、公開の場で引いた十個の玉の順番です。会場の記録と見比べてください。規約に乱数の回があるときは、その回が72時間以内に公表されなかったことも確かめてください。
draw-verify-counts = 未通知 { $pending }、返事待ち { $offered }、確定 { $accepted }、補欠 { $waiting }、抽選から外れた { $out }

# 抽選の控えの申込み
draw-verify-line = 名簿の { $line } 行目、順位は { $rank } 番です。{ $standing }
draw-verify-seated-pending = 席が割り当てられています（通知前）。
draw-verify-seated-offered = 席が割り当てられ、返事を待っています。
draw-verify-seated-accepted = 席が確定しています。
draw-verify-waiting = 補欠の { $position } 番目です。
draw-verify-out-declined = 辞退として記録されています。
draw-verify-out-lapsed = 期限までに返事がなかったものとして記録されています。
draw-verify-out-ineligible = 対象外として、公開の理由コード「{ $code }」とともに記録されています。
draw-verify-out-removed = 主催者の署名つきの手動操作で抽選から外れたと記録されています。

# ZIPとその中身が合わないとき
draw-failure-empty-file = ファイルが空です。
draw-failure-receipt-file = これは抽選の控えで、抽選の記録ではありません。
draw-failure-json-file = これはJSONのファイルで、抽選の記録（ZIP）ではありません。
draw-failure-other-file = これは抽選の記録（ZIP）ではない、別のファイルです。
draw-failure-other-archive = このZIPには、抽選の記録のファイルが一つもありません。
draw-failure-not-zip = ZIPファイルとして読めません（{ $reason ->
    [no-end-of-directory] 目次の終わりがない
    [the-directory-is-outside-the-file] 目次がファイルの外にある
    [the-directory-is-damaged] 目次が壊れている
   *[other] { $reason }
}）。
draw-failure-missing-member = { $member } がありません。
draw-failure-duplicate-member = { $member } が二つ以上あります。
draw-failure-member-out-of-order = { $member } の位置が決まりと違います。
draw-failure-unexpected-member = 決まりにないファイル「{ $name }」が入っています。
draw-failure-damaged-member = { $member } が壊れています（{ $reason ->
    [it-lies-outside-the-file] ファイルの外にある
    [no-local-header] 見出しがない
    [its-two-names-differ] 名前が二か所で違う
    [it-is-too-large] 大きすぎる
    [it-cannot-be-decompressed] 展開できない
    [it-is-packed-in-an-unknown-way] 知らない方法で圧縮されている
    [its-checksum-differs] 検査の数が合わない
   *[other] { $reason }
}）。
draw-failure-container-not-canonical = 中身は合っていますが、ZIPの作りが元のままではありません（{ $member } のところ）。詰め直されたか、書き換えられています。

# 規約が合わないとき
draw-failure-charter-not-json = 規約がJSONとして読めません（{ $message }）。
draw-failure-charter-not-canonical = 規約が正規の形（RFC 8785）ではありません。
draw-failure-unknown-algorithm = 抽選の方式「{ $algorithm }」を、このプログラムは知りません（draw-v1 のみ）。
draw-failure-charter-shape = 規約に足りない項目、余計な項目、または書き方の違う項目があります（{ $message }）。
draw-failure-bad-draw-id = 抽選の名前に使えない文字があります。
draw-failure-freeze-before-close = 募集の締切りより前に名簿を確定することになっています。
draw-failure-draw-too-soon = 名簿の確定から抽選まで24時間ありません。
draw-failure-no-frames = 枠が一つもありません。
draw-failure-empty-frame = 名前のない枠があります。
draw-failure-bad-frame = 枠「{ $frame }」の名前に使えない文字があります。
draw-failure-duplicate-frame = 枠「{ $frame }」が二つあります。
draw-failure-minimum-above-maximum = 枠「{ $frame }」の最小が最大を超えています。
draw-failure-minimums-above-capacity = 枠の最小の合計（{ $sum }）が定員（{ $capacity }）を超えています。
draw-failure-beacon-key-length = 乱数の公開鍵の長さか書き方が違います（{ $length } 文字。小文字の16進数で192文字のはずです）。
draw-failure-beacon-key-invalid = 乱数の公開鍵が鍵として使えません。
draw-failure-beacon-timing = 乱数の間隔が正しくありません。
draw-failure-beacon-contradicts-chain = drand quicknet と名乗っていますが、鍵・開始時刻・間隔のどれかが違います。
draw-failure-draw-before-genesis = 抽選の日時が、乱数の始まりより前です。

# 署名が合わないとき
draw-failure-signature-text = 署名の書き方が違います（小文字の16進数で128文字のはずです）。
draw-failure-organiser-key = 主催者の公開鍵が鍵ではありません（小文字の16進数で64文字のはずです）。
draw-failure-wrong-signature = 署名がこの規約のものではありません。規約か署名か鍵が、署名のあとで変わっています。

# 名簿が合わないとき
draw-failure-byte-order-mark = 名簿の先頭に余計な印（BOM）があります。
draw-failure-entry-not-utf8 = { $line } 行目: UTF-8ではない文字があります。
draw-failure-carriage-return = { $line } 行目: 改行が決まりと違います（CRLF）。
draw-failure-missing-final-newline = 最後の行に改行がありません。
draw-failure-empty-line = { $line } 行目: 空の行です。
draw-failure-trailing-blank = { $line } 行目: 行の終わりに空白があります。
draw-failure-full-width-label = { $line } 行目: ラベルに全角の文字があります。
draw-failure-bad-label = { $line } 行目: 「ラベル,枠」の形ではありません。
draw-failure-unknown-frame = { $line } 行目: 枠「{ $frame }」は規約にありません。
draw-failure-duplicate-label = { $line } 行目: 前の行と同じラベルです。
draw-failure-unsorted = { $line } 行目: 並び順が決まりと違います。

# 乱数が合わないとき
draw-failure-beacon-text = 乱数の書き方が決まりと違います。
draw-failure-source-not-allowed = 規約が認めていない乱数です。
draw-failure-wrong-round = 抽選の日時から決まるのは第 { $expected } 回ですが、第 { $found } 回が使われています。
draw-failure-before-first-round = 抽選の日時が、乱数の始まりより前です。
draw-failure-round-signature-text = 乱数の署名の書き方が違います（小文字の16進数で96文字のはずです）。
draw-failure-unusable-key = 規約にある乱数の公開鍵が使えません。
draw-failure-wrong-round-signature = 乱数の署名が、規約にある鍵のものではありません。
draw-failure-number-of-permutations = 玉を引いた回数が { $found } 回です（4回以上100回まで）。
draw-failure-not-a-permutation = 玉の { $draw } 回目に、1から10までがそろっていません。

# 順位と席が合わないとき
draw-failure-line-differs = { $member } の { $line } 行目から、計算し直した結果と違います。

# 経過が合わないとき
draw-failure-log-missing-final-newline = { $line } 行目: 最後の行に改行がありません。
draw-failure-log-line-form = { $line } 行目: 行の書き方が決まりと違います。
draw-failure-wrong-sequence = { $line } 行目: 番号が { $expected } ではなく { $found } になっています。
draw-failure-broken-chain = { $line } 行目: 前の行とのつながりが切れています。前の行が書き換えられたか、抜かれています。
draw-failure-unknown-label = { $line } 行目: 名簿にないラベルです。
draw-failure-not-next-offer = { $line } 行目: 順番ではない申込みに席が案内されています（次は { $expected ->
    [none] なし
   *[other] { $expected }
} です）。
draw-failure-not-offered = { $line } 行目: 案内されていない席への返事です。
draw-failure-already-out = { $line } 行目: すでに抽選から外れた申込みです。
draw-failure-bad-reason-code = { $line } 行目: 理由コードの書き方が違います。
draw-failure-empty-reason = { $line } 行目: 手動操作に理由がありません。
draw-failure-override-needs-signature = { $line } 行目: 手動操作に主催者の署名がありません。
draw-failure-override-signature = { $line } 行目: 手動操作の署名が主催者のものではありません。
draw-failure-not-waiting = { $line } 行目: 補欠ではない申込みへの手動操作です。
draw-failure-no-free-seat = { $line } 行目: 空いた席がないのに手動で席が与えられています。

# 抽選の控えが合わないとき
draw-failure-receipt-not-json = 抽選の控えを読めません（{ $message }）。受け取ったファイルをそのまま使ってください。
draw-failure-receipt-field = 抽選の控えの項目「{ $field }」が正しくありません。
draw-failure-receipt-label = 抽選の控えのラベルが、ほかの項目から計算したものと違います。写し間違いがないか確かめてください。
draw-failure-other-draw = この抽選の控えは別の抽選「{ $found }」のものです（この記録は「{ $expected }」）。
draw-failure-not-listed = あなたの申込みが名簿にありません。抽選の控えと記録の両方を添えて、主催者に問い合わせてください。

# 抽選の操作が断られたとき
draw-objection-repeated = { $field }: 期限を過ぎた前の規約と同じ番号（{ $value }）です。新しい抽選には別の番号を付けてください。
draw-objection-no-business-day = { $field }: { $value } は営業日ではありません。主催者の営業日に抽選してください。

# JSONとして読めないわけ
draw-json-at = { $what }、{ $line } 行 { $column } 文字目
draw-json-missing = 「{ $field }」がありません
draw-json-foreign = 決まりにない「{ $field }」があります
draw-json-cut = 途中で終わっています
draw-json-kind = 値の種類が違います
draw-json-form = JSONの書き方ではありません
