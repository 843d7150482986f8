//! Manual moves from the desk (D1): shown first, signed then, refused in words.

use axum::http::StatusCode;
use calls::domain::application::StateName;
use calls::ops::answer::Answer;
use contracts::ids::ApplicationId;

use super::{CALL, Desk, READER};
use crate::lottery::released;

const OPEN: &str = "2025-06-02T10:00:00";
const REASON: &str = "事務局の誤記の訂正";

fn path(id: ApplicationId) -> String {
    format!("/desk/{CALL}/applications/{id}/move")
}

#[tokio::test]
async fn a_place_is_given_out_of_turn() {
    let desk = Desk::open(CALL, OPEN).await;
    released(&desk.world, 43).await;
    let last = desk.world.in_state(StateName::Waiting).await[2];
    let other = desk.world.in_state(StateName::Offered).await[5];
    desk.get(&format!("/desk/{CALL}/applications/{last}"))
        .await
        .has(&path(last));
    let form = desk.get(&path(last)).await;
    form.is(StatusCode::OK).has("公開ラベル");
    let version = form.hidden("version");

    desk.post(&path(last), &[("version", &version)])
        .await
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .has("変更の内容を選んでください")
        .has("理由を入力してください");
    let named = [
        ("version", version.as_str()),
        ("kind", "seat"),
        ("reason", "小川春香様のお申出による"),
    ];
    desk.post(&path(last), &named)
        .await
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .has("公開されるので消してください");

    // Nobody gives up a place: shown all the same, refused when it is signed.
    let full = [
        ("version", version.as_str()),
        ("kind", "seat"),
        ("reason", REASON),
    ];
    desk.post(&path(last), &full)
        .await
        .is(StatusCode::OK)
        .has("公開される内容")
        .has(REASON);
    assert_eq!(desk.world.state(last).await, StateName::Waiting, "only shown");
    let signed = |pairs: &[(&'static str, String)]| {
        let mut pairs = pairs.to_vec();
        pairs.push(("sign", "yes".to_owned()));
        pairs
    };
    let as_text = |pairs: &[(&'static str, &str)]| -> Vec<(&'static str, String)> {
        pairs
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect()
    };
    let send = async |pairs: Vec<(&'static str, String)>| {
        let pairs: Vec<_> = pairs
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        desk.post(&path(last), &pairs).await
    };
    send(signed(&as_text(&full)))
        .await
        .is(StatusCode::CONFLICT)
        .has("席を譲る会社を選んでください")
        .has(REASON);

    let id = format!("{other}/3");
    desk.get(&path(last)).await.has(&format!("value=\"{id}\""));
    let whole = [
        ("version", version.as_str()),
        ("kind", "seat"),
        ("in_place_of", &id),
        ("reason", REASON),
    ];
    let shown = desk.post(&path(last), &whole).await;
    shown
        .is(StatusCode::OK)
        .has("順番によらず席を割り当てる")
        .has("抽選から外す（手動・署名つき）")
        .has("の申込みは取下げになり");
    assert_eq!(shown.hidden("in_place_of"), id);
    let mut edit = as_text(&whole);
    edit.push(("edit", "yes".to_owned()));
    send(edit)
        .await
        .is(StatusCode::OK)
        .has("<textarea id=\"reason\"")
        .has(REASON);
    send(signed(&as_text(&whole))).await.is(StatusCode::SEE_OTHER);
    assert_eq!(desk.world.state(last).await, StateName::Offered);
    assert_eq!(desk.world.state(other).await, StateName::Withdrawn);
    desk.get(&format!("/desk/{CALL}/applications/{last}"))
        .await
        .has("手動で席を割り当てた")
        .has("抽選結果を手動で変えた")
        .has(REASON);
    // The same form once more is an old one.
    send(signed(&as_text(&whole)))
        .await
        .is(StatusCode::CONFLICT)
        .has("他の担当者が先に変更しました");
    desk.world.audit_holds().await;
}

#[tokio::test]
async fn an_entry_is_taken_out() {
    let desk = Desk::open(CALL, OPEN).await;
    released(&desk.world, 42).await;
    let first = desk.world.in_state(StateName::Offered).await[0];
    let version = desk.get(&path(first)).await.hidden("version");
    let whole = [
        ("version", version.as_str()),
        ("kind", "remove"),
        ("reason", REASON),
        ("sign", "yes"),
    ];
    desk.post_as(READER, &path(first), &whole)
        .await
        .is(StatusCode::FORBIDDEN);
    desk.post(&path(first), &whole).await.is(StatusCode::SEE_OTHER);
    let count = desk.world.count().await;
    assert_eq!((count[&StateName::Offered], count[&StateName::Waiting]), (40, 1));
    desk.get(&format!("/desk/{CALL}/applications/{first}"))
        .await
        .lacks(&path(first));
    // Out is out.
    let again = desk.get(&path(first)).await.hidden("version");
    let mut again = vec![("version", again.as_str())];
    again.extend_from_slice(&whole[1..]);
    desk.post(&path(first), &again)
        .await
        .is(StatusCode::CONFLICT)
        .has("もう抽選から外れています");
}

/// Somebody who was never drawn has no page for it.
#[tokio::test]
async fn nothing_to_move_before_the_draw() {
    let desk = Desk::open(CALL, OPEN).await;
    let id = desk.company(1, "有限会社ひばり通商", 0).await;
    desk.get(&path(id)).await.is(StatusCode::NOT_FOUND);
    desk.get(&format!("/desk/{CALL}/applications/{id}"))
        .await
        .lacks(&path(id));
}

/// Two clerks: whoever is to give the seat up confirmed, or left, since the form was opened.
#[tokio::test]
async fn the_one_who_gives_the_seat_up_is_shown_as_it_is() {
    let desk = Desk::open(CALL, OPEN).await;
    released(&desk.world, 42).await;
    let waiting = desk.world.in_state(StateName::Waiting).await[0];
    let offered = desk.world.in_state(StateName::Offered).await;
    let version = desk.get(&path(waiting)).await.hidden("version");
    let send = async |other: ApplicationId, act: &'static str| {
        let other = format!("{other}/3");
        let pairs = [
            ("version", version.as_str()),
            ("kind", "seat"),
            ("in_place_of", &other),
            ("reason", REASON),
            (act, "yes"),
        ];
        desk.post(&path(waiting), &pairs).await
    };
    send(offered[0], "look")
        .await
        .is(StatusCode::OK)
        .has("公開される内容");
    crate::lottery::answer(&desk.world, offered[0], Answer::Accept)
        .await
        .unwrap();
    for act in ["look", "sign"] {
        send(offered[0], act)
            .await
            .is(StatusCode::CONFLICT)
            .has("他の担当者が先に変更しました")
            .has(&format!("value=\"{}/4\" selected", offered[0]))
            .has(REASON);
    }
    assert_eq!(desk.world.state(offered[0]).await, StateName::Confirmed);
    // Whoever has no seat any more is not silently taken for a free one.
    let decline = Answer::Decline {
        shown: StateName::Offered,
        reason: None,
    };
    crate::lottery::answer(&desk.world, offered[1], decline)
        .await
        .unwrap();
    let stale = desk.get(&path(waiting)).await;
    assert_ne!(stale.hidden("version"), version, "the waiting one was lifted");
    send(offered[1], "sign").await.is(StatusCode::CONFLICT);
}
