//! The grade of a month: a rule that can be read beside its result.
//!
//! | looked at | A | B | C | D |
//! |---|---|---|---|---|
//! | days without a log | none | 1–2 | 3 and more | – |
//! | malware or signatures (severity high and above) seen and not stopped | none | 1–4 | 5 and more | – |
//! | connections to command-and-control servers | none, or all stopped | – | – | not stopped |
//! | sign-ins to the appliance after many that failed, unless the support centre knows better | none | – | – | any |
//! | decided by the support centre | – | event | – | incident |
//!
//! The grade is the worst of the lines. With less than half of the hours covered there is no grade: nothing can be said.
//! What to do ([`super::actions`]) follows from the same lines: each that is worse than A has an action of its own.

use contracts::support::SupportCase;
use serde::{Deserialize, Serialize};

use super::facts::MonthFacts;

/// How a month went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Grade {
    /// Nothing stands out.
    A,
    /// Something to look at.
    B,
    /// Something to do.
    C,
    /// Something to do at once.
    D,
}

/// Something that the grade looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Criterion {
    /// Days without a log.
    Log,
    /// Seen and not stopped.
    Unstopped,
    /// Connections to command-and-control servers.
    CommandAndControl,
    /// Sign-ins to the appliance that followed on many failures.
    SignedIn,
    /// What the support centre decided.
    Decided,
}

/// A line of the grade.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What was looked at.
    pub criterion: Criterion,
    /// What was counted.
    pub count: u64,
    /// What it means.
    pub grade: Grade,
}

/// The grade with its reasons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Graded {
    /// The worst of the lines; nothing if too little of the log came.
    pub grade: Option<Grade>,
    /// The lines.
    pub lines: Vec<Line>,
}

/// Less than this many tenths of a percent of the log gives no grade.
const ENOUGH_LOG: u32 = 500;
/// OCSF's severity "high".
const HIGH: u8 = 4;

/// Grades a month.
pub fn grade(facts: &MonthFacts) -> Graded {
    let lines = vec![
        log(facts),
        unstopped(facts),
        command_and_control(facts),
        signed_in(facts),
        decided(facts),
    ];
    let enough = facts
        .coverage
        .permille()
        .is_some_and(|permille| permille >= ENOUGH_LOG);
    let worst = lines.iter().map(|line| line.grade).max();
    Graded {
        grade: worst.filter(|_| enough),
        lines,
    }
}

fn log(facts: &MonthFacts) -> Line {
    let count = facts.coverage.silent_days();
    Line {
        criterion: Criterion::Log,
        count: u64::try_from(count).unwrap_or(u64::MAX),
        grade: match count {
            0 => Grade::A,
            1..=2 => Grade::B,
            _ => Grade::C,
        },
    }
}

/// What was seen and not stopped and would do harm: malware, and signatures of high severity.
pub fn unstopped_threats(facts: &MonthFacts) -> u64 {
    let malware: u64 = facts.malware.iter().map(|one| one.counts.detected).sum();
    let signatures: u64 = facts
        .signatures
        .iter()
        .filter(|one| one.severity >= HIGH)
        .map(|one| one.counts.detected)
        .sum();
    malware + signatures
}

fn unstopped(facts: &MonthFacts) -> Line {
    let count = unstopped_threats(facts);
    Line {
        criterion: Criterion::Unstopped,
        count,
        grade: match count {
            0 => Grade::A,
            1..=4 => Grade::B,
            _ => Grade::C,
        },
    }
}

fn command_and_control(facts: &MonthFacts) -> Line {
    let count = facts.function("command-and-control").detected;
    Line {
        criterion: Criterion::CommandAndControl,
        count,
        grade: if count == 0 { Grade::A } else { Grade::D },
    }
}

/// The shipped rule that finds a sign-in to the appliance after many failures.
pub const SIGNED_IN: &str = "ea54305f-ac76-4ab3-aafe-fda1611d9642";

/// Cases of the month in which somebody signed in to the appliance after many failures.
pub fn sign_ins(facts: &MonthFacts) -> impl Iterator<Item = &SupportCase> {
    let cases = facts.support.cases.iter();
    cases.filter(|case| case.rules.iter().any(|rule| rule == SIGNED_IN))
}

fn signed_in(facts: &MonthFacts) -> Line {
    let count = sign_ins(facts).count();
    Line {
        criterion: Criterion::SignedIn,
        count: u64::try_from(count).unwrap_or(u64::MAX),
        grade: if count == 0 { Grade::A } else { Grade::D },
    }
}

fn decided(facts: &MonthFacts) -> Line {
    let support = &facts.support;
    let grade = if support.incidents > 0 {
        Grade::D
    } else if support.events > 0 {
        Grade::B
    } else {
        Grade::A
    };
    Line {
        criterion: Criterion::Decided,
        count: support.incidents.max(support.events),
        grade,
    }
}
