//! The draw's acts at the desk (D1): charter, freeze, draw; each leads back to the page, which says what stood against it.

use std::sync::Arc;

use axum::extract::{Extension, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use fair_draw::{Beacon, Failure};
use sea_orm::EntityTrait;
use web::{Posted, Visitor};

use super::draw::{Organiser, Trouble, round, show};
use super::{problems, programme};
use crate::context::Calls;
use crate::domain::definition::Programme;
use crate::draw_words;
use crate::error::{Error, Result};
use crate::ops::draw::{FreezeDraw, PublishCharter, RunDraw};
use crate::ops::lottery::charter_of;
use crate::store::entities::draw;

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
