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

/// Numbers without what groups their digits (`10,000,000`, `10 000 000`); `None` where a comma or a space stands in another
/// place than before three digits: then nobody knows what was meant.
fn without_separators(text: &str) -> Option<String> {
    let folded = fold_digits(text).replace('、', ",");
    let is_digit = |character: char| character.is_ascii_digit();
    let mut joined = String::new();
    for piece in folded.split(' ').filter(|piece| !piece.is_empty()) {
        if joined.ends_with(is_digit) && piece.starts_with(is_digit) {
            joined.push(',');
        }
        joined.push_str(piece);
    }
    let is_grouped = |number: &str| {
        let (first, others) = number.split_once(',').unwrap_or((number, "000"));
        (number == first || (1..=3).contains(&first.len())) && others.split(',').all(|group| group.len() == 3)
    };
    let mut numbers = joined.split(|character: char| !is_digit(character) && character != ',');
    numbers.all(is_grouped).then(|| joined.replace(',', ""))
}

/// A whole number, with commas, full-width digits or in kanji: `1,200`, `１２００`, `二十人`, `20名`.
pub fn parse_whole(text: &str) -> Option<i64> {
    let plain = without_separators(text)?;
    let counted = plain.strip_suffix(['人', '名', '社']).unwrap_or(&plain);
    match counted.strip_prefix('-') {
        Some(rest) => amount(rest, 0)?.checked_neg(),
        None => amount(counted, 0),
    }
}

/// An amount in yen as people write it: `10,000,000`, `1000万円`, `1億2千万`, `3.5億円`, `50,000千円`, `一千万`. Where less
/// stands after 億 or 万 than anybody would write there (`1億2`: 20 million, or 2?), only 円 makes it clear.
pub fn parse_yen(text: &str) -> Option<i64> {
    let plain = without_separators(text)?;
    let plain = plain.strip_prefix(['¥', '￥', '\\']).unwrap_or(&plain);
    match plain.strip_suffix('円') {
        Some(said) => amount(said, 0),
        None => amount(plain, 100),
    }
}

/// Digits, Arabic or kanji, with 億, 万, 千, 百, 十. What follows 万 must be at least `least`, and what follows 億 without
/// 万 a hundred times as much.
fn amount(text: &str, least: i64) -> Option<i64> {
    let digits: String = text.chars().map(kanji_digit).collect();
    let (mut rest, mut sum, mut least_rest) = (digits.as_str(), 0_i64, 0);
    for (unit, worth, least) in [('億', 100_000_000, least * 100), ('万', 10_000, least)] {
        if let Some((number, after)) = rest.split_once(unit) {
            sum = sum.checked_add(thousands(number, worth)?)?;
            (rest, least_rest) = (after, least);
        }
    }
    if rest.is_empty() && rest.len() < digits.len() {
        return Some(sum);
    }
    let rest = thousands(rest, 1).filter(|rest| *rest >= least_rest)?;
    sum.checked_add(rest)
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
