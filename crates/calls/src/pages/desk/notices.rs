//! Result notices (C12): prepared, previewed, released by a second person, or discarded.

use std::collections::HashMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use contracts::ids::{ApplicationId, NoticeId};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use web::{Posted, Visitor};

use super::people::People;
use super::{figures, in_frame, problems, programme};
use crate::context::Calls;
use crate::domain::definition::Programme;
use crate::error::{Error, Result};
use crate::ops::notices::{DiscardNotice, PrepareResults};
use crate::ops::submit::code;
use crate::store::entities::{application, draw, notice, notice_item};

/// A batch as shown.
struct BatchView {
    href: String,
    kind: String,
    state: String,
    class: &'static str,
    prepared: String,
    released: Option<String>,
    number: String,
    waits: bool,
}

#[derive(Template)]
#[template(path = "desk-notices.html")]
struct ListPage<'a> {
    v: &'a Visitor,
    base: String,
    batches: Vec<BatchView>,
    trouble: Option<String>,
    can_prepare: bool,
}

/// A notice as shown.
struct ItemView {
    number: String,
    company: String,
    href: String,
    outcome: String,
    class: &'static str,
    subject: String,
    body: String,
}

#[derive(Template)]
#[template(path = "desk-notice.html")]
struct PreviewPage<'a> {
    v: &'a Visitor,
    base: String,
    batch: BatchView,
    counts: Vec<(String, usize)>,
    items: Vec<ItemView>,
    trouble: Option<String>,
    own: bool,
}

/// `GET /desk/{programme}/notices`
pub(super) async fn list(State(calls): State<Calls>, Path(id): Path<String>, visitor: Visitor) -> Response {
    match programme(&calls, &visitor, &id) {
        Ok(programme) => list_page(&calls, &visitor, &programme, None).await,
        Err(page) => page,
    }
}

async fn list_page(
    calls: &Calls,
    visitor: &Visitor,
    programme: &Programme,
    trouble: Option<&str>,
) -> Response {
    match list_body(calls, visitor, programme, trouble).await {
        Ok(html) => (status(trouble), html).into_response(),
        Err(error) => problems::page(visitor, &error),
    }
}

fn status(trouble: Option<&str>) -> StatusCode {
    if trouble.is_some() {
        StatusCode::CONFLICT
    } else {
        StatusCode::OK
    }
}

async fn list_body(
    calls: &Calls,
    visitor: &Visitor,
    programme: &Programme,
    trouble: Option<&str>,
) -> Result<axum::response::Html<String>> {
    let reader = calls.store.reader();
    let rows = notice::Entity::find()
        .filter(notice::Column::ProgrammeId.eq(&programme.file.id))
        .order_by_desc(notice::Column::PreparedAt)
        .all(reader)
        .await?;
    let standing = rows
        .iter()
        .any(|row| row.kind == "result" && row.state != "discarded");
    let drawn = draw::Entity::find_by_id(programme.file.id.clone())
        .one(reader)
        .await?
        .is_some_and(|draw| draw.state == "drawn");
    let people = People::load(reader).await?;
    let mut batches = Vec::new();
    for row in &rows {
        batches.push(batch(calls, visitor, programme, &people, row).await?);
    }
    let page = ListPage {
        v: visitor,
        base: visitor.href(&format!("/desk/{}", programme.file.id)),
        batches,
        trouble: trouble.map(|key| visitor.say(key)),
        can_prepare: drawn && !standing && visitor.may("desk.work"),
    };
    let body = page.render().unwrap_or_default();
    let figures = figures(calls, visitor, programme).await?;
    Ok(in_frame(
        visitor,
        programme,
        &figures,
        &visitor.say("notices-title"),
        trouble.is_some(),
        &body,
    ))
}

