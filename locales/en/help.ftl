# mamori --help: what each command and option is
help-admin = Accounts of staff, their sessions, and tokens for programs
help-admin-sessions = Sessions: end them
help-admin-sessions-end = Sign a person out everywhere, and end their tokens
help-admin-staff = Accounts: who may sign in, and as what
help-admin-staff-add = Make an account; the first sign-in sets up the second factor
help-admin-staff-add--email = Mail address to sign in with
help-admin-staff-disable = Close an account: signed out everywhere, no sign-in any more; its name stays in the log
help-admin-staff-enable = Open a closed account again
help-admin-staff-list = List all accounts
help-admin-staff-reset-password = Set a new password and sign the person out everywhere
help-admin-staff-reset-second-factor = Take the second factor away (lost telephone): the next sign-in sets up a new one
help-admin-staff-role = Give a person these roles instead of those they had
help-admin-token = Tokens for programs that use the API for a member of staff
help-admin-token-add = Make a token; it may do what the person may, and is shown once
help-admin-token-end = End a token
help-admin-token-end--id = Its id, as in the list
help-admin-token-list = List tokens that have not ended
help-audit = The audit log
help-audit-verify = Recompute the hash chain; exit with 1 and name the first broken entry if it does not hold
help-backup =
    Write every table to one archive that SQLite and PostgreSQL can take back

    The archive is one consistent state, taken while Mamori runs. It holds personal data: keep it encrypted and apart. Programme folders, the configuration and the keys are NOT in it: copy those as files.
help-backup--out = New file to write (ZIP)
help-calendar = Business days and holidays
help-calendar-add = The nth business day after a date, by the calendar of a programme's secretariat
help-calendar-add--from = Date to count from; day 1 is the first business day after it
help-calendar-add--programme = Id of the programme whose closing days count
help-calendar-holidays = The national holidays of a year, a line each: date, tab, name
help-config = The configuration
help-config-check = Read file, environment and the files of keys; print `ok`, or each problem as `key = value: remedy (place)` and exit with 1
help-demo = Serve a lifelike demo on its own clock, with its own data folder
help-doctor =
    Look at everything Mamori stands on: a line each with ok, warn or fail and what to do; exit 1 on fail

    Run it as the user the service runs as: what counts is what that user may read and write.
help-draw = The draw: its acts, and checking a published one
help-draw-bundle = Write the public bundle that anybody can verify
help-draw-charter = Sign and publish the charter, before the list is frozen. The organiser's key is made when it is missing
help-draw-freeze = Freeze the list of entries, between the charter's freeze time and its draw time. Everyone on it is told
help-draw-receipt = Write one applicant's receipt. It tells whoever has it which line of the list is theirs
help-draw-run = Take the beacon's round in, and compute ranking and seats
help-draw-status = Where the draw stands, and what stands in its way
help-draw-verify =
    Check a bundle as any stranger can, without database, configuration or network.

    Exit code 0: every step holds. 1: one does not, and is named: charter, signature, entries, beacon, ranking, seats, log, receipt. 2: a file cannot be read.
