//! The environment questionnaire: one question at a time, then everything at a glance.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use platform::forms::{self, Field, FieldKind, is_asked};
use web::form::{self, named, render, typed_in, views};
use web::view::Answered;
use web::{Page, Posted, Routes, Visitor};

use super::opened::{Opened, base, said};
use super::{OWN, problems};
use crate::context::Workbench;
use crate::domain::record::{Entry, Kind, Slot};
use crate::error::Error;
use crate::ops::write::{Change, Deed};

pub(super) fn routes() -> Routes<Workbench> {
    Routes::new()
        .get("/workbench/environment", OWN, begin)
        .get("/workbench/environment/overview", OWN, overview)
        .get("/workbench/environment/{field}", OWN, page)
        .post("/workbench/environment/{field}", OWN, answer)
}

struct Choice {
    id: String,
    label: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "workbench-environment.html")]
struct FieldPage<'a> {
    v: &'a Visitor,
    section: String,
    label: &'a str,
    hint: &'a str,
    place: usize,
    of: usize,
    /// Buttons, for one of a few.
    choices: Vec<Choice>,
    /// A field, for everything else.
    field: String,
    errors: Vec<(String, String)>,
    version: i64,
    previous: Option<String>,
    action: String,
    conflict: bool,
}

fn fields(workbench: &Workbench) -> impl Iterator<Item = &Field> {
    workbench
        .catalogue
        .environment
        .sections
        .iter()
        .flat_map(|section| &section.fields)
}

/// The fields that are asked, given the answers so far.
fn asked<'w>(workbench: &'w Workbench, answers: &forms::Answers) -> Vec<&'w Field> {
    fields(workbench)
        .filter(|field| is_asked(field, answers))
        .collect()
}

fn path_of(field: &Field) -> String {
    format!("/workbench/environment/{}", field.id)
}

/// The first field without an answer after `after`, then from the beginning; the overview when there is none.
fn next_path(workbench: &Workbench, answers: &forms::Answers, after: Option<&str>) -> String {
    let asked = asked(workbench, answers);
    let start = after
        .and_then(|id| asked.iter().position(|field| field.id == id))
        .map_or(0, |place| place + 1);
    let open = |field: &&&Field| answers.get(&field.id).is_none();
    let next = asked[start..]
        .iter()
        .find(open)
        .or_else(|| asked.iter().find(open));
    next.map_or_else(
        || "/workbench/environment/overview".to_owned(),
        |field| path_of(field),
    )
}

/// `GET /workbench/environment`
async fn begin(State(workbench): State<Workbench>, visitor: Visitor) -> Response {
    match Opened::own(&workbench, &visitor).await {
        Ok(opened) => {
            let path = next_path(&workbench, &opened.book().environment, None);
            Redirect::to(&visitor.href(&path)).into_response()
        }
        Err(page) => page,
    }
}

fn find<'w>(workbench: &'w Workbench, id: &str) -> Result<&'w Field, Error> {
    fields(workbench)
        .find(|field| field.id == id)
        .ok_or(Error::NotFound)
}

/// `GET /workbench/environment/{field}`
async fn page(State(workbench): State<Workbench>, Path(id): Path<String>, visitor: Visitor) -> Response {
    let field = match find(&workbench, &id) {
        Ok(field) => field,
        Err(error) => return problems::page(&visitor, &error),
    };
    match Opened::own(&workbench, &visitor).await {
        Ok(opened) => show(&workbench, &visitor, &opened, field, &[], &[], false),
        Err(page) => page,
    }
}

fn show(
    workbench: &Workbench,
    visitor: &Visitor,
    opened: &Opened<'_>,
    field: &Field,
    sent: &[(String, String)],
    errors: &[forms::FieldError],
    conflict: bool,
) -> Response {
    let answers = &opened.book().environment;
    let one = std::slice::from_ref(field);
    let typed = typed_in(one, answers, sent);
    let asked = asked(workbench, answers);
    let place = asked.iter().position(|other| other.id == field.id).unwrap_or(0);
    let section = workbench
        .catalogue
        .environment
        .sections
        .iter()
        .find(|section| section.fields.iter().any(|other| other.id == field.id));
    let buttons = field.kind == FieldKind::Choice;
    let chosen = answers.values(&field.id);
    let page = FieldPage {
        v: visitor,
        section: section
            .and_then(|section| section.title.as_ref())
            .map_or_else(String::new, |title| said(visitor, title).to_owned()),
        label: said(visitor, &field.label),
        hint: field.hint.as_ref().map_or("", |hint| said(visitor, hint)),
        place: place + 1,
        of: asked.len(),
        choices: field
            .options
            .iter()
            .filter(|_| buttons)
            .map(|option| Choice {
                id: option.id.clone(),
                label: said(visitor, &option.label).to_owned(),
                chosen: chosen.contains(&option.id),
            })
            .collect(),
        field: if buttons {
            String::new()
        } else {
            render(visitor, &views(visitor, one, &typed, errors))
        },
        errors: errors
            .iter()
            .map(|error| named(visitor, one.iter(), error))
            .collect(),
        version: opened.version(&Slot::new(Kind::Environment, &field.id)),
        previous: place
            .checked_sub(1)
            .and_then(|place| asked.get(place))
            .map(|field| visitor.href(&path_of(field))),
        action: visitor.href(&path_of(field)),
        conflict,
    };
    let wrong = !errors.is_empty();
    let shown = Page::public(visitor, said(visitor, &field.label))
        .with_errors(wrong)
        .at(&path_of(field))
        .show(&page);
    if wrong { problems::invalid(shown) } else { shown }
}

