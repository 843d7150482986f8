//! The receipt (C11, C18): the page after sending, shown to the browser that sent it, and the same as a PDF, also for
//! whoever came back by a link.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use documents::model::Document;
use platform::actor::Actor;
use platform::clock::from_tokyo;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::Deserialize;
use web::{Page, Visitor};

use super::apply::{shut, to};
use super::press::Saved;
use super::{own, press, problems};
use crate::context::Calls;
use crate::domain::call_document::{Receipt, next_steps, receipt_document};
use crate::domain::definition::Programme;
use crate::domain::definition::programme::StepKind;
use crate::error::Result;
use crate::ops::draft;
use crate::ops::links::receipt_number;
use crate::ops::submit::code;
use crate::store::entities::application;

/// Which of the browser's applications; without a number the newest.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Which {
    number: String,
}

/// What comes next, as shown on the receipt.
struct NextStep {
    title: String,
    text: String,
}

#[derive(Template)]
#[template(path = "receipt.html")]
struct ReceiptPage<'a> {
    v: &'a Visitor,
    base: String,
    name: &'a str,
    number: String,
    at: String,
    email: String,
    contact_due: Option<String>,
    next: Vec<NextStep>,
    /// Where it stands: the page itself for whoever is signed in as this application, else the request for a link with call
    /// and number filled in.
    status: String,
    /// Another company can be applied for.
    open: bool,
}

/// `GET /programmes/{programme}/receipt?number=R00001`
pub(super) async fn show(
    State(calls): State<Calls>,
    Path(id): Path<String>,
    Query(which): Query<Which>,
    visitor: Visitor,
) -> Response {
    let (programme, row) = match sent(&calls, &visitor, &id, &which).await {
        Ok(sent) => sent,
        Err(page) => return page,
    };
    let language = visitor.language();
    let next = next_steps(&programme).map(|step| NextStep {
        title: step.title.in_language(language).to_owned(),
        text: step.text.in_language(language).to_owned(),
    });
    let at = row.submitted_at.instant();
    let due = programme.deadline(StepKind::Contact, at);
    let page = ReceiptPage {
        v: &visitor,
        base: visitor.href(&format!("/programmes/{}", programme.file.id)),
        name: programme.file.short_name.in_language(language),
        number: code(row.number),
        at: visitor.words.date_time(at),
        email: row.email.clone(),
        contact_due: due.map(|due| visitor.words.promised(due)),
        next: next.collect(),
        status: match visitor.actor {
            Actor::Applicant { application } if application == row.id => visitor.href("/status"),
            _ => visitor.href(&format!(
                "/return?programme={}&number={}",
                programme.file.id,
                code(row.number)
            )),
        },
        open: shut(&visitor, &programme).is_none(),
    };
    Page::public(&visitor, &visitor.say("receipt-title")).show(&page)
}

/// `GET /programmes/{programme}/receipt.pdf?number=R00001`
pub(super) async fn pdf(
    State(calls): State<Calls>,
    Path(id): Path<String>,
    Query(which): Query<Which>,
    visitor: Visitor,
) -> Response {
    match sent(&calls, &visitor, &id, &which).await {
        Ok((programme, row)) => printed(&visitor, &programme, &row).await,
        Err(page) => page,
    }
}

/// `GET /status/receipt.pdf`
pub(super) async fn own_pdf(State(calls): State<Calls>, visitor: Visitor) -> Response {
    match own::open(&calls, &visitor).await {
        Ok((programme, own)) => printed(&visitor, &programme, &own.row).await,
        Err(page) => page,
    }
}

async fn printed(visitor: &Visitor, programme: &Programme, row: &application::Model) -> Response {
    let name = format!("{}-{}.pdf", programme.file.id, code(row.number));
    press::once(visitor, document(visitor, programme, row), Saved::Shown, &name).await
}

fn document(visitor: &Visitor, programme: &Programme, row: &application::Model) -> Document {
    let at = row.submitted_at.instant();
    let lottery = programme.file.is_lottery();
    let receipt = Receipt {
        number: &code(row.number),
        company: &row.company_name,
        course: &row.course,
        at,
        contact_due: programme.deadline(StepKind::Contact, at),
        draw_at: programme
            .file
            .selection
            .draw_at
            .filter(|_| lottery)
            .map(from_tokyo),
        label: row.label.as_deref().filter(|_| lottery),
    };
    receipt_document(programme, &receipt, visitor.language())
}

/// An application that this browser sent, with its call; or the page to show instead.
async fn sent(
    calls: &Calls,
    visitor: &Visitor,
    id: &str,
    which: &Which,
) -> std::result::Result<(Arc<Programme>, application::Model), Response> {
    let programme = problems::programme(calls, visitor, id)?;
    match find(calls, visitor, &programme, which).await {
        Ok(Some(row)) => Ok((programme, row)),
        Ok(None) => Err(to(visitor, &programme, "apply").into_response()),
        Err(error) => Err(problems::page(visitor, &error)),
    }
}

async fn find(
    calls: &Calls,
    visitor: &Visitor,
    programme: &Programme,
    which: &Which,
) -> Result<Option<application::Model>> {
    let Some(number) = receipt_number(&which.number) else {
        let draft = draft::find(&calls.store, &visitor.browser, programme).await?;
        let Some(application) = draft.and_then(|draft| draft.application) else {
            return Ok(None);
        };
        return Ok(application::Entity::find_by_id(application)
            .one(calls.store.reader())
            .await?);
    };
    let found = application::Entity::find()
        .filter(application::Column::ProgrammeId.eq(&programme.file.id))
        .filter(application::Column::Number.eq(number))
        .one(calls.store.reader())
        .await?;
    match found {
        Some(row) if draft::sent_here(&calls.store, &visitor.browser, programme, row.id).await? => {
            Ok(Some(row))
        }
        _ => Ok(None),
    }
}
