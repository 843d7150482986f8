# mamori report …
help-report = 企業へのレポート
help-report-monthly =
    企業の月次レポートをファイルに書き出します。発行済みならその版を、未発行なら集めたログから作ります

    発行済みのレポートは、企業が読むものと同じ最新の版を書き出します。まだ発行していないとき、または --fresh を付けたときは、いまデータレイクにあるログから作り、「未発行」と表示します。この場合は保存せず、だれにも知らせません。発行するのは、事務局のレポートの画面と、第2営業日の自動処理です。
help-report-monthly--company = 企業の ID。または機器のシリアル番号
help-report-monthly--month = 対象の月。2026-10 のように書きます
help-report-monthly--out = 書き出すファイル。「-」なら標準出力
help-report-monthly--lang = レポートの言語（ja または en）［既定: 企業の言語］
help-report-monthly--programme = 事業の ID。企業が複数の事業で機器を使ったときだけ必要です
help-report-monthly--fresh = 発行済みでも、いまデータレイクにあるログから作ります
help-report-monthly--format = 書き出す形。pdf、または json（レポートの数字。プログラム用）

report-month-wrong = { $month } は月ではありません。2026-10 のように書いてください
report-month-ahead = --month { $month }: まだ始まっていない月です（今日は { $today }）。今月までの月を指定してください
report-terminal = PDF は端末に表示できません。--out でファイルを指定するか、標準出力をファイルに向けてください
report-no-lake = { $folder } にはログがなく、この月のレポートも発行していません。収集プログラムのフォルダですか。設定の collector.folder で決まります
report-no-company = --company { $company }: この ID の企業はなく、{ $month } にこのシリアル番号の機器が置かれていた企業もありません。企業の ID は、事務局の画面の、その企業の機器のページにあります
report-no-programme = { $company } は、機器を貸し出す事業に参加していません
report-other-programme = --programme { $programme }: { $company } はこの事業の機器を使っていません。使っているのは { $programmes } です
report-which-programme = { $company } は、機器を貸し出す複数の事業に参加しています。--programme で一つ指定してください（{ $programmes }）
report-written-issued = { $file }: { $company }、{ $month }、{ $made }に発行した第{ $number }版です。--fresh を付けると、いまデータレイクにあるログから作ります
report-written-fresh = { $file }: { $company }、{ $month }、いまデータレイクにあるログから作りました（未発行と表示）。発行済みなのは{ $made }の第{ $number }版です
report-written-first = { $file }: { $company }、{ $month }、いまデータレイクにあるログから作りました。まだ発行していないので、未発行と表示しています
report-without-device = 注意: { $month } には { $company } に機器がありませんでした
report-unreadable-files = 壊れた集計ファイル { $count } 個を除きました。{ $month } の数字は実際より少なく、レポートにもそう書いてあります。「mamori lake verify」で確かめてください
report-without-logs = 注意: { $month } には { $company } のログが届いていません。レポートにもそう書いてあります
report-month-goes-on = 注意: { $month } はまだ終わっていません。数字はこれから変わります
