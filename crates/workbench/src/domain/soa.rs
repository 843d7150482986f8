//! The statement of applicability (W4): exactly one row for each of the 93 controls, derived, never typed.

use serde::Serialize;

use super::assessment::Assessment;
use super::book::Book;
use super::catalogue::{Catalogue, Control, ControlNumber, MeasureId};
use super::ledger::Personal;
use super::measures::Status;
use super::risk::Level;

/// Why a control applies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Reason {
    /// It answers this many risks above low.
    Risks {
        /// How many.
        count: usize,
    },
    /// Law asks for it: the ledger holds personal information.
    Law,
    /// Every small firm needs it.
    Baseline,
    /// The company has a measure of it in place or planned.
    InPlace,
    /// The company decided.
    Decided {
        /// In its own words.
        reason: String,
    },
    /// Nothing of the kind is done here.
    NotNeeded,
}

/// How far a control is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Implementation {
    /// Does not apply.
    NotApplicable,
    /// Nothing is in place or planned.
    Open,
    /// Something is planned.
    Planned,
    /// Some of it is in place.
    Partial,
    /// All of it is in place.
    Implemented,
}

impl Implementation {
    /// All, the best first.
    pub const ALL: [Self; 5] = [
        Self::Implemented,
        Self::Partial,
        Self::Planned,
        Self::Open,
        Self::NotApplicable,
    ];

    /// Its name in files and messages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotApplicable => "not_applicable",
            Self::Open => "open",
            Self::Planned => "planned",
            Self::Partial => "partial",
            Self::Implemented => "implemented",
        }
    }
}

/// A row of the statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The control.
    pub control: ControlNumber,
    /// Whether it applies.
    pub applies: bool,
    /// Why, or why not; never empty.
    pub reasons: Vec<Reason>,
    /// How far it is.
    pub implementation: Implementation,
    /// Measures that implement it and are in place or planned.
    pub measures: Vec<MeasureId>,
}

/// Controls that law asks for where personal information is kept: contact with authorities, laws, privacy.
const LAW: [&str; 3] = ["5.31", "5.33", "5.34"];

/// Derives all rows, in the order of Annex A.
pub fn statement(catalogue: &Catalogue, book: &Book, assessment: &Assessment) -> Vec<Row> {
    let personal = book.assets.values().any(|asset| asset.personal != Personal::None);
    catalogue
        .controls
        .iter()
        .map(|control| row(catalogue, book, assessment, control, personal))
        .collect()
}

fn row(
    catalogue: &Catalogue,
    book: &Book,
    assessment: &Assessment,
    control: &Control,
    personal: bool,
) -> Row {
    let measures = catalogue.measures_of(&control.number);
    let reasons = proposed(catalogue, assessment, control, personal);
    let decided = book.controls.get(&control.number);
    let applies = decided.map_or(!reasons.is_empty(), |decision| decision.applies);
    let mut reasons = match decided {
        Some(decision) if decision.applies => {
            let mut reasons = reasons;
            reasons.push(decided_reason(&decision.reason));
            reasons
        }
        Some(decision) => vec![decided_reason(&decision.reason)],
        None => reasons,
    };
    if reasons.is_empty() {
        reasons.push(Reason::NotNeeded);
    }
    Row {
        control: control.number.clone(),
        applies,
        reasons,
        implementation: if applies {
            implementation(assessment, measures)
        } else {
            Implementation::NotApplicable
        },
        measures: in_place_or_planned(assessment, measures),
    }
}

fn decided_reason(reason: &str) -> Reason {
    Reason::Decided {
        reason: reason.to_owned(),
    }
}

fn proposed(
    catalogue: &Catalogue,
    assessment: &Assessment,
    control: &Control,
    personal: bool,
) -> Vec<Reason> {
    let measures = catalogue.measures_of(&control.number);
    let answers = |threat: &super::catalogue::ThreatId| {
        catalogue
            .threat(threat)
            .is_some_and(|threat| threat.measures.iter().any(|measure| measures.contains(measure)))
    };
    let threatening: Vec<_> = catalogue
        .threats
        .iter()
        .filter(|threat| answers(&threat.id))
        .map(|threat| &threat.id)
        .collect();
    let count = assessment
        .lines
        .iter()
        .filter(|line| line.level > Level::Low && threatening.contains(&&line.threat))
        .count();
    let mut reasons = Vec::new();
    if count > 0 {
        reasons.push(Reason::Risks { count });
    }
    if personal && LAW.contains(&control.number.as_str()) {
        reasons.push(Reason::Law);
    }
    if control.core {
        reasons.push(Reason::Baseline);
    }
    if reasons.is_empty() && !in_place_or_planned(assessment, measures).is_empty() {
        reasons.push(Reason::InPlace);
    }
    reasons
}

fn in_place_or_planned(assessment: &Assessment, measures: &[MeasureId]) -> Vec<MeasureId> {
    let some = |measure: &&MeasureId| {
        matches!(
            assessment.planned.get(*measure),
            Some(Status::Done | Status::Partly)
        )
    };
    measures.iter().filter(some).cloned().collect()
}

fn implementation(assessment: &Assessment, measures: &[MeasureId]) -> Implementation {
    let now = |measure: &MeasureId| {
        assessment
            .standings
            .get(measure)
            .map_or(Status::Unknown, |standing| standing.status)
    };
    let is_done = |measure: &MeasureId| now(measure) == Status::Done;
    let is_begun = |measure: &MeasureId| matches!(now(measure), Status::Done | Status::Partly);
    if !measures.is_empty() && measures.iter().all(is_done) {
        Implementation::Implemented
    } else if measures.iter().any(is_begun) {
        Implementation::Partial
    } else if in_place_or_planned(assessment, measures).is_empty() {
        Implementation::Open
    } else {
        Implementation::Planned
    }
}
