//! The whole server on a fresh database, with one account for each role and two applicants.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use calls::Calls;
use calls::ops::links::{RedeemLink, RequestLink};
use contracts::ids::{ApplicationId, StaffId};
use incidents::Incidents;
use jiff::SignedDuration;
use platform::actor::{Actor, Role};
use platform::authorisation::Authoriser;
use platform::clock::{MovableClock, SystemClock, from_tokyo};
use platform::entropy::OsEntropy;
use platform::identity::{Identity, Passwords, Settings, SignInOutcome};
use platform::mail::message;
use platform::store::{Store, StoreOptions};
use platform::vault::{MasterKey, Vault};
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};
use tower::ServiceExt;
use web::RouteInfo;
use web::visitor::{BROWSER_COOKIE, SESSION_COOKIE};

use crate::commands::place;
use crate::server::{self, Parts};
use crate::simulation::companies::Companies;

/// The call that both applied to.
pub const CALL: &str = "jissenryoku-2025";
/// While its window is open.
const NOW: &str = "2025-06-20T10:00:00";
/// Receipt numbers.
pub const OWN: i64 = 1;
/// Of the other company.
pub const OTHER: i64 = 2;
const KEY: [u8; 32] = [9; 32];
const BROWSER: &str = "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB";
const PASSWORD: &str = "kurage-ga-3-biki";

/// Somebody who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Someone {
    /// Has not said who they are.
    Stranger,
    /// The applicant.
    Own,
    /// An applicant of another company.
    Other,
    /// A member of staff.
    Staff(Role),
}

impl Someone {
    pub const ALL: [Self; 8] = [
        Self::Stranger,
        Self::Own,
        Self::Other,
        Self::Staff(Role::Secretariat),
        Self::Staff(Role::Approver),
        Self::Staff(Role::Organiser),
        Self::Staff(Role::Administrator),
        Self::Staff(Role::Support),
    ];
}

/// A member of staff with one role.
pub fn staff(role: Role) -> Actor {
    Actor::Staff {
        id: StaffId(uuid::Uuid::nil()),
        name: String::new(),
        roles: vec![role],
    }
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub location: String,
    pub text: String,
}

type App = axum::extract::connect_info::IntoMakeServiceWithConnectInfo<axum::Router, SocketAddr>;

pub struct House {
    app: App,
    store: Store,
    identity: Identity,
    sessions: Vec<(Someone, String)>,
    accounts: Vec<(Role, StaffId)>,
    clients: AtomicU32,
    pub own: ApplicationId,
    pub token: String,
    pub other_token: String,
    _folder: tempfile::TempDir,
}

