release-confirm = Send the notices of the results?
release-mails = Mails
release-companies = To
release-effect-selected = { $number ->
    [one] 1 mail to a company that won: it gets a seat, and the time to answer begins.
   *[other] { $number } mails to companies that won: each gets a seat, and the time to answer begins.
}
release-effect-waiting = { $number ->
    [one] 1 mail to a company that waits: it goes on the waiting list and sees its position on its page.
   *[other] { $number } mails to companies that wait: they go on the waiting list and see their position on their pages.
}
release-effect-not-drawn = { $number ->
    [one] 1 mail to a company that was not in the draw: it is refused, and its application ends.
   *[other] { $number } mails to companies that were not in the draw: they are refused, and their applications end.
}
release-effect-final = Mails cannot be called back. The notices can be neither discarded nor replaced any more.

correct-unchanged = Nothing is different. Change the answers to be corrected, then send again. Nothing was saved.
error-unchanged-title = Nothing is different
error-unchanged-text = This is what stands there already. Nothing was saved.

forgotten-company = Erased
forgotten-participant = The time of keeping (participants: 5 years after the fiscal year) was over on { $date }. Everything that leads to a company or a person was erased, and this application cannot be changed.
forgotten-other = The time of keeping (companies that did not take part: 1 year after the fiscal year) was over on { $date }. Everything that leads to a company or a person was erased, and this application cannot be changed.
forgotten-kept = What is left serves statistics and the checking of the draw (receipt number and time, prefecture, industry, capital, employees, course, frame, requirements, state, rank), with the log of who did what and when.

import-file-empty = There is nothing in this file. As in the example below, titles stand in the first row and calls from the second one on.
import-file-one-column = There is only one column. As in the example below, separate the columns by commas (,), or send the workbook (.xlsx) as it is.
import-sample = A CSV file
import-sample-lines = receipt number,time,channel,result,note
    R00001,2025-06-24 14:30,telephone,absent,nobody answered

scans-applied = As applied
scans-differs = This is not what the application says, so somebody has to look. Ask the company; where the application is wrong, correct its answers first, then accept.

out-of-order-its-time-of-keeping-is-over = its time of keeping is over
