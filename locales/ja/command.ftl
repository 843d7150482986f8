# コマンドへの入力が使えないとき
command-no-programme = --programme { $id }: { $folder } にこの事業はありません（あるのは: { $ids }）
command-no-programmes = 事業のフォルダー { $folder } を読み取れません（{ $reason }）。--programmes、MAMORI_PROGRAMMES、または設定のキー programmes で指定してください。
command-no-course = { $count ->
    [0] --course { $id }: { $programme } にコースはありません。このオプションを外してください
   *[other] --course { $id }: { $programme } にこのコースはありません（あるのは: { $ids }）
}
command-applicant-unreadable = --applicant { $file }: ファイルを読み取れません: { $reason }
command-applicant-empty = --applicant { $file }: ファイルが空です
command-applicant-no-json = --applicant { $file }: JSON として読めません（{ $line } 行 { $column } 文字目）
command-unknown-past = 警告: past_programmes: 「{ $id }」という事業は見当たらず、{ $programme } の判定に影響しません。過去の事業でなければ、つづりを確かめてください。

# コマンドラインで使えないもの
refused-help = くわしくは --help を付けて実行してください。
refused-value = 「{ $value }」は { $option } に使えません（使える値: { $allowed }）
refused-no-value = { $option } に値がありません
refused-unfit = 「{ $value }」は { $option } に使えません: { $reason }
refused-look = 書き方と範囲を確かめてください
refused-unknown = 「{ $option }」というオプションや引数はありません
refused-command = 「{ $command }」というコマンドはありません
refused-no-command = コマンドがありません（使えるもの: { $allowed }）
refused-missing = 次のものが足りません: { $options }
refused-twice = { $option } は一度だけ指定できます
refused-together = { $option } と { $other } は同時に指定できません
refused-too-many = { $option } に「{ $value }」は余分です
refused-not-text = UTF-8 ではない引数があります
refused-other = コマンドラインを使えません（{ $reason }）
refused-suggestion = { $suggested } ではありませんか。

# OS に断られたこと
io-not-found = ファイルまたはフォルダーがありません
io-permission = このユーザーには許されていません
io-exists = 同じ名前のファイルがすでにあります（そのまま残します）
io-folder = フォルダーです
io-no-folder = パスの途中がフォルダーではありません
io-full = ディスクがいっぱいです
io-read-only = ディスクは読み取り専用です
io-address-in-use = 別のプログラムがこのアドレスとポートを使っています
io-address-elsewhere = このマシンのアドレスではありません
io-refused = 接続を受け付けていません
io-not-text = UTF-8 のテキストではありません

# データベース
store-failed = データベースで失敗しました: { $reason }
store-corrupt = 保存されたデータを読み取れません: { $what }
store-overtaken = 別の処理が先に書き込みました。もう一度お試しください
place-url-file = database.url_file = { $file }: { $reason }
place-missing = { $file }: このデータベースはありません。database.url を確かめるか、`mamori migrate` で作ってください
place-folder = フォルダー { $folder } を作れません: { $reason }
place-closed = データベースを開けません: { $reason }
key-trouble = { $key } = { $file }: { $reason }
key-lost = { $key } = { $file }: 鍵のファイルがありませんが、データベースにはこの鍵で作られたものがあります。安全な場所の写しを戻してください。本当に失われた場合だけ、docs/operations.md の「A key is lost」を読んだうえで `openssl rand -hex 32 > { $file }` で新しく作ってください
health-answers = 応答しています
health-silent = 応答しません
health-migrated = すべて適用されています
health-unmigrated = { $number } 件が未適用です。`mamori migrate` を実行してください
health-later = 新しい版で作られたデータベースか、読み取れないデータベースです
health-goes-on = 監査ログの最後の記録より後を指しています
health-set-back = 監査ログの最後の記録より { $number } 秒前を指しています。時計が戻されています
health-log-unreadable = 監査ログを読み取れません

# 監査ログの連鎖
audit-broken-gap = { $entry } 番の記録がありません（次にあるのは { $other } 番）
audit-broken-link = { $entry } 番の記録が前の記録とつながっていません
audit-broken-entry = { $entry } 番の記録が書き換えられています
audit-broken-payload = { $entry } 番の記録の内容が書き換えられています
audit-broken-cut = ログは { $entry } 番で終わっていますが、末尾の控えは { $other } 番です
audit-chain-holds = ok: 記録 { $entries } 件（うち内容を消去済み { $erased } 件）、末尾のハッシュ { $head }
audit-chain-broken = { $entry } 番の記録で連鎖が切れています: { $problem }

