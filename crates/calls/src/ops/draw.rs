//! The draw's three public acts (D1): charter with the call, frozen list, draw. Each happens once.

use std::sync::Arc;

use fair_draw::{
    Beacon, BeaconSource, Charter, Digest, Entries, Entry, Fallback, Frame, Moment, Receipt, SigningKey,
    Terms,
};
use platform::actor::Actor;
use platform::clock::from_tokyo;
use platform::store::{At, Operation, StoreError, Tx};
use platform::{audit, mail};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;

use super::submit::code;
use super::{letters, lottery};
use crate::domain::application::StateName;
use crate::domain::definition::Programme;
use crate::error::{Error, Result};
use crate::store::entities::{application, draw};

/// The frame of calls without frames.
pub const SINGLE_FRAME: &str = "all";

/// Signs and publishes the charter.
pub struct PublishCharter {
    /// The call.
    pub programme: Arc<Programme>,
    /// The organiser's key.
    pub key: SigningKey,
    /// Where randomness comes from.
    pub beacon: BeaconSource,
    /// SHA-256 of the verifier page.
    pub verifier: Digest,
    /// Who.
    pub actor: Actor,
}

impl Operation for PublishCharter {
    const NAME: &'static str = "publish_charter";
    /// Hash of the charter.
    type Output = Digest;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<Digest> {
        let id = &self.programme.file.id;
        if let Some(row) = draw::Entity::find_by_id(id.clone()).one(tx.connection()).await? {
            return Ok(lottery::charter_of(&row)?.hash());
        }
        let charter = self.charter()?;
        let row = draw::Model {
            programme_id: id.clone(),
            draw_id: charter.terms().draw_id.clone(),
            state: "chartered".to_owned(),
            charter: String::from_utf8_lossy(charter.bytes()).into_owned(),
            charter_hash: charter.hash().to_string(),
            signature: fair_draw::signature_text(&charter.sign(&self.key)),
            organiser_key: fair_draw::organiser_text(&self.key.verifying_key()),
            entries: None,
            list_hash: None,
            frozen_at: None,
            beacon: None,
            randomness: None,
            ranking: None,
            seats: None,
            drawn_at: None,
        };
        draw::ActiveModel::from(row).insert(tx.connection()).await?;
        note(
            tx,
            &self.actor,
            "draw.chartered",
            id,
            json!({ "charter_hash": charter.hash().to_string() }),
        );
        Ok(charter.hash())
    }
}

impl PublishCharter {
    fn charter(&self) -> Result<Charter> {
        let file = &self.programme.file;
        let selection = &file.selection;
        let (Some(freeze), Some(drawn)) = (selection.freeze_at, selection.draw_at) else {
            return Err(Error::NotInCall("draw"));
        };
        let closes = file
            .courses
            .iter()
            .map(|course| course.closes)
            .max()
            .ok_or(Error::NotInCall("course"))?;
        let moment = |local| Moment::new(from_tokyo(local), jiff::tz::offset(9));
        let terms = Terms {
            algorithm: fair_draw::ALGORITHM.to_owned(),
            draw_id: selection.draw_id.clone().unwrap_or_else(|| file.id.clone()),
            closes_at: moment(closes),
            freeze_at: moment(freeze),
            draw_at: moment(drawn),
            beacon: self.beacon.clone(),
            capacity: selection.capacity,
            frames: frames(&self.programme),
            decline_business_days: selection.answer_business_days.unwrap_or(0),
            fallback: Some(Fallback::Balls),
            verifier_sha256: self.verifier,
        };
        Charter::new(terms).map_err(|error| StoreError::Corrupt(format!("charter: {error}")).into())
    }
}

/// The call's frames, or the single one.
pub fn frames(programme: &Programme) -> Vec<Frame> {
    let frames = &programme.file.frames;
    if frames.is_empty() {
        return vec![Frame {
            id: SINGLE_FRAME.to_owned(),
            minimum: 0,
            maximum: None,
        }];
    }
    frames
        .iter()
        .map(|frame| Frame {
            id: frame.id.clone(),
            minimum: frame.minimum,
            maximum: frame.maximum,
        })
        .collect()
}

