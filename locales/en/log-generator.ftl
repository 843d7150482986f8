# mamori logs generate
help-logs = Log lines of firewalls and UTM appliances
help-logs-generate =
    Write log lines of invented companies, with planted attacks, for trials, tests and measurements

    Everything is made up; the same arguments give the same bytes. Into a folder: one file for each device, and planted.json with what was planted where and when. To standard output (-): all lines in time order.
help-logs-generate--from = First day, in Japan
help-logs-generate--to = The day after the last one
help-logs-generate--devices = How many devices, one for each company
help-logs-generate--vendors = Who makes them, in turn: fortigate, sophos, panos, sonicwall, suricata
help-logs-generate--lines-per-day = Lines of a device on a weekday; weekends have about a fifth
help-logs-generate--attacks = What is planted: all, none, or some of block-burst, admin-brute-force, malware-blocked, malware-then-command, silent-device, new-signature, foreign-vpn-login
help-logs-generate--format = What stands before each line: syslog (as the product sends it), rfc5424, or body (nothing)
help-logs-generate--out = New folder to write into; - for standard output
logs-generate-done = { $lines } lines, { $bytes } bytes, { $planted } attacks planted
logs-generate-not-written = --out { $out }: { $reason }
logs-generate-days = --from { $from } is not before --to { $to }
logs-generate-day = { $day } lies outside the days that can be generated
