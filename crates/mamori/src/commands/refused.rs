//! What clap refuses, in the reader's language: its kind and context, said with our words.

use std::error::Error as _;

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use platform::languages::Words;

use super::Tell as _;

/// The refusal as lines for standard error; `None` for what is no refusal (help, version).
pub(super) fn in_words(error: &Error, words: Words) -> Option<String> {
    let mut lines = vec![sentence(error, words)?];
    lines.extend(suggestion(error, words));
    if let Some(usage) = error.get(ContextKind::Usage) {
        let usage = usage.to_string();
        let usage = usage.trim().trim_start_matches("Usage:").trim().to_owned();
        lines.push(format!("{}: {usage}", words.say("help-heading-usage")));
    }
    lines.push(words.say("refused-help"));
    Some(lines.join("\n"))
}

fn sentence(error: &Error, words: Words) -> Option<String> {
    let text = |kind| text(error, kind);
    let (option, value) = (text(ContextKind::InvalidArg), text(ContextKind::InvalidValue));
    let said = match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => return None,
        ErrorKind::InvalidValue if value.is_empty() => words.tell("refused-no-value", &[("option", &option)]),
        ErrorKind::InvalidValue => words.tell(
            "refused-value",
            &[
                ("option", &option),
                ("value", &value),
                ("allowed", &text(ContextKind::ValidValue)),
            ],
        ),
        ErrorKind::ValueValidation => {
            let reason = reason(error, words);
            words.tell(
                "refused-unfit",
                &[("option", &option), ("value", &value), ("reason", &reason)],
            )
        }
        ErrorKind::UnknownArgument => words.tell("refused-unknown", &[("option", &option)]),
        ErrorKind::InvalidSubcommand => words.tell(
            "refused-command",
            &[("command", &text(ContextKind::InvalidSubcommand))],
        ),
        ErrorKind::MissingSubcommand => words.tell(
            "refused-no-command",
            &[("allowed", &text(ContextKind::ValidSubcommand))],
        ),
        ErrorKind::MissingRequiredArgument => words.tell("refused-missing", &[("options", &option)]),
        ErrorKind::ArgumentConflict => {
            let other = text(ContextKind::PriorArg);
            if other == option || other.is_empty() {
                words.tell("refused-twice", &[("option", &option)])
            } else {
                words.tell("refused-together", &[("option", &option), ("other", &other)])
            }
        }
        ErrorKind::TooManyValues => words.tell("refused-too-many", &[("option", &option), ("value", &value)]),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues | ErrorKind::NoEquals => {
            words.tell("refused-no-value", &[("option", &option)])
        }
        ErrorKind::InvalidUtf8 => words.say("refused-not-text"),
        _ => words.tell("refused-other", &[("reason", &error.kind())]),
    };
    Some(said)
}

/// Why a value does not fit, if that can be said in this language: parsers of other crates speak English.
fn reason(error: &Error, words: Words) -> String {
    let reason = error.source().map(ToString::to_string).unwrap_or_default();
    let is_ours = !reason.is_ascii();
    if is_ours || words.language() == platform::text::Language::En {
        reason
    } else {
        words.say("refused-look")
    }
}

fn suggestion(error: &Error, words: Words) -> Option<String> {
    let kinds = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ];
    let suggested = kinds.into_iter().map(|kind| text(error, kind));
    let suggested: Vec<String> = suggested.filter(|text| !text.is_empty()).collect();
    (!suggested.is_empty()).then(|| words.tell("refused-suggestion", &[("suggested", &suggested.join(", "))]))
}

fn text(error: &Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::Strings(all)) => all.join(", "),
        Some(ContextValue::StyledStrs(all)) => {
            all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        }
        Some(ContextValue::None | ContextValue::Bool(_)) | None => String::new(),
        Some(other) => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use platform::text::Language;

    use super::*;
    use crate::commands::CommandLine;
    use clap::CommandFactory as _;

    #[track_caller]
    fn said(arguments: &[&str]) -> (String, String) {
        let line = ["mamori"].iter().chain(arguments);
        let error = CommandLine::command().try_get_matches_from(line).unwrap_err();
        let said = |language| in_words(&error, Words::new(language)).unwrap();
        (said(Language::Ja), said(Language::En))
    }

    #[test]
    fn refusals_are_said_in_both_languages_with_what_was_typed() {
        let cases: [(&[&str], &str); 9] = [
            (&["calender"], "calendar"),
            (&["calendar", "holidays"], "<YEAR>"),
            (&["calendar", "holidays", "abc"], "abc"),
            (&["calendar", "holidays", "2025", "2026"], "2026"),
            (&["programme", "check", "--langg", "ja"], "--lang"),
            (&["programme", "check", "--lang", "de"], "ja, en"),
            (&["programme", "check", "--lang"], "--lang"),
            (&["programme", "check", "--lang", "ja", "--lang", "en"], "--lang"),
            (
                &[
                    "calendar",
                    "add",
                    "--programme",
                    "x",
                    "--from",
                    "2025-02-30",
                    "--business-days",
                    "1",
                ],
                "2025-02-30",
            ),
        ];
        for (arguments, named) in cases {
            let (ja, en) = said(arguments);
            assert!(
                ja.contains(named) && en.contains(named),
                "{arguments:?}: {ja}\n{en}"
            );
            let is_japanese = |text: &str| text.chars().any(|letter| ('ぁ'..='ん').contains(&letter));
            assert!(
                is_japanese(ja.lines().next().unwrap()) && !is_japanese(&en),
                "{ja}\n{en}"
            );
            assert!(!ja.contains("Usage") && !ja.contains("error"), "{ja}");
            assert!(!ja.contains("refused-") && !en.contains("refused-"), "{ja}\n{en}");
        }
        let help = CommandLine::command().try_get_matches_from(["mamori", "--help"]);
        assert_eq!(in_words(&help.unwrap_err(), Words::new(Language::Ja)), None);
    }
}