/// Freezes the list: every complete application becomes a label; nothing enters afterwards.
pub struct FreezeDraw {
    /// The call.
    pub programme: Arc<Programme>,
    /// Who.
    pub actor: Actor,
}

impl Operation for FreezeDraw {
    const NAME: &'static str = "freeze_draw";
    /// Number of entries and hash of the list.
    type Output = (usize, Digest);
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<(usize, Digest)> {
        let row = lottery::load(tx, &self.programme).await?;
        let charter = lottery::charter_of(&row)?;
        if row.state != "chartered" {
            let entries = lottery::entries_of(&row, &charter)?;
            return Ok((entries.len(), entries.hash()));
        }
        if tx.now() < charter.terms().freeze_at.instant() {
            return Err(Error::OutOfOrder("the time of the freeze has not come"));
        }
        let receipts = self.receipts(tx, &charter).await?;
        let entries = receipts.iter().map(|(_, receipt)| Entry {
            label: receipt.label,
            frame: receipt.frame.clone(),
        });
        let entries = Entries::freeze(entries, &charter.terms().frames)
            .map_err(|error| StoreError::Corrupt(format!("entries: {error}")))?;
        draw::Entity::update_many()
            .col_expr(draw::Column::State, Expr::value("frozen"))
            .col_expr(
                draw::Column::Entries,
                Expr::value(String::from_utf8_lossy(&entries.bytes()).into_owned()),
            )
            .col_expr(draw::Column::ListHash, Expr::value(entries.hash().to_string()))
            .col_expr(draw::Column::FrozenAt, Expr::value(At::from(tx.now())))
            .filter(draw::Column::ProgrammeId.eq(&self.programme.file.id))
            .exec(tx.connection())
            .await?;
        for (application, receipt) in &receipts {
            self.tell(tx, &charter, &entries, application, receipt).await?;
        }
        let after = json!({ "entries": entries.len(), "list_hash": entries.hash().to_string() });
        note(tx, &self.actor, "draw.frozen", &self.programme.file.id, after);
        Ok((entries.len(), entries.hash()))
    }
}

impl FreezeDraw {
    async fn receipts(&self, tx: &Tx, charter: &Charter) -> Result<Vec<(application::Model, Receipt)>> {
        let rows = application::Entity::find()
            .filter(application::Column::ProgrammeId.eq(&self.programme.file.id))
            .filter(application::Column::State.eq(StateName::Complete.as_str()))
            .all(tx.connection())
            .await?;
        rows.into_iter()
            .map(|row| Ok((row.clone(), receipt_of(charter, &row)?)))
            .collect()
    }

    /// "Yours is line k": everyone who applied becomes a witness of the list.
    async fn tell(
        &self,
        tx: &Tx,
        charter: &Charter,
        entries: &Entries,
        row: &application::Model,
        receipt: &Receipt,
    ) -> Result<()> {
        application::Entity::update_many()
            .col_expr(application::Column::Label, Expr::value(receipt.label.to_string()))
            .filter(application::Column::Id.eq(row.id))
            .exec(tx.connection())
            .await?;
        let line = entries.line_of(&receipt.label).unwrap_or_default();
        let hash = entries.hash().to_string();
        let draw_at = charter.terms().draw_at.instant();
        mail::send(
            tx,
            letters::frozen(
                &self.programme,
                row,
                line,
                &hash,
                &receipt.label.to_string(),
                draw_at,
            ),
        )
        .await?;
        Ok(())
    }
}

/// The receipt that lets an applicant find their own line.
pub fn receipt_of(charter: &Charter, row: &application::Model) -> Result<Receipt> {
    let corrupt = |text: String| Error::from(StoreError::Corrupt(text));
    let salt = hex::decode(&row.salt).map_err(|error| corrupt(error.to_string()))?;
    let salt: [u8; 16] = salt.try_into().map_err(|_| corrupt("salt".to_owned()))?;
    let frame = row.frame.as_deref().unwrap_or(SINGLE_FRAME);
    Receipt::issue(&charter.terms().draw_id, &code(row.number), frame, salt)
        .map_err(|error| corrupt(error.to_string()))
}

