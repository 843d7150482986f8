# What commands say of unusable input
command-no-programme = --programme { $id }: no such programme in { $folder } (there are: { $ids })
command-no-programmes = the folder of programmes { $folder }: { $reason }. Name it with --programmes, with MAMORI_PROGRAMMES, or with the key programmes of the configuration.
command-no-course = { $count ->
    [0] --course { $id }: { $programme } has no courses; leave the option out
   *[other] --course { $id }: { $programme } has no such course (there are: { $ids })
}
command-applicant-unreadable = --applicant { $file }: the file cannot be read: { $reason }
command-applicant-empty = --applicant { $file }: the file is empty
command-applicant-no-json = --applicant { $file }: not JSON, line { $line }, column { $column }
command-unknown-past = warning: past_programmes: nobody here knows "{ $id }"; it has no effect on { $programme }. If it is not an older programme, check the spelling.

# What the command line refuses
refused-help = For more, add --help.
refused-value = "{ $value }" is not allowed for { $option } (allowed: { $allowed })
refused-no-value = { $option } needs a value
refused-unfit = "{ $value }" does not fit { $option }: { $reason }
refused-look = check how it is written, and its range
refused-unknown = there is no option or argument "{ $option }" here
refused-command = there is no command "{ $command }"
refused-no-command = a command is missing (there are: { $allowed })
refused-missing = this is missing: { $options }
refused-twice = { $option } can be given only once
refused-together = { $option } cannot stand beside { $other }
refused-too-many = "{ $value }" is one value too many for { $option }
refused-not-text = an argument is not UTF-8 text
refused-other = the command line cannot be used ({ $reason })
refused-suggestion = Did you mean { $suggested }?

# What the operating system refuses
io-not-found = there is no such file or folder
io-permission = this user may not do that
io-exists = there is a file of that name; it exists and stays as it is
io-folder = it is a folder
io-no-folder = part of the path is no folder
io-full = the disk is full
io-read-only = the disk can only be read
io-address-in-use = another program has this address and port
io-address-elsewhere = this machine does not have that address
io-refused = nobody takes connections there
io-not-text = it is not UTF-8 text

# The database
store-failed = the database failed: { $reason }
store-corrupt = stored data does not read: { $what }
store-overtaken = another transaction came first; try again
place-url-file = database.url_file = { $file }: { $reason }
place-missing = { $file }: there is no such database; check database.url, or run `mamori migrate` to make it
place-folder = the folder { $folder } cannot be made: { $reason }
place-closed = the database cannot be opened: { $reason }
key-trouble = { $key } = { $file }: { $reason }
key-lost = { $key } = { $file }: the key file is gone, and the database holds what was made with it. Put back the copy from its safe place. Only if it is lost for good, read "A key is lost" in docs/operations.md and make a new one: openssl rand -hex 32 > { $file }
health-answers = answers
health-silent = does not answer
health-migrated = all applied
health-unmigrated = { $number } missing: run `mamori migrate`
health-later = the database was made by a later version, or does not read
health-goes-on = goes on from the last audit entry
health-set-back = stands { $number } s before the last audit entry: it was set back; set it right
health-log-unreadable = the audit log does not read

# The chain of the audit log
audit-broken-gap = entry { $entry } is missing (found { $other })
audit-broken-link = entry { $entry } does not continue the chain
audit-broken-entry = entry { $entry } was changed
audit-broken-payload = the payload of entry { $entry } was changed
audit-broken-cut = the log ends at { $entry }, its head says { $other }
audit-chain-holds = ok: { $entries } entries, { $erased } with erased contents, head { $head }
audit-chain-broken = broken at entry { $entry }: { $problem }

