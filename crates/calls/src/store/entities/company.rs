//! A company that takes part, or took part, in a programme.

use contracts::ids::CompanyId;
use platform::store::At;
use sea_orm::entity::prelude::*;

/// A company that takes part, or took part, in a programme.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "company")]
pub struct Model {
    /// Id, the same over all programmes.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CompanyId,
    /// Folded name and address.
    pub company_key: String,
    /// 13 digits; empty without one. The pair with the key is unique: nobody is recorded twice at once.
    pub corporate_number: String,
    /// As typed.
    pub name: String,
    /// As typed, with the prefecture.
    pub address: String,
    /// Who takes part.
    pub contact_person: String,
    /// Where mails go.
    pub email: String,
    /// Whom to call.
    pub telephone: String,
    /// `ja` or `en`.
    pub language: String,
    /// When it was recorded.
    pub created_at: At,
    /// When what is written here was last taken from an application.
    pub changed_at: At,
}

impl ActiveModelBehavior for ActiveModel {}