# mamori doctor
doctor-what-configuration = 設定
doctor-what-everything = その他すべて
doctor-what-database = データベース
doctor-what-migrations = スキーマ
doctor-what-clock = 時計
doctor-what-audit-log = 監査ログ
doctor-what-master-key = マスター鍵
doctor-what-organiser-key = 主催者の鍵
doctor-what-vault-key = 保管庫の鍵
doctor-what-devices-key = 機器の認証局の鍵
doctor-what-secret = 秘密の値
doctor-what-programmes = 事業
doctor-what-disk = ディスク
doctor-what-fonts = フォント
doctor-what-mail = メール
doctor-not-looked = ほかは確かめていません
doctor-not-looked-remedy = 先に設定を直してください
doctor-config-reads = 読み取れます
doctor-demo = デモです。独自の時計で動き、メールは出ず、アカウントが表示されます
doctor-demo-remedy = 実際の情報を扱う前に demo = false にしてください
doctor-database-remedy = PostgreSQL が動いていて、このユーザーが接続できるかを確かめてください
doctor-database-missing-remedy = あるはずのものなら database.url のパスとファイルの置き場所を、初めてなら `mamori migrate` を、バックアップからなら `mamori restore` を使ってください
doctor-database-sqlite-remedy = このユーザーがファイルとそのフォルダーを読み書きできるか、Mamori の SQLite ファイルかを確かめてください
doctor-database-open = { $file } は所有者でない人も扱えます（モード { $mode }）。申込みの内容が入っています
doctor-database-open-remedy = chmod 600 { $file }（隣に -wal と -shm のファイルがあれば、それも）
doctor-database-silent-remedy = PostgreSQL が動いているか、ほかのプログラムが SQLite のファイルを使っていないかを確かめてください
doctor-migrations-remedy = バックアップを取ってから `mamori migrate` を実行してください。新しい版のデータベースにはその版が必要です
doctor-clock-remedy = 時計を合わせ（timedatectl）、最後の記録の時刻を過ぎるまで待ってください
doctor-audit-holds = 記録 { $entries } 件、連鎖は正常、末尾のハッシュ { $head }…
doctor-audit-broken-remedy = Mamori の外からログが書き換えられています。このデータベースを証拠として残し、バックアップと比べてください
doctor-audit-unread-remedy = データベース自身のログを確かめてください
doctor-key-missing = { $key }: { $file } がありません
doctor-key-missing-remedy = 最初の起動で作られます。すでにデータがあるときは元の鍵を戻し、バックアップとは別の場所に控えを置いてください
doctor-no-key = { $file } の内容は鍵ではありません
doctor-no-key-remedy = 正しいファイル（16進数64桁）を戻してください。ほかの鍵では、その鍵で暗号化したものを読めません
doctor-unreadable = { $file } を読み取れません: { $reason }
doctor-unreadable-remedy = サービスのユーザーで実行し、ファイルの所有者をそのユーザーにしてください
doctor-open-to-all = { $file } はこのマシンの全員が読めます（モード { $mode }）
doctor-open-to-group = { $file } はグループの全員が読めます（モード { $mode }）
doctor-open-to-group-remedy = 意図したもの（モード { $mode }）でなければ chmod 600 { $file }
doctor-owner-only = { $file }（所有者だけが読めます）
doctor-programmes = { $folder } に { $count } 件（内容は `mamori programme check` で確かめます）
doctor-programmes-none = { $folder } に事業がありません
doctor-programmes-none-remedy = `mamori programme new` で昨年度の事業から作るか、パスを確かめてください
doctor-programmes-remedy = 事業ごとのフォルダーが入ったフォルダーを `programmes` に書いてください
doctor-disk-free = { $folder } に使える空きは { $free } MB です
doctor-disk-full-remedy = 空きを作ってください。いっぱいになると申込みを断ります（中途半端には残りません）。空きができれば自動的に受け付けます
doctor-disk-remedy = データのフォルダーを作り、所有者をサービスのユーザーにしてください
doctor-font = PDF には { $font } を使います
doctor-no-font = 日本語のフォントがありません。PDF の文字が表示されません
doctor-mail-kept = 送信箱に残すだけです（デモ）
doctor-mail-late = { $place } が { $seconds } 秒以内に応答しません
doctor-mail-remedy = mail.host と mail.port、ファイアウォール、メールサーバーを確かめてください。応答があるまでメールは送信箱で待ちます
doctor-mail-connects = { $place } に接続できます（TLS は最初のメールで試します）
doctor-mail-answers = { $place } が EHLO に応答しました
doctor-mail-clear = { $place } は STARTTLS を使えません
doctor-mail-clear-remedy = STARTTLS のポート（587）を使うか、mail.security = "tls" とポート 465 にしてください
doctor-mail-closed = 応答の前に接続が切られました
doctor-mail-said = 「{ $line }」と応答しました
doctor-mail-endless = 応答が終わりません

