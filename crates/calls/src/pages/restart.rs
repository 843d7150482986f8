//! Beginning anew: dropping what was typed, after a second look; or the next company's application from the same browser.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use platform::forms::Form;
use web::{Page, Posted, Visitor};

use super::answers::{Group, groups};
use super::apply::{open, to};
use super::problems;
use crate::context::Calls;
use crate::ops::draft::{self, Contents, DropDraft, SetAside};

#[derive(Template)]
#[template(path = "restart.html")]
struct RestartPage<'a> {
    v: &'a Visitor,
    base: String,
    groups: Vec<Group>,
}

/// `GET /programmes/{programme}/apply/restart`: what would be lost.
pub(super) async fn confirm(
    State(calls): State<Calls>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Response {
    let (programme, form, draft) = match open(&calls, &visitor, &id).await {
        Ok(open) => open,
        Err(page) => return page,
    };
    let page = RestartPage {
        v: &visitor,
        base: visitor.href(&format!("/programmes/{}", programme.file.id)),
        groups: typed_so_far(&visitor, &form, &draft.contents),
    };
    Page::public(&visitor, &visitor.say("restart-title")).show(&page)
}

/// Sections with everything that stands in them, also what could not be taken yet.
fn typed_so_far(visitor: &Visitor, form: &Form, contents: &Contents) -> Vec<Group> {
    let mut found = groups(visitor, form, &contents.answers);
    for (group, section) in found.iter_mut().zip(&form.sections) {
        group.lines.retain(|line| !line.value.is_empty());
        for field in &section.fields {
            let raw = contents.raw.iter().filter(|(name, _)| *name == field.id);
            group.lines.extend(raw.map(|(_, value)| super::answers::Line {
                label: field.label.in_language(visitor.language()).to_owned(),
                value: value.clone(),
                note: String::new(),
            }));
        }
    }
    found.retain(|group| !group.lines.is_empty());
    found
}

/// `POST /programmes/{programme}/apply/restart`
pub(super) async fn restart(
    State(calls): State<Calls>,
    Path(id): Path<String>,
    visitor: Visitor,
    _: Posted,
) -> Response {
    let programme = match problems::programme(&calls, &visitor, &id) {
        Ok(programme) => programme,
        Err(page) => return page,
    };
    let drop = DropDraft {
        programme: Arc::clone(&programme),
        browser: visitor.browser.clone(),
    };
    match calls.store.run(&drop).await {
        Ok(()) => to(&visitor, &programme, "check"),
        Err(error) => problems::page(&visitor, &error),
    }
}

/// `POST /programmes/{programme}/apply/another`: the next company. What is being filled in is gone on with.
pub(super) async fn another(
    State(calls): State<Calls>,
    Path(id): Path<String>,
    visitor: Visitor,
    _: Posted,
) -> Response {
    let programme = match problems::programme(&calls, &visitor, &id) {
        Ok(programme) => programme,
        Err(page) => return page,
    };
    let aside = SetAside {
        programme: Arc::clone(&programme),
        browser: visitor.browser.clone(),
    };
    if let Err(error) = calls.store.run(&aside).await {
        return problems::page(&visitor, &error);
    }
    match draft::find(&calls.store, &visitor.browser, &programme).await {
        Ok(Some(_)) => to(&visitor, &programme, "apply"),
        Ok(None) => to(&visitor, &programme, "check"),
        Err(error) => problems::page(&visitor, &error),
    }
}
