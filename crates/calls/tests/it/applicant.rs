//! What an applicant does after the receipt: link, status in every state, answer.

use calls::domain::application::StateName;
use calls::ops::decide::End;
use calls::ops::lapse::lapse_due;
use calls::ops::links::EndSession;

use crate::browser::{Browser, links, mails, new_link, number_of};
use crate::lottery::released;
use crate::world::{World, at};

pub const CALL: &str = "jissenryoku-2025";
pub const START: &str = "2025-06-02T10:00:00";

/// A world on SQLite; the folder lives as long as the test.
pub async fn world(call: &str, start: &str) -> (World, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("test.sqlite").display());
    (World::new(&url, call, start).await, folder)
}

async fn one(world: &World, number: usize) -> contracts::ids::ApplicationId {
    let course = world.programme.file.courses[0].id.clone();
    let frame = world.programme.file.frames[0].id.clone();
    world.apply(number, &course, Some(&frame)).await
}

async fn ask(browser: &mut Browser, number: &str, email: &str) {
    let fields = [("programme", CALL), ("number", number), ("email", email)];
    browser.post("/return", &fields).await.leads_to("/return/sent");
}

#[tokio::test]
async fn a_link_opens_once_and_in_time() {
    let (world, _folder) = world(CALL, START).await;
    let id = one(&world, 1).await;
    let number = number_of(&world, id).await;
    let mut browser = Browser::new(&world);
    browser.get("/status").await.leads_to("/return");
    browser.get("/return").await.is(200).shows("受付番号");
    let wrong = browser
        .post("/return", &[("number", "abc"), ("email", "x")])
        .await;
    wrong.is(422).shows("value=\"abc\"");

    // The answer is the same whether such an application exists or not.
    ask(&mut browser, &number, "somebody.else@example.jp").await;
    ask(&mut browser, "R99999", "person1@example.jp").await;
    let none = links(&world).await;
    assert!(none.is_empty());

    ask(&mut browser, &number.to_lowercase(), " Person1@example.jp ").await;
    let link = new_link(&world, &none).await;
    for _ in 0..2 {
        browser.get(&link).await.is(200).shows("method=\"post\"");
    }
    browser.post(&link, &[]).await.leads_to("/status");
    browser.get("/status").await.is(200).shows(&number);
    browser.post(&link, &[]).await.is(410);
    browser.get(&link).await.is(410).shows("このリンクは使えません");
    browser.get("/link/unknown").await.is(410);
    browser.post("/link/unknown", &[]).await.is(410);

    let earlier = links(&world).await;
    ask(&mut browser, &number, "person1@example.jp").await;
    let late = new_link(&world, &earlier).await;
    browser.get(&late).await.is(200);
    world.clock.set(at("2025-06-02T11:00:00"));
    browser.get(&late).await.is(410);
    browser.post(&late, &[]).await.is(410);

    // The link leads where its owner wanted to go, and never to another house.
    world.clock.set(at("2025-06-02T12:00:00"));
    let mut stranger = Browser::new(&world);
    let wanted = "/support/cases/0199aaaa-0000-7000-8000-000000000000";
    for (to, leads) in [(wanted, wanted), ("//evil.example/x", "/status")] {
        stranger
            .get(&format!("/return?to={to}"))
            .await
            .shows(&format!("name=\"to\" value=\"{to}\""));
        let earlier = links(&world).await;
        let fields = [
            ("programme", CALL),
            ("number", number.as_str()),
            ("email", "person1@example.jp"),
            ("to", to),
        ];
        stranger.post("/return", &fields).await.leads_to("/return/sent");
        let link = new_link(&world, &earlier).await;
        let page = stranger.get(&link).await;
        page.is(200);
        assert_eq!(link.contains("?to="), leads == wanted, "{link}");
        let token = link.split('?').next().unwrap_or_default();
        stranger.post(token, &[("to", to)]).await.leads_to(leads);
    }

    // Two idle hours, and the session is over.
    browser.get("/status").await.is(200);
    world.clock.set(at("2025-06-02T12:59:59"));
    browser.get("/status").await.is(200);
    world.clock.set(at("2025-06-02T15:00:00"));
    browser.get("/status").await.leads_to("/return");
}

#[tokio::test]
async fn links_are_rationed_and_sessions_end() {
    let (world, _folder) = world(CALL, START).await;
    let id = one(&world, 1).await;
    let number = number_of(&world, id).await;
    let before = mails(&world).await.len();
    let mut browser = Browser::new(&world);
    for _ in 0..5 {
        ask(&mut browser, &number, "person1@example.jp").await;
    }
    assert_eq!(mails(&world).await.len() - before, 3);
    for _ in 5..20 {
        ask(&mut browser, "R99999", "person1@example.jp").await;
    }
    let fields = [("programme", CALL), ("number", "R1"), ("email", "a@example.jp")];
    browser.post("/return", &fields).await.is(429);

    let link = links(&world).await.pop_first().unwrap();
    browser.post(&link, &[]).await.leads_to("/status");
    let token = browser.session.clone().unwrap();
    world.store.run(&EndSession { token }).await.unwrap();
    browser.get("/status").await.leads_to("/return");
    world.audit_holds().await;
}

