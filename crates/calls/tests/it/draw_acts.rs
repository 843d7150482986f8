//! What the three acts of a draw refuse, and what happens beside them (D1, draw.md 1, 3, 4, 7).

use std::sync::Arc;

use calls::domain::application::StateName;
use calls::error::Error;
use calls::ops::contact::{Channel, Outcome, RecordContact};
use calls::ops::decide::End;
use calls::ops::draw::{FreezeDraw, PublishCharter, RunDraw, VerifierPage, same_company};
use calls::ops::notices::{PrepareResults, ReleaseNotice};
use calls::read::draw::{Stage, receipt, status};
use contracts::ids::ApplicationId;
use fair_draw::Event;
use platform::mail::message;
use proptest::prelude::*;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::browser::Browser;
use crate::lottery::{CALL, GENESIS, beacon, drawn, filled, key};
use crate::world::{World, at, clerk, on_both, submission};

const OPEN: &str = "2025-06-02T10:00:00";
const FREEZE: &str = "2025-07-04T12:00:00";
const DRAW: &str = "2025-07-08T10:00:00";

pub(crate) fn charter(world: &World) -> PublishCharter {
    PublishCharter {
        programme: Arc::clone(&world.programme),
        key: fair_draw::SigningKey::from_bytes(&[7; 32]),
        beacon: key().source(GENESIS, 3),
        verifier: VerifierPage::ours(),
        actor: clerk(1),
    }
}

fn freeze(world: &World) -> FreezeDraw {
    FreezeDraw {
        programme: Arc::clone(&world.programme),
        actor: clerk(1),
    }
}

fn run(world: &World, beacon: Vec<u8>) -> RunDraw {
    RunDraw {
        programme: Arc::clone(&world.programme),
        beacon,
        actor: clerk(1),
    }
}

async fn bundle(world: &World) -> fair_draw::Bundle {
    let bytes = calls::ops::draw::bundle(world.store.reader(), &world.programme)
        .await
        .unwrap();
    fair_draw::open(&bytes).unwrap()
}

/// Everyone is told, by two people.
async fn release(world: &World) -> usize {
    let prepare = PrepareResults {
        programme: Arc::clone(&world.programme),
        actor: clerk(1),
    };
    let notice = world.store.run(&prepare).await.unwrap();
    let release = ReleaseNotice {
        programme: Arc::clone(&world.programme),
        notice,
        actor: clerk(2),
    };
    world.store.run(&release).await.unwrap()
}

async fn end_complete(world: &World, application: ApplicationId) -> Result<StateName, Error> {
    world
        .end_version(application, 2, End::Withdraw, "申込みの取下げ")
        .await
}

/// D1: whoever becomes complete while the list is frozen is on it or not, never half; whoever withdraws meanwhile is
/// gone or is skipped in public. The draw goes through all the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn contacts_and_withdrawals_while_freezing() {
    const WAITING: usize = 40;
    on_both(CALL, OPEN, async |world| {
        filled(&world, 12).await;
        let complete = world.in_state(StateName::Complete).await;
        let (course, frame) = course_and_frame(&world);
        let mut received = Vec::new();
        for number in 12..12 + WAITING {
            received.push(world.apply(number, &course, Some(&frame)).await);
        }
        world.clock.set(at(FREEZE));
        let mut contacts = Vec::new();
        let mut withdrawals = Vec::new();
        let mut frozen = None;
        for (index, id) in received.iter().copied().enumerate() {
            let (one, course) = (Arc::clone(&world), course.clone());
            contacts.push(tokio::spawn(async move { contacted(&one, id, course).await }));
            if index % 7 == 0 {
                let (one, id) = (Arc::clone(&world), complete[index / 7]);
                withdrawals.push(tokio::spawn(async move { end_complete(&one, id).await }));
            }
            if index == WAITING / 2 {
                let one = Arc::clone(&world);
                frozen = Some(tokio::spawn(async move { one.store.run(&freeze(&one)).await }));
            }
        }
        let (entries, hash) = frozen.unwrap().await.unwrap().unwrap();
        for contact in contacts {
            assert_eq!(contact.await.unwrap().unwrap(), StateName::Complete);
        }
        for withdrawal in withdrawals {
            assert_eq!(withdrawal.await.unwrap().unwrap(), StateName::Withdrawn);
        }
        assert_eq!(
            world.store.run(&freeze(&world)).await.unwrap(),
            (entries, hash),
            "the list stands"
        );

        world.clock.set(at(DRAW));
        world.store.run(&run(&world, beacon(&world))).await.unwrap();
        let before = status(world.store.reader(), &world.programme)
            .await
            .unwrap()
            .unwrap();
        let told = release(&world).await;
        let bundle = bundle(&world).await;
        assert_eq!((bundle.entries().len(), bundle.entries().hash()), (entries, hash));

        let mut listed = 0;
        for number in 1..=12 + WAITING {
            let number = i64::try_from(number).unwrap();
            match receipt(world.store.reader(), &world.programme, number).await {
                Ok(receipt) => {
                    listed += 1;
                    assert!(fair_draw::verify(&bundle.write(), Some(&receipt)).ok, "{number}");
                }
                Err(Error::OutOfOrder(_)) => {}
                Err(error) => panic!("{number}: {error}"),
            }
        }
        assert_eq!(listed, entries, "each line of the list is one applicant's");
        let told_their_line = message::Entity::find()
            .filter(message::Column::DedupeKey.starts_with("frozen/"))
            .count(world.store.reader());
        assert_eq!(told_their_line.await.unwrap(), entries as u64);
        let status = status(world.store.reader(), &world.programme)
            .await
            .unwrap()
            .unwrap();
        let drawn = entries - status.result.unwrap().out;
        assert_eq!(
            told,
            12 + WAITING - 6,
            "everyone who applied and did not leave is told"
        );
        assert_eq!(
            before.missed.len(),
            told - drawn,
            "the desk sees who came too late for the list"
        );
        assert!(status.missed.is_empty(), "they have their answer now");
        assert_eq!(
            world.count().await[&StateName::Refused],
            told as u64 - drawn as u64
        );
        world.audit_holds().await;
    })
    .await;
}

