//! What the support centre (`incidents`) tells others, and what `telemetry` tells the support centre.

use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ReadError;
use crate::ids::{CaseId, CompanyId, DetectionId};

/// How bad something is, as OCSF has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing.
    Informational,
    /// Low.
    Low,
    /// Medium.
    Medium,
    /// High.
    High,
    /// Critical.
    Critical,
}

/// The event `telemetry.detected`: a rule found something in a company's log. The rows that it stands on are
/// found again in the lake by company, time and host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detected {
    /// Version of this payload: 1.
    pub version: u8,
    /// The detection; the same for the same finding, however often the log is read again.
    pub detection: DetectionId,
    /// Whose log.
    pub company: CompanyId,
    /// The host within the company (address or name), if the rule points at one. Detections of one company and host
    /// belong into one case.
    pub host: Option<String>,
    /// The rule's id.
    pub rule: String,
    /// The rule's title in Japanese and English.
    pub title: [String; 2],
    /// How bad.
    pub severity: Severity,
    /// First event that it stands on.
    pub first: Timestamp,
    /// Last event that it stands on.
    pub last: Timestamp,
    /// How many events it stands on.
    pub events: u64,
}

/// What the support centre did for a company in some days: figures for the monthly report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupportFigures {
    /// Cases that were opened.
    pub opened: u64,
    /// Cases that were closed.
    pub closed: u64,
    /// Decided: false alarm.
    pub false_alarms: u64,
    /// Decided: event without damage.
    pub events: u64,
    /// Decided: incident.
    pub incidents: u64,
    /// Steps of remote clean-up.
    pub remote_steps: u64,
    /// Visits on site.
    pub visits: u64,
    /// Median minutes from the opening to the first answer, if there was one.
    pub first_answer_minutes: Option<u64>,
}

/// A case, as others may name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CaseName {
    /// Its id, for an address.
    pub id: CaseId,
    /// Its number, from 1.
    pub number: i64,
}

/// What an open case asks of its company.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Nothing: the centre is at work and gets in touch.
    Nothing,
    /// To read what the centre wrote last, and to do what it says.
    Read,
    /// To be there when somebody comes, and to do until then what the case says.
    Visit(Timestamp),
}

/// An open case, as its company's page of the application tells of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenCase {
    /// Which.
    pub case: CaseName,
    /// Since when.
    pub opened: Timestamp,
    /// What the company has to do.
    pub asked: Asked,
}

/// What other contexts may ask the support centre.
#[async_trait]
pub trait SupportCentre: Send + Sync {
    /// What it did for a company from `from` to `to`, both included, days of Tokyo.
    async fn figures(&self, company: CompanyId, from: Date, to: Date) -> Result<SupportFigures, ReadError>;

    /// The case that a detection of this company stands in; one that was merged leads to the other.
    async fn case_of(
        &self,
        company: CompanyId,
        detection: DetectionId,
    ) -> Result<Option<CaseName>, ReadError>;

    /// A company's open cases, the oldest first.
    async fn open_cases(&self, company: CompanyId) -> Result<Vec<OpenCase>, ReadError>;
}
