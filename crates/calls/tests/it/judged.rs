//! Who may go on: the rules held against what the contact found, exceptions, and the list of the draw (C3, C4, C11).

use std::sync::Arc;

use calls::domain::application::StateName;
use calls::domain::judgement::Objection;
use calls::error::Error;
use calls::ops::contact::{Channel, Outcome, RecordContact};
use calls::ops::correct_answers::CorrectAnswers;
use calls::ops::draw::FreezeDraw;
use calls::ops::except::GrantException;
use calls::ops::submission::from_answers;
use contracts::ids::ApplicationId;
use platform::text::Language;
use serde_json::{Value, json};

use crate::draw_acts::charter;
use crate::world::{World, answers, at, clerk, on_both, programme, submission};

const U: &str = "kojo-2023";
const U_OPEN: &str = "2023-08-25T10:00:00";
const J: &str = "jissenryoku-2025";
const J_OPEN: &str = "2025-06-02T10:00:00";

/// An application with some answers of its own, judged as the form is.
async fn applied(world: &World, number: usize, changes: &[(&str, Value)]) -> ApplicationId {
    let course = world.programme.file.courses[0].id.clone();
    let frame = world.programme.file.frames.first().map(|frame| frame.id.clone());
    let mut form = submission(number, &course, frame.as_deref());
    let mut all = answers(number, &course);
    for (field, value) in changes {
        all[field] = value.clone();
    }
    let typed = serde_json::from_value(all.clone()).unwrap();
    let judged =
        calls::domain::judgement::judge_again(&world.programme, &typed, &platform::forms::Answers::default())
            .unwrap();
    form.answers = all.to_string();
    form.eligibility = judged.rules_json();
    judged.outcome.code().clone_into(&mut form.outcome);
    world.submit(form).await.unwrap().id
}

/// A call that went well, with what it found and a reason for an exception.
async fn called(
    world: &World,
    application: ApplicationId,
    version: i64,
    found: Option<Value>,
    exception: Option<&str>,
) -> Result<StateName, Error> {
    let contact = RecordContact {
        programme: Arc::clone(&world.programme),
        application,
        version,
        channel: Channel::Telephone,
        outcome: Outcome::Complete {
            course: world.programme.file.courses[0].id.clone(),
            exception: exception.map(str::to_owned),
        },
        note: "説明した".to_owned(),
        answers: found.map(|found| found.to_string()),
        actor: clerk(1),
    };
    world.store.run(&contact).await
}

fn unmet(result: Result<StateName, Error>) -> Vec<String> {
    match result {
        Err(Error::Against(Objection::Unmet(rules))) => rules,
        other => panic!("{other:?}"),
    }
}

/// C3, C11: who lacks the baseline cannot become complete, and a refused attempt leaves nothing behind; what the
/// telephone finds decides.
#[tokio::test]
async fn only_who_qualifies_becomes_complete() {
    on_both(J, J_OPEN, async |world| {
        let lacks = applied(
            &world,
            1,
            &[("security_utm", json!("no")), ("security_policy", json!("no"))],
        )
        .await;
        assert_eq!(
            unmet(called(&world, lacks, 1, None, None).await),
            ["security-baseline"]
        );
        assert_eq!(
            unmet(called(&world, lacks, 1, None, Some("よい会社")).await),
            ["security-baseline"]
        );
        assert_eq!(world.state(lacks).await, StateName::Received);
        let found = json!({ "security_utm": "yes", "security_policy": "yes", "rules_accepted": "no" });
        assert!(matches!(
            called(&world, lacks, 1, Some(found), None).await,
            Err(Error::Against(Objection::NotAgreed))
        ));
        let found = json!({ "security_utm": "yes", "security_policy": "yes", "rules_accepted": "yes" });
        let complete = called(&world, lacks, 1, Some(found), None).await.unwrap();
        assert_eq!(
            complete,
            StateName::Complete,
            "the same version: nothing was kept of what failed"
        );

        let claims = applied(&world, 2, &[]).await;
        let found = json!({ "security_utm": "no", "security_edr": "no", "rules_accepted": "yes" });
        assert_eq!(
            unmet(called(&world, claims, 1, Some(found), None).await),
            ["security-baseline"]
        );
        world.audit_holds().await;
    })
    .await;
}

/// C3: what is corrected after the call is newer than what the call found.
#[tokio::test]
async fn a_correction_is_newer_than_the_call() {
    on_both(J, J_OPEN, async |world| {
        world.store.run(&charter(&world)).await.unwrap();
        let form = world.programme.form("application").unwrap().clone();
        let pairs = |security: &str| {
            let mut pairs = crate::desk::filled_in(&world.programme, &[("security_utm", security)]);
            pairs.retain(|(field, _)| field != "security_edr");
            pairs.push(("security_edr".to_owned(), "no".to_owned()));
            pairs
        };
        let typed =
            |security: &str| from_answers(&world.programme, &form, &pairs(security), Language::Ja).unwrap();
        let id = world.submit(typed("yes").under_key("one")).await.unwrap().id;
        let found = json!({ "security_utm": "yes", "security_policy": "yes", "rules_accepted": "yes" });
        called(&world, id, 1, Some(found), None).await.unwrap();
        let correct = CorrectAnswers {
            programme: Arc::clone(&world.programme),
            application: id,
            version: 2,
            corrected: typed("no"),
            reason: "のちに機器がないと判明".to_owned(),
            actor: clerk(1),
        };
        world.store.run(&correct).await.unwrap();
        // Something else is corrected afterwards: what was put right before still counts more than the call.
        let mut renamed = pairs("no");
        renamed.retain(|(field, _)| field != "company_name");
        renamed.push(("company_name".to_owned(), "株式会社訂正済み".to_owned()));
        let renamed = from_answers(&world.programme, &form, &renamed, Language::Ja).unwrap();
        let again = CorrectAnswers {
            version: 3,
            corrected: renamed,
            ..correct
        };
        world.store.run(&again).await.unwrap();
        world
            .clock
            .set(at(&world.programme.file.selection.freeze_at.unwrap().to_string()));
        let freeze = FreezeDraw {
            programme: Arc::clone(&world.programme),
            actor: clerk(1),
        };
        let refused = world.store.run(&freeze).await.unwrap_err();
        assert!(
            matches!(&refused, Error::Unsettled(numbers) if *numbers == [1]),
            "{refused:?}"
        );
    })
    .await;
}

