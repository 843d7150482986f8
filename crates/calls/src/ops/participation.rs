//! What other contexts build on: when participation is fixed the company is recorded, in the same transaction.

use contracts::ids::CompanyId;
use platform::entropy::new_id;
use platform::store::{At, StoreError, Tx};

use crate::domain::application::StateName;
use crate::error::Result;
use crate::store::entities::{application, participation};
use crate::store::queries::companies;

/// Follows an application's change of state: a fixed participation makes a place, an ending ends it.
pub(super) async fn follow(tx: &Tx, row: &application::Model, after: StateName) -> Result<()> {
    if after == StateName::Participating {
        fix(tx, row).await
    } else if after.is_final() {
        Ok(companies::leave(tx.connection(), row.id).await?)
    } else {
        Ok(())
    }
}

/// Follows a correction of the answers: the record says what the application says.
pub(super) async fn refresh(tx: &Tx, row: &application::Model) -> Result<()> {
    let Some(place) = companies::place_of(tx.connection(), row.id).await? else {
        return Ok(());
    };
    if let Some(known) = companies::one(tx.connection(), place.company_id).await? {
        companies::refresh(tx.connection(), &known, row, At::from(tx.now())).await?;
    }
    Ok(())
}

async fn fix(tx: &Tx, row: &application::Model) -> Result<()> {
    let company_id = company_of(tx, row).await?;
    let place = participation::Model {
        application_id: row.id,
        company_id,
        programme_id: row.programme_id.clone(),
        course: Some(row.course.clone()).filter(|course| !course.is_empty()),
        active: true,
        fixed_at: At::from(tx.now()),
    };
    Ok(companies::save_place(tx.connection(), place).await?)
}

async fn company_of(tx: &Tx, row: &application::Model) -> Result<CompanyId> {
    let now = At::from(tx.now());
    if let Some(known) = companies::known(tx.connection(), row).await? {
        companies::refresh(tx.connection(), &known, row, now).await?;
        return Ok(known.id);
    }
    companies::insert(tx.connection(), new_id(tx.now(), tx.entropy()), row, now).await?;
    // Somebody else may have recorded the same company since it was looked for.
    let known = companies::known(tx.connection(), row).await?;
    known
        .map(|known| known.id)
        .ok_or_else(|| StoreError::Corrupt("a company that was just recorded".to_owned()).into())
}
