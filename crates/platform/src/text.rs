//! Texts in both languages.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The languages a person can read Mamori in. Japanese is the authority, English is complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// 日本語
    Ja,
    /// English
    En,
}

/// One text in both languages. Both are required: a missing translation is a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Japanese, the authority.
    pub ja: String,
    /// English.
    pub en: String,
}

impl Text {
    /// The text in `language`.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Ja => &self.ja,
            Language::En => &self.en,
        }
    }
}