/// Takes the beacon in and computes ranking and seats.
pub struct RunDraw {
    /// The call.
    pub programme: Arc<Programme>,
    /// `beacon.json`: it does not matter who brings it, its signature is checked.
    pub beacon: Vec<u8>,
    /// Who.
    pub actor: Actor,
}

impl Operation for RunDraw {
    const NAME: &'static str = "run_draw";
    /// Number of seats given.
    type Output = usize;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<usize> {
        let row = lottery::load(tx, &self.programme).await?;
        let charter = lottery::charter_of(&row)?;
        if row.state != "frozen" {
            return Err(Error::OutOfOrder(if row.state == "drawn" {
                "it is drawn already"
            } else {
                "the list is not frozen yet"
            }));
        }
        if tx.now() < charter.terms().draw_at.instant() {
            return Err(Error::OutOfOrder("the time of the draw has not come"));
        }
        let beacon = Beacon::parse(&self.beacon).map_err(|error| invalid_beacon(&error))?;
        let randomness = beacon.verify(&charter).map_err(|error| invalid_beacon(&error))?;
        let entries = lottery::entries_of(&row, &charter)?;
        let ranking = fair_draw::draw(&charter.hash(), &entries, &randomness);
        let seats = fair_draw::seats(&ranking, &charter.terms().frames, charter.terms().capacity);
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        draw::Entity::update_many()
            .col_expr(draw::Column::State, Expr::value("drawn"))
            .col_expr(draw::Column::Beacon, Expr::value(text(beacon.bytes())))
            .col_expr(draw::Column::Randomness, Expr::value(randomness.to_string()))
            .col_expr(draw::Column::Ranking, Expr::value(text(ranking.bytes())))
            .col_expr(
                draw::Column::Seats,
                Expr::value(text(fair_draw::seats_bytes(&seats))),
            )
            .col_expr(draw::Column::DrawnAt, Expr::value(At::from(tx.now())))
            .filter(draw::Column::ProgrammeId.eq(&self.programme.file.id))
            .exec(tx.connection())
            .await?;
        for (rank, ranked) in (1i64..).zip(&ranking) {
            application::Entity::update_many()
                .col_expr(application::Column::Rank, Expr::value(rank))
                .filter(application::Column::ProgrammeId.eq(&self.programme.file.id))
                .filter(application::Column::Label.eq(ranked.label.to_string()))
                .exec(tx.connection())
                .await?;
        }
        let after =
            json!({ "entries": ranking.len(), "seats": seats.len(), "randomness": randomness.to_string() });
        note(tx, &self.actor, "draw.drawn", &self.programme.file.id, after);
        Ok(seats.len())
    }
}

fn invalid_beacon(error: &fair_draw::BeaconError) -> Error {
    let invalid = crate::error::Invalid {
        field: "beacon".to_owned(),
        code: error.to_string(),
        args: Vec::new(),
    };
    Error::Invalid(vec![invalid])
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
pub async fn still_to_be_called(connection: &impl sea_orm::ConnectionTrait, programme: &str) -> Result<u64> {
    Ok(application::Entity::find()
        .filter(application::Column::ProgrammeId.eq(programme))
        .filter(application::Column::State.eq(StateName::Received.as_str()))
        .count(connection)
        .await?)
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
pub async fn bundle(connection: &impl sea_orm::ConnectionTrait, programme: &Programme) -> Result<Vec<u8>> {
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
    let beacon = Beacon::parse(beacon.as_bytes()).map_err(|error| invalid_beacon(&error))?;
    let log = lottery::log_of(connection, &programme.file.id).await?;
    let corrupt =
        |error: &dyn std::fmt::Display| Error::from(StoreError::Corrupt(format!("bundle: {error}")));
    let signature = fair_draw::parse_signature(&row.signature).map_err(|error| corrupt(&error))?;
    let organiser = fair_draw::parse_organiser(&row.organiser_key).map_err(|error| corrupt(&error))?;
    let bundle = fair_draw::Bundle::assemble(charter, signature, organiser, entries, beacon, log)
        .map_err(|error| corrupt(&error))?;
    Ok(bundle.write())
}
