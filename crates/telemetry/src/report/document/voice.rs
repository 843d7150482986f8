//! Words and numbers of a report.

use documents::chart::{Colour, Room, Series};
use documents::model::{Align, Block, Cell, Column, Figure, Table};
use jiff::Timestamp;
use jiff::civil::Date;
use platform::clock::date_in_tokyo;
use platform::languages::{Value, Words};
use platform::text::Language;

use crate::report::facts::Counts;
use crate::report::month::Month;

/// 令和8年10月分 · October 2026
pub(crate) fn month_in_words(words: Words, month: Month) -> String {
    let first = month.first();
    match words.language() {
        Language::Ja => business_calendar::era::to_japanese(first).map_or_else(
            |_| month.to_string(),
            |text| text.trim_end_matches("1日").to_owned() + "分",
        ),
        Language::En => first.strftime("%B %Y").to_string(),
    }
}

/// Says things in one language.
#[derive(Clone, Copy)]
pub(super) struct Voice {
    words: Words,
}

impl Voice {
    pub(super) fn new(language: Language) -> Self {
        Self {
            words: Words::new(language),
        }
    }

    pub(super) fn words(self) -> Words {
        self.words
    }

    pub(super) fn say(self, key: &str) -> String {
        self.words.say(key)
    }

    pub(super) fn say_with(self, key: &str, values: &[(&'static str, Value<'_>)]) -> String {
        self.words.say_with(key, values)
    }

    /// Of a text in Japanese and English the right one.
    pub(super) fn one_of(self, texts: &[String; 2]) -> &str {
        match self.words.language() {
            Language::Ja => &texts[0],
            Language::En => &texts[1],
        }
    }

    pub(super) fn month(self, month: Month) -> String {
        month_in_words(self.words, month)
    }

    /// A day of the month that the whole report is about: 15日（木） · Thu 15
    pub(super) fn short_day(self, day: Date) -> String {
        match self.words.language() {
            Language::Ja => format!("{}日（{}）", day.day(), business_calendar::era::weekday(day)),
            Language::En => day.strftime("%a %-d").to_string(),
        }
    }

    pub(super) fn date(self, at: Timestamp) -> String {
        self.words.date(date_in_tokyo(at))
    }

    pub(super) fn moment(self, at: Timestamp) -> String {
        self.words.date_time(at)
    }

    /// A moment of the month that the whole report is about: 10月15日（木） 14時12分
    pub(super) fn moment_of_month(self, at: Timestamp) -> String {
        let local = platform::clock::in_tokyo(at);
        format!(
            "{} {}",
            self.words.day(local.date()),
            self.words.clock(local.time())
        )
    }

    /// 1,234
    pub(super) fn number(self, number: u64) -> String {
        self.words.number(i64::try_from(number).unwrap_or(i64::MAX))
    }

    /// 1,234件
    pub(super) fn times(self, number: u64) -> String {
        self.say_with("report-times", &[("count", self.number(number).into())])
    }

    /// 99.8 %
    pub(super) fn permille(permille: u32) -> String {
        format!("{}.{} %", permille / 10, permille % 10)
    }

    /// 1.2 GB
    pub(super) fn bytes(bytes: u64) -> String {
        const UNITS: [&str; 5] = ["B", "KB", "MB", "GB", "TB"];
        let mut unit = 0;
        let mut tenths = u128::from(bytes) * 10;
        while tenths >= 10_000 && unit + 1 < UNITS.len() {
            tenths /= 1000;
            unit += 1;
        }
        match unit {
            0 => format!("{bytes} B"),
            _ => format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit]),
        }
    }

    /// A name of the device's own for something, or the word for "not said".
    pub(super) fn named(self, name: &str) -> String {
        if name.trim().is_empty() {
            self.say("report-unnamed")
        } else {
            name.to_owned()
        }
    }

    /// Stopped and only seen, as the charts show them.
    pub(super) fn series(self) -> Vec<Series> {
        vec![
            Series {
                name: self.say("report-blocked"),
                colour: Colour::Key,
            },
            Series {
                name: self.say("report-detected"),
                colour: Colour::Attention,
            },
        ]
    }

    /// The two numbers of a count as cells.
    pub(super) fn count_cells(self, counts: Counts) -> [Cell; 2] {
        [counts.blocked, counts.detected].map(|number| Cell::new(self.number(number)))
    }
}

/// A column of numbers.
pub(super) fn numbers(title: String) -> Column {
    Column {
        align: Align::End,
        ..Column::new(title, 1.0)
    }
}

pub(super) fn table(columns: Vec<Column>, rows: Vec<Vec<Cell>>) -> Block {
    Block::Table(Table::new(columns, rows))
}

/// A drawing for paper and for telephones.
pub(super) fn figure(drawn: impl Fn(Room) -> String, alt: String) -> Block {
    Block::Figure(Figure {
        svg: drawn(Room::Wide),
        narrow: Some(drawn(Room::Narrow)),
        alt,
        caption: None,
    })
}
