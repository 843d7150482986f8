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

/// An amount in yen as people write it: `10,000,000`, `1000万円`, `1億2千万`, `3.5億円`, `50,000千円`, `一千万`.
pub fn parse_yen(text: &str) -> Option<i64> {
    let mut rest: String = fold_digits(text)
        .chars()
        .filter(|character| !matches!(character, ',' | '、' | ' ' | '円' | '¥' | '￥' | '\\'))
        .map(kanji_digit)
        .collect();
    if rest.is_empty() {
        return None;
    }
    let mut yen: i64 = 0;
    for (unit, worth) in [('億', 100_000_000), ('万', 10_000)] {
        if let Some((number, after)) = rest.split_once(unit) {
            yen = yen.checked_add(thousands(number, worth)?)?;
            rest = after.to_owned();
        }
    }
    if rest.is_empty() {
        Some(yen)
    } else {
        yen.checked_add(thousands(&rest, 1)?)
    }
}

fn kanji_digit(character: char) -> char {
    match "〇一二三四五六七八九"
        .chars()
        .position(|kanji| kanji == character)
    {
        Some(digit) => char::from_digit(u32::try_from(digit).unwrap_or_default(), 10).unwrap_or(character),
        None => character,
    }
}

/// What stands before 億, 万 or the end: `5000`, `2千5百`, `2.5千`; a unit without a number counts once (`千`).
fn thousands(text: &str, worth: i64) -> Option<i64> {
    let (mut rest, mut value) = (text, 0_i64);
    for (unit, times) in [('千', 1_000), ('百', 100), ('十', 10)] {
        if let Some((number, after)) = rest.split_once(unit) {
            let worth = worth.checked_mul(times)?;
            let part = if number.is_empty() {
                worth
            } else {
                scaled(number, worth)?
            };
            value = value.checked_add(part)?;
            rest = after;
        }
    }
    if rest.is_empty() && rest.len() < text.len() {
        Some(value)
    } else {
        value.checked_add(scaled(rest, worth)?)
    }
}

/// Digits with a decimal point × `worth`, without floating point: `3.5` × 100,000,000.
fn scaled(number: &str, worth: i64) -> Option<i64> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits = |text: &str| text.chars().all(|digit| digit.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || fraction.len() > 8 {
        return None;
    }
    let whole: i64 = whole.parse().ok()?;
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
            'ぁ'..='ゖ' | 'ゝ' | 'ゞ' => char::from_u32(u32::from(character) + 0x60).unwrap_or(character),
            other => other,
        })
        .collect()
}

/// A reading: katakana, beside it spaces, digits and a few signs. Letters and kanji are to be written as they sound.
pub fn is_katakana(text: &str) -> bool {
    let is_kana = |character: char| matches!(character, 'ァ'..='ヺ' | 'ー' | 'ヽ' | 'ヾ');
    let is_sign = |character: char| {
        matches!(
            character,
            '・' | ' ' | '　' | '(' | ')' | '-' | '&' | '.' | ',' | '\'' | '0'..='9'
        )
    };
    text.chars()
        .all(|character| is_kana(character) || is_sign(character))
        && text.chars().any(is_kana)
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