impl House {
    pub async fn build() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = MovableClock::new(Arc::new(SystemClock));
        clock.set(from_tokyo(NOW.parse().unwrap()));
        let url = format!("sqlite:{}", folder.path().join("house.sqlite").display());
        let store = Store::connect(
            &StoreOptions {
                site: "http://mamori.example.jp".to_owned(),
                ..StoreOptions::new(&url)
            },
            Arc::new(clock.clone()),
            Arc::new(OsEntropy),
        )
        .await
        .unwrap();
        place::migrations().apply(&store).await.unwrap();
        let identity = identity(&store, folder.path());
        let programmes = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../programmes");
        let loaded = calls::programmes::load_folder(&programmes).unwrap();
        let calls = Calls {
            store: store.clone(),
            catalogue: Arc::new(loaded.catalogue),
        };
        let authority = telemetry::ops::certificate::Authority::from_secret(&[7; 32]).unwrap();
        let app = server::app(Parts {
            incidents: Incidents {
                store: store.clone(),
                vault: Vault::new(MasterKey::new(KEY)),
                companies: Arc::new(calls::CompanyRecords::new(store.clone())),
                programmes: Arc::new([CALL.to_owned()]),
                calendar: Arc::default(),
                telephone: "050-0000-0119".into(),
                offices: Arc::new([]),
                duty: Arc::new([]),
                teams: 1,
            },
            workbench: workbench::Workbench {
                store: store.clone(),
                vault: Vault::new(MasterKey::new(KEY)),
                companies: Arc::new(calls::CompanyRecords::new(store.clone())),
                catalogue: Arc::new(workbench::embedded().unwrap()),
            },
            calls: calls.clone(),
            telemetry: crate::monitoring::telemetry(
                &calls,
                authority,
                Arc::default(),
                std::path::Path::new("no-lake"),
                "050-0000-0119",
            ),
            clock: Arc::new(clock.clone()),
            demo: Some(clock),
            key: KEY,
            base_url: "http://mamori.example.jp".to_owned(),
            authoriser: Authoriser::new().unwrap(),
            identity: identity.clone(),
            organiser: calls::pages::Organiser {
                key: fair_draw::SigningKey::from_bytes(&[7; 32]),
                beacon: crate::demo::beacon(),
                rounds_at: "/demo/beacon/".to_owned(),
            },
            clients: web::Clients::open(),
        })
        .into_make_service_with_connect_info::<SocketAddr>();
        let mut house = Self {
            app,
            store,
            identity,
            sessions: Vec::new(),
            accounts: Vec::new(),
            clients: AtomicU32::new(0),
            own: ApplicationId(uuid::Uuid::nil()),
            token: String::new(),
            other_token: String::new(),
            _folder: folder,
        };
        for role in Role::ALL {
            house.hire(role).await;
        }
        house.applicants(&calls).await;
        house
    }

    async fn hire(&mut self, role: Role) {
        let email = format!("{}@example.jp", role.as_str());
        let id = self
            .identity
            .create_account(
                &Actor::System("test"),
                &email,
                role.as_str(),
                &[role],
                Some(PASSWORD),
            )
            .await
            .unwrap();
        let address = Ipv4Addr::LOCALHOST.into();
        let outcome = self.identity.sign_in(&email, PASSWORD, "", address).await;
        let SignInOutcome::SignedIn { token } = outcome.unwrap() else {
            panic!("{email} is not signed in");
        };
        self.sessions.push((Someone::Staff(role), token));
        self.accounts.push((role, id));
    }

    /// Two companies apply through the API and come back by their links.
    async fn applicants(&mut self, calls: &Calls) {
        let programme = calls.programme(CALL).unwrap();
        let mut companies = Companies::new(7);
        for (someone, number) in [(Someone::Own, OWN), (Someone::Other, OTHER)] {
            let mut known = companies.next_answers();
            known.insert("email".to_owned(), json!(format!("person{number}@example.jp")));
            let form = programme.form("application").unwrap();
            let answers = crate::simulation::answers(form, &known);
            let receipt = self.apply(number, &json!({ "answers": answers })).await;
            let token = receipt["token"].as_str().unwrap().to_owned();
            if someone == Someone::Own {
                self.own = receipt["id"].as_str().unwrap().parse().unwrap();
                self.token = token;
            } else {
                self.other_token = token;
            }
            let session = self.come_back(calls, number).await;
            self.sessions.push((someone, session));
        }
    }

    async fn apply(&self, number: i64, body: &Value) -> Value {
        let request = Request::post(format!("/api/v1/programmes/{CALL}/applications"))
            .header("idempotency-key", number.to_string())
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()));
        let answer = self.deliver(request.unwrap()).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
        serde_json::from_str(&answer.text).unwrap()
    }

    async fn come_back(&self, calls: &Calls, number: i64) -> String {
        let ask = RequestLink {
            programme: calls.programme(CALL).unwrap(),
            number: calls::ops::submit::code(number),
            email: format!("person{number}@example.jp"),
            client_address: String::new(),
            to: None,
        };
        self.store.run(&ask).await.unwrap();
        let mails = message::Entity::find()
            .order_by_desc(message::Column::CreatedAt)
            .order_by_desc(message::Column::Id)
            .all(self.store.reader())
            .await
            .unwrap();
        let link = mails.iter().find_map(|mail| {
            let rest = mail.body.split("/link/").nth(1)?;
            rest.split_whitespace().next()
        });
        let token = link.unwrap().to_owned();
        self.store.run(&RedeemLink { token }).await.unwrap()
    }

    pub fn store(&self) -> &Store {
        &self.store
    }

    /// How many entries the audit log has; its chain holds.
    pub async fn audit_entries(&self) -> u64 {
        let verified = platform::audit::verify(self.store.reader()).await;
        u64::try_from(verified.unwrap().unwrap().entries).unwrap()
    }

    /// Asks for a route, with what its path needs.
    pub async fn ask(&self, route: &RouteInfo, someone: Someone) -> Answer {
        let path = route
            .path
            .replace("{programme}", CALL)
            .replace("{application}", &self.own.to_string())
            .replace("{section}", "company")
            .replace("{notice}", &uuid::Uuid::from_u128(1).to_string())
            .replace("{token}", &"t".repeat(43))
            .replace("{*name}", "mamori.css")
            .replace(['{', '}'], "");
        self.send(route.method.clone(), &path, someone).await
    }

    pub async fn get(&self, path: &str, someone: Someone) -> Answer {
        self.send(Method::GET, path, someone).await
    }

    /// A request as the browser of `someone` sends it: an empty form, or an empty object to the API.
    pub async fn send(&self, method: Method, path: &str, someone: Someone) -> Answer {
        let session = self.sessions.iter().find(|(one, _)| *one == someone);
        let cookie = match session {
            Some((_, token)) => format!("{BROWSER_COOKIE}={BROWSER}; {SESSION_COOKIE}={token}"),
            None => format!("{BROWSER_COOKIE}={BROWSER}"),
        };
        let csrf = web::csrf::token(&KEY, session.map_or(BROWSER, |(_, token)| token));
        let request = Request::builder()
            .method(method.clone())
            .uri(path)
            .header(header::COOKIE, cookie);
        let request = match (method == Method::POST, path.starts_with("/api/")) {
            (false, _) => request.body(Body::empty()),
            (true, true) => request
                .header(header::CONTENT_TYPE, "application/json")
                .header("idempotency-key", "route-test")
                .body(Body::from("{}")),
            (true, false) => request
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(Body::from(format!("csrf={csrf}"))),
        };
        self.deliver(request.unwrap()).await
    }

    /// A program's request.
    pub async fn with_token(&self, path: &str, token: &str) -> Answer {
        let request = Request::get(path).header(header::AUTHORIZATION, format!("Bearer {token}"));
        self.deliver(request.body(Body::empty()).unwrap()).await
    }

    pub async fn post_with_token(&self, path: &str, token: &str) -> Answer {
        let request = Request::post(path)
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::CONTENT_TYPE, "application/json");
        self.deliver(request.body(Body::from("{}")).unwrap()).await
    }

    /// A page of another site sends a clerk's browser here.
    pub async fn sent_by_another_site(&self, path: &str) -> Answer {
        let clerk = Someone::Staff(Role::Secretariat);
        let (_, token) = self.sessions.iter().find(|(one, _)| *one == clerk).unwrap();
        let request = Request::post(path)
            .header(header::COOKIE, format!("{SESSION_COOKIE}={token}"))
            .header(header::HOST, "mamori.example.jp")
            .header(header::ORIGIN, "https://elsewhere.example.com")
            .header(header::CONTENT_TYPE, "application/json");
        self.deliver(request.body(Body::from("{}")).unwrap()).await
    }

    /// A token for a program of the member of staff with `role`.
    pub async fn program(&self, role: Role, hours: i64) -> String {
        let lasts = SignedDuration::from_hours(hours);
        let made = self
            .identity
            .create_token(&Actor::System("test"), self.account(role), "test", lasts);
        made.await.unwrap()
    }

    /// Closes an account.
    pub async fn close(&self, role: Role) {
        let closed = self
            .identity
            .set_disabled(&Actor::System("test"), self.account(role), true);
        closed.await.unwrap();
    }

    fn account(&self, role: Role) -> StaffId {
        let found = self.accounts.iter().find(|(one, _)| *one == role);
        found.unwrap().1
    }

    /// Each request comes from an address of its own: limits for one address are another test's.
    async fn deliver(&self, request: Request<Body>) -> Answer {
        let client = 0x7f00_0001 + self.clients.fetch_add(1, Ordering::Relaxed);
        let peer = SocketAddr::from((Ipv4Addr::from(client), 40_000));
        let service = self.app.clone().oneshot(peer).await.unwrap();
        let response = service.oneshot(request).await.unwrap();
        let location = response.headers().get(header::LOCATION);
        let location = location.map_or("", |value| value.to_str().unwrap()).to_owned();
        let status = response.status();
        let body = axum::body::to_bytes(response.into_body(), usize::MAX)
            .await
            .unwrap();
        Answer {
            status,
            location,
            text: String::from_utf8_lossy(&body).into_owned(),
        }
    }
}

fn identity(store: &Store, folder: &std::path::Path) -> Identity {
    let settings = Settings {
        second_factor: false,
        ..Settings::default()
    };
    let master = MasterKey::from_file(&folder.join("master.key"), &OsEntropy).unwrap();
    Identity::new(
        store.clone(),
        Arc::new(SystemClock),
        master,
        Passwords::with_cost(64, 1),
        settings,
    )
}
