//! What rules found.

use contracts::ids::{CompanyId, DetectionId, DeviceId};
use contracts::support::{Detected, Severity};
use jiff::{SignedDuration, Timestamp};
use platform::text::Text;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// How many lines a detection shows.
pub(super) const SAMPLES: usize = 3;
/// Bytes of each.
const SAMPLE: usize = 600;

/// A line that a detection stands on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Sample {
    /// When.
    pub at: Timestamp,
    /// From which appliance.
    pub device: DeviceId,
    /// The line, at most 600 bytes of it.
    pub line: String,
}

impl Sample {
    pub(super) fn new(at: Timestamp, device: DeviceId, raw: &[u8]) -> Self {
        let line = String::from_utf8_lossy(&raw[..raw.len().min(SAMPLE)]);
        Self {
            at,
            device,
            // The lake keeps the line as it came; what is shown to people is text.
            line: line.replace('\0', "\u{FFFD}"),
        }
    }
}

/// Something that a rule found in a company's log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Detection {
    /// The same for the same finding, however often the log is read.
    pub id: DetectionId,
    /// Whose log.
    pub company: CompanyId,
    /// Which appliance said the first of it.
    pub device: DeviceId,
    /// The host within the company, if the rule points at one.
    pub host: Option<String>,
    /// The rule's id.
    pub rule: String,
    /// The rule's title.
    pub title: Text,
    /// How bad.
    pub severity: Severity,
    /// First event that it stands on.
    pub first: Timestamp,
    /// Last event that it stands on.
    pub last: Timestamp,
    /// How many events it stands on.
    pub events: u64,
    /// What the rule groups by (an address, an account), in its order.
    pub group: Vec<String>,
    /// The first lines, at most three.
    pub sample: Vec<Sample>,
}

impl Detection {
    /// What the support centre is told.
    pub fn detected(&self) -> Detected {
        Detected {
            version: 1,
            detection: self.id,
            company: self.company,
            host: self.host.clone(),
            rule: self.rule.clone(),
            title: [self.title.ja.clone(), self.title.en.clone()],
            severity: self.severity,
            first: self.first,
            last: self.last,
            events: self.events,
        }
    }
}

/// `informational`, `low`, `medium`, `high` or `critical`: in the database and in messages (`rules-severity-NAME`).
pub const fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Informational => "informational",
        Severity::Low => "low",
        Severity::Medium => "medium",
        Severity::High => "high",
        Severity::Critical => "critical",
    }
}

/// The id of what a rule found about a group from `first` on: SHA-256 of all that it depends on.
///
/// The time enters as the number of quiet periods since 1970. Findings of a group that lie less than a quiet period
/// apart are one, so two of them never share a number; and a log that is read again from a slightly different line
/// on gives the same id.
pub(super) fn id(
    rule: &str,
    company: CompanyId,
    group: &str,
    first: i64,
    quiet: SignedDuration,
) -> DetectionId {
    let quiet = i64::try_from(quiet.as_micros()).unwrap_or(i64::MAX).max(1);
    let period = first.div_euclid(quiet);
    let text = format!("mamori-detection-v1\n{rule}\n{company}\n{period}\n{group}");
    let hash = Sha256::digest(text.as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    // A UUID of version 8: made in a way of one's own.
    DetectionId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}
