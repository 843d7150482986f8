support-centre = Support centre
support-title = Get help
support-lead = If anything about a cyber attack worries you, ask us: 24 hours a day, every day.
support-to-status = Your application
support-not-yet = Not available yet
support-not-yet-text = Once your participation is fixed, you can ask for help here.
support-left = Your participation has ended, so new requests are not taken. What was written stays here to read.
support-urgent = Urgent? Call us (24 hours, every day)
support-urgent-text = If files do not open or money is demanded on the screen: leave the device on, pull out its network cable (switch Wi-Fi off) and call at once.
support-report = Ask or report something
support-report-title = Ask or report
support-report-lead = As far as you know. No technical words are needed.
support-open = In progress
support-open-empty = Nothing is in progress.
support-closed = Finished
support-sealed = What you write here is encrypted with a key of your company’s own. It is never put into a mail.
support-send = Send
support-sent = Sent. Somebody will read it and answer.
support-sent-reopened = Sent. The finished case is opened again.
support-reported = We have it. Somebody will look at it and get in touch.
support-message = Message
support-write = Write to the support centre
support-course = What has been said and done
support-opened-at = Received: { $at }
support-entries-empty = Nothing has been written yet.
support-you = Your company
support-company = Company
support-you-typed = Your company (taken down by the support centre)
support-company-typed = Company (taken down by { $name })
support-system = Record
support-since = Since: { $since }
support-until-then = What to do until then
support-span = { $from } to { $to }
support-found = What the UTM found
support-events = { $count ->
    [one] { $count } event
   *[other] { $count } events
}
support-text-destroyed = (This cannot be read: its key was destroyed)
support-text-broken = (This is damaged and cannot be read. Please tell the administrator)

support-field-topic = What is it about?
support-field-what = What happened?
support-field-what-hint = What the screen said, what you noticed, what you did.
support-field-since = Since when?
support-field-since-hint = For example: since about 9 this morning
support-field-device = Which device?
support-field-device-hint = For example: the PC in accounting, the copier
support-field-may-call = May we call you now?
support-may-call-yes = Yes
support-may-call-no = No (answer on this page)
support-field-origin = How it came
support-field-told = What you told them at once
support-field-told-hint = For example first aid on the telephone. The company sees it on its page.

support-topic-detection = Found by the UTM
support-topic-suspicious-mail = A suspicious mail or message
support-topic-malware = A virus warning, or a device behaves strangely
support-topic-ransom = Files do not open, or money is demanded
support-topic-intrusion = Somebody used or entered a system or account
support-topic-lost = A device or medium was lost or stolen
support-topic-appliance = The UTM or the Internet does not work
support-topic-question = A question

support-severity-critical = Critical
support-severity-high = High
support-severity-medium = Medium
support-severity-low = Low
support-severity-informational = For information

support-state-opened = Received
support-state-in-hand = In hand
support-state-decided = Decided
support-state-closed = Closed
support-state-merged = Merged
support-state-open = All that is open
support-state-all = All
support-meaning-opened = We have it. Somebody will look at it next.
support-meaning-in-hand = Somebody is looking into it.
support-meaning-again = We had decided what it is, and are looking into it again.
support-meaning-decided = We know what it is, and go on with what has to be done.
support-meaning-closed = It is finished. If anything worries you, write below.
support-meaning-merged = It is handled together with another case.

support-verdict-before = Before it was opened again: { $verdict }
support-verdict-false-alarm = False alarm
support-verdict-event = Event (no damage)
support-verdict-incident = Incident
support-plain-false-alarm = It was a false alarm. Nothing is wrong.
support-plain-event = There was an attack or something unusual, but no damage was found.
support-plain-incident = We take it for an incident: damage is possible.

support-origin-detection = Found by the UTM
support-origin-telephone = Telephone
support-origin-mail = Mail
support-origin-web = The company’s page
support-way-telephone = Telephone
support-way-mail = Mail
support-way-on-site = On site
support-way-hint = Used only with “told in another way”.
support-outcome-done = It worked
support-outcome-partly = It worked in part
support-outcome-failed = It failed

