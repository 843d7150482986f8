desk-inbox = Inbox
desk-applications = Applications
desk-draw = Draw
desk-consents = Consents
desk-notices = Notices
desk-briefings = Briefings
desk-audit = Log
desk-mails = Mail
desk-roster = Roster
desk-choose-programme = Choose a programme
desk-kpi-overdue = calls overdue
desk-kpi-today = calls due today
desk-kpi-applications = applications ({ $capacity } places)
desk-kpi-closing = until the close
desk-kpi-closed = applications closed
desk-search = Company, receipt number, telephone, mail
desk-all-frames = All frames
desk-all-states = All states
desk-filter = Filter
desk-clear = Clear
desk-column-due = Due
desk-column-company = Company
desk-column-number = Receipt
desk-column-frame = Frame
desk-column-course = Course
desk-column-state = State
desk-column-security = Security
desk-column-employees = Employees
desk-column-rank = Rank
desk-overdue = { $days } business days overdue
desk-today = today
desk-empty = No application matches
desk-inbox-empty = Nothing is due. Well done.
desk-count = { $from } to { $to } of { $total }
desk-export = Export
desk-export-xlsx = Excel
desk-export-csv = CSV (UTF-8)
desk-export-sjis = CSV (Shift_JIS)
desk-import-contacts = Import contact log
desk-security-utm = UTM
desk-security-edr = EDR
desk-security-policy = policy
desk-security-none = none
desk-duplicate = possible duplicate of { $numbers }

state-received = to be called
state-complete = complete
state-waiting = waiting list
state-offered = to answer
state-confirmed = documents due
state-participating = confirmed
state-declined = declined
state-lapsed = lapsed
state-refused = refused
state-excluded = excluded
state-withdrawn = withdrawn

outcome-eligible = qualifies
outcome-review = to be checked
outcome-refer = other programme
outcome-ineligible = does not qualify

application-answers = Answers
application-eligibility = Eligibility
application-contacts = Contacts
application-contacts-empty = No contact recorded yet
application-history = History
application-documents = Documents
application-version = A colleague changed this application first. You see the newest state; what you typed still stands below.

contact-title = Record a contact
contact-channel = By
contact-telephone = telephone
contact-mail = mail
contact-outcome = Result
contact-absent = no answer
contact-call-back = to be called back
contact-wrong-number = wrong number
contact-reached = reached, something is still open
contact-complete = checked and explained: application complete
contact-not-met = requirements not met
contact-note = Note
contact-course = Course (proposed: { $course })
contact-reason = Reason (the applicant reads it)
contact-refer = Programmes to refer to
contact-save = Record

decide-title = Decide
decide-refuse = Refuse
decide-exclude = Exclude
decide-withdraw = Withdraw
decide-exception = Grant an exception
decide-reason = Reason
decide-reason-hint = It stands in the mail to the applicant and in the log.
decide-reason-missing = Enter a reason
decide-save = Decide
decide-accept-for = They said on the telephone that they take part
decide-decline-for = They said on the telephone that they decline

draw-title = Draw
draw-none = This programme has no draw
draw-step-charter = Publish the charter
draw-step-charter-text = Places, frames, closing time, time of the draw and the source of randomness are signed and published.
draw-step-freeze = Freeze the list
draw-step-freeze-text = Complete applications become labels, are published, and everyone is told. Nothing changes afterwards.
draw-step-run = Draw
draw-step-run-text = The published randomness is taken in; ranking and seats are computed.
draw-step-notices = Prepare the results
draw-beacon = Randomness (beacon.json)
draw-beacon-hint = Paste the signature of round { $round }.
draw-charter-publish = Sign and publish the charter
draw-freeze = Freeze the list
draw-run = Draw
draw-entries = { $number ->
    [one] 1 entry
   *[other] { $number } entries
}
draw-hash = Hash of the list
draw-charter-hash = Hash of the charter
draw-open-calls = { $number } applications are still to be called. They will not be on the list.
draw-too-early = Possible from { $at }
draw-public = See the public page
draw-bundle = File for checking (ZIP)
draw-verifier = Page for checking

notices-title = Notices
notices-empty = No notice has been prepared
notices-prepare = Prepare the results
notices-preview = Preview
notices-release = Release
notices-discard = Discard
notices-prepared = prepared by { $name } on { $at }
notices-released = released by { $name } on { $at }
notices-second-person = Somebody else than the author releases
notices-number = { $number ->
    [one] 1 notice
   *[other] { $number } notices
}
notice-outcome-selected = selected
notice-outcome-waiting = waiting list
notice-outcome-not_selected = not selected
notice-outcome-message = message

mails-title = Mail
mails-empty = No mail yet
mails-waiting = { $number } waiting to be sent
mails-down = The mail server has been out of reach since { $since }. Nothing that waits is lost.
mail-state-waiting = waiting
mail-state-sending = being sent
mail-state-sent = sent
mail-state-failed = failed
mail-state-uncertain = unclear whether sent

audit-title = Log
audit-verify = Verify the chain
audit-verified = { $entries } entries hold together
audit-broken = The log is broken: { $reason }
audit-before = Before
audit-after = After
audit-when = When
audit-who = Who
audit-what = What

import-title = Import a contact log
import-lead = Columns of the Excel file (XLSX): receipt number, time, channel, result, note
import-file = File
import-send = Import
import-done = { $taken } imported ({ $known } known already)
import-row-error = Row { $row }: { $reason }

roster-title = Roster
roster-empty = No company is confirmed yet
