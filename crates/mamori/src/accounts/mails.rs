//! The demo's mail viewer: newest first, fifty on a page, found by recipient and subject.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use platform::mail::message::{self, Column};
use platform::store::StoreError;
use sea_orm::sea_query::LikeExpr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::Deserialize;
use web::{Page, Visitor, error};

use super::Accounts;

/// Mails on a page.
const SIZE: u64 = 50;

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// Part of the recipient's address.
    to: String,
    /// Part of the subject.
    subject: String,
    /// Which page, from 1; what is no number is the first.
    page: String,
}

impl Asked {
    fn page(&self) -> u64 {
        self.page.parse().unwrap_or(1).max(1)
    }

    fn is_search(&self) -> bool {
        !self.to.trim().is_empty() || !self.subject.trim().is_empty()
    }

    /// The same on another page.
    fn query(&self, page: u64) -> String {
        let page = page.to_string();
        let mut out = form_urlencoded::Serializer::new(String::new());
        for (name, value) in [("to", &self.to), ("subject", &self.subject), ("page", &page)] {
            if !value.trim().is_empty() {
                out.append_pair(name, value.trim());
            }
        }
        out.finish()
    }
}

/// A mail as shown.
struct MailView {
    to: String,
    subject: String,
    at: String,
    state: String,
    /// Text and links in turn.
    parts: Vec<(String, bool)>,
}

#[derive(Template)]
#[template(path = "mails.html")]
struct MailsPage<'a> {
    v: &'a Visitor,
    action: String,
    asked: &'a Asked,
    mails: Vec<MailView>,
    range: String,
    before: Option<String>,
    after: Option<String>,
}

/// `GET /demo/mails?to=…&subject=…&page=2`
pub(super) async fn page(
    State(Accounts { store, .. }): State<Accounts>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Response {
    match show(&store, &visitor, &asked).await {
        Ok(body) => Page::public(&visitor, &visitor.say("mails-title"))
            .render(&body)
            .into_response(),
        Err(problem) => {
            tracing::error!(error = %problem, "the mails cannot be shown");
            error::page(&visitor, StatusCode::SERVICE_UNAVAILABLE, "error-unavailable")
        }
    }
}

async fn show(
    store: &platform::store::Store,
    visitor: &Visitor,
    asked: &Asked,
) -> Result<String, StoreError> {
    let mut query = message::Entity::find();
    for (column, part) in [(Column::ToAddress, &asked.to), (Column::Subject, &asked.subject)] {
        if !part.trim().is_empty() {
            query = query.filter(column.like(holding(part.trim())));
        }
    }
    let total = query.clone().count(store.reader()).await?;
    let last = total.div_ceil(SIZE).max(1);
    let number = asked.page().min(last);
    let skipped = (number - 1) * SIZE;
    let found = query
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .offset(skipped)
        .limit(SIZE)
        .all(store.reader())
        .await?;
    let action = visitor.href("/demo/mails");
    let link = |page: u64| format!("{action}?{}", asked.query(page));
    let range = [
        ("from", (skipped + 1).into()),
        ("to", (skipped + found.len() as u64).into()),
        ("total", total.into()),
    ];
    let page = MailsPage {
        v: visitor,
        range: visitor.words.say_with("mails-range", &range),
        before: (number > 1).then(|| link(number - 1)),
        after: (number < last).then(|| link(number + 1)),
        mails: found.into_iter().map(|mail| view(visitor, mail)).collect(),
        asked,
        action,
    };
    Ok(page.render().unwrap_or_default())
}

/// Whatever holds `part`; its own `%` and `_` stand for themselves.
fn holding(part: &str) -> LikeExpr {
    let plain = part.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    LikeExpr::new(format!("%{plain}%")).escape('\\')
}

fn view(visitor: &Visitor, mail: message::Model) -> MailView {
    MailView {
        to: mail.to_address,
        subject: mail.subject,
        at: visitor.words.date_time(mail.created_at.instant()),
        state: visitor.say(&format!("mail-state-{}", mail.state)),
        parts: mail
            .body
            .split_inclusive(char::is_whitespace)
            .map(|part| (part.to_owned(), part.starts_with("http")))
            .collect(),
    }
}
