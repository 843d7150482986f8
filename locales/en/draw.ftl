# mamori draw verify: what is said of a draw's bundle
draw-verify-title = Check of the draw “{ $draw }”
draw-verify-title-unnamed = Check of a draw's record
draw-verify-passed = Every step follows the rules. If the hashes and the key above are those of the call, of your mail and of the organiser's own publication, this draw was carried out as announced.
draw-verify-failed = The step “{ $step }” does not hold. This is not the record of a draw by the announced rules, or it was changed on its way. Get the organiser's published record again; if it still fails, ask the organiser.
draw-verify-wrong-file = This is the wrong file, and nothing was checked about any draw. Choose the record of the draw (a ZIP) that the organiser published.
draw-verify-failed-receipt = The step “{ $step }” does not hold. The record of the draw itself follows the rules: make sure that the draw receipt is yours and for this draw.
draw-verify-unreadable = { $file } cannot be read: { $reason }
draw-verify-repacked = This ZIP is a published record that was unpacked and packed again. The record in it follows the rules, but this is not the file that was published. Download the organiser's ZIP again and check it as it is, without unpacking it.
draw-verify-folder = { $file } is a folder; what was unpacked cannot be verified. Name the ZIP that the organiser published as it was downloaded, without unpacking it

# Steps
draw-verify-step-charter = charter
draw-verify-step-signature = signature
draw-verify-step-entries = entries
draw-verify-step-beacon = beacon
draw-verify-step-ranking = ranking
draw-verify-step-seats = seats
draw-verify-step-log = log
draw-verify-step-receipt = draw receipt
draw-verify-ok-charter = The charter has the right form; capacity, frames and times agree with each other.
draw-verify-ok-signature = The charter is as it was signed with the organiser's key shown below.
draw-verify-ok-entries = The list has the right form, without duplicates or anything foreign ({ $entries ->
    [one] 1 entry
   *[other] { $entries } entries
}).
draw-verify-ok-beacon = The randomness is that of round { $round }, which follows from the time of the draw, and its signature holds.
draw-verify-ok-beacon-balls = The randomness is a draw of balls, which the charter allows, with every ball accounted for.
draw-verify-ok-ranking = The ranking computed again from charter, list and randomness is the same in every line.
draw-verify-ok-seats = The first seats computed again from ranking and frames are the same ({ $seats }).
draw-verify-ok-log = The log is an unbroken chain, and everyone lifted since was next by the rules.
draw-verify-ok-receipt = The application is in the list and agrees with the draw receipt.

# Facts to compare
draw-verify-fact-charter-hash = Hash of the charter (in the call)
draw-verify-fact-organiser = Organiser's public key (published by the organiser)
draw-verify-fact-list-hash = Hash of the list (in the mail about the frozen list)
draw-verify-fact-closes = Applications closed
draw-verify-fact-freeze = List frozen
draw-verify-fact-draw = Draw
draw-verify-fact-source = Source of the randomness
draw-verify-fact-log-head = Hash of the log's last line (if published)
draw-verify-fact-standing = Now
draw-verify-fact-line = Your application
draw-verify-source-quicknet = drand quicknet, round { $round }
draw-verify-source-other-chain = a beacon other than drand quicknet, round { $round }
draw-verify-source-balls = balls drawn in public
draw-verify-warning-other-chain = Warning: this may not be public randomness. The charter's beacon key is not that of drand quicknet, which this program knows. With a key of their own making, an organiser could choose the result. Find out whose key it is.
draw-verify-warning-balls = Warning: the randomness is the order of ten balls drawn in public. Compare it with the minutes. If the charter names a beacon, also make sure that its round was not published within 72 hours.
draw-verify-counts = { $pending } not yet told, { $offered } with an offer, { $accepted } accepted, { $waiting } waiting, { $out } out

