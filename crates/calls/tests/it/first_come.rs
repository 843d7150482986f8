//! First come, first served (C6, C8, D2): programme U, 150 and 100 places.

use std::sync::Arc;

use calls::domain::application::{Ending, StateName};
use calls::error::Error;
use calls::ops::answer::{Answer, AnswerOffer};
use calls::ops::briefing::{Mode, RegisterForBriefing, seats_left};
use calls::ops::contact::{Channel, Outcome, RecordContact};
use calls::ops::decide::{End, EndApplication};
use calls::ops::submit::SubmitApplication;
use platform::actor::Actor;
use platform::mail::message;
use platform::text::Language;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::world::{at, clerk, on_both, submission};

const CALL: &str = "kojo-2023";
const OPEN: &str = "2023-09-01T10:00:00";

/// D2: never one too many under load, numbers without a gap, one place for each receipt.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn never_one_too_many() {
    on_both(CALL, OPEN, async |world| {
        let attempts = (0..400).map(|number| {
            let world = world.clone();
            tokio::spawn(async move { world.submit(submission(number, "utm", None)).await })
        });
        let mut numbers = Vec::new();
        let mut full = 0;
        for attempt in attempts.collect::<Vec<_>>() {
            match attempt.await.unwrap() {
                Ok(receipt) => numbers.push(receipt.number),
                Err(Error::Full { course }) => {
                    assert_eq!(course, "utm");
                    full += 1;
                }
                Err(error) => panic!("{error}"),
            }
        }
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=150).collect::<Vec<i64>>());
        assert_eq!(full, 250);
        assert_eq!(world.free("utm").await, 0);
        world.audit_holds().await;
    })
    .await;
}

/// C6: the window closes to the second, and opens to the second.
#[tokio::test]
async fn the_window_is_exact() {
    on_both(CALL, OPEN, async |world| {
        world.clock.set(at("2024-02-09T23:59:59.999999"));
        world.apply(1, "utm", None).await;
        world.clock.set(at("2024-02-10T00:00:00"));
        let late = world.submit(submission(2, "utm", None)).await;
        assert!(
            matches!(late, Err(Error::Closed { closed }) if closed == at("2024-02-10T00:00:00")),
            "{late:?}"
        );
        world.apply(3, "assessment", None).await;
        world.clock.set(at("2023-08-24T23:59:59"));
        let early = world.submit(submission(4, "utm", None)).await;
        assert!(
            matches!(early, Err(Error::NotOpenYet { opens }) if opens == at("2023-08-25T00:00:00")),
            "{early:?}"
        );
    })
    .await;
}

/// A double click or a resend makes no second application; another form under the same key is refused.
#[tokio::test]
async fn the_same_key_is_the_same_application() {
    on_both(CALL, OPEN, async |world| {
        let first = world.submit(submission(1, "utm", None)).await.unwrap();
        let again = world.submit(submission(1, "utm", None)).await.unwrap();
        assert!(!first.replayed && again.replayed);
        assert_eq!((first.id, first.number), (again.id, again.number));
        let mut other = submission(1, "utm", None);
        other.request_hash = "something else".to_owned();
        assert!(matches!(world.submit(other).await, Err(Error::KeyReused)));
        assert_eq!(world.free("utm").await, 149);
    })
    .await;
}

