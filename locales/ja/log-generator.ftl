# mamori logs generate
help-logs = ファイアウォールや UTM 機器のログ
help-logs-generate =
    試用、テスト、計測のために、架空の会社のログを、攻撃を紛れ込ませて書き出します

    内容はすべて架空です。同じ引数なら、同じ内容になります。フォルダーには、機器ごとのファイルと、何をいつどこに紛れ込ませたかを記した planted.json を作ります。標準出力（-）には、すべての行を時刻の順に出します。
help-logs-generate--from = 最初の日（日本の日付）
help-logs-generate--to = 最後の日の翌日
help-logs-generate--devices = 機器の台数（1社に1台）
help-logs-generate--vendors = 製品。指定した順に割り当てます（fortigate、sophos、panos、sonicwall、suricata）
help-logs-generate--lines-per-day = 平日1日の、1台当たりの行数。週末はその5分の1ほどになります
help-logs-generate--attacks = 紛れ込ませる攻撃。all（すべて）、none（なし）、または block-burst、admin-brute-force、malware-blocked、malware-then-command、silent-device、new-signature、foreign-vpn-login から選びます
help-logs-generate--format = 各行の前に付けるもの。syslog（製品が送る形）、rfc5424、body（何も付けない）
help-logs-generate--out = 書き出す新しいフォルダー。- は標準出力
logs-generate-done = { $lines } 行、{ $bytes } バイトを書き出しました。紛れ込ませた攻撃は { $planted } 件です
logs-generate-not-written = --out { $out }: { $reason }
logs-generate-days = --from { $from } は --to { $to } より前の日にしてください
logs-generate-day = { $day } のログは作れません
