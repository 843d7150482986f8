//! The freeze: every complete application becomes a label; nothing enters afterwards.

use std::collections::BTreeMap;
use std::sync::Arc;

use fair_draw::{Charter, Digest, Entries, Entry, Receipt};
use platform::actor::Actor;
use platform::mail;
use platform::store::{At, Operation, StoreError, Tx};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;

use super::charter::SINGLE_FRAME;
use super::note;
use crate::domain::application::StateName;
use crate::domain::definition::Programme;
use crate::domain::eligibility::Outcome;
use crate::error::{Error, Result};
use crate::ops::submit::code;
use crate::ops::{letters, lottery};
use crate::store::entities::{application, draw};

/// Freezes the list; a second time it gives what was frozen.
///
/// Refused before the charter's freeze time ([`Error::TooEarly`]), from its draw time on ([`Error::TooLate`]: whoever
/// knows the beacon's round could choose the list), and while two complete applications of one corporate number
/// stand ([`Error::Duplicates`]: the secretariat decides which one counts, by ending the other), or one that does not
/// qualify ([`Error::Unsettled`]: an exception is made of it, or it is refused).
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
        in_time(tx, &charter)?;
        let receipts = self.receipts(tx, &charter).await?;
        let entries = receipts.iter().map(|(_, receipt)| Entry {
            label: receipt.label,
            frame: receipt.frame.clone(),
        });
        let entries = Entries::freeze(entries, &charter.terms().frames)
            .map_err(|error| StoreError::Corrupt(format!("entries: {error}")))?;
        self.save(tx, &entries).await?;
        // Once for all letters: hashing reads the whole list.
        let hash = entries.hash();
        for (application, receipt) in &receipts {
            let line = entries.line_of(&receipt.label).unwrap_or_default();
            self.tell(tx, &charter, (line, &hash), application, receipt)
                .await?;
        }
        let after = json!({ "entries": entries.len(), "list_hash": hash.to_string() });
        note(tx, &self.actor, "draw.frozen", &self.programme.file.id, after);
        Ok((entries.len(), hash))
    }
}

fn in_time(tx: &Tx, charter: &Charter) -> Result<()> {
    let (from, until) = (
        charter.terms().freeze_at.instant(),
        charter.terms().draw_at.instant(),
    );
    if tx.now() < from {
        return Err(Error::TooEarly { from });
    }
    if tx.now() >= until {
        return Err(Error::TooLate { until });
    }
    Ok(())
}

impl FreezeDraw {
    /// The rows are locked: who withdraws meanwhile is either gone before, or is on the list and then skipped in
    /// public; who becomes complete meanwhile is on the list or is not.
    async fn receipts(&self, tx: &Tx, charter: &Charter) -> Result<Vec<(application::Model, Receipt)>> {
        let rows = application::Entity::find()
            .filter(application::Column::ProgrammeId.eq(&self.programme.file.id))
            .filter(application::Column::State.eq(StateName::Complete.as_str()))
            .order_by_asc(application::Column::Number)
            .lock_exclusive()
            .all(tx.connection())
            .await?;
        let duplicates = same_company(
            rows.iter()
                .map(|row| (row.corporate_number.as_deref(), row.number)),
        );
        if !duplicates.is_empty() {
            return Err(Error::Duplicates(duplicates));
        }
        let unsettled = rows.iter().filter(|row| row.outcome != Outcome::Eligible.code());
        let unsettled: Vec<i64> = unsettled.map(|row| row.number).collect();
        if !unsettled.is_empty() {
            return Err(Error::Unsettled(unsettled));
        }
        rows.into_iter()
            .map(|row| {
                let receipt = receipt_of(charter, &row)?;
                Ok((row, receipt))
            })
            .collect()
    }

    async fn save(&self, tx: &Tx, entries: &Entries) -> Result<()> {
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
        Ok(())
    }

    /// "Yours is line k": everyone who applied becomes a witness of the list.
    async fn tell(
        &self,
        tx: &Tx,
        charter: &Charter,
        (line, hash): (usize, &Digest),
        row: &application::Model,
        receipt: &Receipt,
    ) -> Result<()> {
        application::Entity::update_many()
            .col_expr(application::Column::Label, Expr::value(receipt.label.to_string()))
            .filter(application::Column::Id.eq(row.id))
            .exec(tx.connection())
            .await?;
        let draw_at = charter.terms().draw_at.instant();
        mail::send(
            tx,
            letters::frozen(
                &self.programme,
                row,
                line,
                &hash.to_string(),
                &receipt.label.to_string(),
                draw_at,
            ),
        )
        .await?;
        Ok(())
    }
}

/// Receipt numbers that share a corporate number (draw-v1, 1: one entry per corporate number), a group for each such
/// company, by first number. Who has no corporate number is told apart by people alone.
pub fn same_company<'a>(applications: impl IntoIterator<Item = (Option<&'a str>, i64)>) -> Vec<Vec<i64>> {
    let mut groups: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for (corporate_number, number) in applications {
        if let Some(company) = corporate_number {
            groups.entry(company).or_default().push(number);
        }
    }
    let mut groups: Vec<Vec<i64>> = groups.into_values().filter(|group| group.len() > 1).collect();
    for group in &mut groups {
        group.sort_unstable();
    }
    groups.sort_unstable();
    groups
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