/// C4: an exception needs a reason, decides, is kept, and is possible only where the call leaves it open.
#[tokio::test]
async fn an_exception_decides() {
    on_both(U, U_OPEN, async |world| {
        let again = [("past_programmes", json!([U]))];
        let by_contact = applied(&world, 1, &again).await;
        assert!(matches!(
            called(&world, by_contact, 1, None, None).await,
            Err(Error::Against(Objection::Undecided(rules))) if rules.len() == 1
        ));
        called(&world, by_contact, 1, None, Some("環境が変わった"))
            .await
            .unwrap();

        let before = applied(&world, 2, &again).await;
        let grant = |application, version, reason: &str| GrantException {
            application,
            version,
            reason: reason.to_owned(),
            actor: clerk(1),
        };
        assert!(matches!(
            world.store.run(&grant(before, 1, "  ")).await,
            Err(Error::ReasonMissing)
        ));
        world
            .store
            .run(&grant(before, 1, "環境が変わった"))
            .await
            .unwrap();
        assert!(
            matches!(
                world.store.run(&grant(before, 2, "もう一度")).await,
                Err(Error::OutOfOrder(_))
            ),
            "nothing is open any more"
        );
        called(&world, before, 2, None, None).await.unwrap();

        let subsidy = applied(&world, 3, &[("equal_subsidy", json!("yes"))]).await;
        assert!(matches!(
            world.store.run(&grant(subsidy, 1, "x")).await,
            Err(Error::Against(Objection::Unmet(_)))
        ));
        world.audit_holds().await;
    })
    .await;
}

/// draw-v1, 3: the list is frozen after eligibility is settled.
#[tokio::test]
async fn no_list_with_unsettled_applications() {
    let call = "followup-2024";
    let selection = programme(call).file.selection;
    on_both(call, "2024-07-16T10:00:00", async |world| {
        applied(&world, 1, &[]).await;
        let large = [("capital_yen", json!(900_000_000)), ("employees", json!(900))];
        let large = applied(&world, 2, &large).await;
        world.store.run(&charter(&world)).await.unwrap();
        world.clock.set(at(&selection.freeze_at.unwrap().to_string()));
        let freeze = FreezeDraw {
            programme: Arc::clone(&world.programme),
            actor: clerk(1),
        };
        let refused = world.store.run(&freeze).await.unwrap_err();
        assert!(
            matches!(&refused, Error::Unsettled(numbers) if *numbers == [2]),
            "{refused:?}"
        );
        world
            .end(large, calls::ops::decide::End::Refuse, "要件を満たさない")
            .await
            .unwrap();
        assert_eq!(world.store.run(&freeze).await.unwrap().0, 1);
    })
    .await;
}

/// C16: what has ended takes no further contact.
#[tokio::test]
async fn no_contact_after_the_end() {
    on_both(J, J_OPEN, async |world| {
        let id = applied(&world, 1, &[]).await;
        world
            .end(id, calls::ops::decide::End::Withdraw, "取下げ")
            .await
            .unwrap();
        assert!(matches!(
            called(&world, id, 2, None, None).await,
            Err(Error::OutOfOrder(_))
        ));
    })
    .await;
}

/// Who does not meet the requirements is told why and where to go, however it came out: the same checks as at a decision.
#[tokio::test]
async fn a_refusal_at_the_contact_needs_a_reason_and_known_programmes() {
    on_both(U, U_OPEN, async |world| {
        let id = applied(&world, 1, &[]).await;
        let refuse = async |reason: &str, refer_to: &[&str]| {
            let contact = RecordContact {
                programme: Arc::clone(&world.programme),
                application: id,
                version: 1,
                channel: Channel::Telephone,
                outcome: Outcome::NotMet(calls::domain::application::Ending {
                    reason: reason.to_owned(),
                    refer_to: refer_to.iter().map(ToString::to_string).collect(),
                }),
                note: String::new(),
                answers: None,
                actor: clerk(1),
            };
            world.store.run(&contact).await
        };
        assert!(matches!(refuse(" ", &[]).await, Err(Error::ReasonMissing)));
        assert!(matches!(
            refuse("都外の会社", &["no-such-programme"]).await,
            Err(Error::NotInCall("referral"))
        ));
        assert_eq!(world.state(id).await, StateName::Received, "nothing is half done");
        assert_eq!(refuse("都外の会社", &[]).await.unwrap(), StateName::Refused);
    })
    .await;
}
