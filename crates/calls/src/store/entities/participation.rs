//! A company's place in a programme, fixed by an application.

use contracts::ids::{ApplicationId, CompanyId};
use platform::store::At;
use sea_orm::entity::prelude::*;

/// A company's place in a programme, fixed by an application.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "participation")]
pub struct Model {
    /// The application that led to it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub application_id: ApplicationId,
    /// The company.
    pub company_id: CompanyId,
    /// The programme.
    pub programme_id: String,
    /// The course.
    pub course: Option<String>,
    /// Not withdrawn, not excluded.
    pub active: bool,
    /// When it was fixed.
    pub fixed_at: At,
}

impl ActiveModelBehavior for ActiveModel {}
