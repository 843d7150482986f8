//! A second look before what cannot be taken back: whom it is about, what follows, the mail that leaves.

use askama::Template;
use axum::response::{IntoResponse, Response};
use platform::mail::Outgoing;
use web::Visitor;

use super::{figures, in_frame, problems};
use crate::context::Calls;
use crate::domain::definition::Programme;

/// What is asked once more. The form sends `hidden` again, with `confirmed`, to `action`.
#[derive(Template)]
#[template(path = "desk-confirm.html")]
pub(super) struct ConfirmPage<'a> {
    pub(super) v: &'a Visitor,
    pub(super) title: String,
    /// Where one came from, and its name.
    pub(super) back: (String, String),
    pub(super) facts: Vec<(String, String)>,
    pub(super) effects: Vec<String>,
    /// What the company or the guest reads.
    pub(super) letter: Option<Outgoing>,
    pub(super) hidden: Vec<(String, String)>,
    pub(super) action: String,
    pub(super) button: String,
    /// The form can be changed: `edit` leads back to it with what was typed.
    pub(super) editable: bool,
}

impl ConfirmPage<'_> {
    /// The page in the frame of its call.
    pub(super) async fn show(&self, calls: &Calls, programme: &Programme) -> Response {
        match figures(calls, self.v, programme).await {
            Ok(figures) => {
                let body = self.render().unwrap_or_default();
                in_frame(self.v, programme, &figures, &self.title, false, &body).into_response()
            }
            Err(error) => problems::page(self.v, &error),
        }
    }
}
