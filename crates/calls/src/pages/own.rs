//! What the pages of an applicant begin with: their own application, found by who they are.

use std::sync::Arc;

use axum::response::{IntoResponse, Redirect, Response};
use platform::actor::Actor;
use web::Visitor;

use super::problems;
use crate::context::Calls;
use crate::domain::definition::Programme;
use crate::error::{Error, Result};
use crate::ops::own::{self, Own};

/// The visitor's application and its call; or the page to show instead.
pub(super) async fn open(
    calls: &Calls,
    visitor: &Visitor,
) -> std::result::Result<(Arc<Programme>, Own), Response> {
    load(calls, visitor)
        .await
        .map_err(|error| problems::page(visitor, &error))
}

async fn load(calls: &Calls, visitor: &Visitor) -> Result<(Arc<Programme>, Own)> {
    let Actor::Applicant { application } = visitor.actor else {
        return Err(Error::NotFound);
    };
    let connection = calls.store.reader();
    let row = own::find(connection, application).await?;
    let programme = calls.programme(&row.programme_id).ok_or(Error::NotFound)?;
    let own = Own::load(connection, &programme, row).await?;
    Ok((programme, own))
}

/// Back to the status, or further within it.
pub(super) fn to(visitor: &Visitor, rest: &str) -> Response {
    Redirect::to(&visitor.href(&format!("/status{rest}"))).into_response()
}
