//! The self-diagnosis, the basic rules, the management guideline and SECURITY ACTION (W1).

use jiff::civil::Date;
use platform::text::Text;
use serde::Deserialize;

use super::{Edition, MeasureId};

/// `self-diagnosis.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SelfDiagnosis {
    /// Which edition.
    pub edition: Edition,
    /// What an answer counts.
    pub points: Points,
    /// Bands of the total, best first.
    #[serde(rename = "band")]
    pub bands: Vec<Band>,
    /// Parts, in order.
    #[serde(rename = "part")]
    pub parts: Vec<Part>,
    /// Questions, in order.
    #[serde(rename = "question")]
    pub questions: Vec<Question>,
}

/// Points of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Points {
    /// Done.
    pub yes: i32,
    /// Partly.
    pub partly: i32,
    /// Not done.
    pub no: i32,
    /// Don't know.
    pub unknown: i32,
}

/// What a total means.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// 1 is the best.
    pub number: u8,
    /// From this total on.
    pub from: i32,
    /// In a few words.
    pub title: Text,
    /// What it means and what to do next.
    pub text: Text,
}

/// A part of the questions.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Id.
    pub id: String,
    /// Title.
    pub title: Text,
}

/// One question.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// From 1.
    pub number: u8,
    /// The part it belongs to.
    pub part: String,
    /// In a few words.
    pub title: Text,
    /// The question.
    pub ask: Text,
    /// What happens otherwise.
    pub why: Text,
    /// What it looks like in a small shop.
    pub example: Text,
    /// What to do first.
    pub first_step: Text,
}

/// `basic-rules.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BasicRules {
    /// Which edition.
    pub edition: Edition,
    /// Rules, in order.
    #[serde(rename = "rule")]
    pub rules: Vec<Numbered>,
}

/// A numbered entry with title and text.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Numbered {
    /// From 1.
    pub number: u8,
    /// In a few words.
    pub title: Text,
    /// What it means.
    pub text: Text,
}

/// `management-guideline.toml`: three principles and ten items for management.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManagementGuideline {
    /// Which edition.
    pub edition: Edition,
    /// Principles.
    #[serde(rename = "principle")]
    pub principles: Vec<Numbered>,
    /// Items.
    #[serde(rename = "item")]
    pub items: Vec<GuidelineItem>,
}

/// An item of the guideline.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GuidelineItem {
    /// From 1.
    pub number: u8,
    /// In a few words.
    pub title: Text,
    /// What it means.
    pub text: Text,
    /// Measures that carry it out.
    pub measures: Vec<MeasureId>,
    /// What the owner asks at the table.
    pub question: Text,
}

/// `security-action.toml`: the self-declaration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecurityAction {
    /// Words that must not be used about it.
    pub improper: Vec<Improper>,
    /// Which edition.
    pub edition: Edition,
    /// One star, two stars.
    #[serde(rename = "star")]
    pub stars: Vec<Star>,
    /// Form of the declaration's id.
    pub declaration: DeclarationForm,
}

/// A word that claims more than a self-declaration is.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Improper {
    /// The word, Japanese or English.
    pub word: String,
    /// What to say.
    pub instead: Text,
}

/// A number of stars and what it needs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Star {
    /// 1 or 2.
    pub number: u8,
    /// Title.
    pub title: Text,
    /// What it means.
    pub text: Text,
    /// What it needs.
    #[serde(rename = "need")]
    pub needs: Vec<Need>,
}

/// Something that a star needs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Need {
    /// Id.
    pub id: String,
    /// Title.
    pub title: Text,
    /// What to do.
    pub text: Text,
    /// How it is known whether it is met.
    pub kind: NeedKind,
}

/// How it is known whether a need is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NeedKind {
    /// The company says so.
    Declare,
    /// All questions are answered.
    Diagnosis,
    /// The basic policy is approved.
    Policy,
    /// The basic policy is published.
    Publish,
}

/// Form of the declaration's id.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclarationForm {
    /// How many digits.
    pub id_digits: usize,
    /// What it begins with.
    pub id_first: String,
    /// Since when.
    #[serde(deserialize_with = "super::day")]
    pub since: Date,
    /// For the person who types it.
    pub note: Text,
}
