//! The desk as a browser sees it: router, sign-in and forms on SQLite.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::from_fn_with_state;
use calls::Calls;
use calls::domain::application::StateName;
use calls::ops::submission::from_answers;
use calls::ops::submit::Submission;
use contracts::ids::ApplicationId;
use platform::actor::Actor;
use platform::entropy::SeededEntropy;
use platform::text::Language;
use tower::{Layer, ServiceExt};
use web::visitor::{SESSION_COOKIE, take_language};
use web::{Identify, Identity, Site};

use crate::world::{World, at, clerk, submission};

mod contacts;
mod draw;
mod files;
mod forgotten;
mod lists;
mod log;
mod moves;
mod papers;
mod release;

const CALL: &str = "jissenryoku-2025";
const ANNA: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const BRUNO: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
const COMPANY: &str = "ccccccccccccccccccccccccccccccccccccccccccc";
const READER: &str = "ddddddddddddddddddddddddddddddddddddddddddd";
const KEY: [u8; 32] = [9; 32];
/// The answer to a second look.
const CONFIRMED: &[(&str, &str)] = &[("confirmed", "yes")];

/// Two clerks, somebody who only reads, and an applicant.
struct Known;

#[async_trait::async_trait]
impl Identify for Known {
    async fn identify(&self, token: &str) -> Option<Identity> {
        let actor = match token {
            ANNA => clerk(1),
            BRUNO => clerk(2),
            READER => clerk(3),
            COMPANY => Actor::Applicant {
                application: ApplicationId(uuid::Uuid::from_u128(5)),
            },
            _ => return None,
        };
        Some(Identity { actor })
    }

    fn may(&self, actor: &Actor, action: &str) -> bool {
        *actor != clerk(3) || action == "desk.read"
    }
}

/// What came back.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    location: String,
    bytes: Vec<u8>,
}

impl Answer {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    #[track_caller]
    fn has(&self, text: &str) -> &Self {
        assert!(
            self.text().contains(text),
            "{text:?} is missing in {}: {}",
            self.status,
            self.text()
        );
        self
    }

    #[track_caller]
    fn lacks(&self, text: &str) -> &Self {
        assert!(!self.text().contains(text), "{text:?} stands in {}", self.text());
        self
    }

    /// A header as text, empty when it is not there.
    fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The value of a form's hidden field.
    fn hidden(&self, name: &str) -> String {
        let text = self.text();
        let rest = text.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
        let value = rest.split('"').next().unwrap();
        value
            .replace("&#34;", "\"")
            .replace("&#38;", "&")
            .replace("&#39;", "'")
            .replace("&#60;", "<")
            .replace("&#62;", ">")
    }

    #[track_caller]
    fn is(&self, status: StatusCode) -> &Self {
        assert_eq!(self.status, status, "{}", self.text());
        self
    }
}

struct Desk {
    world: World,
    app: Router,
    _folder: tempfile::TempDir,
}

