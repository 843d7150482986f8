//! The draw's acts, one after the other (D1): charter, frozen list, draw, results.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Extension, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use contracts::ids::ApplicationId;
use fair_draw::{Beacon, BeaconSource, Charter, Failure, SigningKey};
use platform::clock::from_tokyo;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use web::{Posted, Visitor};

use super::{figures, in_frame, problems, programme};
use crate::context::Calls;
use crate::domain::application::StateName;
use crate::domain::definition::Programme;
use crate::domain::eligibility::Outcome;
use crate::draw_words;
use crate::error::{Error, Result};
use crate::ops::draw::{FreezeDraw, PublishCharter, RunDraw, still_to_be_called};
use crate::ops::lottery::charter_of;
use crate::ops::submit::code;
use crate::store::entities::{application, draw};

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
struct Trouble {
    beacon: String,
    message: Option<String>,
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

async fn show(
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

fn entries(visitor: &Visitor, number: u64) -> String {
    visitor.say_n(
        "desk-draw-entries",
        "number",
        u32::try_from(number).unwrap_or(u32::MAX),
    )
}

fn round(charter: &Charter) -> Option<u64> {
    match &charter.terms().beacon {
        BeaconSource::Drand(chain) => chain.round_at(charter.terms().draw_at.instant()).ok(),
        BeaconSource::Balls {} => None,
    }
}

/// `POST /desk/{programme}/draw/charter`
pub(super) async fn publish(
    State(calls): State<Calls>,
    organiser: Option<Extension<Organiser>>,
    Path(id): Path<String>,
    visitor: Visitor,
    _: Posted,
) -> Response {
    let programme = match programme(&calls, &visitor, &id) {
        Ok(programme) => programme,
        Err(page) => return page,
    };
    let Some(Extension(organiser)) = organiser else {
        let trouble = Trouble {
            message: Some(visitor.say("desk-draw-no-key")),
            ..Trouble::default()
        };
        return show(&calls, &visitor, &programme, None, &trouble).await;
    };
    let publish = PublishCharter {
        programme: Arc::clone(&programme),
        key: organiser.key.clone(),
        beacon: organiser.beacon.clone(),
        verifier: crate::ops::draw::VerifierPage::ours(),
        actor: visitor.actor.clone(),
    };
    let done = calls.store.run(&publish).await.map(|_| ());
    finish(
        &calls,
        &visitor,
        &programme,
        Some(&organiser),
        done,
        String::new(),
    )
    .await
}

#[derive(Template)]
#[template(path = "desk-freeze.html")]
struct FreezePage<'a> {
    v: &'a Visitor,
    base: String,
    complete: String,
    open_calls: u64,
    draw_at: Option<String>,
    /// From when on it can be frozen, while that lies ahead.
    freeze_from: Option<String>,
    /// Number and page of applications that do not qualify: the list cannot be frozen with them.
    unsettled: Vec<(String, String)>,
    /// The draw's moment has passed: a list frozen now would prove nothing.
    too_late: bool,
}

/// `GET /desk/{programme}/draw/freeze`: a second look, because nothing changes afterwards.
pub(super) async fn confirm_freeze(
    State(calls): State<Calls>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Response {
    let programme = match programme(&calls, &visitor, &id) {
        Ok(programme) => programme,
        Err(page) => return page,
    };
    match freeze_page(&calls, &visitor, &programme).await {
        Ok(html) => html.into_response(),
        Err(error) => problems::page(&visitor, &error),
    }
}

async fn freeze_page(
    calls: &Calls,
    visitor: &Visitor,
    programme: &Programme,
) -> Result<axum::response::Html<String>> {
    let reader = calls.store.reader();
    let states = crate::read::count_by_state(reader, programme).await?;
    let complete = states.get(&StateName::Complete).copied().unwrap_or_default();
    let draw_at = programme.file.selection.draw_at.map(from_tokyo);
    let freeze_at = programme.file.selection.freeze_at.map(from_tokyo);
    let page = FreezePage {
        v: visitor,
        base: visitor.href(&format!("/desk/{}/draw", programme.file.id)),
        complete: entries(visitor, complete),
        open_calls: still_to_be_called(reader, &programme.file.id).await?,
        draw_at: draw_at.map(|at| visitor.words.date_time(at)),
        unsettled: unsettled(calls, visitor, programme).await?,
        too_late: draw_at.is_some_and(|at| visitor.now >= at),
        freeze_from: freeze_at
            .filter(|at| visitor.now < *at)
            .map(|at| visitor.words.date_time(at)),
    };
    let body = page.render().unwrap_or_default();
    let figures = figures(calls, visitor, programme).await?;
    let title = visitor.say("desk-draw-freeze-title");
    Ok(in_frame(visitor, programme, &figures, &title, false, &body))
}

async fn unsettled(calls: &Calls, visitor: &Visitor, programme: &Programme) -> Result<Vec<(String, String)>> {
    let rows: Vec<(i64, ApplicationId)> = application::Entity::find()
        .select_only()
        .columns([application::Column::Number, application::Column::Id])
        .filter(application::Column::ProgrammeId.eq(&programme.file.id))
        .filter(application::Column::State.eq(StateName::Complete.as_str()))
        .filter(application::Column::Outcome.ne(Outcome::Eligible.code()))
        .order_by_asc(application::Column::Number)
        .into_tuple()
        .all(calls.store.reader())
        .await?;
    let link = |(number, id)| {
        let path = format!("/desk/{}/applications/{id}", programme.file.id);
        (code(number), visitor.href(&path))
    };
    Ok(rows.into_iter().map(link).collect())
}

/// `POST /desk/{programme}/draw/freeze`
pub(super) async fn freeze(
    State(calls): State<Calls>,
    organiser: Option<Extension<Organiser>>,
    Path(id): Path<String>,
    visitor: Visitor,
    _: Posted,
) -> Response {
    let programme = match programme(&calls, &visitor, &id) {
        Ok(programme) => programme,
        Err(page) => return page,
    };
    let freeze = FreezeDraw {
        programme: Arc::clone(&programme),
        actor: visitor.actor.clone(),
    };
    let done = calls.store.run(&freeze).await.map(|_| ());
    finish(
        &calls,
        &visitor,
        &programme,
        organiser.as_deref(),
        done,
        String::new(),
    )
    .await
}

/// `POST /desk/{programme}/draw/run`
pub(super) async fn run(
    State(calls): State<Calls>,
    organiser: Option<Extension<Organiser>>,
    Path(id): Path<String>,
    visitor: Visitor,
    posted: Posted,
) -> Response {
    let programme = match programme(&calls, &visitor, &id) {
        Ok(programme) => programme,
        Err(page) => return page,
    };
    let row = match draw::Entity::find_by_id(programme.file.id.clone())
        .one(calls.store.reader())
        .await
    {
        Ok(row) => row,
        Err(error) => return problems::page(&visitor, &error.into()),
    };
    let typed = posted.text("beacon").to_owned();
    let charter = row.as_ref().and_then(|row| charter_of(row).ok());
    let run = RunDraw {
        programme: Arc::clone(&programme),
        beacon: pasted(&typed, charter.as_ref().and_then(round)),
        actor: visitor.actor.clone(),
    };
    let done = calls.store.run(&run).await.map(|_| ());
    finish(&calls, &visitor, &programme, organiser.as_deref(), done, typed).await
}

/// What a clerk pastes: our `beacon.json`, the answer of a beacon's own service (which has more fields), or the
/// bare signature of the round that the charter names.
fn pasted(typed: &str, round: Option<u64>) -> Vec<u8> {
    let hex = !typed.is_empty() && typed.bytes().all(|byte| byte.is_ascii_hexdigit());
    if let (true, Some(round)) = (hex, round) {
        return Beacon::Round {
            round,
            signature: typed.to_lowercase(),
        }
        .bytes();
    }
    let value: serde_json::Value = serde_json::from_str(typed).unwrap_or_default();
    match (value["round"].as_u64(), value["signature"].as_str()) {
        (Some(round), Some(signature)) => Beacon::Round {
            round,
            signature: signature.to_owned(),
        }
        .bytes(),
        _ => typed.as_bytes().to_vec(),
    }
}

async fn finish(
    calls: &Calls,
    visitor: &Visitor,
    programme: &Programme,
    organiser: Option<&Organiser>,
    done: Result<()>,
    beacon: String,
) -> Response {
    let message = match done {
        Ok(()) => {
            let path = format!("/desk/{}/draw", programme.file.id);
            return Redirect::to(&visitor.href(&path)).into_response();
        }
        Err(Error::Unsound(cause)) => {
            let reason = draw_words::failure(&cause, visitor.words);
            match *cause {
                Failure::Beacon(_) => visitor.say1("desk-draw-beacon-wrong", "reason", reason),
                _ => reason,
            }
        }
        Err(Error::Invalid(wrong)) => {
            let wrong = wrong.iter().map(|one| draw_words::objection(one, visitor.words));
            wrong.collect::<Vec<_>>().join(" / ")
        }
        Err(Error::TooEarly { from }) => {
            visitor.say1("desk-draw-too-early", "at", visitor.words.date_time(from))
        }
        Err(Error::TooLate { until }) => {
            visitor.say1("desk-draw-too-late", "at", visitor.words.date_time(until))
        }
        Err(Error::Duplicates(groups)) => {
            let groups = groups.iter().map(|group| crate::ops::submit::codes(group));
            visitor.say1(
                "desk-draw-duplicates",
                "numbers",
                groups.collect::<Vec<_>>().join(" / "),
            )
        }
        Err(Error::Unsettled(numbers)) => {
            let numbers = crate::ops::submit::codes(&numbers);
            visitor.say1("desk-draw-unsettled", "numbers", numbers)
        }
        Err(Error::OutOfOrder(_) | Error::Stale | Error::NotInCall(_)) => {
            visitor.say("desk-draw-order-wrong")
        }
        Err(error) => return problems::page(visitor, &error),
    };
    show(
        calls,
        visitor,
        programme,
        organiser,
        &Trouble {
            beacon,
            message: Some(message),
        },
    )
    .await
}
