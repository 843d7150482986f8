//! The draw's acts from the desk's forms (D1), and what each of them refuses in words.

use axum::http::StatusCode;
use calls::domain::application::StateName;

use super::{CALL, Desk, READER};
use crate::lottery;
use crate::world::{at, submission};

const OPEN: &str = "2025-06-02T10:00:00";
const FREEZE: &str = "2025-07-04T12:00:00";
const DRAW: &str = "2025-07-08T10:00:00";

/// Complete applications; `number` of the first.
async fn complete(desk: &Desk, numbers: std::ops::Range<usize>) {
    let world = &desk.world;
    let course = world.programme.file.courses[0].id.clone();
    for one in numbers {
        let frames = &world.programme.file.frames;
        let id = world
            .apply(one, &course, Some(&frames[one % frames.len()].id))
            .await;
        world.complete(id, &course).await;
    }
}

#[tokio::test]
async fn from_the_charter_to_the_seats() {
    let desk = Desk::open(CALL, OPEN).await;
    let draw = format!("/desk/{CALL}/draw");
    desk.get(&draw).await.has("規約に署名して公開する");
    // Nothing before its time.
    desk.post(&format!("{draw}/freeze"), &[])
        .await
        .is(StatusCode::CONFLICT)
        .has("いまはこの操作ができません");
    desk.post(&format!("{draw}/run"), &[("beacon", "{}")])
        .await
        .is(StatusCode::CONFLICT);
    desk.post_as(READER, &format!("{draw}/charter"), &[])
        .await
        .is(StatusCode::FORBIDDEN);
    desk.post(&format!("{draw}/charter"), &[])
        .await
        .is(StatusCode::SEE_OTHER);
    desk.get(&draw)
        .await
        .has("規約を公開済み")
        .lacks("規約に署名して公開する");
    complete(&desk, 1..43).await;
    let (course, frame) = (
        desk.world.programme.file.courses[0].id.clone(),
        desk.world.programme.file.frames[0].id.clone(),
    );
    let late = desk.world.apply(43, &course, Some(&frame)).await;
    desk.post(&format!("{draw}/freeze"), &[])
        .await
        .is(StatusCode::CONFLICT)
        .has("から実行できます");

    desk.world.clock.set(at(FREEZE));
    desk.post(&format!("{draw}/freeze"), &[])
        .await
        .is(StatusCode::SEE_OTHER);
    desk.get(&draw)
        .await
        .has("名簿を確定済み")
        .has("42 件")
        .lacks("抽選に入っていません");
    // Whoever is completed now comes too late, and the desk sees it.
    desk.world.complete(late, &course).await;
    desk.get(&draw).await.has("抽選に入っていません: R00043");
    let beacon = String::from_utf8(lottery::beacon(&desk.world)).unwrap();
    desk.post(&format!("{draw}/run"), &[("beacon", &beacon)])
        .await
        .is(StatusCode::CONFLICT)
        .has("から実行できます");

    desk.world.clock.set(at(DRAW));
    let wrong = beacon.replace("signature\":\"", "signature\":\"00");
    for pasted in ["", "なにか", "{\"round\":1}", wrong.as_str()] {
        desk.post(&format!("{draw}/run"), &[("beacon", pasted)])
            .await
            .is(StatusCode::CONFLICT)
            .has("この乱数は使えません");
    }
    desk.post(&format!("{draw}/run"), &[("beacon", "なにか")])
        .await
        .has(">なにか</textarea>")
        .has("乱数の書き方が決まりと違います")
        .lacks("beacon.json is not");
    let other_round =
        String::from_utf8(fair_draw::test_beacon::sign_round(&lottery::key(), 5).bytes()).unwrap();
    desk.post(&format!("{draw}/run"), &[("beacon", &other_round)])
        .await
        .has("ですが、第 5 回が使われています");
    desk.post(&format!("/en{draw}/run"), &[("beacon", &other_round)])
        .await
        .has("round 5 was used");
    desk.post(&format!("{draw}/run"), &[("beacon", &beacon)])
        .await
        .is(StatusCode::SEE_OTHER);
    desk.get(&draw)
        .await
        .has("抽選済み")
        .has("40 席・42 件")
        .has("/draw/verifier");
    desk.post(&format!("{draw}/run"), &[("beacon", &beacon)])
        .await
        .is(StatusCode::CONFLICT)
        .has("いまはこの操作ができません");
}

/// The bare signature is enough: the charter names the round.
#[tokio::test]
async fn a_bare_signature_is_pasted() {
    let desk = Desk::open(CALL, OPEN).await;
    let draw = format!("/desk/{CALL}/draw");
    desk.post(&format!("{draw}/charter"), &[]).await;
    complete(&desk, 1..4).await;
    desk.world.clock.set(at(FREEZE));
    desk.post(&format!("{draw}/freeze"), &[])
        .await
        .is(StatusCode::SEE_OTHER);
    desk.world.clock.set(at(DRAW));
    let beacon: serde_json::Value = serde_json::from_slice(&lottery::beacon(&desk.world)).unwrap();
    let signature = beacon["signature"].as_str().unwrap();
    desk.post(&format!("{draw}/run"), &[("beacon", signature)])
        .await
        .is(StatusCode::SEE_OTHER);
}

/// The same company twice is named, and a freeze that comes too late is no freeze.
#[tokio::test]
async fn the_freeze_refuses() {
    let desk = Desk::open(CALL, OPEN).await;
    let draw = format!("/desk/{CALL}/draw");
    desk.post(&format!("{draw}/charter"), &[]).await;
    let world = &desk.world;
    let course = world.programme.file.courses[0].id.clone();
    let frame = world.programme.file.frames[0].id.clone();
    for number in [1, 2] {
        let mut form = submission(number, &course, Some(&frame));
        form.company.corporate_number = Some("7000012050002".to_owned());
        let id = world.submit(form).await.unwrap().id;
        world.complete(id, &course).await;
    }
    world.clock.set(at(FREEZE));
    desk.post(&format!("{draw}/freeze"), &[])
        .await
        .is(StatusCode::CONFLICT)
        .has("R00001")
        .has("R00002");
    world.clock.set(at(DRAW));
    desk.post(&format!("{draw}/freeze"), &[])
        .await
        .is(StatusCode::CONFLICT)
        .has("いまからは実行できません");
    assert_eq!(world.count().await[&StateName::Complete], 2);
}
