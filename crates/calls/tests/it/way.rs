//! What an applicant finds after sending: what was sent, the receipt on paper, the way out, the next company.

use std::sync::Arc;

use calls::domain::application::StateName;
use calls::error::Error;
use calls::ops::answer::Answer;
use calls::ops::correct_answers::CorrectAnswers;
use calls::ops::draw::{FreezeDraw, RunDraw};
use calls::ops::submission::from_answers;
use contracts::ids::ApplicationId;
use platform::text::Language;

use crate::applicant::{CALL, START, world};
use crate::browser::{Browser, mails, number_of};
use crate::desk::filled_in;
use crate::lottery::{answer, beacon, filled, released};
use crate::world::{World, at, clerk, on_both};

const FIRST_COME: &str = "kojo-2023";
const FIRST_COME_OPEN: &str = "2023-08-25T10:00:00";

/// Answers every question of the eligibility pages and fills in the form, section by section.
pub async fn fill_in(browser: &mut Browser, world: &World, changes: &[(&str, &str)]) {
    let base = format!("/programmes/{}", world.programme.file.id);
    for number in 1..=world.programme.file.eligibility.rules.len() {
        let fields = [("q", number.to_string()), ("answer", "unsure".to_owned())];
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        browser.post(&format!("{base}/check"), &fields).await.is(303);
    }
    let pairs = filled_in(&world.programme, changes);
    let fields: Vec<(&str, &str)> = pairs
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    for section in &world.programme.form("application").unwrap().sections {
        browser
            .post(&format!("{base}/apply/{}", section.id), &fields)
            .await
            .is(303);
    }
}

/// What was sent can be read afterwards; what the desk put right is shown as put right, with what had been sent.
#[tokio::test]
async fn what_was_sent_can_be_read() {
    let (world, _folder) = world(CALL, START).await;
    let form = world.programme.form("application").unwrap().clone();
    let typed = |employees: &str| {
        let changes = [
            ("company_name", "水面堂 & 支店"),
            ("employees", employees),
            ("email", "person1@example.jp"),
        ];
        from_answers(
            &world.programme,
            &form,
            &filled_in(&world.programme, &changes),
            Language::Ja,
        )
        .unwrap()
    };
    let id = world.submit(typed("12").under_key("one")).await.unwrap().id;
    let mut browser = Browser::of(&world, id, 1).await;
    browser.get("/status").await.shows("href=\"/status/answers\"");
    let page = browser.get("/status/answers").await;
    page.is(200)
        .shows("水面堂 &#38; 支店")
        .shows("12</dd>")
        .shows("送信されたままの内容です")
        .shows(&number_of(&world, id).await);
    assert!(!page.text().contains("事務局が訂正"));

    world.clock.set(at("2025-06-02T11:15:00"));
    let correct = CorrectAnswers {
        programme: Arc::clone(&world.programme),
        application: id,
        version: 1,
        corrected: typed("21"),
        reason: "電話で確認した".to_owned(),
        actor: clerk(1),
    };
    world.store.run(&correct).await.unwrap();
    browser
        .get("/status/answers")
        .await
        .shows("令和7年6月2日（月） 11時15分 に事務局が訂正（送信時: 12）")
        .shows("21<small");
    // Nobody else has it.
    Browser::new(&world)
        .get("/status/answers")
        .await
        .leads_to("/return?to=/status/answers");
}

/// The receipt as a file: for the browser that sent it, and for whoever came back by the link; for nobody else.
#[tokio::test]
async fn the_receipt_is_a_document() {
    let (world, _folder) = world(CALL, START).await;
    let mut browser = Browser::new(&world);
    fill_in(&mut browser, &world, &[("email", "person1@example.jp")]).await;
    let base = format!("/programmes/{CALL}");
    let early = browser.get(&format!("{base}/receipt.pdf")).await;
    early.leads_to(&format!("{base}/apply"));
    browser
        .post(&format!("{base}/apply/send"), &[])
        .await
        .leads_to(&format!("{base}/receipt"));
    let page = browser.get(&format!("{base}/receipt")).await;
    page.shows(&format!("href=\"{base}/receipt.pdf?number=R00001\""));
    // From there the status is asked for with everything filled in that is no secret …
    let ask = format!("/return?programme={CALL}&number=R00001");
    page.shows(&format!("href=\"{}\"", ask.replace('&', "&#38;")));
    browser
        .get(&ask)
        .await
        .shows(&format!("value=\"{CALL}\" selected"))
        .shows("value=\"R00001\"");
    // … and found at once by whoever has come by the link.
    let id = world.in_state(StateName::Received).await[0];
    Browser::of(&world, id, 1)
        .await
        .get(&format!("{base}/receipt"))
        .await
        .shows("<a class=\"btn\" href=\"/status\">");
    let file = browser.get(&format!("{base}/receipt.pdf?number=R00001")).await;
    file.is(200);
    assert_eq!(file.headers["content-type"], "application/pdf");
    assert!(file.body.starts_with(b"%PDF-"));

    let course = world.programme.file.courses[0].id.clone();
    let second = world.apply(2, &course, None).await;
    browser
        .get(&format!("{base}/receipt.pdf?number=R00002"))
        .await
        .leads_to(&format!("{base}/apply"));
    let mut owner = Browser::of(&world, second, 2).await;
    let own = owner.get("/status/receipt.pdf").await;
    own.is(200);
    assert!(own.body.starts_with(b"%PDF-"));
}

