//! The same company under two spellings: a key from name and address (C11, "same company twice").
//!
//! The key only suggests duplicates to the secretariat. Names and addresses are stored as they were typed; nothing of
//! what is folded here ever replaces them.

use unicode_normalization::UnicodeNormalization;

/// Legal forms, as they stand before or after a name; NFKC has already turned ㈱ and （株） into `(株)`.
const LEGAL_FORMS: [&str; 22] = [
    "特定非営利活動法人",
    "一般社団法人",
    "一般財団法人",
    "公益社団法人",
    "公益財団法人",
    "社会福祉法人",
    "医療法人社団",
    "医療法人財団",
    "株式会社",
    "有限会社",
    "合同会社",
    "合資会社",
    "合名会社",
    "医療法人",
    "学校法人",
    "(株)",
    "(有)",
    "(同)",
    "(資)",
    "(名)",
    "(医)",
    "(一社)",
];

/// Older and variant forms of characters in names, and the usual ones.
const VARIANTS: [(char, char); 26] = [
    ('髙', '高'),
    ('﨑', '崎'),
    ('嵜', '崎'),
    ('𠮷', '吉'),
    ('邊', '辺'),
    ('邉', '辺'),
    ('齋', '斉'),
    ('齊', '斉'),
    ('斎', '斉'),
    ('澤', '沢'),
    ('濵', '浜'),
    ('濱', '浜'),
    ('國', '国'),
    ('廣', '広'),
    ('惠', '恵'),
    ('櫻', '桜'),
    ('嶋', '島'),
    ('嶌', '島'),
    ('德', '徳'),
    ('瀨', '瀬'),
    ('眞', '真'),
    ('榮', '栄'),
    ('龍', '竜'),
    ('黑', '黒'),
    ('會', '会'),
    ('學', '学'),
];

/// A key that is the same for spellings of one company: width, case, kana, spaces, hyphens, legal form, old characters,
/// and 丁目・番地・号 or kanji numerals in the address. The prefecture may be there or not.
pub fn company_key(name: &str, address: &str) -> String {
    format!("{}|{}", name_key(name), address_key(address))
}

fn name_key(name: &str) -> String {
    let mut folded = fold_for_matching(name);
    for form in LEGAL_FORMS {
        let form = fold_for_matching(form);
        let stripped = folded.replace(form.as_str(), "");
        // A name that is nothing but a legal form stays what it is.
        if !stripped.is_empty() {
            folded = stripped;
        }
    }
    folded
        .chars()
        .filter(|character| character.is_alphanumeric() && *character != 'ー')
        .collect()
}

fn address_key(address: &str) -> String {
    let folded = fold_for_matching(address);
    let local = platform::forms::PREFECTURES
        .iter()
        .find_map(|prefecture| folded.strip_prefix(prefecture))
        .unwrap_or(&folded);
    let unified = numbered(local);
    let mut parts: Vec<String> = Vec::new();
    let mut kind = None;
    for character in unified.chars() {
        let is_digit = character.is_ascii_digit();
        if !character.is_alphanumeric() || character == 'ー' {
            kind = None;
        } else if kind == Some(is_digit)
            && let Some(part) = parts.last_mut()
        {
            part.push(character);
        } else {
            parts.push(character.to_string());
            kind = Some(is_digit);
        }
    }
    // 3F and 3階 are the same floor.
    let parts: Vec<&str> = parts
        .iter()
        .map(|part| if part == "f" { "階" } else { part })
        .collect();
    parts.join("-")
}

/// One width, one case, katakana with large vowels, usual characters, no spaces.
fn fold_for_matching(text: &str) -> String {
    text.nfkc()
        .flat_map(char::to_lowercase)
        .filter(|character| !character.is_whitespace())
        .map(|character| match character {
            'ぁ'..='ゖ' => char::from_u32(u32::from(character) + 0x60).unwrap_or(character),
            other => other,
        })
        .map(large)
        .map(|character| match character {
            '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | 'ｰ' => '-',
            other => VARIANTS
                .iter()
                .find(|(variant, _)| *variant == other)
                .map_or(other, |(_, usual)| *usual),
        })
        .collect()
}

/// キヤノン and キャノン, 霞ヶ関 and 霞が関.
fn large(character: char) -> char {
    match character {
        'ァ' => 'ア',
        'ィ' => 'イ',
        'ゥ' => 'ウ',
        'ェ' => 'エ',
        'ォ' => 'オ',
        'ッ' => 'ツ',
        'ャ' => 'ヤ',
        'ュ' => 'ユ',
        'ョ' => 'ヨ',
        'ヮ' => 'ワ',
        'ヵ' => 'カ',
        'ヶ' | 'ガ' => 'ケ',
        other => other,
    }
}