support-entry-from-company = From the company
support-entry-to-company = From the support centre
support-entry-told = What was told
support-entry-note = Note (centre only)
support-entry-step = Remote clean-up
support-entry-from-you = From you
support-entry-decided = Decision: { $verdict } (severity: { $severity })
support-entry-reason = Reason of the decision
support-entry-cause = Cause
support-entry-prevention = To prevent it
support-entry-reopened = Why it was opened again
support-entry-mark = Record
support-entry-visit = Visit
support-entry-host = Device
support-entry-way = Told by
support-entry-consent = The company agreed at
support-entry-outcome = Result
support-mark-taken = Looked after by { $value }
support-mark-merged = Merged into { $value }
support-mark-absorbed = { $value } was merged into this
support-mark-joined = A detection joined: { $value }
support-mark-went-on = Went on after the end, opened again: { $value }
support-mark-reopened = Opened again by the company’s message{ $value }
support-mark-visit-planned = Visit planned: { $value }
support-mark-visit-done = Visit made: { $value }
support-mark-visit-cancelled = Visit called off: { $value }

support-queue = Queue
support-queue-waiting = ({ $count } waiting) Queue
support-queue-empty = Nothing needs anybody.
support-kpi-open = open
support-kpi-late = late
support-kpi-unassigned = with nobody
support-kpi-waiting = waiting for an answer
support-column-due = Due
support-column-severity = Severity
support-column-case = Case
support-column-company = Company
support-column-state = State
support-column-assignee = Looked after by
support-column-month = Month
support-column-opened = Opened
support-column-closed = Closed
support-column-steps = Remote steps
support-column-visits = Visits
support-column-answer = To the first answer (median)
support-every = All
support-assignee-mine = Me
support-assignee-nobody = Nobody
support-sort = Order
support-sort-due = What is due first
support-sort-severity = The worst first
support-sort-opened = The newest first
support-total = { $total } in all
support-late = late
support-owed-answer = First answer
support-owed-decision = Decision
support-owed-reply = Reply to the company
support-owed-closing = Closing with cause and prevention
support-owed-visit = Result of the visit
support-new = Telephone or mail came in
support-new-send = Open the case
support-opened = The case is open.
support-missing = Fill this in
support-missing-hand-over = Write what the next shift has to know; if there is nothing, say so
support-missing-text = Write what happened
support-missing-topic = Choose what it is about
support-missing-may-call = Choose whether we may call
support-missing-company = Choose the company
support-missing-origin = Choose how it came
support-missing-severity = Choose the severity
support-text-too-long = The text is too long; shorten it
support-unsaved = What you typed was not saved. Copy it if you need it:
support-stale = Somebody else changed it first. Look at what is new and try again
support-refused = This cannot be done in the present state. Look at what is new
support-not-the-same = Only open cases of the same company can be merged
support-before-case = This is more than a day before the case was opened. Check when the company agreed
support-in-future = This lies in the future. Give a time that has passed
support-slot-between = Visits begin on the hour or the half hour. Choose another time
support-slot-taken = Another company is visited at that time. Choose another one
support-slot-too-far = Visits can be planned for the next four weeks. Choose an earlier time
support-slot-none = No time is free in the next { $days } days.
support-visit-already = A visit is planned for this case. To change its time, call that visit off first.
support-visit-open = A planned visit is left. Say what became of it, then the case can be closed.
support-to-visit = To the visit
support-no-slot = Visits take place on business days (weekdays) from 9:00 to 17:00. Choose a coming time
support-save = Save
support-take = Look after it
support-take-over = Take over
support-taken = You look after it now.
support-written = Saved.
support-write-title = Write
support-write-to = To whom
support-write-company = The company (on its page; a mail says that it is there)
support-write-told = Keep what was told in another way
support-write-note = A note for the centre
support-decide = Decision
support-decide-what = What it is
support-decide-reason = Reason (the company reads it)
support-decide-send = Save the decision
support-decided = The decision is saved.
support-close = Close
support-close-send = Close the case
support-closed-done = The case is closed.
support-reopen = Open again
support-reopened = The case is open again.
support-merge = Merge into another case
support-merge-lead = When the same thing stands in two cases. Merged into a case that is not decided, a decision has to be made again. It cannot be undone.
support-merge-into = Into
support-merge-send = Merge
support-merged = Merged.
support-merged-into = This case was merged into:
support-own-merged = Handled together with this one: { $numbers }
support-merged-here = Merged into this
support-step = Remote clean-up
support-step-what = What was done
support-step-send = Save the step
support-step-done = The step is saved.
support-visit-plan = Plan a visit
support-visit-title = Visit
support-visit-send = Plan the visit
support-visit-wished = Wished time
support-visit-hours = Business days, 9:00 to 17:00 (about two hours, from the hour or the half hour), { $days } days ahead at most. Empty takes the next free time.
support-slot-now = Planned now, somebody can be there at { $slot } (no other visit is planned then).
support-slot-later = No visits take place now. The next time possible is { $slot }.
support-visit-noted = The visit is saved.
support-visit-planned = planned
support-visit-done = made
support-visit-cancelled = called off
support-visit-end = Save the result
support-visit-call-off = Call the visit off
support-visit-why-off = Why it is called off (the company reads it)
support-visit-became = What became of it
support-visit-result = Result, or why it is called off (the company reads it)
support-visit-calendar = Add to your calendar (.ics)
support-visits = Planned visits
support-visits-lead = { $teams ->
    [one] One visit can take place at a time.
   *[other] { $teams } visits can take place at a time.
}
support-visits-calendar = Add all to a calendar (.ics)
support-visits-today = Today
support-visits-today-none = No visit is left today.
support-visits-over = Visits whose time has passed
support-visits-over-lead = Nobody has said yet what became of them.
support-visits-coming = Coming
support-visits-coming-none = Nothing is planned.
support-visit-when = When
support-visit-person = Whom to ask for
support-visit-planned-by = Planned by
support-events-link = What the UTM recorded around it (the company’s log)
support-may-call = may be called
support-company-cases = All cases of this company
support-company-gone = (The company’s records are kept no longer)
support-hand-over = Hand-over
support-notes = Notes
support-notes-empty = There are no notes yet.
support-note-open = { $count } open
support-note-readers = Read by:
support-note-receipt = I have read it
support-note-read = Noted that you have read it.
support-open-now = Open cases
support-hand-over-write = Hand over to the next shift
support-hand-over-text = What the next shift has to know
support-hand-over-send = Hand over
support-handed-over = The note is left.
support-figures = Figures by month
support-figures-lead = Without names of companies or contents.
support-figures-none = No case was opened in the last twelve months.
support-figures-left-out = Of the last twelve months, those without any case are left out.
support-minutes = { $minutes } min

