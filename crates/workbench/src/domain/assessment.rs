//! From what a company entered to its risks: every line computed, nothing typed (W3).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::book::Book;
use super::catalogue::{Catalogue, MeasureId, Threat, ThreatId};
use super::ledger::{Asset, AssetId};
use super::measures::{Standings, Status, standings, vulnerability};
use super::plan::{Choice, planned};
use super::risk::{Factors, Grade, Level, Method, Rating};

/// One risk: an asset and a threat to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The asset.
    pub asset: AssetId,
    /// The threat.
    pub threat: ThreatId,
    /// What it is reckoned from.
    pub factors: Factors,
    /// As the formula has it.
    pub rating: Rating,
    /// How bad it is: as the formula has it, unless an expert sees it otherwise.
    pub level: Level,
    /// An expert sees it otherwise.
    pub overridden: bool,
    /// When everything that is planned is done.
    pub residual: Rating,
    /// What is done about it instead of reducing it.
    pub choice: Option<Choice>,
}

impl Line {
    /// How bad it is when everything that is planned is done. An expert's word stays until the expert takes it back.
    pub fn residual_level(&self) -> Level {
        if self.overridden {
            self.level
        } else {
            self.residual.level
        }
    }

    /// Sorts the worst first.
    pub fn urgency(&self) -> (std::cmp::Reverse<Level>, std::cmp::Reverse<u32>) {
        (std::cmp::Reverse(self.level), std::cmp::Reverse(self.rating.risk))
    }
}

/// A company's risks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// How they are reckoned.
    pub method: Method,
    /// How measures stand.
    pub standings: Standings,
    /// How they will stand when everything that is planned is done.
    pub planned: BTreeMap<MeasureId, Status>,
    /// All risks, by asset and in the order of the catalogue's threats.
    pub lines: Vec<Line>,
}

/// Reckons everything anew.
pub fn assess(catalogue: &Catalogue, book: &Book) -> Assessment {
    let answers = book.company_answers(catalogue.diagnosis.points);
    let standings = standings(catalogue, &answers, &book.environment, &book.measures);
    let planned = planned(&standings, &book.tasks);
    let method = book.method();
    // V depends on the threat alone, so it is reckoned once for each, not once for each asset.
    let threats: Vec<Weighed> = catalogue
        .threats
        .iter()
        .map(|threat| weigh(threat, book, &standings, &planned))
        .collect();
    let mut lines = Vec::with_capacity(book.assets.len() * 5);
    for (id, asset) in &book.assets {
        let threatening = threats
            .iter()
            .filter(|weighed| weighed.threat.medium == asset.medium);
        lines.extend(threatening.map(|weighed| line(method, book, *id, asset, weighed)));
    }
    Assessment {
        method,
        standings,
        planned,
        lines,
    }
}

/// A threat with what the company does about it.
struct Weighed<'c> {
    threat: &'c Threat,
    frequency: Grade,
    now: Grade,
    then: Grade,
}

fn weigh<'c>(
    threat: &'c Threat,
    book: &Book,
    standings: &Standings,
    planned: &BTreeMap<MeasureId, Status>,
) -> Weighed<'c> {
    let unknown = |status: Option<Status>| status.unwrap_or(Status::Unknown);
    let now = threat
        .measures
        .iter()
        .map(|measure| unknown(standings.get(measure).map(|standing| standing.status)));
    let then = threat
        .measures
        .iter()
        .map(|measure| unknown(planned.get(measure).copied()));
    Weighed {
        threat,
        frequency: book
            .frequencies
            .get(&threat.id)
            .map_or(threat.frequency, |frequency| frequency.grade),
        now: vulnerability(now),
        then: vulnerability(then),
    }
}

fn line(method: Method, book: &Book, id: AssetId, asset: &Asset, weighed: &Weighed<'_>) -> Line {
    let factors = Factors {
        importance: asset.importance(),
        threat: weighed.frequency,
        vulnerability: weighed.now,
        // Nobody asks a firm of ten for a fourth number: how probable it is follows from how often it happens.
        probability: weighed.frequency,
    };
    let rating = method.rate(factors);
    let residual = method.rate(Factors {
        vulnerability: weighed.then,
        ..factors
    });
    let key = (id, weighed.threat.id.clone());
    let override_ = book.overrides.get(&key);
    Line {
        asset: id,
        factors,
        rating,
        level: override_.map_or(rating.level, |said| said.level),
        overridden: override_.is_some(),
        residual,
        choice: book.decisions.get(&key).map(|decision| decision.choice),
        threat: key.1,
    }
}

/// How many risks of each level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// 大
    pub high: usize,
    /// 中
    pub medium: usize,
    /// 小
    pub low: usize,
}

impl Counts {
    /// Counts levels.
    pub fn of(levels: impl IntoIterator<Item = Level>) -> Self {
        let mut counts = Self::default();
        for level in levels {
            match level {
                Level::High => counts.high += 1,
                Level::Medium => counts.medium += 1,
                Level::Low => counts.low += 1,
            }
        }
        counts
    }

    /// How many of a level.
    pub fn of_level(&self, level: Level) -> usize {
        match level {
            Level::High => self.high,
            Level::Medium => self.medium,
            Level::Low => self.low,
        }
    }
}

/// A measure that would lower risks, and how much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The measure.
    pub measure: MeasureId,
    /// Risks above low that it has a part in: high, then medium.
    pub high: usize,
    /// Medium.
    pub medium: usize,
}

impl Assessment {
    /// Risks of each level, now.
    pub fn counts(&self) -> Counts {
        Counts::of(self.lines.iter().map(|line| line.level))
    }

    /// Risks of each level when everything that is planned is done.
    pub fn residual_counts(&self) -> Counts {
        Counts::of(self.lines.iter().map(Line::residual_level))
    }

    /// An asset's level: the worst of its lines, never a sum.
    pub fn level_of(&self, asset: AssetId) -> Option<Level> {
        let lines = self.lines.iter().filter(|line| line.asset == asset);
        lines.map(|line| line.level).max()
    }

    /// Measures that are not done and have a part in a risk above low, the most useful first, the easier first among
    /// equals.
    pub fn proposals(&self, catalogue: &Catalogue) -> Vec<Proposal> {
        let mut found: BTreeMap<&MeasureId, (usize, usize)> = BTreeMap::new();
        for line in self
            .lines
            .iter()
            .filter(|line| line.level > Level::Low && line.choice.is_none())
        {
            let threat = catalogue.threat(&line.threat);
            for measure in threat.iter().flat_map(|threat| &threat.measures) {
                let done = self
                    .standings
                    .get(measure)
                    .is_some_and(|standing| standing.status == Status::Done);
                if done {
                    continue;
                }
                let (high, medium) = found.entry(measure).or_default();
                match line.level {
                    Level::High => *high += 1,
                    _ => *medium += 1,
                }
            }
        }
        let mut proposals: Vec<Proposal> = found
            .into_iter()
            .map(|(measure, (high, medium))| Proposal {
                measure: measure.clone(),
                high,
                medium,
            })
            .collect();
        let toil = |id: &MeasureId| {
            catalogue
                .measure(id)
                .map_or((9, 9), |measure| (measure.effort, measure.cost))
        };
        proposals.sort_by_cached_key(|proposal| {
            (
                std::cmp::Reverse((proposal.high, proposal.medium)),
                toil(&proposal.measure),
                proposal.measure.clone(),
            )
        });
        proposals
    }
}
