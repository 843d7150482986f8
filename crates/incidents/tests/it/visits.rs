//! Visits (M5): weekdays 09:00–17:00, whatever time it is asked for.

use contracts::support::Severity;
use incidents::domain::visit::{NoSlot, Slot, VisitState};
use incidents::error::Error;
use incidents::ops::visits::{EndVisit, PlanVisit};
use incidents::read::Confided;
use jiff::civil::DateTime;
use platform::clock::{from_tokyo, in_tokyo};

use crate::world::{call, company, file, incidents, mails, migrations, staff};

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
            company: Some(company(1)),
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
            company: Some(company(1)),
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
}
