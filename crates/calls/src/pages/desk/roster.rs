//! The roster: who takes part, to be printed and exported.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use web::Visitor;

use super::{figures, in_frame, lines, problems, programme};
use crate::context::Calls;
use crate::domain::application::StateName;
use crate::domain::definition::Programme;
use crate::error::Result;
use crate::ops::submit::code;
use crate::store::entities::application::{self, Column};
use crate::store::queries::applications::Filter;

/// A participant as shown.
struct PersonView {
    number: String,
    href: String,
    company: String,
    kana: String,
    participant: String,
    group: String,
    telephone: String,
    email: String,
}

#[derive(Template)]
#[template(path = "desk-roster.html")]
struct RosterPage<'a> {
    v: &'a Visitor,
    base: String,
    people: Vec<PersonView>,
    count: String,
    at: String,
    has_frames: bool,
}

/// Applications on the roster.
pub(super) fn confirmed(programme: &Programme) -> Filter {
    Filter {
        programme: programme.file.id.clone(),
        states: vec![StateName::Participating],
        ..Filter::default()
    }
}

/// `GET /desk/{programme}/roster`
pub(super) async fn page(State(calls): State<Calls>, Path(id): Path<String>, visitor: Visitor) -> Response {
    let programme = match programme(&calls, &visitor, &id) {
        Ok(programme) => programme,
        Err(page) => return page,
    };
    match body(&calls, &visitor, &programme).await {
        Ok(html) => html.into_response(),
        Err(error) => problems::page(&visitor, &error),
    }
}

async fn body(calls: &Calls, visitor: &Visitor, programme: &Programme) -> Result<Html<String>> {
    let rows = application::Entity::find()
        .filter(Column::ProgrammeId.eq(&programme.file.id))
        .filter(Column::State.eq(StateName::Participating.as_str()))
        .order_by_asc(Column::Number)
        .all(calls.store.reader())
        .await?;
    let base = visitor.href(&format!("/desk/{}", programme.file.id));
    let has_frames = !programme.file.frames.is_empty();
    let person = |one: application::Model| PersonView {
        number: code(one.number),
        href: format!("{base}/applications/{}", one.id),
        group: if has_frames {
            lines::frame_name(visitor, programme, one.frame.as_deref())
        } else {
            lines::course_name(visitor, programme, &one.course)
        },
        company: super::one::company(visitor, &one.company_name),
        kana: one.company_kana.unwrap_or_default(),
        participant: one.participant_name,
        telephone: one.telephone,
        email: one.email,
    };
    let people: Vec<PersonView> = rows.into_iter().map(person).collect();
    let number = u32::try_from(people.len()).unwrap_or(u32::MAX);
    let page = RosterPage {
        v: visitor,
        count: visitor.say_n("roster-count", "number", number),
        at: visitor.words.date_time(visitor.now),
        has_frames,
        people,
        base: base.clone(),
    };
    let body = page.render().unwrap_or_default();
    let figures = figures(calls, visitor, programme).await?;
    let title = visitor.say("roster-title");
    Ok(in_frame(visitor, programme, &figures, &title, false, &body))
}
