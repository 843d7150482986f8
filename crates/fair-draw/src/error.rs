//! The steps of a check and what can fail in them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::beacon::BeaconError;
use crate::charter::{CharterError, SignatureError};
use crate::container::ContainerError;
use crate::entries::EntriesError;
use crate::log::LogError;
use crate::receipt::ReceiptError;

/// The steps of a check, in the order in which they run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The charter is in canonical form and keeps its rules.
    Charter,
    /// The organiser signed it.
    Signature,
    /// The list of entries is in canonical form.
    Entries,
    /// The randomness is the one the charter named.
    Beacon,
    /// The ranking follows from charter, list and randomness.
    Ranking,
    /// The seats follow from the ranking.
    Seats,
    /// The log is whole and follows the rules.
    Log,
    /// The applicant's receipt belongs to an entry.
    Receipt,
}

impl Step {
    /// The step's name in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Charter => "charter",
            Self::Signature => "signature",
            Self::Entries => "entries",
            Self::Beacon => "beacon",
            Self::Ranking => "ranking",
            Self::Seats => "seats",
            Self::Log => "log",
            Self::Receipt => "receipt",
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// A word that names no step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a step")]
pub struct NotAStep;

impl FromStr for Step {
    type Err = NotAStep;

    fn from_str(text: &str) -> Result<Self, NotAStep> {
        let steps = [
            Self::Charter,
            Self::Signature,
            Self::Entries,
            Self::Beacon,
            Self::Ranking,
            Self::Seats,
            Self::Log,
            Self::Receipt,
        ];
        steps
            .into_iter()
            .find(|step| step.as_str() == text)
            .ok_or(NotAStep)
    }
}

/// Why a step failed. Serialises as an object with `code` and what the message needs, so that a caller can say
/// it in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(untagged)]
pub enum Failure {
    /// The ZIP, or the set of its members.
    #[error(transparent)]
    Container(#[from] ContainerError),
    /// The charter.
    #[error(transparent)]
    Charter(#[from] CharterError),
    /// The organiser's signature.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// The list.
    #[error(transparent)]
    Entries(#[from] EntriesError),
    /// The randomness.
    #[error(transparent)]
    Beacon(#[from] BeaconError),
    /// Ranking or seats.
    #[error(transparent)]
    Derived(#[from] DerivedError),
    /// The log.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The receipt.
    #[error(transparent)]
    Receipt(#[from] ReceiptError),
}

/// A file that should follow from others does not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum DerivedError {
    /// The first line that is not as computed.
    #[error("{member} is not what the draw gives, from line {line} on")]
    LineDiffers {
        /// Name of the member.
        member: &'static str,
        /// Number of the line, from 1.
        line: usize,
    },
}

impl DerivedError {
    /// Compares a published file with the computed one.
    pub(crate) fn compare(member: &'static str, expected: &[u8], found: &[u8]) -> Result<(), Self> {
        if expected == found {
            return Ok(());
        }
        let same = expected
            .iter()
            .zip(found)
            .take_while(|(left, right)| left == right);
        let line = 1 + same.filter(|(byte, _)| **byte == b'\n').count();
        Err(Self::LineDiffers { member, line })
    }
}
