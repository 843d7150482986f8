//! A browser without a socket: the pages of this context behind the same middleware as in the server.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use axum::middleware::from_fn_with_state;
use calls::Calls;
use calls::ops::links::applicant_of;
use contracts::ids::ApplicationId;
use contracts::support::SupportCentre;
use platform::actor::Actor;
use platform::entropy::SeededEntropy;
use platform::mail::message;
use platform::store::Store;
use sea_orm::EntityTrait;
use tower::ServiceExt;
use web::{Identify, Identity, Site};

use crate::world::World;

const KEY: [u8; 32] = [9; 32];
const BROWSER: &str = "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB";

struct Sessions(Store);

#[async_trait::async_trait]
impl Identify for Sessions {
    async fn identify(&self, token: &str) -> Option<Identity> {
        let application = applicant_of(&self.0, token).await.unwrap()?;
        Some(Identity {
            actor: Actor::Applicant { application },
        })
    }

    fn may(&self, _: &Actor, _: &str) -> bool {
        false
    }
}

/// One answer.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn location(&self) -> &str {
        self.headers
            .get(header::LOCATION)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The page shows `text`.
    #[track_caller]
    pub fn shows(&self, text: &str) -> &Self {
        assert!(
            self.text().contains(text),
            "{} does not show {text:?}:\n{}",
            self.status,
            self.text()
        );
        self
    }

    /// The page does not show `text`.
    #[track_caller]
    pub fn hides(&self, text: &str) -> &Self {
        assert!(!self.text().contains(text), "shows {text:?}:\n{}", self.text());
        self
    }

    #[track_caller]
    pub fn is(&self, status: u16) -> &Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        self
    }

    #[track_caller]
    pub fn leads_to(&self, path: &str) -> &Self {
        self.is(303);
        assert_eq!(self.location(), path);
        self
    }
}

/// A browser with its session.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    pub session: Option<String>,
    /// The page that a form is sent from, where the browser tells.
    pub from: Option<String>,
}

impl Browser {
    pub fn new(world: &World) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../programmes");
        let loaded = calls::programmes::load_folder(&folder).unwrap();
        let site = Arc::new(Site {
            clock: Arc::new(world.clock.clone()),
            entropy: Arc::new(SeededEntropy::new(2)),
            identify: Arc::new(Sessions(world.store.clone())),
            key: KEY,
            base_url: "https://mamori.example.jp".to_owned(),
            demo: false,
            clients: web::Clients::open(),
            menu: Vec::new(),
        });
        let state = Calls {
            store: world.store.clone(),
            catalogue: Arc::new(loaded.catalogue),
        };
        let router = calls::pages::routes()
            .into_router()
            .with_state(state)
            .layer(from_fn_with_state(Arc::clone(&site), web::visitor::identify))
            .layer(from_fn_with_state(site, web::security::headers));
        Self {
            router,
            session: None,
            from: None,
        }
    }

    /// A browser that came by the link of this application.
    pub async fn of(world: &World, id: ApplicationId, number: usize) -> Self {
        let mut browser = Self::new(world);
        let programme = world.programme.file.id.clone();
        let fields = [
            ("programme", programme.as_str()),
            ("number", &number_of(world, id).await),
            ("email", &format!("person{number}@example.jp")),
        ];
        let before = links(world).await;
        browser.post("/return", &fields).await.leads_to("/return/sent");
        let link = new_link(world, &before).await;
        browser.post(&link, &[]).await.leads_to("/status");
        browser
    }

    /// The same beside a support centre.
    pub fn beside(mut self, centre: Arc<dyn SupportCentre>) -> Self {
        self.router = self.router.layer(axum::Extension(centre));
        self
    }

    fn cookies(&self) -> String {
        let browser = format!("mamori_browser={BROWSER}");
        match &self.session {
            Some(session) => format!("{browser}; mamori_session={session}"),
            None => browser,
        }
    }

    fn csrf(&self) -> String {
        web::csrf::token(&KEY, self.session.as_deref().unwrap_or(BROWSER))
    }

    async fn send(&mut self, request: Request<Body>) -> Answer {
        let request = web::visitor::take_language(request);
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            if let Some(rest) = cookie.to_str().unwrap().strip_prefix("mamori_session=") {
                let value = rest.split(';').next().unwrap();
                self.session = (!value.is_empty()).then(|| value.to_owned());
            }
        }
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec(),
        }
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        let request = Request::get(path).header(header::COOKIE, self.cookies());
        self.send(request.body(Body::empty()).unwrap()).await
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = self.csrf();
        let mut body = format!("csrf={csrf}");
        for (name, value) in fields {
            body += &format!("&{}={}", encoded(name), encoded(value));
        }
        let request = Request::post(path)
            .header(header::COOKIE, self.cookies())
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// A form with a file.
    pub async fn upload(&mut self, path: &str, fields: &[(&str, &str)], name: &str, file: &[u8]) -> Answer {
        let mut body = Vec::new();
        let csrf = self.csrf();
        for (field, value) in fields.iter().chain([&("csrf", csrf.as_str())]) {
            body.extend_from_slice(
                format!("--x\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n")
                    .as_bytes(),
            );
        }
        let head = format!(
            "--x\r\nContent-Disposition: form-data; name=\"scan\"; filename=\"{name}\"\r\nContent-Type: application/pdf\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n--x--\r\n");
        let mut request = Request::post(path)
            .header(header::COOKIE, self.cookies())
            .header(header::HOST, "mamori.example.jp")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
        if let Some(from) = &self.from {
            request = request.header(header::REFERER, from);
        }
        self.send(request.body(Body::from(body)).unwrap()).await
    }
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// The receipt number of an application as its receipt mail says it.
pub async fn number_of(world: &World, id: ApplicationId) -> String {
    let mails = mails(world).await;
    let receipt = mails
        .iter()
        .find(|mail| mail.subject_id == Some(id.to_string()))
        .unwrap();
    let start = receipt.subject.rfind('R').unwrap();
    receipt.subject[start..start + 6].to_owned()
}

pub async fn mails(world: &World) -> Vec<message::Model> {
    message::Entity::find().all(world.store.reader()).await.unwrap()
}

/// Paths of all links that were sent.
pub async fn links(world: &World) -> BTreeSet<String> {
    const BASE: &str = "https://mamori.example.jp";
    let path = |body: &str| {
        let start = body.find("https://mamori.example.jp/link/")? + BASE.len();
        Some(body[start..].split_whitespace().next()?.to_owned())
    };
    mails(world)
        .await
        .iter()
        .filter_map(|mail| path(&mail.body))
        .collect()
}

/// The one link that was sent since `before`.
pub async fn new_link(world: &World, before: &BTreeSet<String>) -> String {
    let now = links(world).await;
    let mut new = now.difference(before);
    let link = new.next().expect("a link was sent").clone();
    assert_eq!(new.next(), None);
    link
}
