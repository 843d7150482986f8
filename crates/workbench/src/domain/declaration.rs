//! SECURITY ACTION is a self-declaration (W1): words that claim more are found, wherever somebody writes them.

use super::catalogue::{Improper, SecurityAction};

/// How people name the declaration.
const NAMES: [&str; 9] = [
    "SECURITY ACTION",
    "SECURITYACTION",
    "セキュリティアクション",
    "一つ星",
    "二つ星",
    "★",
    "ONE-STAR",
    "TWO-STAR",
    "TWO STARS",
];

/// What stands before 認証 where it is about signing in.
const SIGNING_IN: [&str; 5] = ["要素", "本人", "利用者", "生体", "段階"];

impl SecurityAction {
    /// The first word in a sentence about the declaration that claims more than a declaration is; the longest of those
    /// that fit.
    pub fn improper_in(&self, text: &str) -> Option<&Improper> {
        let mut words: Vec<&Improper> = self.improper.iter().collect();
        words.sort_by_key(|improper| std::cmp::Reverse(improper.word.chars().count()));
        text.split(['。', '．', '\n', '!', '?', '！', '？'])
            .flat_map(|sentence| sentence.split(". "))
            .filter(|sentence| is_about_it(sentence))
            .find_map(|sentence| {
                let sentence = without_signing_in(&sentence.to_lowercase());
                words
                    .iter()
                    .find(|improper| sentence.contains(&improper.word.to_lowercase()))
                    .copied()
            })
    }
}

fn is_about_it(sentence: &str) -> bool {
    let upper = half_width(sentence).to_uppercase();
    NAMES.iter().any(|name| upper.contains(name))
}

fn half_width(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '\u{3000}' => ' ',
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character),
            _ => character,
        })
        .collect()
}

fn without_signing_in(sentence: &str) -> String {
    let mut text = sentence.to_owned();
    for before in SIGNING_IN {
        text = text.replace(&format!("{before}認証"), before);
    }
    text
}
