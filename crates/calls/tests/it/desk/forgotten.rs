//! An application of which only figures are left (C20): the desk says since when and why, and changes nothing in it.

use std::sync::Arc;

use axum::http::StatusCode;
use calls::domain::application::StateName;
use calls::domain::retention::applications_until;
use calls::error::Error;
use calls::ops::answer::Answer;
use calls::ops::decide::End;
use calls::ops::keep_house::KeepHouse;

use super::{BRUNO, CALL, Desk};
use crate::lottery::{answer, released};

async fn keep_house(desk: &Desk, took_part: bool) {
    let programme = Arc::clone(&desk.world.programme);
    let until = applications_until(&programme, took_part).unwrap();
    desk.world.clock.set(until);
    desk.world.store.run(&KeepHouse { programme }).await.unwrap();
}

#[tokio::test]
async fn the_desk_says_what_became_of_it() {
    let desk = Desk::open(CALL, "2025-06-02T10:00:00").await;
    released(&desk.world, 42).await;
    let offered = desk.world.in_state(StateName::Offered).await[0];
    answer(&desk.world, offered, Answer::Accept).await.unwrap();
    let waiting = desk.world.in_state(StateName::Waiting).await[0];
    let path = |id| format!("/desk/{CALL}/applications/{id}");
    keep_house(&desk, false).await;
    let page = desk.get_as(BRUNO, &path(waiting)).await;
    page.is(StatusCode::OK)
        .has("令和9年4月1日")
        .has("参加しなかった会社は事業年度のあと1年")
        .has("残っているのは")
        .has("<h1>消去済み</h1>")
        .has("東京都")
        .lacks("tel:")
        .lacks("みなも製作所")
        .lacks("name=\"contact_outcome\"")
        .lacks("name=\"decide_kind\"")
        .lacks("/correct\"")
        .lacks("/move\"");
    desk.get(&format!("/en{}", path(waiting)))
        .await
        .has("Erased")
        .has("was over on");
    desk.get(&path(offered))
        .await
        .has("みなも製作所")
        .lacks("残っているのは");
    // The list, its exports and the log still work.
    desk.get(&format!("/desk/{CALL}/applications?sort=company"))
        .await
        .is(StatusCode::OK)
        .has("消去済み");
    for file in ["export.xlsx", "export.csv"] {
        desk.get(&format!("/desk/{CALL}/{file}")).await.is(StatusCode::OK);
    }
    desk.get(&format!("/desk/audit?application={waiting}"))
        .await
        .is(StatusCode::OK);
    // Nothing is done with it any more, on the page or past it.
    let decide = [
        ("version", "4"),
        ("decide_kind", "withdraw"),
        ("decide_reason", "申し出による"),
        ("confirmed", "yes"),
    ];
    desk.post(&format!("{}/decide", path(waiting)), &decide)
        .await
        .is(StatusCode::CONFLICT);
    assert!(matches!(
        desk.world
            .end_version(waiting, 4, End::Withdraw, "申し出による")
            .await,
        Err(Error::OutOfOrder(_))
    ));
    desk.get(&format!("{}/correct", path(waiting)))
        .await
        .is(StatusCode::CONFLICT);
    desk.get(&format!("{}/move", path(waiting)))
        .await
        .is(StatusCode::NOT_FOUND);

    // The participant's goes later, and owes no papers then.
    keep_house(&desk, true).await;
    desk.get(&path(offered))
        .await
        .has("令和13年4月1日")
        .has("参加した会社は事業年度のあと5年")
        .lacks("未着");
    desk.get(&format!("/desk/{CALL}/consents"))
        .await
        .is(StatusCode::OK)
        .has("同意書を出す会社はまだありません");
    desk.get(&format!("/desk/{CALL}/roster")).await.is(StatusCode::OK);
    desk.get(&format!("/desk/{CALL}")).await.is(StatusCode::OK);
}
