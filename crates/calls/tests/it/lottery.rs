//! From the closed window to the roster by lot (C7, C12–C15, D1, D4): programme J, 40 places in three frames.

use std::collections::BTreeMap;
use std::sync::Arc;

use calls::domain::application::{NOT_COMPLETE_IN_TIME, StateName};
use calls::domain::definition::consents::Part;
use calls::domain::eligibility::{Applicant, check};
use calls::error::Error;
use calls::ops::answer::{Answer, AnswerOffer};
use calls::ops::correct_answers::CorrectAnswers;
use calls::ops::documents::{Method, SignConsent};
use calls::ops::draw::{FreezeDraw, PublishCharter, RunDraw, VerifierPage};
use calls::ops::lapse::lapse_due;
use calls::ops::notices::{PrepareResults, ReleaseNotice};
use contracts::ids::ApplicationId;
use fair_draw::test_beacon::{TestKey, key_from_seed, sign_round};
use fair_draw::{BeaconError, Failure};
use platform::actor::Actor;
use platform::mail::message;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use crate::world::{World, at, clerk, on_both, submission};

pub(crate) const CALL: &str = "jissenryoku-2025";
pub(crate) const GENESIS: u64 = 1_700_000_000;

pub(crate) fn key() -> TestKey {
    key_from_seed(b"tests of the draw")
}

/// Applications 0..n in turn over the frames, all complete, charter published.
pub(crate) async fn filled(world: &World, number: usize) {
    let charter = PublishCharter {
        programme: Arc::clone(&world.programme),
        key: fair_draw::SigningKey::from_bytes(&[7; 32]),
        beacon: key().source(GENESIS, 3),
        verifier: VerifierPage::ours(),
        actor: clerk(1),
    };
    world.store.run(&charter).await.unwrap();
    let frames: Vec<String> = world
        .programme
        .file
        .frames
        .iter()
        .map(|frame| frame.id.clone())
        .collect();
    let course = world.programme.file.courses[0].id.clone();
    for one in 0..number {
        let frame = (!frames.is_empty()).then(|| frames[one % frames.len()].as_str());
        let id = world.apply(one, &course, frame).await;
        if world.state(id).await == StateName::Received {
            world.complete(id, &course).await;
        }
    }
}

pub(crate) fn beacon(world: &World) -> Vec<u8> {
    let draw_at = at(&world.programme.file.selection.draw_at.unwrap().to_string());
    let round = key().chain(GENESIS, 3).round_at(draw_at).unwrap();
    sign_round(&key(), round).bytes()
}

pub(crate) async fn drawn(world: &World, number: usize) {
    filled(world, number).await;
    freeze(world, number).await;
    run(world, number).await;
}

/// Freezes the list at its time.
pub(crate) async fn freeze(world: &World, number: usize) {
    let selection = &world.programme.file.selection;
    world.clock.set(at(&selection.freeze_at.unwrap().to_string()));
    let freeze = FreezeDraw {
        programme: Arc::clone(&world.programme),
        actor: clerk(1),
    };
    let (entries, hash) = world.store.run(&freeze).await.unwrap();
    assert_eq!(entries, number);
    assert_eq!(
        world.store.run(&freeze).await.unwrap(),
        (entries, hash),
        "freezing again changes nothing"
    );
}

/// Draws at the time of the draw.
pub(crate) async fn run(world: &World, number: usize) {
    let selection = &world.programme.file.selection;
    world.clock.set(at(&selection.draw_at.unwrap().to_string()));
    let run = RunDraw {
        programme: Arc::clone(&world.programme),
        beacon: beacon(world),
        actor: clerk(1),
    };
    assert_eq!(world.store.run(&run).await.unwrap(), number.min(40));
}

