//! Text → value, as clerks write it: half and full width, slashes, Japanese eras.

use jiff::civil::{Date, DateTime, Time};

use super::{Cell, ColumnKind};

/// The cell as `kind`, or nothing if it cannot be one.
pub(super) fn converted(cell: &Cell, kind: ColumnKind) -> Option<Cell> {
    match (cell, kind) {
        (Cell::Empty, _) => Some(Cell::Empty),
        (Cell::Text(text), ColumnKind::Text) => Some(Cell::text(text.clone())),
        (other, ColumnKind::Text) => Some(Cell::Text(other.shown())),
        (Cell::Text(text), _) if text.trim().is_empty() => Some(Cell::Empty),
        (Cell::Text(text), ColumnKind::Integer) => integer(text).map(Cell::Integer),
        (Cell::Text(text), ColumnKind::Date) => date(text).map(Cell::Date),
        (Cell::Text(text), ColumnKind::DateTime) => date_time(text).map(Cell::DateTime),
        (Cell::Text(text), ColumnKind::Bool) => yes_no(text).map(Cell::Bool),
        (Cell::Date(date), ColumnKind::DateTime) => Some(Cell::DateTime(date.at(0, 0, 0, 0))),
        (Cell::DateTime(at), ColumnKind::Date) if at.time() == Time::midnight() => {
            Some(Cell::Date(at.date()))
        }
        (Cell::Integer(1), ColumnKind::Bool) => Some(Cell::Bool(true)),
        (Cell::Integer(0), ColumnKind::Bool) => Some(Cell::Bool(false)),
        (Cell::Integer(_), ColumnKind::Integer)
        | (Cell::Date(_), ColumnKind::Date)
        | (Cell::DateTime(_), ColumnKind::DateTime)
        | (Cell::Bool(_), ColumnKind::Bool) => Some(cell.clone()),
        _ => None,
    }
}

/// Full-width ASCII and the ideographic space in half width.
fn half_width(text: &str) -> String {
    let folded: String = text
        .chars()
        .map(|character| match character {
            '\u{3000}' => ' ',
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character),
            _ => character,
        })
        .collect();
    folded.trim().to_owned()
}

fn integer(text: &str) -> Option<i64> {
    half_width(text).replace(',', "").parse().ok()
}

fn yes_no(text: &str) -> Option<bool> {
    match half_width(text).to_lowercase().as_str() {
        "true" | "yes" | "1" | "はい" | "有" | "○" | "〇" | "◯" | "済" => Some(true),
        "false" | "no" | "0" | "いいえ" | "無" | "×" | "✕" | "未" => Some(false),
        _ => None,
    }
}

/// 2025-06-30, 2025/6/30, 2025年6月30日, 令和7年6月30日, R7.6.30; a weekday in brackets may follow.
fn date(text: &str) -> Option<Date> {
    let text = half_width(text);
    let text = text.split('(').next().unwrap_or_default().trim();
    let (first_year, rest) = era(text);
    let parts: Vec<&str> = rest
        .split(['-', '/', '.', '年', '月', '日', ' '])
        .filter(|part| !part.is_empty())
        .collect();
    let [year, month, day] = parts.as_slice() else {
        return None;
    };
    let year: i16 = if *year == "元" { 1 } else { year.parse().ok()? };
    let year = match first_year {
        Some(first) => first.checked_add(year)?.checked_sub(1)?,
        // Two digits would be a guess.
        None if (1900..=2999).contains(&year) => year,
        None => return None,
    };
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}

/// The first year of the era that the text begins with, and what follows it.
fn era(text: &str) -> (Option<i16>, &str) {
    let eras = [
        ("令和", 2019),
        ("平成", 1989),
        ("昭和", 1926),
        ("R", 2019),
        ("H", 1989),
        ("S", 1926),
    ];
    for (name, first) in eras {
        if let Some(rest) = text.strip_prefix(name) {
            return (Some(first), rest);
        }
    }
    (None, text)
}

/// A date, and after a space or `T` a time: 17:00, 17:00:30, 17時, 17時5分.
fn date_time(text: &str) -> Option<DateTime> {
    let text = half_width(text);
    let Some((day, clock)) = text.rsplit_once([' ', 'T']) else {
        return date(&text).map(|day| day.at(0, 0, 0, 0));
    };
    let clock: Vec<&str> = clock
        .split([':', '時', '分', '秒'])
        .filter(|part| !part.is_empty())
        .collect();
    let part = |index: usize| clock.get(index).map_or(Ok(0), |part| part.parse::<i8>()).ok();
    if clock.is_empty() || clock.len() > 3 {
        return None;
    }
    let time = Time::new(part(0)?, part(1)?, part(2)?, 0).ok()?;
    Some(date(day)?.to_datetime(time))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date as day;

    use super::*;

    #[test]
    fn dates_as_clerks_write_them() {
        let texts = [
            "2025-06-30",
            "2025/6/30",
            "2025年6月30日",
            "令和7年6月30日（月）",
            "Ｒ７．６．３０",
            "令和７年６月３０日",
        ];
        for text in texts {
            assert_eq!(date(text), Some(day(2025, 6, 30)), "{text}");
        }
        assert_eq!(date("令和元年5月1日"), Some(day(2019, 5, 1)));
        for text in ["6/30", "25/6/30", "2025-02-30", "きのう", "2025-06-30-01", "令和"] {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn times_as_clerks_write_them() {
        let five = day(2025, 6, 30).at(17, 0, 0, 0);
        for text in [
            "2025-06-30 17:00",
            "2025/6/30 17:00:00",
            "令和7年6月30日（月）　17時",
            "2025-06-30T17:00:00",
        ] {
            assert_eq!(date_time(text), Some(five), "{text}");
        }
        assert_eq!(date_time("2025-06-30 25:00"), None);
        assert_eq!(date_time("2025-06-30 17:00:00:00"), None);
    }

    #[test]
    fn numbers_and_answers() {
        assert_eq!(integer("　－１，２３４ "), Some(-1234));
        assert_eq!(integer("十"), None);
        assert_eq!(yes_no("はい"), Some(true));
        assert_eq!(yes_no("×"), Some(false));
        assert_eq!(yes_no("たぶん"), None);
    }
}
