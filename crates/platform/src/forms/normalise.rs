//! What people type and what is meant: full and half width, spaces, hyphens, 万 and 億, kana, 令和.

use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization;

/// Full-width digits, letters and signs as half width; no other character changes.
pub fn fold_digits(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character),
            '\u{3000}' => ' ',
            'ー' | '‐' | '‑' | '–' | '—' | '−' => '-',
            other => other,
        })
        .collect()
}

/// Only the digits; `None` when anything but digits, spaces and hyphens stands there.
pub fn digits_only(text: &str) -> Option<String> {
    let folded = fold_digits(text);
    let digits: String = folded
        .chars()
        .filter(|character| !matches!(character, ' ' | '-' | '(' | ')'))
        .collect();
    digits
        .chars()
        .all(|character| character.is_ascii_digit())
        .then_some(digits)
}

/// A whole number, with commas and full-width digits: `1,200`, `１２００`.
pub fn parse_whole(text: &str) -> Option<i64> {
    let folded = fold_digits(text);
    let plain: String = folded
        .chars()
        .filter(|character| !matches!(character, ',' | ' ' | '人' | '名' | '社'))
        .collect();
    plain.parse().ok()
}

/// An amount in yen: `10,000,000`, `1000万円`, `1億5000万`, `3.5億円`.
pub fn parse_yen(text: &str) -> Option<i64> {
    let folded = fold_digits(text);
    let mut rest: String = folded
        .chars()
        .filter(|character| !matches!(character, ',' | ' ' | '円' | '¥' | '\\'))
        .collect();
    let mut yen: i64 = 0;
    for (unit, worth) in [('億', 100_000_000), ('万', 10_000)] {
        if let Some((number, after)) = rest.split_once(unit) {
            yen = yen.checked_add(scaled(number, worth)?)?;
            rest = after.to_owned();
            if rest.is_empty() {
                return Some(yen);
            }
        }
    }
    yen.checked_add(rest.parse().ok().filter(|number| *number >= 0)?)
}

/// `3.5` × 100,000,000 without floating point.
fn scaled(number: &str, worth: i64) -> Option<i64> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if !fraction.chars().all(|digit| digit.is_ascii_digit()) || fraction.len() > 8 {
        return None;
    }
    let whole: i64 = whole.parse().ok().filter(|number| *number >= 0)?;
    let mut value = whole.checked_mul(worth)?;
    let mut part = worth;
    for digit in fraction.chars() {
        let digit = i64::from(digit.to_digit(10)?);
        if part % 10 != 0 && digit != 0 {
            return None;
        }
        part /= 10;
        value = value.checked_add(digit * part)?;
    }
    Some(value)
}

/// Hiragana and half-width kana as full-width katakana; other characters stay.
pub fn to_katakana(text: &str) -> String {
    // NFKC joins half-width kana with their voicing marks; readings are no names, so it does no harm here.
    text.nfkc()
        .map(|character| match character {
            'ぁ'..='ゖ' => char::from_u32(u32::from(character) + 0x60).unwrap_or(character),
            other => other,
        })
        .collect()
}

/// Katakana, spaces, middle dots, prolonged sound marks, letters and digits.
pub fn is_katakana(text: &str) -> bool {
    text.chars().all(|character| {
        matches!(
            character,
            'ァ'..='ヺ' | 'ー' | '・' | ' ' | '　' | '(' | ')' | '-' | '&' | '.' | ',' | '\''
        ) || character.is_ascii_alphanumeric()
    })
}

/// 法人番号: the first of 13 digits is 9 − (Σ digit × weight mod 9), weights 1, 2, 1, 2 … from the right.
pub fn corporate_number_is_valid(number: &str) -> bool {
    let digits: Vec<u32> = number
        .chars()
        .filter_map(|character| character.to_digit(10))
        .collect();
    if digits.len() != 13 || number.chars().count() != 13 {
        return false;
    }
    let sum: u32 = digits[1..]
        .iter()
        .rev()
        .zip([1, 2].into_iter().cycle())
        .map(|(digit, weight)| digit * weight)
        .sum();
    digits[0] == 9 - sum % 9
}

/// A date as `2025-06-30`, `2025/6/30`, `2025年6月30日` or `令和7年6月30日`.
pub fn parse_date(text: &str) -> Option<Date> {
    let folded = fold_digits(text.trim());
    if let Ok(date) = business_calendar::era::parse(&folded) {
        return Some(date);
    }
    let plain = folded
        .replace(['/', '.', '年', '月'], "-")
        .replace(['日', ' '], "");
    let mut parts = plain.splitn(3, '-');
    let year = parts.next()?.parse().ok()?;
    let month = parts.next()?.parse().ok()?;
    let day = parts.next()?.parse().ok()?;
    Date::new(year, month, day).ok()
}