/// The whole way to told results; the call's own dates.
pub async fn released(world: &World, number: usize) {
    drawn(world, number).await;
    let prepare = PrepareResults {
        programme: Arc::clone(&world.programme),
        actor: clerk(1),
    };
    let notice = world.store.run(&prepare).await.unwrap();
    let by = |actor| ReleaseNotice {
        programme: Arc::clone(&world.programme),
        notice,
        actor,
    };
    assert!(matches!(
        world.store.run(&by(clerk(1))).await,
        Err(Error::SamePerson)
    ));
    assert_eq!(world.store.run(&by(clerk(2))).await.unwrap(), number);
}

pub(crate) async fn answer(
    world: &World,
    application: ApplicationId,
    answer: Answer,
) -> Result<StateName, Error> {
    let actor = Actor::Applicant { application };
    world
        .store
        .run(&AnswerOffer {
            programme: Arc::clone(&world.programme),
            application,
            answer,
            actor,
        })
        .await
}

/// D1, D4: 40 seats, each frame at least its guide, everyone else waits; the bundle verifies.
#[tokio::test]
async fn a_draw_that_verifies() {
    on_both(CALL, "2025-06-02T10:00:00", async |world| {
        released(&world, 60).await;
        let count = world.count().await;
        assert_eq!((count[&StateName::Offered], count[&StateName::Waiting]), (40, 20));
        let bundle = calls::ops::draw::bundle(world.store.reader(), &world.programme)
            .await
            .unwrap();
        let report = fair_draw::verify(&bundle, None);
        assert!(report.ok, "{report:?}");
        world.audit_holds().await;
    })
    .await;
}

/// C13: a decline lifts exactly one other company, at once, with a period of its own.
#[tokio::test]
async fn a_decline_lifts_the_next() {
    on_both(CALL, "2025-06-02T10:00:00", async |world| {
        released(&world, 45).await;
        let offered = world.in_state(StateName::Offered).await;
        assert_eq!(
            answer(
                &world,
                offered[0],
                Answer::Decline {
                    shown: StateName::Offered,
                    reason: None,
                }
            )
            .await
            .unwrap(),
            StateName::Declined
        );
        assert_eq!(
            answer(&world, offered[1], Answer::Accept).await.unwrap(),
            StateName::Confirmed
        );
        let count = world.count().await;
        assert_eq!(
            (
                count[&StateName::Offered],
                count[&StateName::Confirmed],
                count[&StateName::Waiting]
            ),
            (39, 1, 4)
        );
        let bundle = calls::ops::draw::bundle(world.store.reader(), &world.programme)
            .await
            .unwrap();
        assert!(fair_draw::verify(&bundle, None).ok);
    })
    .await;
}

/// C13: an offer lapses at the end of the second business day, frees its place and lifts the next one.
#[tokio::test]
async fn an_unanswered_offer_lapses() {
    on_both(CALL, "2025-06-02T10:00:00", async |world| {
        released(&world, 50).await;
        let offered = world.in_state(StateName::Offered).await;
        for id in &offered[5..] {
            answer(&world, *id, Answer::Accept).await.unwrap();
        }
        // Told on Tuesday 8 July: until Thursday 10 July, 24:00.
        let before = at("2025-07-10T23:59:59");
        world.clock.set(before);
        assert_eq!(
            lapse_due(&world.store, &world.programme, before).await.unwrap(),
            0
        );
        let over = at("2025-07-11T00:00:00");
        world.clock.set(over);
        let late = answer(&world, offered[0], Answer::Accept).await;
        assert!(matches!(late, Err(Error::Refused(_))), "{late:?}");
        assert_eq!(lapse_due(&world.store, &world.programme, over).await.unwrap(), 5);
        let count = world.count().await;
        assert_eq!(
            (
                count[&StateName::Lapsed],
                count[&StateName::Offered],
                count[&StateName::Waiting]
            ),
            (5, 5, 5)
        );
        assert_eq!(
            lapse_due(&world.store, &world.programme, over).await.unwrap(),
            0,
            "the lifted have a new period"
        );
    })
    .await;
}

