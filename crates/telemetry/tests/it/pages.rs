//! The pages through the router: the company's own and the desk's, in both languages.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::middleware::from_fn_with_state;
use platform::actor::Actor;
use platform::entropy::SeededEntropy;
use platform::testing::TestDatabase;
use tower::ServiceExt;
use web::{Identify, Identity, Site};

use super::world::{PROGRAMME, World, applicant, clerk, migrations};

const KEY: [u8; 32] = [9; 32];
const BROWSER: &str = "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB";

/// A session's cookie says who it is.
struct Sessions;

fn cookie(number: u128) -> String {
    format!("{number:0>43}")
}

#[async_trait::async_trait]
impl Identify for Sessions {
    async fn identify(&self, token: &str) -> Option<Identity> {
        let number: u128 = token.parse().ok()?;
        let actor = if number == 0 { clerk() } else { applicant(number) };
        Some(Identity { actor })
    }

    fn may(&self, actor: &Actor, action: &str) -> bool {
        matches!(actor, Actor::Staff { .. })
            && matches!(
                action,
                "desk.read" | "desk.work" | "desk.export" | "support.read" | "appliances.read"
            )
    }
}

pub struct Browser {
    router: Router,
    session: String,
}

struct Answer {
    status: StatusCode,
    location: String,
    text: String,
}

impl Browser {
    /// Number 0 is the clerk; others are companies.
    pub fn of(world: &World<'_>, number: u128) -> Self {
        let site = Arc::new(Site {
            clock: Arc::new(world.database.clock.clone()),
            entropy: Arc::new(SeededEntropy::new(2)),
            identify: Arc::new(Sessions),
            key: KEY,
            base_url: "https://mamori.example.jp".to_owned(),
            demo: false,
            clients: web::Clients::open(),
            menu: Vec::new(),
        });
        let router = telemetry::pages::routes()
            .into_router()
            .with_state(world.telemetry.clone())
            .layer(from_fn_with_state(site, web::visitor::identify));
        Self {
            router,
            session: cookie(number),
        }
    }

    async fn send(&self, request: axum::http::request::Builder, body: String) -> Answer {
        let cookies = format!("mamori_browser={BROWSER}; mamori_session={}", self.session);
        let request = request.header(header::COOKIE, cookies).body(Body::from(body));
        let request = web::visitor::take_language(request.unwrap());
        let response = self.router.clone().oneshot(request).await.unwrap();
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

    pub async fn get(&self, path: &str) -> String {
        let answer = self.send(Request::get(path), String::new()).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        answer.text
    }

    /// There is no such page.
    pub async fn misses(&self, path: &str) {
        let answer = self.send(Request::get(path), String::new()).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}: {}", answer.text);
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let encoded = |text: &str| -> String { text.bytes().map(|byte| format!("%{byte:02X}")).collect() };
        let mut body = format!("csrf={}", web::csrf::token(&KEY, &self.session));
        for (name, value) in fields {
            body += &format!("&{}={}", encoded(name), encoded(value));
        }
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, body).await
    }

    async fn done(&self, path: &str, fields: &[(&str, &str)]) {
        let answer = self.post(path, fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}: {}", answer.text);
        assert!(!answer.location.is_empty());
    }
}

async fn version(world: &World<'_>, number: u128) -> String {
    // Shown in every form of the page.
    let path = format!(
        "/desk/{PROGRAMME}/installations/{}",
        world.installation(number).await
    );
    let text = Browser::of(world, 0).get(&path).await;
    let start = text.find("name=\"version\" value=\"").unwrap() + 22;
    text[start..].split('"').next().unwrap().to_owned()
}

