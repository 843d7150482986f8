//! Where a call's draw stands (D1): for the command line, the desk and the public page. Holds no personal data but
//! receipt numbers.

use fair_draw::{BeaconSource, Charter, Digest, Moment, Progress, Receipt, State};
use platform::store::{At, StoreError};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::Serialize;

use crate::domain::application::StateName;
use crate::domain::definition::Programme;
use crate::error::{Error, Result};
use crate::ops::draw::{receipt_of, same_company, still_to_be_called};
use crate::ops::lottery;
use crate::ops::submit::code;
use crate::store::entities::{application, draw};
use crate::store::queries::duplicates;

/// How far the draw has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The charter is published.
    Chartered,
    /// The list is frozen.
    Frozen,
    /// It is drawn.
    Drawn,
}

/// A draw's charter and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DrawStatus {
    /// The programme.
    pub programme: String,
    /// The draw's public id.
    pub draw_id: String,
    /// How far it has come.
    pub stage: Stage,
    /// SHA-256 of the charter.
    pub charter_hash: Digest,
    /// The organiser's public key, hex.
    pub organiser: String,
    /// When applications close.
    pub closes_at: Moment,
    /// F.
    pub freeze_at: Moment,
    /// D.
    pub draw_at: Moment,
    /// Where the randomness comes from.
    pub beacon: BeaconSource,
    /// The round that D gives; `None` for a physical draw.
    pub round: Option<u64>,
    /// Seats.
    pub capacity: u32,
    /// The frozen list.
    pub list: Option<List>,
    /// What came of the draw.
    pub result: Option<DrawResult>,
    /// Before the freeze: applications that would be on the list now.
    pub complete: usize,
    /// Applications that still wait for their contact; the list does not hold them.
    pub to_be_called: u64,
    /// After the freeze: receipt numbers of complete applications that came too late for the list.
    pub missed: Vec<String>,
    /// Before the freeze: receipt numbers that share a corporate number. The freeze is refused while there are any.
    pub duplicates: Vec<Vec<String>>,
    /// Before the freeze: receipt numbers whose name and address look like another application's. For people to judge.
    pub look_alikes: Vec<String>,
}

/// The frozen list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct List {
    /// Number of entries.
    pub entries: usize,
    /// SHA-256 of the list.
    pub hash: Digest,
    /// When it was frozen.
    pub frozen_at: Option<Moment>,
}

/// What came of the draw so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DrawResult {
    /// When it was drawn.
    pub drawn_at: Option<Moment>,
    /// Has a seat, not told yet.
    pub pending: usize,
    /// Has an offer.
    pub offered: usize,
    /// Took the seat.
    pub accepted: usize,
    /// On the waiting list.
    pub waiting: usize,
    /// Left.
    pub out: usize,
    /// Lines of the public log.
    pub log_lines: usize,
    /// Hash of the log's last line; 64 zeros while it is empty.
    pub log_head: Digest,
}

/// Where the draw stands; `None` while there is no charter.
pub async fn status(connection: &impl ConnectionTrait, programme: &Programme) -> Result<Option<DrawStatus>> {
    let id = &programme.file.id;
    let Some(row) = draw::Entity::find_by_id(id.clone()).one(connection).await? else {
        return Ok(None);
    };
    let charter = lottery::charter_of(&row)?;
    let rows = application::Entity::find()
        .filter(application::Column::ProgrammeId.eq(id))
        .filter(application::Column::State.eq(StateName::Complete.as_str()))
        .order_by_asc(application::Column::Number)
        .all(connection)
        .await?;
    let stage = stage(&row)?;
    let open = stage == Stage::Chartered;
    let groups = same_company(
        rows.iter()
            .map(|row| (row.corporate_number.as_deref(), row.number)),
    );
    let terms = charter.terms();
    let status = DrawStatus {
        programme: id.clone(),
        draw_id: terms.draw_id.clone(),
        stage,
        charter_hash: charter.hash(),
        organiser: row.organiser_key.clone(),
        closes_at: terms.closes_at.clone(),
        freeze_at: terms.freeze_at.clone(),
        draw_at: terms.draw_at.clone(),
        beacon: terms.beacon.clone(),
        round: round(&charter),
        capacity: terms.capacity,
        list: list(&row, &charter)?,
        result: result(connection, &row, &charter).await?,
        complete: rows.len(),
        to_be_called: still_to_be_called(connection, id).await?,
        missed: codes(rows.iter().filter(|row| !open && row.label.is_none())),
        duplicates: groups
            .into_iter()
            .filter(|_| open)
            .map(|group| group.into_iter().map(code).collect())
            .collect(),
        look_alikes: if open {
            look_alikes(connection, id, &rows).await?
        } else {
            Vec::new()
        },
    };
    Ok(Some(status))
}

