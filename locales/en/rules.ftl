# The checks of rules (rules/), and the pages of detections

rules-fault-syntax = not YAML: { $reason }.
rules-remedy-syntax = Check the indentation, colons and quotes.
rules-fault-unreadable = the file cannot be read ({ $reason }).
rules-remedy-unreadable = Save it as UTF-8.
rules-fault-too-large = it nests too deep or holds too many values.
rules-remedy-too-large = Split the rule.
rules-fault-anchor = YAML's anchors and aliases (& and *) are not read here.
rules-remedy-anchor = Write the values where they belong.
rules-fault-key-not-text = a key is not a text.
rules-remedy-key-not-text = Write a name as the key.
rules-fault-key-twice = the key “{ $name }” is there twice.
rules-remedy-key-twice = Keep one of them.
rules-fault-nothing = there is no rule in the file.
rules-remedy-nothing = Write one, or delete the file.
rules-fault-not-a-rule = this is no rule.
rules-remedy-not-a-rule = Write it with the keys title, id, logsource, detection.
rules-fault-missing = “{ $name }” is missing.
rules-remedy-missing = Add it.
rules-fault-unknown-key = there is no key “{ $name }”.
rules-remedy-unknown-key =
    { $near ->
        [none] Take it out.
       *[other] Did you mean “{ $near }”?
    }
rules-fault-wrong-kind = the value of “{ $name }” is of the wrong kind.
rules-remedy-wrong-kind = It must be: { $expected }.
rules-fault-no-translation = “{ $name }” is missing.
rules-remedy-no-translation = A rule with mamori: needs its words in Japanese and English.
rules-fault-bad-id = “{ $id }” is no UUID.
rules-remedy-bad-id = Write a UUID, made by uuidgen for instance.
rules-fault-duplicate = “{ $id }” is used in { $other } as well.
rules-remedy-duplicate = An id or name belongs to one rule only.
rules-fault-bad-level = there is no level “{ $level }”.
rules-remedy-bad-level = Write one of informational, low, medium, high, critical.
rules-fault-unknown-modifier = the modifier “{ $modifier }” is not known here.
rules-remedy-unknown-modifier = Known are: { $known }.
rules-fault-modifier-clash = the modifiers “{ $modifiers }” do not go together.
rules-remedy-modifier-clash = Write one way of comparing for each field.
rules-fault-wrong-value = “{ $value }” cannot be used with { $modifier }.
rules-remedy-wrong-value = Correct the value or the modifier.
rules-fault-bad-regex = the regular expression cannot be used: { $reason }.
rules-remedy-bad-regex = Look-around and back-references cannot be used; write it without them.
rules-fault-bad-network = “{ $network }” is no network.
rules-remedy-bad-network = Write it like 192.0.2.0/24.
rules-fault-placeholder = the modifier “{ $name }” (placeholders) is not supported.
rules-remedy-placeholder = Write the values into the rule.
rules-fault-bad-condition = the condition cannot be read from “{ $rest }” on.
rules-remedy-bad-condition = Write it with and, or, not, brackets, 1 of, all of.
rules-fault-unknown-selection = the condition names “{ $name }”, which is not there.
rules-remedy-unknown-selection = There are: { $known }.
rules-fault-empty-selection = there is no value in “{ $name }”.
rules-remedy-empty-selection = Write what to compare with.
rules-fault-unused-selection = no condition uses “{ $name }”.
rules-remedy-unused-selection = Add it to the condition or delete it.
rules-fault-bad-correlation = the kind “{ $kind }” is not supported.
rules-remedy-bad-correlation = Supported are: { $known }.
rules-fault-unknown-rule = there is no rule “{ $rule }”.
rules-remedy-unknown-rule = Check its id or name, and put that rule into the same folder.
rules-fault-circle = the rule “{ $rule }” refers back to itself.
rules-remedy-circle = Take it out of rules:.
rules-fault-bad-timespan = the span of time “{ $timespan }” cannot be read.
rules-remedy-bad-timespan = Write it like 10m, 24h or 7d (ten years at most).
rules-fault-bad-threshold = “{ $threshold }” cannot be decided while events still come.
rules-remedy-bad-threshold = Write gte or gt with a number from 1 to 10000.
rules-fault-group-unknown = the events of “{ $rule }” cannot be grouped by “{ $field }”.
rules-remedy-group-unknown = Correct group-by or aliases.
rules-fault-unknown-logsource = nothing here writes logs of “{ $logsource }”.
rules-remedy-unknown-logsource = The rule does nothing here. If such logs do come, add them to mapping.yml.
rules-fault-unmapped-field = logs of “{ $logsource }” have no field “{ $field }”.
rules-remedy-unmapped-field = Check its name, or add it to mapping.yml.
rules-fault-never-matches = this rule can never match here ({ $fields }).
rules-remedy-never-matches = It does nothing until what is named appears in the logs.
rules-fault-unknown-column = events have no field “{ $path }”.
rules-remedy-unknown-column =
    { $near ->
        [none] Check its name in OCSF.
       *[other] Did you mean “{ $near }”?
    }
rules-fault-unknown-class = there is no class_uid “{ $class }”.
rules-remedy-unknown-class = Write a number of OCSF such as 4001.
rules-fault-unknown-function = there is no function “{ $function }”.
rules-remedy-unknown-function = There are: { $known }.

rules-no-mapping = there is no mapping.yml in { $path } nor above it; name one with --mapping
rules-unreadable = { $path }: { $reason }
rules-none = there are no rules in { $folder }
rules-no-format = there is no format “{ $format }”; there are: { $known }
rules-summary = { $read } rules read, { $loaded } understood, { $match } can match here
rules-test-summary = { $lines } lines read, { $unknown } not understood, { $found } detections
rules-test-of = { $first } to { $last }, { $events } events { $about }
rules-severity-informational = Information
rules-severity-low = Low
rules-severity-medium = Medium
rules-severity-high = High
rules-severity-critical = Critical
audit-action-detection-recorded = Detection recorded
detections = Detections
detections-all = All
detections-least = At least as severe as
detections-from = From
detections-until = Until
detections-none = There are no such detections
detection-what = Detection
detection-rule = Rule
detection-severity = Severity
detection-about = About
detection-host = Host
detection-first = First
detection-last = Last
detection-events = Events
detection-when = When
detection-description = What it means
detection-advice = What to do first
detection-stands-on = What it stands on
detection-lines = Some of the lines
