//! A submitted application.

use contracts::ids::ApplicationId;
use platform::store::At;
use sea_orm::entity::prelude::*;

/// A submitted application.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "application")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ApplicationId,
    /// The programme.
    pub programme_id: String,
    /// Receipt number within the programme, from 1.
    pub number: i64,
    /// The same key never makes a second application.
    pub idempotency_key: String,
    /// SHA-256 of what was sent under the key.
    pub request_hash: String,
    /// `ja` or `en`: the language its mails are in.
    pub language: String,
    /// Course asked for.
    pub course_wanted: String,
    /// Course decided (C8).
    pub course: String,
    /// Industry frame (C7).
    pub frame: Option<String>,
    /// Name of the state.
    pub state: String,
    /// The state with what belongs to it, JSON.
    pub state_detail: String,
    /// The next deadline somebody must keep.
    pub due_at: Option<At>,
    /// First come: it holds a place of its course.
    pub holds_place: bool,
    /// Grows with each change: two clerks cannot overwrite each other.
    pub version: i64,
    /// When the form arrived.
    pub submitted_at: At,
    /// When the state last changed.
    pub changed_at: At,
    /// `corporation` or `sole_proprietor`.
    pub kind: String,
    /// As typed.
    pub company_name: String,
    /// Reading.
    pub company_kana: Option<String>,
    /// 13 digits.
    pub corporate_number: Option<String>,
    /// Folded name and address, for finding the same company twice.
    pub company_key: String,
    /// Folded name, reading, numbers, mail: what the desk searches.
    pub search_key: String,
    /// Main office.
    pub prefecture: String,
    /// Main office, after the prefecture.
    pub address: String,
    /// JSIC.
    pub industry: String,
    /// Capital.
    pub capital_yen: Option<i64>,
    /// Employees.
    pub employees: i64,
    /// Who takes part.
    pub participant_name: String,
    /// Where mails go.
    pub email: String,
    /// Whom to call.
    pub telephone: String,
    /// All answers, JSON.
    pub answers: String,
    /// Outcome and rules at submission, JSON.
    pub eligibility: String,
    /// `eligible`, `refer`, `review`, `ineligible`.
    pub outcome: String,
    /// Why a discretionary exception was granted (C4).
    pub exception_reason: Option<String>,
    /// Answers that the secretariat corrected: field ids with the last time of each, JSON object of microseconds.
    pub corrected: Option<String>,
    /// Draw: 128 random bits in hex (draw-v1, 2).
    pub salt: String,
    /// Draw: public label.
    pub label: Option<String>,
    /// Draw: place in the ranking.
    pub rank: Option<i64>,
}

impl Model {
    /// Its time of keeping is over: nothing is left that leads to a company or a person (C20).
    pub fn is_forgotten(&self) -> bool {
        self.company_name == FORGOTTEN && self.company_key == forgotten_key(self.number)
    }
}

/// What stands where a name stood.
pub const FORGOTTEN: &str = "―";

/// Keys stay different from each other: equal ones would mean one company.
pub fn forgotten_key(number: i64) -> String {
    format!("forgotten/{number}")
}

impl ActiveModelBehavior for ActiveModel {}
