//! Words that somebody searched for. They are names, telephone numbers and addresses, and addresses of pages end up in
//! logs, histories and screenshots. So a search is posted, and comes back in the address sealed: readable to this
//! server alone and, because the place it is sealed for names the sign-in, useless to anybody else.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use platform::vault::MasterKey;
use web::{Posted, Visitor};

use super::lines::Asked;
use super::programme;
use crate::context::Calls;

/// Longest search in characters.
const LONGEST: usize = 200;

fn place(visitor: &Visitor) -> String {
    let session = visitor.session.as_deref().unwrap_or(&visitor.browser);
    format!("desk-search/{session}")
}

/// The words as they stand in an address.
pub(super) fn seal(visitor: &Visitor, words: &str) -> String {
    let words: String = words.chars().take(LONGEST).collect();
    MasterKey::new(visitor.site.key).seal(visitor.site.entropy.as_ref(), &place(visitor), words.as_bytes())
}

/// The words of an address; whatever does not open is no search.
pub(super) fn open(visitor: &Visitor, sealed: &str) -> Option<String> {
    let bytes = MasterKey::new(visitor.site.key)
        .open(&place(visitor), sealed)
        .ok()?;
    String::from_utf8(bytes).ok()
}

/// `POST /desk/{programme}` : the inbox filtered.
pub(super) async fn inbox(
    State(calls): State<Calls>,
    Path(id): Path<String>,
    visitor: Visitor,
    posted: Posted,
) -> Response {
    sent_on(&calls, &visitor, &id, "", &posted)
}

/// `POST /desk/{programme}/applications` : the list filtered.
pub(super) async fn list(
    State(calls): State<Calls>,
    Path(id): Path<String>,
    visitor: Visitor,
    posted: Posted,
) -> Response {
    sent_on(&calls, &visitor, &id, "/applications", &posted)
}

fn sent_on(calls: &Calls, visitor: &Visitor, id: &str, page: &str, posted: &Posted) -> Response {
    let programme = match programme(calls, visitor, id) {
        Ok(programme) => programme,
        Err(page) => return page,
    };
    let mut pairs = posted.pairs.clone();
    pairs.retain(|(name, _)| name != "find");
    let words = posted.text("q");
    if !words.is_empty() {
        pairs.push(("find".to_owned(), seal(visitor, words)));
    }
    let asked = Asked::read(visitor, &programme, &pairs);
    let path = visitor.href(&format!("/desk/{}{page}", programme.file.id));
    Redirect::to(&asked.href(&path, asked.sort, asked.descending, 0)).into_response()
}