# mamori doctor
doctor-what-configuration = configuration
doctor-what-everything = everything
doctor-what-database = database
doctor-what-migrations = migrations
doctor-what-clock = clock
doctor-what-audit-log = audit log
doctor-what-master-key = master key
doctor-what-organiser-key = organiser key
doctor-what-vault-key = key of the vault
doctor-what-devices-key = appliance key
doctor-what-secret = secret
doctor-what-programmes = programmes
doctor-what-disk = disk
doctor-what-fonts = fonts
doctor-what-mail = mail
doctor-not-looked = the rest was not looked at
doctor-not-looked-remedy = mend the configuration first
doctor-config-reads = reads
doctor-demo = this is a demo: own clock, no mail leaves, accounts are printed
doctor-demo-remedy = set demo = false before anyone's data comes in
doctor-database-remedy = make sure that PostgreSQL runs and that this user can connect
doctor-database-missing-remedy = if it should be there, check the path in database.url and where the file is; if this is a new place, run `mamori migrate`; to bring a backup back, `mamori restore`
doctor-database-sqlite-remedy = make sure that this user can read and write the file and its folder, and that it is an SQLite file of Mamori
doctor-database-open = { $file } is open to others than its owner (mode { $mode }); it holds what applicants sent
doctor-database-open-remedy = chmod 600 { $file } (and its neighbours -wal and -shm, if there are any)
doctor-database-silent-remedy = see that PostgreSQL runs, or that no other program holds the SQLite file
doctor-migrations-remedy = back up, then run `mamori migrate`; a database of a later version needs that version
doctor-clock-remedy = set the clock right (timedatectl), then wait until it has passed the last entry
doctor-audit-holds = { $entries } entries, the chain holds, head { $head }…
doctor-audit-broken-remedy = somebody changed the log behind Mamori's back: keep this database as evidence and compare it with a backup
doctor-audit-unread-remedy = see the database's own log
doctor-key-missing = { $key }: { $file } is not there
doctor-key-missing-remedy = it is made at the first start; put it back instead if there is data already, and keep a copy apart from the backups
doctor-no-key = { $file } holds no key
doctor-no-key-remedy = put back the right file: 64 hexadecimal digits; what was encrypted with it cannot be read otherwise
doctor-unreadable = { $file } cannot be read: { $reason }
doctor-unreadable-remedy = run this as the user of the service, and give that user the file
doctor-open-to-all = { $file } can be read by everyone on this machine (mode { $mode })
doctor-open-to-group = { $file } can be read by its group (mode { $mode })
doctor-open-to-group-remedy = chmod 600 { $file }, unless that is meant (mode { $mode })
doctor-owner-only = { $file }, for its owner only
doctor-programmes = { $count } in { $folder } (`mamori programme check` reads them)
doctor-programmes-none = { $folder } holds none
doctor-programmes-none-remedy = copy last year's with `mamori programme new`, or check the path
doctor-programmes-remedy = name the folder that holds a folder for each programme in `programmes`
doctor-disk-free = { $free } MB free for { $folder }
doctor-disk-full-remedy = make room; a full disk refuses applications (nothing is half done), and they go on by themselves once there is room
doctor-disk-remedy = make the data folder and give it to the user of the service
doctor-font = { $font } for PDF
doctor-no-font = no Japanese font: PDFs would show empty boxes
doctor-mail-kept = kept in the outbox only (demo)
doctor-mail-late = { $place } does not answer within { $seconds } s
doctor-mail-remedy = check mail.host and mail.port, the firewall and the mail server; until it answers, mails wait in the outbox
doctor-mail-connects = { $place } takes connections (TLS is tried with the first mail)
doctor-mail-answers = { $place } answers EHLO
doctor-mail-clear = { $place } does not offer STARTTLS
doctor-mail-clear-remedy = use the port for STARTTLS (587), or mail.security = "tls" with port 465
doctor-mail-closed = it closed the connection before it answered
doctor-mail-said = it answered “{ $line }”
doctor-mail-endless = its answer has no end

# mamori migrate
migrate-to-be-made = the database is not there yet; every migration would be applied
migrate-other-version = Use the version of Mamori that made this database.
migrate-nothing = nothing to do: the schema is up to date
migrate-stopped = Nothing later was applied; mend the cause and run it again.
migrate-would-apply = would apply { $name }
migrate-applied = applied { $name }

# mamori backup, mamori restore
backup-nothing-asked = give --out FILE or --verify FILE
backup-ok = ok: { $rows ->
    [one] 1 row
   *[other] { $rows } rows
} in { $tables } tables, taken { $at } from { $source } by Mamori { $version }
backup-audit-log = audit log: { $entries } entries, head { $head }
backup-fingerprint = fingerprint: { $hash }
restore-done = restored and compared; the audit chain holds
restore-waiting = note: { $jobs ->
    [one] 1 job
   *[other] { $jobs } jobs
} waited when the archive was taken. They run when Mamori starts; what was sent after that may be sent again.
restore-files = note: programme folders, configuration and keys are not in an archive; put them back as files.
backup-file-write = { $file } cannot be written: { $reason }
backup-file-read = { $file } cannot be read: { $reason }
backup-exists = { $file } exists; name a new file, or move that one away
backup-unreadable = the archive does not read ({ $reason }): it is cut off, or no backup of Mamori
backup-foreign = this is no backup of Mamori: { $why }
backup-version = the archive has format version { $found }, this program reads up to { $known }: use the version of Mamori that made it ({ $product }), or a later one
backup-newer = the archive was made by Mamori { $product }, which has migrations this program lacks ({ $missing }): use that version or a later one
backup-damaged = the archive is damaged or was changed: { $member }: { $why }
backup-occupied = { $table } ({ $rows ->
    [one] 1 row
   *[other] { $rows } rows
})
backup-not-empty = the database is not empty; restore into a new one. There is: { $tables }
backup-nothing-there = the database has no tables of Mamori: run `mamori migrate` first
backup-unsupported = table { $table }: { $why }; the archive cannot hold it
backup-schema = table { $table } does not fit the archive: { $why }
backup-different = table { $table } did not come back as it was: { $why }; nothing was restored
backup-audit = the audit log in the archive is broken: { $reason }; nothing was restored

