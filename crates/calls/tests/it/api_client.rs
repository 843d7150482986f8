//! A program that uses the API: the routes behind the same middleware as in the server.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use axum::middleware::from_fn_with_state;
use calls::Calls;
use calls::domain::definition::Programme;
use platform::actor::Actor;
use platform::entropy::SeededEntropy;
use platform::forms::{Field, FieldKind};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Map, Value, json};
use tower::ServiceExt;
use web::{Identify, Identity, Site};

use crate::world::{World, clerk};

const CLERK: &str = "ccccccccccccccccccccccccccccccccccccccccccc";

struct OneClerk;

#[async_trait::async_trait]
impl Identify for OneClerk {
    async fn identify(&self, _: &str) -> Option<Identity> {
        None
    }

    async fn identify_program(&self, token: &str) -> Option<Identity> {
        (token == CLERK).then(|| Identity { actor: clerk(1) })
    }

    fn may(&self, actor: &Actor, _: &str) -> bool {
        *actor == clerk(1)
    }
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub json: Value,
}

impl Answer {
    /// Must have this status; a refusal must be a problem document.
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.json);
        let kind = self.headers["content-type"].to_str().unwrap();
        let expected = if status < 400 {
            "application/json"
        } else {
            "application/problem+json"
        };
        assert_eq!(kind, expected, "{}", self.json);
        self
    }
}

/// What is sent.
pub struct Sent {
    pub method: Method,
    pub path: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

impl Sent {
    pub fn new(method: Method, path: &str) -> Self {
        Self {
            method,
            path: path.to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    pub fn json(mut self, body: &Value) -> Self {
        self.headers.push(("content-type", "application/json".to_owned()));
        self.body = body.to_string().into_bytes();
        self
    }
}

#[derive(Clone)]
pub struct Client {
    pub world: Arc<World>,
    router: Router,
}

impl Client {
    pub fn new(world: World) -> Self {
        Self::of(Arc::new(world))
    }

    pub fn of(world: Arc<World>) -> Self {
        Self::with(
            world,
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("../../programmes"),
        )
    }

    /// With the programmes of another folder.
    pub fn with(world: Arc<World>, programmes: &Path) -> Self {
        let loaded = calls::programmes::load_folder(programmes).unwrap();
        let site = Arc::new(Site {
            clock: Arc::new(world.clock.clone()),
            entropy: Arc::new(SeededEntropy::new(2)),
            identify: Arc::new(OneClerk),
            key: [9; 32],
            base_url: "https://mamori.example.jp".to_owned(),
            demo: false,
            clients: web::Clients::open(),
            menu: Vec::new(),
        });
        let router = calls::api::routes()
            .into_router()
            .with_state(Calls {
                store: world.store.clone(),
                catalogue: Arc::new(loaded.catalogue),
            })
            .layer(from_fn_with_state(site, web::visitor::identify));
        Self { world, router }
    }

    pub async fn send(&self, sent: Sent) -> Answer {
        let mut request = Request::builder().method(sent.method).uri(sent.path);
        for (name, value) in sent.headers {
            request = request.header(name, value);
        }
        let request = request.body(Body::from(sent.body)).unwrap();
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            json: serde_json::from_slice(&body)
                .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&body).into_owned())),
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Sent::new(Method::GET, path)).await
    }

    pub async fn with_token(&self, path: &str, token: &str) -> Answer {
        let mut request = Sent::new(Method::GET, path);
        request.headers.push(("authorization", format!("Bearer {token}")));
        self.send(request).await
    }

    /// A clerk's program reads.
    pub async fn desk(&self, path: &str) -> Answer {
        self.with_token(path, CLERK).await
    }

    /// A clerk's program changes something.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        let mut request = Sent::new(Method::POST, path);
        request.headers.push(("authorization", format!("bearer {CLERK}")));
        self.send(request.json(body)).await
    }

    pub async fn apply(&self, path: &str, key: &str, answers: &Value) -> Answer {
        let mut request = Sent::new(Method::POST, path);
        request.headers.push(("idempotency-key", key.to_owned()));
        self.send(request.json(&json!({ "answers": answers }))).await
    }

    /// The salt of the first application.
    pub async fn salt(&self) -> String {
        self.column("SELECT salt FROM application WHERE number = 1").await
    }

    /// How many entries of the audit log name `actor`.
    pub async fn acted_by(&self, actor: &Actor) -> u64 {
        let (_, id) = actor.key();
        let sql = format!("SELECT CAST(count(*) AS TEXT) FROM audit_entry WHERE actor_id = '{id}'");
        self.column(&sql).await.parse().unwrap()
    }

    async fn column(&self, sql: &str) -> String {
        let reader = self.world.store.reader();
        let statement = Statement::from_string(reader.get_database_backend(), sql);
        let row = reader.query_one_raw(statement).await.unwrap().unwrap();
        row.try_get_by_index(0).unwrap()
    }
}

/// The answers of invented company `number` to the first-come call.
pub fn answers(number: u64) -> Value {
    static RIGHT: OnceLock<Value> = OnceLock::new();
    let right = || form(&crate::world::programme("kojo-2023"), "application");
    let mut answers = RIGHT.get_or_init(right).clone();
    answers["kind"] = json!("corporation");
    answers["company_name"] = json!(format!("株式会社みなも{number}"));
    answers["address"] = json!(format!("江東区若葉町1-2-{number}"));
    answers["email"] = json!(format!("person{number}@example.jp"));
    answers["corporate_number"] = json!(corporate_number(990_000_000_100 + number));
    answers["course"] = json!("utm");
    answers
}

/// Check digit as the National Tax Agency computes it: 9 − (Σ digit × 1 or 2, from the right) mod 9.
fn corporate_number(twelve: u64) -> String {
    let digits = twelve.to_string().into_bytes();
    let sum: u64 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(index, digit)| u64::from(digit - b'0') * if index % 2 == 0 { 1 } else { 2 })
        .sum();
    format!("{}{twelve}", 9 - sum % 9)
}

/// Something right for every question of a form that must be answered.
pub fn form(programme: &Programme, id: &str) -> Value {
    let form = programme.form(id).unwrap();
    let fields = form.sections.iter().flat_map(|section| &section.fields);
    let answers: Map<String, Value> = fields
        .filter_map(|field| Some((field.id.clone(), answer(field)?)))
        .collect();
    Value::Object(answers)
}

fn answer(field: &Field) -> Option<Value> {
    let options: Vec<&str> = field.options.iter().map(|option| option.id.as_str()).collect();
    Some(match field.kind {
        FieldKind::Tick if !options.is_empty() => json!(options),
        FieldKind::Choice | FieldKind::Select => json!(options[0]),
        FieldKind::Choices => json!([options[0]]),
        FieldKind::YesNo | FieldKind::Tick => json!(true),
        _ if !field.required => return None,
        FieldKind::Integer | FieldKind::Yen => json!(field.minimum.unwrap_or(1).max(1)),
        FieldKind::Kana => json!("ミナモ"),
        FieldKind::Email => json!("someone@example.jp"),
        FieldKind::Telephone => json!("050-0000-0000"),
        FieldKind::PostalCode => json!("100-0001"),
        FieldKind::Prefecture => json!("東京都"),
        FieldKind::Industry => json!("39"),
        FieldKind::Date => json!("2023-09-01"),
        FieldKind::CorporateNumber => json!(corporate_number(990_000_000_000)),
        FieldKind::Text | FieldKind::Textarea => json!("特になし"),
    })
}
