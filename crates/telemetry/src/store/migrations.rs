//! The tables of this context.

use platform::store::index;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, integer, string, string_null, text, text_null, uuid, uuid_null,
};

use crate::domain::device::{Format, Whereabouts};
use crate::domain::installation::StateName;
use crate::domain::visit::Errand;

/// This context's migrations, in order.
pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    let mut all: Vec<Box<dyn MigrationTrait>> =
        vec![Box::new(Devices), Box::new(super::report_migration::Reports)];
    all.extend(crate::detections::migrations());
    all.push(Box::new(super::day_migration::DeviceDays));
    all.push(Box::new(super::erasure_migration::Erasures));
    all
}

/// Appliances, where they stand and stood, visits, certificates (M1, M6).
struct Devices;

impl MigrationName for Devices {
    fn name(&self) -> &'static str {
        "m2026_11_22_200001_devices"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Devices {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            device(),
            certificate(),
            installation(),
            placement(),
            appointment(),
        ] {
            manager.create_table(table).await?;
        }
        index(manager, "device_state", "device", &["state"]).await?;
        index(
            manager,
            "certificate_device",
            "device_certificate",
            &["device_id"],
        )
        .await?;
        let states = ["programme_id", "state", "due_on"];
        index(manager, "installation_state", "installation", &states).await?;
        index(manager, "installation_company", "installation", &["company_id"]).await?;
        index(
            manager,
            "placement_installation",
            "placement",
            &["installation_id"],
        )
        .await?;
        let starts = ["programme_id", "starts_at"];
        index(manager, "appointment_starts", "appointment", &starts).await?;
        index(
            manager,
            "appointment_installation",
            "appointment",
            &["installation_id"],
        )
        .await
    }
}

