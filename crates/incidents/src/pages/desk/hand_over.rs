//! The change of shifts: everything that is open, what to know next, who has read it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use platform::store::At;
use sea_orm::prelude::Uuid;
use web::view::Chip;
use web::{Flash, Posted, Visitor};

use super::super::{problems, said};
use super::Desk;
use super::queue::names;
use crate::context::Incidents;
use crate::domain::case::StateName;
use crate::error::{Error, Result};
use crate::ops::hand_over::{HandOver, ReadHandOver};
use crate::read::{self, Case};
use crate::store::queries::{self, Filter, Sort};

/// Notes shown.
const NOTES: u64 = 10;

struct NoteView {
    at: String,
    who: String,
    text: String,
    open: usize,
    readers: Vec<String>,
    /// Where to say that one has read it.
    read: Option<String>,
}

struct OpenView {
    href: String,
    number: String,
    title: String,
    company: String,
    severity: Chip,
    owed: String,
    due: String,
    late: bool,
    assignee: String,
}

#[derive(Template)]
#[template(path = "desk-support-hand-over.html")]
struct HandOverPage<'a> {
    v: &'a Visitor,
    now: String,
    open: Vec<OpenView>,
    notes: Vec<NoteView>,
    works: bool,
    typed: &'a str,
    error: Option<String>,
}

/// `GET /desk/support/hand-over`
pub(super) async fn page(State(incidents): State<Incidents>, visitor: Visitor) -> Response {
    show(&incidents, &visitor, "", None).await
}

async fn show(incidents: &Incidents, visitor: &Visitor, typed: &str, error: Option<String>) -> Response {
    let has_errors = error.is_some();
    let page = match body(incidents, visitor, typed, error).await {
        Ok(page) => page,
        Err(error) => return problems::page(visitor, &error),
    };
    match Desk::new(incidents, visitor, &visitor.say("support-hand-over")).await {
        Ok(desk) if has_errors => problems::invalid(desk.with_errors(true).show(&page)),
        Ok(desk) => desk.show(&page),
        Err(page) => page,
    }
}

async fn body<'a>(
    incidents: &Incidents,
    visitor: &'a Visitor,
    typed: &'a str,
    error: Option<String>,
) -> Result<HandOverPage<'a>> {
    Ok(HandOverPage {
        v: visitor,
        now: said::when(visitor, visitor.now),
        open: open(incidents, visitor).await?,
        notes: notes(incidents, visitor).await?,
        works: visitor.may("support.work"),
        typed,
        error,
    })
}

async fn open(incidents: &Incidents, visitor: &Visitor) -> Result<Vec<OpenView>> {
    let reader = incidents.store.reader();
    let filter = Filter {
        states: StateName::OPEN.to_vec(),
        ..Filter::default()
    };
    let mut rows = Vec::new();
    for page in 0.. {
        let (some, total) = queries::queue(reader, &filter, Sort::Due, page).await?;
        rows.extend(some);
        if (page + 1) * queries::PAGE >= total {
            break;
        }
    }
    let cases: Vec<Case> = rows.into_iter().map(Case::try_from).collect::<Result<_>>()?;
    let names = names(incidents, &cases).await?;
    let ids: Vec<_> = cases.iter().map(|case| case.id).collect();
    let titles = read::titles(reader, &ids).await?;
    let view = |case: &Case| OpenView {
        href: visitor.href(&format!("/desk/support/cases/{}", case.id)),
        number: crate::code(case.number),
        title: said::title(visitor, case, titles.get(&case.id)),
        company: names.get(&case.company).cloned().unwrap_or_default(),
        severity: said::severity(visitor, case.severity),
        owed: said::owed(visitor, case),
        due: case.due.map(|due| said::when(visitor, due)).unwrap_or_default(),
        late: case.is_late(visitor.now),
        assignee: case.assignee.clone().map(|(_, name)| name).unwrap_or_default(),
    };
    Ok(cases.iter().map(view).collect())
}

async fn notes(incidents: &Incidents, visitor: &Visitor) -> Result<Vec<NoteView>> {
    let reader = incidents.store.reader();
    let notes = queries::hand_overs(reader, NOTES).await?;
    let ids: Vec<Uuid> = notes.iter().map(|note| note.id).collect();
    let readers = queries::readers(reader, &ids).await?;
    let mut views = Vec::new();
    for note in notes {
        let text = incidents
            .vault
            .open_of_house(&crate::ops::hand_over::place(note.id), &note.text)?;
        let of_note = || readers.iter().filter(|read| read.hand_over_id == note.id);
        let has_read = of_note().any(|read| Some(read.staff_id) == visitor.actor.staff_id());
        let own = Some(note.staff_id) == visitor.actor.staff_id();
        let path = format!("/desk/support/hand-over/{}/read", note.id);
        views.push(NoteView {
            at: said::when(visitor, note.at.instant()),
            who: note.staff_name.clone(),
            text: String::from_utf8_lossy(&text).into_owned(),
            open: serde_json::from_str::<Vec<String>>(&note.cases).map_or(0, |cases| cases.len()),
            readers: of_note()
                .map(|read| {
                    format!(
                        "{}　{}",
                        read.staff_name,
                        said::when(visitor, At::instant(read.at))
                    )
                })
                .collect(),
            read: (visitor.may("support.work") && !has_read && !own).then(|| visitor.href(&path)),
        });
    }
    Ok(views)
}

/// `POST /desk/support/hand-over`
pub(super) async fn write(State(incidents): State<Incidents>, visitor: Visitor, posted: Posted) -> Response {
    let hand_over = HandOver {
        vault: incidents.vault.clone(),
        text: posted.text("text").to_owned(),
        actor: visitor.actor.clone(),
    };
    match incidents.store.run(&hand_over).await {
        Ok(_) => Flash::done("support-handed-over").redirect(&visitor, "/desk/support/hand-over"),
        Err(error @ (Error::Missing(_) | Error::TooLong(_))) => {
            let error = problems::of_text(&visitor, &error, "support-missing-hand-over");
            show(&incidents, &visitor, posted.text("text"), Some(error)).await
        }
        Err(error) => problems::page(&visitor, &error),
    }
}

/// `POST /desk/support/hand-over/{note}/read`
pub(super) async fn read(
    State(incidents): State<Incidents>,
    Path(note): Path<String>,
    visitor: Visitor,
    _posted: Posted,
) -> Response {
    let Ok(note) = note.parse() else {
        return problems::page(&visitor, &Error::NotFound);
    };
    let read = ReadHandOver {
        note,
        actor: visitor.actor.clone(),
    };
    match incidents.store.run(&read).await {
        Ok(()) => Flash::done("support-note-read").redirect(&visitor, "/desk/support/hand-over"),
        Err(error) => problems::page(&visitor, &error),
    }
}
