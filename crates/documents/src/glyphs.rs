//! Characters that the font cannot show become 〓, the printers' mark for a missing letter, and are reported: one emoji
//! in a company's name must not stop its document (PDF/UA forbids text without a glyph).

use std::collections::BTreeSet;

use serde_json::Value;

/// 〓
const GETA: char = '\u{3013}';

/// Keys of the model whose text is never set in type. Drawings hold text as well: names from logs, for instance.
const NOT_TEXT: [&str; 4] = ["link", "anchor", "kind", "language"];

/// Replaces in every text of `value` what `shows` denies; the characters that were replaced.
pub(crate) fn replace_missing(value: &mut Value, shows: &dyn Fn(char) -> bool) -> BTreeSet<char> {
    let mut missing = BTreeSet::new();
    walk(value, shows, &mut missing);
    missing
}

fn walk(value: &mut Value, shows: &dyn Fn(char) -> bool, missing: &mut BTreeSet<char>) {
    match value {
        Value::String(text) => {
            if let Some(replaced) = replaced(text, shows, missing) {
                *text = replaced;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| walk(item, shows, missing)),
        Value::Object(fields) => fields
            .iter_mut()
            .filter(|(key, _)| !NOT_TEXT.contains(&key.as_str()))
            .for_each(|(_, field)| walk(field, shows, missing)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The text with replacements, or nothing when it can be shown as it is.
fn replaced(text: &str, shows: &dyn Fn(char) -> bool, missing: &mut BTreeSet<char>) -> Option<String> {
    let fine = |character| character == '\n' || (!has_no_shape(character) && shows(character));
    if text.chars().all(fine) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut after_missing = false;
    for character in text.chars() {
        match character {
            '\n' => out.push('\n'),
            '\t' => out.push(' '),
            // A variant's selector goes with its letter; alone it would be shown as a letter of its own.
            _ if is_variation(character) && !after_missing => out.push(character),
            _ if has_no_shape(character) || character.is_control() => continue,
            _ if shows(character) => out.push(character),
            _ => {
                missing.insert(character);
                if !after_missing {
                    out.push(GETA);
                }
                after_missing = true;
                continue;
            }
        }
        after_missing = false;
    }
    Some(out)
}

fn is_variation(character: char) -> bool {
    matches!(character, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

/// Joiners, direction marks, selectors of variants, skin tones, tags.
fn has_no_shape(character: char) -> bool {
    is_variation(character)
        || matches!(
            character,
            '\u{200B}'..='\u{200F}'
                | '\u{202A}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{FEFF}'
                | '\u{20E3}'
                | '\u{1F3FB}'..='\u{1F3FF}'
                | '\u{E0000}'..='\u{E007F}'
        )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_cannot_be_shown_is_marked_and_reported() {
        let shows = |character: char| u32::from(character) < 0x1_0000;
        let mut value = json!({ "text": "寿司🍣と👨‍👩‍👧の会社\u{7}", "link": "https://example.jp/🍣" });
        let missing = replace_missing(&mut value, &shows);
        assert_eq!(value["text"], "寿司〓と〓の会社");
        assert_eq!(value["link"], "https://example.jp/🍣");
        assert_eq!(missing.into_iter().collect::<String>(), "🍣👧👨👩");
    }

    #[test]
    fn variants_of_kanji_keep_their_selector() {
        let mut value = json!("葛\u{E0100}飾区\n一行\t二行");
        assert!(replace_missing(&mut value, &|_| true).is_empty());
        assert_eq!(value, "葛\u{E0100}飾区\n一行\t二行".replace('\t', " "));
    }
}