support-mail-subject = [{ $number }] News from the support centre
support-mail-body =
    { $company }
    { $person }

    This is the cybersecurity support centre.
    On your page there is something new about your case, number { $number }.
    It may ask you to do something, so please read it soon.

    { $link }

    - To open the page, enter the number of your application and your mail address, and come in by the link in the mail that follows. It leads to this case.
    - We never ask for passwords, bank accounts or card numbers, by mail or on a page.
    - What follows soon is put into one mail every 15 minutes.
    - This mail does not contain what the news is.
support-mail-telephone =
    If you do not expect this mail, or if it is urgent, do not open the link but call us, and give the number { $number }.
    Support centre: { $telephone } (24 hours, every day)
support-mail-from =
    --
    Support centre
    { $office }

support-alert-opened = [{ $severity }] { $number }: a new case
support-alert-reopened = [{ $severity }] { $number }: opened again: it is to be decided anew
support-alert-joined = [{ $severity }] { $number }: a new detection joined
support-alert-visit-late = [{ $severity }] { $number }: nothing is said of the visit yet
support-alert-answer-soon = [{ $severity }] { $number }: the first answer is due soon
support-alert-answer-late = [{ $severity }] { $number }: the first answer is late
support-alert-decision-soon = [{ $severity }] { $number }: the decision is due soon
support-alert-decision-late = [{ $severity }] { $number }: the decision is late
support-alert-reply-soon = [{ $severity }] { $number }: the reply to the company is due soon
support-alert-reply-late = [{ $severity }] { $number }: the reply to the company is late
support-alert-body =
    Due: { $due }
    { $link }

