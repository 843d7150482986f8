//! What follows when an application is complete, and how results are told.

use platform::actor::Actor;
use platform::mail;
use platform::store::Tx;

use super::{change, letters};
use crate::domain::application::Event;
use crate::domain::definition::Programme;
use crate::domain::definition::programme::StepKind;
use crate::error::Result;
use crate::store::entities::application;

/// In a first-come call the place is held since the receipt, so completion selects at once (D2). In a lottery
/// a complete application waits for the draw.
pub(crate) async fn after_completion(
    tx: &Tx,
    programme: &Programme,
    row: application::Model,
    actor: &Actor,
) -> Result<application::Model> {
    if programme.file.is_lottery() {
        return Ok(row);
    }
    offer(tx, programme, row, actor, "place.offered").await
}

/// Gives a place and tells the company: the period for answering starts now (C13), and the mail leaves with
/// the same commit.
pub(crate) async fn offer(
    tx: &Tx,
    programme: &Programme,
    row: application::Model,
    actor: &Actor,
    action: &'static str,
) -> Result<application::Model> {
    let row = place(tx, programme, row, actor, action).await?;
    mail::send(tx, letters::offer(programme, &row)).await?;
    Ok(row)
}

/// Gives a place without a mail: the released notice says it.
pub(crate) async fn place(
    tx: &Tx,
    programme: &Programme,
    row: application::Model,
    actor: &Actor,
    action: &'static str,
) -> Result<application::Model> {
    let days = programme.file.selection.answer_business_days;
    let answer_due = days.and_then(|days| programme.end_of_business_day(tx.now(), days));
    change::apply(tx, programme, row, Event::Selected { answer_due }, actor, action).await
}

/// Whether the call asks the company to confirm.
pub fn asks_for_answer(programme: &Programme) -> bool {
    programme.file.step(StepKind::Confirm).is_some()
}
