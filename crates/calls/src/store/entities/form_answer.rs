//! An answered form: questionnaire, survey (C14).

use contracts::ids::ApplicationId;
use platform::store::At;
use sea_orm::entity::prelude::*;

/// An answered form: questionnaire, survey (C14).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "form_answer")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub application_id: ApplicationId,
    /// Which form.
    #[sea_orm(primary_key, auto_increment = false)]
    pub form_id: String,
    /// Answers, JSON.
    pub answers: String,
    /// Sent, not only saved.
    pub complete: bool,
    /// When.
    pub updated_at: At,
}

impl ActiveModelBehavior for ActiveModel {}