async fn contacted(world: &World, application: ApplicationId, course: String) -> Result<StateName, Error> {
    let contact = RecordContact {
        programme: Arc::clone(&world.programme),
        application,
        version: 1,
        channel: Channel::Mail,
        outcome: Outcome::Complete {
            course,
            exception: None,
        },
        note: String::new(),
        answers: None,
        actor: clerk(1),
    };
    world.store.run(&contact).await
}

fn course_and_frame(world: &World) -> (String, String) {
    let file = &world.programme.file;
    (file.courses[0].id.clone(), file.frames[0].id.clone())
}

/// D1: who leaves between the freeze and the draw stays on the list and is skipped in public with a reason code.
#[tokio::test]
async fn somebody_leaves_between_freeze_and_draw() {
    on_both(CALL, OPEN, async |world| {
        filled(&world, 44).await;
        let leaving = world.in_state(StateName::Complete).await;
        world.clock.set(at(FREEZE));
        assert_eq!(world.store.run(&freeze(&world)).await.unwrap().0, 44);
        for id in &leaving[..3] {
            end_complete(&world, *id).await.unwrap();
        }
        world.clock.set(at(DRAW));
        world.store.run(&run(&world, beacon(&world))).await.unwrap();
        let drawn = bundle(&world).await;
        assert_eq!(drawn.ranking().len(), 44);
        let withdrawn = Event::Ineligible {
            code: "withdrawn".to_owned(),
        };
        let events: Vec<&Event> = drawn.log().lines().iter().map(|line| &line.event).collect();
        assert_eq!(events, [&withdrawn; 3]);
        assert_eq!(release(&world).await, 41);
        let count = world.count().await;
        assert_eq!((count[&StateName::Offered], count[&StateName::Waiting]), (40, 1));
        assert!(fair_draw::verify(&bundle(&world).await.write(), None).ok);
    })
    .await;
}

/// D1: one entry per corporate number; the secretariat decides which application counts.
#[tokio::test]
async fn a_company_does_not_enter_twice() {
    on_both(CALL, OPEN, async |world| {
        filled(&world, 2).await;
        let (course, frame) = course_and_frame(&world);
        let mut ids = Vec::new();
        for (number, company) in [
            (10, "7000012050002"),
            (11, "7000012050002"),
            (12, "1180301018771"),
        ] {
            let mut form = submission(number, &course, Some(&frame));
            form.company.corporate_number = Some(company.to_owned());
            let id = world.submit(form).await.unwrap().id;
            world.complete(id, &course).await;
            ids.push(id);
        }
        let before = status(world.store.reader(), &world.programme)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            (before.stage, before.complete, &before.duplicates),
            (
                Stage::Chartered,
                5,
                &vec![vec!["R00003".to_owned(), "R00004".to_owned()]]
            )
        );
        world.clock.set(at(FREEZE));
        let refused = world.store.run(&freeze(&world)).await.unwrap_err();
        assert!(
            matches!(&refused, Error::Duplicates(groups) if *groups == [[3, 4]]),
            "{refused:?}"
        );
        assert_eq!(
            refused.to_string(),
            "the same company stands behind R00003, R00004"
        );
        end_complete(&world, ids[1]).await.unwrap();
        assert_eq!(world.store.run(&freeze(&world)).await.unwrap().0, 4);
        assert!(matches!(
            receipt(world.store.reader(), &world.programme, 4).await,
            Err(Error::OutOfOrder(_))
        ));
        receipt(world.store.reader(), &world.programme, 3).await.unwrap();
    })
    .await;
}