async fn batch(
    calls: &Calls,
    visitor: &Visitor,
    programme: &Programme,
    people: &People,
    row: &notice::Model,
) -> Result<BatchView> {
    let number = notice_item::Entity::find()
        .filter(notice_item::Column::NoticeId.eq(row.id))
        .count(calls.store.reader())
        .await?;
    let by = |key: &str, id: &str, at: jiff::Timestamp| {
        let kind = if id.parse::<contracts::ids::StaffId>().is_ok() {
            "staff"
        } else {
            "system"
        };
        let values = [
            ("name", people.who(visitor, kind, id).into()),
            ("at", visitor.words.date_time(at).into()),
        ];
        visitor.words.say_with(key, &values)
    };
    Ok(BatchView {
        href: visitor.href(&format!("/desk/{}/notices/{}", programme.file.id, row.id)),
        kind: visitor.say(&format!("notices-kind-{}", row.kind)),
        state: visitor.say(&format!("notices-state-{}", row.state)),
        class: match row.state.as_str() {
            "prepared" => "warn",
            "released" => "ok",
            _ => "mute",
        },
        prepared: by("notices-prepared", &row.prepared_by, row.prepared_at.instant()),
        released: row
            .released_by
            .as_deref()
            .zip(row.released_at)
            .map(|(id, at)| by("notices-released", id, at.instant())),
        number: visitor.say_n(
            "notices-number",
            "number",
            u32::try_from(number).unwrap_or(u32::MAX),
        ),
        waits: row.state == "prepared",
    })
}

/// `POST /desk/{programme}/notices`: prepares the results.
pub(super) async fn prepare(
    State(calls): State<Calls>,
    Path(id): Path<String>,
    visitor: Visitor,
    _: Posted,
) -> Response {
    let programme = match programme(&calls, &visitor, &id) {
        Ok(programme) => programme,
        Err(page) => return page,
    };
    let prepare = PrepareResults {
        programme: Arc::clone(&programme),
        actor: visitor.actor.clone(),
    };
    match calls.store.run(&prepare).await {
        Ok(notice) => to_notice(&visitor, &programme, notice),
        Err(Error::OutOfOrder(why)) => {
            let key = if why.contains("already") {
                "notices-already"
            } else {
                "notices-not-drawn"
            };
            list_page(&calls, &visitor, &programme, Some(key)).await
        }
        Err(error) => problems::page(&visitor, &error),
    }
}

fn to_notice(visitor: &Visitor, programme: &Programme, notice: NoticeId) -> Response {
    Redirect::to(&visitor.href(&format!("/desk/{}/notices/{notice}", programme.file.id))).into_response()
}

#[expect(
    clippy::result_large_err,
    reason = "the error is the page to show, made once a request"
)]
pub(super) fn open(
    calls: &Calls,
    visitor: &Visitor,
    id: &str,
    notice: &str,
) -> std::result::Result<(Arc<Programme>, NoticeId), Response> {
    let programme = programme(calls, visitor, id)?;
    let notice = notice
        .parse()
        .map_err(|_| problems::page(visitor, &Error::NotFound))?;
    Ok((programme, notice))
}

/// `GET /desk/{programme}/notices/{notice}`
pub(super) async fn preview(
    State(calls): State<Calls>,
    Path((id, notice)): Path<(String, String)>,
    visitor: Visitor,
) -> Response {
    match open(&calls, &visitor, &id, &notice) {
        Ok((programme, notice)) => preview_page(&calls, &visitor, &programme, notice, None).await,
        Err(page) => page,
    }
}

async fn preview_page(
    calls: &Calls,
    visitor: &Visitor,
    programme: &Programme,
    notice: NoticeId,
    trouble: Option<&str>,
) -> Response {
    match preview_body(calls, visitor, programme, notice, trouble).await {
        Ok(html) => (status(trouble), html).into_response(),
        Err(error) => problems::page(visitor, &error),
    }
}

/// The batch, if it belongs to the call.
pub(super) async fn load(calls: &Calls, programme: &Programme, id: NoticeId) -> Result<notice::Model> {
    notice::Entity::find_by_id(id)
        .filter(notice::Column::ProgrammeId.eq(&programme.file.id))
        .one(calls.store.reader())
        .await?
        .ok_or(Error::NotFound)
}

