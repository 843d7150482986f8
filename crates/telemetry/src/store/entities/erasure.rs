//! The deletion of what an appliance gathered during one stay: ordered, and what came of it (M6).

use contracts::ids::{CompanyId, InstallationId};
use lake::Erasure;
use platform::store::At;
use sea_orm::entity::prelude::*;

/// An ordered deletion.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "erasure")]
pub struct Model {
    /// Of which stay.
    #[sea_orm(primary_key, auto_increment = false)]
    pub installation_id: InstallationId,
    /// Of which programme.
    pub programme_id: String,
    /// Whose data.
    pub company_id: CompanyId,
    /// When it was ordered: what was received until then goes.
    pub ordered_at: At,
    /// By whom, by name; `None`: its time was over.
    pub ordered_by: Option<String>,
    /// Why, by a person's order.
    pub note: Option<String>,
    /// What was received from then on stays: a later stay at the same company.
    pub kept_from: Option<At>,
    /// When everything was gone.
    pub done_at: Option<At>,
    /// Events that went.
    pub events: i64,
    /// Rows of figures that went.
    pub figures: i64,
    /// Files that held them.
    pub files: i64,
    /// Detections whose lines went.
    pub detections: i64,
    /// Reports whose content went.
    pub reports: i64,
}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// What the lake is told.
    pub(crate) fn order(&self) -> Erasure {
        Erasure {
            company: self.company_id,
            at: self.ordered_at.instant(),
            kept_from: self.kept_from.map(platform::store::At::instant),
        }
    }
}
