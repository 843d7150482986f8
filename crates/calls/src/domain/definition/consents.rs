//! `consents.toml`: what a company and its participant agree to, clause by clause (C15, E9–E13).

use platform::text::Text;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `programmes/<id>/consents.toml`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentsFile {
    /// The documents.
    #[serde(default, rename = "consent")]
    pub consents: Vec<Consent>,
}

/// One document to sign.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// Id, unique in the programme (`participation`, `confidentiality`).
    pub id: String,
    /// Title (参加同意書).
    pub title: Text,
    /// The paragraph above the articles.
    pub preamble: Text,
    /// Articles (第１ …).
    #[serde(rename = "article")]
    pub articles: Vec<Article>,
    /// The paragraph under the articles, before the signatures.
    #[serde(default)]
    pub closing: Option<Text>,
    /// Who signs which part.
    pub parts: Vec<Part>,
    /// Notes under the signatures (個人情報の取扱いについて).
    #[serde(default)]
    pub notes: Vec<Text>,
}

/// An article.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Article {
    /// As printed (第１).
    pub mark: Text,
    /// Heading, or the article's sentence when it has no clauses.
    pub title: Text,
    /// Paragraphs before the clauses.
    #[serde(default)]
    pub paragraphs: Vec<Text>,
    /// Clauses.
    #[serde(default, rename = "clause")]
    pub clauses: Vec<Clause>,
}

/// A clause, with its own paragraphs and points.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Clause {
    /// As printed: （ア）, （１）.
    pub mark: Text,
    /// First paragraph or heading.
    pub text: Text,
    /// Further paragraphs (ただし、…).
    #[serde(default)]
    pub paragraphs: Vec<Text>,
    /// Points ① ② ….
    #[serde(default, rename = "point")]
    pub points: Vec<Point>,
}

/// A point of a clause.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// As printed: ①.
    pub mark: String,
    /// Its text.
    pub text: Text,
}

/// Who signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// 企業同意部分: name, address, representative, seal.
    Company,
    /// 参加者同意部分: name, seal.
    Participant,
}
