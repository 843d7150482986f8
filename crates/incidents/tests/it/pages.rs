//! The pages through the router: a company's own (M4), the desk's, and those about keys.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use contracts::ids::StaffId;
use contracts::support::Severity;
use incidents::domain::case::Verdict;
use platform::actor::{Actor, Role};
use platform::authorisation::Authoriser;
use platform::entropy::SeededEntropy;
use platform::testing::TestDatabase;
use tower::ServiceExt;
use uuid::Uuid;
use web::visitor::SESSION_COOKIE;
use web::{Identify, Identity, Site};

use crate::world::{applicant, call, close, company_id, decide, detected, incidents, migrations, take};

const KEY: [u8; 32] = [3; 32];

/// Everybody who asks, by the letter that their session's token is made of.
struct Everybody(Authoriser);

fn role(letter: char) -> Option<Role> {
    Some(match letter {
        'S' => Role::Support,
        'C' => Role::Secretariat,
        'O' => Role::Organiser,
        'A' => Role::Administrator,
        'R' => Role::Approver,
        _ => return None,
    })
}

#[async_trait::async_trait]
impl Identify for Everybody {
    async fn identify(&self, token: &str) -> Option<Identity> {
        let letter = token.chars().next()?;
        let actor = match (letter, role(letter)) {
            ('1' | '2' | '3', _) => applicant(u128::from(letter.to_digit(10)?)),
            (_, Some(role)) => Actor::Staff {
                id: StaffId(Uuid::from_u128(u128::from(u32::from(letter)))),
                name: format!("担当{letter}"),
                roles: vec![role],
            },
            _ => return None,
        };
        Some(Identity { actor })
    }

    fn may(&self, actor: &Actor, action: &str) -> bool {
        self.0.may(actor, action)
    }
}

struct House {
    router: Router,
}

struct Answer {
    status: StatusCode,
    location: String,
    text: String,
}

impl House {
    fn new(database: &TestDatabase) -> Self {
        let site = Arc::new(Site {
            clock: Arc::new(database.clock.clone()),
            entropy: Arc::new(SeededEntropy::new(1)),
            identify: Arc::new(Everybody(Authoriser::new().unwrap())),
            key: KEY,
            base_url: "https://mamori.example.jp".to_owned(),
            demo: false,
            clients: web::Clients::open(),
            menu: Vec::new(),
        });
        let routes = incidents::pages::routes()
            .into_router()
            .with_state(incidents(database));
        Self {
            router: web::shell(&site, routes),
        }
    }

    async fn send(&self, who: char, request: axum::http::request::Builder, body: String) -> Answer {
        let token = who.to_string().repeat(43);
        let request = request.header(header::COOKIE, format!("{SESSION_COOKIE}={token}"));
        let request = request.body(Body::from(body)).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let location = response.headers().get(header::LOCATION);
        let location = location.map_or("", |value| value.to_str().unwrap()).to_owned();
        let status = response.status();
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX)
            .await
            .unwrap();
        Answer {
            status,
            location,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    async fn get(&self, who: char, path: &str) -> Answer {
        self.send(who, Request::get(path), String::new()).await
    }

    /// Sends a form; `fields` need no encoding beyond UTF-8 without `&`.
    async fn post(&self, who: char, path: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = web::csrf::token(&KEY, &who.to_string().repeat(43));
        let mut body = format!("csrf={csrf}");
        for (name, value) in fields {
            body.push_str(&format!("&{name}={value}"));
        }
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(who, request, body).await
    }
}

const REPORT: [(&str, &str); 5] = [
    ("topic", "malware"),
    ("what", "画面に警告が出た"),
    ("since", "今朝から"),
    ("device", "受付のパソコン"),
    ("may_call", "yes"),
];

platform::on_both_databases! {
    migrations: migrations;

    async fn a_report_is_decided_and_read(database: &TestDatabase) {
        let house = House::new(database);
        assert!(house.get('1', "/support").await.text.contains("050-0000-0119"));
        let wrong = house.post('1', "/support/report", &REPORT[1..2]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text.contains("画面に警告が出た") && wrong.text.contains("どのようなことかを選んでください"));
        let sent = house.post('1', "/support/report", &REPORT).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER);
        let own = sent.location;
        let shown = house.get('1', &own).await.text;
        assert!(shown.contains("画面に警告が出た") && shown.contains("受付のパソコン"));
        // To everybody else there is no such case.
        assert_eq!(house.get('2', &own).await.status, StatusCode::NOT_FOUND);
        let foreign = house.post('2', &format!("{own}/message"), &[("text", "あ")]).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND);
        assert!(!house.get('2', "/support").await.text.contains("S-00001"));

