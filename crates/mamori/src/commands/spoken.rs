//! The language of the command line: which one, and errors of lower rooms in it.

use std::fmt::Display;
use std::io;

use business_calendar::Error as CalendarError;
use calls::draw_words;
use calls::error::Error;
use clap::{Args, ValueEnum};
use documents::FontError;
use documents::pdf::PdfError;
use fair_draw::Moment;
use platform::audit::Broken;
use platform::backup::BackupError;
use platform::identity::{AccountError, PasswordProblem};
use platform::languages::{Value, Words};
use platform::store::StoreError;
use platform::text::Language;

/// The language of what is printed.
#[derive(Args)]
pub(super) struct Speech {
    /// Language of messages [default: that of LC_ALL, LC_MESSAGES or LANG, otherwise ja].
    #[arg(long, value_enum)]
    lang: Option<Spoken>,
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Spoken {
    Ja,
    En,
}

impl Speech {
    /// The language asked for by name.
    pub(super) fn asked_for(&self) -> Option<Language> {
        match self.lang? {
            Spoken::Ja => Some(Language::Ja),
            Spoken::En => Some(Language::En),
        }
    }

    /// The language asked for, or that of the locale.
    pub(super) fn language(&self) -> Language {
        self.asked_for().unwrap_or_else(language_of_locale)
    }

    /// The words of that language.
    pub(super) fn words(&self) -> Words {
        Words::new(self.language())
    }
}

/// The language of commands that are not asked for one: the first of POSIX's variables that is set decides.
pub(super) fn language_of_locale() -> Language {
    language_of(|name| std::env::var(name).ok())
}

/// The words of commands that are not asked for a language.
pub(crate) fn words_of_locale() -> Words {
    Words::new(language_of_locale())
}

/// English for English locales, Japanese for everybody else.
fn language_of(variable: impl Fn(&str) -> Option<String>) -> Language {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| variable(name).filter(|value| !value.is_empty()));
    match set {
        Some(locale) if locale.starts_with("en") => Language::En,
        _ => Language::Ja,
    }
}