/// C8: the course follows the environment, and the place moves along; a full course changes nothing.
#[tokio::test]
async fn the_course_decided_takes_the_place_along() {
    on_both(CALL, OPEN, async |world| {
        let id = world.apply(1, "utm", None).await;
        let contact = |version, course: &str| RecordContact {
            programme: Arc::clone(&world.programme),
            application: id,
            version,
            channel: Channel::Telephone,
            outcome: Outcome::Complete {
                course: course.to_owned(),
                exception: None,
            },
            note: "空きポートなし".to_owned(),
            answers: None,
            actor: clerk(1),
        };
        for number in 100..200 {
            world.apply(number, "assessment", None).await;
        }
        let full = world.store.run(&contact(1, "assessment")).await;
        assert!(matches!(full, Err(Error::Full { .. })), "{full:?}");
        assert_eq!(world.state(id).await, StateName::Received);
        assert_eq!(
            (world.free("utm").await, world.free("assessment").await),
            (149, 0)
        );

        let leaver = world.application_of(100).await;
        world.end(leaver, End::Withdraw, "会社の都合").await.unwrap();
        assert_eq!(
            world.store.run(&contact(1, "assessment")).await.unwrap(),
            StateName::Offered
        );
        assert_eq!(
            (world.free("utm").await, world.free("assessment").await),
            (150, 0)
        );
        let offers = message::Entity::find()
            .filter(message::Column::SubjectId.eq(id.to_string()))
            .filter(
                message::Column::Body
                    .contains("ご参加いただくコース: 支援②セキュリティリスクアセスメントコース"),
            )
            .filter(message::Column::Body.contains("「支援①UTM機器設置コース」"))
            .count(world.store.reader());
        assert_eq!(
            offers.await.unwrap(),
            1,
            "the mail names the course, and the one asked for"
        );
        world.audit_holds().await;
    })
    .await;
}

/// D2: whoever is refused gives the place back in the same transaction, and the next one gets it.
#[tokio::test]
async fn a_place_given_back_is_free_at_once() {
    on_both(CALL, OPEN, async |world| {
        for number in 0..150 {
            world.apply(number, "utm", None).await;
        }
        assert!(matches!(
            world.submit(submission(150, "utm", None)).await,
            Err(Error::Full { .. })
        ));
        let refused = world.application_of(7).await;
        world
            .end(refused, End::Refuse, "都内に主たる事業所がない")
            .await
            .unwrap();
        assert_eq!(world.free("utm").await, 1);
        world.apply(150, "utm", None).await;
        assert!(matches!(
            world.submit(submission(151, "utm", None)).await,
            Err(Error::Full { .. })
        ));
    })
    .await;
}

/// C16: no decision without a reason; two clerks cannot overwrite each other.
#[tokio::test]
async fn decisions_need_a_reason_and_the_newest_version() {
    on_both(CALL, OPEN, async |world| {
        let id = world.apply(1, "utm", None).await;
        let missing = world.end(id, End::Exclude, "  ").await;
        assert!(matches!(missing, Err(Error::ReasonMissing)));
        let decide = |version| EndApplication {
            programme: Arc::clone(&world.programme),
            application: id,
            version,
            end: End::Exclude,
            ending: Ending {
                reason: "虚偽の申告".to_owned(),
                refer_to: vec![],
            },
            actor: clerk(2),
        };
        assert!(matches!(world.store.run(&decide(9)).await, Err(Error::Stale)));
        assert_eq!(world.store.run(&decide(1)).await.unwrap(), StateName::Excluded);
        assert!(matches!(
            world.store.run(&decide(2)).await,
            Err(Error::Refused(_))
        ));
    })
    .await;
}

/// C13: saying the same thing twice changes nothing the second time.
#[tokio::test]
async fn accepting_twice_is_accepting_once() {
    on_both(CALL, OPEN, async |world| {
        let id = world.apply(1, "utm", None).await;
        world.complete(id, "utm").await;
        let accept = AnswerOffer {
            programme: Arc::clone(&world.programme),
            application: id,
            answer: Answer::Accept,
            actor: Actor::Applicant { application: id },
        };
        assert_eq!(world.store.run(&accept).await.unwrap(), StateName::Confirmed);
        assert_eq!(world.store.run(&accept).await.unwrap(), StateName::Confirmed);
    })
    .await;
}

