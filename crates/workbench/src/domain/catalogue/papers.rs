//! Templates of documents, and the order of the workshops.

use platform::text::Text;
use serde::{Deserialize, Serialize};

use super::{DocumentId, Edition, ParagraphId};

/// `documents/*.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemplateFile {
    /// Which edition.
    pub edition: Edition,
    /// What document.
    pub document: DocumentHead,
    /// Its sections.
    #[serde(rename = "section")]
    pub sections: Vec<Section>,
}

/// Id and title of a document.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentHead {
    /// Id.
    pub id: DocumentId,
    /// Title.
    pub title: Text,
}

/// A section.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Id.
    pub id: String,
    /// Title.
    pub title: Text,
    /// Paragraphs and blocks, in order.
    #[serde(default, rename = "paragraph")]
    pub paragraphs: Vec<Paragraph>,
}

/// A paragraph: a text, or a block that is computed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paragraph {
    /// Id, unique in the document.
    pub id: ParagraphId,
    /// The text with placeholders.
    #[serde(default)]
    pub text: Option<Text>,
    /// An item of a list.
    #[serde(default)]
    pub list: bool,
    /// Only when all of these hold.
    #[serde(default)]
    pub when: Vec<String>,
    /// A block instead of a text.
    #[serde(default)]
    pub block: Option<String>,
}

/// A step of the way through the workbench.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The 25 questions.
    Diagnosis,
    /// Network, appliances, services, rules.
    Environment,
    /// The ledger.
    Ledger,
    /// Threats.
    Threats,
    /// Risks.
    Risk,
    /// What is done about them.
    Treatment,
    /// Control standards.
    Standards,
    /// Statement of applicability.
    Soa,
    /// Implementation procedures.
    Procedures,
    /// IT-BCP and incident response.
    Continuity,
    /// Roles, skills, training.
    People,
    /// Internal audit.
    Audit,
    /// Executive summary.
    Summary,
    /// SECURITY ACTION.
    Declaration,
}

impl Step {
    /// All, in the order in which they are done.
    pub const ALL: [Self; 14] = [
        Self::Diagnosis,
        Self::Environment,
        Self::Ledger,
        Self::Threats,
        Self::Risk,
        Self::Treatment,
        Self::Standards,
        Self::Soa,
        Self::Procedures,
        Self::Continuity,
        Self::People,
        Self::Audit,
        Self::Summary,
        Self::Declaration,
    ];

    /// Its name in catalogues and messages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Diagnosis => "diagnosis",
            Self::Environment => "environment",
            Self::Ledger => "ledger",
            Self::Threats => "threats",
            Self::Risk => "risk",
            Self::Treatment => "treatment",
            Self::Standards => "standards",
            Self::Soa => "soa",
            Self::Procedures => "procedures",
            Self::Continuity => "continuity",
            Self::People => "people",
            Self::Audit => "audit",
            Self::Summary => "summary",
            Self::Declaration => "declaration",
        }
    }
}

/// `journey.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Journey {
    /// Which edition.
    pub edition: Edition,
    /// Workshops and visits, in order.
    #[serde(rename = "stop")]
    pub stops: Vec<Stop>,
    /// Steps in words.
    #[serde(rename = "step")]
    pub steps: Vec<StepText>,
}

/// A workshop or a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopKind {
    /// A workshop.
    Workshop,
    /// An expert's visit.
    Visit,
}

/// One stop on the way.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stop {
    /// Workshop or visit.
    pub kind: StopKind,
    /// From 1, within its kind.
    pub number: u8,
    /// In a few words.
    pub title: Text,
    /// Steps done for it.
    pub steps: Vec<Step>,
    /// What to bring.
    pub prepare: Text,
    /// What the expert looks at.
    pub look: Text,
}

/// A step in words.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepText {
    /// Which.
    pub id: Step,
    /// Title.
    pub title: Text,
    /// What it is for.
    pub text: Text,
    /// How long a firm of ten needs.
    pub minutes: u32,
}
