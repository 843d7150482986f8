//! Companies and their places: found again, written, read.

use contracts::ids::{ApplicationId, CompanyId};
use platform::store::{At, StoreError};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
};

use crate::domain::company_identity::Identity;
use crate::domain::facts::full_address;
use crate::store::entities::application::{self, FORGOTTEN};
use crate::store::entities::{company, participation};

/// The company an application comes from, if it is recorded already.
pub async fn known(
    connection: &impl ConnectionTrait,
    row: &application::Model,
) -> Result<Option<company::Model>, StoreError> {
    let mut same = Condition::any().add(company::Column::CompanyKey.eq(&row.company_key));
    if let Some(number) = &row.corporate_number {
        same = same.add(company::Column::CorporateNumber.eq(number));
    }
    let mut found = company::Entity::find()
        .filter(same)
        .order_by_asc(company::Column::CreatedAt)
        .order_by_asc(company::Column::Id)
        .all(connection)
        .await?;
    let identity = Identity {
        key: &row.company_key,
        corporate_number: row.corporate_number.as_deref(),
    };
    let identities: Vec<Identity<'_>> = found.iter().map(identity_of).collect();
    let place = identity.among(&identities);
    Ok(place.map(|place| found.swap_remove(place)))
}

fn identity_of(row: &company::Model) -> Identity<'_> {
    Identity {
        key: &row.company_key,
        corporate_number: Some(row.corporate_number.as_str()).filter(|number| !number.is_empty()),
    }
}

