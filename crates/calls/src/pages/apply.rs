//! The application form: task list and one section a page (P4). Nothing typed is ever lost.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use platform::clock::from_tokyo;
use platform::forms::{FieldError, Form, Progress, Section, progress};
use platform::text::{Language, Text};
use web::form::{named, render, typed, views};
use web::page::FORM_ELEMENT;
use web::{Page, Posted, Visitor, error};

use super::answers::{Line, as_typed};
use super::{problems, unmet};
use crate::context::Calls;
use crate::domain::definition::Programme;
use crate::domain::definition::programme::Course;
use crate::domain::self_check::{Verdict, verdict_of};
use crate::ops::draft::{self, Contents, Draft, SaveDraft};
use crate::ops::submit::window_is_open;

/// The form of applications.
pub(super) const FORM: &str = "application";

/// The call, its form and this browser's draft; or the page to show instead.
pub(super) async fn open(
    calls: &Calls,
    visitor: &Visitor,
    id: &str,
) -> Result<(Arc<Programme>, Form, Draft), Response> {
    let programme = problems::programme(calls, visitor, id)?;
    let form = programme.form(FORM).cloned();
    let form = form.ok_or_else(|| error::page(visitor, StatusCode::NOT_FOUND, "error-not-found"))?;
    let draft = draft::find(&calls.store, &visitor.browser, &programme).await;
    let draft = draft.map_err(|error| problems::page(visitor, &error))?;
    match draft {
        // Whoever has not been through the questions begins there.
        None => Err(to(visitor, &programme, "check")),
        Some(draft) if draft.application.is_some() => Err(to(visitor, &programme, "receipt")),
        Some(draft) if verdict_of(&programme.file.eligibility.rules, &draft.eligibility) == Verdict::Fail => {
            Err(to(visitor, &programme, "check/result"))
        }
        Some(draft) => Ok((programme, form, draft)),
    }
}

pub(super) fn to(visitor: &Visitor, programme: &Programme, page: &str) -> Response {
    Redirect::to(&visitor.href(&format!("/programmes/{}/{page}", programme.file.id))).into_response()
}

/// Why nothing can be sent now, while something can still be read and typed: the window is not open (C6).
pub(super) fn shut(visitor: &Visitor, programme: &Programme) -> Option<String> {
    let courses = &programme.file.courses;
    let is_open = |course: &Course| window_is_open(course, visitor.now).is_ok();
    if courses.iter().any(is_open) {
        return None;
    }
    let opens = courses.iter().map(|course| from_tokyo(course.opens)).min()?;
    if visitor.now < opens {
        return Some(visitor.say1("apply-not-open", "at", visitor.words.date_time(opens)));
    }
    let closed = courses.iter().map(|course| from_tokyo(course.closes)).max()?;
    Some(visitor.say1("apply-closed", "at", visitor.words.deadline(closed)))
}

/// The same over what was typed: after the close it can still be read.
fn shut_draft(visitor: &Visitor, programme: &Programme, contents: &Contents) -> Option<String> {
    let shut = shut(visitor, programme)?;
    let kept = is_closed(visitor, programme) && !contents.is_empty();
    Some(match visitor.language() {
        _ if !kept => shut,
        Language::Ja => shut + &visitor.say("apply-closed-typed"),
        Language::En => shut + " " + &visitor.say("apply-closed-typed"),
    })
}

/// Whether every window has closed: nothing can be sent any more, and what was typed can still be read.
pub(super) fn is_closed(visitor: &Visitor, programme: &Programme) -> bool {
    let mut courses = programme.file.courses.iter();
    courses.all(|course| visitor.now >= from_tokyo(course.closes))
}

/// A section as a line of the task list.
struct Task {
    href: String,
    title: String,
    state: &'static str,
    class: &'static str,
}

#[derive(Template)]
#[template(path = "apply.html")]
struct TasksPage<'a> {
    v: &'a Visitor,
    base: String,
    name: &'a str,
    tasks: Vec<Task>,
    done: usize,
    shut: Option<String>,
    /// There is something that could be dropped.
    typed: bool,
    /// It can only be read.
    closed: bool,
}

/// `GET /programmes/{programme}/apply`
pub(super) async fn tasks(State(calls): State<Calls>, Path(id): Path<String>, visitor: Visitor) -> Response {
    let (programme, form, draft) = match open(&calls, &visitor, &id).await {
        Ok(open) => open,
        Err(page) => return page,
    };
    let base = visitor.href(&format!("/programmes/{}", programme.file.id));
    let task = |section: &Section| {
        let (state, class) = match state_of(section, &draft.contents) {
            Progress::Todo => ("apply-section-todo", "mute"),
            Progress::Doing => ("apply-section-doing", "warn"),
            Progress::Done => ("apply-section-done", "ok"),
        };
        let title = section.title.as_ref().map_or_else(String::new, |title| {
            title.in_language(visitor.language()).to_owned()
        });
        Task {
            href: format!("{base}/apply/{}", section.id),
            title,
            state,
            class,
        }
    };
    let tasks: Vec<Task> = form.sections.iter().map(task).collect();
    let page = TasksPage {
        v: &visitor,
        name: programme.file.short_name.in_language(visitor.language()),
        shut: shut_draft(&visitor, &programme, &draft.contents),
        typed: !draft.contents.is_empty(),
        closed: is_closed(&visitor, &programme),
        done: tasks.iter().filter(|task| task.class == "ok").count(),
        base,
        tasks,
    };
    Page::public(&visitor, &visitor.say("apply-title"))
        .render(&page.render().unwrap_or_default())
        .into_response()
}