impl Desk {
    async fn open(call: &str, start: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("desk.sqlite").display());
        let world = World::new(&url, call, start).await;
        let site = Arc::new(Site {
            clock: Arc::new(world.clock.clone()),
            entropy: Arc::new(SeededEntropy::new(2)),
            identify: Arc::new(Known),
            key: KEY,
            base_url: "http://localhost".to_owned(),
            demo: false,
            clients: web::Clients::open(),
            menu: Vec::new(),
        });
        let programmes = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../programmes");
        let catalogue = calls::programmes::load_folder(&programmes).unwrap().catalogue;
        let calls = Calls {
            store: world.store.clone(),
            catalogue: Arc::new(catalogue),
        };
        let app = calls::pages::routes()
            .into_router()
            .with_state(calls)
            .layer(axum::Extension(calls::pages::Organiser {
                key: fair_draw::SigningKey::from_bytes(&[7; 32]),
                beacon: crate::lottery::key().source(crate::lottery::GENESIS, 3),
                rounds_at: "https://beacon.example.jp/public/".to_owned(),
            }))
            .layer(from_fn_with_state(site, web::visitor::identify));
        Self {
            world,
            app,
            _folder: folder,
        }
    }

    async fn ask(&self, request: Request<Body>) -> Answer {
        let rewrite = tower::util::MapRequestLayer::new(take_language as fn(Request) -> Request);
        let response = rewrite.layer(self.app.clone()).oneshot(request).await.unwrap();
        let location = response.headers().get(header::LOCATION);
        Answer {
            status: response.status(),
            headers: response.headers().clone(),
            location: location
                .map(|value| value.to_str().unwrap().to_owned())
                .unwrap_or_default(),
            bytes: axum::body::to_bytes(response.into_body(), usize::MAX)
                .await
                .unwrap()
                .to_vec(),
        }
    }

    async fn get_as(&self, session: &str, path: &str) -> Answer {
        let request = Request::builder()
            .uri(path)
            .header(header::COOKIE, format!("{SESSION_COOKIE}={session}"))
            .body(Body::empty());
        self.ask(request.unwrap()).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.get_as(ANNA, path).await
    }

    async fn post_as(&self, session: &str, path: &str, pairs: &[(&str, &str)]) -> Answer {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(pairs)
            .append_pair("csrf", &web::csrf::token(&KEY, session));
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::COOKIE, format!("{SESSION_COOKIE}={session}"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form.finish()));
        self.ask(request.unwrap()).await
    }

    async fn post(&self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        self.post_as(ANNA, path, pairs).await
    }

    /// Posts a search and goes where it leads.
    async fn search(&self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        let posted = self.post(path, pairs).await;
        posted.is(StatusCode::SEE_OTHER);
        self.get(&posted.location).await
    }

    async fn upload(&self, path: &str, contents: &[u8]) -> Answer {
        self.upload_named(path, "log.csv", contents).await
    }

    async fn upload_named(&self, path: &str, name: &str, contents: &[u8]) -> Answer {
        self.send_file(path, &[], ("file", name, contents)).await
    }

    /// A form with a file: its field, its name, what is in it.
    async fn send_file(&self, path: &str, pairs: &[(&str, &str)], file: (&str, &str, &[u8])) -> Answer {
        let token = web::csrf::token(&KEY, ANNA);
        let (field, name, contents) = file;
        let mut body = String::new();
        for (name, value) in pairs.iter().chain([&("csrf", token.as_str())]) {
            body += &format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        }
        body +=
            &format!("--x\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n");
        let mut body = body.into_bytes();
        body.extend_from_slice(contents);
        body.extend_from_slice(b"\r\n--x--\r\n");
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::COOKIE, format!("{SESSION_COOKIE}={ANNA}"))
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
            .body(Body::from(body));
        self.ask(request.unwrap()).await
    }

    /// Company `number` with a name of its own.
    async fn company(&self, number: usize, name: &str, frame: usize) -> ApplicationId {
        let file = &self.world.programme.file;
        let frame = file.frames.get(frame).map(|frame| frame.id.clone());
        let mut form: Submission = submission(number, &file.courses[0].id, frame.as_deref());
        form.company.name = name.to_owned();
        form.company.search_key = calls::domain::facts::fold_for_search(name);
        form.company.company_key = name.to_owned();
        self.world.submit(form).await.unwrap().id
    }
}

/// A message without words shows its key: a text of lower-case letters and hyphens alone.
fn wordless(page: &str) -> Vec<String> {
    let texts = page.split('>').skip(1).filter_map(|rest| rest.split('<').next());
    let is_key = |text: &&str| {
        text.contains('-')
            && text
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'-' || byte == b'_')
    };
    texts.map(str::trim).filter(is_key).map(str::to_owned).collect()
}

