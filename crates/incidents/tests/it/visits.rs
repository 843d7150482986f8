//! Visits (M5): weekdays 09:00–17:00, whatever time it is asked for.

use contracts::support::Severity;
use incidents::domain::case::Verdict;
use incidents::domain::clocks::Owed;
use incidents::domain::visit::{NoSlot, Slot, VisitState};
use incidents::error::Error;
use incidents::ops::alert::raise;
use incidents::ops::merge::MergeCase;
use incidents::ops::visits::{EndVisit, PlanVisit};
use incidents::read::Confided;
use jiff::civil::DateTime;
use platform::clock::{Clock as _, from_tokyo, in_tokyo};

use crate::world::{addressee, call, close, decide, file, incidents, mails, migrations, staff};

fn local(text: &str) -> DateTime {
    text.parse().unwrap()
}

platform::on_both_databases! {
    migrations: migrations;

    async fn a_request_at_night_becomes_the_next_slot(database: &TestDatabase) {
        // A Saturday at night; Monday is a holiday (勤労感謝の日).
        database.clock.set(from_tokyo(local("2026-11-21T23:30:00")));
        let incidents = incidents(database);
        let case = call(&incidents, 1, Severity::Critical).await;
        let plan = |wished: Option<&str>, until_then: &str| PlanVisit {
            vault: incidents.vault.clone(),
            calendar: incidents.calendar.clone(),
            teams: incidents.teams,
            company: Some(addressee(1)),
            case,
            wished: wished.map(local),
            until_then: until_then.to_owned(),
            actor: staff(1),
        };
        let nothing_said = incidents.store.run(&plan(None, "")).await;
        assert!(matches!(nothing_said, Err(Error::Missing("until_then"))));
        let at_night = incidents.store.run(&plan(Some("2026-11-24T20:00:00"), "触らない")).await;
        assert!(matches!(at_night, Err(Error::NoSlot(NoSlot::OutsideHours))));
        let Slot { starts, ends } = incidents.store.run(&plan(None, "触らない")).await.unwrap();
        assert_eq!(in_tokyo(starts), local("2026-11-24T09:00:00"));
        assert_eq!(in_tokyo(ends), local("2026-11-24T11:00:00"));
        let planned = file(&incidents, case).await;
        assert_eq!(planned.visits[0].until_then, Confided::Text("触らない".to_owned()));
        assert!(mails(database).await.iter().all(|mail| !mail.body.contains("触らない")));
        let end = |state, result: &str| EndVisit {
            vault: incidents.vault.clone(),
            company: Some(addressee(1)),
            visit: planned.visits[0].id,
            state,
            result: result.to_owned(),
            actor: staff(2),
        };
        let too_early = incidents.store.run(&end(VisitState::Done, "駆除した")).await;
        assert!(matches!(too_early, Err(Error::Missing("state"))));
        database.clock.set(ends);
        incidents.store.run(&end(VisitState::Done, "駆除した")).await.unwrap();
        let again = incidents.store.run(&end(VisitState::Cancelled, "やめた")).await;
        assert!(matches!(again, Err(Error::Stale)));
        let done = file(&incidents, case).await;
        assert_eq!(done.visits[0].state, VisitState::Done);
        assert_eq!(done.visits[0].result, Confided::Text("駆除した".to_owned()));
    }
    /// One team is at one place at once, a case has one visit at a time, and nobody forgets what became of it.
    async fn visits_are_scheduled(database: &TestDatabase) {
        database.clock.set(from_tokyo(local("2026-11-19T20:00:00")));
        let incidents = incidents(database);
        let plan = async |case, wished: Option<&str>| {
            let plan = PlanVisit {
                vault: incidents.vault.clone(),
                calendar: incidents.calendar.clone(),
                teams: incidents.teams,
                company: None,
                case,
                wished: wished.map(local),
                until_then: "触らない".to_owned(),
                actor: staff(1),
            };
            let slot = incidents.store.run(&plan).await?;
            Ok::<_, Error>(in_tokyo(slot.starts))
        };
        let first = call(&incidents, 1, Severity::Critical).await;
        let second = call(&incidents, 2, Severity::Critical).await;
        let third = call(&incidents, 1, Severity::High).await;
        assert_eq!(plan(first, None).await.unwrap(), local("2026-11-20T09:00:00"));
        assert_eq!(plan(second, None).await.unwrap(), local("2026-11-20T11:00:00"), "the next free one");
        let taken = plan(third, Some("2026-11-20T10:00:00")).await;
        assert!(matches!(taken, Err(Error::NoSlot(NoSlot::Taken))));
        let far = plan(third, Some("2027-11-19T10:00:00")).await;
        assert!(matches!(far, Err(Error::NoSlot(NoSlot::TooFar))));
        assert!(matches!(plan(first, None).await, Err(Error::VisitPlanned)), "one beside an open one");

        decide(&incidents, first, Verdict::Incident).await.unwrap();
        assert!(matches!(close(&incidents, first).await, Err(Error::VisitOpen)));
        let decided = file(&incidents, first).await;
        let ends = from_tokyo(local("2026-11-20T11:00:00"));
        assert_eq!((decided.case.owed(), decided.case.due), (Some(Owed::Visit), Some(ends)));
        database.clock.set(from_tokyo(local("2026-11-20T11:00:01")));
        assert!(decided.case.is_late(database.clock.now()), "due in the queue");
        assert_eq!(raise(&incidents).await.unwrap(), 5, "two cases are not decided, all three are bad, one visit is over");
        let end = EndVisit {
            vault: incidents.vault.clone(),
            company: None,
            visit: decided.visits[0].id,
            state: VisitState::Done,
            result: "駆除した".to_owned(),
            actor: staff(2),
        };
        incidents.store.run(&end).await.unwrap();
        assert_eq!(file(&incidents, first).await.case.owed(), Some(Owed::Closing));
        close(&incidents, first).await.unwrap();
    }

    /// What is still to come goes on with the case that goes on.
    async fn a_planned_visit_is_merged_too(database: &TestDatabase) {
        let incidents = incidents(database);
        let (ends, goes_on) = (
            call(&incidents, 1, Severity::High).await,
            call(&incidents, 1, Severity::High).await,
        );
        let plan = PlanVisit {
            vault: incidents.vault.clone(),
            calendar: incidents.calendar.clone(),
            teams: 1,
            company: None,
            case: ends,
            wished: None,
            until_then: "触らない".to_owned(),
            actor: staff(1),
        };
        incidents.store.run(&plan).await.unwrap();
        let merge = MergeCase {
            vault: incidents.vault.clone(),
            case: ends,
            version: file(&incidents, ends).await.case.version,
            into: goes_on,
            actor: staff(1),
        };
        incidents.store.run(&merge).await.unwrap();
        let again = PlanVisit { case: goes_on, ..plan };
        assert!(matches!(incidents.store.run(&again).await, Err(Error::VisitPlanned)));
        let ended = PlanVisit { case: ends, ..again };
        assert!(matches!(incidents.store.run(&ended).await, Err(Error::Refused(_))), "not for what was merged");
        // Two teams would stand at the door.
        let third = call(&incidents, 1, Severity::High).await;
        let wished = PlanVisit { case: third, ..ended };
        incidents.store.run(&wished).await.unwrap();
        let version = file(&incidents, third).await.case.version;
        let merge = MergeCase { case: third, version, ..merge };
        assert!(matches!(incidents.store.run(&merge).await, Err(Error::VisitOpen)));
        let both = file(&incidents, goes_on).await;
        assert_eq!(both.visits[0].until_then, Confided::Text("触らない".to_owned()));
    }
}
