//! `[monitoring]` in `programme.toml`: the appliance that participants of a course are lent (M1, M6). A programme without
//! it lends none.

use platform::forms::Condition;
use platform::text::Text;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::programme::Hours;

/// The appliance, from the survey to the removal.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Monitoring {
    /// Id of the course whose participants get one.
    pub course: String,
    /// Appliances for each company.
    #[schemars(range(min = 1, max = 1))]
    pub per_company: u8,
    /// Months of the trial, at most; the day of the installation counts.
    #[schemars(range(min = 1, max = 12))]
    pub trial_months: u8,
    /// Days before the end of the trial on which the company is asked how it goes on.
    #[schemars(range(min = 7, max = 90))]
    pub ask_days_before: u16,
    /// Form of the site survey (`forms.toml`).
    pub survey: String,
    /// Answers of the survey that speak against installing; the secretariat decides.
    #[serde(default, rename = "obstacle")]
    pub obstacles: Vec<Obstacle>,
    /// Id of the course offered to a company at which none can be installed.
    #[serde(default)]
    pub other_course: Option<String>,
    /// When appliances are installed and removed.
    pub visits: SiteVisits,
    /// What the company pays itself; it agrees before the appointment.
    pub costs: Vec<Text>,
    /// How it goes on after the trial, in the call's words.
    pub afterwards: Text,
    /// What is done with what the appliance gathers.
    pub data: DataTerms,
}

/// An answer that speaks against installing.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Obstacle {
    /// Id of a field of the survey.
    pub field: String,
    /// Ids of its options (`yes`/`no` for yes-no questions).
    pub is: Vec<String>,
    /// Why that speaks against it.
    pub reason: Text,
}

impl Obstacle {
    /// As a condition over the survey.
    pub fn condition(&self) -> Condition {
        Condition {
            field: self.field.clone(),
            is: self.is.clone(),
        }
    }
}

/// Visits: on business days, within these hours.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SiteVisits {
    /// Hours of the day.
    pub hours: Hours,
    /// Minutes that one visit takes.
    #[schemars(range(min = 15, max = 480))]
    pub minutes: u16,
    /// Business days between the proposal and the first day proposed.
    #[schemars(range(min = 1, max = 30))]
    pub notice_business_days: u32,
    /// Visits that can take place side by side.
    #[schemars(range(min = 1, max = 200))]
    pub teams: u32,
}

/// What data may be used for (M6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DataPurpose {
    /// Watching for attacks.
    Monitoring,
    /// The company's own reports.
    Report,
    /// Answering the company and helping it.
    Support,
    /// The programme's results, without names.
    Results,
}

/// The terms of the data.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DataTerms {
    /// Edition, kept with each agreement: a changed text needs another one.
    pub version: String,
    /// What the company agrees to.
    pub text: Text,
    /// What the data is used for, and for nothing else.
    pub purposes: Vec<DataPurpose>,
    /// Days after the end of the trial for which it is kept.
    #[schemars(range(min = 1, max = 3650))]
    pub keep_days: u16,
}