/// Two declines at the same moment lift two different companies.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn declines_at_once() {
    on_both(CALL, "2025-06-02T10:00:00", async |world| {
        released(&world, 60).await;
        let offered = world.in_state(StateName::Offered).await;
        let declines = offered[..10].iter().map(|id| {
            let (world, id) = (world.clone(), *id);
            tokio::spawn(async move {
                answer(
                    &world,
                    id,
                    Answer::Decline {
                        shown: StateName::Offered,
                        reason: None,
                    },
                )
                .await
            })
        });
        for decline in declines.collect::<Vec<_>>() {
            assert_eq!(decline.await.unwrap().unwrap(), StateName::Declined);
        }
        let count = world.count().await;
        assert_eq!((count[&StateName::Offered], count[&StateName::Waiting]), (40, 10));
        let bundle = calls::ops::draw::bundle(world.store.reader(), &world.programme)
            .await
            .unwrap();
        assert!(fair_draw::verify(&bundle, None).ok);
    })
    .await;
}

/// C13: who is lifted reads that a place fell free; those whom the draw selected do not. What the public page counts is what
/// was received, whoever left.
#[tokio::test]
async fn the_lifted_read_so() {
    on_both(CALL, "2025-06-02T10:00:00", async |world| {
        released(&world, 41).await;
        let lifted = world.in_state(StateName::Waiting).await[0];
        let first = world.in_state(StateName::Offered).await[0];
        let leave = Answer::Decline {
            shown: StateName::Offered,
            reason: None,
        };
        answer(&world, first, leave).await.unwrap();
        assert_eq!(world.state(lifted).await, StateName::Offered);
        let told: Vec<_> = message::Entity::find()
            .filter(message::Column::Body.contains("補欠から繰り上げ"))
            .all(world.store.reader())
            .await
            .unwrap();
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].subject_id, Some(lifted.to_string()));
        let counts = calls::read::count_by_frame(world.store.reader(), &world.programme).await;
        assert_eq!(counts.unwrap().values().sum::<u64>(), 41);
    })
    .await;
}

/// draw-v1, 7 and 8: whoever leaves the waiting list stands in public as having declined, and nobody else moves up to a
/// seat by it.
#[tokio::test]
async fn the_waiting_list_may_be_left() {
    on_both(CALL, "2025-06-02T10:00:00", async |world| {
        released(&world, 43).await;
        let waiting = world.in_state(StateName::Waiting).await;
        let leave = |shown| Answer::Decline { shown, reason: None };
        assert!(
            matches!(
                answer(&world, waiting[0], leave(StateName::Offered)).await,
                Err(Error::Stale)
            ),
            "no offer was made, so none is declined"
        );
        let left = answer(&world, waiting[0], leave(StateName::Waiting)).await;
        assert_eq!(left.unwrap(), StateName::Declined);
        let bundle = calls::ops::draw::bundle(world.store.reader(), &world.programme)
            .await
            .unwrap();
        assert!(fair_draw::verify(&bundle, None).ok);
        let log = fair_draw::open(&bundle).unwrap();
        let last = log.log().lines().last().unwrap();
        assert_eq!(last.event, fair_draw::Event::Declined);
        assert_eq!(world.count().await[&StateName::Offered], 40);
    })
    .await;
}

/// C13: a decline that was written while an offer stood does not end the place that was taken in between.
#[tokio::test]
async fn an_old_page_does_not_end_a_place() {
    on_both(CALL, "2025-06-02T10:00:00", async |world| {
        released(&world, 41).await;
        let id = world.in_state(StateName::Offered).await[0];
        answer(&world, id, Answer::Accept).await.unwrap();
        let old = Answer::Decline {
            shown: StateName::Offered,
            reason: None,
        };
        assert!(matches!(answer(&world, id, old).await, Err(Error::Stale)));
        assert_eq!(world.state(id).await, StateName::Confirmed);
        let meant = Answer::Decline {
            shown: StateName::Confirmed,
            reason: None,
        };
        assert_eq!(answer(&world, id, meant).await.unwrap(), StateName::Declined);
    })
    .await;
}