/// M1 by hand: the company's telephone and the desk's forms, mistakes first, in both languages.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_life_on_the_pages() {
    let database = TestDatabase::sqlite(migrations).await;
    let world = World::new(&database);
    world.known.add(1, PROGRAMME);
    let (own, desk) = (Browser::of(&world, 1), Browser::of(&world, 0));
    let list = format!("/desk/{PROGRAMME}/installations");

    // Before the nightly work: the company begins by itself.
    assert!(own.get("/status/appliance").await.contains("現場調査に答える"));
    let empty = own.post("/status/appliance/survey", &[("layout", "own")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let kept = own.get("/en/status/appliance/survey").await;
    assert!(kept.contains("value=\"own\" id=\"layout\" checked"), "{kept}");
    own.done("/status/appliance/survey", &[("layout", "own"), ("port", "no")])
        .await;

    let one = format!("{list}/{}", world.installation(1).await);
    assert!(desk.get(&list).await.contains("株式会社みなも製作所1"));
    let text = desk.get(&one).await;
    assert!(
        text.contains("空きポートがありません"),
        "an obstacle is named: {text}"
    );
    let nothing = desk.post(&format!("{one}/unfit"), &[("unfit_reason", "")]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        nothing.text.contains("href=\"#unfit_reason\""),
        "{}",
        nothing.text
    );
    let shown = version(&world, 1).await;
    desk.done(&format!("{one}/fit"), &[("version", &shown)]).await;
    let late = desk
        .post(
            &format!("{one}/cancel"),
            &[("version", &shown), ("cancel_reason", "x")],
        )
        .await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.text.contains("ほかの人が先に変更しました"), "{}", late.text);
    let none = desk.post(&format!("{one}/propose"), &[]).await;
    assert!(none.text.contains("日時を一つ以上"), "{}", none.text);
    let times = [
        ("propose_slot", "2023-09-11T09:00"),
        ("propose_slot", "2023-09-11T11:00"),
    ];
    desk.done(&format!("{one}/propose"), &times).await;

    assert!(
        own.get("/en/status/appliance")
            .await
            .contains("Monday 11 September 2023, 9:00–11:00")
    );
    let refused = own
        .post("/status/appliance/appointment", &[("slot", "2023-09-11T09:00")])
        .await;
    assert!(refused.text.contains("同意が必要です"), "{}", refused.text);
    let agreed = [("slot", "2023-09-11T09:00"), ("agree", "yes")];
    own.done("/status/appliance/appointment", &agreed).await;
    let file = own.get("/status/appliance/appointment.ics").await;
    assert!(file.contains("DTSTART;TZID=Asia/Tokyo:20230911T090000"), "{file}");
    let week = desk
        .get(&format!("/desk/{PROGRAMME}/visits?week=2023-09-13"))
        .await;
    assert!(week.contains("株式会社みなも製作所1"), "{week}");
    assert!(
        desk.get(&format!("/desk/{PROGRAMME}/visits/visits.ics"))
            .await
            .contains("SUMMARY:設置")
    );

    let device = world.device("UTM-0001").await.to_string();
    world.set("2023-09-11T11:00:00");
    let installed = [
        ("install_device", device.as_str()),
        ("install_on", "2023-09-11"),
        ("install_technician", "技術 一郎"),
        ("install_check", "power"),
    ];
    desk.done(&format!("{one}/install"), &installed).await;
    desk.done(&format!("{one}/first_log"), &[]).await;
    let text = own.get("/status/appliance").await;
    assert!(text.contains("令和5年12月10日"), "{text}");
    assert!(text.contains("あと91日"), "{text}");
    assert!(own.get("/en/status/appliance").await.contains("91 days left"));
    assert!(desk.get("/desk/devices/health").await.contains("UTM-0001"));

    world.set("2023-11-20T10:00:00");
    let nothing = own.post("/status/appliance/decision", &[]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    own.done("/status/appliance/decision", &[("decision", "remove")])
        .await;
    desk.done(&format!("{one}/propose"), &[("propose_slot", "2023-12-08T13:00")])
        .await;
    own.done("/status/appliance/appointment", &[("slot", "2023-12-08T13:00")])
        .await;
    world.set("2023-12-08T15:00:00");
    desk.done(&format!("{one}/remove"), &[("remove_on", "2023-12-08")])
        .await;
    assert!(
        own.get("/en/status/appliance")
            .await
            .contains("The appliance was taken away")
    );
    let of_device = desk.get(&format!("/desk/devices/{device}")).await;
    assert!(of_device.contains("消去待ち"), "{of_device}");
    let handled = [("handling", "clean"), ("note", "初期化した"), ("version", "3")];
    desk.done(&format!("/desk/devices/{device}/handle"), &handled)
        .await;
    let deleted = [("deleted_note", "企業の求めによる")];
    desk.done(&format!("{one}/deleted"), &deleted).await;
    let history = desk.get(&format!("/en{one}")).await;
    assert!(
        history.contains("Deleting the data was ordered") && history.contains("The collector carries it out"),
        "{history}"
    );
    assert!(
        !history.contains("audit-action-") && !history.contains("device-next-"),
        "{history}"
    );
}

/// A company sees its own appliance alone, and one whose course lends none sees nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_company_sees_its_own() {
    let database = TestDatabase::sqlite(migrations).await;
    let world = World::new(&database);
    world.begin(&[1]).await;
    let stranger = Browser::of(&world, 5);
    for path in [
        "/status/appliance",
        "/status/appliance/survey",
        "/status/appliance/appointment.ics",
    ] {
        let answer = stranger.send(Request::get(path), String::new()).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    let answer = stranger
        .post("/status/appliance/decision", &[("decision", "remove")])
        .await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

/// The stock: one more, a certificate as a file, the list as a file, and a list with mistakes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_stock_on_the_pages() {
    let database = TestDatabase::sqlite(migrations).await;
    let world = World::new(&database);
    let desk = Browser::of(&world, 0);
    let wrong = [("serial", "??"), ("vendor", "見本電機"), ("model", "UTM60")];
    let refused = desk.post("/desk/devices", &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.text.contains("value=\"見本電機\""),
        "what was typed stays: {}",
        refused.text
    );
    let good = [
        ("serial", "utm-0001"),
        ("vendor", "見本電機"),
        ("model", "UTM60"),
        ("format", "fortigate"),
    ];
    desk.done("/desk/devices", &good).await;
    let list = desk.get("/desk/devices?q=utm").await;
    assert!(list.contains("UTM-0001"), "{list}");
    let device = list.split("/desk/devices/").find_map(|rest| {
        let id = rest.split('"').next()?;
        (id.len() == 36).then(|| id.to_owned())
    });
    let device = device.unwrap();
    let pem = desk
        .post(&format!("/desk/devices/{device}/certificate"), &[])
        .await;
    assert_eq!(pem.status, StatusCode::OK);
    assert!(
        pem.text.starts_with("-----BEGIN CERTIFICATE-----"),
        "{}",
        pem.text
    );
    assert!(
        desk.get(&format!("/desk/devices/{device}"))
            .await
            .contains("失効させる")
    );
    assert!(desk.get("/desk/devices/export.csv").await.contains("UTM-0001"));

    let rows = "シリアル番号,メーカー,型番\r\nUTM-0002,見本電機,UTM60\r\nutm-0001,見本電機,UTM60\r\n";
    let preview = upload(&desk, "/desk/devices/import", rows).await;
    assert!(preview.contains("直すところがあるもの 1 台"), "{preview}");
    assert!(
        preview.contains("残りの 1 台を取り込む"),
        "what is right can be taken: {preview}"
    );
    let nothing = upload(
        &desk,
        "/desk/devices/import",
        "serial,vendor,model\r\nutm-0001,見本電機,UTM60\r\n",
    )
    .await;
    assert!(!nothing.contains("import/take"), "nothing is right: {nothing}");
    let rows = "serial,vendor,model,format\r\nutm-0001,見本電機,UTM60,\r\nUTM-0002,見本電機,UTM60,cef\r\n";
    let preview = upload(&desk, "/desk/devices/import", rows).await;
    let hidden = preview
        .split("name=\"rows\" value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let json = hidden.replace("&#34;", "\"").replace("&quot;", "\"");
    desk.done("/desk/devices/import/take", &[("rows", &json)]).await;
    assert!(desk.get("/desk/devices").await.contains("UTM-0002"));
    let none = desk.send(
        Request::post("/desk/devices/import")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded"),
        format!("csrf={}", web::csrf::token(&KEY, &desk.session)),
    );
    assert!(none.await.text.contains("ファイルを選んで"));
    for (file, said) in [
        ("", "ファイルが空か"),
        ("a,b\r\n1,2\r\n", "列がありません"),
        ("a\r\n", "行がありません"),
    ] {
        let text = upload(&desk, "/desk/devices/import", file).await;
        assert!(text.contains(said), "{file:?}: {text}");
    }
}

async fn upload(desk: &Browser, path: &str, file: &str) -> String {
    let csrf = web::csrf::token(&KEY, &desk.session);
    let body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{csrf}\r\n--x\r\nContent-Disposition: form-data; \
         name=\"file\"; filename=\"list.csv\"\r\nContent-Type: text/csv\r\n\r\n{file}\r\n--x--\r\n"
    );
    let request = Request::post(path).header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
    desk.send(request, body).await.text
}

/// M3: an additional report names its company before it goes, and the company's page leads to it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_additional_report_goes_to_whom_it_was_looked_at_for() {
    let database = TestDatabase::sqlite(migrations).await;
    let world = World::new(&database);
    world.begin(&[1, 3]).await;
    let (desk, own) = (Browser::of(&world, 0), Browser::of(&world, 1));
    let base = format!("/desk/{PROGRAMME}/reports");
    let form = desk.get(&base).await;
    let choice = form.find("name=\"company\"").unwrap();
    let first = form[choice..].find("<option").unwrap() + choice;
    assert!(
        form[first..].starts_with("<option value=\"\">会社を選ぶ"),
        "nobody is chosen for the clerk"
    );

    let company = super::world::company_id(1).to_string();
    let fields = |company: &'static str| {
        [
            ("month", "2023-08"),
            ("company", company),
            ("title", "見慣れない接続"),
            ("body", "一つ目。"),
        ]
    };
    let write = format!("{base}/write");
    let nobody = desk.post(&write, &fields("")).await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nobody.text.contains("見慣れない接続"), "what was typed stays");
    let mut fields: Vec<_> = fields("").to_vec();
    fields[1].1 = Box::leak(company.into_boxed_str());
    let shown = desk.post(&write, &fields).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
    assert!(shown.text.contains("株式会社みなも製作所1") && shown.text.contains("person1@example.jp"));
    assert!(
        !own.get("/status/appliance").await.contains("/status/reports"),
        "nothing was sent yet"
    );
    fields.push(("step", "send"));
    desk.done(&write, &fields).await;

    let page = own.get("/status/appliance").await;
    assert!(
        page.contains("href=\"/status/reports\"") && page.contains("1件。最新：見慣れない接続"),
        "{page}"
    );
    let page = own.get("/en/status/appliance").await;
    assert!(
        page.contains("One report. The latest: 見慣れない接続") && page.contains("unread: 1"),
        "{page}"
    );
    assert!(own.get("/status/reports").await.contains("見慣れない接続"));
    assert!(
        !Browser::of(&world, 3)
            .get("/status/reports")
            .await
            .contains("見慣れない接続")
    );
}
