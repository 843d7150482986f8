//! The draw inside a transaction: who is seated, who is lifted, and the public log (draw-v1, 6–8).
//!
//! The log is the truth: seats and waiting list are a pure function of ranking and log, and the application rows
//! follow it in the same transaction.

use fair_draw::{
    Charter, Digest, Entries, Label, Log, LogLine, Moment, Ranking, Refusal, Signer as _, SigningKey,
    VerifyingKey,
};
use platform::actor::Actor;
use platform::store::{StoreError, Tx};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

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
    let text = row
        .entries
        .as_deref()
        .ok_or(Error::OutOfOrder("the list is not frozen yet"))?;
    Entries::parse(text.as_bytes(), &charter.terms().frames).map_err(|error| corrupt("entries", &error))
}

/// The ranking, computed again from what is public.
pub(crate) fn ranking_of(row: &draw::Model, charter: &Charter) -> Result<Ranking> {
    let randomness = row
        .randomness
        .as_deref()
        .ok_or(Error::OutOfOrder("it is not drawn yet"))?;
    let randomness: Digest = randomness
        .parse()
        .map_err(|error| corrupt("randomness", &error))?;
    Ok(fair_draw::draw(
        &charter.hash(),
        &entries_of(row, charter)?,
        &randomness,
    ))
}

fn corrupt(what: &str, error: &dyn std::fmt::Display) -> Error {
    StoreError::Corrupt(format!("{what}: {error}")).into()
}

/// A draw that has been drawn, with its log so far.
pub(crate) struct Drawn {
    charter: Charter,
    organiser: VerifyingKey,
    ranking: Ranking,
    log: Log,
}

impl Drawn {
    /// Reads it and locks it: two declines at once lift two different companies.
    pub(crate) async fn load(tx: &Tx, programme: &Programme) -> Result<Self> {
        let row = load(tx, programme).await?;
        Self::of(tx.connection(), programme, &row).await
    }

    /// Reads it without locking, for pages; `None` before the draw.
    pub(crate) async fn read(
        connection: &impl ConnectionTrait,
        programme: &Programme,
    ) -> Result<Option<Self>> {
        let row = draw::Entity::find_by_id(programme.file.id.clone())
            .one(connection)
            .await?;
        let Some(row) = row.filter(|row| row.randomness.is_some()) else {
            return Ok(None);
        };
        Ok(Some(Self::of(connection, programme, &row).await?))
    }

    async fn of(connection: &impl ConnectionTrait, programme: &Programme, row: &draw::Model) -> Result<Self> {
        let charter = charter_of(row)?;
        let ranking = ranking_of(row, &charter)?;
        let organiser = fair_draw::parse_organiser(&row.organiser_key)
            .map_err(|error| corrupt("organiser's key", &error))?;
        let log = log_of(connection, &programme.file.id).await?;
        Ok(Self {
            charter,
            organiser,
            ranking,
            log,
        })
    }

    /// Where one label stands now.
    pub(crate) fn standing(&self, label: &Label) -> Result<Option<fair_draw::Standing>> {
        Ok(self.state()?.standing(label))
    }

    fn state(&self) -> Result<fair_draw::State<'_>> {
        let terms = self.charter.terms();
        fair_draw::State::replay(&self.ranking, &terms.frames, terms.capacity, &self.log)
            .map_err(|error| corrupt("log", &error))
    }

    /// Labels that are to be offered a seat now, in the order in which it must be done.
    pub(crate) fn pending(&self) -> Result<Vec<Label>> {
        Ok(self.state()?.pending().map(|seated| seated.label).collect())
    }

    /// Appends a line to the public log; the rules of the draw decide whether it may stand there.
    pub(crate) async fn append(
        &mut self,
        tx: &Tx,
        programme: &Programme,
        label: Label,
        event: LogEvent,
    ) -> Result<()> {
        let terms = self.charter.terms();
        let mut state = fair_draw::State::replay(&self.ranking, &terms.frames, terms.capacity, &self.log)
            .map_err(|error| corrupt("log", &error))?;
        let at = Moment::new(tx.now(), jiff::tz::offset(9));
        let line = self
            .log
            .append(&mut state, at, label, event)
            .map_err(|error| corrupt("log", &error))?;
        save(tx, programme, line).await
    }

    /// Appends a manual move with its reason, signed by the organiser; gives the number of its line.
    pub(crate) async fn append_override(
        &mut self,
        tx: &Tx,
        programme: &Programme,
        label: Label,
        action: (fair_draw::Move, &str),
        key: &SigningKey,
    ) -> Result<u64> {
        let terms = self.charter.terms();
        let mut state = fair_draw::State::replay(&self.ranking, &terms.frames, terms.capacity, &self.log)
            .map_err(|error| corrupt("log", &error))?;
        let at = Moment::new(tx.now(), jiff::tz::offset(9));
        let sign = |digest: &Digest| key.sign(digest.as_bytes());
        let line = self
            .log
            .append_override(&mut state, at, label, action, &self.organiser, sign)
            .map_err(|refusal| against_move(&refusal))?;
        save(tx, programme, line).await?;
        Ok(line.seq)
    }

    /// Whether the log has already said that an entry left.
    fn has_left(&self, label: &Label) -> Result<bool> {
        Ok(self.state()?.out().contains_key(label))
    }
}

