# mamori report …
help-report = Reports to companies
help-report-monthly =
    Write a company's monthly report to a file: as it was issued, otherwise from what was collected

    What was issued is written as the company reads it, in its newest revision. Where nothing was issued, or with --fresh, the report is made from what the lake holds now and marked as not issued; it is not kept, and nobody is written to. The reports page at the desk and the job of the second business day issue reports.
help-report-monthly--company = Whose: the company's id, or the serial number of its appliance
help-report-monthly--month = Which month, as 2026-10
help-report-monthly--out = File to write; - for standard output
help-report-monthly--lang = Language of the report [default: the company's]
help-report-monthly--programme = Id of the programme; needed only for a company that has had appliances of several
help-report-monthly--fresh = From what the lake holds now, even if a report was issued
help-report-monthly--format = What is written: pdf, or json (the figures of the report, for programs)

report-month-wrong = { $month } is no month; write it as 2026-10
report-month-ahead = --month { $month }: that month has not begun (today is { $today }); name one up to the present
report-terminal = a PDF is not for a terminal: name a file with --out, or send standard output to one
report-no-lake = nothing was collected in { $folder } and no report of this month was issued. Is it the folder of the collector? It is set as collector.folder
report-no-company = --company { $company }: no company of the records has this id, and no appliance with this serial number stood anywhere in { $month }. The id of a company stands at the desk on its appliance's page
report-no-programme = { $company } takes part in no programme that lends appliances
report-other-programme = --programme { $programme }: { $company } has no appliance of it; it has of: { $programmes }
report-which-programme = { $company } takes part in several programmes with appliances: name one with --programme ({ $programmes })
report-written-issued = { $file }: { $company }, { $month }, revision { $number } as issued on { $made }. With --fresh it is made from what the lake holds now
report-written-fresh = { $file }: { $company }, { $month }, from what the lake holds now, marked as not issued. Issued was revision { $number } on { $made }
report-written-first = { $file }: { $company }, { $month }, from what the lake holds now, marked as not issued: none was issued yet
report-without-device = note: no appliance stood at { $company } in { $month }
report-unreadable-files = { $count } damaged files of figures were left out: the figures of { $month } are too low, and the report says so. See: mamori lake verify
report-without-logs = note: no log of { $company } came in { $month }; the report says so
report-month-goes-on = note: { $month } goes on; the figures will change