# The draw receipt's application
draw-verify-line = Line { $line } of the list, rank { $rank }. { $standing }
draw-verify-seated-pending = It has a seat (not yet notified).
draw-verify-seated-offered = It has been offered a seat; an answer is awaited.
draw-verify-seated-accepted = Its seat is confirmed.
draw-verify-waiting = It is number { $position } on the waiting list.
draw-verify-out-declined = It is recorded as declined.
draw-verify-out-lapsed = It is recorded as not answered in time.
draw-verify-out-ineligible = It is recorded as not eligible, with the public reason code “{ $code }”.
draw-verify-out-removed = It is recorded as taken out by a manual move signed by the organiser.

# Failures: the ZIP and its members
draw-failure-empty-file = The file is empty.
draw-failure-receipt-file = This is a draw receipt, not the record of a draw.
draw-failure-json-file = This is a JSON file, not the record of a draw (a ZIP).
draw-failure-other-file = This is some other file, not the record of a draw (a ZIP).
draw-failure-other-archive = This ZIP holds none of the files of a record of a draw.
draw-failure-not-zip = This is not a ZIP that can be read ({ $reason ->
    [no-end-of-directory] no end of directory
    [the-directory-is-outside-the-file] the directory is outside the file
    [the-directory-is-damaged] the directory is damaged
   *[other] { $reason }
}).
draw-failure-missing-member = { $member } is missing.
draw-failure-duplicate-member = { $member } is there more than once.
draw-failure-member-out-of-order = { $member } is out of its place.
draw-failure-unexpected-member = It holds “{ $name }”, which does not belong to it.
draw-failure-damaged-member = { $member } is damaged ({ $reason ->
    [it-lies-outside-the-file] it lies outside the file
    [no-local-header] no local header
    [its-two-names-differ] its two names differ
    [it-is-too-large] it is too large
    [it-cannot-be-decompressed] it cannot be decompressed
    [it-is-packed-in-an-unknown-way] it is packed in an unknown way
    [its-checksum-differs] its checksum differs
   *[other] { $reason }
}).
draw-failure-container-not-canonical = The contents hold, but the ZIP itself is not as it was written (at { $member }): it was packed again or altered.

# Failures: the charter
draw-failure-charter-not-json = The charter is not JSON ({ $message }).
draw-failure-charter-not-canonical = The charter is not in canonical form (RFC 8785).
draw-failure-unknown-algorithm = This program does not know the method “{ $algorithm }” (only draw-v1).
draw-failure-charter-shape = The charter lacks something, or holds something foreign or of the wrong kind ({ $message }).
draw-failure-bad-draw-id = The draw's name holds a character it must not.
draw-failure-freeze-before-close = The list would be frozen before applications close.
draw-failure-draw-too-soon = There are less than 24 hours from the freeze to the draw.
draw-failure-no-frames = There is no frame.
draw-failure-empty-frame = A frame has no name.
draw-failure-bad-frame = The frame “{ $frame }” has a character it must not.
draw-failure-duplicate-frame = The frame “{ $frame }” is there twice.
draw-failure-minimum-above-maximum = The frame “{ $frame }” has a minimum above its maximum.
draw-failure-minimums-above-capacity = The minimums add up to { $sum }, more than the { $capacity } seats.
draw-failure-beacon-key-length = The beacon's public key has the wrong length or spelling ({ $length } characters; 192 lower-case hexadecimal digits are needed).
draw-failure-beacon-key-invalid = The beacon's public key cannot be used.
draw-failure-beacon-timing = The beacon's period is wrong.
draw-failure-beacon-contradicts-chain = It claims to be drand quicknet, but its key, genesis or period is another.
draw-failure-draw-before-genesis = The draw is before the beacon's first round.

# Failures: the signature
draw-failure-signature-text = The signature is not written as it must be (128 lower-case hexadecimal digits).
draw-failure-organiser-key = The organiser's key is not a key of 64 lower-case hexadecimal digits.
draw-failure-wrong-signature = The signature is not over this charter: charter, signature or key was changed after signing.