        let desk = format!("/desk{own}");
        let queue = house.get('S', "/desk/support").await.text;
        assert!(queue.contains("S-00001") && queue.contains("みなも製作所1") && !queue.contains("画面に警告"));
        let page = house.get('S', &desk).await.text;
        assert!(page.contains("画面に警告が出た"));
        let unsaid = [("version", "1"), ("decide_verdict", "incident"), ("decide_severity", "high")];
        let refused = house.post('S', &format!("{desk}/decide"), &unsaid).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let said = [unsaid.as_slice(), &[("decide_reason", "不審な通信を確認した")]].concat();
        let decided = house.post('S', &format!("{desk}/decide"), &said).await;
        assert_eq!(decided.status, StatusCode::SEE_OTHER, "{}", decided.text);
        let stale = house.post('S', &format!("{desk}/decide"), &said).await;
        assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(stale.text.contains("不審な通信を確認した"), "nothing that was typed is lost");
        let read = house.get('1', &own).await.text;
        assert!(read.contains("不審な通信を確認した") && !read.contains("担当S"), "the centre speaks, not a person");
        let english = house.get('1', &format!("/en{own}")).await.text;
        assert!(english.contains("From you"));
    }

    async fn roles_see_what_they_may(database: &TestDatabase) {
        let house = House::new(database);
        let context = incidents(database);
        let case = call(&context, 1, Severity::High).await;
        let desk = format!("/desk/support/cases/{case}");
        let secretariat = house.get('C', &desk).await;
        assert_eq!(secretariat.status, StatusCode::OK);
        assert!(!secretariat.text.contains("decide_reason"), "it reads and does not work");
        assert_eq!(house.post('C', &format!("{desk}/take"), &[]).await.status, StatusCode::FORBIDDEN);
        assert_eq!(house.get('O', &desk).await.status, StatusCode::FORBIDDEN);
        let figures = house.get('O', "/desk/support/figures").await;
        assert_eq!(figures.status, StatusCode::OK);
        assert!(!figures.text.contains("みなも"));
        assert_eq!(house.get('A', "/desk/support").await.status, StatusCode::FORBIDDEN);
        assert_eq!(house.get('S', "/desk/keys").await.status, StatusCode::FORBIDDEN);
        // Somebody whose participation is not fixed is told so.
        assert!(house.get('3', "/support").await.text.contains("まだご利用いただけません"));
    }

    async fn detections_visits_steps_and_shifts_at_the_desk(database: &TestDatabase) {
        let house = House::new(database);
        let context = incidents(database);
        let found = detected(database, 1, 1, Some("192.168.10.23"), Severity::Critical);
        let case = take(&context, found).await.unwrap();
        let desk = format!("/desk/support/cases/{case}");
        let page = house.get('S', &desk).await.text;
        assert!(page.contains("止められなかった攻撃") && page.contains("192.168.10.23"));
        let taken = house.post('S', &format!("{desk}/take"), &[("version", "1")]).await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER);
        let step = [
            ("step_what", "隔離した"), ("step_host", "PC"), ("step_consent", "2026-11-21T11:59"),
            ("step_outcome", "done"),
        ];
        assert_eq!(house.post('S', &format!("{desk}/steps"), &step).await.status, StatusCode::SEE_OTHER);
        let weekend = [("visit_wished", "2026-11-22T10:00"), ("visit_until_then", "触らない")];
        let refused = house.post('S', &format!("{desk}/visits"), &weekend).await;
        assert!(refused.text.contains("9:00～17:00") && refused.text.contains("触らない"));
        let planned = house.post('S', &format!("{desk}/visits"), &weekend[1..]).await;
        assert_eq!(planned.status, StatusCode::SEE_OTHER);
        let second = [("visit_until_then", "ふたつめ")];
        let second = house.post('S', &format!("{desk}/visits"), &second).await;
        assert_eq!(second.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(second.text.contains("ふたつめ"), "what was typed is not lost");
        assert!(!second.text.contains("name=\"visit_until_then\""), "no other visit is offered");
        let own = house.get('1', &format!("/support/cases/{case}")).await.text;
        assert!(own.contains("触らない") && own.contains("隔離した"));
        let calendar = own.split("href=\"").find(|part| part.starts_with("/support/visits/")).unwrap();
        let calendar = calendar.split('"').next().unwrap();
        let date = house.get('1', calendar).await.text;
        assert!(date.contains("DTSTART;TZID=Asia/Tokyo:20261124T090000"), "{date}");
        assert!(!date.contains("触らない"), "when and where, not why");
        assert_eq!(house.get('2', calendar).await.status, StatusCode::NOT_FOUND);
        let empty = house.post('S', "/desk/support/hand-over", &[("text", " ")]).await;
        assert!(empty.text.contains("何もなければ「なし」"), "{}", empty.text);
        let note = house.post('S', "/desk/support/hand-over", &[("text", "朝一番に電話")]).await;
        assert_eq!(note.status, StatusCode::SEE_OTHER);
        let shown = house.get('C', "/desk/support/hand-over").await.text;
        assert!(shown.contains("朝一番に電話") && shown.contains("止められなかった攻撃"));
    }

    /// Whoever is late loses no word, learns of everything that is missing at once, and changes nothing.
    async fn late_and_incomplete_acts_are_answered(database: &TestDatabase) {
        let house = House::new(database);
        let context = incidents(database);
        let case = call(&context, 1, Severity::High).await;
        let desk = format!("/desk/support/cases/{case}");
        let missing = house.post('S', &format!("{desk}/steps"), &[("step_outcome", "done")]).await;
        for field in ["step_what", "step_host", "step_consent"] {
            assert!(missing.text.contains(&format!("href=\"#{field}\"")), "{field}");
        }
        decide(&context, case, Verdict::Event).await.unwrap();
        close(&context, case).await.unwrap();
        let page = house.get('S', &desk).await.text;
        let place = |word: &str| page.find(word).unwrap();
        assert!(place("添付を開いた") < place("添付は確かめてから"), "the cause before what prevents it");
        let visit = house.post('S', &format!("{desk}/visits"), &[("visit_until_then", "電源はそのまま")]).await;
        assert_eq!(visit.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(visit.text.contains("電源はそのまま"), "what was typed is not lost");
        let own = house.get('1', &format!("/support/cases/{case}")).await.text;
        assert!(!own.contains("電源はそのまま"));
        let long_ago = [
            ("step_what", "隔離した"), ("step_host", "PC"), ("step_consent", "2026-11-01T10:00"),
            ("step_outcome", "done"),
        ];
        let case = call(&context, 1, Severity::High).await;
        let refused = house.post('S', &format!("/desk/support/cases/{case}/steps"), &long_ago).await;
        assert!(refused.text.contains("1日前よりも前の日時です"), "{}", refused.text);
    }

    /// Its company learns that a case is looked into once more, what was put together with it, and who took down its words.
    async fn a_company_sees_what_became_of_its_case(database: &TestDatabase) {
        let house = House::new(database);
        let context = incidents(database);
        let (case, other) = (call(&context, 1, Severity::High).await, call(&context, 1, Severity::High).await);
        let own = format!("/support/cases/{case}");
        assert!(house.get('1', &own).await.text.contains("サポートセンターが書き取りました"));
        decide(&context, case, Verdict::Event).await.unwrap();
        let into = case.to_string();
        let version = incidents::read::CaseFile::load(&context, other).await.unwrap().unwrap().case.version;
        let version = version.to_string();
        let merged = [("version", version.as_str()), ("merge_into", into.as_str())];
        let merged = house.post('S', &format!("/desk/support/cases/{other}/merge"), &merged).await;
        assert_eq!(merged.status, StatusCode::SEE_OTHER, "{}", merged.text);
        let page = house.get('1', &own).await.text;
        assert!(page.contains("まとめて対応しています：S-00002"), "{page}");
        assert!(page.contains("もう一度調べています"), "{page}");
        assert!(page.contains("判断：事象") && page.contains("貴社から"), "{page}");
        let desk = house.get('S', &format!("/desk/support/cases/{case}")).await.text;
        assert!(desk.contains("S-00002") && !desk.contains("S-00001 に統合"), "no case is merged into itself: {desk}");
    }

    /// Each number above the queue leads to the cases that it counts.
    async fn the_queue_shows_what_its_numbers_count(database: &TestDatabase) {
        let house = House::new(database);
        let context = incidents(database);
        let urgent = take(&context, detected(database, 1, 1, Some("192.168.10.23"), Severity::Critical)).await.unwrap();
        database.advance(jiff::SignedDuration::from_hours(1));
        let known = call(&context, 2, Severity::Low).await;
        for (query, there) in [("", [true, true]), ("?late=1", [true, false]), ("?waiting=1", [true, false])] {
            let queue = house.get('S', &format!("/desk/support{query}")).await.text;
            let shown = [urgent, known].map(|case| queue.contains(&format!("/desk/support/cases/{case}")));
            assert_eq!(shown, there, "{query}");
        }
        // Whoever plans a visit has told the company something.
        let visit = [("visit_until_then", "触らない")];
        let planned = house.post('S', &format!("/desk/support/cases/{urgent}/visits"), &visit).await;
        assert_eq!(planned.status, StatusCode::SEE_OTHER, "{}", planned.text);
        let queue = house.get('S', "/desk/support?waiting=1").await.text;
        assert!(!queue.contains(&format!("/desk/support/cases/{urgent}")), "{queue}");
        let page = house.get('S', &format!("/desk/support/cases/{urgent}")).await.text;
        assert!(page.contains("訪問を取りやめる") && !page.contains("<select id=\"end_state"), "nothing else can come of it yet");
    }

    /// The queue fetches itself again and says in its title how many wait; visits have a list; a visit left open stops
    /// the closing, with words; a time to come is not "fill this in".
    async fn the_queue_and_visits_at_the_desk(database: &TestDatabase) {
        let house = House::new(database);
        let context = incidents(database);
        let empty = house.get('S', "/desk/support").await.text;
        assert!(empty.contains("<title>対応一覧｜"), "{empty}");
        let found = detected(database, 1, 1, Some("192.168.10.23"), Severity::Medium);
        let case = take(&context, found).await.unwrap();
        call(&context, 1, Severity::High).await;
        let queue = house.get('S', "/en/desk/support?state=all").await.text;
        assert!(queue.contains("<title>(1 waiting) Queue｜"), "{queue}");
        let polled = "<div id=\"queue\" hx-get=\"/en/desk/support?page=0&#38;state=all\" hx-trigger=\"every 30s\"";
        assert!(queue.contains(polled), "{queue}");
        assert!(!queue.contains("Secretariat") && queue.contains("class=\"brand\" href=\"/en/desk/support\""));
        assert!(queue.contains("chip info\">Medium") || queue.contains("chip\">Medium"), "{queue}");

        let desk = format!("/desk/support/cases/{case}");
        let page = house.get('S', &desk).await.text;
        let events = format!("/desk/companies/{}/events?from=", company_id(1));
        assert!(page.contains(&events), "{page}");
        let step = [
            ("step_what", "隔離した"), ("step_host", "PC"), ("step_consent", "2030-01-01T00:00"),
            ("step_outcome", "done"),
        ];
        let refused = house.post('S', &format!("{desk}/steps"), &step).await;
        assert!(refused.text.contains("これから先の日時は入れられません"), "{}", refused.text);

        let plan = [("visit_until_then", "触らない")];
        let planned = house.post('S', &format!("{desk}/visits"), &plan).await;
        assert_eq!(planned.status, StatusCode::SEE_OTHER);
        let again = house.post('S', &format!("{desk}/visits"), &plan).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.text.contains("先にその訪問を取りやめてください"));
        for who in ['S', 'C'] {
            let list = house.get(who, "/desk/support/visits").await.text;
            assert!(list.contains("みなも製作所1") && list.contains("S-00001") && list.contains(&desk), "{list}");
        }
        let dates = house.get('S', "/desk/support/visits/visits.ics").await.text;
        assert!(dates.contains("DTSTART;TZID=Asia/Tokyo") && !dates.contains("触らない"), "{dates}");
        assert_eq!(house.get('A', "/desk/support/visits").await.status, StatusCode::FORBIDDEN);
        let version = incidents::read::CaseFile::load(&context, case).await.unwrap().unwrap().case.version;
        let version = version.to_string();
        let decide = [
            ("version", version.as_str()), ("decide_verdict", "incident"), ("decide_severity", "medium"),
            ("decide_reason", "確認した"),
        ];
        assert_eq!(house.post('S', &format!("{desk}/decide"), &decide).await.status, StatusCode::SEE_OTHER);
        let version = incidents::read::CaseFile::load(&context, case).await.unwrap().unwrap().case.version;
        let version = version.to_string();
        let close = [("version", version.as_str()), ("close_cause", "原因"), ("close_prevention", "予防")];
        let refused = house.post('S', &format!("{desk}/close"), &close).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains("予定した訪問が残っています") && refused.text.contains("予防"));
        let figures = house.get('S', "/en/desk/support/figures").await.text;
        assert_eq!(figures.matches("<tr role=\"row\"><td").count(), 1, "months without any case are left out: {figures}");
        assert!(figures.contains("November 2026"), "{figures}");
    }

    /// What a company's page of its application says of its open cases, and the way from a detection to its case.
    async fn others_learn_of_open_cases(database: &TestDatabase) {
        use contracts::support::{Asked, SupportCentre as _};
        let house = House::new(database);
        let context = incidents(database);
        let figures = incidents::CentreFigures::new(database.store.clone());
        let found = detected(database, 1, 1, None, Severity::High);
        let case = take(&context, found.clone()).await.unwrap();
        let open = figures.open_cases(company_id(1)).await.unwrap();
        assert_eq!((open.len(), open[0].asked), (1, Asked::Nothing));
        let desk = format!("/desk/support/cases/{case}");
        let said = [("write_to", "company"), ("write_text", "抜いてください")];
        assert_eq!(house.post('S', &format!("{desk}/write"), &said).await.status, StatusCode::SEE_OTHER);
        assert_eq!(figures.open_cases(company_id(1)).await.unwrap()[0].asked, Asked::Read);
        house.post('1', &format!("/support/cases/{case}/message"), &[("text", "抜きました")]).await;
        assert_eq!(figures.open_cases(company_id(1)).await.unwrap()[0].asked, Asked::Nothing);
        house.post('S', &format!("{desk}/visits"), &[("visit_until_then", "触らない")]).await;
        let open = figures.open_cases(company_id(1)).await.unwrap();
        assert!(matches!(open[0].asked, Asked::Visit(_)));
        assert!(figures.open_cases(company_id(2)).await.unwrap().is_empty());
        let named = figures.case_of(company_id(1), found.detection).await.unwrap();
        assert_eq!(named.map(|named| (named.id, named.number)), Some((case, 1)));
        assert_eq!(figures.case_of(company_id(2), found.detection).await.unwrap(), None, "another company's");
    }

    async fn keys_are_destroyed_by_two_people_with_a_certificate(database: &TestDatabase) {
        let house = House::new(database);
        let context = incidents(database);
        let case = call(&context, 1, Severity::High).await;
        let keys = format!("/desk/keys/{}", company_id(1));
        assert_eq!(house.post('A', &format!("{keys}/rotate"), &[]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(house.post('R', &format!("{keys}/destroy"), &[]).await.status, StatusCode::FORBIDDEN);
        let unsaid = house.post('A', &format!("{keys}/destroy"), &[("reason", "")]).await;
        assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
        let asked = house.post('A', &format!("{keys}/destroy"), &[("reason", "企業の求め")]).await;
        assert_eq!(asked.status, StatusCode::SEE_OTHER);
        let list = house.get('R', "/desk/keys").await.text;
        let release = list.split("action=\"").find(|part| part.starts_with("/desk/destructions/")).unwrap();
        let release = release.split('"').next().unwrap();
        assert_eq!(house.post('A', release, &[]).await.status, StatusCode::FORBIDDEN);
        let done = house.post('R', release, &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
        let certificate = house.get('A', &done.location).await.text;
        for part in ["企業の求め", "担当A", "担当R", "第1世代", "第2世代", "SHA-256"] {
            assert!(certificate.contains(part), "{part}");
        }
        let own = house.get('1', &format!("/support/cases/{case}")).await.text;
        assert!(own.contains("鍵を破棄したため読めません"));
    }
}
