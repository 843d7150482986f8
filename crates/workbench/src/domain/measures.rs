//! How far measures are, and how well that is known: the evidence ladder.

use std::collections::BTreeMap;

use jiff::Timestamp;
use platform::forms;
use serde::{Deserialize, Serialize};

use super::catalogue::{Catalogue, MeasureId};
use super::diagnosis::{Answer, Answers};
use super::risk::Grade;

/// How far a measure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Nobody knows: counts as not done, and goes on the agenda of the next visit.
    Unknown,
    /// Not done.
    No,
    /// Partly done.
    Partly,
    /// Done.
    Done,
}

impl Status {
    /// All, the best first.
    pub const ALL: [Self; 4] = [Self::Done, Self::Partly, Self::No, Self::Unknown];

    /// Its name in files, addresses and messages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::No => "no",
            Self::Partly => "partly",
            Self::Done => "done",
        }
    }

    /// The status of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }
}

impl From<Answer> for Status {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Yes => Self::Done,
            Answer::Partly => Self::Partly,
            Answer::No => Self::No,
            Answer::Unknown => Self::Unknown,
        }
    }
}

/// How well it is known, the lowest rung first. Nothing filled in beforehand overwrites a higher rung.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rung {
    /// Concluded from the answers to the questionnaires.
    Guessed,
    /// The company says so.
    Declared,
    /// The company shows something.
    Evidenced,
    /// An expert saw it.
    Seen,
    /// An audit checked it.
    Audited,
}

impl Rung {
    /// All, the lowest first.
    pub const ALL: [Self; 5] = [
        Self::Guessed,
        Self::Declared,
        Self::Evidenced,
        Self::Seen,
        Self::Audited,
    ];

    /// Its name in files and messages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Guessed => "guessed",
            Self::Declared => "declared",
            Self::Evidenced => "evidenced",
            Self::Seen => "seen",
            Self::Audited => "audited",
        }
    }

    /// The rung of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rung| rung.as_str() == name)
    }
}

/// What somebody said about a measure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declared {
    /// How far.
    pub status: Status,
    /// How well it is known.
    pub rung: Rung,
    /// What shows it, in the company's own words.
    #[serde(default)]
    pub evidence: String,
    /// When it was said.
    pub at: Timestamp,
}

/// Where a conclusion comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A question of the self-diagnosis.
    Question(u8),
    /// A field of the environment questionnaire.
    Field(String),
    /// Somebody said so.
    Said,
    /// Nothing is known.
    Nothing,
}

/// How far a measure is, and why we think so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// How far.
    pub status: Status,
    /// How well it is known.
    pub rung: Rung,
    /// Where it comes from.
    pub source: Source,
}

/// All measures as they stand.
pub type Standings = BTreeMap<MeasureId, Standing>;

/// Reckons how every measure stands. What was said wins; otherwise the worst of what the answers tell.
pub fn standings(
    catalogue: &Catalogue,
    answers: &Answers,
    environment: &forms::Answers,
    declared: &BTreeMap<MeasureId, Declared>,
) -> Standings {
    let mut standings: Standings = catalogue
        .measures
        .iter()
        .map(|measure| (measure.id.clone(), nothing()))
        .collect();
    for (number, measures) in &catalogue.by_question {
        let Some(answer) = answers.get(number) else {
            continue;
        };
        for measure in measures {
            guess(
                &mut standings,
                measure,
                (*answer).into(),
                Source::Question(*number),
            );
        }
    }
    for told in &catalogue.guesses {
        if told
            .is
            .iter()
            .any(|option| chosen(environment, &told.field, option))
        {
            let source = Source::Field(told.field.clone());
            guess(&mut standings, &told.measure, told.status.into(), source);
        }
    }
    for (measure, said) in declared {
        if let Some(standing) = standings.get_mut(measure) {
            *standing = Standing {
                status: said.status,
                rung: said.rung,
                source: Source::Said,
            };
        }
    }
    standings
}

fn nothing() -> Standing {
    Standing {
        status: Status::Unknown,
        rung: Rung::Guessed,
        source: Source::Nothing,
    }
}

fn guess(standings: &mut Standings, measure: &MeasureId, status: Status, source: Source) {
    let Some(standing) = standings.get_mut(measure) else {
        return;
    };
    // Two questions about one measure: the more cautious answer counts.
    if standing.source == Source::Nothing || status < standing.status {
        *standing = Standing {
            status,
            rung: Rung::Guessed,
            source,
        };
    }
}

fn chosen(answers: &forms::Answers, field: &str, option: &str) -> bool {
    answers.values(field).iter().any(|value| value == option)
}

/// Vulnerability of measures: 1 if all are done, 3 if none is done even partly, else 2. Where no measure is known there
/// is none in place.
pub fn vulnerability(statuses: impl IntoIterator<Item = Status>) -> Grade {
    let (mut all, mut any, mut some) = (true, false, false);
    for status in statuses {
        some = true;
        all &= status == Status::Done;
        any |= matches!(status, Status::Done | Status::Partly);
    }
    match (some && all, any) {
        (true, _) => Grade::One,
        (false, true) => Grade::Two,
        (false, false) => Grade::Three,
    }
}