# Failures: the list of entries
draw-failure-byte-order-mark = The list begins with a byte order mark.
draw-failure-entry-not-utf8 = Line { $line }: it is not UTF-8.
draw-failure-carriage-return = Line { $line }: the line end is not as it must be (CRLF).
draw-failure-missing-final-newline = The last line has no line feed.
draw-failure-empty-line = Line { $line }: the line is empty.
draw-failure-trailing-blank = Line { $line }: the line ends with a blank.
draw-failure-full-width-label = Line { $line }: the label has full-width characters.
draw-failure-bad-label = Line { $line }: it is not of the form label,frame with a label of 64 lower-case hexadecimal digits.
draw-failure-unknown-frame = Line { $line }: the charter has no frame “{ $frame }”.
draw-failure-duplicate-label = Line { $line }: it repeats the label of the line before.
draw-failure-unsorted = Line { $line }: it is out of order.

# Failures: the randomness
draw-failure-beacon-text = The randomness is not written as it must be.
draw-failure-source-not-allowed = The charter does not allow this source of randomness.
draw-failure-wrong-round = The time of the draw gives round { $expected }; round { $found } was used.
draw-failure-before-first-round = The draw is before the beacon's first round.
draw-failure-round-signature-text = The round's signature is not written as it must be (96 lower-case hexadecimal digits).
draw-failure-unusable-key = The charter's beacon key cannot be used.
draw-failure-wrong-round-signature = The round's signature is not by the key in the charter.
draw-failure-number-of-permutations = The balls were drawn { $found } times (four to a hundred are needed).
draw-failure-not-a-permutation = Draw { $draw } of the balls does not name each of 1 to 10 once.

# Failures: ranking and seats
draw-failure-line-differs = { $member } is not what the draw gives, from line { $line } on.

# Failures: the log
draw-failure-log-missing-final-newline = Line { $line }: the last line has no line feed.
draw-failure-log-line-form = Line { $line }: the line is not written as it must be.
draw-failure-wrong-sequence = Line { $line }: its number is { $found } instead of { $expected }.
draw-failure-broken-chain = Line { $line }: the chain is broken: a line before was changed or taken out.
draw-failure-unknown-label = Line { $line }: the label is not in the list.
draw-failure-not-next-offer = Line { $line }: the seat was offered out of turn (next is { $expected ->
    [none] nobody
   *[other] { $expected }
}).
draw-failure-not-offered = Line { $line }: there was no offer to answer.
draw-failure-already-out = Line { $line }: the entry had left the draw before.
draw-failure-bad-reason-code = Line { $line }: the reason code is not written as it must be.
draw-failure-empty-reason = Line { $line }: a manual move has no reason.
draw-failure-override-needs-signature = Line { $line }: a manual move lacks the organiser's signature.
draw-failure-override-signature = Line { $line }: a manual move is not signed by the organiser.
draw-failure-not-waiting = Line { $line }: a manual move concerns an entry that is not waiting.
draw-failure-no-free-seat = Line { $line }: a manual move gives a seat that is not free.

# Failures: the draw receipt
draw-failure-receipt-not-json = The draw receipt cannot be read ({ $message }). Use the file exactly as you received it.
draw-failure-receipt-field = The draw receipt's “{ $field }” is not as it must be.
draw-failure-receipt-label = The draw receipt's label does not follow from its other parts. Check for a copying mistake.
draw-failure-other-draw = The draw receipt is for the draw “{ $found }”; this record is “{ $expected }”.
draw-failure-not-listed = Your application is not in the list. Ask the organiser, showing both draw receipt and record.

# When an act of the draw is refused
draw-objection-repeated = { $field }: the charter that was missed had the same id ({ $value }). Give the new draw another one.
draw-objection-no-business-day = { $field }: { $value } is no business day. Draw on a day on which the organiser works.

# Why something does not read as JSON
draw-json-at = { $what }, line { $line }, column { $column }
draw-json-missing = “{ $field }” is missing
draw-json-foreign = “{ $field }” does not belong there
draw-json-cut = it ends too soon
draw-json-kind = a value is of the wrong kind
draw-json-form = it is not written as JSON
