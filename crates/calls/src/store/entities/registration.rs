//! A registration for a briefing (C17).

use contracts::ids::RegistrationId;
use platform::store::At;
use sea_orm::entity::prelude::*;

/// A registration for a briefing (C17).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "registration")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RegistrationId,
    /// The programme.
    pub programme_id: String,
    /// Which briefing.
    pub briefing_id: String,
    /// `on_site` or `online`.
    pub mode: String,
    /// As typed.
    pub company_name: String,
    /// As typed.
    pub name: String,
    /// Where mails go.
    pub email: String,
    /// `ja` or `en`.
    pub language: String,
    /// When.
    pub registered_at: At,
    /// When it was cancelled.
    pub cancelled_at: Option<At>,
}

impl ActiveModelBehavior for ActiveModel {}
