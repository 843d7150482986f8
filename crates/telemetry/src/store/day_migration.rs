//! The table of devices' days.

use platform::store::index;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, boolean, string, string_null, uuid};

/// What the collector counted of each device on each day (M2, M3). No foreign key: the nil device stands for nobody's
/// lines.
pub(super) struct DeviceDays;

impl MigrationName for DeviceDays {
    fn name(&self) -> &'static str {
        "m2026_11_22_500001_device_days"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for DeviceDays {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("device_day")
            .col(uuid("device_id"))
            .col(string("day"))
            .col(big_integer("began_at"))
            .col(big_integer("lines").check(Expr::col("lines").gte(0)))
            .col(big_integer_null("first_at"))
            .col(big_integer_null("last_at"))
            .col(big_integer("not_understood"))
            .col(big_integer("duplicates"))
            .col(big_integer("cut"))
            .col(big_integer("datagrams"))
            .col(big_integer_null("lost"))
            .col(big_integer_null("lost_of"))
            .col(big_integer("dropped"))
            .col(string_null("signatures"))
            .col(boolean("renewed"))
            .primary_key(Index::create().col("device_id").col("day").col("began_at"))
            .check(Expr::cust(
                "CASE WHEN lost IS NULL THEN lost_of IS NULL ELSE lost_of IS NOT NULL AND lost >= 0 AND lost <= lost_of END",
            ))
            .to_owned();
        manager.create_table(table).await?;
        index(manager, "device_day_day", "device_day", &["day"]).await
    }
}