# mamori migrate
migrate-to-be-made = データベースはまだありません。すべてのマイグレーションを適用することになります
migrate-other-version = このデータベースを作った版の Mamori を使ってください。
migrate-nothing = することはありません。スキーマは最新です
migrate-stopped = これより後は適用していません。原因を取り除いて、もう一度実行してください。
migrate-would-apply = 適用する予定: { $name }
migrate-applied = 適用しました: { $name }

# mamori backup、mamori restore
backup-nothing-asked = --out ファイル または --verify ファイル を指定してください
backup-ok = ok: { $tables } 表 { $rows } 行（{ $at } に { $source } から Mamori { $version } で取得）
backup-audit-log = 監査ログ: 記録 { $entries } 件、末尾のハッシュ { $head }
backup-fingerprint = 指紋: { $hash }
restore-done = 復元し、照合しました。監査ログの連鎖は正常です
restore-waiting = 注意: 取得した時点で { $jobs } 件の処理が待っていました。Mamori を起動すると動き出します。取得の後に送ったものは、もう一度送られることがあります。
restore-files = 注意: 事業のフォルダー、設定、鍵はアーカイブに入っていません。ファイルとして戻してください。
backup-file-write = { $file } に書き込めません: { $reason }
backup-file-read = { $file } を読み取れません: { $reason }
backup-exists = { $file } はすでにあります。新しい名前を指定するか、そのファイルを移してください
backup-unreadable = アーカイブを読み取れません（{ $reason }）。途中で切れているか、Mamori のバックアップではありません
backup-foreign = Mamori のバックアップではありません（{ $why }）
backup-version = アーカイブの形式は第 { $found } 版ですが、このプログラムが読めるのは第 { $known } 版までです。作成した版（{ $product }）以降の Mamori を使ってください
backup-newer = アーカイブは Mamori { $product } で作られ、このプログラムにないマイグレーション（{ $missing }）があります。その版以降を使ってください
backup-damaged = アーカイブが壊れているか、書き換えられています: { $member }（{ $why }）
backup-occupied = { $table }（{ $rows }行）
backup-not-empty = データベースが空ではありません。新しいデータベースに復元してください。すでにあるもの: { $tables }
backup-nothing-there = データベースに Mamori の表がありません。先に `mamori migrate` を実行してください
backup-unsupported = 表 { $table } はアーカイブに収められません（{ $why }）
backup-schema = 表 { $table } がアーカイブと合いません（{ $why }）
backup-different = 表 { $table } が元のとおりに戻りませんでした（{ $why }）。何も復元していません
backup-audit = アーカイブの監査ログが壊れています: { $reason }。何も復元していません

# mamori calendar、mamori programme、mamori simulate
calendar-count = 営業日の数を 1 から { $most } までの数で書いてください
calendar-year = { $year } 年の祝日は分かりません。分かるのは 1948 年から 2099 年までです
calendar-date = { $date } の祝日は分かりません。分かるのは 1948-07-20 から 2099-12-31 までです
calendar-old = { $date } は、日本がグレゴリオ暦を採用した 1873-01-01 より前の日付です
programme-none = { $folder }: 事業がありません。事業は programme.toml の入ったフォルダーです。
programme-new-done = { $target } を作りました。日付を{ $weeks }週ずらし、人が確かめる箇所 { $count } 件を review に書きました。
programme-new-disk = { $path }: { $reason }
programme-schema-stale = { $path }: 最新ではありません。`mamori programme schema` を実行してください
programme-has-none = この事業の定義に { $what } がありません
render-draft = 注意: { $id } には人の確認を待つ箇所が { $count } 件あります（review）。すべてのページに「案」と記しました。確かめた箇所を review から消すと消えます
render-no-glyph = 字形がないため〓で示した文字: { $characters }
render-not-written = --out { $file }: { $reason }
render-no-font = { $folders } に日本語のフォントがありません。Debian のパッケージ { $package } を入れる（apt-get install { $package }）か、次のいずれかが入ったフォルダーを指定してください: { $families }
render-failed = 文書を組めませんでした: { $reason }
simulate-no-folder = 一時フォルダーを作れません: { $reason }
simulate-not-empty = データベースにデータがあります。模擬実施と混ざらないよう、空のデータベースを指定してください