async fn preview_body(
    calls: &Calls,
    visitor: &Visitor,
    programme: &Programme,
    id: NoticeId,
    trouble: Option<&str>,
) -> Result<axum::response::Html<String>> {
    let row = load(calls, programme, id).await?;
    let base = visitor.href(&format!("/desk/{}", programme.file.id));
    let items = items(calls, visitor, programme, id, &base).await?;
    let people = People::load(calls.store.reader()).await?;
    let mut counts: Vec<(String, usize)> = Vec::new();
    for item in &items {
        match counts.iter_mut().find(|(outcome, _)| *outcome == item.outcome) {
            Some((_, number)) => *number += 1,
            None => counts.push((item.outcome.clone(), 1)),
        }
    }
    let page = PreviewPage {
        v: visitor,
        base,
        batch: batch(calls, visitor, programme, &people, &row).await?,
        counts,
        items,
        trouble: trouble.map(|key| visitor.say(key)),
        own: row.prepared_by == visitor.actor.key().1,
    };
    let body = page.render().unwrap_or_default();
    let figures = figures(calls, visitor, programme).await?;
    Ok(in_frame(
        visitor,
        programme,
        &figures,
        &visitor.say("notices-preview"),
        trouble.is_some(),
        &body,
    ))
}

/// Notices of a batch by rank.
async fn items(
    calls: &Calls,
    visitor: &Visitor,
    programme: &Programme,
    id: NoticeId,
    base: &str,
) -> Result<Vec<ItemView>> {
    let rows = notice_item::Entity::find()
        .filter(notice_item::Column::NoticeId.eq(id))
        .all(calls.store.reader())
        .await?;
    let mut rows: HashMap<ApplicationId, notice_item::Model> =
        rows.into_iter().map(|row| (row.application_id, row)).collect();
    let applications = application::Entity::find()
        .filter(application::Column::ProgrammeId.eq(&programme.file.id))
        .order_by_asc(application::Column::Rank)
        .order_by_asc(application::Column::Number)
        .all(calls.store.reader())
        .await?;
    let view = |one: application::Model| {
        let item = rows.remove(&one.id)?;
        Some(ItemView {
            number: code(one.number),
            href: format!("{base}/applications/{}", one.id),
            company: super::one::company(visitor, &one.company_name),
            outcome: visitor.say(&format!("notice-outcome-{}", item.outcome)),
            class: match item.outcome.as_str() {
                "selected" => "ok",
                "waiting" => "warn",
                _ => "mute",
            },
            subject: item.subject,
            body: item.body,
        })
    };
    Ok(applications.into_iter().filter_map(view).collect())
}

/// `POST /desk/{programme}/notices/{notice}/discard`
pub(super) async fn discard(
    State(calls): State<Calls>,
    Path((id, notice)): Path<(String, String)>,
    visitor: Visitor,
    _: Posted,
) -> Response {
    let (programme, notice) = match open(&calls, &visitor, &id, &notice) {
        Ok(open) => open,
        Err(page) => return page,
    };
    if let Err(error) = load(&calls, &programme, notice).await {
        return problems::page(&visitor, &error);
    }
    let done = calls
        .store
        .run(&DiscardNotice {
            notice,
            actor: visitor.actor.clone(),
        })
        .await;
    finish(&calls, &visitor, &programme, notice, done).await
}

/// After an act: the batch as it stands now, with what stood against it.
pub(super) async fn finish(
    calls: &Calls,
    visitor: &Visitor,
    programme: &Programme,
    notice: NoticeId,
    done: Result<()>,
) -> Response {
    match done {
        Ok(()) => to_notice(visitor, programme, notice),
        Err(Error::SamePerson) => {
            preview_page(calls, visitor, programme, notice, Some("notices-by-author")).await
        }
        Err(Error::OutOfOrder(_) | Error::Stale | Error::Refused(_)) => {
            preview_page(calls, visitor, programme, notice, Some("notices-outdated")).await
        }
        Err(error) => problems::page(visitor, &error),
    }
}
