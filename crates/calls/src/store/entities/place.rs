//! Places of one course in a first-come call (D2). `taken` never passes `capacity`: the database checks it.

use sea_orm::entity::prelude::*;

/// Places of one course in a first-come call (D2). `taken` never passes `capacity`: the database checks it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "place")]
pub struct Model {
    /// The programme.
    #[sea_orm(primary_key, auto_increment = false)]
    pub programme_id: String,
    /// The course.
    #[sea_orm(primary_key, auto_increment = false)]
    pub course_id: String,
    /// Places.
    pub capacity: i64,
    /// Places held.
    pub taken: i64,
}

impl ActiveModelBehavior for ActiveModel {}