# mamori calendar, mamori programme, mamori simulate
calendar-count = write a number of business days from 1 to { $most }
calendar-year = no holidays are known for the year { $year }: the years are 1948 to 2099
calendar-date = no holidays are known for { $date }: the days are 1948-07-20 to 2099-12-31
calendar-old = { $date } is before 1873-01-01, when Japan took up the Gregorian calendar
programme-none = { $folder }: no programme in it. A programme is a folder with a programme.toml.
programme-new-done = { $target } is there. Dates were moved by { $weeks } weeks; { $count ->
    [one] 1 place to look at is
   *[other] { $count } places to look at are
} listed in `review`.
programme-new-disk = { $path }: { $reason }
programme-schema-stale = { $path }: out of date; run `mamori programme schema`
programme-has-none = the programme has no { $what }
render-draft = note: { $id } has { $count ->
    [one] one place that still awaits
   *[other] { $count } places that still await
} a person's look (review). Every page is marked “Draft”; the mark goes when the places are taken out of review
render-no-glyph = no glyph, shown as 〓: { $characters }
render-not-written = --out { $file }: { $reason }
render-no-font = no Japanese font found in { $folders }; install the Debian package { $package } (apt-get install { $package }) or name a folder that holds one of: { $families }
render-failed = the document could not be set: { $reason }
simulate-no-folder = no temporary folder: { $reason }
simulate-not-empty = the database holds data; give an empty one, the simulation would mix with it

# mamori admin
account-email = the address must look like name@example.jp: a–z, 0–9 and . _ + - with one @, at most 254 characters
account-taken = there is an account with this address
account-unknown = there is no such account
account-last-administrator = the last administrator must stay
account-password-short = the password has fewer than 12 characters
account-password-long = the password has more than 256 characters
account-password-simple = the password is too easy to guess
admin-input-unread = standard input: { $reason }
admin-no-password = standard input holds no password in its first line
admin-store = { $reason }; is the database up to date (mamori migrate)?
admin-no-account = there is no account { $email }; `mamori admin staff list` shows them all
admin-sessions-ended = { $email }: { $ended ->
    [one] 1 session
   *[other] { $ended } sessions
} ended, tokens too
admin-closed-now = { $email }: closed and signed out everywhere
admin-open-now = { $email }: open
admin-password-set = { $email }: new password set, signed out everywhere
admin-made = { $email }: account made
admin-factor-reset = { $email }: second factor taken away; the next sign-in sets up a new one
admin-roles-now = { $email }: roles are now { $roles }
admin-name-wrong = --name: write a name of 1 to 100 characters without control characters
admin-label-wrong = --label: write 1 to 100 characters without control characters
admin-password-shown = password, shown only now: { $password }
admin-state-closed = closed
admin-state-open = open
admin-state-no-factor = open, second factor not set up yet
admin-closed = { $email } is closed
admin-no-token = { $id }: no such token; `mamori admin token list` shows them
admin-token-ended = { $id }: ended
admin-token-made = { $email }: token made, ends in { $days ->
    [one] 1 day
   *[other] { $days } days
}
admin-token-shown = token, shown only now: { $token }
admin-token-until = until { $until }

# mamori draw on the configured database
draw-too-early = too early: not before { $at }
draw-too-late = too late: this was to be done before { $at }. A draw whose list or charter comes later proves nothing; set new times and a new draw_id in the programme, say so in public, and publish a new charter
draw-duplicates = the same company stands behind { $numbers }: end all but one of each company's applications, then freeze
draw-unsettled = not settled yet: { $numbers }: grant an exception or refuse them, then freeze
draw-key-none = it holds no key; put back the right file: 64 hexadecimal digits
draw-key-not-made = the key cannot be made: { $reason }
draw-act-number-wrong = write it as on the receipt: R00001
draw-act-no-draw = { $id }: places are not given by lot, there is no draw
draw-act-schema = the database has an older schema; run `mamori migrate` first
draw-act-charter-stands = the charter stands already
draw-act-charter-published = the charter is published
draw-act-review = { $id }: values wait for a person's review (`mamori programme check` lists them); nothing is published before
draw-act-frozen-already = the list was frozen already, at { $at }: { $entries } entries, hash { $hash }
draw-act-frozen = the list is frozen: { $entries } entries, hash { $hash }
draw-act-drawn-already = it was drawn already, at { $at }
draw-act-physical = the charter names the physical draw: bring its record with --beacon
draw-act-no-source = give --beacon FILE or --signature HEX
draw-act-bundle = { $file }: check it with `mamori draw verify { $file }`
draw-act-no-number = { $id }: no application has this number
draw-act-receipt = { $file }: for this applicant's eyes only
draw-act-no-charter = { $id }: there is no charter yet; publish it with `mamori draw charter --programme { $id }`
draw-act-source-quicknet = drand quicknet, round { $round }
draw-act-source-other = NOT drand quicknet, round { $round }
draw-act-source-balls = physical draw
draw-act-terms =
    draw:         { $draw }
    charter hash: { $hash }
    organiser:    { $organiser }
    closes:       { $closes }
    freeze:       { $freeze }
    draw:         { $at }
    randomness:   { $source }
    seats:        { $seats }
