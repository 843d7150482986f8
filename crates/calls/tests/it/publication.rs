//! The call as a document, dates for a calendar, what was signed as a PDF, and the policies.

use axum::http::header;
use calls::domain::application::StateName;

use crate::applicant::{CALL, START, by_number, world};
use crate::browser::{Answer, Browser};
use crate::lottery::released;

fn header_of(answer: &Answer, name: header::HeaderName) -> &str {
    answer
        .headers
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn the_call_is_a_page_and_a_file() {
    let (world, _folder) = world(CALL, START).await;
    let mut browser = Browser::new(&world);
    let call = format!("/programmes/{CALL}");
    browser
        .get(&call)
        .await
        .is(200)
        .shows(&format!("href=\"{call}/call.pdf\""))
        .shows(&format!("href=\"{call}/call\""));
    browser
        .get(&format!("{call}/call"))
        .await
        .is(200)
        .shows("募集要項")
        .shows("小売・卸売")
        .shows("class=\"document\"");
    browser.get("/call-document.css").await.is(200).shows(".document");

    let first = browser.get(&format!("{call}/call.pdf")).await;
    first.is(200);
    assert!(first.body.starts_with(b"%PDF-"));
    assert_eq!(header_of(&first, header::CONTENT_TYPE), "application/pdf");
    assert_eq!(
        header_of(&first, header::CONTENT_DISPOSITION),
        "inline; filename=\"jissenryoku-2025.pdf\""
    );
    let again = browser.get(&format!("{call}/call.pdf")).await;
    assert!(first.body == again.body, "a call's PDF is the same every time");
}

#[tokio::test]
async fn a_call_that_is_not_public_has_no_document() {
    let (world, _folder) = world(CALL, "2025-04-01T10:00:00").await;
    let mut browser = Browser::new(&world);
    for path in [
        "",
        "/call",
        "/call.pdf",
        "/dates.ics",
        "/briefings/briefing-1/date.ics",
    ] {
        browser.get(&format!("/programmes/{CALL}{path}")).await.is(404);
    }
}

#[tokio::test]
async fn dates_go_into_a_calendar() {
    let (world, _folder) = world(CALL, START).await;
    let mut browser = Browser::new(&world);
    let all = browser.get(&format!("/programmes/{CALL}/dates.ics")).await;
    assert_eq!(
        header_of(&all, header::CONTENT_TYPE),
        "text/calendar; charset=utf-8"
    );
    let events = all.is(200).text().matches("BEGIN:VEVENT").count();
    assert_eq!(events, 1 + 3 + 10, "the close, three briefings, ten days");
    all.shows("DTSTART;TZID=Asia/Tokyo:20250630T170000");
    let one = browser
        .get(&format!("/programmes/{CALL}/briefings/briefing-2/date.ics"))
        .await;
    one.is(200).shows("DTSTART;TZID=Asia/Tokyo:20250612T133000");
    browser
        .get(&format!("/programmes/{CALL}/briefings/none/date.ics"))
        .await
        .is(404);
}

#[tokio::test]
async fn what_was_signed_can_be_kept_by_its_signer_alone() {
    let (world, _folder) = world(CALL, START).await;
    released(&world, 41).await;
    let offered = world.in_state(StateName::Offered).await;
    let mut browser = by_number(&world, offered[0]).await;
    let copy = "/status/signed/participation/copy.pdf";
    browser.get(copy).await.is(404);
    browser.post("/status/accept", &[]).await.leads_to("/status");
    let fields = [
        ("company", "株式会社みなも製作所"),
        ("address", "東京都江東区若葉町1-2-3"),
        ("signer", "小川 春香"),
        ("agree", "yes"),
    ];
    browser
        .post("/status/consents/participation/company", &fields)
        .await
        .leads_to("/status/signed/participation");
    browser
        .get("/status/signed/participation")
        .await
        .is(200)
        .shows(copy);
    let file = browser.get(copy).await;
    file.is(200);
    assert!(file.body.starts_with(b"%PDF-"));
    // Another company has signed nothing, and a stranger is asked to come back by a link.
    by_number(&world, offered[1]).await.get(copy).await.is(404);
    let back = format!("/return?to={copy}");
    Browser::new(&world).get(copy).await.leads_to(&back);
}

#[tokio::test]
async fn policies_are_there_with_who_answers() {
    let (world, _folder) = world(CALL, START).await;
    let mut browser = Browser::new(&world);
    for (path, words) in [
        ("/privacy", "個人情報を保護する体制が運営事務局と同等かそれ以上"),
        ("/accessibility", "JIS X 8341-3:2016"),
        ("/site-policy", "日本時間"),
    ] {
        let office = &world.programme.file.operator.telephone;
        browser.get(path).await.is(200).shows(words).shows(office);
    }
}

#[tokio::test]
async fn a_session_nobody_gave_opens_nothing() {
    let (world, _folder) = world(CALL, START).await;
    let mut browser = Browser::new(&world);
    for forged in [
        "",
        "x",
        "../../etc/passwd",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    ] {
        browser.session = Some(forged.to_owned());
        browser.get("/status").await.leads_to("/return");
    }
}
