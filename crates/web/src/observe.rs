//! What is noted of every request: an id that a person can quote, a line in the log, a figure. Never what was typed.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use platform::entropy::Entropy;
use platform::{logging, metrics};
use tracing::Instrument as _;

/// The id of a request, taken over from a proxy or made up.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The route a request took, as written in the router; travels with the answer.
#[derive(Clone)]
struct Route(MatchedPath);

/// Middleware, inside the routes: notes which one it was.
pub async fn note_route(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let mut response = next.run(request).await;
    if let Some(route) = route {
        response.extensions_mut().insert(Route(route));
    }
    response
}

/// Middleware, outside of everything: id, log line, figures.
pub async fn observe(State(entropy): State<Arc<dyn Entropy>>, request: Request, next: Next) -> Response {
    let given = request.headers().get(&REQUEST_ID).and_then(|id| id.to_str().ok());
    let id = logging::request_id(given, entropy.as_ref());
    let method = request.method().clone();
    let span = logging::request_span(method.as_str(), request.uri().path(), &id);
    let started = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let took = started.elapsed();
    let status = response.status().as_u16();
    let route = response
        .extensions()
        .get::<Route>()
        .map(|route| route.0.as_str().to_owned());
    metrics::request(method.as_str(), route.as_deref(), status, took);
    span.in_scope(|| {
        let milliseconds = took.as_millis();
        if status >= 500 {
            tracing::error!(status, milliseconds, "answered");
        } else {
            tracing::info!(status, milliseconds, "answered");
        }
    });
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}
