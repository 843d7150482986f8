//! Words: every text a person reads that does not come from a programme, in Japanese and English.
//!
//! Messages stand in `locales/ja/*.ftl` and `locales/en/*.ftl`, compiled in. A test holds the two languages against
//! each other and against the keys that templates and code use.

use std::borrow::Cow;
use std::collections::HashMap;

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader, langid, static_loader};
use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, Timestamp};

use crate::clock::in_tokyo;
use crate::text::Language;

static_loader! {
    static LOCALES = {
        locales: "../../locales",
        fallback_language: "ja",
        // Marks around values would stand invisibly in mails and copied text.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

static JA: LanguageIdentifier = langid!("ja");
static EN: LanguageIdentifier = langid!("en");

/// A value in a message.
pub type Value<'a> = FluentValue<'a>;

/// The words of one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    language: Language,
}

impl Words {
    /// The words of `language`.
    pub const fn new(language: Language) -> Self {
        Self { language }
    }

    /// Which language.
    pub const fn language(self) -> Language {
        self.language
    }

    fn id(self) -> &'static LanguageIdentifier {
        match self.language {
            Language::Ja => &JA,
            Language::En => &EN,
        }
    }

    /// Whether a message exists in this language.
    pub fn has(self, key: &str) -> bool {
        LOCALES
            .lookup_no_default_fallback(self.id(), key, None::<&HashMap<Cow<'static, str>, Value<'_>>>)
            .is_some()
    }

    /// The message `key`. A missing one shows its key: tests make sure that there is none.
    pub fn say(self, key: &str) -> String {
        LOCALES
            .try_lookup(self.id(), key)
            .unwrap_or_else(|| key.to_owned())
    }

    /// The message `key` with values.
    pub fn say_with(self, key: &str, values: &[(&'static str, Value<'_>)]) -> String {
        let values: HashMap<Cow<'static, str>, Value<'_>> = values
            .iter()
            .map(|(name, value)| (Cow::Borrowed(*name), value.clone()))
            .collect();
        LOCALES
            .try_lookup_with_args(self.id(), key, &values)
            .unwrap_or_else(|| key.to_owned())
    }

    /// 6月30日（月） · Monday 30 June
    pub fn day(self, date: Date) -> String {
        match self.language {
            Language::Ja => format!(
                "{}月{}日（{}）",
                date.month(),
                date.day(),
                business_calendar::era::weekday(date)
            ),
            Language::En => date.strftime("%A %-d %B").to_string(),
        }
    }

    /// 令和7年6月30日（月） · Monday 30 June 2025
    pub fn date(self, date: Date) -> String {
        match self.language {
            Language::Ja => business_calendar::era::to_japanese_with_weekday(date)
                .unwrap_or_else(|_| format!("{}年{}", date.year(), self.day(date))),
            Language::En => date.strftime("%A %-d %B %Y").to_string(),
        }
    }

    /// 令和7年6月30日（月） 17時 · Monday 30 June 2025, 17:00
    pub fn date_time(self, at: Timestamp) -> String {
        self.local(in_tokyo(at))
    }

    /// The same for a wall-clock time in Tokyo.
    pub fn local(self, at: DateTime) -> String {
        match self.language {
            Language::Ja => format!("{} {}", self.date(at.date()), self.clock(at.time())),
            Language::En => format!("{}, {}", self.date(at.date()), self.clock(at.time())),
        }
    }

    /// A deadline: one at midnight is 24時 of the day before, as people say it.
    pub fn deadline(self, at: Timestamp) -> String {
        let local = in_tokyo(at);
        let midnight = local.time() == Time::midnight();
        match (midnight, local.date().yesterday()) {
            (true, Ok(day_before)) => match self.language {
                Language::Ja => format!("{} 24時", self.date(day_before)),
                Language::En => format!("{}, 24:00", self.date(day_before)),
            },
            _ => self.local(local),
        }
    }

    /// The last day on which the secretariat does what it promises: people there go home before 24時.
    pub fn promised(self, at: Timestamp) -> String {
        let local = in_tokyo(at);
        match (local.time() == Time::midnight(), local.date().yesterday()) {
            (true, Ok(day_before)) => self.date(day_before),
            _ => self.local(local),
        }
    }

    /// 17時 · 17時30分 · 17:00
    pub fn clock(self, time: Time) -> String {
        match self.language {
            Language::Ja if time.minute() == 0 => format!("{}時", time.hour()),
            Language::Ja => format!("{}時{:02}分", time.hour(), time.minute()),
            Language::En => format!("{}:{:02}", time.hour(), time.minute()),
        }
    }

    /// 10日と3時間 · 10 days and 3 hours: the two largest parts, never less than a minute.
    pub fn duration(self, duration: SignedDuration) -> String {
        let minutes = duration.as_secs().max(0) / 60;
        let (days, hours, minutes) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
        let parts = [
            (days, "日", "day"),
            (hours, "時間", "hour"),
            (minutes, "分", "minute"),
        ];
        let mut parts = parts
            .into_iter()
            .skip_while(|(number, ..)| *number == 0)
            .take(2)
            .filter(|(number, ..)| *number > 0);
        match self.language {
            Language::Ja => {
                let parts: Vec<String> = parts.map(|(number, ja, _)| format!("{number}{ja}")).collect();
                if parts.is_empty() {
                    "1分未満".to_owned()
                } else {
                    parts.join("と")
                }
            }
            Language::En => {
                let plural = |number: i64| if number == 1 { "" } else { "s" };
                let parts: Vec<String> = parts
                    .by_ref()
                    .map(|(number, _, en)| format!("{number} {en}{}", plural(number)))
                    .collect();
                if parts.is_empty() {
                    "less than a minute".to_owned()
                } else {
                    parts.join(" and ")
                }
            }
        }
    }

    /// 1,234
    pub fn number(self, number: impl Into<i64>) -> String {
        let number: i64 = number.into();
        let digits = number.unsigned_abs().to_string();
        let mut out = String::new();
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                out.push(',');
            }
            out.push(digit);
        }
        if number < 0 { format!("-{out}") } else { out }
    }
}

#[cfg(test)]
mod scan;

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::clock::from_tokyo;

    #[test]
    fn dates_as_people_say_them() {
        let at = from_tokyo(date(2025, 6, 30).at(17, 0, 0, 0));
        assert_eq!(
            Words::new(Language::Ja).date_time(at),
            "令和7年6月30日（月） 17時"
        );
        assert_eq!(
            Words::new(Language::En).date_time(at),
            "Monday 30 June 2025, 17:00"
        );
    }

    #[test]
    fn midnight_belongs_to_the_day_before() {
        let at = from_tokyo(date(2025, 7, 8).at(0, 0, 0, 0));
        let words = Words::new(Language::Ja);
        assert_eq!(words.deadline(at), "令和7年7月7日（月） 24時");
        assert_eq!(words.promised(at), "令和7年7月7日（月）");
    }

    #[test]
    fn durations_have_two_parts() {
        let words = Words::new(Language::Ja);
        assert_eq!(words.duration(SignedDuration::from_hours(243)), "10日と3時間");
        assert_eq!(words.duration(SignedDuration::from_mins(59)), "59分");
        assert_eq!(words.duration(SignedDuration::from_secs(20)), "1分未満");
        assert_eq!(
            Words::new(Language::En).duration(SignedDuration::from_hours(25)),
            "1 day and 1 hour"
        );
    }

    #[test]
    fn values_stand_without_marks() {
        let text = Words::new(Language::Ja).say_with("field-error-prefix", &[("error", "例".into())]);
        assert_eq!(text, "エラー: 例");
    }
}