/// Every page answers in both languages, to those who may see it and to nobody else.
#[tokio::test]
async fn pages_answer() {
    let desk = Desk::open(CALL, "2025-06-24T10:00:00").await;
    let id = desk.company(1, "有限会社ひばり通商", 0).await;
    let pages = [
        "/desk".to_owned(),
        format!("/desk/{CALL}"),
        format!("/desk/{CALL}/applications"),
        format!("/desk/{CALL}/applications/{id}"),
        format!("/desk/{CALL}/notices"),
        format!("/desk/{CALL}/draw"),
        format!("/desk/{CALL}/roster"),
        format!("/desk/{CALL}/import"),
        format!("/desk/{CALL}/export.csv"),
        format!("/desk/{CALL}/roster.csv"),
        format!("/desk/{CALL}/export.xlsx"),
        format!("/desk/{CALL}/roster.xlsx"),
        format!("/desk/{CALL}/consents"),
        format!("/desk/{CALL}/briefings"),
        format!("/desk/{CALL}/briefings.xlsx"),
        format!("/desk/{CALL}/briefings.csv"),
        format!("/desk/{CALL}/import/template.xlsx"),
        "/desk/mails".to_owned(),
        "/desk/audit".to_owned(),
    ];
    for page in &pages {
        for path in [page.clone(), format!("/en{page}")] {
            let answer = desk.get(&path).await;
            answer.is(StatusCode::OK);
            assert_eq!(wordless(&answer.text()), Vec::<String>::new(), "{path}");
        }
        desk.get_as("eeee", page).await.is(StatusCode::SEE_OTHER);
        desk.get_as(COMPANY, page).await.is(StatusCode::FORBIDDEN);
    }
    desk.get_as(READER, &pages[1]).await.is(StatusCode::OK);
    desk.get_as(READER, "/desk/audit").await.is(StatusCode::FORBIDDEN);
    desk.get_as(READER, &format!("/desk/{CALL}/import"))
        .await
        .is(StatusCode::FORBIDDEN)
        .has("事務局の画面へ");
    desk.get_as(READER, &pages[3])
        .await
        .is(StatusCode::OK)
        .lacks("name=\"contact_outcome\"");
    desk.get("/desk/nothing").await.is(StatusCode::NOT_FOUND);
    desk.get(&format!("/desk/{CALL}/applications/nothing"))
        .await
        .is(StatusCode::NOT_FOUND);
    desk.get(&format!("/desk/kojo-2023/applications/{id}"))
        .await
        .is(StatusCode::NOT_FOUND);
}

/// C11: overdue first, in business days; the same company twice is shown.
#[tokio::test]
async fn the_inbox_is_in_order() {
    let desk = Desk::open(CALL, "2025-06-16T10:00:00").await;
    let late = desk.company(1, "有限会社ひばり通商", 0).await;
    let due = desk.world.programme.deadline(
        calls::domain::definition::programme::StepKind::Contact,
        at("2025-06-16T10:00:00"),
    );
    // Two business days after the end of the last day for calling.
    let calendar = desk.world.programme.file.calendar();
    let last = platform::clock::date_in_tokyo(due.unwrap() - jiff::SignedDuration::from_secs(1));
    let now = calendar.add_business_days(last, 2).unwrap();
    desk.world
        .clock
        .set(platform::clock::from_tokyo(now.at(10, 0, 0, 0)));
    desk.company(2, "東雲運送株式会社", 2).await;
    desk.company(3, "東雲運送株式会社", 2).await;
    let inbox = desk.get(&format!("/desk/{CALL}")).await;
    inbox
        .is(StatusCode::OK)
        .has("2営業日 超過")
        .has("class=\"over\"")
        .has("重複の疑い R00003")
        .has("UTM・方針");
    let text = inbox.text();
    assert!(text.find("ひばり").unwrap() < text.find("東雲").unwrap());
    desk.get(&format!("/en/desk/{CALL}"))
        .await
        .has("2 business days overdue");
    // A call that was tried is told.
    let page = format!("/desk/{CALL}/applications/{late}");
    let tried = [
        ("version", "1"),
        ("contact_channel", "telephone"),
        ("contact_outcome", "absent"),
    ];
    desk.post(&format!("{page}/contact"), &tried)
        .await
        .is(StatusCode::SEE_OTHER);
    desk.get(&format!("/desk/{CALL}")).await.has("1回不在");
}

