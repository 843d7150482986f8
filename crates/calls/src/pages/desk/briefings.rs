//! Who registered for which briefing (C17).

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse, Response};
use contracts::ids::RegistrationId;
use documents::sheet::ColumnKind::{DateTime, Text};
use documents::sheet::{Cell, ColumnKind, Sheet};
use platform::clock::from_tokyo;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use web::{Flash, Posted, Visitor};

use super::confirm::ConfirmPage;
use super::files::{self, FileKind, columns, moment};
use super::{figures, in_frame, problems, programme};
use crate::context::Calls;
use crate::domain::definition::Programme;
use crate::domain::definition::delivery::Briefing;
use crate::error::{Error, Result};
use crate::ops::briefing::Mode;
use crate::ops::cancel_registration::{CancelRegistration, letter_to_guest};
use crate::store::entities::registration::{Column, Entity, Model};

/// Who registered, as shown.
struct GuestView {
    company: String,
    name: String,
    email: String,
    mode: String,
    at: String,
    cancelled: Option<String>,
    /// Where its place is cancelled; none for those who only read, and once it has begun.
    cancel: Option<String>,
}

/// A briefing as shown.
struct BriefingView {
    when: String,
    /// Mode and "12 of 30".
    seats: Vec<(String, String)>,
    guests: Vec<GuestView>,
}

#[derive(Template)]
#[template(path = "desk-briefings.html")]
struct BriefingsPage<'a> {
    v: &'a Visitor,
    base: String,
    briefings: Vec<BriefingView>,
}

/// Registrations by briefing, first come first.
async fn registrations(calls: &Calls, programme: &Programme) -> Result<BTreeMap<String, Vec<Model>>> {
    let rows = Entity::find()
        .filter(Column::ProgrammeId.eq(&programme.file.id))
        .order_by_asc(Column::RegisteredAt)
        .order_by_asc(Column::Id)
        .all(calls.store.reader())
        .await?;
    let mut by_briefing: BTreeMap<String, Vec<Model>> = BTreeMap::new();
    for row in rows {
        by_briefing.entry(row.briefing_id.clone()).or_default().push(row);
    }
    Ok(by_briefing)
}

/// `GET /desk/{programme}/briefings`
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
    let mut registered = registrations(calls, programme).await?;
    let briefings = programme.delivery.briefings.iter();
    let page = BriefingsPage {
        v: visitor,
        base: visitor.href(&format!("/desk/{}", programme.file.id)),
        briefings: briefings
            .map(|briefing| {
                view(
                    visitor,
                    briefing,
                    registered.remove(&briefing.id).unwrap_or_default(),
                )
            })
            .collect(),
    };
    let body = page.render().unwrap_or_default();
    let figures = figures(calls, visitor, programme).await?;
    let title = visitor.say("desk-briefings");
    Ok(in_frame(visitor, programme, &figures, &title, false, &body))
}

fn view(visitor: &Visitor, briefing: &Briefing, rows: Vec<Model>) -> BriefingView {
    let taken = |mode: Mode| {
        let of_mode = rows.iter().filter(|row| row.mode == mode.as_str());
        of_mode.filter(|row| row.cancelled_at.is_none()).count()
    };
    let seats = [Mode::OnSite, Mode::Online].into_iter().filter_map(|mode| {
        let words = match mode.seats(briefing) {
            Some(seats) => visitor.say2("briefings-taken-of", "taken", taken(mode), "seats", seats),
            None if taken(mode) > 0 => visitor.say1("briefings-taken", "taken", taken(mode)),
            None => return None,
        };
        Some((mode_name(visitor, mode.as_str()), words))
    });
    BriefingView {
        when: visitor.words.date_time(from_tokyo(briefing.starts)),
        seats: seats.collect(),
        guests: rows
            .into_iter()
            .map(|row| guest(visitor, row, visitor.now < from_tokyo(briefing.starts)))
            .collect(),
    }
}

fn mode_name(visitor: &Visitor, mode: &str) -> String {
    let online = mode == Mode::Online.as_str();
    visitor.say(if online {
        "briefings-online"
    } else {
        "briefings-on-site"
    })
}

fn guest(visitor: &Visitor, row: Model, may_change: bool) -> GuestView {
    let cancelled = row.cancelled_at.map(|at| visitor.words.date_time(at.instant()));
    let cancel = may_change && cancelled.is_none() && visitor.may("desk.work");
    GuestView {
        cancel: cancel.then(|| {
            visitor.href(&format!(
                "/desk/{}/registrations/{}/cancel",
                row.programme_id, row.id
            ))
        }),
        mode: mode_name(visitor, &row.mode),
        at: visitor.words.date_time(row.registered_at.instant()),
        company: row.company_name,
        name: row.name,
        email: row.email,
        cancelled: cancelled.map(|at| visitor.say1("briefings-cancelled", "at", at)),
    }
}

