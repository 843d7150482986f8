# mamori lake …
help-lake = What was collected: check it, merge it, ask it
help-lake-verify = Check every file against the manifest, and the write-ahead log behind it; exit with 1 if anything does not hold
help-lake-verify--wal = Folder of the write-ahead log [default: wal within that of the lake]
help-lake-compact = Merge what is over, close months that ended three days ago, say what is older than it is kept. The collector does this every night by itself
help-lake-compact--month = Close this month now as well, by any of its days
help-lake-compact--delete-old = Delete what is older than it is kept, by this machine’s clock; without it nothing is deleted
help-lake-query = Ask by SQL over the tables `events` and `rollups`; nothing can be changed by it
help-lake-query--company = Only what this company's devices sent, whatever the SQL says
help-lake-query--all-companies = What the devices of all companies sent
help-lake-query--sql = The question, such as "SELECT metadata_labels, count(*) FROM events GROUP BY 1"
help-lake-query--format = How the rows are printed: table, json (one object a line) or csv
help-lake-query--rows = Rows that are printed at most
help-lake-query--seconds = Seconds that it may take
help-option-lake = Folder of the lake

lake-missing = there is no lake in { $folder }: nothing has been collected there yet. Name its folder with --lake, or start collecting
lake-locked = another process writes to the lake in { $folder }; a collector that runs does this work every night by itself
lake-damaged = { $file }: damaged ({ $reason })
lake-manifest = the manifest of the lake does not read: { $reason }
lake-changed = the lake was changed meanwhile; run the command again
lake-io = the files of the lake cannot be used: { $reason }
lake-rows = { $file }: { $found } rows instead of { $expected }
lake-gap = the write-ahead log lacks something between segment { $from } and segment { $to }
lake-no-log = the write-ahead log is missing, though the files follow from its segment { $segment }
lake-log-damaged = the write-ahead log is damaged in { $places ->
    [one] { $places } place
   *[other] { $places } places
}, { $bytes } bytes; they are kept in its folder quarantine
lake-orphan = { $file }: belongs to nothing (left over by a crash); the next start of the collector removes it
lake-holds = ok: { $files ->
    [one] { $files } file
   *[other] { $files } files
}, { $events ->
    [one] { $events } event
   *[other] { $events } events
}, { $bytes } bytes; { $waiting ->
    [one] { $waiting } line waits
   *[other] { $waiting } lines wait
} in the write-ahead log
lake-does-not-hold = { $problems ->
    [one] { $problems } problem
   *[other] { $problems } problems
}; { $files ->
    [one] { $files } file
   *[other] { $files } files
}, { $events ->
    [one] { $events } event
   *[other] { $events } events
}, { $bytes } bytes; { $waiting ->
    [one] { $waiting } line waits
   *[other] { $waiting } lines wait
} in the write-ahead log
lake-compact-done = merged { $merged } files into { $written }; { $dropped } events deleted because they were older than they are kept, { $shortened } files without their lines now, { $deleted } replaced files removed
lake-compact-overdue = By this machine’s clock today is { $today }, and older than it is kept are: { $events } events in { $files } files, { $figures } files of figures, and the lines in { $lines } more files. Nothing of it is deleted. If the date is right and it should go, run the command again with --delete-old
lake-compact-deletes = By this machine’s clock today is { $today }. What is older than it is kept is deleted now: { $events } events in { $files } files, { $figures } files of figures, and the lines in { $lines } more files
lake-erase-damaged = company { $company }: what is to be deleted may still lie in damaged files: { $files }
lake-compact-closed = closed { $month }
lake-compact-damaged = { $file }: damaged, left as it is
lake-query-none = --sql: only queries (SELECT) are answered; nothing can be changed, and there is no EXPLAIN. DESCRIBE events lists the columns
lake-query-refused = --sql: { $reason }
lake-query-failed = the query failed: { $reason }
lake-query-timed-out = the query took longer than { $seconds } s; ask for fewer days or columns, or give more time with --seconds
lake-query-too-large = the query needs more memory than it may take; ask for fewer days or columns
lake-harm-missing = there is no such file
lake-harm-size = { $found } bytes instead of { $expected }
lake-harm-checksum = its content is not what was written
lake-harm-unreadable = it does not read: { $reason }
lake-query-unknown-company = the lake holds nothing of company { $company }; check the ID
lake-query-cut = there are more rows; { $rows } are shown
lake-query-damaged = { $file } is damaged and was left out: rows are missing
