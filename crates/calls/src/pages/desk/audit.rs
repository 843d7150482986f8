//! The audit log: newest entries, and the chain verified on request.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use platform::audit::{audit_entry, verify};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use web::{Posted, Visitor};

use super::history::{Event, in_words};
use super::{problems, without_call};
use crate::context::Calls;
use crate::error::Result;

const SIZE: u64 = 100;

#[derive(Template)]
#[template(path = "desk-audit.html")]
struct AuditPage<'a> {
    v: &'a Visitor,
    action: String,
    events: Vec<Event>,
    older: Option<String>,
    newer: Option<String>,
    verdict: Option<Verdict>,
}

/// What came of verifying.
struct Verdict {
    holds: bool,
    words: String,
    erased: Option<String>,
    head: String,
}

/// `GET /desk/audit?before=1234`
pub(super) async fn page(
    State(calls): State<Calls>,
    Query(pairs): Query<Vec<(String, String)>>,
    visitor: Visitor,
) -> Response {
    let before = pairs
        .iter()
        .find(|(name, _)| name == "before")
        .and_then(|(_, value)| value.parse().ok());
    show(&calls, &visitor, before, None).await
}

/// `POST /desk/audit/verify`
pub(super) async fn check(State(calls): State<Calls>, visitor: Visitor, _: Posted) -> Response {
    let verdict = match verify(calls.store.reader()).await {
        Ok(Ok(verified)) => Verdict {
            holds: true,
            words: visitor.say1(
                "audit-verified",
                "entries",
                visitor.words.number(verified.entries),
            ),
            erased: (verified.erased > 0)
                .then(|| visitor.say1("audit-erased", "erased", visitor.words.number(verified.erased))),
            head: verified.head,
        },
        Ok(Err(broken)) => Verdict {
            holds: false,
            words: visitor.say1("audit-broken", "reason", broken),
            erased: None,
            head: String::new(),
        },
        Err(error) => return problems::page(&visitor, &error.into()),
    };
    show(&calls, &visitor, None, Some(verdict)).await
}

async fn show(calls: &Calls, visitor: &Visitor, before: Option<i64>, verdict: Option<Verdict>) -> Response {
    match render(calls, visitor, before, verdict).await {
        Ok(body) => without_call(visitor, &visitor.say("audit-title"), &body).into_response(),
        Err(error) => problems::page(visitor, &error),
    }
}

async fn render(
    calls: &Calls,
    visitor: &Visitor,
    before: Option<i64>,
    verdict: Option<Verdict>,
) -> Result<String> {
    let mut query = audit_entry::Entity::find()
        .order_by_desc(audit_entry::Column::Seq)
        .limit(SIZE);
    if let Some(before) = before {
        query = query.filter(audit_entry::Column::Seq.lt(before));
    }
    let rows = query.all(calls.store.reader()).await?;
    let action = visitor.href("/desk/audit");
    let oldest = rows.last().map(|row| row.seq).filter(|seq| *seq > 1);
    let page = AuditPage {
        v: visitor,
        older: oldest.map(|seq| format!("{action}?before={seq}")),
        newer: before.map(|_| action.clone()),
        action,
        events: in_words(calls.store.reader(), visitor, rows).await?,
        verdict,
    };
    Ok(page.render().unwrap_or_default())
}
