# ルール（rules/）の検査と、検知の画面

rules-fault-syntax = YAML として読めません（{ $reason }）。
rules-remedy-syntax = 字下げ、コロン、引用符を確かめてください。
rules-fault-unreadable = ファイルを読めません（{ $reason }）。
rules-remedy-unreadable = UTF-8 で保存してください。
rules-fault-too-large = 入れ子が深すぎるか、値が多すぎます。
rules-remedy-too-large = ルールを分けてください。
rules-fault-anchor = YAML のアンカーとエイリアス（& と *）は使えません。
rules-remedy-anchor = 値をその場に書いてください。
rules-fault-key-not-text = キーが文字列ではありません。
rules-remedy-key-not-text = キーには名前を書いてください。
rules-fault-key-twice = キー「{ $name }」が二度あります。
rules-remedy-key-twice = 一つにまとめてください。
rules-fault-nothing = ファイルにルールがありません。
rules-remedy-nothing = ルールを書くか、ファイルを消してください。
rules-fault-not-a-rule = ルールではありません。
rules-remedy-not-a-rule = title、id、logsource、detection などのキーで書いてください。
rules-fault-missing = 「{ $name }」がありません。
rules-remedy-missing = 書き足してください。
rules-fault-unknown-key = 「{ $name }」というキーはありません。
rules-remedy-unknown-key =
    { $near ->
        [none] 外してください。
       *[other] もしかして「{ $near }」ですか。
    }
rules-fault-wrong-kind = 「{ $name }」の値の種類が違います。
rules-remedy-wrong-kind = { $expected } を書いてください。
rules-fault-no-translation = 「{ $name }」がありません。
rules-remedy-no-translation = mamori: のあるルールには、日本語と英語の言葉が要ります。
rules-fault-bad-id = 「{ $id }」は UUID ではありません。
rules-remedy-bad-id = uuidgen などで作った UUID を書いてください。
rules-fault-duplicate = 「{ $id }」は { $other } でも使われています。
rules-remedy-duplicate = id と name はすべてのルールの中で一つだけにしてください。
rules-fault-bad-level = 「{ $level }」という level はありません。
rules-remedy-bad-level = informational、low、medium、high、critical のどれかを書いてください。
rules-fault-unknown-modifier = 修飾子「{ $modifier }」は使えません。
rules-remedy-unknown-modifier = 使えるもの：{ $known }
rules-fault-modifier-clash = 修飾子「{ $modifiers }」は組み合わせられません。
rules-remedy-modifier-clash = 一つのフィールドに比べ方を一つだけ書いてください。
rules-fault-wrong-value = 「{ $value }」は { $modifier } に使えません。
rules-remedy-wrong-value = 値か修飾子を直してください。
rules-fault-bad-regex = 正規表現を使えません（{ $reason }）。
rules-remedy-bad-regex = 先読み・後読みと後方参照は使えません。書き直してください。
rules-fault-bad-network = 「{ $network }」はネットワークではありません。
rules-remedy-bad-network = 192.0.2.0/24 のように書いてください。
rules-fault-placeholder = 修飾子「{ $name }」（置き換え）は使えません。
rules-remedy-placeholder = 値をルールに書いてください。
rules-fault-bad-condition = condition の「{ $rest }」から先を読めません。
rules-remedy-bad-condition = and、or、not、かっこ、1 of、all of で書いてください。
rules-fault-unknown-selection = condition にある「{ $name }」がありません。
rules-remedy-unknown-selection = あるもの：{ $known }
rules-fault-empty-selection = 「{ $name }」に値がありません。
rules-remedy-empty-selection = 比べる値を書いてください。
rules-fault-unused-selection = 「{ $name }」は condition で使われていません。
rules-remedy-unused-selection = condition に加えるか、消してください。
rules-fault-bad-correlation = 「{ $kind }」という種類は使えません。
rules-remedy-bad-correlation = 使えるもの：{ $known }
rules-fault-unknown-rule = ルール「{ $rule }」がありません。
rules-remedy-unknown-rule = id か name を確かめ、そのルールも同じフォルダーに置いてください。
rules-fault-circle = ルール「{ $rule }」が自分自身に戻ってきます。
rules-remedy-circle = rules: から外してください。
rules-fault-bad-timespan = 期間「{ $timespan }」を読めません。
rules-remedy-bad-timespan = 10m、24h、7d のように書いてください（最長10年）。
rules-fault-bad-threshold = 「{ $threshold }」は、ログが届き続ける中では判定できません。
rules-remedy-bad-threshold = gte または gt に 1 から 10000 までの数を書いてください。
rules-fault-group-unknown = 「{ $rule }」の出来事は「{ $field }」で分けられません。
rules-remedy-group-unknown = group-by か aliases を直してください。
rules-fault-unknown-logsource = 「{ $logsource }」のログは、ここにはありません。
rules-remedy-unknown-logsource = このルールはここでは働きません。届くはずのログなら mapping.yml に加えてください。
rules-fault-unmapped-field = 「{ $logsource }」のログにフィールド「{ $field }」はありません。
rules-remedy-unmapped-field = 名前を確かめるか、mapping.yml に加えてください。
rules-fault-never-matches = このルールはここでは決して当たりません（{ $fields }）。
rules-remedy-never-matches = 挙げた項目がログに現れるようになるまで働きません。
rules-fault-unknown-column = フィールド「{ $path }」は OCSF の出来事にありません。
rules-remedy-unknown-column =
    { $near ->
        [none] OCSF の名前を確かめてください。
       *[other] もしかして「{ $near }」ですか。
    }
rules-fault-unknown-class = class_uid「{ $class }」はありません。
rules-remedy-unknown-class = OCSF の番号（4001 など）を書いてください。
rules-fault-unknown-function = 機能「{ $function }」はありません。
rules-remedy-unknown-function = あるもの：{ $known }

rules-no-mapping = { $path } にも、その上のフォルダーにも mapping.yml がありません。--mapping で示してください
rules-unreadable = { $path }: { $reason }
rules-none = { $folder } にルールがありません
rules-no-format = 「{ $format }」という形式はありません。あるもの：{ $known }
rules-summary = ルール { $read } 件を読みました。理解できたもの { $loaded } 件、ここで当たりうるもの { $match } 件
rules-test-summary = { $lines } 行を読みました。理解できなかった行 { $unknown }、検知 { $found } 件
rules-test-of = { $first } から { $last } まで、{ $events } 件 { $about }
rules-severity-informational = 情報
rules-severity-low = 低
rules-severity-medium = 中
rules-severity-high = 高
rules-severity-critical = 緊急
audit-action-detection-recorded = 検知を記録した
detections = 検知の一覧
detections-all = すべて
detections-least = 深刻さ（これ以上）
detections-from = この日から
detections-until = この日まで
detections-none = 当てはまる検知はありません
detection-what = 検知
detection-rule = ルール
detection-severity = 深刻さ
detection-about = 対象
detection-host = 端末
detection-first = 最初
detection-last = 最後
detection-events = ログの件数
detection-when = 日時
detection-description = どういうことか
detection-advice = まずすること
detection-stands-on = 根拠
detection-lines = 根拠のログ（一部）