/// C12: what was previewed is what leaves. A name put right meanwhile makes the batch old.
#[tokio::test]
async fn an_old_preview_is_not_released() {
    on_both(CALL, "2025-06-02T10:00:00", async |world| {
        drawn(&world, 1).await;
        let prepare = PrepareResults {
            programme: Arc::clone(&world.programme),
            actor: clerk(1),
        };
        let notice = world.store.run(&prepare).await.unwrap();
        let id = world.in_state(StateName::Complete).await[0];
        let file = &world.programme.file;
        let mut corrected = submission(0, &file.courses[0].id, Some(&file.frames[0].id));
        corrected.company.name = "株式会社みやこ改め".to_owned();
        corrected.answers = corrected
            .answers
            .replace("株式会社みなも製作所0", "株式会社みやこ改め");
        let correct = CorrectAnswers {
            programme: Arc::clone(&world.programme),
            application: id,
            version: calls::read::facts::shown(world.store.reader(), id)
                .await
                .unwrap()
                .version,
            corrected,
            reason: "商号の変更".to_owned(),
            actor: clerk(1),
        };
        world.store.run(&correct).await.unwrap();
        let release = ReleaseNotice {
            programme: Arc::clone(&world.programme),
            notice,
            actor: clerk(2),
        };
        assert!(matches!(
            world.store.run(&release).await,
            Err(Error::OutOfOrder(_))
        ));
        assert_eq!(world.count().await[&StateName::Complete], 1, "nobody was told");
    })
    .await;
}

/// What the rules say of a company without UTM, EDR and policy.
fn eligibility_without_baseline(world: &World) -> String {
    let file = &world.programme.file;
    let declared: BTreeMap<&str, bool> = ["ア", "イ", "ウ", "エ", "オ", "カ", "キ"]
        .map(|mark| (mark, true))
        .into();
    let company = json!({
        "kind": "corporation", "industry": "E", "capital_yen": 10_000_000, "employees": 20, "prefecture": "東京都",
        "security": { "utm": false, "edr": false, "policy": false }, "past_programmes": [], "equal_subsidy": false,
        "declarations": declared,
    });
    let applicant = Applicant::from_json(&company, declared.into_keys()).unwrap();
    json!(check(file, None, &applicant).rules).to_string()
}

/// C12: everyone who applied gets a result, also who was never reached or became complete too late.
#[tokio::test]
async fn who_was_not_drawn_is_told() {
    on_both(CALL, "2025-06-02T10:00:00", async |world| {
        let course = world.programme.file.courses[0].id.clone();
        let frame = world.programme.file.frames[0].id.clone();
        let mut unfit = submission(100, &course, Some(&frame));
        unfit.eligibility = eligibility_without_baseline(&world);
        unfit.outcome = "refer".to_owned();
        let never_called = world.submit(unfit).await.unwrap().id;
        let too_late = world.apply(101, &course, Some(&frame)).await;
        drawn(&world, 5).await;
        world.complete(too_late, &course).await;
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
        assert_eq!(world.store.run(&release).await.unwrap(), 7);
        for id in [never_called, too_late] {
            assert_eq!(world.state(id).await, StateName::Refused);
            let mails = message::Entity::find()
                .filter(message::Column::SubjectId.eq(id.to_string()))
                .filter(message::Column::Body.contains("抽選の対象となりませんでした"))
                .filter(message::Column::Body.contains("お申し込みいただき、ありがとうございます。"))
                .all(world.store.reader());
            let mails = mails.await.unwrap();
            assert_eq!(mails.len(), 1);
            let referred = mails[0].body.contains("次の事業もご利用いただけます。");
            assert_eq!(
                referred,
                id == never_called,
                "C3: who lacks the baseline is referred"
            );
        }
        // Whoever reads it reads it in their own language.
        let detail = world.column(1, "state_detail").await;
        assert!(detail.contains(NOT_COMPLETE_IN_TIME), "{detail}");
        assert_eq!(world.count().await[&StateName::Offered], 5);
        // Two persons: the log says who prepared what the other one released.
        let released = "SELECT p.after FROM audit_payload p JOIN audit_entry e ON e.seq = p.seq \
            WHERE e.action = 'notice.released'";
        assert!(world.text(released).await.contains("\"prepared_by\""));
        world.audit_holds().await;
    })
    .await;
}

