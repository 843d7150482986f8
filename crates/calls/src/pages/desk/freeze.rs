//! A second look before the list of the draw is frozen (D1): nothing changes afterwards.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use contracts::ids::ApplicationId;
use platform::clock::from_tokyo;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use web::Visitor;

use super::draw::entries;
use super::{figures, in_frame, problems, programme};
use crate::context::Calls;
use crate::domain::application::StateName;
use crate::domain::definition::Programme;
use crate::domain::eligibility::Outcome;
use crate::error::Result;
use crate::ops::draw::still_to_be_called;
use crate::ops::submit::code;
use crate::store::entities::application;

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
pub(super) async fn page(State(calls): State<Calls>, Path(id): Path<String>, visitor: Visitor) -> Response {
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
