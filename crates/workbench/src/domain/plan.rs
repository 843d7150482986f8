//! The risk treatment plan (W6): what is done about a risk, by whom, until when, for how much.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::catalogue::{MeasureId, ThreatId};
use super::ledger::AssetId;
use super::measures::{Standings, Status};

/// How far a planned measure is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// Not begun.
    #[default]
    Planned,
    /// At work.
    Doing,
    /// Done.
    Done,
    /// Given up.
    Dropped,
}

impl Progress {
    /// All, in order.
    pub const ALL: [Self; 4] = [Self::Planned, Self::Doing, Self::Done, Self::Dropped];

    /// Its name in files and messages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Doing => "doing",
            Self::Done => "done",
            Self::Dropped => "dropped",
        }
    }

    /// The progress of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|progress| progress.as_str() == name)
    }
}

/// A measure that the company plans to take: reduces every risk that it answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Who.
    #[serde(default)]
    pub owner: String,
    /// Until when.
    pub due: Option<Date>,
    /// Cost in yen, once or in the first year.
    pub cost: Option<i64>,
    /// How far.
    #[serde(default)]
    pub progress: Progress,
    /// Anything else.
    #[serde(default)]
    pub note: String,
}

/// What is done about one risk instead of reducing it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// 回避: stop doing what brings the risk.
    Avoid,
    /// 移転: insurance, contract.
    Transfer,
    /// 受容: live with it, knowingly.
    Accept,
}

impl Choice {
    /// All.
    pub const ALL: [Self; 3] = [Self::Avoid, Self::Transfer, Self::Accept];

    /// Its name in files and messages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Avoid => "avoid",
            Self::Transfer => "transfer",
            Self::Accept => "accept",
        }
    }

    /// The choice of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.as_str() == name)
    }
}

/// A decision about one risk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// What.
    pub choice: Choice,
    /// Why.
    pub reason: String,
}

/// Planned measures.
pub type Tasks = BTreeMap<MeasureId, Task>;
/// Decisions about single risks.
pub type Decisions = BTreeMap<(AssetId, ThreatId), Decision>;

/// How measures will stand when everything that is planned is done.
pub fn planned(standings: &Standings, tasks: &Tasks) -> BTreeMap<MeasureId, Status> {
    standings
        .iter()
        .map(|(measure, standing)| {
            let done = tasks
                .get(measure)
                .is_some_and(|task| task.progress != Progress::Dropped);
            (measure.clone(), if done { Status::Done } else { standing.status })
        })
        .collect()
}