/// `POST /workbench/environment/{field}`: saves one answer and goes on.
async fn answer(
    State(workbench): State<Workbench>,
    Path(id): Path<String>,
    visitor: Visitor,
    posted: Posted,
) -> Response {
    let field = match find(&workbench, &id) {
        Ok(field) => field,
        Err(error) => return problems::page(&visitor, &error),
    };
    let opened = match Opened::own(&workbench, &visitor).await {
        Ok(opened) => opened,
        Err(page) => return page,
    };
    let mut answers = opened.book().environment.clone();
    let reading = forms::read(std::slice::from_ref(field), &posted.pairs, &answers);
    if !reading.errors.is_empty() {
        return show(
            &workbench,
            &visitor,
            &opened,
            field,
            &posted.pairs,
            &reading.errors,
            false,
        );
    }
    let Some(given) = reading.answers.get(&field.id).cloned() else {
        // Nothing said: the question stays open, and the next one is shown.
        answers.set(&field.id, forms::Answer::Text(String::new()));
        let path = next_path(&workbench, &answers, Some(&field.id));
        return Redirect::to(&visitor.href(&path)).into_response();
    };
    answers.set(&field.id, given.clone());
    let mut changes = vec![Change::put(
        Entry::Environment(field.id.clone(), given),
        base(posted.text("version")),
    )];
    // What is no longer asked is no longer answered.
    for other in fields(&workbench) {
        if answers.get(&other.id).is_some() && !is_asked(other, &answers) {
            answers.remove(&other.id);
            changes.push(Change {
                deed: Deed::Remove(Slot::new(Kind::Environment, &other.id)),
                base: None,
            });
        }
    }
    match opened.write("environment.answered", changes).await {
        Ok(()) => {
            let path = next_path(&workbench, &answers, Some(&field.id));
            Redirect::to(&visitor.href(&path)).into_response()
        }
        Err(Error::Conflict(_)) => match Opened::own(&workbench, &visitor).await {
            Ok(opened) => {
                let mut page = show(&workbench, &visitor, &opened, field, &posted.pairs, &[], true);
                *page.status_mut() = axum::http::StatusCode::CONFLICT;
                page
            }
            Err(page) => page,
        },
        Err(error) => problems::page(&visitor, &error),
    }
}

struct SectionView {
    title: String,
    answers: Vec<Answered>,
}

#[derive(Template)]
#[template(path = "workbench-overview.html")]
struct OverviewPage<'a> {
    v: &'a Visitor,
    sections: Vec<SectionView>,
    open: usize,
    next: String,
}

/// `GET /workbench/environment/overview`
async fn overview(State(workbench): State<Workbench>, visitor: Visitor) -> Response {
    let opened = match Opened::own(&workbench, &visitor).await {
        Ok(opened) => opened,
        Err(page) => return page,
    };
    let answers = &opened.book().environment;
    let sections = workbench.catalogue.environment.sections.iter();
    let page = OverviewPage {
        v: &visitor,
        sections: sections
            .map(|section| SectionView {
                title: section
                    .title
                    .as_ref()
                    .map_or_else(String::new, |title| said(&visitor, title).to_owned()),
                answers: section
                    .fields
                    .iter()
                    .filter(|field| is_asked(field, answers))
                    .map(|field| Answered {
                        label: said(&visitor, &field.label).to_owned(),
                        values: form::answer_words(&visitor, field, answers),
                        change: Some(visitor.href(&path_of(field))),
                    })
                    .collect(),
            })
            .collect(),
        open: asked(&workbench, answers)
            .iter()
            .filter(|field| answers.get(&field.id).is_none())
            .count(),
        next: visitor.href(&next_path(&workbench, answers, None)),
    };
    Page::public(&visitor, &visitor.say("workbench-environment")).show(&page)
}