/// `1丁目2番地3号`, `1丁目2番3`, `一丁目2-3`, `1ノ2ノ3` → `1-2-3`.
fn numbered(address: &str) -> String {
    let mut out = String::new();
    let mut rest = address;
    while let Some(first) = rest.chars().next() {
        let run = rest
            .find(|character| digit(character).is_none())
            .unwrap_or(rest.len());
        if run == 0 {
            out.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let (text, after) = rest.split_at(run);
        let separator = SEPARATORS.iter().find(|separator| after.starts_with(**separator));
        // 一番町 and 三軒茶屋 are places: kanji are numbers only where a number must stand.
        let named = after.starts_with("番町");
        let counted = !named && (separator.is_some() || after.starts_with('階') || out.ends_with('-'));
        if counted || text.chars().all(|character| character.is_ascii_digit()) {
            out.push_str(&number(text));
        } else {
            out.push_str(text);
        }
        rest = match separator.filter(|_| counted) {
            Some(separator) => {
                out.push('-');
                &after[separator.len()..]
            }
            None => after,
        };
    }
    out
}

/// What stands between the numbers of an address, longer ones first.
const SEPARATORS: [&str; 8] = ["番地ノ", "番地", "丁目", "番", "号", "ノ", "-", "ー"];

fn digit(character: char) -> Option<u32> {
    match character {
        '0'..='9' => character.to_digit(10),
        '〇' => Some(0),
        '一' | '壱' => Some(1),
        '二' | '弐' => Some(2),
        '三' | '参' => Some(3),
        '四' => Some(4),
        '五' => Some(5),
        '六' => Some(6),
        '七' => Some(7),
        '八' => Some(8),
        '九' => Some(9),
        '十' => Some(10),
        '百' => Some(100),
        _ => None,
    }
}

/// `二十三` → 23, `一〇` → 10, `12` → 12, `百五` → 105.
fn number(text: &str) -> String {
    if !text.contains(['十', '百']) {
        let digits: String = text
            .chars()
            .filter_map(digit)
            .filter_map(|value| char::from_digit(value, 10))
            .collect();
        let plain = digits.trim_start_matches('0');
        return if plain.is_empty() {
            "0".to_owned()
        } else {
            plain.to_owned()
        };
    }
    let (mut total, mut pending) = (0_u64, None::<u64>);
    for value in text.chars().filter_map(digit).map(u64::from) {
        if value >= 10 {
            total += pending.take().unwrap_or(1) * value;
        } else {
            pending = Some(pending.unwrap_or(0).saturating_mul(10).saturating_add(value));
        }
    }
    total.saturating_add(pending.unwrap_or(0)).to_string()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spellings_of_one_company() {
        let key = company_key("株式会社みなもデジタル", "新宿区西新宿2-8-1 みほんビル3階");
        for (name, address) in [
            ("㈱みなもデジタル", "新宿区西新宿２－８－１　みほんビル３階"),
            (
                "（株）ミナモデジタル",
                "東京都新宿区西新宿2丁目8番1号みほんビル3階",
            ),
            (
                "みなも　ﾃﾞｼﾞﾀﾙ 株式会社",
                "新宿区西新宿二丁目八番一号 みほんビル三階",
            ),
            (
                "株式会社 みなも・デジタル",
                "新宿区西新宿2丁目8番地1みほんビル3階",
            ),
        ] {
            assert_eq!(company_key(name, address), key, "{name} {address}");
        }
    }

    #[test]
    fn numbers_in_addresses() {
        let key = |address: &str| address_key(address);
        for (left, right) in [
            ("千代田区霞が関一丁目二番三号", "千代田区霞ヶ関1-2-3"),
            ("千代田区霞ケ関1丁目2番3号", "千代田区霞ガ関１－２－３"),
            ("立川市曙町二丁目十二番地", "立川市曙町2-12"),
            ("世田谷区三軒茶屋2-11-22", "世田谷区三軒茶屋２丁目１１番２２号"),
            ("港区六本木六の十の一", "港区六本木6-10-1"),
            ("千代田区一番町10番地", "千代田区一番町10"),
            ("八王子市元本郷町三丁目二十四番一号", "八王子市元本郷町3-24-1"),
            ("中央区日本橋1丁目2番地の3", "中央区日本橋1-2-3"),
        ] {
            assert_eq!(key(left), key(right), "{left} {right}");
        }
    }

    #[test]
    fn different_companies_stay_apart() {
        let key = company_key("みなも製作所", "港区芝1-2-3");
        for (name, address) in [
            ("みなも工業", "港区芝1-2-3"),
            ("みなも製作所", "港区芝1-23"),
            ("みなも製作所", "港区芝12-3"),
            ("みなも製作所", "港区芝1-2-3 4階"),
            ("みなも製作所", "中央区一番町1-2-3"),
        ] {
            assert_ne!(company_key(name, address), key, "{name} {address}");
        }
        assert_ne!(company_key("株式会社", "x"), company_key("有限会社", "x"));
    }

    proptest! {
        #[test]
        fn width_and_spaces_never_matter(name in "[ァ-ヴa-z0-9]{1,8}", number in 1_u32..999) {
            let wide: String = name.chars().map(|c| match c {
                '0'..='9' | 'a'..='z' => char::from_u32(u32::from(c) + 0xfee0).unwrap(),
                other => other,
            }).collect();
            let plain = company_key(&name, &format!("港区芝{number}-2"));
            prop_assert_eq!(company_key(&format!(" {wide}　株式会社"), &format!("東京都港区　芝{number}丁目2番")), plain);
        }

        #[test]
        fn any_text_has_a_key(name in ".*", address in ".*") {
            company_key(&name, &address);
        }
    }
}
