//! The web server: contexts' routes, assets, health, and what runs beside them.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use calls::Calls;
use platform::actor::Actor;
use platform::authorisation::Authoriser;
use platform::clock::{Clock, MovableClock, from_tokyo};
use platform::entropy::OsEntropy;
use platform::mail::Sender;
use platform::store::Store;
use tower::Layer;
use web::{Identify, Identity, Posted, Site, Visitor};

/// What the server is made of.
pub struct Parts {
    /// The calls context.
    pub calls: Calls,
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
}

/// The whole application, ready to be served.
pub fn app(parts: Parts) -> axum::extract::connect_info::IntoMakeServiceWithConnectInfo<Whole, SocketAddr> {
    let site = Arc::new(Site {
        clock: Arc::clone(&parts.clock),
        entropy: Arc::new(OsEntropy),
        identify: Arc::new(Known {
            store: parts.calls.store.clone(),
            authoriser: parts.authoriser,
            identity: parts.identity.clone(),
        }),
        key: parts.key,
        base_url: parts.base_url,
        demo: parts.demo.is_some(),
        client_address,
    });
    let store = parts.calls.store.clone();
    let pages = calls::pages::routes()
        .merge(calls::api::routes())
        .into_router()
        .with_state(parts.calls);
    let accounts = crate::accounts::routes(parts.demo.is_some())
        .into_router()
        .with_state(crate::accounts::Accounts {
            store: store.clone(),
            identity: parts.identity,
        });
    let mut router = Router::new().merge(pages).merge(accounts).fallback(not_found);
    if let Some(clock) = parts.demo {
        router = router.merge(
            Router::new()
                .route("/demo/clock", axum::routing::post(move_clock))
                .with_state(clock),
        );
    }
    let router = router
        .layer(from_fn_with_state(Arc::clone(&site), web::visitor::identify))
        .route("/assets/{*name}", get(web::assets::serve))
        .route("/healthz", get(async || "ok\n"))
        .merge(Router::new().route("/readyz", get(ready)).with_state(store))
        .layer(from_fn_with_state(site, web::security::headers))
        .layer(tower_http::compression::CompressionLayer::new())
        .layer(tower_http::catch_panic::CatchPanicLayer::new());
    let whole = tower::util::MapRequestLayer::new(web::visitor::take_language as fn(Request) -> Request)
        .layer(router);
    axum::ServiceExt::<Request>::into_make_service_with_connect_info::<SocketAddr>(whole)
}

/// The router behind the language.
pub type Whole = tower::util::MapRequest<Router, fn(Request) -> Request>;

async fn not_found(visitor: Visitor) -> Response {
    web::error::page(&visitor, StatusCode::NOT_FOUND, "error-not-found")
}

async fn ready(State(store): State<Store>) -> Response {
    match calls::read::database_answers(store.reader()).await {
        Ok(()) => "ready\n".into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response(),
    }
}

async fn move_clock(State(clock): State<MovableClock>, visitor: Visitor, posted: Posted) -> Response {
    if let Ok(local) = posted.text("at").parse() {
        clock.set(from_tokyo(local));
    }
    // Only back to a page of ours.
    let back = posted.text("back");
    let back = if back.starts_with('/') && !back.starts_with("//") {
        back.to_owned()
    } else {
        visitor.href("/")
    };
    Redirect::to(&back).into_response()
}

fn client_address(_: &HeaderMap, peer: Option<SocketAddr>) -> String {
    peer.map(|peer| peer.ip().to_string()).unwrap_or_default()
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

/// What happens by the clock: offers whose period is over lapse.
pub async fn upkeep(calls: Calls, clock: Arc<dyn Clock>) {
    let mut turn = tokio::time::interval(Duration::from_secs(5));
    loop {
        turn.tick().await;
        let programmes: Vec<_> = calls.catalogue.iter().cloned().collect();
        for programme in programmes {
            if let Err(error) = calls::ops::lapse::lapse_due(&calls.store, &programme, clock.now()).await {
                tracing::warn!(error = %error, "offers could not be lapsed; the next turn tries again");
            }
        }
    }
}

/// Sends what waits in the outbox, for ever.
pub async fn send_mails(sender: Sender) {
    loop {
        let taken = sender.turn().await.unwrap_or_else(|error| {
            tracing::warn!(error = %error, "the outbox could not be read; the next turn tries again");
            0
        });
        if taken == 0 {
            tokio::time::sleep(Duration::from_secs(2)).await;
        }
    }
}
