//! What nobody needs any more is forgotten at its time, and not before (C20).

use std::sync::Arc;

use calls::domain::retention::{drafts_until, registrations_until};
use calls::ops::briefing::{Mode, RegisterForBriefing};
use calls::ops::draft::{Contents, SaveDraft, find};
use calls::ops::keep_house::{Forgotten, KeepHouse};
use jiff::SignedDuration;
use platform::text::Language;

use crate::world::{World, at, on_both, programme};

const CALL: &str = "jissenryoku-2025";
const BROWSER: &str = "a browser's cookie";

#[test]
fn times_follow_from_the_call() {
    let call = programme(CALL);
    assert_eq!(drafts_until(&call), Some(at("2025-07-30T17:00:00")));
    assert_eq!(registrations_until(&call), Some(at("2025-09-20T15:00:00")));
    assert_eq!(registrations_until(&programme("followup-2024")), None);
}

#[tokio::test]
async fn drafts_and_registrations_go_when_their_time_is_over() {
    on_both(CALL, "2025-06-05T10:00:00", async |world| {
        begin(&world).await;
        let second = SignedDuration::from_secs(1);
        for (until, gone) in [
            (
                drafts_until(&world.programme),
                Forgotten {
                    drafts: 1,
                    registrations: 0,
                },
            ),
            (
                registrations_until(&world.programme),
                Forgotten {
                    drafts: 0,
                    registrations: 1,
                },
            ),
        ] {
            world.clock.set(until.unwrap() - second);
            assert_eq!(
                keep_house(&world).await,
                Forgotten::default(),
                "a second too early"
            );
            world.clock.set(until.unwrap());
            assert_eq!(keep_house(&world).await, gone);
            assert_eq!(
                keep_house(&world).await,
                Forgotten::default(),
                "again finds nothing"
            );
        }
        assert!(
            find(&world.store, BROWSER, &world.programme)
                .await
                .unwrap()
                .is_none()
        );
        world.audit_holds().await;
    })
    .await;
}

/// A draft and a registration.
async fn begin(world: &World) {
    let draft = SaveDraft {
        programme: Arc::clone(&world.programme),
        browser: BROWSER.to_owned(),
        language: Language::Ja,
        eligibility: None,
        contents: Some(Contents::default()),
    };
    world.store.run(&draft).await.unwrap();
    let registration = RegisterForBriefing {
        programme: Arc::clone(&world.programme),
        briefing: world.programme.delivery.briefings[2].id.clone(),
        mode: Mode::Online,
        company: "青葉架空商店".to_owned(),
        name: "架空 花子".to_owned(),
        email: "hanako@example.jp".to_owned(),
        language: Language::Ja,
    };
    world.store.run(&registration).await.unwrap();
}

async fn keep_house(world: &World) -> Forgotten {
    let keep_house = KeepHouse {
        programme: Arc::clone(&world.programme),
    };
    world.store.run(&keep_house).await.unwrap()
}
