//! A detection that joined a case.

use contracts::ids::{CaseId, CompanyId, DetectionId};
use platform::store::At;
use sea_orm::entity::prelude::*;

/// A detection that joined a case.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "support_detection")]
pub struct Model {
    /// The detection: it joins once, however often it is told.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DetectionId,
    /// The case it joined.
    pub case_id: CaseId,
    /// Whose log.
    pub company_id: CompanyId,
    /// The rule.
    pub rule: String,
    /// Its title in Japanese.
    pub title_ja: String,
    /// Its title in English.
    pub title_en: String,
    /// The host.
    pub host: Option<String>,
    /// How bad.
    pub severity: String,
    /// First event.
    pub first_at: At,
    /// Last event.
    pub last_at: At,
    /// How many events.
    pub events: i64,
    /// When it joined.
    pub joined_at: At,
}

impl ActiveModelBehavior for ActiveModel {}
