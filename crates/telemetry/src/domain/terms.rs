//! What a programme says about its appliances: data, filled in from the programme's `[monitoring]`.

use business_calendar::OfficeCalendar;
use jiff::civil::Time;
use platform::forms::{Condition, Form};
use platform::text::{Language, Text};

use super::data::Purpose;

/// One programme's appliances.
#[derive(Clone, Debug)]
pub struct Terms {
    /// The programme's id.
    pub programme: String,
    /// Its short name.
    pub name: Text,
    /// The course whose participants get an appliance.
    pub course: String,
    /// That course's name.
    pub course_name: Text,
    /// The course offered where none can be installed (id, name); `None`: there is none.
    pub other_course: Option<(String, Text)>,
    /// Months of the trial, at most.
    pub trial_months: u8,
    /// The site survey.
    pub survey: Form,
    /// Answers that speak against installing.
    pub obstacles: Vec<Obstacle>,
    /// When appliances are installed and removed.
    pub visits: Visits,
    /// Days before the end of the trial on which the company is asked how to go on.
    pub ask_days_before: u16,
    /// What the company pays itself: told, and agreed to, before the appointment.
    pub costs: Vec<Text>,
    /// The terms of use and of what the appliance gathers (M6).
    pub data: DataTerms,
    /// How it goes on after the trial.
    pub afterwards: Text,
    /// Who writes.
    pub office: Office,
    /// Business days.
    pub calendar: OfficeCalendar,
}

/// An answer of the survey that speaks against installing.
#[derive(Clone, Debug)]
pub struct Obstacle {
    /// When.
    pub when: Condition,
    /// Why.
    pub reason: Text,
}

/// Visits: hours of the day (Tokyo), how long one takes, how many at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visits {
    /// First moment of the day.
    pub from: Time,
    /// Last moment of the day.
    pub to: Time,
    /// Minutes that one takes.
    pub minutes: u16,
    /// Business days between the proposal and the first day proposed.
    pub notice_business_days: u32,
    /// Visits that can take place side by side.
    pub teams: u32,
}

/// What was agreed on about the data (M6).
#[derive(Clone, Debug)]
pub struct DataTerms {
    /// Which edition was agreed on: kept with the agreement.
    pub version: String,
    /// The words agreed on.
    pub text: Text,
    /// What the data may be used for.
    pub purposes: Vec<Purpose>,
    /// Days after the end of the trial for which it is kept.
    pub keep_days: u16,
}

/// The secretariat, as letters sign.
#[derive(Clone, Debug)]
pub struct Office {
    /// Name.
    pub name: Text,
    /// Telephone.
    pub telephone: String,
    /// When it is answered.
    pub hours: Text,
    /// Mail address.
    pub mail: String,
    /// Web site.
    pub url: String,
}

impl Terms {
    /// The costs in a language.
    pub fn costs_in(&self, language: Language) -> Vec<String> {
        let costs = self.costs.iter();
        costs.map(|cost| cost.in_language(language).to_owned()).collect()
    }
}
