//! The draw inside a transaction: who is seated, who is lifted, and the public log (draw-v1, 6–8).

use std::collections::BTreeSet;

use fair_draw::{Charter, Digest, Entries, Label, Ranking};
use platform::actor::Actor;
use platform::store::{StoreError, Tx};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{change, selection};
use crate::domain::application::StateName;
use crate::domain::definition::Programme;
use crate::error::{Error, Result};
use crate::store::entities::{application, draw, draw_event};

pub use fair_draw::Event as LogEvent;

/// The draw of a programme, for changing it.
pub(crate) async fn load(tx: &Tx, programme: &Programme) -> Result<draw::Model> {
    draw::Entity::find_by_id(programme.file.id.clone())
        .lock_exclusive()
        .one(tx.connection())
        .await?
        .ok_or(Error::OutOfOrder("there is no charter yet"))
}

/// The charter as published.
pub(crate) fn charter_of(row: &draw::Model) -> Result<Charter> {
    Charter::parse(row.charter.as_bytes()).map_err(|error| corrupt("charter", &error))
}

/// The entries as frozen.
pub(crate) fn entries_of(row: &draw::Model, charter: &Charter) -> Result<Entries> {
    let text = row.entries.as_deref().ok_or(Error::OutOfOrder("the list is not frozen yet"))?;
    Entries::parse(text.as_bytes(), &charter.terms().frames).map_err(|error| corrupt("entries", &error))
}

/// The ranking, computed again from what is public.
pub(crate) fn ranking_of(row: &draw::Model, charter: &Charter) -> Result<Ranking> {
    let randomness = row.randomness.as_deref().ok_or(Error::OutOfOrder("it is not drawn yet"))?;
    let randomness: Digest = randomness.parse().map_err(|error| corrupt("randomness", &error))?;
    Ok(fair_draw::draw(&charter.hash(), &entries_of(row, charter)?, &randomness))
}

fn corrupt(what: &str, error: &dyn std::fmt::Display) -> Error {
    StoreError::Corrupt(format!("{what}: {error}")).into()
}

/// Who holds a seat and who is out, by label.
async fn standing(tx: &Tx, programme: &Programme) -> Result<(BTreeSet<Label>, BTreeSet<Label>)> {
    let rows: Vec<(Option<String>, String)> = application::Entity::find()
        .select_only()
        .columns([application::Column::Label, application::Column::State])
        .filter(application::Column::ProgrammeId.eq(&programme.file.id))
        .filter(application::Column::Label.is_not_null())
        .into_tuple()
        .all(tx.connection())
        .await?;
    let (mut kept, mut out) = (BTreeSet::new(), BTreeSet::new());
    for (label, state) in rows {
        let Some(label) = label.and_then(|label| label.parse::<Label>().ok()) else { continue };
        let Some(state) = StateName::parse(&state) else { continue };
        if state.is_seated() {
            kept.insert(label);
        } else if state.is_final() {
            out.insert(label);
        }
    }
    Ok((kept, out))
}

/// Labels that get a seat now, in the order in which offers are made.
pub(crate) async fn open_seats(tx: &Tx, programme: &Programme) -> Result<Vec<String>> {
    let row = load(tx, programme).await?;
    let charter = charter_of(&row)?;
    let ranking = ranking_of(&row, &charter)?;
    let (kept, out) = standing(tx, programme).await?;
    let placed = fair_draw::redraw(&ranking, &charter.terms().frames, charter.terms().capacity, &kept, &out);
    Ok(placed.into_iter().map(|placement| placement.label.to_string()).collect())
}

/// Somebody drawn has left: the log says so, and the next ones are lifted, in the same transaction (D1).
pub(crate) async fn leave(
    tx: &Tx,
    programme: &Programme,
    row: &application::Model,
    ending: StateName,
    was_seated: bool,
) -> Result<()> {
    let Some(label) = row.label.clone() else { return Ok(()) };
    // Locks the draw before anything is computed: two declines at once lift two different companies.
    load(tx, programme).await?;
    let event = match ending {
        StateName::Declined => LogEvent::Declined,
        StateName::Lapsed => LogEvent::Lapsed,
        ending => LogEvent::Ineligible { code: ending.as_str().to_owned() },
    };
    log(tx, programme, &label, event).await?;
    if was_seated { lift(tx, programme).await } else { Ok(()) }
}

async fn lift(tx: &Tx, programme: &Programme) -> Result<()> {
    for label in open_seats(tx, programme).await? {
        let row = by_label(tx, programme, &label).await?;
        if change::name_of(&row) != StateName::Waiting {
            continue;
        }
        log(tx, programme, &label, LogEvent::Offered).await?;
        let row = selection::offer(tx, programme, row, &Actor::System("re-draw"), "place.lifted").await?;
        if !selection::asks_for_answer(programme) {
            accepted(tx, programme, &row).await?;
        }
    }
    Ok(())
}

/// The log says that a place was taken.
pub(crate) async fn accepted(tx: &Tx, programme: &Programme, row: &application::Model) -> Result<()> {
    match &row.label {
        Some(label) if row.rank.is_some() => log(tx, programme, label, LogEvent::Accepted).await,
        _ => Ok(()),
    }
}

/// The application with a label.
pub(crate) async fn by_label(tx: &Tx, programme: &Programme, label: &str) -> Result<application::Model> {
    application::Entity::find()
        .filter(application::Column::ProgrammeId.eq(&programme.file.id))
        .filter(application::Column::Label.eq(label))
        .lock_exclusive()
        .one(tx.connection())
        .await?
        .ok_or(Error::NotFound)
}

/// Appends a line to the public log.
pub(crate) async fn log(tx: &Tx, programme: &Programme, label: &str, event: LogEvent) -> Result<()> {
    let last = draw_event::Entity::find()
        .filter(draw_event::Column::ProgrammeId.eq(&programme.file.id))
        .order_by_desc(draw_event::Column::Seq)
        .one(tx.connection())
        .await?;
    let label: Label = label.parse().map_err(|error| corrupt("label", &error))?;
    let line = fair_draw::next_line(last.as_ref().map(|row| row.line.as_str()), tx.now(), &label, &event)
        .map_err(|error| corrupt("log", &error))?;
    let row = draw_event::Model {
        programme_id: programme.file.id.clone(),
        seq: last.map_or(1, |row| row.seq + 1),
        label: label.to_string(),
        event: event.name().to_owned(),
        line,
    };
    draw_event::ActiveModel::from(row).insert(tx.connection()).await?;
    Ok(())
}
