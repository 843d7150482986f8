//! The support centre's role: the table of roles is made anew, because a CHECK cannot be widened on SQLite.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{string, uuid};

use super::identity_migration::of_staff;

/// The roles as of this migration.
const ROLES: [&str; 5] = ["secretariat", "approver", "organiser", "administrator", "support"];

pub(super) struct SupportRole;

impl MigrationName for SupportRole {
    fn name(&self) -> &'static str {
        "m2026_11_22_000006_support_role"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for SupportRole {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let wider = Table::create()
            .table("staff_role_wider")
            .col(uuid("staff_id"))
            .col(string("role").check(Expr::col("role").is_in(ROLES)))
            .primary_key(Index::create().col("staff_id").col("role"))
            .foreign_key(&mut of_staff("staff_role_staff_wider", "staff_role_wider"))
            .to_owned();
        manager.create_table(wider).await?;
        let all = Query::select()
            .columns(["staff_id", "role"])
            .from("staff_role")
            .to_owned();
        let mut copy = Query::insert();
        copy.into_table("staff_role_wider").columns(["staff_id", "role"]);
        copy.select_from(all)
            .map_err(|error| DbErr::Migration(error.to_string()))?;
        manager.execute(copy).await?;
        manager
            .drop_table(Table::drop().table("staff_role").to_owned())
            .await?;
        let rename = Table::rename().table("staff_role_wider", "staff_role").to_owned();
        manager.rename_table(rename).await
    }
}