async fn save(tx: &Tx, programme: &Programme, line: &LogLine) -> Result<()> {
    let row = draw_event::Model {
        programme_id: programme.file.id.clone(),
        seq: i64::try_from(line.seq).unwrap_or(i64::MAX),
        label: line.label.to_string(),
        line: line.text().to_owned(),
    };
    draw_event::ActiveModel::from(row).insert(tx.connection()).await?;
    Ok(())
}

/// Which rule stands against a manual move.
fn against_move(refusal: &Refusal) -> Error {
    match refusal {
        Refusal::NoFreeSeat => Error::OutOfOrder("no seat is free: name whose place it takes"),
        Refusal::NotWaiting => Error::OutOfOrder("it has a seat already"),
        Refusal::AlreadyOut => Error::OutOfOrder("it has left the draw"),
        Refusal::UnknownLabel => Error::OutOfOrder("it is not in the draw"),
        Refusal::EmptyReason => Error::ReasonMissing,
        Refusal::OverrideSignature => {
            Error::OutOfOrder("the organiser's key is not the one that signed the charter")
        }
        other => corrupt("log", other),
    }
}

/// The public log as it stands.
pub(crate) async fn log_of(connection: &impl ConnectionTrait, programme: &str) -> Result<Log> {
    let lines = draw_event::Entity::find()
        .filter(draw_event::Column::ProgrammeId.eq(programme))
        .order_by_asc(draw_event::Column::Seq)
        .all(connection)
        .await?;
    let text: String = lines.into_iter().map(|row| row.line + "\n").collect();
    Log::parse(text.as_bytes()).map_err(|error| corrupt("log", &error))
}

/// The public label of somebody who was drawn.
pub(crate) fn label_of(row: &application::Model) -> Option<Label> {
    row.rank?;
    row.label.as_ref()?.parse().ok()
}

/// Somebody drawn has left: the log says so, and the next ones are lifted, in the same transaction (D1).
pub(crate) async fn leave(
    tx: &Tx,
    programme: &Programme,
    row: &application::Model,
    ending: StateName,
    was_seated: bool,
) -> Result<()> {
    let Some(label) = label_of(row) else { return Ok(()) };
    let mut drawn = Drawn::load(tx, programme).await?;
    let event = match ending {
        StateName::Declined => LogEvent::Declined,
        StateName::Lapsed => LogEvent::Lapsed,
        ending => LogEvent::Ineligible {
            code: ending.as_str().to_owned(),
        },
    };
    // A manual move has said it already, in the organiser's words.
    if !drawn.has_left(&label)? {
        drawn.append(tx, programme, label, event).await?;
    }
    // Before the results are told, places are only computed: the release offers them.
    // Lifting changes another application, which is how we came here: the recursion needs a box.
    if was_seated {
        Box::pin(lift(tx, programme, drawn)).await
    } else {
        Ok(())
    }
}

async fn lift(tx: &Tx, programme: &Programme, mut drawn: Drawn) -> Result<()> {
    for label in drawn.pending()? {
        let row = by_label(tx, programme, &label).await?;
        if change::name_of(&row)? != StateName::Waiting {
            continue;
        }
        drawn.append(tx, programme, label, LogEvent::Offered).await?;
        selection::offer(tx, programme, row, &Actor::System("re-draw"), "place.lifted").await?;
        if !selection::asks_for_answer(programme) {
            drawn.append(tx, programme, label, LogEvent::Accepted).await?;
        }
    }
    Ok(())
}

/// The log says that a place was taken.
pub(crate) async fn accepted(tx: &Tx, programme: &Programme, row: &application::Model) -> Result<()> {
    let Some(label) = label_of(row) else { return Ok(()) };
    Drawn::load(tx, programme)
        .await?
        .append(tx, programme, label, LogEvent::Accepted)
        .await
}

/// The application with a label.
pub(crate) async fn by_label(tx: &Tx, programme: &Programme, label: &Label) -> Result<application::Model> {
    application::Entity::find()
        .filter(application::Column::ProgrammeId.eq(&programme.file.id))
        .filter(application::Column::Label.eq(label.to_string()))
        .lock_exclusive()
        .one(tx.connection())
        .await?
        .ok_or(Error::NotFound)
}
