# mamori logs import
help-logs-import =
    Bring log files of an appliance into the lake, as if it had sent them

    They go the way of collected lines: write-ahead log, records, lake, figures. A line belongs to the company at which the appliance stood when it happened. The same content brings nothing a second time, and what was cut short goes on where it ended. The collector must not run meanwhile. Exit code 1 if a file could not be imported to its end.
help-logs-import--paths = Files, packed with gzip or not; folders with all files in them; objects as s3://BUCKET/PREFIX, with AWS_… variables as usual
help-logs-import--device = Serial number of the appliance, as in stock
help-logs-import--format = Format of the lines, as for `mamori logs parse` [default: as the records say]
help-logs-import--anyway = Take files too of which nothing or nearly nothing is understood
help-logs-import--received = When the lines were received: for dates without a year, and for lines older than 400 days [default: now]
logs-import-done = lines: { $lines } ({ $bytes } bytes) of { $files } files; { $skipped } files were imported before
logs-import-days = days: { $days }, from { $first } to { $last }
logs-import-late = late, after their day: { $lines }
logs-import-skewed = with a time that cannot be, by a clock that was wrong: { $lines }; they count as of the import
logs-import-without-time = without a time of their own: { $lines }; they count as of the import
logs-import-nobodys = from times when the appliance stood at no company: { $lines }; they are kept and are nobody’s
logs-import-other-serial = with another serial number than the appliance’s: { $lines }
logs-import-duplicates = dropped because the appliance had sent them before: { $lines }
logs-import-cut = too long, their end was left out (collector.line_bytes): { $lines }
logs-import-no-line = empty lines, left out: { $lines }
logs-import-progress = { $file }: { $lines } lines, { $bytes } bytes so far
logs-import-known = { $file }: imported before, nothing is new
logs-import-goes-on = { $file }: its first { $bytes } bytes were imported before; the rest came in
logs-import-empty = { $path }: no file in it
logs-import-broken = { $file }: not imported to its end ({ $reason }). What was read before is kept; mend the file and import it again, it goes on there
logs-import-foreign = { $file }: line { $line } names the serial number { $serial }, which is another appliance of the records than --device { $device }. Nothing of this part was imported
logs-import-no-log = { $file }: not imported. Of its first { $looked } lines { $understood } are understood in any format: it is most likely no log. If it is one, name its --format, or take it with --anyway
logs-import-locked = a collector writes to the lake in { $folder }. Stop `mamori collect` (or `mamori serve`), import, and start it again: senders over TCP, TLS and RELP wait meanwhile
logs-import-full = the disk of the lake is full. Make space and run the same command again: it goes on where it ended
logs-import-failed = the import cannot go on: { $reason }
audit-action-logs-imported = imported log lines
logs-import-no-rules = Nothing is looked for in these lines: { $reason }
