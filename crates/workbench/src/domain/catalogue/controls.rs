//! Annex A of ISO/IEC 27001:2022 and the control standards (W4). Titles and texts are ours; ISO's are copyright.

use platform::text::Text;
use serde::{Deserialize, Serialize};

use super::{Area, ControlNumber, Edition, Harm};

/// How many controls Annex A has: 5.1–5.37, 6.1–6.8, 7.1–7.14, 8.1–8.34.
pub const CONTROLS: usize = 93;

/// `annex-a.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnnexA {
    /// Which edition.
    pub edition: Edition,
    /// Controls, in order.
    #[serde(rename = "control")]
    pub controls: Vec<Control>,
}

/// When a control works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ControlKind {
    /// Before.
    Preventive,
    /// While.
    Detective,
    /// After.
    Corrective,
}

/// A control.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Control {
    /// `5.1`.
    pub number: ControlNumber,
    /// Our title.
    pub title: Text,
    /// Our explanation.
    pub text: Text,
    /// Chapter 5, 6, 7 or 8.
    pub theme: Area,
    /// When it works.
    pub kind: Vec<ControlKind>,
    /// What it protects.
    pub properties: Vec<Harm>,
    /// Every small firm needs it.
    pub core: bool,
    /// The reason for leaving it out.
    pub otherwise: Text,
    /// The reason for having it as baseline.
    pub because: Text,
}

/// `standards.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standards {
    /// Which edition.
    pub edition: Edition,
    /// One for each control.
    #[serde(rename = "standard")]
    pub standards: Vec<Standard>,
}

/// What a company lays down about a control.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standard {
    /// Which control.
    pub control: ControlNumber,
    /// Required for everyone, or optional.
    pub required: bool,
    /// The rule.
    pub statement: Text,
}