#[tokio::test]
async fn the_list_filters_and_sorts() {
    let desk = Desk::open(CALL, "2025-06-16T10:00:00").await;
    let hibari = desk.company(1, "有限会社ひばり通商", 0).await;
    desk.company(2, "株式会社緑町製作所", 1).await;
    desk.world
        .complete(hibari, &desk.world.programme.file.courses[0].id.clone())
        .await;
    let list = format!("/desk/{CALL}/applications");
    desk.get(&format!("{list}?state=complete"))
        .await
        .has("ひばり")
        .lacks("緑町");
    desk.get(&format!("{list}?state=received"))
        .await
        .lacks("ひばり")
        .has("緑町");
    desk.search(&list, &[("q", "R00002")])
        .await
        .lacks("ひばり")
        .has("緑町");
    // Hiragana finds katakana, and the other way round.
    desk.search(&list, &[("q", "ヒバリ")])
        .await
        .has("ひばり通商")
        .lacks("緑町製作所");
    let frame = &desk.world.programme.file.frames[1].id;
    desk.get(&format!("{list}?frame={frame}"))
        .await
        .lacks("ひばり")
        .has("緑町");
    desk.search(&list, &[("q", "%")])
        .await
        .has("該当する申込みはありません");
    desk.get(&format!("{list}?state=nonsense&page=-1&sort=x"))
        .await
        .has("ひばり")
        .has("緑町");
    let sorted = desk.get(&format!("{list}?sort=number&dir=desc")).await.text();
    assert!(sorted.find("緑町製作所").unwrap() < sorted.find("ひばり通商").unwrap());
    assert!(sorted.contains("aria-sort=\"descending\""));
    for number in 3..=60 {
        desk.company(number, &format!("株式会社みなも{number}"), 0).await;
    }
    desk.get(&format!("{list}?sort=number"))
        .await
        .has("60 件中 1〜50 件")
        .has("page=2");
    desk.get(&format!("{list}?sort=number&page=2"))
        .await
        .has("51〜60 件")
        .lacks("R00050")
        .has("R00051");
}

