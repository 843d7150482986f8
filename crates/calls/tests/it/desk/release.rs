//! Releasing the results (C12): shown first how many mails leave, released then, by a second person.

use axum::http::StatusCode;
use calls::domain::application::StateName;
use calls::ops::decide::End;
use platform::mail::message;
use sea_orm::{EntityTrait, PaginatorTrait};

use super::{ANNA, BRUNO, CALL, CONFIRMED, Desk};

async fn mails(desk: &Desk) -> u64 {
    let reader = desk.world.store.reader();
    message::Entity::find().count(reader).await.unwrap()
}

#[tokio::test]
async fn a_release_has_a_second_look() {
    let desk = Desk::open(CALL, "2025-06-02T10:00:00").await;
    crate::lottery::drawn(&desk.world, 43).await;
    let batch = desk.post(&format!("/desk/{CALL}/notices"), &[]).await.location;
    let release = format!("{batch}/release");
    let before = mails(&desk).await;
    let look = desk.post_as(BRUNO, &release, &[]).await;
    look.is(StatusCode::OK)
        .has("結果の通知を送りますか")
        .has("<dd>43 通</dd>")
        .has("<dd>43 社</dd>")
        .has("<dd>40 通</dd>")
        .has("<dd>3 通</dd>")
        .lacks("抽選の対象外")
        .has("送ったメールは取り消せません")
        .has("name=\"confirmed\" value=\"yes\"");
    // Anything else than the one word is no yes.
    desk.post_as(BRUNO, &release, &[("confirmed", "no")])
        .await
        .is(StatusCode::OK)
        .has("結果の通知を送りますか");
    assert_eq!(mails(&desk).await, before, "nothing left");
    assert_eq!(desk.world.count().await.get(&StateName::Offered), None);
    desk.get_as(BRUNO, &format!("/en{batch}"))
        .await
        .has("to be released");
    let english = desk.post_as(BRUNO, &format!("/en{release}"), &[]).await;
    english
        .has("Send the notices of the results?")
        .has("40 mails to companies that won");
    // Whoever prepared it is not even asked.
    desk.post_as(ANNA, &release, &[])
        .await
        .is(StatusCode::CONFLICT)
        .has("用意した人は承認できません");
    desk.post_as(BRUNO, &release, CONFIRMED)
        .await
        .is(StatusCode::SEE_OTHER);
    assert_eq!(mails(&desk).await, before + 43);
    assert_eq!(desk.world.count().await[&StateName::Offered], 40);
    desk.post_as(BRUNO, &release, &[]).await.is(StatusCode::CONFLICT);
}

/// A preview that is not true any more is told before anybody says yes.
#[tokio::test]
async fn an_old_batch_is_not_even_asked_about() {
    let desk = Desk::open(CALL, "2025-06-02T10:00:00").await;
    crate::lottery::drawn(&desk.world, 42).await;
    let batch = desk.post(&format!("/desk/{CALL}/notices"), &[]).await.location;
    let one = desk.world.in_state(StateName::Complete).await[41];
    desk.world
        .end_version(one, 2, End::Withdraw, "申し出による")
        .await
        .unwrap();
    desk.post_as(BRUNO, &format!("{batch}/release"), &[])
        .await
        .is(StatusCode::CONFLICT)
        .has("用意し直してください");
}