/// C15: participation is fixed when both parts of both consents are in, and not before.
#[tokio::test]
async fn signatures_fix_participation() {
    on_both(CALL, "2025-06-02T10:00:00", async |world| {
        released(&world, 41).await;
        let id = world.in_state(StateName::Offered).await[0];
        answer(&world, id, Answer::Accept).await.unwrap();
        let company = world.company_of(id).await;
        let sign = |consent: &str, part| SignConsent {
            programme: Arc::clone(&world.programme),
            application: id,
            consent: consent.to_owned(),
            part,
            method: Method::Typed,
            signer_name: "小川 春香".to_owned(),
            company: Some(company.clone()),
            client_address: "192.0.2.1".to_owned(),
            reason: None,
            actor: Actor::Applicant { application: id },
        };
        let steps = [
            ("participation", Part::Company, StateName::Confirmed),
            ("participation", Part::Participant, StateName::Confirmed),
            ("confidentiality", Part::Company, StateName::Confirmed),
            ("confidentiality", Part::Company, StateName::Confirmed),
            ("confidentiality", Part::Participant, StateName::Participating),
        ];
        for (consent, part, state) in steps {
            assert_eq!(world.store.run(&sign(consent, part)).await.unwrap(), state);
        }
        assert!(matches!(
            world.store.run(&sign("nothing", Part::Company)).await,
            Err(Error::NotInCall("consent"))
        ));
    })
    .await;
}

/// D1: nothing enters after the freeze, and the three acts happen in order and in time.
#[tokio::test]
async fn acts_in_order() {
    on_both(CALL, "2025-06-02T10:00:00", async |world| {
        filled(&world, 3).await;
        let freeze = FreezeDraw {
            programme: Arc::clone(&world.programme),
            actor: clerk(1),
        };
        assert!(matches!(
            world.store.run(&freeze).await,
            Err(Error::TooEarly { from }) if from == at("2025-07-04T12:00:00")
        ));
        let course = world.programme.file.courses[0].id.clone();
        let frame = world.programme.file.frames[0].id.clone();
        let late = world.apply(90, &course, Some(&frame)).await;
        world.clock.set(at("2025-07-04T12:00:00"));
        assert_eq!(world.store.run(&freeze).await.unwrap().0, 3);
        world.complete(late, &course).await;
        let run = |beacon| RunDraw {
            programme: Arc::clone(&world.programme),
            beacon,
            actor: clerk(1),
        };
        assert!(matches!(
            world.store.run(&run(beacon(&world))).await,
            Err(Error::TooEarly { from }) if from == at("2025-07-08T10:00:00")
        ));
        world.clock.set(at("2025-07-08T10:00:00"));
        let wrong = sign_round(&key(), 5).bytes();
        assert!(matches!(
            world.store.run(&run(wrong)).await,
            Err(Error::Unsound(failure)) if matches!(*failure, Failure::Beacon(BeaconError::WrongRound { .. }))
        ));
        assert_eq!(world.store.run(&run(beacon(&world))).await.unwrap(), 3);
        assert!(matches!(
            world.submit(submission(91, &course, Some(&frame))).await,
            Err(Error::Closed { .. })
        ));
    })
    .await;
}