/// Two clerks on one application: the second sees the newest state, and what was typed still stands there.
#[tokio::test]
async fn a_stale_form_loses_nothing() {
    let desk = Desk::open(CALL, "2025-06-16T10:00:00").await;
    let id = desk.company(1, "有限会社ひばり通商", 0).await;
    let page = format!("/desk/{CALL}/applications/{id}");
    let first = [
        ("version", "1"),
        ("contact_channel", "telephone"),
        ("contact_outcome", "absent"),
    ];
    desk.post(&format!("{page}/contact"), &first)
        .await
        .is(StatusCode::SEE_OTHER);
    let second = [
        ("version", "1"),
        ("contact_channel", "mail"),
        ("contact_outcome", "call_back"),
        ("contact_note", "15時にかけ直し"),
    ];
    let stale = desk.post_as(BRUNO, &format!("{page}/contact"), &second).await;
    stale
        .is(StatusCode::CONFLICT)
        .has("他の担当者が先に変更しました")
        .has("15時にかけ直し")
        .has("name=\"version\" value=\"2\"")
        .has("value=\"call_back\" checked");
    let again: Vec<_> = [("version", "2")]
        .into_iter()
        .chain(second[1..].iter().copied())
        .collect();
    desk.post_as(BRUNO, &format!("{page}/contact"), &again)
        .await
        .is(StatusCode::SEE_OTHER);
    desk.get(&page)
        .await
        .has("15時にかけ直し")
        .has("連絡を記録した")
        .has("担当1");
    let forged = [("version", "1"), ("contact_outcome", "absent")];
    desk.post_as(READER, &format!("{page}/contact"), &forged)
        .await
        .is(StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_contact_needs_its_result() {
    let desk = Desk::open(CALL, "2025-06-16T10:00:00").await;
    let id = desk.company(1, "有限会社ひばり通商", 0).await;
    let page = format!("/desk/{CALL}/applications/{id}");
    let contact = format!("{page}/contact");
    desk.post(&contact, &[("version", "1"), ("contact_note", "控え")])
        .await
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .has("結果を選んでください")
        .has("控え");
    desk.post(&contact, &[("version", "1"), ("contact_outcome", "not_met")])
        .await
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .has("理由を入力してください");
    // The check of the security state must be whole before the application is complete.
    desk.post(&contact, &[("version", "1"), ("contact_outcome", "complete")])
        .await
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .has("href=\"#spoken_with\"");
    assert_eq!(desk.world.state(id).await, StateName::Received);
    let refused = [
        ("version", "1"),
        ("contact_outcome", "not_met"),
        ("contact_reason", "セキュリティポリシーがないため"),
        ("contact_refer", "gokui-portal"),
    ];
    desk.post(&contact, &refused).await.is(StatusCode::SEE_OTHER);
    assert_eq!(desk.world.state(id).await, StateName::Refused);
    desk.get(&page)
        .await
        .has("セキュリティポリシーがないため")
        .lacks("name=\"contact_outcome\"");
}

/// C3, C11: the check says that a requirement is not met, and the application cannot be completed over it.
#[tokio::test]
async fn a_requirement_stands_against_completing() {
    let desk = Desk::open(CALL, "2025-06-16T10:00:00").await;
    let id = desk.company(1, "有限会社ひばり通商", 0).await;
    let contact = format!("/desk/{CALL}/applications/{id}/contact");
    let found = [
        ("version", "1"),
        ("contact_outcome", "complete"),
        ("spoken_with", "原 京子"),
        ("security_utm", "no"),
        ("security_edr", "no"),
        ("security_policy", "yes"),
        ("two_stars", "not_declared"),
        ("rules_explained", "yes"),
        ("rules_accepted", "yes"),
    ];
    desk.post(&contact, &found)
        .await
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .has("次の要件を満たしていないため、申込完了にできません")
        .has("原 京子");
    assert_eq!(desk.world.state(id).await, StateName::Received);
}

/// Whoever saves last is told what happened meanwhile, and finds again what they typed, also when the form is gone.
#[tokio::test]
async fn a_note_outlives_its_form() {
    let desk = Desk::open(CALL, "2025-06-16T10:00:00").await;
    let id = desk.company(1, "有限会社ひばり通商", 0).await;
    let contact = format!("/desk/{CALL}/applications/{id}/contact");
    desk.world
        .end(id, calls::ops::decide::End::Withdraw, "会社の申し出")
        .await
        .unwrap();
    let note = [
        ("version", "1"),
        ("contact_outcome", "absent"),
        ("contact_note", "折り返しを待つとのこと"),
    ];
    desk.post(&contact, &note)
        .await
        .is(StatusCode::CONFLICT)
        .has("他の担当者が先に変更しました")
        .has("折り返しを待つとのこと")
        .lacks("name=\"contact_note\"");
}

/// A contact can still be written down after the check; it decides nothing any more.
#[tokio::test]
async fn contacts_go_on_after_the_check() {
    let desk = Desk::open(CALL, "2025-06-16T10:00:00").await;
    let id = desk.company(1, "有限会社ひばり通商", 0).await;
    let course = desk.world.programme.file.courses[0].id.clone();
    desk.world.complete(id, &course).await;
    let page = format!("/desk/{CALL}/applications/{id}");
    desk.get(&page)
        .await
        .has("value=\"call_back\"")
        .lacks("value=\"complete\"");
    let note = [
        ("version", "2"),
        ("contact_outcome", "call_back"),
        ("contact_note", "日程の質問"),
    ];
    desk.post(&format!("{page}/contact"), &note)
        .await
        .is(StatusCode::SEE_OTHER);
    desk.get(&page).await.has("日程の質問");
}

/// The whole application form as a browser sends it, with some answers of its own.
pub(crate) fn filled_in(
    programme: &calls::domain::definition::Programme,
    changes: &[(&str, &str)],
) -> Vec<(String, String)> {
    let mut answers = crate::api_client::form(programme, "application");
    answers["kind"] = "corporation".into();
    answers["past_programmes"] = "none".into();
    for (field, value) in changes {
        answers[*field] = (*value).into();
    }
    let text = |value: &serde_json::Value| match value {
        serde_json::Value::Bool(true) => "yes".to_owned(),
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let pairs = |(field, value): (&String, &serde_json::Value)| -> Vec<(String, String)> {
        let values = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
        values.iter().map(|one| (field.clone(), text(one))).collect()
    };
    answers.as_object().unwrap().iter().flat_map(pairs).collect()
}

/// A slip of the company is put right by the desk: the rules are held against it again, both versions stand in the log.
#[tokio::test]
async fn answers_are_corrected() {
    let desk = Desk::open(CALL, "2025-06-16T10:00:00").await;
    let form = desk.world.programme.form("application").unwrap().clone();
    let pairs = filled_in(
        &desk.world.programme,
        &[("employees", "3000"), ("capital_yen", "900000000")],
    );
    let wrong = from_answers(&desk.world.programme, &form, &pairs, Language::Ja).unwrap();
    assert_eq!(wrong.outcome, "ineligible");
    let id = desk.world.submit(wrong.under_key("one")).await.unwrap().id;
    let page = format!("/desk/{CALL}/applications/{id}");
    desk.get(&format!("{page}/correct"))
        .await
        .is(StatusCode::OK)
        .has("3000");
    let right = filled_in(
        &desk.world.programme,
        &[("employees", "30"), ("capital_yen", "900000000")],
    );
    let send = async |pairs: &[(String, String)], more: &[(&str, &str)]| {
        let all: Vec<(&str, &str)> = pairs
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .chain(more.iter().copied())
            .collect();
        desk.post(&format!("{page}/correct"), &all).await
    };
    send(&right, &[("version", "1")])
        .await
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .has("理由を入力してください")
        .has("value=\"30\"");
    let broken = filled_in(&desk.world.programme, &[("email", "nobody")]);
    let reason = ("correct_reason", "6月16日に電話で確認");
    send(&broken, &[("version", "1"), reason])
        .await
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .has("value=\"nobody\"");
    send(&right, &[("version", "7"), reason])
        .await
        .is(StatusCode::CONFLICT)
        .has("他の担当者が先に変更しました");
    send(&right, &[("version", "1"), reason])
        .await
        .is(StatusCode::SEE_OTHER);
    desk.get(&page)
        .await
        .has("申込内容を訂正した")
        .has("6月16日に電話で確認")
        .has("3,000")
        .has("<span class=\"chip ok\">対象</span>");
    desk.world.audit_holds().await;
}

/// C16: no decision without a reason.
#[tokio::test]
async fn decisions_have_reasons() {
    let desk = Desk::open(CALL, "2025-06-16T10:00:00").await;
    let id = desk.company(1, "有限会社ひばり通商", 0).await;
    let decide = format!("/desk/{CALL}/applications/{id}/decide");
    desk.post(&decide, &[("version", "1"), ("decide_kind", "exclude")])
        .await
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .has("理由を入力してください");
    desk.post(&decide, &[("version", "1"), ("decide_reason", "虚偽の申告")])
        .await
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .has("決定を選んでください")
        .has("虚偽の申告");
    let whole = [
        ("version", "1"),
        ("decide_kind", "exclude"),
        ("decide_reason", "虚偽の申告"),
    ];
    // A second look: what ends, and the mail that leaves. Nothing has happened yet, and it can be changed.
    let look = desk.post(&decide, &whole).await;
    look.is(StatusCode::OK)
        .has("この申込みを除外しますか")
        .has("元に戻せません")
        .has("有限会社ひばり通商")
        .has("届くメール")
        .has("虚偽の申告");
    assert_eq!(desk.world.state(id).await, StateName::Received);
    let with = |field: &'static str| [&whole[..], &[(field, "yes")]].concat();
    desk.post(&decide, &with("edit"))
        .await
        .is(StatusCode::OK)
        .has("name=\"decide_kind\"")
        .has("虚偽の申告");
    desk.post(&decide, &with("confirmed"))
        .await
        .is(StatusCode::SEE_OTHER);
    assert_eq!(desk.world.state(id).await, StateName::Excluded);
    let page = desk.get(&format!("/desk/{CALL}/applications/{id}")).await;
    page.has("除外した")
        .has("変更前: </span>連絡待ち</s>")
        .has("<span class=\"sr\">変更後: </span>除外</dd>")
        .lacks("name=\"decide_kind\"");
    desk.world.audit_holds().await;
}

/// C12, D1: a freeze or a draw that is missed cannot be made up for, so the inbox says what the call waits for.
#[tokio::test]
async fn the_inbox_says_what_the_call_waits_for() {
    let desk = Desk::open(CALL, "2025-06-02T10:00:00").await;
    let inbox = format!("/desk/{CALL}");
    desk.get(&inbox).await.has("抽選の規約を公表する");
    crate::lottery::filled(&desk.world, 2).await;
    let freeze = desk.get(&inbox).await;
    freeze.has("抽選の名簿を確定する").has("から").has("まで");
    crate::lottery::freeze(&desk.world, 2).await;
    desk.get(&inbox).await.has("抽選を行う").lacks("名簿を確定する");
    crate::lottery::run(&desk.world, 2).await;
    desk.get(&inbox).await.has("結果の通知を用意する");
    let prepared = desk.post(&format!("{inbox}/notices"), &[]).await;
    desk.get(&inbox).await.has("用意された結果の通知を承認する");
    desk.post_as(BRUNO, &format!("{}/release", prepared.location), CONFIRMED)
        .await
        .is(StatusCode::SEE_OTHER);
    desk.get(&inbox)
        .await
        .has("参加の回答を待っている会社 2 社")
        .lacks("期限のある仕事はありません");
}

/// C12: whoever prepared the results cannot release them.
#[tokio::test]
async fn a_second_person_releases() {
    let desk = Desk::open(CALL, "2025-06-02T10:00:00").await;
    crate::lottery::drawn(&desk.world, 42).await;
    desk.get(&format!("/desk/{CALL}/draw")).await.has("40 席・42 件");
    let notices = format!("/desk/{CALL}/notices");
    let prepared = desk.post(&notices, &[]).await;
    prepared.is(StatusCode::SEE_OTHER);
    desk.post(&notices, &[])
        .await
        .is(StatusCode::CONFLICT)
        .has("もう用意されています");
    let preview = prepared.location.clone();
    desk.get(&preview)
        .await
        .is(StatusCode::OK)
        .has("当選")
        .has("補欠")
        .lacks("/release\"");
    let release = format!("{preview}/release");
    desk.post(&release, CONFIRMED)
        .await
        .is(StatusCode::CONFLICT)
        .has("用意した人は承認できません");
    assert_eq!(desk.world.count().await.get(&StateName::Offered), None);
    desk.get_as(BRUNO, &preview).await.has("/release\"");
    desk.post_as(READER, &release, CONFIRMED)
        .await
        .is(StatusCode::FORBIDDEN);
    desk.post_as(BRUNO, &release, CONFIRMED)
        .await
        .is(StatusCode::SEE_OTHER);
    assert_eq!(desk.world.count().await[&StateName::Offered], 40);
    desk.post_as(BRUNO, &release, CONFIRMED)
        .await
        .is(StatusCode::CONFLICT);
    // An answer that was given on the telephone.
    let id = desk.world.in_state(StateName::Offered).await[0];
    let page = desk.get(&format!("/desk/{CALL}/applications/{id}")).await.text();
    let version = page
        .split("name=\"version\" value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let answer = format!("/desk/{CALL}/applications/{id}/answer");
    desk.post(&answer, &[("version", "0"), ("answer", "accept")])
        .await
        .is(StatusCode::CONFLICT);
    desk.post(&answer, &[("version", &version), ("answer", "accept")])
        .await
        .is(StatusCode::SEE_OTHER);
    assert_eq!(desk.world.state(id).await, StateName::Confirmed);
    desk.get(&format!("/desk/{CALL}/applications/{id}"))
        .await
        .has("未着");
    // States of notices and whoever prepared them stand in words, and the programme alone chooses entries.
    desk.get("/desk/audit?action=notice.released")
        .await
        .has("前: </span>承認待ち</s>")
        .has("後: </span>承認済み</dd>")
        .has("<dt>用意した人</dt>")
        .lacks("</span>prepared")
        .lacks(">prepared")
        .lacks(&clerk(1).key().1);
    desk.get(&format!("/desk/audit?programme={CALL}&action=notice.released"))
        .await
        .has("通知の送信を承認した");
    desk.get("/desk/audit?programme=kojo-2023")
        .await
        .has("該当する記録はありません");
    let verified = desk.post("/desk/audit/verify", &[]).await;
    verified.is(StatusCode::OK).has("件の記録がつながっています");
}
