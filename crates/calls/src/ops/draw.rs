//! The draw's three public acts (D1): charter with the call, frozen list, draw. Each happens once.
//!
//! What makes them worth something is their order in time, so each act holds it: the charter before the freeze, the
//! list before the beacon speaks, the draw after it.

mod charter;
mod freeze;
mod run;

use fair_draw::{Beacon, Charter, Entries, Receipt};
use platform::actor::Actor;
use platform::audit;
use platform::store::{StoreError, Tx};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::lottery;
use crate::domain::application::StateName;
use crate::domain::call_document::{Chartered, DrawNotice};
use crate::domain::definition::Programme;
use crate::error::{Error, Invalid, Result};
use crate::store::entities::{application, draw};

pub use charter::{PublishCharter, SINGLE_FRAME, VerifierPage, frames};
pub use freeze::{FreezeDraw, receipt_of, same_company};
pub use run::{RunDraw, balls_from};

/// Something in the programme stands against the charter: see [`crate::draw_words::objection`].
fn objection(field: &str, code: &str, value: impl ToString) -> Error {
    Error::Invalid(vec![Invalid {
        field: field.to_owned(),
        code: code.to_owned(),
        args: vec![("value".to_owned(), value.to_string())],
    }])
}

fn note(tx: &Tx, actor: &Actor, action: &'static str, programme: &str, after: serde_json::Value) {
    tx.audit(audit::Entry {
        actor: actor.clone(),
        action,
        subject: ("programme", programme.to_owned()),
        before: None,
        after: Some(after),
    });
}

/// How many applications still wait for their contact: they would miss the list.
pub async fn still_to_be_called(connection: &impl ConnectionTrait, programme: &str) -> Result<u64> {
    Ok(application::Entity::find()
        .filter(application::Column::ProgrammeId.eq(programme))
        .filter(application::Column::State.eq(StateName::Received.as_str()))
        .count(connection)
        .await?)
}

/// Whether the list for the draw stands: who becomes complete now is not drawn any more.
pub(crate) async fn is_frozen(connection: &impl ConnectionTrait, programme: &Programme) -> Result<bool> {
    if !programme.file.is_lottery() {
        return Ok(false);
    }
    let row = draw::Entity::find_by_id(programme.file.id.clone())
        .one(connection)
        .await?;
    Ok(row.is_some_and(|row| row.frozen_at.is_some()))
}

/// [`receipt_of`] for an applicant's own page.
pub(crate) async fn own_receipt(
    connection: &impl sea_orm::ConnectionTrait,
    programme: &Programme,
    row: &application::Model,
) -> Result<Receipt> {
    let found = draw::Entity::find_by_id(programme.file.id.clone())
        .one(connection)
        .await?;
    receipt_of(&lottery::charter_of(&found.ok_or(Error::NotFound)?)?, row)
}

/// The charter alone; `None` while there is none.
pub(crate) async fn charter(
    connection: &impl ConnectionTrait,
    programme: &Programme,
) -> Result<Option<Charter>> {
    let found = draw::Entity::find_by_id(programme.file.id.clone())
        .one(connection)
        .await?;
    found.as_ref().map(lottery::charter_of).transpose()
}

/// What stands with the call of its draw; `page` is the address of the draw's page.
pub(crate) async fn notice(
    connection: &impl ConnectionTrait,
    programme: &Programme,
    page: String,
) -> Result<DrawNotice> {
    let found = draw::Entity::find_by_id(programme.file.id.clone())
        .one(connection)
        .await?;
    let Some(row) = found else {
        return Ok(DrawNotice::NotYet);
    };
    let charter = lottery::charter_of(&row)?;
    let terms = charter.terms();
    Ok(DrawNotice::Chartered(Box::new(Chartered {
        draw_id: terms.draw_id.clone(),
        charter_hash: charter.hash().to_string(),
        verifier_hash: terms.verifier_sha256.to_string(),
        organiser: row.organiser_key,
        beacon: terms.beacon.clone(),
        freeze_at: terms.freeze_at.instant(),
        draw_at: terms.draw_at.instant(),
        page,
    })))
}

/// What everybody may see of a draw, as far as it has come.
pub(crate) struct Public {
    /// Fixed with the call.
    pub(crate) charter: Charter,
    /// The organiser's public key.
    pub(crate) organiser: String,
    /// The list, once it is frozen.
    pub(crate) entries: Option<Entries>,
    /// The ranking, once it is drawn.
    pub(crate) ranking: Option<fair_draw::Ranking>,
    /// What happened since.
    pub(crate) log: fair_draw::Log,
}

/// Reads [`Public`]; `None` while there is no charter.
pub(crate) async fn public(
    connection: &impl sea_orm::ConnectionTrait,
    programme: &Programme,
) -> Result<Option<Public>> {
    let found = draw::Entity::find_by_id(programme.file.id.clone())
        .one(connection)
        .await?;
    let Some(row) = found else { return Ok(None) };
    let charter = lottery::charter_of(&row)?;
    let frozen = row.entries.is_some();
    let drawn = row.randomness.is_some();
    Ok(Some(Public {
        entries: frozen.then(|| lottery::entries_of(&row, &charter)).transpose()?,
        ranking: drawn.then(|| lottery::ranking_of(&row, &charter)).transpose()?,
        log: lottery::log_of(connection, &programme.file.id).await?,
        organiser: row.organiser_key,
        charter,
    }))
}

/// The public bundle (draw-v1, 9): everything a stranger needs to check the draw.
pub async fn bundle(connection: &impl ConnectionTrait, programme: &Programme) -> Result<Vec<u8>> {
    let row = draw::Entity::find_by_id(programme.file.id.clone())
        .one(connection)
        .await?
        .ok_or(Error::NotFound)?;
    let charter = lottery::charter_of(&row)?;
    let entries = lottery::entries_of(&row, &charter)?;
    let beacon = row
        .beacon
        .as_deref()
        .ok_or(Error::OutOfOrder("it is not drawn yet"))?;
    let corrupt =
        |error: &dyn std::fmt::Display| Error::from(StoreError::Corrupt(format!("bundle: {error}")));
    let beacon = Beacon::parse(beacon.as_bytes()).map_err(|error| corrupt(&error))?;
    let log = lottery::log_of(connection, &programme.file.id).await?;
    let signature = fair_draw::parse_signature(&row.signature).map_err(|error| corrupt(&error))?;
    let organiser = fair_draw::parse_organiser(&row.organiser_key).map_err(|error| corrupt(&error))?;
    let bundle = fair_draw::Bundle::assemble(charter, signature, organiser, entries, beacon, log)
        .map_err(|error| corrupt(&error))?;
    Ok(bundle.write())
}
