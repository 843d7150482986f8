//! Everything that checks from outside need of a call, as plain values: no answers, no names.

use contracts::ids::ApplicationId;
use fair_draw::Receipt;
use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::domain::application::StateName;
use crate::domain::definition::Programme;
use crate::domain::facts::full_address;
use crate::error::{Error, Result};
use crate::ops::change;
use crate::ops::draw::receipt_of;
use crate::ops::lottery::charter_of;
use crate::store::entities::{application, draft, draw, place, registration, seat};

/// Rows read at once.
const PAGE: u64 = 2_000;

/// An application without what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicationFacts {
    /// Id.
    pub id: ApplicationId,
    /// Receipt number.
    pub number: i64,
    /// The key it was made under.
    pub idempotency_key: String,
    /// Its state.
    pub state: StateName,
    /// The next deadline.
    pub due: Option<Timestamp>,
    /// First come: whether it holds a place.
    pub holds_place: bool,
    /// Course decided.
    pub course: String,
    /// Frame.
    pub frame: Option<String>,
    /// When it arrived.
    pub submitted_at: Timestamp,
    /// Public label, once the list is frozen.
    pub label: Option<String>,
    /// Rank, once it is drawn.
    pub rank: Option<i64>,
}

/// Places and how many are taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counter {
    /// The course, or briefing and mode.
    pub of: String,
    /// Places.
    pub capacity: i64,
    /// Places taken by the counter.
    pub taken: i64,
    /// Places held by rows.
    pub held: u64,
}

/// What a page shows before something is done to an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The state.
    pub state: StateName,
    /// The version shown.
    pub version: i64,
    /// The course.
    pub course: String,
}

/// Somebody who has a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seated {
    /// The application.
    pub id: ApplicationId,
    /// `Offered`, `Confirmed` or `Participating`.
    pub state: StateName,
    /// Until when an offer is held.
    pub due: Option<Timestamp>,
}

type Row = (
    ApplicationId,
    i64,
    String,
    String,
    Option<platform::store::At>,
    bool,
    String,
    Option<String>,
    platform::store::At,
    Option<String>,
    Option<i64>,
);

/// All applications of a call, by receipt number.
pub async fn applications(
    connection: &impl ConnectionTrait,
    programme: &Programme,
) -> Result<Vec<ApplicationFacts>> {
    use application::Column as C;
    let rows: Vec<Row> = application::Entity::find()
        .select_only()
        .columns([C::Id, C::Number, C::IdempotencyKey, C::State, C::DueAt])
        .columns([
            C::HoldsPlace,
            C::Course,
            C::Frame,
            C::SubmittedAt,
            C::Label,
            C::Rank,
        ])
        .filter(C::ProgrammeId.eq(&programme.file.id))
        .order_by_asc(C::Number)
        .into_tuple()
        .all(connection)
        .await?;
    rows.into_iter()
        .map(
            |(id, number, idempotency_key, state, due, holds_place, course, frame, at, label, rank)| {
                Ok(ApplicationFacts {
                    id,
                    number,
                    idempotency_key,
                    state: change::named(&state)?,
                    due: due.map(Into::into),
                    holds_place,
                    course,
                    frame,
                    submitted_at: at.into(),
                    label,
                    rank,
                })
            },
        )
        .collect()
}

/// What the desk shows of an application before it is changed.
pub async fn shown(connection: &impl ConnectionTrait, id: ApplicationId) -> Result<Shown> {
    use application::Column as C;
    let row: Option<(String, i64, String)> = application::Entity::find_by_id(id)
        .select_only()
        .columns([C::State, C::Version, C::Course])
        .into_tuple()
        .one(connection)
        .await?;
    let (state, version, course) = row.ok_or(Error::NotFound)?;
    let state = change::named(&state)?;
    Ok(Shown {
        state,
        version,
        course,
    })
}

/// Everyone who has a place now, by rank, then by receipt number.
pub async fn seated(connection: &impl ConnectionTrait, programme: &Programme) -> Result<Vec<Seated>> {
    use application::Column as C;
    let states = StateName::ALL
        .into_iter()
        .filter(|state| state.is_seated())
        .map(StateName::as_str);
    let rows: Vec<(ApplicationId, String, Option<platform::store::At>)> = application::Entity::find()
        .select_only()
        .columns([C::Id, C::State, C::DueAt])
        .filter(C::ProgrammeId.eq(&programme.file.id))
        .filter(C::State.is_in(states))
        .order_by_asc(C::Rank)
        .order_by_asc(C::Number)
        .into_tuple()
        .all(connection)
        .await?;
    let one = |(id, state, due): (ApplicationId, String, Option<platform::store::At>)| {
        Some(Seated {
            id,
            state: StateName::parse(&state)?,
            due: due.map(Into::into),
        })
    };
    Ok(rows.into_iter().filter_map(one).collect())
}

