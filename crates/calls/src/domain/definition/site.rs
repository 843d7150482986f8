//! `site.toml`: what a programme's public pages say beyond the call (P1–P3, N2). Optional.

use jiff::civil::Date;
use platform::text::Text;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `programmes/<id>/site.toml`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SiteFile {
    /// Headlines of the top page.
    #[serde(default)]
    pub headlines: Vec<Text>,
    /// What a company gains.
    #[serde(default)]
    pub benefits: Vec<Text>,
    /// Features of the programme.
    #[serde(default, rename = "feature")]
    pub features: Vec<Feature>,
    /// News.
    #[serde(default)]
    pub news: Vec<NewsItem>,
    /// Security information.
    #[serde(default)]
    pub information: Vec<NewsItem>,
    /// Questions and answers.
    #[serde(default)]
    pub faq: Vec<Question>,
    /// Lecturers.
    #[serde(default, rename = "lecturer")]
    pub lecturers: Vec<Lecturer>,
    /// Visitor count as the page states it.
    #[serde(default)]
    pub visitors: Option<Visitors>,
    /// Navigation and links that the page states and no other place holds.
    #[serde(default, rename = "link")]
    pub links: Vec<Link>,
}

/// A feature.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Feature {
    /// Title.
    pub title: Text,
    /// Text.
    pub text: Text,
}

/// A dated line.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewsItem {
    /// Date.
    pub date: Date,
    /// Text.
    pub text: Text,
    /// Link.
    #[serde(default)]
    pub url: Option<String>,
}

/// A question with its answer; the answer is Markdown.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Question.
    pub question: Text,
    /// Answer.
    pub answer: Text,
}

/// A lecturer.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lecturer {
    /// Name with reading.
    pub name: Text,
    /// Fields.
    pub fields: Text,
    /// Experience.
    pub experience: Text,
    /// Qualifications.
    pub qualifications: Text,
    /// Introduction.
    pub text: Text,
}

/// Visitor count with its period.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Visitors {
    /// More than this many.
    pub more_than: u64,
    /// Counted from.
    pub since: Date,
}

/// A link.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// Title.
    pub title: Text,
    /// Address.
    #[serde(default)]
    pub url: Option<String>,
    /// Text.
    #[serde(default)]
    pub text: Option<Text>,
}