# mamori admin
account-email = アドレスは name@example.jp の形にしてください（a–z、0–9、. _ + - と @ 1つ、254文字以内）
account-taken = このアドレスのアカウントはすでにあります
account-unknown = このアカウントはありません
account-last-administrator = 最後の管理者は外せません
account-password-short = パスワードが12文字より短くなっています
account-password-long = パスワードが256文字を超えています
account-password-simple = 推測されやすいパスワードです
admin-input-unread = 標準入力: { $reason }
admin-no-password = 標準入力の1行目にパスワードがありません
admin-store = { $reason }。データベースは最新ですか（mamori migrate）
admin-no-account = { $email } というアカウントはありません。`mamori admin staff list` ですべてを確かめられます
admin-sessions-ended = { $email }: サインイン { $ended } 件を終了しました（トークンも）
admin-closed-now = { $email }: 停止し、すべてのサインインを終了しました
admin-open-now = { $email }: 使えるようにしました
admin-password-set = { $email }: 新しいパスワードにし、すべてのサインインを終了しました
admin-made = { $email }: アカウントを作りました
admin-factor-reset = { $email }: 確認コードの設定を消しました。次のサインインで設定し直します
admin-roles-now = { $email }: 役割を { $roles } にしました
admin-name-wrong = --name: 1～100文字の名前にしてください（制御文字は使えません）
admin-label-wrong = --label: 1～100文字にしてください（制御文字は使えません）
admin-password-shown = パスワード（表示はこの一度だけ）: { $password }
admin-state-closed = 停止
admin-state-open = 使用中
admin-state-no-factor = 使用中（確認コードは未設定）
admin-closed = { $email } は停止されています
admin-no-token = { $id }: このトークンはありません。`mamori admin token list` で確かめられます
admin-token-ended = { $id }: 終了しました
admin-token-made = { $email }: トークンを作りました。{ $days } 日で終わります
admin-token-shown = トークン（表示はこの一度だけ）: { $token }
admin-token-until = { $until } まで

# mamori draw（設定したデータベースで）
draw-too-early = 早すぎます。{ $at } より前にはできません
draw-too-late = 遅すぎます。{ $at } までにすることでした。名簿や規約が後から出た抽選は何の証明にもなりません。事業に新しい日時と新しい draw_id を書き、そのことを公表して、新しい規約を公開してください
draw-duplicates = 同じ会社の申込みがあります（{ $numbers }）。会社ごとに1件を残して終わらせてから、名簿を確定してください
draw-unsettled = まだ判断されていない申込みがあります（{ $numbers }）。例外を認めるか対象外としてから、名簿を確定してください
draw-key-none = 中身が鍵ではありません。正しいファイル（16進数64桁）を戻してください
draw-key-not-made = 鍵を作れません: { $reason }
draw-act-number-wrong = 受付票のとおり R00001 のように書いてください
draw-act-no-draw = { $id }: 抽選で選ぶ事業ではないため、抽選はありません
draw-act-schema = データベースのスキーマが古い版です。先に `mamori migrate` を実行してください
draw-act-charter-stands = 規約はすでに公開されています
draw-act-charter-published = 規約を公開しました
draw-act-review = { $id }: 人の確認を待つ値があります（`mamori programme check` で一覧できます）。確認が済むまで公開しません
draw-act-frozen-already = 名簿は { $at } に確定済みです: { $entries } 件、ハッシュ { $hash }
draw-act-frozen = 名簿を確定しました: { $entries } 件、ハッシュ { $hash }
draw-act-drawn-already = { $at } に抽選済みです
draw-act-physical = 規約では公開の場で玉を引くことになっています。その記録を --beacon で渡してください
draw-act-no-source = --beacon ファイル または --signature 16進数 を指定してください
draw-act-bundle = { $file }: `mamori draw verify { $file }` で検証できます
draw-act-no-number = { $id }: この受付番号の申込みはありません
draw-act-receipt = { $file }: この申込者だけに渡してください
draw-act-no-charter = { $id }: 規約がまだありません。`mamori draw charter --programme { $id }` で公開してください
draw-act-source-quicknet = drand quicknet、第 { $round } 回
draw-act-source-other = drand quicknet 以外、第 { $round } 回
draw-act-source-balls = 公開の場で引く玉
draw-act-terms =
    抽選:         { $draw }
    規約のハッシュ: { $hash }
    主催者の鍵:   { $organiser }
    受付の締切:   { $closes }
    名簿の確定:   { $freeze }
    抽選の日時:   { $at }
    乱数:         { $source }
    定員:         { $seats }