/// The counters of a first-come call's courses, with the applications that hold a place of each.
pub async fn places(connection: &impl ConnectionTrait, programme: &Programme) -> Result<Vec<Counter>> {
    let rows = place::Entity::find()
        .filter(place::Column::ProgrammeId.eq(&programme.file.id))
        .order_by_asc(place::Column::CourseId)
        .all(connection)
        .await?;
    let mut counters = Vec::with_capacity(rows.len());
    for row in rows {
        let held = application::Entity::find()
            .filter(application::Column::ProgrammeId.eq(&programme.file.id))
            .filter(application::Column::Course.eq(&row.course_id))
            .filter(application::Column::HoldsPlace.eq(true))
            .count(connection)
            .await?;
        counters.push(Counter {
            of: row.course_id,
            capacity: row.capacity,
            taken: row.taken,
            held,
        });
    }
    Ok(counters)
}

/// The counters of the briefings' seats, with the registrations that hold one.
pub async fn briefing_seats(
    connection: &impl ConnectionTrait,
    programme: &Programme,
) -> Result<Vec<Counter>> {
    let rows = seat::Entity::find()
        .filter(seat::Column::ProgrammeId.eq(&programme.file.id))
        .order_by_asc(seat::Column::BriefingId)
        .order_by_asc(seat::Column::Mode)
        .all(connection)
        .await?;
    let mut counters = Vec::with_capacity(rows.len());
    for row in rows {
        let held = registration::Entity::find()
            .filter(registration::Column::ProgrammeId.eq(&programme.file.id))
            .filter(registration::Column::BriefingId.eq(&row.briefing_id))
            .filter(registration::Column::Mode.eq(&row.mode))
            .filter(registration::Column::CancelledAt.is_null())
            .count(connection)
            .await?;
        let of = format!("{}/{}", row.briefing_id, row.mode);
        counters.push(Counter {
            of,
            capacity: row.capacity,
            taken: row.taken,
            held,
        });
    }
    Ok(counters)
}

/// The receipts of everyone on the frozen list, as each of them can download it; by receipt number. Empty before the
/// freeze and in calls without a draw.
pub async fn receipts(
    connection: &impl ConnectionTrait,
    programme: &Programme,
) -> Result<Vec<(ApplicationId, Receipt)>> {
    let drawn = draw::Entity::find_by_id(programme.file.id.clone())
        .one(connection)
        .await?;
    let Some(drawn) = drawn else { return Ok(Vec::new()) };
    let charter = charter_of(&drawn)?;
    let mut receipts = Vec::new();
    let mut last = 0;
    loop {
        let rows = application::Entity::find()
            .filter(application::Column::ProgrammeId.eq(&programme.file.id))
            .filter(application::Column::Label.is_not_null())
            .filter(application::Column::Number.gt(last))
            .order_by_asc(application::Column::Number)
            .limit(PAGE)
            .all(connection)
            .await?;
        let Some(end) = rows.last() else {
            return Ok(receipts);
        };
        last = end.number;
        for row in rows {
            receipts.push((row.id, receipt_of(&charter, &row)?));
        }
    }
}

/// Whether nobody has done anything in any call yet.
pub async fn is_untouched(connection: &impl ConnectionTrait) -> Result<bool> {
    let rows = application::Entity::find().count(connection).await?
        + draft::Entity::find().count(connection).await?
        + draw::Entity::find().count(connection).await?
        + registration::Entity::find().count(connection).await?;
    Ok(rows == 0)
}

/// Whom a consent binds, as the application names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parties {
    /// The company.
    pub company: String,
    /// Its address with the prefecture.
    pub address: String,
    /// Who takes part.
    pub participant: String,
}

/// Company and participant of an application.
pub async fn parties(connection: &impl ConnectionTrait, id: ApplicationId) -> Result<Parties> {
    let row = application::Entity::find_by_id(id).one(connection).await?;
    let row = row.ok_or(Error::NotFound)?;
    Ok(Parties {
        address: full_address(&row.prefecture, &row.address),
        company: row.company_name,
        participant: row.participant_name,
    })
}

/// Whether anything in the database was made with a key: the master key (receipts' tokens) or the organiser's (charters).
pub async fn keys_in_use(connection: &impl ConnectionTrait) -> Result<KeysInUse> {
    Ok(KeysInUse {
        master: application::Entity::find().count(connection).await? > 0,
        organiser: draw::Entity::find().count(connection).await? > 0,
    })
}

/// Keys that the database needs again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeysInUse {
    /// Receipts were given out.
    pub master: bool,
    /// A charter was signed.
    pub organiser: bool,
}