/// Another company from the same browser: the first one's receipt stays, a second click begins nothing twice, and what
/// is being filled in is gone on with.
#[tokio::test]
async fn the_next_company_is_applied_for() {
    let (world, _folder) = world(CALL, START).await;
    let base = format!("/programmes/{CALL}");
    let another = format!("{base}/apply/another");
    let mut browser = Browser::new(&world);
    browser
        .post(&another, &[])
        .await
        .leads_to(&format!("{base}/check"));
    fill_in(&mut browser, &world, &[("company_name", "一軒目商店")]).await;
    // A draft that was not sent is not left behind.
    browser
        .post(&another, &[])
        .await
        .leads_to(&format!("{base}/apply"));
    browser
        .get(&format!("{base}/apply/check"))
        .await
        .shows("一軒目商店");
    browser.post(&format!("{base}/apply/send"), &[]).await.is(303);
    browser
        .get(&format!("{base}/receipt"))
        .await
        .shows("R00001")
        .shows(&format!("action=\"{another}\""));
    for _ in 0..2 {
        browser
            .post(&another, &[])
            .await
            .leads_to(&format!("{base}/check"));
    }
    fill_in(&mut browser, &world, &[("company_name", "二軒目商店")]).await;
    browser.post(&format!("{base}/apply/send"), &[]).await.is(303);
    browser.get(&format!("{base}/receipt")).await.shows("R00002");
    browser
        .get(&format!("{base}/receipt?number=R00001"))
        .await
        .shows("R00001");
    assert_eq!(world.count().await.values().sum::<u64>(), 2);

    // Once the window has closed nobody is sent on a way that ends before a closed door.
    world
        .clock
        .set(at(&world.programme.file.courses[0].closes.to_string()));
    let late = browser.get(&format!("{base}/receipt")).await;
    assert!(!late.text().contains(&another));
}

/// Dropping a draft asks first and names what would be lost; a sent application is not lost by it.
#[tokio::test]
async fn starting_over_asks_first() {
    let (world, _folder) = world(CALL, START).await;
    let base = format!("/programmes/{CALL}");
    let restart = format!("{base}/apply/restart");
    let mut browser = Browser::new(&world);
    browser.get(&restart).await.leads_to(&format!("{base}/check"));
    // Who has only answered the questions has nothing to drop.
    let first = [("q", "1"), ("answer", "unsure")];
    browser.post(&format!("{base}/check"), &first).await.is(303);
    browser
        .get(&format!("{base}/apply"))
        .await
        .is(200)
        .hides(&restart);
    fill_in(&mut browser, &world, &[("company_name", "一軒目商店")]).await;
    let section = &world.programme.form("application").unwrap().sections[0];
    let wrong = [("company_name", "一軒目商店"), ("postal_code", "000-0000")];
    browser
        .post(&format!("{base}/apply/{}", section.id), &wrong)
        .await
        .is(422);
    browser
        .get(&format!("{base}/apply"))
        .await
        .shows(&format!("href=\"{restart}\""));
    browser
        .get(&restart)
        .await
        .is(200)
        .shows("元に戻せません")
        .shows("一軒目商店")
        .shows("000-0000");
    browser.get(&format!("{base}/apply")).await.is(200);
    browser
        .post(&restart, &[])
        .await
        .leads_to(&format!("{base}/check"));
    browser
        .get(&format!("{base}/apply"))
        .await
        .leads_to(&format!("{base}/check"));

    fill_in(&mut browser, &world, &[]).await;
    browser.post(&format!("{base}/apply/send"), &[]).await.is(303);
    browser.get(&restart).await.leads_to(&format!("{base}/receipt"));
    browser.post(&restart, &[]).await.is(303);
    browser.get(&format!("{base}/receipt")).await.shows("R00001");
}

fn withdraw(shown: StateName, reason: &str) -> Answer {
    Answer::Withdraw {
        shown,
        reason: (!reason.is_empty()).then(|| reason.to_owned()),
    }
}

