//! Changes to TOML text that leave comments, order and layout as they are.

use jiff::civil::{Date, DateTime, Time};
use toml_edit::{Array, Datetime, DocumentMut, Formatted, Item, TableLike, Value};

use super::schedule::Schedule;
use super::words::names_a_time;
use crate::domain::definition::FileKind;

/// Moves every date of a file; returns the text and the places that a person must look at.
pub(super) fn dates(kind: FileKind, text: &str, schedule: &Schedule) -> (String, Vec<String>) {
    // Whoever calls has loaded the file already.
    let Ok(mut document) = text.parse::<DocumentMut>() else {
        return (text.to_owned(), Vec::new());
    };
    let mut walk = Walk {
        kind,
        schedule,
        review: Vec::new(),
    };
    walk.table(document.as_table_mut(), "");
    (document.to_string(), walk.review)
}

/// The same for `programme.toml`, with its id, year and draw id, and the list for review in it: what stands in `review`
/// already comes after what was found here.
pub(super) fn programme(
    text: &str,
    schedule: &Schedule,
    from: &str,
    new_id: &str,
    fiscal_year: i16,
    review: &mut Vec<String>,
) -> String {
    let (text, mut own) = dates(FileKind::Programme, text, schedule);
    let Ok(mut document) = text.parse::<DocumentMut>() else {
        return text;
    };
    set(document.as_table_mut(), "id", new_id.into());
    set(
        document.as_table_mut(),
        "fiscal_year",
        i64::from(fiscal_year).into(),
    );
    if let Some(selection) = document.get_mut("selection").and_then(Item::as_table_like_mut)
        && let Some(draw) = selection.get("draw_id").and_then(Item::as_str)
    {
        let draw = if draw.contains(from) {
            draw.replace(from, new_id)
        } else {
            format!("{new_id}-1")
        };
        set(selection, "draw_id", draw.into());
        own.push("selection.draw_id".to_owned());
    }
    own.append(review);
    *review = own;
    let mut list = Array::new();
    for place in review.iter() {
        list.push_formatted(Value::from(place.as_str()).decorated("\n  ", ""));
    }
    list.set_trailing("\n");
    list.set_trailing_comma(true);
    document
        .as_table_mut()
        .insert("review", Item::Value(Value::Array(list)));
    document.to_string()
}

/// Another value under a key, with the spaces and comments around the old one.
fn set(table: &mut dyn TableLike, key: &str, mut value: Value) {
    if let Some(old) = table.get(key).and_then(Item::as_value) {
        *value.decor_mut() = old.decor().clone();
    }
    match table.get_mut(key) {
        Some(item) => *item = Item::Value(value),
        None => {
            table.insert(key, Item::Value(value));
        }
    }
}

struct Walk<'a> {
    kind: FileKind,
    schedule: &'a Schedule,
    review: Vec<String>,
}

impl Walk<'_> {
    fn table(&mut self, table: &mut dyn TableLike, place: &str) {
        if is_text(table) {
            let names = |key: &str| table.get(key).and_then(Item::as_str).is_some_and(names_a_time);
            if names("ja") || names("en") {
                self.remember(place.to_owned());
            }
            return;
        }
        for (key, item) in table.iter_mut() {
            let key = key.get().to_owned();
            let place = if place.is_empty() {
                key.clone()
            } else {
                format!("{place}.{key}")
            };
            self.item(item, &key, &place);
        }
    }

    fn item(&mut self, item: &mut Item, key: &str, place: &str) {
        match item {
            Item::Value(value) => self.value(value, key, place),
            Item::Table(table) => self.table(table, place),
            Item::ArrayOfTables(tables) => {
                for (index, table) in tables.iter_mut().enumerate() {
                    self.table(table, &format!("{place}[{index}]"));
                }
            }
            Item::None => {}
        }
    }

    fn value(&mut self, value: &mut Value, key: &str, place: &str) {
        match value {
            Value::Datetime(moment) => self.moment(moment, place),
            Value::Array(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    self.value(item, key, &format!("{place}[{index}]"));
                }
            }
            Value::InlineTable(table) => self.table(table, place),
            // Numbers that only look like years, and what is changed anyway.
            Value::String(_) if matches!(key, "id" | "telephone" | "postal_code" | "draw_id" | "review") => {}
            Value::String(text) if names_a_time(text.value()) => self.remember(place.to_owned()),
            _ => {}
        }
    }

    fn moment(&mut self, moment: &mut Formatted<Datetime>, place: &str) {
        let Some(date) = moment.value().date else { return };
        if self.kind == FileKind::Site {
            // News of last year stays last year's: it happened then.
            self.remember(place.split(['.', '[']).next().unwrap_or(place).to_owned());
            return;
        }
        let Some(old) = to_jiff(date, moment.value().time) else {
            return;
        };
        let new = self.schedule.moved(self.kind, place, old);
        let value = Datetime {
            date: Some(from_jiff(new.date())),
            ..*moment.value()
        };
        let decor = moment.decor().clone();
        *moment = Formatted::new(value);
        *moment.decor_mut() = decor;
        self.remember(place.to_owned());
    }

    fn remember(&mut self, place: String) {
        if !self.review.contains(&place) {
            self.review.push(place);
        }
    }
}

fn is_text(table: &dyn TableLike) -> bool {
    table.len() == 2 && table.contains_key("ja") && table.contains_key("en")
}

fn to_jiff(date: toml_edit::Date, time: Option<toml_edit::Time>) -> Option<DateTime> {
    let number = |value: u8| i8::try_from(value).ok();
    let day = Date::new(
        i16::try_from(date.year).ok()?,
        number(date.month)?,
        number(date.day)?,
    )
    .ok()?;
    let time = match time {
        Some(time) => Time::new(
            number(time.hour)?,
            number(time.minute)?,
            number(time.second.unwrap_or(0))?,
            0,
        )
        .ok()?,
        None => Time::midnight(),
    };
    Some(day.to_datetime(time))
}

fn from_jiff(date: Date) -> toml_edit::Date {
    let number = |value: i8| u8::try_from(value).unwrap_or_default();
    toml_edit::Date {
        year: u16::try_from(date.year()).unwrap_or_default(),
        month: number(date.month()),
        day: number(date.day()),
    }
}