help-eligibility = Who may apply
help-eligibility-check = Prints outcome and rules as JSON. Exit 0 whatever the outcome, 2 for unusable input
help-help = Print this message or the help of the given subcommand(s)
help-mamori = Public calls for cybersecurity support, from the published page to the confirmed roster
help-migrate = Bring the database to the schema of this version
help-option-applicant = The applicant as JSON
help-option-applicants = Number of applications that are sent
help-option-beacon = beacon.json, or the round's JSON as a beacon server gave it, or the record of the physical draw
help-option-bundle = The bundle that the organiser published (ZIP)
help-option-business-days = How many business days
help-option-check = Only compare with what is there; exit 1 if anything differs
help-option-config = Configuration file; without it, mamori.toml in the working folder if there is one
help-option-course = Id of the course asked for
help-option-collect = Take lines of appliances here, as syslog over TLS with the certificates that the desk issues
help-option-data = Folder for the demo's data; made when missing
help-option-database = `sqlite:PATH` or `postgres://USER@HOST/NAME`, empty or only migrated; it keeps what was simulated. Without it a throw-away SQLite database
help-option-days = Days until it ends, at most 365
help-option-dir = Folder of programmes [default: --programmes]
help-option-dry-run = Only list what would be applied
help-option-email = The person's mail address
help-option-empty = Start without companies: a whole call can be tried from its first application
help-option-fiscal-year = Fiscal year of the new programme; 令和7年度 is 2025
help-option-folder = Folder of programmes, or of one programme [default: --programmes]
help-option-fonts = Folder to look for fonts in, before the system's; may be given more than once
help-option-format = How the result is printed
help-option-help = Print help
help-option-label = What it is for
help-option-lang = Language of messages [default: that of LC_ALL, LC_MESSAGES or LANG, otherwise ja]
help-option-listen = Address and port
help-option-name = Name as colleagues see it
help-option-number = Receipt number, as R00001
help-option-out = New file to write
help-option-password-stdin = Read the password from the first line of standard input instead of making one up
help-option-programme = Id of the programme
help-option-programmes = Folder with one folder per programme
help-option-receipt = An applicant's receipt (JSON): is it in the list, and where does it stand?
help-option-role = What the person may be; several with commas
help-option-seed = Everything follows from it
help-option-signature = The round's signature: 96 hexadecimal digits
help-option-to = What to make
help-option-verify = Check an archive without restoring it: format, version, rows and SHA-256 of every table
help-option-version = Print version
help-option-year = Year
help-programme = Programme definitions: check them, start a new one, write their JSON Schemas
help-programme-check = Reports every mistake of every programme, with file, line and column. Exit 1 if there are any
help-programme-new = Copies a call into a new fiscal year: dates are moved, and everything a person must look at is listed
help-programme-new--from = Id of the programme to copy
help-programme-new--id = Id of the new programme, the name of its folder
help-programme-render = Prints the published call (募集要項) as PDF or HTML
help-programme-render--id = Id of the programme
help-programme-render--lang = Language of the document
help-programme-render--out = File to write; - for standard output
help-programme-schema = Writes the JSON Schemas for editors, or checks that they are up to date
help-restore =
    Bring an archive back into an empty database

    Whole or not at all: migrations, rows, their SHA-256 and the audit chain in one transaction. The archive may come from the other kind of database, or from an older version. Programme folders, the configuration and the keys are NOT in it: put those back as files first.
help-restore--from = The archive
help-serve = Serve the pages and the API, and do the queued work
help-simulate =
    Live a whole programme in seconds by moving the clock, and check that every promise was kept

    Applications (good, bad, double, late), the secretariat's calls, draw, answers, lapses, re-draws, consents: all through the same operations as the pages. The same seed gives the same figures. Exit 0 when every invariant holds, 1 when one is broken, 2 when the simulation could not be run.
help-worker = Do the queued work only: mails, lapses, housekeeping. For a machine of its own beside servers on PostgreSQL
help-collect = Take lines of appliances into the lake: UDP, TCP, TLS and RELP, as configured
help-heading-usage = Usage
help-heading-commands = Commands
help-heading-arguments = Arguments
help-heading-options = Options
help-rules = Rules for detections in the logs of appliances
help-rules-check = Reports every mistake of every rule, with file, line and column. Exit 1 if there are any
help-rules-check--folder = Folder of rules, or one file [default: --rules]
help-rules-check--format = How the result is printed
help-rules-test = Holds a file of log lines against the rules and prints what they find
help-rules-test--file = File of log lines, one event a line
help-rules-test--format = Kind of the lines [default: found out]
help-rules-test--json = Print a list of objects instead of lines for people
help-option-rules = Folder of the rules that are shipped, with mapping.yml
help-option-mapping = Where fields are found [default: mapping.yml beside or above the rules, else in --rules]
help-catalogue = Catalogues of the workbench: questions, measures, threats, controls, templates
help-catalogue-check = Reports every mistake in every catalogue: what does not read, what is missing, what names something that is not there. Exit 1 if there are any
help-option-catalogues = Folder of the catalogues [default: those of the program]
help-workbench = The engine of the workbench: scores and risks
help-workbench-score = Counts a self-diagnosis: points of all answers, and the band once all 25 are answered
help-workbench-score--file = Answers as JSON: {"{"}"answers": {"{"}"1": "yes" | "partly" | "no" | "unknown", …{"}"}{"}"}; - for standard input
help-workbench-score--format = How the result is printed
help-workbench-risk = Reckons a risk
help-workbench-risk--method = How it is reckoned: ipa4 (importance × likelihood), product (importance × threat × vulnerability), tokyo4 (value × threat × vulnerability × probability, held against a tolerance)
help-workbench-risk--importance = Importance of the asset, 1 to 3; of ipa4 and product
help-workbench-risk--value = Value of the asset, 1 to 3; of tokyo4
help-workbench-risk--threat = Threat: 3 any time, 2 some times a year, 1 normally not
help-workbench-risk--vulnerability = Vulnerability: 3 practically no measure, 2 partly, 1 all
help-workbench-risk--probability = Probability, 1 to 3; of tokyo4
help-workbench-risk--tolerance = The highest risk that the firm tolerates, 1 to 81; of tokyo4
help-workbench-risk--format = How the result is printed
