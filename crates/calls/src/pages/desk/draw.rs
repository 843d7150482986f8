//! The draw's acts, one after the other (D1): charter, frozen list, draw, results.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Extension, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use fair_draw::{BeaconSource, Charter, SigningKey};
use sea_orm::EntityTrait;
use web::Visitor;

use super::{figures, in_frame, problems, programme};
use crate::context::Calls;
use crate::domain::application::StateName;
use crate::domain::definition::Programme;
use crate::error::Result;
use crate::ops::draw::still_to_be_called;
use crate::ops::lottery::charter_of;
use crate::store::entities::draw;

/// The organiser's signing key and the source of randomness that its charters name. The server lays it over the
/// routes as an extension; without it no charter can be published from the desk.
#[derive(Clone)]
pub struct Organiser {
    /// Signs charters.
    pub key: SigningKey,
    /// Where randomness comes from.
    pub beacon: BeaconSource,
    /// Address of what the source said in each round, without the round's number at its end.
    pub rounds_at: String,
}

/// What stands there, for the page.
#[derive(Default)]
struct Stand {
    /// 0 nothing, 1 charter, 2 frozen, 3 drawn.
    reached: u8,
    state: Option<String>,
    charter_hash: String,
    list_hash: String,
    randomness: String,
    frozen_at: String,
    drawn_at: String,
    entries_words: String,
    seats_words: String,
    round: Option<u64>,
    round_href: Option<String>,
    freeze_from: Option<String>,
    too_early: Option<String>,
}

#[derive(Template)]
#[template(path = "desk-draw.html")]
struct DrawPage<'a> {
    v: &'a Visitor,
    base: String,
    public: String,
    stand: Stand,
    lottery: bool,
    has_key: bool,
    works: bool,
    open_calls: u64,
    /// Receipt numbers that became complete after the freeze: nobody draws them, so somebody must see them.
    missed: String,
    /// Places that nobody holds or waits for, in a call that another one may follow (C9, D3).
    places_left: Option<u64>,
    complete: String,
    beacon: &'a str,
    error: Option<String>,
}

/// What was tried and did not succeed.
#[derive(Default)]
pub(super) struct Trouble {
    pub(super) beacon: String,
    pub(super) message: Option<String>,
}

