//! All components in all states, in both languages: what the look is tested with, and where the author of a page finds
//! what there is. Served in the demo only; what it shows is made up.

mod form;
mod pages;
mod samples;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use platform::text::Language;

use crate::error;
use crate::page::Link;
use crate::routes::{Access, Routes};
use crate::visitor::Visitor;

/// The gallery's routes.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Routes<S> {
    Routes::new()
        .get("/_gallery", Access::Public, pages::components)
        .get("/_gallery/programme", Access::Public, pages::programme)
        .get("/_gallery/status", Access::Public, pages::status)
        .get("/_gallery/tasks", Access::Public, pages::tasks)
        .get("/_gallery/check", Access::Public, pages::check)
        .get("/_gallery/done", Access::Public, pages::done)
        .get("/_gallery/form", Access::Public, form::show)
        .post("/_gallery/form", Access::Public, form::send)
        .get("/_gallery/desk", Access::Public, pages::desk)
        .get("/_gallery/case", Access::Public, pages::case)
        .get("/_gallery/error/{key}", Access::Public, sorry)
}

/// The pages of the gallery, for its own navigation.
fn links(visitor: &Visitor) -> Vec<Link> {
    let entries = [
        ("/_gallery", "部品", "Components"),
        ("/_gallery/programme", "募集", "Programme"),
        ("/_gallery/form", "入力", "Form"),
        ("/_gallery/tasks", "入力の一覧", "Task list"),
        ("/_gallery/check", "確認", "Check"),
        ("/_gallery/done", "完了", "Done"),
        ("/_gallery/status", "状況", "Status"),
        ("/_gallery/desk", "受付箱", "Inbox"),
        ("/_gallery/case", "申込み", "Application"),
    ];
    let link = |(path, ja, en)| Link {
        current: visitor.path == path,
        ..Link::new(visitor.href(path), visitor.both(ja, en))
    };
    entries.into_iter().map(link).collect()
}

impl Visitor {
    /// Made-up texts stand beside each other, as in a programme's data.
    pub(crate) fn both(&self, ja: &str, en: &str) -> String {
        match self.language() {
            Language::Ja => ja.to_owned(),
            Language::En => en.to_owned(),
        }
    }
}

async fn sorry(visitor: Visitor, Path(key): Path<String>) -> Response {
    let status = match key.as_str() {
        "denied" | "forged" | "form-expired" => StatusCode::FORBIDDEN,
        "too-large" => StatusCode::PAYLOAD_TOO_LARGE,
        "not-utf8" | "broken-form" => StatusCode::BAD_REQUEST,
        "slow-down" => StatusCode::TOO_MANY_REQUESTS,
        "unavailable" => StatusCode::SERVICE_UNAVAILABLE,
        "internal" => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::NOT_FOUND,
    };
    let key = error::key(status);
    error::page(&visitor, status, key)
}
