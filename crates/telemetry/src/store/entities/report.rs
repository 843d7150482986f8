//! Reports to companies: monthly ones with their figures, additional ones with their text (M3).

use contracts::ids::{CompanyId, ReportId};
use platform::store::{At, StoreError};
use sea_orm::entity::prelude::*;

use crate::report::facts::MonthFacts;
use crate::report::month::Month;

/// A report. What was sent once never changes: a new figure makes a new revision.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "report")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ReportId,
    /// The programme.
    pub programme_id: String,
    /// Whose.
    pub company_id: CompanyId,
    /// Of which month, `YYYY-MM`.
    pub month: String,
    /// `monthly` or `additional`.
    pub kind: String,
    /// Of a monthly report its revision, of an additional one its number within the month; from 1.
    pub number: i32,
    /// Title of an additional report.
    pub title: Option<String>,
    /// Text of an additional report; a blank line separates paragraphs.
    pub body: Option<String>,
    /// Figures of a monthly report as JSON ([`MonthFacts`]).
    pub facts: Option<String>,
    /// Why a revision was made.
    pub reason: Option<String>,
    /// When it was made.
    pub made_at: At,
    /// When the company opened it first.
    pub opened_at: Option<At>,
}

impl ActiveModelBehavior for ActiveModel {}

/// A report from the figures.
pub(crate) const MONTHLY: &str = "monthly";
/// A report written by hand.
pub(crate) const ADDITIONAL: &str = "additional";
/// What stands in the place of a report's content once it was deleted (M6).
pub(crate) const ERASED: &str = "{}";

impl Model {
    /// Its month.
    pub(crate) fn month(&self) -> Result<Month, StoreError> {
        self.month
            .parse()
            .map_err(|error| StoreError::Corrupt(format!("month of a report: {error}")))
    }

    /// Its figures; `None` for an additional report, and for one whose content was deleted.
    pub(crate) fn facts(&self) -> Result<Option<MonthFacts>, StoreError> {
        let read = |text: &String| {
            serde_json::from_str(text)
                .map_err(|error| StoreError::Corrupt(format!("figures of a report: {error}")))
        };
        let facts = self.facts.as_ref().filter(|facts| *facts != ERASED);
        facts.map(read).transpose()
    }

    /// Whether its content was deleted.
    pub(crate) fn is_erased(&self) -> bool {
        [&self.facts, &self.body]
            .into_iter()
            .any(|content| content.as_deref() == Some(ERASED))
    }

    /// Revision or number, from 1.
    pub(crate) fn number(&self) -> u32 {
        u32::try_from(self.number).unwrap_or(1)
    }
}