/// D2: places are what the call says now, also when it was changed after the first application; nobody loses one.
#[tokio::test]
async fn an_edited_capacity_counts() {
    on_both(CALL, OPEN, async |world| {
        let with = |capacity: u32| {
            let mut programme = calls::domain::definition::Programme::clone(&world.programme);
            for course in &mut programme.file.courses {
                course.capacity = capacity;
            }
            Arc::new(programme)
        };
        let submit = async |capacity: u32, number: usize| {
            let submit = SubmitApplication {
                programme: with(capacity),
                submission: submission(number, "utm", None),
            };
            world.store.run(&submit).await.map(|receipt| receipt.number)
        };
        assert_eq!(submit(1, 1).await.unwrap(), 1);
        assert!(matches!(submit(1, 2).await, Err(Error::Full { .. })));
        assert_eq!(submit(2, 2).await.unwrap(), 2, "one more place was granted");
        assert!(
            matches!(submit(1, 3).await, Err(Error::Full { .. })),
            "two are taken, one is left of none"
        );
        let free = calls::read::free_places(world.store.reader(), &with(1), "utm").await;
        assert_eq!(free.unwrap(), 0);
        assert_eq!(submit(3, 3).await.unwrap(), 3);
    })
    .await;
}

/// C17: whoever comes on line instead of on site registers again; the seat on site is free, and one mail says each.
#[tokio::test]
async fn a_guest_changes_the_way() {
    on_both(CALL, OPEN, async |world| {
        let briefing = world.programme.delivery.briefings[0].clone();
        let register = |mode| RegisterForBriefing {
            programme: Arc::clone(&world.programme),
            briefing: briefing.id.clone(),
            mode,
            company: "有限会社あおば".to_owned(),
            name: "森 一".to_owned(),
            email: "mori@example.jp".to_owned(),
            language: Language::Ja,
        };
        let left = async |mode| {
            let left = seats_left(world.store.reader(), &world.programme, &briefing, mode).await;
            left.unwrap().unwrap()
        };
        let first = world.store.run(&register(Mode::OnSite)).await.unwrap();
        assert_eq!((left(Mode::OnSite).await, left(Mode::Online).await), (29, 100));
        world.clock.set(at("2023-08-28T10:00:00"));
        assert_eq!(world.store.run(&register(Mode::Online)).await.unwrap(), first);
        assert_eq!((left(Mode::OnSite).await, left(Mode::Online).await), (30, 99));
        let mails = message::Entity::find().count(world.store.reader()).await.unwrap();
        assert_eq!(mails, 2);
        // A colleague behind the same address is somebody else.
        let colleague = RegisterForBriefing {
            name: "森 二子".to_owned(),
            ..register(Mode::Online)
        };
        assert_ne!(world.store.run(&colleague).await.unwrap(), first);
        assert_eq!(left(Mode::Online).await, 98);
        world.audit_holds().await;
    })
    .await;
}

/// C17: a double click is one registration, also when both arrive at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_double_click_takes_one_seat() {
    on_both(CALL, OPEN, async |world| {
        let clicks = (0..8).map(|_| {
            let world = Arc::clone(&world);
            tokio::spawn(async move {
                let register = RegisterForBriefing {
                    programme: Arc::clone(&world.programme),
                    briefing: world.programme.delivery.briefings[0].id.clone(),
                    mode: Mode::Online,
                    company: "有限会社あおば".to_owned(),
                    name: "森 一".to_owned(),
                    email: "mori@example.jp".to_owned(),
                    language: Language::Ja,
                };
                world.store.run(&register).await.unwrap()
            })
        });
        let mut ids = std::collections::BTreeSet::new();
        for click in clicks.collect::<Vec<_>>() {
            ids.insert(click.await.unwrap().to_string());
        }
        assert_eq!(ids.len(), 1, "{ids:?}");
    })
    .await;
}

/// C11: a call that promises no contact by a day promises none in its receipt; the desk gives itself three business days.
#[tokio::test]
async fn no_promise_where_the_call_makes_none() {
    on_both("taisei-2024", "2024-06-11T10:00:00", async |world| {
        let course = world.programme.file.courses[0].id.clone();
        let frame = world.programme.file.frames[0].id.clone();
        world.apply(1, &course, Some(&frame)).await;
        let mails = message::Entity::find().all(world.store.reader()).await.unwrap();
        assert_eq!(mails.len(), 1);
        assert!(!mails[0].body.contains("までにご連絡"), "{}", mails[0].body);
        let due: i64 = world.column(1, "due_at").await.parse().unwrap();
        assert_eq!(due, at("2024-06-15T00:00:00").as_microsecond());
    })
    .await;
}
