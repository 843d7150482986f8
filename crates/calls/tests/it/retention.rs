//! What nobody needs any more is forgotten at its time, and not before (C20).

use std::sync::Arc;

use calls::domain::application::StateName;
use calls::domain::retention::{applications_until, drafts_until, registrations_until};
use calls::ops::answer::Answer;
use calls::ops::briefing::{Mode, RegisterForBriefing};
use calls::ops::draft::{Contents, SaveDraft, find};
use calls::ops::keep_house::{Forgotten, KeepHouse};
use calls::ops::lapse::lapse_due;
use jiff::SignedDuration;
use platform::text::Language;
use sea_orm::{ConnectionTrait, Statement};

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
                    ..Forgotten::default()
                },
            ),
            (
                registrations_until(&world.programme),
                Forgotten {
                    registrations: 1,
                    ..Forgotten::default()
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

/// C20: of whoever did not take part, a year after the fiscal year only figures are left; of participants after five.
/// The audit chain holds, and the draw can still be verified.
#[tokio::test]
async fn applications_become_figures() {
    on_both(CALL, "2025-06-02T10:00:00", async |world| {
        crate::lottery::released(&world, 41).await;
        let seated = world.in_state(StateName::Offered).await;
        crate::lottery::answer(&world, seated[0], Answer::Accept)
            .await
            .unwrap();
        let others = applications_until(&world.programme, false).unwrap();
        let participants = applications_until(&world.programme, true).unwrap();
        assert_eq!(
            (others, participants),
            (at("2027-04-01T00:00:00"), at("2031-04-01T00:00:00"))
        );
        // The others stay silent, and so does whoever is lifted up.
        for later in ["2025-08-01T00:00:00", "2025-09-01T00:00:00"] {
            world.clock.set(at(later));
            lapse_due(&world.store, &world.programme, at(later))
                .await
                .unwrap();
        }
        let count = async |sql: &str| {
            let reader = world.store.reader();
            let question = Statement::from_string(reader.get_database_backend(), sql);
            let row = reader.query_one_raw(question).await.unwrap().unwrap();
            row.try_get_by_index::<i64>(0).unwrap()
        };
        const NAMED: &str =
            "SELECT count(*) FROM application WHERE email <> '' OR telephone <> '' OR answers <> '{}'";
        const FIGURES: &str = "SELECT count(*) FROM application WHERE industry = '24' AND rank IS NOT NULL";
        const WORDS: &str = "SELECT count(*) FROM audit_payload";
        const CONTACTS: &str = "SELECT count(*) FROM contact";
        let before = count(WORDS).await;
        world.clock.set(others);
        let first = keep_house(&world).await;
        assert_eq!(first.applications, 40);
        assert_eq!(
            keep_house(&world).await,
            Forgotten::default(),
            "again finds nothing"
        );
        assert_eq!(count(NAMED).await, 1, "the participant's stands");
        assert_eq!(count(CONTACTS).await, 1);
        assert!(count(WORDS).await < before);
        world.clock.set(participants);
        assert_eq!(keep_house(&world).await.applications, 1);
        assert_eq!((count(NAMED).await, count(FIGURES).await), (0, 41));
        world.audit_holds().await;
        let bundle = calls::ops::draw::bundle(world.store.reader(), &world.programme)
            .await
            .unwrap();
        assert!(fair_draw::verify(&bundle, None).ok);
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
