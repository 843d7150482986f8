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

desk-draw-title = Draw
desk-draw-none = This programme has no draw
desk-draw-step-charter = Publish the charter
desk-draw-step-charter-text = Places, frames, closing time, time of the draw and the source of randomness are signed and published.
desk-draw-step-freeze = Freeze the list
desk-draw-step-freeze-text = Complete applications become labels, are published, and everyone is told. Nothing changes afterwards.
desk-draw-step-run = Draw
desk-draw-step-run-text = The published randomness is taken in; ranking and seats are computed.
desk-draw-step-notices = Prepare the results
desk-draw-beacon = Randomness (beacon.json)
desk-draw-beacon-hint = Paste the signature of round { $round }.
desk-draw-charter-publish = Sign and publish the charter
desk-draw-freeze = Freeze the list
desk-draw-run = Draw
desk-draw-entries = { $number ->
    [one] 1 entry
   *[other] { $number } entries
}
desk-draw-hash = Hash of the list
desk-draw-charter-hash = Hash of the charter
desk-draw-open-calls = { $number } applications are still to be called. They will not be on the list.
desk-draw-too-early = Possible from { $at }
desk-draw-public = See the public page
desk-draw-bundle = File for checking (ZIP)
desk-draw-verifier = Page for checking

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

desk-programme = Programme
desk-staff = staff ({ $id })
desk-applicant = applicant
desk-system = system
desk-absent-times = { $times ->
    [one] no answer
   *[other] no answer, { $times } times
}
desk-column-task = To do and state
desk-column-outcome = Eligibility
desk-task-call = call
desk-all-courses = All courses
desk-all-outcomes = All results
desk-pages = Pages
desk-before = Previous 50
desk-after = Next 50

rule-pass = met
rule-review = to be checked
rule-fail = not met

application-twins = Possibly the same company:
application-exception = Reason for the exception
application-telephone = Telephone
application-wanted = asked for { $course }
application-submitted = Received
application-rules-empty = No result of the check is kept

contact-imported = imported
contact-check = What was checked
contact-outcome-missing = Choose a result
contact-course-by-check = Decide from what was checked
contact-course-full = This course has no place left

decide-kind-missing = Choose a decision
answer-title = Record an answer
answer-said = Answer on the telephone
answer-reason = Why they decline (optional)
answer-missing = Choose an answer

documents-owed = outstanding
documents-arrived = arrived
documents-part-company = company
documents-part-participant = participant

desk-draw-state-chartered = charter published
desk-draw-state-frozen = list frozen
desk-draw-state-drawn = drawn
desk-draw-done-at = done on { $at }
desk-draw-no-key = The organiser's signing key is not set up. Ask the administrator.
desk-draw-seats = { $seats } seats, { $entries } entries
desk-draw-beacon-wrong = This randomness cannot be used: { $reason }
desk-draw-order-wrong = This cannot be done now. Look at the state first.
desk-draw-not-yet = Possible when the step before is done
desk-draw-randomness = Randomness

notices-recipient = Company
notices-outcome = Result
notices-subject = Subject
notices-state-prepared = to be released
notices-state-released = released
notices-state-discarded = discarded
notices-by-author = Whoever prepared it cannot release it. A colleague has to.
notices-outdated = Something changed since this was prepared. Discard it and prepare it again.
notices-not-drawn = Possible after the draw
notices-already = The results are prepared already
notices-kind-result = Results
notices-kind-message = Message

audit-number = Number
audit-subject = Of
audit-erased = { $erased } entries whose contents were erased in time
audit-newer = Newer
audit-older = Older
audit-head = Hash of the last entry

audit-field-state = State
audit-field-reason = Reason
audit-field-refer-to = Referred to
audit-field-contact-due = Contact due
audit-field-answer-due = Answer due
audit-field-channel = By
audit-field-outcome = Result
audit-field-note = Note
audit-field-course = Course
audit-field-number = Number
audit-field-programme = Programme
audit-field-notices = Notices
audit-field-prepared-by = Prepared by
audit-field-consent = Consent
audit-field-part = Part
audit-field-method = By
audit-field-form = Form
audit-field-frame = Frame
audit-field-entries = Entries
audit-field-seats = Seats
audit-field-list-hash = Hash of the list
audit-field-charter-hash = Hash of the charter
audit-field-randomness = Randomness
audit-field-at = When

audit-action-application-submitted = application received
audit-action-application-completed = application complete
audit-action-application-course-decided = course decided
audit-action-application-exception-granted = exception granted
audit-action-application-excluded = excluded
audit-action-application-refused = refused
audit-action-application-waiting = put on the waiting list
audit-action-application-withdrawn = withdrawn
audit-action-briefing-registered = registered for a briefing
audit-action-consent-signed = consent signed
audit-action-contact-recorded = contact recorded
audit-action-contact-imported = contact imported
audit-action-draw-chartered = charter of the draw published
audit-action-draw-drawn = drawn
audit-action-draw-frozen = list frozen
audit-action-form-answered = form answered
audit-action-notice-discarded = notices discarded
audit-action-notice-prepared = notices prepared
audit-action-notice-released = notices released
audit-action-offer-accepted = offer accepted
audit-action-offer-declined = offer declined
audit-action-offer-lapsed = offer lapsed
audit-action-participation-fixed = participation fixed
audit-action-place-lifted = lifted from the waiting list
audit-action-place-offered = place offered

import-lead-csv = Columns of the CSV file (UTF-8 or Shift_JIS): receipt number, time, channel, result, note. The first line is the head. Write times as 2025-06-24 14:30.
import-nothing = Nothing was imported. Correct these rows and send the file again.
import-file-missing = Choose a file
import-file-large = The file is too large (10 MB at most)
import-file-kind = This file cannot be read. Save it as CSV.
import-row-columns = columns are missing
import-row-number = no application has this receipt number
import-row-time = the time cannot be read
import-row-future = the time lies ahead
import-row-channel = the channel is "telephone" or "mail"
import-row-outcome = the result is "absent", "call_back", "wrong_number" or "reached"

roster-count = { $number ->
    [one] 1 company
   *[other] { $number } companies
}
roster-participant = Participant
export-column-state-id = State code
export-column-kana = Reading
export-column-corporate-number = Corporate number
export-column-prefecture = Prefecture
export-column-address = Address
export-column-industry = Industry
export-column-capital = Capital (yen)
export-column-email = Mail
export-column-telephone = Telephone
export-column-submitted = Received
export-column-twins = Possible duplicates

desk-draw-too-late = This was to be done by { $at } and cannot be done any more.
desk-draw-duplicates = The same company stands on the list more than once: { $numbers }. Decide which application counts and withdraw the others.