draw-act-not-frozen = 名簿:         未確定、完了した申込みはいま { $complete } 件
draw-act-same-number = 注意: { $numbers } は法人番号が同じです。1件を残して終わらせるまで、名簿は確定できません
draw-act-look-alikes = 注意: { $numbers } はほかの申込みと名称・所在地が似ています。人が判断してください
draw-act-list = 名簿:         { $entries } 件、ハッシュ { $hash }
draw-act-next = 次の操作:     { $at } から抽選できます
draw-act-next-round = 次の操作:     { $at } から第 { $round } 回の乱数で抽選できます
draw-act-next-url = 次の操作:     { $at } から第 { $round } 回の乱数で抽選できます: { $url }
draw-act-drawn = 抽選した日時: { $at }
draw-act-standing = 現在:         未通知 { $pending }、案内中 { $offered }、参加確認 { $accepted }、補欠 { $waiting }、離脱 { $out }
draw-act-log = 経過:         { $lines } 行、末尾のハッシュ { $head }
draw-act-to-be-called = 注意: { $number } 件の申込みは連絡がまだのため、名簿に入っていません
draw-act-missed = 注意: { $numbers } は名簿の確定より後に完了したため、抽選に加わりません

# 順番が違うため断ること
out-of-order-consents-are-signed-after-the-confirmation = 同意書に署名できるのは参加が確定してからです
out-of-order-it-has-a-seat-already = すでに席があります
out-of-order-it-has-left-the-draw = すでに抽選から外れています
out-of-order-it-is-drawn-already = すでに抽選済みです
out-of-order-it-is-not-drawn-yet = まだ抽選していません
out-of-order-it-is-not-in-the-draw = この申込みは抽選に入っていません
out-of-order-its-frame-stands-on-the-frozen-list = この申込みの募集枠は、確定した名簿に載っています
out-of-order-no-seat-is-free-name-whose-place-it-takes = 空いた席がありません。誰の席に入れるかを指定してください
out-of-order-nobody-was-drawn-yet = まだ抽選していません
out-of-order-nothing-here-is-left-to-discretion = 事務局の裁量に任された要件はありません
out-of-order-the-results-changed-since-the-notices-were-prepared-discard-and-prepare-them-again = 通知を用意したあとで結果が変わりました。破棄して用意し直してください
out-of-order-participation-is-fixed = 参加が確定しています。直すには事務局へ連絡してください
out-of-order-the-registration-is-cancelled-already = この申込みはすでに取り消されています
out-of-order-the-application-has-ended = この申込みは終わっています
out-of-order-the-list-is-not-frozen-yet = 名簿がまだ確定していません
out-of-order-the-list-was-frozen-without-this-application = この申込みは確定した名簿にありません
out-of-order-the-notices-were-released-or-discarded-already = 通知はすでに公開または破棄されています
out-of-order-the-organisers-key-is-not-the-one-that-signed-the-charter = 主催者の鍵が、規約に署名した鍵と違います
out-of-order-the-questionnaire-is-answered-after-the-confirmation = アンケートに答えられるのは参加が確定してからです
out-of-order-the-results-are-prepared-already = 結果の通知はすでに準備されています
out-of-order-there-is-no-charter-yet = 規約がまだありません

# mamori serve、worker、demo
serve-works = Mamori が順番待ちの処理をしています（Ctrl+C で終了）
collect-no-address = 受信するアドレスがありません。collector.tls、collector.relp、collector.relp_tls、collector.tcp、collector.udp のいずれかを設定してください
collect-listens = Mamori がログを収集しています: { $door } { $address }
serve-listen-wrong = server.listen = "{ $listen }": アドレスとポートを書いてください
serve-not-migrated = データベースを最新にできませんでした: { $reason }
serve-demo-failed = デモのデータを作れませんでした: { $reason }
serve-no-listener = { $listen } で待ち受けられません: { $reason }
serve-answers = Mamori は { $url } で動いています
serve-mail-from = mail.from = "{ $from }": メールアドレスを書いてください
serve-mistakes = 事業の定義に誤りがあります（mamori programme check で確かめられます）:
demo-making = デモのデータを作っています（初回だけ、1分ほど）
demo-accounts = アカウント（パスワード { $password }、デモでは確認コードは不要）:
role-secretariat = 運営事務局
role-approver = 承認者
role-organiser = 主催者
role-administrator = 管理者
role-support = サポートセンター
