//! What came of a simulation: figures, timings, invariants.

mod text;

use std::collections::BTreeMap;

use calls::domain::application::StateName;
use serde::Serialize;

use super::checks::{CHECKS, Violation};
use super::evidence::{Evidence, count_actions};
use super::tally::Tally;
use super::world::{Ledger, Plan};

pub use text::describe;

/// Violations of one invariant that are shown; all are counted.
const SHOWN: usize = 5;

/// Whether an invariant holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It holds.
    Ok,
    /// It does not.
    Failed,
    /// The call has no such thing.
    NotApplicable,
}

/// One invariant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Invariant {
    /// Name.
    pub name: &'static str,
    /// Whether it holds.
    pub outcome: Outcome,
    /// How many things were looked at.
    pub examined: usize,
    /// How many of them are not as they must be.
    pub violated: usize,
    /// The first of them.
    pub violations: Vec<Violation>,
}

/// Numbers that are the same for the same seed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Figures {
    /// Answers at the door.
    pub door: BTreeMap<&'static str, u64>,
    /// Applications by state.
    pub states: BTreeMap<&'static str, u64>,
    /// Applications by frame and state; empty in calls without frames.
    pub frames: BTreeMap<String, BTreeMap<&'static str, u64>>,
    /// Applications by course and state.
    pub courses: BTreeMap<String, BTreeMap<&'static str, u64>>,
    /// Places that fell free and were given to the next one.
    pub lifts: u64,
    /// Offers that nobody answered in time.
    pub lapses: u64,
    /// Letters to applicants, by what they are about.
    pub letters: BTreeMap<String, u64>,
    /// Entries of the audit log.
    pub audit_entries: u64,
}

/// A part of the programme with the time that it took on this machine.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Timing {
    /// Which part.
    pub phase: &'static str,
    /// Operations.
    pub operations: u64,
    /// Seconds.
    pub seconds: f64,
    /// Operations a second.
    pub per_second: f64,
}

/// Everything.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// The call.
    pub programme: String,
    /// Applications sent.
    pub applicants: usize,
    /// The seed.
    pub seed: u64,
    /// `sqlite` or `postgres`.
    pub database: &'static str,
    /// Whether every invariant holds.
    pub ok: bool,
    /// Numbers.
    pub figures: Figures,
    /// Invariants.
    pub invariants: Vec<Invariant>,
    /// Timings by part.
    pub timings: Vec<Timing>,
    /// All together.
    pub total: Timing,
    /// The most memory that the process held, in bytes; `None` where the system does not say.
    pub memory_peak: Option<u64>,
}

/// Runs every check.
pub fn judge(evidence: &Evidence) -> Vec<Invariant> {
    let judge_one = |check: &super::checks::Check| {
        let found = (check.run)(evidence);
        let outcome = match (found.violations.is_empty(), found.examined) {
            (false, _) => Outcome::Failed,
            (true, 0) => Outcome::NotApplicable,
            (true, _) => Outcome::Ok,
        };
        Invariant {
            name: check.name,
            outcome,
            examined: found.examined,
            violated: found.violations.len(),
            violations: found.violations.into_iter().take(SHOWN).collect(),
        }
    };
    CHECKS.iter().map(judge_one).collect()
}

impl Figures {
    /// Counts the evidence.
    pub fn count(evidence: &Evidence, ledger: &Ledger) -> Self {
        let actions = count_actions(&evidence.deeds);
        let done = |action: &str| actions.get(action).copied().unwrap_or(0);
        let mut figures = Self {
            door: ledger.door.clone(),
            states: BTreeMap::new(),
            frames: BTreeMap::new(),
            courses: BTreeMap::new(),
            lifts: done("place.lifted"),
            lapses: done("offer.lapsed"),
            letters: BTreeMap::new(),
            audit_entries: evidence.deeds.len() as u64,
        };
        for one in &evidence.applications {
            let state = StateName::as_str(one.state);
            *figures.states.entry(state).or_default() += 1;
            *figures
                .courses
                .entry(one.course.clone())
                .or_default()
                .entry(state)
                .or_default() += 1;
            if let Some(frame) = &one.frame {
                *figures
                    .frames
                    .entry(frame.clone())
                    .or_default()
                    .entry(state)
                    .or_default() += 1;
            }
        }
        for ((_, event), number) in &evidence.letters {
            *figures.letters.entry(event.clone()).or_default() += number;
        }
        if evidence.briefing_letters > 0 {
            figures
                .letters
                .insert("briefing".to_owned(), evidence.briefing_letters);
        }
        figures
    }
}

impl Report {
    /// Puts everything together.
    pub fn new(
        programme: &str,
        plan: Plan,
        database: &'static str,
        figures: Figures,
        invariants: Vec<Invariant>,
        tally: &Tally,
    ) -> Self {
        let timing = |phase, spent: super::tally::Spent| {
            let seconds = spent.time.as_secs_f64();
            #[expect(
                clippy::cast_precision_loss,
                reason = "a number of operations, far below 2^52"
            )]
            let per_second = if seconds > 0.0 {
                spent.operations as f64 / seconds
            } else {
                0.0
            };
            Timing {
                phase,
                operations: spent.operations,
                seconds,
                per_second,
            }
        };
        Self {
            programme: programme.to_owned(),
            applicants: plan.applicants,
            seed: plan.seed,
            database,
            ok: invariants
                .iter()
                .all(|invariant| invariant.outcome != Outcome::Failed),
            figures,
            invariants,
            timings: tally
                .iter()
                .map(|(phase, spent)| timing(phase.name(), spent))
                .collect(),
            total: timing("total", tally.total()),
            memory_peak: memory_peak(),
        }
    }
}

/// `VmHWM` of this process.
fn memory_peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}