/// `GET /desk/{programme}/registrations/{registration}/cancel`: a second look, because the seat goes to somebody else.
pub(super) async fn confirm_cancel(
    State(calls): State<Calls>,
    Path((id, registration)): Path<(String, String)>,
    visitor: Visitor,
) -> Response {
    let programme = match programme(&calls, &visitor, &id) {
        Ok(programme) => programme,
        Err(page) => return page,
    };
    match registered(&calls, &programme, &registration).await {
        Ok((row, briefing)) => {
            let page = second_look(&visitor, &programme, briefing, row);
            page.show(&calls, &programme).await
        }
        Err(error) => problems::page(&visitor, &error),
    }
}

/// A registration that stands, with its briefing.
async fn registered<'a>(calls: &Calls, programme: &'a Programme, id: &str) -> Result<(Model, &'a Briefing)> {
    let id: RegistrationId = id.parse().map_err(|_| Error::NotFound)?;
    let row = Entity::find_by_id(id)
        .filter(Column::ProgrammeId.eq(&programme.file.id))
        .one(calls.store.reader())
        .await?
        .ok_or(Error::NotFound)?;
    if row.cancelled_at.is_some() {
        return Err(Error::OutOfOrder("the registration is cancelled already"));
    }
    let briefing = programme.delivery.briefing(&row.briefing_id);
    Ok((row, briefing.ok_or(Error::NotFound)?))
}

fn second_look<'a>(
    visitor: &'a Visitor,
    programme: &Programme,
    briefing: &Briefing,
    row: Model,
) -> ConfirmPage<'a> {
    let base = visitor.href(&format!("/desk/{}", programme.file.id));
    ConfirmPage {
        v: visitor,
        title: visitor.say("briefings-cancel-title"),
        back: (format!("{base}/briefings"), visitor.say("desk-briefings")),
        effects: vec![visitor.say("briefings-cancel-effect")],
        letter: Some(letter_to_guest(programme, briefing, &row)),
        facts: vec![
            (
                visitor.say("briefings-when"),
                visitor.words.date_time(from_tokyo(briefing.starts)),
            ),
            (visitor.say("briefings-mode"), mode_name(visitor, &row.mode)),
            (visitor.say("desk-column-company"), row.company_name),
            (visitor.say("briefings-name"), row.name),
        ],
        hidden: Vec::new(),
        action: format!("{base}/registrations/{}/cancel", row.id),
        button: visitor.say("briefings-cancel"),
        editable: false,
    }
}

/// `POST /desk/{programme}/registrations/{registration}/cancel`: the guest called and does not come.
pub(super) async fn cancel(
    State(calls): State<Calls>,
    Path((id, registration)): Path<(String, String)>,
    visitor: Visitor,
    _: Posted,
) -> Response {
    let programme = match programme(&calls, &visitor, &id) {
        Ok(programme) => programme,
        Err(page) => return page,
    };
    let Ok(registration) = registration.parse() else {
        return problems::page(&visitor, &Error::NotFound);
    };
    let cancel = CancelRegistration {
        programme: Arc::clone(&programme),
        registration,
        actor: visitor.actor.clone(),
    };
    match calls.store.run(&cancel).await {
        Ok(()) => {
            let path = format!("/desk/{}/briefings", programme.file.id);
            Flash::done("registration-cancelled").redirect(&visitor, &path)
        }
        Err(error) => problems::page(&visitor, &error),
    }
}

/// `GET /desk/{programme}/briefings.xlsx`
pub(super) async fn xlsx(State(calls): State<Calls>, Path(id): Path<String>, visitor: Visitor) -> Response {
    file(&calls, &visitor, &id, FileKind::Xlsx).await
}

/// `GET /desk/{programme}/briefings.csv`
pub(super) async fn csv(
    State(calls): State<Calls>,
    Path(id): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
    visitor: Visitor,
) -> Response {
    file(&calls, &visitor, &id, FileKind::csv(&pairs)).await
}

const COLUMNS: [(&str, ColumnKind); 7] = [
    ("briefings-when", DateTime),
    ("briefings-mode", Text),
    ("desk-column-company", Text),
    ("briefings-name", Text),
    ("export-column-email", Text),
    ("briefings-registered", DateTime),
    ("briefings-cancelled-at", DateTime),
];

async fn file(calls: &Calls, visitor: &Visitor, id: &str, kind: FileKind) -> Response {
    let programme = match programme(calls, visitor, id) {
        Ok(programme) => programme,
        Err(page) => return page,
    };
    let mut registered = match registrations(calls, &programme).await {
        Ok(registered) => registered,
        Err(error) => return problems::page(visitor, &error),
    };
    let mut rows = Vec::new();
    for briefing in &programme.delivery.briefings {
        for row in registered.remove(&briefing.id).unwrap_or_default() {
            rows.push(vec![
                Cell::DateTime(briefing.starts),
                Cell::text(mode_name(visitor, &row.mode)),
                Cell::text(row.company_name),
                Cell::text(row.name),
                Cell::text(row.email),
                moment(row.registered_at.instant()),
                row.cancelled_at.map_or(Cell::Empty, |at| moment(at.instant())),
            ]);
        }
    }
    let sheet = Sheet {
        name: visitor.say("desk-briefings"),
        columns: columns(visitor, &COLUMNS),
        rows,
    };
    files::hand_out(calls, visitor, &programme, "briefings", &sheet, kind).await
}