draw-act-not-frozen = list:         not frozen, { $complete ->
    [one] 1 complete application
   *[other] { $complete } complete applications
} so far
draw-act-same-number = note: { $numbers } have the same corporate number; end all but one of them, the freeze is refused before
draw-act-look-alikes = note: { $numbers } look like another application (name and address); a person decides
draw-act-list = list:         { $entries ->
    [one] 1 entry
   *[other] { $entries } entries
}, hash { $hash }
draw-act-next = next:         draw from { $at } on
draw-act-next-round = next:         draw from { $at } on, with round { $round }
draw-act-next-url = next:         draw from { $at } on, with round { $round }: { $url }
draw-act-drawn = drawn:        { $at }
draw-act-standing = standing:     { $pending } not yet told, { $offered } offered, { $accepted } accepted, { $waiting } waiting, { $out } out
draw-act-log = log:          { $lines } lines, head { $head }
draw-act-to-be-called = note: { $number ->
    [one] 1 application still waits for its contact and is not on the list
   *[other] { $number } applications still wait for their contact and are not on the list
}
draw-act-missed = note: { $numbers } became complete after the freeze and take no part

# Why an act is out of order
out-of-order-consents-are-signed-after-the-confirmation = consents are signed after the confirmation
out-of-order-it-has-a-seat-already = it has a seat already
out-of-order-it-has-left-the-draw = it has left the draw
out-of-order-it-is-drawn-already = it is drawn already
out-of-order-it-is-not-drawn-yet = it is not drawn yet
out-of-order-it-is-not-in-the-draw = it is not in the draw
out-of-order-its-frame-stands-on-the-frozen-list = its frame stands on the frozen list
out-of-order-no-seat-is-free-name-whose-place-it-takes = no seat is free: name whose place it takes
out-of-order-nobody-was-drawn-yet = nobody was drawn yet
out-of-order-nothing-here-is-left-to-discretion = nothing here is left to discretion
out-of-order-the-results-changed-since-the-notices-were-prepared-discard-and-prepare-them-again = the results changed since the notices were prepared: discard and prepare them again
out-of-order-participation-is-fixed = participation is fixed: only the secretariat can correct it
out-of-order-the-registration-is-cancelled-already = the registration is cancelled already
out-of-order-the-application-has-ended = the application has ended
out-of-order-the-list-is-not-frozen-yet = the list is not frozen yet
out-of-order-the-list-was-frozen-without-this-application = the list was frozen without this application
out-of-order-the-notices-were-released-or-discarded-already = the notices were released or discarded already
out-of-order-the-organisers-key-is-not-the-one-that-signed-the-charter = the organiser's key is not the one that signed the charter
out-of-order-the-questionnaire-is-answered-after-the-confirmation = the questionnaire is answered after the confirmation
out-of-order-the-results-are-prepared-already = the results are prepared already
out-of-order-there-is-no-charter-yet = there is no charter yet

# mamori serve, worker, demo
serve-works = Mamori works on what is queued; Ctrl+C ends it
collect-no-address = No address is given: set collector.tls, collector.relp, collector.relp_tls, collector.tcp or collector.udp
collect-listens = Mamori collects: { $door } on { $address }
serve-listen-wrong = server.listen = "{ $listen }": write an address and a port
serve-not-migrated = the database could not be brought up to date: { $reason }
serve-demo-failed = the demo's data could not be made: { $reason }
serve-no-listener = { $listen } cannot be listened on: { $reason }
serve-answers = Mamori answers on { $url }
serve-mail-from = mail.from = "{ $from }": write a mail address
serve-mistakes = the programmes have mistakes (mamori programme check shows them):
demo-making = Making the demo's data (once, about a minute)
demo-accounts = Accounts (password { $password }, no code needed in the demo):
role-secretariat = secretariat
role-approver = approver
role-organiser = organiser
role-administrator = administrator
role-support = support centre
