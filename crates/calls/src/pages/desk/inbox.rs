//! The inbox: what is due, oldest first (C11).

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use platform::clock::from_tokyo;
use web::Visitor;

use super::agenda::{TaskView, tasks};
use super::lines::{self, Around, Asked, Choice, LineView};
use super::scans::{ScanView, to_review};
use super::{Figures, figures, has_contacts, in_frame, problems, programme, without_call};
use crate::context::Calls;
use crate::domain::application::StateName;
use crate::domain::definition::Programme;
use crate::error::Result;
use crate::store::queries::applications::{Due, Sort};

/// A call to choose.
struct CallView {
    href: String,
    name: String,
    year: String,
    overdue: u64,
    today: u64,
    /// Stamped scans that somebody has to look at.
    scans: u64,
    applications: u64,
}

#[derive(Template)]
#[template(path = "desk-choose.html")]
struct ChoosePage<'a> {
    v: &'a Visitor,
    calls: Vec<CallView>,
}

/// `GET /desk`
pub(super) async fn choose(State(calls): State<Calls>, visitor: Visitor) -> Response {
    let mut views = Vec::new();
    for programme in calls.catalogue.iter() {
        let figures = match figures(&calls, &visitor, programme).await {
            Ok(figures) => figures,
            Err(error) => return problems::page(&visitor, &error),
        };
        views.push(CallView {
            href: visitor.href(&format!("/desk/{}", programme.file.id)),
            name: programme
                .file
                .short_name
                .in_language(visitor.language())
                .to_owned(),
            year: super::super::programmes::fiscal_year(&visitor, programme),
            overdue: figures.overdue,
            today: figures.today,
            scans: figures.scans,
            applications: figures.applications,
        });
    }
    views.sort_by_key(|call| std::cmp::Reverse((call.overdue, call.today, call.scans, call.applications)));
    let body = ChoosePage {
        v: &visitor,
        calls: views,
    }
    .render()
    .unwrap_or_default();
    without_call(&visitor, &visitor.say("desk-choose-programme"), &body).into_response()
}

#[derive(Template)]
#[template(path = "desk-inbox.html")]
struct InboxPage<'a> {
    v: &'a Visitor,
    base: String,
    figures: &'a Figures,
    capacity: u32,
    closing: Option<String>,
    text: &'a str,
    frames: Vec<Choice>,
    lines: Vec<LineView>,
    pages: super::list::Pages,
    /// The list of those to be called was asked for in part.
    filtered: bool,
    has_frames: bool,
    /// The call has a step in which companies are called.
    keeps_contacts: bool,
    scans: Vec<ScanView>,
    tasks: Vec<TaskView>,
    mails: Vec<String>,
    mails_href: String,
}

/// `GET /desk/{programme}`
pub(super) async fn page(
    State(calls): State<Calls>,
    Path(id): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
    visitor: Visitor,
) -> Response {
    let programme = match programme(&calls, &visitor, &id) {
        Ok(programme) => programme,
        Err(page) => return page,
    };
    match body(&calls, &visitor, &programme, &pairs).await {
        Ok((figures, body)) => {
            let title = visitor.say("desk-inbox");
            in_frame(&visitor, &programme, &figures, &title, false, &body).into_response()
        }
        Err(error) => problems::page(&visitor, &error),
    }
}

async fn body(
    calls: &Calls,
    visitor: &Visitor,
    programme: &Programme,
    pairs: &[(String, String)],
) -> Result<(Figures, String)> {
    let reader = calls.store.reader();
    let figures = figures(calls, visitor, programme).await?;
    let mut asked = Asked::read(visitor, programme, pairs);
    asked.filter.states = vec![StateName::Received];
    // Whoever has no deadline any more is not called: only figures are left of it.
    asked.filter.due.get_or_insert(Due::Any);
    let (rows, total) = lines::page(reader, &mut asked, (Sort::Due, false)).await?;
    let around = Around {
        programme,
        twins: lines::twins(reader, programme, &rows).await?,
        contacts: lines::contacts(reader, &rows).await?,
    };
    let base = visitor.href(&format!("/desk/{}", programme.file.id));
    // The state is the inbox's own, not the address's.
    asked.filter.states.clear();
    asked.filter.due.take_if(|due| *due == Due::Any);
    let page = InboxPage {
        v: visitor,
        figures: &figures,
        capacity: programme.file.selection.capacity,
        closing: closing(visitor, programme),
        text: &asked.text,
        frames: lines::frames(visitor, programme, asked.filter.frame.as_deref()),
        pages: super::list::Pages::new(&asked, &base, Sort::Due, false, total),
        has_frames: !programme.file.frames.is_empty(),
        keeps_contacts: has_contacts(programme),
        filtered: asked.is_filtered(),
        scans: to_review(reader, visitor, programme).await?,
        tasks: tasks(reader, visitor, programme).await?,
        mails: super::mails::trouble(calls, visitor).await?,
        mails_href: visitor.href("/desk/mails"),
        lines: rows
            .iter()
            .map(|line| lines::view(visitor, &around, line))
            .collect(),
        base,
    };
    let body = page.render().unwrap_or_default();
    Ok((figures, body))
}

/// How long the last window stays open.
fn closing(visitor: &Visitor, programme: &Programme) -> Option<String> {
    let closes = programme
        .file
        .courses
        .iter()
        .map(|course| from_tokyo(course.closes))
        .max()?;
    (visitor.now < closes).then(|| visitor.words.duration(closes.duration_since(visitor.now)))
}