/// Nobody sees an application that is not theirs: there is nothing in an address to change.
#[tokio::test]
async fn everyone_sees_their_own() {
    let (world, _folder) = world(CALL, START).await;
    let (first, second) = (one(&world, 1).await, one(&world, 2).await);
    let mut browser = Browser::of(&world, second, 2).await;
    let page = browser.get("/status").await;
    page.is(200).shows(&number_of(&world, second).await);
    page.shows("お電話でのご連絡をお待ちください")
        .shows("令和7年6月5日（木）");
    assert!(!page.text().contains("24時"), "nobody calls at night");
    assert!(!page.text().contains(&number_of(&world, first).await));
    browser.session = Some("A".repeat(43));
    browser.get("/status").await.leads_to("/return");
    let english = browser.get("/return").await;
    english.is(200);
}

#[tokio::test]
async fn status_before_the_draw_and_after_an_end() {
    let (world, _folder) = world(CALL, START).await;
    let course = world.programme.file.courses[0].id.clone();
    let complete = one(&world, 1).await;
    world.complete(complete, &course).await;
    let mut browser = Browser::of(&world, complete, 1).await;
    browser
        .get("/status")
        .await
        .shows("申込みが完了しました")
        .shows("令和7年7月8日（火） 10時");
    browser.get("/status/decline").await.leads_to("/status");
    browser.post("/status/accept", &[]).await.is(409);
    let ends = [
        (End::Refuse, "今回はご参加いただけません"),
        (End::Exclude, "参加対象外となりました"),
        (End::Withdraw, "申込みは取り下げられました"),
    ];
    for (number, (end, title)) in (2..).zip(ends) {
        let id = one(&world, number).await;
        let mut browser = Browser::of(&world, id, number).await;
        world.end(id, end, "要件 & 理由").await.unwrap();
        browser
            .get("/status")
            .await
            .is(200)
            .shows(title)
            .shows("要件 &#38; 理由");
        browser.post("/status/accept", &[]).await.is(409);
    }
}

#[tokio::test]
async fn an_offer_is_accepted_declined_or_lapses() {
    let (world, _folder) = world(CALL, START).await;
    released(&world, 43).await;
    let offered = world.in_state(StateName::Offered).await;
    let waiting = world.in_state(StateName::Waiting).await;
    let mut browsers = Vec::new();
    for id in [offered[0], offered[1], offered[2], waiting[1]] {
        browsers.push(by_number(&world, id).await);
    }
    let [accepts, declines, lapses, waits] = &mut browsers[..] else {
        unreachable!()
    };
    let page = accepts.get("/status").await;
    page.shows("当選しました").shows("令和7年7月10日（木） 24時");
    page.shows("action=\"/status/accept\"");
    for _ in 0..2 {
        accepts.post("/status/accept", &[]).await.leads_to("/status");
    }
    accepts
        .get("/status")
        .await
        .shows("書類をお願いします")
        .shows("/status/consents/participation/company");

    waits.get("/status").await.shows("補欠 2 番目です");
    declines.get("/status/decline").await.is(200);
    let reason = [("reason", "人手が足りません")];
    declines
        .post("/status/decline", &reason)
        .await
        .leads_to("/status");
    declines.post("/status/decline", &[]).await.leads_to("/status");
    declines.get("/status").await.shows("辞退を受け付けました");
    waits.get("/status").await.shows("補欠 1 番目です");

    world.clock.set(at("2025-07-11T00:00:00"));
    let mut lapses = {
        // The session ended overnight; the company comes back by a new link.
        let id = offered[2];
        let _ = lapses;
        by_number(&world, id).await
    };
    lapses.get("/status").await.shows("回答の期限が過ぎました");
    lapses
        .post("/status/accept", &[])
        .await
        .is(409)
        .shows("回答の期限が過ぎました");
    lapse_due(&world.store, &world.programme, at("2025-07-11T00:00:00"))
        .await
        .unwrap();
    lapses.get("/status").await.shows("回答の期限が過ぎました");
    assert_eq!(world.state(offered[2]).await, StateName::Lapsed);
}

/// The browser of an application whose company number is not known: it is in the mail address.
pub async fn by_number(world: &World, id: contracts::ids::ApplicationId) -> Browser {
    let mails = mails(world).await;
    let mail = mails
        .iter()
        .find(|mail| mail.subject_id == Some(id.to_string()))
        .unwrap();
    let digits = mail
        .to_address
        .trim_start_matches("person")
        .trim_end_matches("@example.jp");
    Browser::of(world, id, digits.parse().unwrap()).await
}