/// draw.md 3 and 4: a list that is frozen once the round is known proves nothing, nor does a charter of after the
/// freeze.
#[tokio::test]
async fn too_late_is_refused() {
    on_both(CALL, OPEN, async |world| {
        filled(&world, 3).await;
        let standing = world.store.run(&charter(&world)).await.unwrap();
        world.clock.set(at(DRAW));
        assert!(matches!(
            world.store.run(&freeze(&world)).await,
            Err(Error::TooLate { until }) if until == at(DRAW)
        ));
        // The missed charter can only be followed by one with new times and another id.
        assert!(matches!(
            world.store.run(&charter(&world)).await,
            Err(Error::TooLate { until }) if until == at(FREEZE)
        ));
        let mut file = world.programme.file.clone();
        file.selection.freeze_at = Some("2025-07-10T12:00:00".parse().unwrap());
        file.selection.draw_at = Some("2025-07-14T10:00:00".parse().unwrap());
        let again = |file| {
            let mut programme = (*world.programme).clone();
            programme.file = file;
            PublishCharter {
                programme: Arc::new(programme),
                ..charter(&world)
            }
        };
        assert!(matches!(
            world.store.run(&again(file.clone())).await,
            Err(Error::Invalid(_))
        ));
        file.selection.draw_id = Some("again".to_owned());
        let mut sunday = file.clone();
        sunday.selection.draw_at = Some("2025-07-13T10:00:00".parse().unwrap());
        assert!(matches!(
            world.store.run(&again(sunday)).await,
            Err(Error::Invalid(_))
        ));
        let new = world.store.run(&again(file.clone())).await.unwrap();
        assert_ne!(new, standing);
        world.clock.set(at("2025-07-10T12:00:00"));
        let late = FreezeDraw {
            programme: Arc::clone(&again(file).programme),
            actor: clerk(1),
        };
        assert_eq!(world.store.run(&late).await.unwrap().0, 3);
    })
    .await;
}

/// draw.md, fallback: balls decide only when the round is 72 hours late.
#[tokio::test]
async fn balls_wait_for_the_round() {
    on_both(CALL, OPEN, async |world| {
        filled(&world, 5).await;
        world.clock.set(at(FREEZE));
        world.store.run(&freeze(&world)).await.unwrap();
        let one = "[3,1,10,2,7,5,4,9,8,6]";
        let balls =
            format!("{{\"kind\":\"balls\",\"permutations\":[{one},{one},{one},{one}]}}\n").into_bytes();
        world.clock.set(at("2025-07-11T09:59:59"));
        assert!(matches!(
            world.store.run(&run(&world, balls.clone())).await,
            Err(Error::TooEarly { from }) if from == at("2025-07-11T10:00:00")
        ));
        world.clock.set(at("2025-07-11T10:00:00"));
        assert_eq!(world.store.run(&run(&world, balls.clone())).await.unwrap(), 5);
        assert!(matches!(
            world.store.run(&run(&world, balls)).await,
            Err(Error::OutOfOrder(_))
        ));
        assert!(fair_draw::verify(&bundle(&world).await.write(), None).ok);
    })
    .await;
}

#[tokio::test]
async fn a_call_without_a_draw_has_no_charter() {
    on_both("kojo-2023", OPEN, async |world| {
        assert!(matches!(
            world.store.run(&charter(&world)).await,
            Err(Error::NotInCall("draw"))
        ));
        assert_eq!(
            status(world.store.reader(), &world.programme).await.unwrap(),
            None
        );
    })
    .await;
}

