//! What stands in a case, in the order of time. Its text is sealed; its kind, its time and its author are not.

use contracts::support::Severity;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::case::Verdict;
use super::names::names;

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The company wrote.
    FromCompany,
    /// The centre wrote to the company, on its page.
    ToCompany,
    /// The company was told something by another way: telephone, mail, on site.
    Told,
    /// A note for the centre alone.
    Note,
    /// A step of remote clean-up.
    Step,
    /// Why it was decided so.
    Reason,
    /// What caused it.
    Cause,
    /// What prevents it.
    Prevention,
    /// Why it was opened again.
    Reopened,
    /// Something technical happened: taken, merged, a detection joined.
    Mark,
    /// A visit was planned, took place or was called off.
    Visit,
}

impl Kind {
    /// Where it stands among entries of one moment: what happened, then words, then what follows from them.
    pub const fn place(self) -> u8 {
        match self {
            Self::Mark | Self::Visit => 0,
            Self::Prevention => 2,
            _ => 1,
        }
    }
}

names!(Kind:
    FromCompany = "from-company", ToCompany = "to-company", Told = "told", Note = "note", Step = "step",
    Reason = "reason", Cause = "cause", Prevention = "prevention", Reopened = "reopened", Mark = "mark",
    Visit = "visit",
);

impl Kind {
    /// Whether the company sees it on its page.
    pub const fn is_shown_to_company(self) -> bool {
        !matches!(self, Self::Note | Self::Mark)
    }

    /// Whether the company heard from a person by it: the first of them stops the clock of the first answer.
    pub const fn is_answer(self) -> bool {
        matches!(self, Self::ToCompany | Self::Told | Self::Reason | Self::Visit)
    }
}

/// By which way a company was told something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// By telephone.
    Telephone,
    /// By mail.
    Mail,
    /// On site.
    OnSite,
}

names!(Way: Telephone = "telephone", Mail = "mail", OnSite = "on-site");

/// How a step of remote clean-up ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It did what it should.
    Done,
    /// In part.
    Partly,
    /// It failed.
    Failed,
}

names!(Outcome: Done = "done", Partly = "partly", Failed = "failed");

/// What belongs to an entry besides its text. Nothing here is confided by the company.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Detail {
    /// Told: by which way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub way: Option<Way>,
    /// Step: when the company agreed to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent: Option<Timestamp>,
    /// Step: how it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// Reason: what was decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// Reason: how bad it was found to be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// Reason: the same was decided before, with another severity or in other words.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub repeats: bool,
    /// With it the case was opened again: what was decided before counts no more.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub reopens: bool,
    /// Mark: what happened, a message key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mark: Option<String>,
    /// Mark, visit: the number of the other case, or the time of the visit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}
