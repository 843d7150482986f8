//! Measures, the hub of all catalogues, and what maps onto them.

use std::collections::BTreeMap;

use platform::forms::Form;
use platform::text::Text;
use serde::{Deserialize, Serialize};

use super::{ControlNumber, Edition, MeasureId, RoleId};
use crate::domain::diagnosis::Answer;

/// `measures-1.toml`, `measures-2.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeasureFile {
    /// Which edition; stands in the first file.
    #[serde(default)]
    pub edition: Option<Edition>,
    /// Measures, in order.
    #[serde(rename = "measure")]
    pub measures: Vec<Measure>,
}

/// Whom and what a measure concerns (W5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Area {
    /// 組織的
    Organisational,
    /// 人的
    People,
    /// 物理的
    Physical,
    /// 技術的
    Technological,
}

impl Area {
    /// All, in the order of Annex A.
    pub const ALL: [Self; 4] = [
        Self::Organisational,
        Self::People,
        Self::Physical,
        Self::Technological,
    ];

    /// Its name in catalogues and messages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Organisational => "organisational",
            Self::People => "people",
            Self::Physical => "physical",
            Self::Technological => "technological",
        }
    }
}

/// How often something is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cycle {
    /// Once.
    Once,
    /// Always.
    Always,
    /// Every day.
    Daily,
    /// Every week.
    Weekly,
    /// Every month.
    Monthly,
    /// Every three months.
    Quarterly,
    /// Twice a year.
    HalfYearly,
    /// Every year.
    Yearly,
    /// When something happens.
    OnEvent,
    /// When somebody joins.
    OnJoining,
}

impl Cycle {
    /// Its name in catalogues and messages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Once => "once",
            Self::Always => "always",
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Monthly => "monthly",
            Self::Quarterly => "quarterly",
            Self::HalfYearly => "half-yearly",
            Self::Yearly => "yearly",
            Self::OnEvent => "on-event",
            Self::OnJoining => "on-joining",
        }
    }
}

/// Something a company does for its security.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// Id.
    pub id: MeasureId,
    /// Whom and what it concerns.
    pub area: Area,
    /// In a few words, an action.
    pub title: Text,
    /// What it means in a small firm.
    pub what: Text,
    /// The rule for the implementation procedures.
    pub procedure: Text,
    /// What can be done this week.
    pub first_step: Text,
    /// What shows that it is done.
    pub evidence: Text,
    /// Who does it.
    pub owner: RoleId,
    /// How often.
    pub cycle: Cycle,
    /// 1 hours, 2 days, 3 weeks.
    pub effort: u8,
    /// 0 nothing, 1 up to 50,000 yen a year, 2 up to 300,000, 3 more.
    pub cost: u8,
}

/// `mappings/*.toml`: entries of one catalogue and the measures that answer them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MappingFile {
    /// Which edition.
    pub edition: Edition,
    /// From the other catalogue's entry to measures.
    pub map: BTreeMap<String, Vec<MeasureId>>,
}

/// Numbers of questions or rules → measures.
pub type NumberMap = BTreeMap<u8, Vec<MeasureId>>;
/// Controls → measures.
pub type ControlMap = BTreeMap<ControlNumber, Vec<MeasureId>>;

/// `environment.toml`: the questionnaire about network, appliances, services and rules (W2).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnvironmentFile {
    /// Which edition.
    pub edition: Edition,
    /// The questions.
    pub form: Form,
}

/// `mappings/environment.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GuessFile {
    /// Which edition.
    pub edition: Edition,
    /// What answers tell about measures.
    #[serde(rename = "guess")]
    pub guesses: Vec<Guess>,
}

/// An answer of the questionnaire that tells how far a measure is.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guess {
    /// The field.
    pub field: String,
    /// Any of these options.
    pub is: Vec<String>,
    /// The measure.
    pub measure: MeasureId,
    /// How far it is.
    #[serde(with = "done_partly_no")]
    pub status: Answer,
}

/// Statuses are written `done`, `partly`, `no`, `unknown`.
mod done_partly_no {
    use serde::{Deserialize as _, Deserializer};

    use super::Answer;

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Answer, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.as_str() {
            "done" => Ok(Answer::Yes),
            "partly" => Ok(Answer::Partly),
            "no" => Ok(Answer::No),
            "unknown" => Ok(Answer::Unknown),
            _ => Err(serde::de::Error::unknown_variant(
                &text,
                &["done", "partly", "no", "unknown"],
            )),
        }
    }
}