/// `GET /desk/{programme}/draw`
pub(super) async fn page(
    State(calls): State<Calls>,
    organiser: Option<Extension<Organiser>>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Response {
    match programme(&calls, &visitor, &id) {
        Ok(programme) => {
            show(
                &calls,
                &visitor,
                &programme,
                organiser.as_deref(),
                &Trouble::default(),
            )
            .await
        }
        Err(page) => page,
    }
}

pub(super) async fn show(
    calls: &Calls,
    visitor: &Visitor,
    programme: &Programme,
    organiser: Option<&Organiser>,
    trouble: &Trouble,
) -> Response {
    match render(calls, visitor, programme, organiser, trouble).await {
        Ok(html) => {
            let status = if trouble.message.is_some() {
                StatusCode::CONFLICT
            } else {
                StatusCode::OK
            };
            (status, html).into_response()
        }
        Err(error) => problems::page(visitor, &error),
    }
}

async fn render(
    calls: &Calls,
    visitor: &Visitor,
    programme: &Programme,
    organiser: Option<&Organiser>,
    trouble: &Trouble,
) -> Result<axum::response::Html<String>> {
    let reader = calls.store.reader();
    let row = draw::Entity::find_by_id(programme.file.id.clone())
        .one(reader)
        .await?;
    let states = crate::read::count_by_state(reader, programme).await?;
    let complete = states.get(&StateName::Complete);
    let stand = match &row {
        Some(row) => stand(visitor, row, organiser)?,
        None => Stand::default(),
    };
    let missed = match crate::read::draw::status(reader, programme).await? {
        Some(status) => status.missed.join(" / "),
        None => String::new(),
    };
    let page = DrawPage {
        v: visitor,
        base: visitor.href(&format!("/desk/{}", programme.file.id)),
        public: visitor.href(&format!("/programmes/{}/draw", programme.file.id)),
        missed,
        places_left: (stand.reached > 2)
            .then(|| places_left(programme, &states))
            .flatten(),
        stand,
        lottery: programme.file.is_lottery(),
        has_key: organiser.is_some(),
        works: visitor.may("desk.work"),
        open_calls: still_to_be_called(reader, &programme.file.id).await?,
        complete: entries(visitor, complete.copied().unwrap_or_default()),
        beacon: &trouble.beacon,
        error: trouble.message.clone(),
    };
    let body = page.render().unwrap_or_default();
    let figures = figures(calls, visitor, programme).await?;
    let wrong = trouble.message.is_some();
    Ok(in_frame(
        visitor,
        programme,
        &figures,
        &visitor.say("desk-draw-title"),
        wrong,
        &body,
    ))
}

fn stand(visitor: &Visitor, row: &draw::Model, organiser: Option<&Organiser>) -> Result<Stand> {
    let charter = charter_of(row)?;
    let (freeze_at, draw_at) = (
        charter.terms().freeze_at.instant(),
        charter.terms().draw_at.instant(),
    );
    let until = |at| (visitor.now < at).then(|| visitor.words.date_time(at));
    let round = round(&charter);
    let source = organiser.filter(|organiser| organiser.beacon == charter.terms().beacon);
    let at = |at: Option<platform::store::At>| {
        at.map(|at| visitor.words.date_time(at.instant()))
            .unwrap_or_default()
    };
    let lines = |text: &Option<String>| {
        let count = text
            .as_deref()
            .map_or(0, |text| text.lines().filter(|line| !line.is_empty()).count());
        u64::try_from(count).unwrap_or_default()
    };
    let (listed, seats) = (lines(&row.entries), lines(&row.seats));
    let values = [("seats", seats.into()), ("entries", listed.into())];
    Ok(Stand {
        reached: match row.state.as_str() {
            "chartered" => 1,
            "frozen" => 2,
            _ => 3,
        },
        state: Some(visitor.say(&format!("desk-draw-state-{}", row.state))),
        charter_hash: row.charter_hash.clone(),
        list_hash: row.list_hash.clone().unwrap_or_default(),
        randomness: row.randomness.clone().unwrap_or_default(),
        frozen_at: at(row.frozen_at),
        drawn_at: at(row.drawn_at),
        entries_words: entries(visitor, listed),
        seats_words: visitor.words.say_with("desk-draw-seats", &values),
        round,
        round_href: source
            .zip(round)
            .map(|(source, round)| format!("{}{round}", source.rounds_at)),
        freeze_from: until(freeze_at),
        too_early: until(draw_at),
    })
}

/// `None` unless places are left over and the call says that another one follows then.
fn places_left(programme: &Programme, states: &BTreeMap<StateName, u64>) -> Option<u64> {
    let number = |state| states.get(&state).copied().unwrap_or_default();
    if !programme.file.selection.further_calls || number(StateName::Waiting) > 0 {
        return None;
    }
    let held = [StateName::Offered, StateName::Confirmed, StateName::Participating];
    let held: u64 = held.into_iter().map(number).sum();
    let left = u64::from(programme.file.selection.capacity).saturating_sub(held);
    (left > 0).then_some(left)
}

pub(super) fn entries(visitor: &Visitor, number: u64) -> String {
    visitor.say_n(
        "desk-draw-entries",
        "number",
        u32::try_from(number).unwrap_or(u32::MAX),
    )
}

pub(super) fn round(charter: &Charter) -> Option<u64> {
    match &charter.terms().beacon {
        BeaconSource::Drand(chain) => chain.round_at(charter.terms().draw_at.instant()).ok(),
        BeaconSource::Balls {} => None,
    }
}
