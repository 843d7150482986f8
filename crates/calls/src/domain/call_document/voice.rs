//! The words and the programme's texts in one language.

use jiff::civil::{Date, DateTime, Time};
use platform::languages::{Value, Words};
use platform::text::{Language, Text};

/// Speaks one language.
#[derive(Clone, Copy)]
pub(super) struct Voice {
    pub(super) words: Words,
    pub(super) language: Language,
}

impl Voice {
    pub(super) const fn new(language: Language) -> Self {
        Self {
            words: Words::new(language),
            language,
        }
    }

    /// A text of the programme.
    pub(super) fn text(self, text: &Text) -> &str {
        text.in_language(self.language)
    }

    /// Texts of the programme.
    pub(super) fn texts(self, texts: &[Text]) -> impl Iterator<Item = &str> {
        texts.iter().map(move |text| text.in_language(self.language))
    }

    pub(super) fn say(self, key: &str) -> String {
        self.words.say(key)
    }

    pub(super) fn with(self, key: &str, values: &[(&'static str, Value<'_>)]) -> String {
        self.words.say_with(key, values)
    }

    /// A message with the value `number`, written with thousands separated.
    pub(super) fn number(self, key: &str, number: u64) -> String {
        let number = self.words.number(i64::try_from(number).unwrap_or(i64::MAX));
        self.with(key, &[("number", number.into())])
    }

    /// A start: without the time at midnight.
    pub(super) fn start(self, at: DateTime) -> String {
        if at.time() == Time::midnight() {
            self.words.date(at.date())
        } else {
            self.words.local(at)
        }
    }

    /// The first instant that is too late, said as people do: midnight is the end of the day before.
    pub(super) fn end(self, at: DateTime) -> String {
        match at.date().yesterday() {
            Ok(day_before) if at.time() == Time::midnight() => self.words.date(day_before),
            _ => self.words.local(at),
        }
    }

    /// A date in two lines, for narrow columns.
    pub(super) fn narrow_date(self, date: Date) -> String {
        let text = self.words.date(date);
        match self.language {
            Language::Ja => text.replacen('年', "年\n", 1),
            Language::En => text,
        }
    }

    /// 13:00〜15:00
    pub(super) fn hours(self, from: Time, to: Time) -> String {
        let clock = |time: Time| format!("{}:{:02}", time.hour(), time.minute());
        self.with(
            "call-hours",
            &[("from", clock(from).into()), ("to", clock(to).into())],
        )
    }
}