fn names<T: Copy>(all: &[T], name: fn(T) -> &'static str) -> Vec<&'static str> {
    all.iter().map(|one| name(*one)).collect()
}

/// States as a list in SQL: they are our own constants.
fn states(keep: fn(StateName) -> bool) -> String {
    let kept = StateName::ALL.iter().filter(|state| keep(**state));
    let quoted: Vec<String> = kept.map(|state| format!("'{}'", state.as_str())).collect();
    quoted.join(", ")
}

fn device() -> TableCreateStatement {
    let places = names(Whereabouts::ALL, Whereabouts::as_str);
    Table::create()
        .table("device")
        .col(uuid("id").primary_key())
        .col(string("serial").unique_key())
        .col(string("vendor"))
        .col(string("model"))
        .col(string("format").check(Expr::col("format").is_in(names(Format::ALL, Format::as_str))))
        .col(string("zone"))
        .col(string("state").check(Expr::col("state").is_in(places)))
        .col(text("note"))
        .col(big_integer("created_at"))
        .col(big_integer("changed_at"))
        .col(big_integer("version"))
        .to_owned()
}

fn certificate() -> TableCreateStatement {
    Table::create()
        .table("device_certificate")
        .col(string("fingerprint").primary_key())
        .col(uuid("device_id"))
        .col(big_integer("issued_at"))
        .col(big_integer("expires_at"))
        .col(big_integer_null("revoked_at"))
        .col(text_null("revoked_reason"))
        .check(Expr::col("expires_at").gt(Expr::col("issued_at")))
        .check(Expr::cust("(revoked_at IS NULL) = (revoked_reason IS NULL)"))
        .foreign_key(&mut to(
            "device_certificate_device",
            "device_certificate",
            "device_id",
            "device",
        ))
        .to_owned()
}

/// `live_company` is the company while the installation is not over, and unique: one at a time for each company.
fn installation() -> TableCreateStatement {
    let over = states(StateName::is_over);
    let with_device = states(StateName::has_device);
    let agreed = states(StateName::needs_agreement);
    let known = names(StateName::ALL, StateName::as_str);
    Table::create()
        .table("installation")
        .col(uuid("id").primary_key())
        .col(string("programme_id"))
        .col(uuid("company_id"))
        .col(uuid("application_id").unique_key())
        .col(uuid_null("live_company").unique_key())
        .col(string("company_name"))
        .col(string("search_key"))
        .col(string("state").check(Expr::col("state").is_in(known)))
        .col(text("state_detail"))
        .col(uuid_null("device_id"))
        .col(string_null("due_on"))
        .col(string_null("ends_on"))
        .col(text("survey"))
        .col(string_null("agreed_version"))
        .col(big_integer_null("agreed_at"))
        .col(string_null("agreed_by"))
        .col(text("checklist"))
        .col(string_null("keep_until"))
        .col(string_null("deleted_on"))
        .col(text_null("deleted_note"))
        .col(big_integer("created_at"))
        .col(big_integer("entered_at"))
        .col(big_integer("changed_at"))
        .col(big_integer("version"))
        .check(Expr::cust(format!(
            "CASE WHEN state IN ({over}) THEN live_company IS NULL ELSE live_company IS NOT NULL AND live_company = company_id END"
        )))
        .check(Expr::cust(format!(
            "(state IN ({with_device})) = (device_id IS NOT NULL)"
        )))
        .check(Expr::cust(format!(
            "state NOT IN ({agreed}) OR (agreed_version IS NOT NULL AND agreed_at IS NOT NULL AND agreed_by IS NOT NULL)"
        )))
        .check(Expr::cust("deleted_on IS NULL OR keep_until IS NOT NULL"))
        .foreign_key(&mut to("installation_device", "installation", "device_id", "device"))
        .to_owned()
}

/// `open_device` and `open_installation` are set while the device stands there, and unique: a device stands at one place,
/// a place has one device.
fn placement() -> TableCreateStatement {
    Table::create()
        .table("placement")
        .col(uuid("device_id"))
        .col(big_integer("from_at"))
        .col(uuid("installation_id"))
        .col(uuid("company_id"))
        .col(big_integer_null("to_at"))
        .col(uuid_null("open_device").unique_key())
        .col(uuid_null("open_installation").unique_key())
        .primary_key(Index::create().col("device_id").col("from_at"))
        .check(Expr::cust("to_at IS NULL OR to_at >= from_at"))
        .check(Expr::cust(
            "CASE WHEN to_at IS NULL THEN open_device IS NOT NULL AND open_device = device_id AND open_installation IS NOT NULL \
             AND open_installation = installation_id ELSE open_device IS NULL AND open_installation IS NULL END",
        ))
        .foreign_key(&mut to("placement_device", "placement", "device_id", "device"))
        .foreign_key(&mut to(
            "placement_installation_id",
            "placement",
            "installation_id",
            "installation",
        ))
        .to_owned()
}

/// `live_installation` is set while the visit is to come, and unique: one visit at a time for each installation.
fn appointment() -> TableCreateStatement {
    Table::create()
        .table("appointment")
        .col(uuid("id").primary_key())
        .col(uuid("installation_id"))
        .col(string("programme_id"))
        .col(string("errand").check(Expr::col("errand").is_in(names(Errand::ALL, Errand::as_str))))
        .col(big_integer("starts_at"))
        .col(integer("minutes").check(Expr::col("minutes").gt(0)))
        .col(string("state").check(Expr::col("state").is_in(["booked", "kept", "cancelled"])))
        .col(string_null("technician"))
        .col(uuid_null("live_installation").unique_key())
        .col(big_integer("created_at"))
        .check(Expr::cust(
            "CASE WHEN state = 'booked' THEN live_installation IS NOT NULL AND live_installation = installation_id \
             ELSE live_installation IS NULL END",
        ))
        .foreign_key(&mut to(
            "appointment_installation_id",
            "appointment",
            "installation_id",
            "installation",
        ))
        .to_owned()
}

fn to(
    name: &'static str,
    table: &'static str,
    column: &'static str,
    other: &'static str,
) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(name)
        .from(table, column)
        .to(other, "id")
        .to_owned()
}