/// From the own page: a second look, a reason if there is one, a mail, and the end.
#[tokio::test]
async fn an_application_is_withdrawn_on_its_own_page() {
    let (world, _folder) = world(CALL, START).await;
    let course = world.programme.file.courses[0].id.clone();
    let id = world.apply(1, &course, None).await;
    let mut browser = Browser::of(&world, id, 1).await;
    browser.get("/status").await.shows("href=\"/status/withdraw\"");
    browser.get("/status/decline").await.leads_to("/status");
    browser
        .get("/status/withdraw")
        .await
        .is(200)
        .shows("取り消せません")
        .shows("あらためて申し込めます")
        .shows("name=\"shown\" value=\"received\"");
    // In the meantime the office called: what was shown is no more, so nothing happens.
    world.complete(id, &course).await;
    let fields = [("shown", "received"), ("reason", "人手が足りません")];
    browser.post("/status/withdraw", &fields).await.is(409);
    assert_eq!(world.state(id).await, StateName::Complete);
    let fields = [("shown", "complete"), ("reason", "人手が足りません")];
    for _ in 0..2 {
        browser
            .post("/status/withdraw", &fields)
            .await
            .leads_to("/status");
    }
    let page = browser.get("/status").await;
    page.shows("申込みは取り下げられました").shows("人手が足りません");
    assert!(!page.text().contains("/status/withdraw"));
    browser.get("/status/withdraw").await.leads_to("/status");
    let told = mails(&world).await;
    let told: Vec<_> = told
        .iter()
        .filter(|mail| mail.subject.contains("取下げ"))
        .collect();
    assert_eq!(told.len(), 1);
    assert!(told[0].body.contains("人手が足りません"));
    world.audit_holds().await;
}

/// First come, first served: the place of whoever withdraws is free in the same moment, from every state.
#[tokio::test]
async fn withdrawing_frees_the_place() {
    on_both(FIRST_COME, FIRST_COME_OPEN, async |world| {
        let received = world.apply(1, "utm", None).await;
        let taking_part = world.apply(2, "utm", None).await;
        world.complete(taking_part, "utm").await;
        let before = world.free("utm").await;
        let say = async |id: ApplicationId, said: Answer| answer(&world, id, said).await;
        assert_eq!(
            say(received, withdraw(StateName::Received, "")).await.unwrap(),
            StateName::Withdrawn
        );
        assert_eq!(world.free("utm").await, before + 1);
        // The second click changes nothing more.
        say(received, withdraw(StateName::Received, "")).await.unwrap();
        assert_eq!(world.free("utm").await, before + 1);
        let stale = say(taking_part, withdraw(StateName::Complete, "")).await;
        assert!(matches!(stale, Err(Error::Stale)));
        let shown = world.state(taking_part).await;
        say(taking_part, withdraw(shown, "都合")).await.unwrap();
        assert_eq!(world.free("utm").await, before + 2);
        world.audit_holds().await;
    })
    .await;
}

/// A lottery: who withdraws after the list was frozen is passed over in public; who withdraws from a fixed place makes
/// room for the next one.
#[tokio::test]
async fn withdrawing_moves_the_waiting_list() {
    on_both(CALL, START, async |world| {
        filled(&world, 42).await;
        let selection = world.programme.file.selection.clone();
        world.clock.set(at(&selection.freeze_at.unwrap().to_string()));
        let freeze = FreezeDraw {
            programme: Arc::clone(&world.programme),
            actor: clerk(1),
        };
        world.store.run(&freeze).await.unwrap();
        let leaves = world.in_state(StateName::Complete).await[0];
        answer(&world, leaves, withdraw(StateName::Complete, ""))
            .await
            .unwrap();
        world.clock.set(at(&selection.draw_at.unwrap().to_string()));
        let run = RunDraw {
            programme: Arc::clone(&world.programme),
            beacon: beacon(&world),
            actor: clerk(1),
        };
        world.store.run(&run).await.unwrap();
        let bundle = calls::ops::draw::bundle(world.store.reader(), &world.programme)
            .await
            .unwrap();
        assert!(fair_draw::verify(&bundle, None).ok);
        let bundle = fair_draw::open(&bundle).unwrap();
        let events: Vec<&fair_draw::Event> = bundle.log().lines().iter().map(|line| &line.event).collect();
        let withdrawn = fair_draw::Event::Ineligible {
            code: "withdrawn".to_owned(),
        };
        assert_eq!(events, [&withdrawn]);
        world.audit_holds().await;
    })
    .await;
}

