//! The self-diagnosis (W1): answers, total, band, and several sites as one company.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::catalogue::{Band, Points, SelfDiagnosis};

/// An answer. "Don't know" is a good one: it goes on the agenda of the next expert visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Done.
    Yes,
    /// Partly.
    Partly,
    /// Not done.
    No,
    /// Don't know.
    Unknown,
}

impl Answer {
    /// All, the best first.
    pub const ALL: [Self; 4] = [Self::Yes, Self::Partly, Self::No, Self::Unknown];

    /// Its name in files and addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Partly => "partly",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }

    /// The answer of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|answer| answer.as_str() == name)
    }

    /// What it counts.
    pub const fn points(self, points: Points) -> i32 {
        match self {
            Self::Yes => points.yes,
            Self::Partly => points.partly,
            Self::No => points.no,
            Self::Unknown => points.unknown,
        }
    }
}

/// Answers by the number of their question.
pub type Answers = BTreeMap<u8, Answer>;

/// What answers come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// Points of all answers given.
    pub total: i32,
    /// The band, 1 the best; none while answers are missing.
    pub band: Option<u8>,
    /// Questions that have no answer yet.
    pub missing: Vec<u8>,
}

/// Counts answers.
pub fn score(diagnosis: &SelfDiagnosis, answers: &Answers) -> Score {
    let given = diagnosis
        .questions
        .iter()
        .filter_map(|question| answers.get(&question.number));
    let total = given.map(|answer| answer.points(diagnosis.points)).sum();
    let missing: Vec<u8> = diagnosis
        .questions
        .iter()
        .map(|question| question.number)
        .filter(|number| !answers.contains_key(number))
        .collect();
    Score {
        total,
        band: missing
            .is_empty()
            .then(|| band(diagnosis, total).map(|band| band.number))
            .flatten(),
        missing,
    }
}

/// The band of a total.
pub fn band(diagnosis: &SelfDiagnosis, total: i32) -> Option<&Band> {
    diagnosis.bands.iter().find(|band| total >= band.from)
}

/// A part's points as a share of what can be reached there, in percent, 0 to 100: for the radar.
pub fn share(diagnosis: &SelfDiagnosis, answers: &Answers, part: &str) -> u8 {
    let questions = diagnosis
        .questions
        .iter()
        .filter(|question| question.part == part);
    let (reached, best) = questions.fold((0, 0), |(reached, best), question| {
        let points = answers
            .get(&question.number)
            .map_or(0, |answer| answer.points(diagnosis.points));
        (reached + points.max(0), best + diagnosis.points.yes)
    });
    u8::try_from(reached * 100 / best.max(1)).unwrap_or(0)
}

/// Several sites as one company: each question counts as it stands where it stands worst, because an attacker needs
/// one door only. A question that a site has not answered is missing for the company.
pub fn company<'a>(points: Points, sites: impl IntoIterator<Item = &'a Answers>) -> Answers {
    let mut sites = sites.into_iter();
    let mut all = sites.next().cloned().unwrap_or_default();
    for site in sites {
        all.retain(|number, _| site.contains_key(number));
        for (number, answer) in &mut all {
            let other = site[number];
            if other.points(points) < answer.points(points) {
                *answer = other;
            }
        }
    }
    all
}
