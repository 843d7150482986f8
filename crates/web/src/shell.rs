//! What stands around the routes of all contexts: language, identity, headers, compression, and a page for whatever
//! went wrong before a handler could say so.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower::Layer;
use tower::util::MapRequestLayer;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};

use crate::visitor::{self, Site, Visitor};
use crate::{assets, error, observe, security};

/// The whole site: `routes` with everything around them.
pub fn shell(site: &Arc<Site>, routes: Router) -> Router {
    let small_enough = DefaultPredicate::new().and(NotForContentType::const_new("font/woff2"));
    let inside = routes
        .route("/assets/{*name}", get(assets::serve))
        .layer(from_fn(observe::note_route))
        .fallback(|| async { StatusCode::NOT_FOUND })
        .layer(CatchPanicLayer::new())
        .layer(from_fn(dress))
        .layer(from_fn_with_state(Arc::clone(site), visitor::identify))
        .layer(from_fn_with_state(Arc::clone(site), security::headers))
        .layer(CompressionLayer::new().gzip(true).compress_when(small_enough));
    // The language is taken off before routes are looked up, so it stands outside of the router.
    Router::new().fallback_service(MapRequestLayer::new(visitor::take_language::<Body>).layer(inside))
}

/// Middleware: a refusal without a page (no such route, wrong method, a panic) gets one.
async fn dress(request: Request, next: Next) -> Response {
    let visitor = request.extensions().get::<Visitor>().cloned();
    let response = next.run(request).await;
    let status = response.status();
    let is_bare = (status.is_client_error() || status.is_server_error()) && !has_page(&response);
    match visitor {
        Some(visitor) if is_bare => error::page(&visitor, status, error::key(status)).into_response(),
        _ => response,
    }
}

/// Whether somebody wrote a page or document for this answer.
fn has_page(response: &Response) -> bool {
    let kind = response
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| !kind.starts_with("text/plain"))
}