/// Messages with values that are shown as they are.
pub(crate) trait Tell {
    /// The message `key` with values, as text.
    fn tell(self, key: &str, values: &[(&'static str, &dyn Display)]) -> String;
}

impl Tell for Words {
    fn tell(self, key: &str, values: &[(&'static str, &dyn Display)]) -> String {
        let values: Vec<(&'static str, Value<'_>)> = values
            .iter()
            .map(|(name, value)| (*name, value.to_string().into()))
            .collect();
        self.say_with(key, &values)
    }
}

/// What a lower room says in code, as a sentence for whoever typed the command.
pub(crate) trait InWords {
    /// The sentence.
    fn in_words(&self, words: Words) -> String;
}

impl InWords for io::Error {
    fn in_words(&self, words: Words) -> String {
        use io::ErrorKind;
        let key = match self.kind() {
            ErrorKind::NotFound => "io-not-found",
            ErrorKind::PermissionDenied => "io-permission",
            ErrorKind::AlreadyExists => "io-exists",
            ErrorKind::IsADirectory => "io-folder",
            ErrorKind::NotADirectory => "io-no-folder",
            ErrorKind::StorageFull => "io-full",
            ErrorKind::ReadOnlyFilesystem => "io-read-only",
            ErrorKind::AddrInUse => "io-address-in-use",
            ErrorKind::AddrNotAvailable => "io-address-elsewhere",
            ErrorKind::ConnectionRefused => "io-refused",
            ErrorKind::InvalidData => "io-not-text",
            // The operating system's own words for what is rare.
            _ => return self.to_string(),
        };
        words.say(key)
    }
}

impl InWords for StoreError {
    fn in_words(&self, words: Words) -> String {
        match self {
            Self::Database(error) => words.tell("store-failed", &[("reason", error)]),
            Self::Corrupt(what) => words.tell("store-corrupt", &[("what", what)]),
            Self::Overtaken(_) => words.say("store-overtaken"),
        }
    }
}

impl InWords for Broken {
    fn in_words(&self, words: Words) -> String {
        self.say(words)
    }
}

impl InWords for BackupError {
    fn in_words(&self, words: Words) -> String {
        match self {
            Self::Store(error) => error.in_words(words),
            Self::File { file, write, source } => {
                let reason = source.in_words(words);
                let key = if *write {
                    "backup-file-write"
                } else {
                    "backup-file-read"
                };
                words.tell(key, &[("file", file), ("reason", &reason)])
            }
            Self::Exists(file) => words.tell("backup-exists", &[("file", file)]),
            Self::Unreadable(reason) => words.tell("backup-unreadable", &[("reason", reason)]),
            Self::Foreign(why) => words.tell("backup-foreign", &[("why", why)]),
            Self::Version {
                found,
                known,
                product,
            } => words.tell(
                "backup-version",
                &[("found", found), ("known", known), ("product", product)],
            ),
            Self::Newer { product, missing } => words.tell(
                "backup-newer",
                &[("product", product), ("missing", &missing.join(", "))],
            ),
            Self::Damaged { member, why } => {
                words.tell("backup-damaged", &[("member", member), ("why", why)])
            }
            Self::NotEmpty(tables) => {
                let occupied = tables.iter().map(|(table, rows)| {
                    let values = [("table", table.as_str().into()), ("rows", (*rows).into())];
                    words.say_with("backup-occupied", &values)
                });
                let tables: Vec<String> = occupied.collect();
                words.tell("backup-not-empty", &[("tables", &tables.join(", "))])
            }
            Self::NothingThere => words.say("backup-nothing-there"),
            Self::Unsupported { table, why } => {
                words.tell("backup-unsupported", &[("table", table), ("why", why)])
            }
            Self::Schema { table, why } => words.tell("backup-schema", &[("table", table), ("why", why)]),
            Self::Different { table, why } => {
                words.tell("backup-different", &[("table", table), ("why", why)])
            }
            Self::Audit(broken) => words.tell("backup-audit", &[("reason", &broken.say(words))]),
        }
    }
}

impl InWords for PasswordProblem {
    fn in_words(&self, words: Words) -> String {
        words.say(match self {
            Self::TooShort => "account-password-short",
            Self::TooLong => "account-password-long",
            Self::TooSimple => "account-password-simple",
        })
    }
}

impl InWords for AccountError {
    fn in_words(&self, words: Words) -> String {
        match self {
            Self::Email => words.say("account-email"),
            Self::Taken => words.say("account-taken"),
            Self::Password(problem) => problem.in_words(words),
            Self::Unknown => words.say("account-unknown"),
            Self::LastAdministrator => words.say("account-last-administrator"),
            Self::Store(error) => error.in_words(words),
        }
    }
}

impl InWords for CalendarError {
    fn in_words(&self, words: Words) -> String {
        match self {
            Self::YearOutOfRange { year } => words.tell("calendar-year", &[("year", year)]),
            Self::DateOutOfRange { date } => words.tell("calendar-date", &[("date", date)]),
            Self::BeforeGregorianCalendar { date } => words.tell("calendar-old", &[("date", date)]),
            // What only reading a text or a definition can come to: those are said by their own checks.
            other => other.to_string(),
        }
    }
}

impl InWords for PdfError {
    fn in_words(&self, words: Words) -> String {
        match self {
            Self::Font(FontError::NoJapaneseFont {
                folders,
                families,
                package,
            }) => {
                let folders: Vec<String> = folders
                    .iter()
                    .map(|folder| folder.display().to_string())
                    .collect();
                words.tell(
                    "render-no-font",
                    &[
                        ("folders", &folders.join(", ")),
                        ("families", &families.join(", ")),
                        ("package", package),
                    ],
                )
            }
            other => words.tell("render-failed", &[("reason", other)]),
        }
    }
}

/// An operation's refusal; times are Japan's.
impl InWords for Error {
    fn in_words(&self, words: Words) -> String {
        let tokyo = |at: &jiff::Timestamp| Moment::new(*at, jiff::tz::offset(9));
        match self {
            Self::Store(error) => error.in_words(words),
            Self::TooEarly { from } => words.tell("draw-too-early", &[("at", &tokyo(from))]),
            Self::TooLate { until } => words.tell("draw-too-late", &[("at", &tokyo(until))]),
            Self::Duplicates(groups) => {
                let groups: Vec<String> = groups
                    .iter()
                    .map(|group| calls::ops::submit::codes(group))
                    .collect();
                words.tell("draw-duplicates", &[("numbers", &groups.join("; "))])
            }
            Self::Unsettled(numbers) => words.tell(
                "draw-unsettled",
                &[("numbers", &calls::ops::submit::codes(numbers))],
            ),
            Self::Unsound(failure) => draw_words::failure(failure, words),
            Self::Invalid(fields) => {
                let lines = fields.iter().map(|field| draw_words::objection(field, words));
                lines.collect::<Vec<_>>().join("\n")
            }
            Self::OutOfOrder(why) => draw_words::out_of_order(why, words),
            Self::NotInCall(what) => words.tell("programme-has-none", &[("what", what)]),
            other => other.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(set: &[(&str, &str)]) -> Language {
        language_of(|name| {
            let found = set.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn japanese_unless_the_locale_is_english() {
        assert_eq!(with(&[("LANG", "en_US.UTF-8")]), Language::En);
        assert_eq!(with(&[("LANG", "ja_JP.UTF-8")]), Language::Ja);
        assert_eq!(with(&[("LANG", "C.UTF-8")]), Language::Ja);
        assert_eq!(with(&[]), Language::Ja);
    }

    #[test]
    fn the_variable_that_counts_most_decides() {
        let (ja, en) = ("ja_JP.UTF-8", "en_GB.UTF-8");
        assert_eq!(
            with(&[("LC_ALL", en), ("LC_MESSAGES", ja), ("LANG", ja)]),
            Language::En
        );
        assert_eq!(with(&[("LC_MESSAGES", en), ("LANG", ja)]), Language::En);
        assert_eq!(
            with(&[("LC_ALL", ""), ("LC_MESSAGES", ja), ("LANG", en)]),
            Language::Ja
        );
    }

    #[test]
    fn no_message_of_an_error_is_missing_and_each_language_has_its_own() {
        let errors: Vec<Box<dyn InWords>> = vec![
            Box::new(io::Error::from(io::ErrorKind::NotFound)),
            Box::new(StoreError::Corrupt("x".to_owned())),
            Box::new(BackupError::NotEmpty(vec![("job".to_owned(), 2)])),
            Box::new(BackupError::Audit(Broken::Link(3))),
            Box::new(AccountError::LastAdministrator),
            Box::new(AccountError::Password(PasswordProblem::TooShort)),
            Box::new(CalendarError::YearOutOfRange { year: 1700 }),
            Box::new(Error::OutOfOrder("it is drawn already")),
            Box::new(Error::Unsettled(vec![3])),
        ];
        for error in errors {
            let [ja, en] = [Language::Ja, Language::En].map(|one| error.in_words(Words::new(one)));
            assert!(en.is_ascii() || en.contains('–'), "{en}");
            assert!(ja.chars().any(|letter| ('ぁ'..='ん').contains(&letter)), "{ja}");
        }
    }
}
