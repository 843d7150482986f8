//! `delivery.toml`: briefings, sessions, visits, surveys, case studies (C17, E1–E14).

use jiff::civil::{Date, DateTime};
use platform::text::Text;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::programme::{Hours, Venue};

/// `programmes/<id>/delivery.toml`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeliveryFile {
    /// Briefings in general.
    #[serde(default)]
    pub briefing_notes: Vec<Text>,
    /// Briefing sessions.
    #[serde(default, rename = "briefing")]
    pub briefings: Vec<Briefing>,
    /// Seminar and workshop days.
    #[serde(default)]
    pub seminars: Option<Seminars>,
    /// Themes of the seminars, in order.
    #[serde(default, rename = "theme")]
    pub themes: Vec<Theme>,
    /// Contents of the workshops, in order.
    #[serde(default, rename = "workshop")]
    pub workshops: Vec<Workshop>,
    /// Expert visits.
    #[serde(default)]
    pub visits: Option<Visits>,
    /// Support that is neither seminar nor visit, in the call's words (UTM, support centre, risk assessment).
    #[serde(default, rename = "support")]
    pub supports: Vec<Support>,
    /// Surveys.
    #[serde(default, rename = "survey")]
    pub surveys: Vec<Survey>,
    /// Case studies.
    #[serde(default)]
    pub case_studies: Option<CaseStudies>,
}

impl DeliveryFile {
    /// The briefing with an id.
    pub fn briefing(&self, id: &str) -> Option<&Briefing> {
        self.briefings.iter().find(|briefing| briefing.id == id)
    }
}

/// A briefing session (C17).
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Briefing {
    /// Id, unique in the programme.
    pub id: String,
    /// Start (JST).
    pub starts: DateTime,
    /// End (JST).
    pub ends: DateTime,
    /// First instant at which no registration is taken any more: midnight at the start of the day = "until the day before".
    pub registration_closes: DateTime,
    /// Place, when one can come in person.
    #[serde(default)]
    pub venue: Option<Venue>,
    /// Seats on site.
    #[serde(default)]
    pub seats_on_site: Option<u32>,
    /// Places on line.
    #[serde(default)]
    pub seats_online: Option<u32>,
    /// "About" (程度).
    #[serde(default)]
    pub seats_are_guide: bool,
    /// What is on.
    #[serde(default)]
    pub contents: Vec<Text>,
}

/// The seminar and workshop days (E1–E4).
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Seminars {
    /// Dates in order; the first is session 1.
    pub dates: Vec<Date>,
    /// When the seminar is held.
    #[serde(default)]
    pub seminar: Option<Hours>,
    /// When the workshop is held.
    #[serde(default)]
    pub workshop: Option<Hours>,
    /// When the optional round table is held.
    #[serde(default)]
    pub round_table: Option<Hours>,
    /// How many round tables, about.
    #[serde(default)]
    pub round_tables: Option<u32>,
    /// The order of a workshop (テーマ紹介と目標設定 …).
    #[serde(default)]
    pub workshop_cycle: Vec<Text>,
    /// Notes, one sentence each (on line, absence, questionnaire).
    #[serde(default)]
    pub notes: Vec<Text>,
}

/// A theme of the seminars.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    /// Title.
    pub title: Text,
    /// Abstract, one paragraph each.
    pub outline: Vec<Text>,
}

/// A workshop's contents.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Workshop {
    /// Session numbers it covers (S: 6 and 7 together).
    pub sessions: Vec<u32>,
    /// Title.
    pub title: Text,
    /// Contents, one line each.
    pub contents: Vec<Text>,
}

/// Expert visits (E6–E8).
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Visits {
    /// Number per company.
    pub count: u32,
    /// `count` is the most, not the rule.
    #[serde(default)]
    pub at_most: bool,
    /// How long one takes, in words.
    #[serde(default)]
    pub duration: Option<Text>,
    /// When, in words.
    #[serde(default)]
    pub period: Option<Text>,
    /// First day of the period.
    #[serde(default)]
    pub from: Option<Date>,
    /// Last day of the period.
    #[serde(default)]
    pub to: Option<Date>,
    /// First visit between, in words.
    #[serde(default)]
    pub first: Option<Text>,
    /// Where: on site or on line.
    #[serde(default)]
    pub place: Option<Text>,
    /// What each visit is for.
    #[serde(default, rename = "aim")]
    pub aims: Vec<VisitAim>,
    /// Notes.
    #[serde(default)]
    pub notes: Vec<Text>,
}

/// What one visit is for.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitAim {
    /// Which visit, from 1.
    pub number: u32,
    /// Aim.
    pub text: Text,
    /// When, in words.
    #[serde(default)]
    pub when: Option<Text>,
}

/// Other support in the call's words.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Support {
    /// Id, unique in the programme.
    pub id: String,
    /// Course it belongs to, if not all.
    #[serde(default)]
    pub course: Option<String>,
    /// Title.
    pub title: Text,
    /// Paragraphs.
    pub paragraphs: Vec<Text>,
}

/// When a survey is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SurveyMoment {
    /// After a briefing.
    AfterBriefing,
    /// On the day of each session.
    AfterSession,
    /// Before the support.
    Before,
    /// During the support.
    During,
    /// After the support.
    After,
    /// In the following fiscal year.
    FollowingYear,
}

/// A survey.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Survey {
    /// Id, unique in the programme.
    pub id: String,
    /// When.
    pub moment: SurveyMoment,
    /// Title.
    pub title: Text,
    /// Form, if it is written already (`forms.toml`).
    #[serde(default)]
    pub form: Option<String>,
}

/// Case studies (E12).
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseStudies {
    /// Number of companies.
    pub companies: u32,
    /// "About" (約, 程度).
    #[serde(default)]
    pub about: bool,
    /// What is done and published, in words.
    pub text: Text,
}