/// Whoever holds an offer or waits declines, which is the same way under its own name.
#[tokio::test]
async fn with_an_offer_one_declines() {
    let (world, _folder) = world(CALL, START).await;
    released(&world, 42).await;
    let offered = world.in_state(StateName::Offered).await[0];
    let mut browser = crate::applicant::by_number(&world, offered).await;
    let page = browser.get("/status").await;
    page.shows("href=\"/status/decline\"");
    assert!(!page.text().contains("/status/withdraw"));
    browser.get("/status/withdraw").await.leads_to("/status");
}

/// Whoever moves up from the waiting list reads when that was told: the deadline counts from there.
#[tokio::test]
async fn moving_up_has_its_own_day() {
    let (world, _folder) = world(CALL, START).await;
    released(&world, 42).await;
    let offered = world.in_state(StateName::Offered).await;
    let mut first = crate::applicant::by_number(&world, offered[0]).await;
    first.get("/status").await.shows("当選しました").hides("補欠");
    world.clock.set(at("2025-07-09T10:00:00"));
    let declines = Answer::Decline {
        shown: StateName::Offered,
        reason: None,
    };
    answer(&world, offered[0], declines).await.unwrap();
    let now = world.in_state(StateName::Offered).await;
    let lifted = *now.iter().find(|id| !offered.contains(id)).unwrap();
    let mut browser = crate::applicant::by_number(&world, lifted).await;
    browser
        .get("/status")
        .await
        .shows("補欠から繰り上がりました")
        .shows("補欠からの繰上げを 令和7年7月9日（水） 10時 にお知らせしました")
        .hides("当選しました");
    browser
        .get("/en/status")
        .await
        .shows("A place has become free for you");
}

/// A summary of mistakes names each field, also on pages whose fields belong to no form of a programme.
#[tokio::test]
async fn mistakes_are_named() {
    let (world, _folder) = world(CALL, START).await;
    let briefing = world.programme.delivery.briefings[0].clone();
    world.clock.set(at(&world.programme.file.publish_at.to_string()));
    let mut browser = Browser::new(&world);
    browser
        .post(&format!("/programmes/{CALL}/briefings/{}", briefing.id), &[])
        .await
        .is(422)
        .shows("<a href=\"#mode\">参加方法: 選択肢から選んでください</a>")
        .shows("<a href=\"#company\">会社名: 入力してください</a>")
        .shows("<a href=\"#email\">メールアドレス: 「name@example.jp」の形で");

    world.clock.set(at(START));
    released(&world, 41).await;
    let id = world.in_state(StateName::Offered).await[0];
    let mut browser = crate::applicant::by_number(&world, id).await;
    browser.post("/status/accept", &[]).await.leads_to("/status");
    browser
        .post("/status/consents/participation/company", &[])
        .await
        .is(422)
        .shows("<a href=\"#company\">企業名: 入力してください</a>")
        .shows("<a href=\"#signer\">代表者氏名: 入力してください</a>")
        .shows("<a href=\"#agree\">上の内容に同意します: ");
}

/// What is chosen is not typed, and what excludes each other is said by name; in the summary and beside the field.
#[tokio::test]
async fn choices_are_said_as_choices() {
    let (world, _folder) = world(CALL, START).await;
    let mut browser = Browser::new(&world);
    fill_in(&mut browser, &world, &[]).await;
    let form = world.programme.form("application").unwrap();
    let section = |field: &str| {
        let has = |one: &&platform::forms::Section| one.fields.iter().any(|one| one.id == field);
        let found = form.sections.iter().find(has).unwrap();
        format!("/programmes/{CALL}/apply/{}", found.id)
    };
    browser
        .post(&section("kind"), &[])
        .await
        .is(422)
        .shows("都道府県: 選んでください")
        .shows("企業名: 入力してください");
    let both = [("past_programmes", "followup-2024"), ("past_programmes", "none")];
    let page = browser.post(&section("past_programmes"), &both).await;
    page.is(422)
        .shows("「ありません」は、ほかの選択肢と一緒に選べません");
    // Nothing that was ticked is lost.
    page.shows("value=\"followup-2024\" checked")
        .shows("value=\"none\" checked");
}

/// C6: where the chosen course is closed and another one is not, the page says so and leads there.
#[tokio::test]
async fn a_closed_course_names_the_open_one() {
    let (world, _folder) = world(FIRST_COME, FIRST_COME_OPEN).await;
    let mut browser = Browser::new(&world);
    fill_in(&mut browser, &world, &[("course", "utm")]).await;
    let check = format!("/programmes/{FIRST_COME}/apply/check");
    browser.get(&check).await.is(200);
    world.clock.set(at("2024-02-10T10:00:00"));
    let late = browser.get(&check).await;
    late.is(409)
        .shows("は、まだ受け付けています")
        .shows("コースを選び直す");
    world.clock.set(at("2024-03-01T10:00:00"));
    let over = browser.get(&check).await;
    assert!(!over.is(409).text().contains("まだ受け付けています"));
}
