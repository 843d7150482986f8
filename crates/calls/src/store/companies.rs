//! The tables of companies and their places, filled with those whose participation stood already.

use contracts::ids::{ApplicationId, CompanyId};
use platform::store::{At, index};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, boolean, string, string_null, uuid};
use uuid::Uuid;

use super::entities::application::{self, FORGOTTEN};
use crate::domain::application::StateName;
use crate::domain::company_identity::Identity;
use crate::domain::facts::full_address;

/// The sixth migration of this context.
pub(super) struct Companies;

impl MigrationName for Companies {
    fn name(&self) -> &'static str {
        "m2026_11_21_100006_companies"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Companies {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(company()).await?;
        let once = Index::create()
            .name("company_identity")
            .table("company")
            .unique()
            .col("company_key")
            .col("corporate_number")
            .to_owned();
        manager.create_index(once).await?;
        index(manager, "company_corporate", "company", &["corporate_number"]).await?;
        manager.create_table(participation()).await?;
        let columns = ["programme_id", "course", "fixed_at"];
        index(manager, "participation_programme", "participation", &columns).await?;
        let columns = ["company_id", "fixed_at"];
        index(manager, "participation_company", "participation", &columns).await?;
        fill(manager).await
    }
}

fn company() -> TableCreateStatement {
    Table::create()
        .table("company")
        .col(uuid("id").primary_key())
        .col(string("company_key"))
        .col(string("corporate_number"))
        .col(string("name"))
        .col(string("address"))
        .col(string("contact_person"))
        .col(string("email"))
        .col(string("telephone"))
        .col(string("language"))
        .col(big_integer("created_at"))
        .col(big_integer("changed_at"))
        .to_owned()
}

fn participation() -> TableCreateStatement {
    Table::create()
        .table("participation")
        .col(uuid("application_id").primary_key())
        .col(uuid("company_id"))
        .col(string("programme_id"))
        .col(string_null("course"))
        .col(boolean("active"))
        .col(big_integer("fixed_at"))
        .to_owned()
}

/// A participant as the table of applications has it.
#[derive(sea_orm::FromQueryResult)]
struct Found {
    id: ApplicationId,
    programme_id: String,
    course: String,
    changed_at: At,
    company_key: String,
    corporate_number: Option<String>,
    company_name: String,
    prefecture: String,
    address: String,
    participant_name: String,
    email: String,
    telephone: String,
    language: String,
}

/// A migration has no randomness: a company gets the id of its first application, which nothing else has.
async fn fill(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    use application::Column;
    let found: Vec<Found> = application::Entity::find()
        .select_only()
        .columns([
            Column::Id,
            Column::ProgrammeId,
            Column::Course,
            Column::ChangedAt,
            Column::CompanyKey,
            Column::CorporateNumber,
            Column::CompanyName,
            Column::Prefecture,
            Column::Address,
            Column::ParticipantName,
            Column::Email,
            Column::Telephone,
            Column::Language,
        ])
        .filter(Column::State.eq(StateName::Participating.as_str()))
        .filter(Column::CompanyName.ne(FORGOTTEN))
        .order_by_asc(Column::ChangedAt)
        .order_by_asc(Column::Id)
        .into_model()
        .all(connection)
        .await?;
    let mut known: Vec<(CompanyId, Identity<'_>)> = Vec::new();
    for one in &found {
        let identity = Identity {
            key: &one.company_key,
            corporate_number: one.corporate_number.as_deref(),
        };
        let identities: Vec<Identity<'_>> = known.iter().map(|(_, identity)| *identity).collect();
        let company = match identity.among(&identities) {
            Some(place) => known[place].0,
            None => {
                let company = CompanyId(Uuid::from(one.id));
                manager.execute(company_row(company, one)).await?;
                known.push((company, identity));
                company
            }
        };
        manager.execute(participation_row(company, one)).await?;
    }
    Ok(())
}

fn company_row(company: CompanyId, one: &Found) -> InsertStatement {
    Query::insert()
        .into_table("company")
        .columns([
            "id",
            "company_key",
            "corporate_number",
            "name",
            "address",
            "contact_person",
            "email",
            "telephone",
            "language",
            "created_at",
            "changed_at",
        ])
        .values_panic([
            company.0.into(),
            one.company_key.clone().into(),
            one.corporate_number.clone().unwrap_or_default().into(),
            one.company_name.clone().into(),
            full_address(&one.prefecture, &one.address).into(),
            one.participant_name.clone().into(),
            one.email.clone().into(),
            one.telephone.clone().into(),
            one.language.clone().into(),
            one.changed_at.0.into(),
            one.changed_at.0.into(),
        ])
        .to_owned()
}

fn participation_row(company: CompanyId, one: &Found) -> InsertStatement {
    let course = Some(one.course.clone()).filter(|course| !course.is_empty());
    Query::insert()
        .into_table("participation")
        .columns([
            "application_id",
            "company_id",
            "programme_id",
            "course",
            "active",
            "fixed_at",
        ])
        .values_panic([
            one.id.0.into(),
            company.0.into(),
            one.programme_id.clone().into(),
            course.into(),
            true.into(),
            one.changed_at.0.into(),
        ])
        .to_owned()
}
