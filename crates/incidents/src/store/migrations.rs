//! The tables of this context.

use platform::store::index;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, string, string_null, text, text_null, uuid, uuid_null,
};

use crate::domain::case::{Origin, StateName, Topic, Verdict};
use crate::domain::detection::{SEVERITIES, severity_name};
use crate::domain::entry::Kind;
use crate::domain::visit::VisitState;

/// This context's migrations, in order.
pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![Box::new(Incidents), Box::new(Alerts), Box::new(Owed)]
}

struct Incidents;

impl MigrationName for Incidents {
    fn name(&self) -> &'static str {
        "m2026_11_22_300001_incidents"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Incidents {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            case(),
            entry(),
            detection(),
            visit(),
            hand_over(),
            hand_over_read(),
        ] {
            manager.create_table(table).await?;
        }
        for (name, table, columns) in [
            ("support_case_queue", "support_case", &["state", "due_at"] as &[_]),
            (
                "support_case_company",
                "support_case",
                &["company_id", "opened_at"],
            ),
            ("support_case_opened", "support_case", &["opened_at"]),
            ("support_entry_case", "support_entry", &["case_id", "at"]),
            (
                "support_entry_company",
                "support_entry",
                &["company_id", "kind", "at"],
            ),
            ("support_detection_case", "support_detection", &["case_id"]),
            ("support_visit_case", "support_visit", &["case_id"]),
            ("support_visit_start", "support_visit", &["state", "starts_at"]),
            ("support_hand_over_at", "support_hand_over", &["at"]),
        ] {
            index(manager, name, table, columns).await?;
        }
        Ok(())
    }
}

/// Alerts of the centre, mails that tell of several news, and visits that become due.
struct Alerts;

impl MigrationName for Alerts {
    fn name(&self) -> &'static str {
        "m2026_11_22_300002_alerts"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Alerts {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("support_alert")
            .col(uuid("case_id"))
            .col(string("clock"))
            .col(big_integer("at"))
            .primary_key(Index::create().col("case_id").col("clock"))
            .to_owned();
        manager.create_table(table).await?;
        let column = Table::alter()
            .table("support_case")
            .add_column(big_integer_null("news_at"))
            .to_owned();
        manager.alter_table(column).await?;
        let connection = manager.get_connection();
        // Nobody is alerted of what was there before.
        for clock in ["opened", "answer", "decision"] {
            connection
                .execute_unprepared(&format!(
                    "INSERT INTO support_alert (case_id, clock, at) SELECT id, '{clock}', opened_at FROM support_case"
                ))
                .await?;
        }
        connection
            .execute_unprepared(
                "UPDATE support_case SET due_at = (SELECT MIN(ends_at) FROM support_visit WHERE \
                 support_visit.case_id = support_case.id AND support_visit.state = 'planned') \
                 WHERE due_at IS NULL AND state IN ('opened', 'in-hand', 'decided')",
            )
            .await?;
        Ok(())
    }
}

/// Cases that were opened again, or into which others were merged, owe a decision with a clock of its own.
struct Owed;

impl MigrationName for Owed {
    fn name(&self) -> &'static str {
        "m2026_11_22_300004_owed_since"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Owed {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Table::alter()
            .table("support_case")
            .add_column(big_integer_null("owed_since"))
            .to_owned();
        manager.alter_table(column).await?;
        let again = "UPDATE support_case SET owed_since = changed_at \
                     WHERE decided_at IS NOT NULL AND state IN ('opened', 'in-hand')";
        manager.get_connection().execute_unprepared(again).await?;
        Ok(())
    }
}

fn names<T: Copy>(all: &[T], name: impl Fn(T) -> &'static str) -> Vec<&'static str> {
    all.iter().map(|one| name(*one)).collect()
}

fn case() -> TableCreateStatement {
    let mut verdicts = Expr::col("verdict").is_null();
    verdicts = verdicts.or(Expr::col("verdict").is_in(names(Verdict::ALL, Verdict::as_str)));
    Table::create()
        .table("support_case")
        .col(uuid("id").primary_key())
        .col(big_integer("number").unique_key())
        .col(uuid("company_id"))
        .col(string("origin"))
        .col(string("topic"))
        .col(string_null("host"))
        .col(string("severity"))
        .col(big_integer("urgency"))
        .col(string("state"))
        .col(text("state_detail"))
        .col(string_null("verdict"))
        .col(uuid_null("assignee_id"))
        .col(string_null("assignee_name"))
        .col(boolean("may_call"))
        .col(big_integer("opened_at"))
        .col(big_integer_null("answered_at"))
        .col(big_integer_null("decided_at"))
        .col(big_integer_null("closed_at"))
        .col(big_integer_null("due_at"))
        .col(big_integer("changed_at"))
        .col(big_integer_null("waiting_since"))
        .col(uuid_null("merged_into"))
        .col(big_integer("version"))
        .check(Expr::col("origin").is_in(names(Origin::ALL, Origin::as_str)))
        .check(Expr::col("topic").is_in(names(Topic::ALL, Topic::as_str)))
        .check(Expr::col("state").is_in(names(StateName::ALL, StateName::as_str)))
        .check(Expr::col("severity").is_in(names(&SEVERITIES, severity_name)))
        .check(verdicts)
        .to_owned()
}

fn entry() -> TableCreateStatement {
    Table::create()
        .table("support_entry")
        .col(uuid("id").primary_key())
        .col(uuid("case_id"))
        .col(uuid("company_id"))
        .col(big_integer("at"))
        .col(string("kind"))
        .col(uuid_null("staff_id"))
        .col(string_null("staff_name"))
        .col(text_null("text"))
        .col(text_null("host"))
        .col(text("detail"))
        .check(Expr::col("kind").is_in(names(Kind::ALL, Kind::as_str)))
        .to_owned()
}

fn detection() -> TableCreateStatement {
    Table::create()
        .table("support_detection")
        .col(uuid("id").primary_key())
        .col(uuid("case_id"))
        .col(uuid("company_id"))
        .col(string("rule"))
        .col(text("title_ja"))
        .col(text("title_en"))
        .col(string_null("host"))
        .col(string("severity"))
        .col(big_integer("first_at"))
        .col(big_integer("last_at"))
        .col(big_integer("events"))
        .col(big_integer("joined_at"))
        .to_owned()
}

fn visit() -> TableCreateStatement {
    Table::create()
        .table("support_visit")
        .col(uuid("id").primary_key())
        .col(uuid("case_id"))
        .col(uuid("company_id"))
        .col(string("state"))
        .col(big_integer("requested_at"))
        .col(big_integer("starts_at"))
        .col(big_integer("ends_at"))
        .col(uuid_null("staff_id"))
        .col(string_null("staff_name"))
        .col(text_null("until_then"))
        .col(text_null("result"))
        .col(big_integer_null("ended_at"))
        .check(Expr::col("state").is_in(names(VisitState::ALL, VisitState::as_str)))
        .to_owned()
}

fn hand_over() -> TableCreateStatement {
    Table::create()
        .table("support_hand_over")
        .col(uuid("id").primary_key())
        .col(big_integer("at"))
        .col(uuid("staff_id"))
        .col(string("staff_name"))
        .col(text("text"))
        .col(text("cases"))
        .to_owned()
}

fn hand_over_read() -> TableCreateStatement {
    Table::create()
        .table("support_hand_over_read")
        .col(uuid("hand_over_id"))
        .col(uuid("staff_id"))
        .col(string("staff_name"))
        .col(big_integer("at"))
        .primary_key(Index::create().col("hand_over_id").col("staff_id"))
        .to_owned()
}