/// The receipt that an applicant checks the draw with. It lets whoever has it see which line is theirs.
///
/// # Errors
/// [`Error::OutOfOrder`] without a charter, or when the list was frozen without this application;
/// [`Error::NotFound`] when there is no such number.
pub async fn receipt(
    connection: &impl ConnectionTrait,
    programme: &Programme,
    number: i64,
) -> Result<Receipt> {
    let id = &programme.file.id;
    let draw = draw::Entity::find_by_id(id.clone())
        .one(connection)
        .await?
        .ok_or(Error::OutOfOrder("there is no charter yet"))?;
    let row = application::Entity::find()
        .filter(application::Column::ProgrammeId.eq(id))
        .filter(application::Column::Number.eq(number))
        .one(connection)
        .await?
        .ok_or(Error::NotFound)?;
    if stage(&draw)? != Stage::Chartered && row.label.is_none() {
        return Err(Error::OutOfOrder("the list was frozen without this application"));
    }
    receipt_of(&lottery::charter_of(&draw)?, &row)
}

fn stage(row: &draw::Model) -> Result<Stage> {
    match row.state.as_str() {
        "chartered" => Ok(Stage::Chartered),
        "frozen" => Ok(Stage::Frozen),
        "drawn" => Ok(Stage::Drawn),
        other => Err(StoreError::Corrupt(format!("state of a draw: {other}")).into()),
    }
}

fn round(charter: &Charter) -> Option<u64> {
    match &charter.terms().beacon {
        BeaconSource::Drand(chain) => chain.round_at(charter.terms().draw_at.instant()).ok(),
        BeaconSource::Balls {} => None,
    }
}

fn moment(at: At) -> Moment {
    Moment::new(at.instant(), jiff::tz::offset(9))
}

fn list(row: &draw::Model, charter: &Charter) -> Result<Option<List>> {
    if row.entries.is_none() {
        return Ok(None);
    }
    let entries = lottery::entries_of(row, charter)?;
    Ok(Some(List {
        entries: entries.len(),
        hash: entries.hash(),
        frozen_at: row.frozen_at.map(moment),
    }))
}

async fn result(
    connection: &impl ConnectionTrait,
    row: &draw::Model,
    charter: &Charter,
) -> Result<Option<DrawResult>> {
    if row.randomness.is_none() {
        return Ok(None);
    }
    let ranking = lottery::ranking_of(row, charter)?;
    let log = lottery::log_of(connection, &row.programme_id).await?;
    let terms = charter.terms();
    let state = State::replay(&ranking, &terms.frames, terms.capacity, &log)
        .map_err(|error| StoreError::Corrupt(format!("log: {error}")))?;
    let count = |progress| {
        state
            .seated()
            .iter()
            .filter(|seated| seated.progress == progress)
            .count()
    };
    Ok(Some(DrawResult {
        drawn_at: row.drawn_at.map(moment),
        pending: count(Progress::Pending),
        offered: count(Progress::Offered),
        accepted: count(Progress::Accepted),
        waiting: state.waiting().count(),
        out: state.out().len(),
        log_lines: log.lines().len(),
        log_head: log.head(),
    }))
}

fn codes<'a>(rows: impl Iterator<Item = &'a application::Model>) -> Vec<String> {
    rows.map(|row| code(row.number)).collect()
}

async fn look_alikes(
    connection: &impl ConnectionTrait,
    programme: &str,
    rows: &[application::Model],
) -> Result<Vec<String>> {
    let twins = duplicates::twins(connection, programme).await?;
    Ok(codes(rows.iter().filter(|row| twins.contains_key(&row.id))))
}