/// Records the company of an application under `id`; nothing happens where somebody else did so just before.
pub async fn insert(
    connection: &impl ConnectionTrait,
    id: CompanyId,
    row: &application::Model,
    now: At,
) -> Result<(), StoreError> {
    let new = company::Model {
        id,
        company_key: row.company_key.clone(),
        corporate_number: row.corporate_number.clone().unwrap_or_default(),
        name: row.company_name.clone(),
        address: full_address(&row.prefecture, &row.address),
        contact_person: row.participant_name.clone(),
        email: row.email.clone(),
        telephone: row.telephone.clone(),
        language: row.language.clone(),
        created_at: now,
        changed_at: now,
    };
    company::Entity::insert(new.into_active_model())
        .on_conflict(
            OnConflict::columns([company::Column::CompanyKey, company::Column::CorporateNumber])
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(connection)
        .await?;
    Ok(())
}

/// Whether another company is recorded under a key and number already.
async fn is_taken(
    connection: &impl ConnectionTrait,
    except: CompanyId,
    key: &str,
    number: &str,
) -> Result<bool, StoreError> {
    let other = company::Entity::find()
        .filter(company::Column::CompanyKey.eq(key))
        .filter(company::Column::CorporateNumber.eq(number))
        .filter(company::Column::Id.ne(except))
        .one(connection)
        .await?;
    Ok(other.is_some())
}

/// Takes over what an application says now. A number that is known already is not lost, and by what it is found again
/// stays where another company is found by the new one.
pub async fn refresh(
    connection: &impl ConnectionTrait,
    known: &company::Model,
    row: &application::Model,
    now: At,
) -> Result<(), StoreError> {
    use company::Column;
    let number = row.corporate_number.clone().unwrap_or_default();
    let number = if number.is_empty() {
        known.corporate_number.clone()
    } else {
        number
    };
    let address = full_address(&row.prefecture, &row.address);
    let (key, number) = match is_taken(connection, known.id, &row.company_key, &number).await? {
        true => (known.company_key.clone(), known.corporate_number.clone()),
        false => (row.company_key.clone(), number),
    };
    company::Entity::update_many()
        .col_expr(Column::CompanyKey, Expr::value(key))
        .col_expr(Column::CorporateNumber, Expr::value(number))
        .col_expr(Column::Name, Expr::value(row.company_name.clone()))
        .col_expr(Column::Address, Expr::value(address))
        .col_expr(Column::ContactPerson, Expr::value(row.participant_name.clone()))
        .col_expr(Column::Email, Expr::value(row.email.clone()))
        .col_expr(Column::Telephone, Expr::value(row.telephone.clone()))
        .col_expr(Column::Language, Expr::value(row.language.clone()))
        .col_expr(Column::ChangedAt, Expr::value(now))
        .filter(Column::Id.eq(known.id))
        .exec(connection)
        .await?;
    Ok(())
}

/// The company with an id.
pub async fn one(
    connection: &impl ConnectionTrait,
    id: CompanyId,
) -> Result<Option<company::Model>, StoreError> {
    Ok(company::Entity::find_by_id(id).one(connection).await?)
}

/// The place that an application led to.
pub async fn place_of(
    connection: &impl ConnectionTrait,
    application: ApplicationId,
) -> Result<Option<participation::Model>, StoreError> {
    Ok(participation::Entity::find_by_id(application)
        .one(connection)
        .await?)
}

/// Places of a company, the newest first.
pub async fn places_of(
    connection: &impl ConnectionTrait,
    company: CompanyId,
) -> Result<Vec<participation::Model>, StoreError> {
    Ok(participation::Entity::find()
        .filter(participation::Column::CompanyId.eq(company))
        .order_by_desc(participation::Column::FixedAt)
        .order_by_desc(participation::Column::ApplicationId)
        .all(connection)
        .await?)
}

/// The application that a company's newest place came from.
pub async fn newest_application(
    connection: &impl ConnectionTrait,
    company: CompanyId,
) -> Result<Option<application::Model>, StoreError> {
    let places = participation::Entity::find()
        .select_only()
        .column(participation::Column::ApplicationId)
        .filter(participation::Column::CompanyId.eq(company))
        .into_query();
    Ok(application::Entity::find()
        .filter(application::Column::Id.in_subquery(places))
        .order_by_desc(application::Column::SubmittedAt)
        .one(connection)
        .await?)
}

/// Places of a programme, in the order in which they were fixed.
pub async fn places_in(
    connection: &impl ConnectionTrait,
    programme: &str,
    course: Option<&str>,
) -> Result<Vec<participation::Model>, StoreError> {
    let mut query = participation::Entity::find().filter(participation::Column::ProgrammeId.eq(programme));
    if let Some(course) = course {
        query = query.filter(participation::Column::Course.eq(course));
    }
    Ok(query
        .order_by_asc(participation::Column::FixedAt)
        .order_by_asc(participation::Column::ApplicationId)
        .all(connection)
        .await?)
}

/// Writes a place, once; a second time it only becomes active again.
pub async fn save_place(
    connection: &impl ConnectionTrait,
    place: participation::Model,
) -> Result<(), StoreError> {
    participation::Entity::insert(place.into_active_model())
        .on_conflict(
            OnConflict::column(participation::Column::ApplicationId)
                .update_columns([participation::Column::Active])
                .to_owned(),
        )
        .exec_without_returning(connection)
        .await?;
    Ok(())
}

/// The application ended: the place is not active any more. Nothing happens where it never led to one.
pub async fn leave(connection: &impl ConnectionTrait, application: ApplicationId) -> Result<(), StoreError> {
    participation::Entity::update_many()
        .col_expr(participation::Column::Active, Expr::value(false))
        .filter(participation::Column::ApplicationId.eq(application))
        .exec(connection)
        .await?;
    Ok(())
}

/// Erases the person and the name of companies none of whose applications is kept any more (C20); what stands about
/// them elsewhere keeps the id.
pub async fn forget(
    connection: &impl ConnectionTrait,
    applications: &[ApplicationId],
) -> Result<(), StoreError> {
    let touched = participation::Entity::find()
        .filter(participation::Column::ApplicationId.is_in(applications.iter().copied()))
        .all(connection)
        .await?;
    let mut companies: Vec<CompanyId> = touched.into_iter().map(|place| place.company_id).collect();
    companies.sort_unstable();
    companies.dedup();
    for id in companies {
        if !is_kept(connection, id).await? {
            erase(connection, id).await?;
        }
    }
    Ok(())
}

async fn is_kept(connection: &impl ConnectionTrait, id: CompanyId) -> Result<bool, StoreError> {
    let places = places_of(connection, id).await?;
    let applications = places.into_iter().map(|place| place.application_id);
    let kept = application::Entity::find()
        .filter(application::Column::Id.is_in(applications))
        .filter(application::Column::CompanyName.ne(FORGOTTEN))
        .one(connection)
        .await?;
    Ok(kept.is_some())
}

async fn erase(connection: &impl ConnectionTrait, id: CompanyId) -> Result<(), StoreError> {
    use company::Column;
    let nothing = || Expr::value("");
    company::Entity::update_many()
        .col_expr(Column::CompanyKey, Expr::value(format!("forgotten/{id}")))
        .col_expr(Column::Name, Expr::value(FORGOTTEN))
        .col_expr(Column::CorporateNumber, nothing())
        .col_expr(Column::Address, nothing())
        .col_expr(Column::ContactPerson, nothing())
        .col_expr(Column::Email, nothing())
        .col_expr(Column::Telephone, nothing())
        .filter(Column::Id.eq(id))
        .exec(connection)
        .await?;
    Ok(())
}