/// Raw input that could not be taken counts as begun.
pub(super) fn state_of(section: &Section, contents: &Contents) -> Progress {
    let raw = contents.has_wrong(section.fields.iter());
    match progress(&section.fields, &contents.answers) {
        Progress::Todo | Progress::Done if raw => Progress::Doing,
        // A section without required fields counts as done once it was opened and saved; until then it may be skipped.
        state => state,
    }
}

#[derive(Template)]
#[template(path = "section.html")]
struct SectionPage<'a> {
    v: &'a Visitor,
    base: String,
    action: String,
    title: &'a str,
    intro: &'a str,
    errors: Vec<(String, String)>,
    /// Why nothing can be sent now.
    shut: Option<String>,
    /// After the close it is read, and typed in no more: the answers in the place of the fields.
    read_only: Option<Vec<Line>>,
    /// What the rules say against these answers, as HTML.
    unmet: String,
    fields: String,
    number: usize,
    count: usize,
    from_check: bool,
}

/// `GET /programmes/{programme}/apply/{section}`
pub(super) async fn section(
    State(calls): State<Calls>,
    Path((id, section)): Path<(String, String)>,
    visitor: Visitor,
) -> Response {
    let (programme, form, draft) = match open(&calls, &visitor, &id).await {
        Ok(open) => open,
        Err(page) => return page,
    };
    section_page(&visitor, &programme, &form, &section, &draft.contents, &[])
}

fn words<'t>(visitor: &Visitor, text: Option<&'t Text>) -> &'t str {
    text.map_or("", |text| text.in_language(visitor.language()))
}

pub(super) fn section_page(
    visitor: &Visitor,
    programme: &Programme,
    form: &Form,
    section: &str,
    contents: &Contents,
    errors: &[FieldError],
) -> Response {
    let Some(index) = form.sections.iter().position(|one| one.id == section) else {
        return error::page(visitor, StatusCode::NOT_FOUND, "error-not-found");
    };
    let section = &form.sections[index];
    let path = format!("/programmes/{}/apply/{}", programme.file.id, section.id);
    let typed = typed(&contents.answers, &contents.raw);
    let closed = is_closed(visitor, programme);
    let page = SectionPage {
        v: visitor,
        action: visitor.href(&path),
        base: visitor.href(&format!("/programmes/{}", programme.file.id)),
        title: words(visitor, section.title.as_ref()),
        intro: words(visitor, section.intro.as_ref()),
        errors: errors
            .iter()
            .map(|error| named(visitor, section.fields.iter(), error))
            .collect(),
        shut: shut_draft(visitor, programme, contents),
        read_only: closed.then(|| as_typed(visitor, section, contents)),
        unmet: if closed || !errors.is_empty() {
            String::new()
        } else {
            unmet::notice_in(visitor, programme, form, section, contents)
        },
        fields: render(visitor, &views(visitor, &section.fields, &typed, errors)),
        number: index + 1,
        count: form.sections.len(),
        from_check: visitor.path_and_query.ends_with("?from=check"),
    };
    let status = if errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let body = page.render().unwrap_or_default();
    let frame = Page::public(visitor, page.title)
        .with_errors(!errors.is_empty())
        .at(&if page.from_check {
            format!("{path}?from=check")
        } else {
            path
        });
    let frame = if closed {
        frame
    } else {
        frame.typed_in(FORM_ELEMENT)
    };
    (status, frame.render(&body)).into_response()
}

/// `POST /programmes/{programme}/apply/{section}`
pub(super) async fn save(
    State(calls): State<Calls>,
    Path((id, section)): Path<(String, String)>,
    visitor: Visitor,
    posted: Posted,
) -> Response {
    let (programme, form, draft) = match open(&calls, &visitor, &id).await {
        Ok(open) => open,
        Err(page) => return page,
    };
    let Some(index) = form.sections.iter().position(|one| one.id == section) else {
        return error::page(&visitor, StatusCode::NOT_FOUND, "error-not-found");
    };
    let mut contents = draft.contents;
    let errors = contents.take(form.sections[index].fields.iter(), &posted.pairs);
    let save = SaveDraft {
        programme: Arc::clone(&programme),
        browser: visitor.browser.clone(),
        language: visitor.language(),
        eligibility: None,
        contents: Some(contents.clone()),
    };
    if let Err(error) = calls.store.run(&save).await {
        return problems::page(&visitor, &error);
    }
    if posted.has("later") {
        return to(&visitor, &programme, "apply");
    }
    let from_check = posted.has("from_check");
    // The other language shows what was typed, right or wrong; after the close there is nothing to go on with.
    if posted.changes_language() || is_closed(&visitor, &programme) {
        let query = if from_check { "?from=check" } else { "" };
        return to(&visitor, &programme, &format!("apply/{section}{query}"));
    }
    if !errors.is_empty() {
        return section_page(&visitor, &programme, &form, &section, &contents, &errors);
    }
    let next = form.sections[index + 1..]
        .iter()
        .find(|section| state_of(section, &contents) != Progress::Done);
    match next {
        Some(section) if !from_check => to(&visitor, &programme, &format!("apply/{}", section.id)),
        _ => to(&visitor, &programme, "apply/check"),
    }
}
