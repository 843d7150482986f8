//! The web server: contexts' routes, assets, health, and what runs beside them.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Json, Router};
use calls::Calls;
use calls::pages::Organiser;
use contracts::reports::Reports;
use contracts::support::SupportCentre;
use incidents::{CentreFigures, Incidents};
use platform::actor::Actor;
use platform::authorisation::Authoriser;
use platform::clock::{Clock, MovableClock};
use platform::entropy::OsEntropy;
use platform::health;
use platform::store::Store;
use telemetry::Telemetry;
use web::{Clients, Identify, Identity, Site};
use workbench::Workbench;

use crate::commands::place;

/// What the server is made of.
pub struct Parts {
    /// The calls context.
    pub calls: Calls,
    /// The support centre.
    pub incidents: Incidents,
    /// The telemetry context.
    pub telemetry: Telemetry,
    /// The workbench.
    pub workbench: Workbench,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// The demo's clock, in the demo.
    pub demo: Option<MovableClock>,
    /// Signs form tokens.
    pub key: [u8; 32],
    /// How people reach the server.
    pub base_url: String,
    /// What roles may do.
    pub authoriser: Authoriser,
    /// Accounts and sessions of staff.
    pub identity: platform::identity::Identity,
    /// Signs charters, and where their randomness comes from.
    pub organiser: Organiser,
    /// Where requests come from, and how many from one place.
    pub clients: Clients,
}

/// The whole application, ready to be served.
pub fn app(parts: Parts) -> Router {
    let site = Arc::new(Site {
        clock: parts.clock,
        entropy: Arc::new(OsEntropy),
        identify: Arc::new(Known {
            store: parts.calls.store.clone(),
            authoriser: parts.authoriser,
            identity: parts.identity.clone(),
        }),
        key: parts.key,
        base_url: parts.base_url,
        demo: parts.demo.is_some(),
        clients: parts.clients,
        menu: parts
            .calls
            .catalogue
            .iter()
            .map(|programme| calls::pages::sections(programme))
            .collect(),
    });
    let store = parts.calls.store.clone();
    let centre: Arc<dyn SupportCentre> = Arc::new(CentreFigures::new(store.clone()));
    let mut routes = calls::pages::routes()
        .merge(calls::api::routes())
        .into_router()
        .layer(Extension(parts.organiser))
        .layer(Extension(Arc::new(parts.telemetry.clone()) as Arc<dyn Reports>))
        .layer(Extension(centre))
        .with_state(parts.calls)
        .merge(
            incidents::pages::routes()
                .into_router()
                .with_state(parts.incidents),
        )
        .merge(
            telemetry::pages::routes()
                .into_router()
                .with_state(parts.telemetry),
        )
        .merge(
            workbench::pages::routes()
                .into_router()
                .with_state(parts.workbench),
        )
        .merge(
            crate::accounts::routes(parts.demo.is_some())
                .into_router()
                .with_state(crate::accounts::Accounts {
                    store: store.clone(),
                    identity: parts.identity,
                }),
        );
    if let Some(clock) = parts.demo {
        routes = routes.merge(crate::demo::routes().into_router().with_state(clock));
    }
    // Health is asked for every few seconds by machines: no session, no limit, no page.
    Router::new()
        .route("/healthz", get(async || Json(health::live())))
        .route("/readyz", get(ready).with_state(store))
        .fallback_service(web::shell(&site, routes))
        .layer(from_fn_with_state(
            Arc::clone(&site.entropy),
            web::observe::observe,
        ))
}

async fn ready(State(store): State<Store>) -> Response {
    let report = health::ready(&store, &place::migrations(), health::LIMIT).await;
    let status = StatusCode::from_u16(report.status()).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
    (status, Json(report)).into_response()
}

/// Sessions of staff and applicants, and what roles may do.
struct Known {
    store: Store,
    authoriser: Authoriser,
    identity: platform::identity::Identity,
}

impl Known {
    /// One cookie, two kinds of sessions: a token is random, so it is at most one of them.
    async fn actor(&self, token: &str) -> Result<Option<Actor>, calls::error::Error> {
        if let Some(session) = self.identity.authenticate(token).await? {
            return Ok(Some(session.actor));
        }
        let application = calls::ops::links::applicant_of(&self.store, token).await?;
        Ok(application.map(|application| Actor::Applicant { application }))
    }
}

#[async_trait::async_trait]
impl Identify for Known {
    async fn identify(&self, token: &str) -> Option<Identity> {
        match self.actor(token).await {
            Ok(actor) => actor.map(|actor| Identity { actor }),
            Err(error) => {
                tracing::warn!(error = %error, "a session could not be looked up");
                None
            }
        }
    }

    async fn identify_program(&self, token: &str) -> Option<Identity> {
        match self.identity.authenticate_token(token).await {
            Ok(actor) => actor.map(|actor| Identity { actor }),
            Err(error) => {
                tracing::warn!(error = %error, "a token could not be looked up");
                None
            }
        }
    }

    fn may(&self, actor: &Actor, action: &str) -> bool {
        self.authoriser.may(actor, action)
    }
}
