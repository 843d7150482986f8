//! The table `detection`.

use contracts::ids::{CompanyId, DetectionId, DeviceId};
use contracts::support::Severity;
use platform::store::{At, index};
use sea_orm::entity::prelude::*;
use sea_orm_migration::prelude::{
    DbErr, Expr, ExprTrait as _, MigrationName, MigrationTrait, SchemaManager, Table,
};
use sea_orm_migration::schema::{big_integer, string, string_null, text, uuid};

use crate::detect::severity_name;

/// A detection.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "detection")]
pub struct Model {
    /// Follows from rule, company, group and time: see `detect`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DetectionId,
    /// Whose log.
    pub company_id: CompanyId,
    /// Which appliance said the first of it.
    pub device_id: DeviceId,
    /// The rule's id.
    pub rule: String,
    /// The rule's title when it was met.
    pub title_ja: String,
    /// In English.
    pub title_en: String,
    /// How bad, as [`severity_name`] has it.
    pub severity: String,
    /// How bad, as a number to sort by: 1 informational to 5 critical.
    pub rank: i64,
    /// The host within the company.
    pub host: Option<String>,
    /// JSON: what the rule groups by.
    pub grouped: String,
    /// JSON: the first lines.
    pub sample: String,
    /// First event.
    pub first_at: At,
    /// Last event.
    pub last_at: At,
    /// How many events.
    pub events: i64,
    /// How many events the support centre was last told of.
    pub told: i64,
    /// When it was first written.
    pub recorded_at: At,
}

impl ActiveModelBehavior for ActiveModel {}

/// All degrees with their numbers, the least first.
pub(super) const SEVERITIES: [(Severity, i64); 5] = [
    (Severity::Informational, 1),
    (Severity::Low, 2),
    (Severity::Medium, 3),
    (Severity::High, 4),
    (Severity::Critical, 5),
];

/// The number of a degree.
pub(super) fn rank(severity: Severity) -> i64 {
    let found = SEVERITIES.iter().find(|(known, _)| *known == severity);
    found.map_or(1, |(_, rank)| *rank)
}

/// The migration.
pub(super) struct Detections;

impl MigrationName for Detections {
    fn name(&self) -> &'static str {
        "m2026_11_22_400001_detections"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Detections {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let severities = SEVERITIES.map(|(severity, _)| severity_name(severity));
        let table = Table::create()
            .table("detection")
            .col(uuid("id").primary_key())
            .col(uuid("company_id"))
            .col(uuid("device_id"))
            .col(string("rule"))
            .col(text("title_ja"))
            .col(text("title_en"))
            .col(string("severity").check(Expr::col("severity").is_in(severities)))
            .col(big_integer("rank").check(Expr::col("rank").between(1, 5)))
            .col(string_null("host"))
            .col(text("grouped"))
            .col(text("sample"))
            .col(big_integer("first_at"))
            .col(big_integer("last_at"))
            .col(big_integer("events"))
            .col(big_integer("told"))
            .col(big_integer("recorded_at"))
            .check(Expr::col("first_at").lte(Expr::col("last_at")))
            .to_owned();
        manager.create_table(table).await?;
        index(
            manager,
            "detection_company",
            "detection",
            &["company_id", "last_at"],
        )
        .await?;
        index(manager, "detection_host", "detection", &["company_id", "host"]).await
    }
}
