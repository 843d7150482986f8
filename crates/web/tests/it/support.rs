use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use platform::actor::{Actor, Role};
use platform::clock::StillClock;
use platform::entropy::SeededEntropy;
use tower::ServiceExt;
use web::{Identify, Identity, Site};

/// Knows one clerk, by the cookie `C…C`, who may do `desk.read`.
struct OneClerk;

#[async_trait::async_trait]
impl Identify for OneClerk {
    async fn identify(&self, token: &str) -> Option<Identity> {
        let actor = Actor::Staff {
            id: uuid::Uuid::nil().into(),
            name: "事務局".to_owned(),
            roles: vec![Role::Secretariat],
        };
        (token == "C".repeat(43)).then_some(Identity { actor })
    }

    fn may(&self, _: &Actor, action: &str) -> bool {
        action == "desk.read"
    }
}

pub(crate) const CLERK: &str = "mamori_session=CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC";

/// The site with `routes`, as https people see it.
pub(crate) fn site(routes: Router) -> Router {
    let site = Arc::new(Site {
        clock: Arc::new(StillClock::at("2025-06-20T05:02:00Z".parse().unwrap())),
        entropy: Arc::new(SeededEntropy::new(1)),
        identify: Arc::new(OneClerk),
        key: [3; 32],
        base_url: "https://mamori.example.jp".to_owned(),
        demo: false,
        clients: web::Clients::open(),
        menu: Vec::new(),
    });
    web::shell(&site, routes)
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// `name=value` of each cookie set.
    pub(crate) fn cookies(&self) -> Vec<String> {
        let cookies = self.headers.get_all(header::SET_COOKIE).iter();
        cookies
            .map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap().to_owned())
            .collect()
    }
}

pub(crate) async fn send(site: &Router, request: Request<Body>) -> Answer {
    let (parts, body) = site.clone().oneshot(request).await.unwrap().into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: String::from_utf8_lossy(&body).into_owned(),
    }
}

pub(crate) async fn get(site: &Router, path: &str) -> Answer {
    send(site, Request::get(path).body(Body::empty()).unwrap()).await
}

/// A browser that opened the form: its cookies and the form's token.
pub(crate) async fn opened(site: &Router, path: &str) -> (String, String) {
    let page = get(site, path).await;
    let after = page.body.split("name=\"csrf\" value=\"").nth(1).unwrap();
    (
        page.cookies().join("; "),
        after.split('"').next().unwrap().to_owned(),
    )
}