company-events = The company’s log
company-events-lead = What the UTM recorded, the newest first. That you looked is noted in the audit log.
company-events-since = From
company-events-until = Until
company-events-host = IP address of a device
company-events-to-case = Back to the case
company-events-no-address = Give an IP address, such as 192.168.10.23
company-events-no-span = Let “until” be later than “from”, by at most 31 days
company-events-none = Nothing was recorded that fits
company-events-none-lead = Take a longer span, or all devices. What has just come can be seen after about a minute.
company-events-cut = These are the newest { $count }. There are more: take a shorter span or one device.
company-events-damaged = Some files could not be read; what stands in them is missing here. Please tell the administrator.
company-events-done = What the UTM did
company-events-stopped = stopped it
company-events-detected = saw it and let it through
company-events-allowed = let it through
company-events-noted = noted it
company-events-from = From
company-events-to = To
company-events-signature = Signature or rule
detection-to-case = Back to case { $number }
detection-events-around = What the UTM recorded around it (the company’s log)
detection-all = All detections of this company
audit-action-events-read = looked at a company’s log

keys-title = Companies’ keys
keys-lead = What companies confide is encrypted with a key for each company. Once a key is destroyed, nobody can read that company’s contents any more.
keys-companies = Keys by company
keys-empty = There are no keys yet. A company’s key is made when it confides something for the first time.
keys-generation = Generation { $number }
keys-active = in use
keys-retired = opens only
keys-destroyed = destroyed
keys-rotate = Change to a new key
keys-rotated = A new key is in use. What was written before can still be read.
keys-destroy = Ask for destruction
keys-destroy-lead = For when the company asks for return or destruction. Once a second person releases it, it cannot be undone.
keys-reason = Reason (when, by whom and how it was asked for)
keys-reason-missing = Write the reason of the destruction
keys-request = Ask for destruction
keys-requested = The destruction is asked for. It happens when a second person releases it.
keys-destructions = Destructions
keys-asked = Asked for by { $who } ({ $at })
keys-release = Destroy the keys
keys-release-lead = Afterwards nobody can ever read this company’s contents again.
keys-released = The keys are destroyed.
keys-withdraw = Call it off
keys-withdrawn = The destruction is called off.
keys-certificate = Certificate of destruction
keys-destruction-requested = waits for a second person
keys-destruction-released = destroyed
keys-destruction-withdrawn = called off

certificate-title = Certificate of destruction of confidential information
certificate-lead = This certifies that the keys of what the company confided were destroyed, so that it cannot be read any more.
certificate-company = Company
certificate-what = What was destroyed
certificate-what-text = All keys that decrypt what the support centre was told (requests, records of help, results of visits)
certificate-when = When
certificate-reason = Reason
certificate-asked = Asked for
certificate-released = Released by
certificate-number = Number
certificate-fingerprint = Fingerprint (SHA-256)
certificate-keys = Keys destroyed
certificate-key-made = Made: { $at }
certificate-backups = Backups from before may still hold wrapped keys. Backups are erased when their time of keeping is over.
certificate-pdf = Save as PDF

audit-action-case-opened = opened a case
audit-action-case-joined = a detection joined a case
audit-action-case-taken = took a case
audit-action-case-written = wrote into a case
audit-action-case-company-wrote = the company wrote
audit-action-case-decided = decided a case
audit-action-case-closed = closed a case
audit-action-case-reopened = opened a case again
audit-action-case-merged = merged cases
audit-action-case-step = cleaned up remotely
audit-action-visit-planned = planned a visit
audit-action-visit-ended = noted a visit
audit-action-shift-handed-over = handed over
audit-action-shift-read = read a hand-over
audit-action-vault-rotated = changed a company’s key
audit-action-vault-rewrapped = wrapped companies’ keys anew
audit-action-vault-destruction-requested = asked for destruction of keys
audit-action-vault-destruction-withdrawn = called a destruction off
audit-action-vault-destroyed = destroyed a company’s keys

audit-subject-case = Case
audit-subject-hand-over = Hand-over
audit-subject-company = Company
audit-subject-vault = Vault

status-support = Get help with a cyber attack (support centre)
status-cases = Open cases at the support centre
status-case = See what { $number } is about
status-case-asked = Please read
status-case-nothing = You need not do anything now. Somebody will get in touch.
status-case-read = The support centre wrote to you. Please read it and do what it says.
status-case-visit = Somebody comes on { $at }. Please see what to do until then.