#[tokio::test]
async fn a_status_follows_the_draw() {
    on_both(CALL, OPEN, async |world| {
        drawn(&world, 45).await;
        let status = status(world.store.reader(), &world.programme)
            .await
            .unwrap()
            .unwrap();
        let result = status.result.unwrap();
        assert_eq!(
            (
                status.stage,
                status.list.unwrap().entries,
                result.pending,
                result.waiting
            ),
            (Stage::Drawn, 45, 40, 5)
        );
        assert_eq!(status.round, key().chain(GENESIS, 3).round_at(at(DRAW)).ok());
    })
    .await;
}

proptest! {
    /// A number is in a group exactly when another application has the same corporate number.
    #[test]
    fn groups_hold_whoever_shares_a_number(companies in proptest::collection::vec(proptest::option::of(0u8..6), 0..12)) {
        let texts: Vec<Option<String>> = companies.iter().map(|one| one.map(|digit| digit.to_string())).collect();
        let groups = same_company(texts.iter().map(Option::as_deref).zip(1..));
        for (index, company) in companies.iter().enumerate() {
            let shared = company.is_some() && companies.iter().filter(|other| *other == company).count() > 1;
            let number = i64::try_from(index).unwrap() + 1;
            let found: Vec<&Vec<i64>> = groups.iter().filter(|group| group.contains(&number)).collect();
            prop_assert_eq!(found.len(), usize::from(shared));
            for member in found.into_iter().flatten() {
                prop_assert_eq!(&companies[usize::try_from(member - 1).unwrap()], company);
            }
        }
    }
}

/// draw-v1, 1: the page that the charter names is given out as long as the charter stands, whatever a later version of
/// the program brings with it.
#[tokio::test]
async fn the_named_verifier_is_kept() {
    on_both(CALL, "2025-06-02T10:00:00", async |world| {
        let path = format!("/programmes/{CALL}/draw/verifier");
        let mut stranger = Browser::new(&world);
        assert_eq!(
            stranger.get(&path).await.body,
            fair_draw::VERIFIER_HTML.as_bytes()
        );
        let earlier = VerifierPage {
            page: b"<!doctype html><title>earlier</title>".as_slice().into(),
            policy: "default-src 'none'".into(),
        };
        let hash = earlier.sha256().to_string();
        let publish = PublishCharter {
            verifier: earlier.clone(),
            ..charter(&world)
        };
        world.store.run(&publish).await.unwrap();
        // The program is a later one now: publishing again changes nothing.
        world.store.run(&charter(&world)).await.unwrap();
        let page = stranger.get(&path).await;
        assert_eq!(page.is(200).body, earlier.page.as_ref());
        assert_eq!(page.headers["content-security-policy"], "default-src 'none'");
        assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
        let public = stranger.get(&format!("/programmes/{CALL}/draw")).await;
        assert!(public.shows(&hash).text().find("より新しい版").is_none());
    })
    .await;
}

/// draw-v1, 1: the charter's hash stands with the call, wherever the call is read, and the charter itself is given out.
#[tokio::test]
async fn the_charter_stands_with_the_call() {
    let (world, _folder) = crate::applicant::world(CALL, OPEN).await;
    let mut stranger = Browser::new(&world);
    let page = format!("/programmes/{CALL}");
    let file = format!("{page}/draw/charter.json");
    for path in [page.clone(), format!("{page}/call")] {
        stranger
            .get(&path)
            .await
            .is(200)
            .shows("jissenryoku-2025-1")
            .shows("公開すると、ハッシュ値がここに載ります");
    }
    stranger.get(&file).await.is(404);
    let hash = world.store.run(&charter(&world)).await.unwrap();
    let verifier = fair_draw::verifier_sha256().to_string();
    for path in [page.clone(), format!("{page}/call")] {
        let shown = stranger.get(&path).await;
        shown
            .shows(&hash.to_string())
            .shows(&verifier)
            .shows("jissenryoku-2025-1")
            .shows("練習用の乱数、ラウンド")
            .shows("令和7年7月4日（金） 12時")
            .shows("令和7年7月8日（火） 10時")
            .shows("https://mamori.example.jp/programmes/jissenryoku-2025/draw");
        assert!(!shown.text().contains("ハッシュ値がここに載ります"));
    }
    let answer = stranger.get(&file).await;
    assert_eq!(fair_draw::Digest::of(&answer.is(200).body), hash);
    // A call without a draw says nothing of one.
    let other = stranger.get("/programmes/kojo-2023").await;
    assert!(!other.text().contains("ハッシュ値"));
    stranger
        .get("/programmes/kojo-2023/draw/charter.json")
        .await
        .is(404);
}
