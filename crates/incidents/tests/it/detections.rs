//! Detections become cases: once each, and those of one company and host together.

use std::sync::Arc;

use contracts::support::{Detected, Severity};
use incidents::domain::case::{Origin, StateName, Verdict};
use incidents::domain::clocks::Owed;
use incidents::jobs::{DETECTED, Detections};
use incidents::ops::merge::MergeCase;
use jiff::SignedDuration;
use platform::clock::Clock as _;
use platform::jobs::{Turn, Worker};
use platform::store::{JobRequest, Operation, StoreError, Tx};
use serde_json::Value;

use crate::world::{close, company_id, decide, detected, file, incidents, migrations, staff, take};

/// As the telemetry context writes it: with its own transaction.
struct Tell(Value);

impl Operation for Tell {
    const NAME: &'static str = "test.tell";
    type Output = ();
    type Error = StoreError;

    async fn run(&self, tx: &Tx) -> Result<(), StoreError> {
        tx.enqueue(JobRequest {
            kind: DETECTED,
            payload: self.0.clone(),
            run_at: tx.now(),
            dedupe_key: None,
        })
        .await
    }
}

const HOST: Option<&str> = Some("192.168.10.23");

platform::on_both_databases! {
    migrations: migrations;

    async fn a_row_becomes_a_case_once(database: &TestDatabase) {
        let incidents = incidents(database);
        let payload = serde_json::to_value(detected(database, 1, 1, HOST, Severity::High)).unwrap();
        let worker = Worker::new(
            database.store.clone(),
            vec![Arc::new(Detections { incidents: incidents.clone() })],
        );
        for _ in 0..2 {
            database.store.run(&Tell(payload.clone())).await.unwrap();
            assert_eq!(worker.turn().await.unwrap(), Turn::Done);
        }
        let cases = incidents::read::of_company(database.store.reader(), company_id(1)).await.unwrap();
        assert_eq!(cases.len(), 1);
        assert_eq!((cases[0].origin, cases[0].state.name()), (Origin::Detection, StateName::Opened));
        assert_eq!(cases[0].due, Some(database.clock.now() + SignedDuration::from_hours(1)));
        let mut newer = payload;
        newer["version"] = 2.into();
        database.store.run(&Tell(newer)).await.unwrap();
        assert_eq!(worker.turn().await.unwrap(), Turn::Failed, "an unknown version is not guessed at");
    }

    async fn one_company_and_host_is_one_case(database: &TestDatabase) {
        let incidents = incidents(database);
        let first = take(&incidents, detected(database, 1, 1, HOST, Severity::Medium)).await.unwrap();
        let worse = take(&incidents, detected(database, 2, 1, HOST, Severity::Critical)).await.unwrap();
        let milder = take(&incidents, detected(database, 3, 1, HOST, Severity::Low)).await.unwrap();
        assert_eq!((worse, milder), (first, first));
        let joined = file(&incidents, first).await;
        assert_eq!((joined.case.severity, joined.found.len()), (Severity::Critical, 3));
        assert_eq!(joined.case.due, Some(database.clock.now() + SignedDuration::from_mins(30)));
        for (number, company, host) in [(4, 2, HOST), (5, 1, Some("192.168.10.24")), (6, 1, None)] {
            let other = take(&incidents, detected(database, number, company, host, Severity::Low)).await;
            assert_ne!(other.unwrap(), first);
        }
        // What comes after the end is a case of its own.
        decide(&incidents, first, Verdict::Event).await.unwrap();
        close(&incidents, first).await.unwrap();
        let later = take(&incidents, detected(database, 7, 1, HOST, Severity::Low)).await.unwrap();
        assert_ne!(later, first);
        assert_eq!(take(&incidents, detected(database, 1, 1, HOST, Severity::Low)).await.unwrap(), first);
    }

    /// Whoever decided did not know of it: somebody has to look again, and a clock runs.
    async fn something_new_after_the_decision_asks_for_another(database: &TestDatabase) {
        let incidents = incidents(database);
        let case = take(&incidents, detected(database, 1, 1, HOST, Severity::Medium)).await.unwrap();
        decide(&incidents, case, Verdict::FalseAlarm).await.unwrap();
        assert_eq!(file(&incidents, case).await.case.owed(), Some(Owed::Closing));
        take(&incidents, detected(database, 1, 1, HOST, Severity::Medium)).await.unwrap();
        assert_eq!(file(&incidents, case).await.case.state.name(), StateName::Decided, "the same, told again");
        take(&incidents, detected(database, 2, 1, HOST, Severity::Critical)).await.unwrap();
        let again = file(&incidents, case).await.case;
        assert_eq!(again.state.name(), StateName::InHand);
        assert_eq!(again.due, Some(database.clock.now() + SignedDuration::from_mins(30)));
        assert_eq!(again.progress.decision_due(), database.clock.now() + SignedDuration::from_hours(2));
    }

    async fn what_goes_on_is_counted_on(database: &TestDatabase) {
        let incidents = incidents(database);
        let first = detected(database, 1, 1, HOST, Severity::Low);
        let case = take(&incidents, first.clone()).await.unwrap();
        let last = first.last + SignedDuration::from_mins(20);
        let more = Detected { events: 48, last, ..first.clone() };
        for told in [more, first] {
            assert_eq!(take(&incidents, told).await.unwrap(), case);
            let found = file(&incidents, case).await.found;
            assert_eq!((found.len(), found[0].events, found[0].span.1), (1, 48, last), "whichever comes last");
        }
    }

    /// Whoever closed the case took it for over.
    async fn what_goes_on_after_the_end_opens_the_case_again(database: &TestDatabase) {
        let incidents = incidents(database);
        let first = detected(database, 1, 1, HOST, Severity::High);
        let case = take(&incidents, first.clone()).await.unwrap();
        decide(&incidents, case, Verdict::Event).await.unwrap();
        close(&incidents, case).await.unwrap();
        database.advance(SignedDuration::from_mins(10));
        let late = Detected { events: first.events + 1, ..first.clone() };
        for (told, state) in [
            (first.clone(), StateName::Closed),
            (late, StateName::Closed),
            (Detected { events: first.events + 9, last: database.clock.now(), ..first }, StateName::InHand),
        ] {
            assert_eq!(take(&incidents, told).await.unwrap(), case);
            assert_eq!(file(&incidents, case).await.case.state.name(), state);
        }
        let again = file(&incidents, case).await.case;
        assert_eq!(again.due, Some(database.clock.now() + SignedDuration::from_hours(1)));
    }

    /// Without a host findings of one rule belong together, and those of nearly the same time.
    async fn upkeep_of_the_appliance_does_not_join_an_attack(database: &TestDatabase) {
        let incidents = incidents(database);
        let first = take(&incidents, detected(database, 1, 1, None, Severity::Medium)).await.unwrap();
        let of_rule = |rule: &str, number| {
            let rule = rule.to_owned();
            Detected { rule, ..detected(database, number, 1, None, Severity::Critical) }
        };
        assert_eq!(take(&incidents, of_rule("sign-in", 2)).await.unwrap(), first);
        database.advance(SignedDuration::from_hours(3));
        let other = take(&incidents, of_rule("signatures", 3)).await.unwrap();
        assert_ne!(other, first);
        assert_eq!(take(&incidents, of_rule("sign-in", 4)).await.unwrap(), other, "the newest one of those that fit");
    }

    async fn a_merged_case_leads_to_the_one_that_goes_on(database: &TestDatabase) {
        let incidents = incidents(database);
        let one = take(&incidents, detected(database, 1, 1, HOST, Severity::Low)).await.unwrap();
        let other = take(&incidents, detected(database, 2, 1, None, Severity::Low)).await.unwrap();
        let version = file(&incidents, one).await.case.version;
        let merge = MergeCase { vault: incidents.vault.clone(), case: one, version, into: other, actor: staff(1) };
        incidents.store.run(&merge).await.unwrap();
        let next = take(&incidents, detected(database, 3, 1, HOST, Severity::High)).await.unwrap();
        assert_eq!(next, other);
        let both = file(&incidents, other).await;
        assert_eq!(both.found.len(), 3);
        // Lists call it what its page does: by the worst detection of all.
        database.advance(SignedDuration::from_hours(3));
        let worst = Detected {
            rule: "command-and-control".to_owned(),
            title: ["外部との通信".to_owned(), "Talks to a stranger".to_owned()],
            ..detected(database, 4, 1, None, Severity::Critical)
        };
        let third = take(&incidents, worst).await.unwrap();
        let version = file(&incidents, third).await.case.version;
        let merge = MergeCase { vault: incidents.vault.clone(), case: third, version, into: other, actor: staff(1) };
        incidents.store.run(&merge).await.unwrap();
        let titles = incidents::read::titles(database.store.reader(), &[other]).await.unwrap();
        assert_eq!(titles.get(&other), file(&incidents, other).await.title());
        assert_eq!(titles[&other][1], "Talks to a stranger");
    }
}
