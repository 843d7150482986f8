//! A whole small simulation, then evidence that is wrong in one place: each check must see it.

use std::sync::Arc;

use calls::domain::application::{State, StateName};
use calls::domain::definition::Programme;
use platform::store::StoreOptions;

use crate::commands::place;
use crate::simulation::evidence::{Change, Evidence};
use crate::simulation::report::{Outcome, judge};
use crate::simulation::{Plan, Stage, live};

fn programme(id: &str) -> Arc<Programme> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../programmes");
    let loaded = calls::programmes::load_folder(folder.as_ref()).unwrap();
    Arc::clone(loaded.catalogue.get(id).unwrap())
}

async fn lived(id: &str, applicants: usize) -> Evidence {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("test.sqlite").display());
    let options = StoreOptions {
        durable: false,
        ..StoreOptions::new(url)
    };
    let programme = programme(id);
    let stage = Stage::connect(&options, &programme, 5).await.unwrap();
    place::migrations().apply(stage.store()).await.unwrap();
    live(&stage, &programme, Plan { applicants, seed: 5 })
        .await
        .unwrap()
        .1
}

fn failed(evidence: &Evidence) -> Vec<&'static str> {
    let failed = judge(evidence)
        .into_iter()
        .filter(|invariant| invariant.outcome == Outcome::Failed);
    failed.map(|invariant| invariant.name).collect()
}

/// Breaks a copy of `evidence` and expects the check to fail.
#[track_caller]
fn breaks(evidence: &Evidence, check: &str, spoil: impl FnOnce(&mut Evidence)) {
    let mut spoilt = evidence.clone();
    spoil(&mut spoilt);
    let failed = failed(&spoilt);
    assert!(
        failed.contains(&check),
        "{check} sees nothing, only {failed:?} failed"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lottery_holds_and_every_check_of_it_can_fail() {
    let evidence = lived("jissenryoku-2025", 90).await;
    assert_eq!(failed(&evidence), [""; 0], "{:#?}", judge(&evidence));
    receipts_and_letters(&evidence);
    breaks(&evidence, "capacity", |spoilt| {
        Arc::make_mut(&mut spoilt.programme).file.selection.capacity = 39;
    });
    breaks(&evidence, "offer-deadlines", |spoilt| {
        let offered = spoilt.deeds.iter_mut().find_map(|deed| match &mut deed.change {
            Change::State {
                after: State::Offered {
                    answer_due: Some(due),
                },
                ..
            } => Some(due),
            _ => None,
        });
        *offered.unwrap() += jiff::SignedDuration::from_hours(24);
    });
    breaks(&evidence, "seated-or-out", |spoilt| {
        let seated = spoilt.applications.iter_mut().find(|one| one.state.is_seated());
        seated.unwrap().state = StateName::Lapsed;
    });
    breaks(&evidence, "waiting-order", |spoilt| {
        let mut waiting = spoilt
            .applications
            .iter_mut()
            .filter(|one| one.state == StateName::Waiting);
        let (first, second) = (waiting.next().unwrap(), waiting.next().unwrap());
        std::mem::swap(&mut first.rank, &mut second.rank);
    });
    breaks(&evidence, "bundle", |spoilt| {
        let bundle = &mut spoilt.draw.as_mut().unwrap().bundle;
        let middle = bundle.len() / 2;
        bundle[middle] ^= 1;
    });
    breaks(&evidence, "bundle", |spoilt| {
        spoilt.draw.as_mut().unwrap().receipts[9].1.receipt = "R99999".to_owned();
    });
}

fn receipts_and_letters(evidence: &Evidence) {
    breaks(evidence, "as-planned", |spoilt| {
        spoilt
            .surprises
            .push(super::Violation::new("R00001", "ok", "not"));
    });
    breaks(evidence, "numbers", |spoilt| spoilt.applications[3].number += 1);
    breaks(evidence, "numbers", |spoilt| drop(spoilt.applications.remove(5)));
    breaks(evidence, "numbers", |spoilt| spoilt.applications.swap(2, 30));
    breaks(evidence, "keys", |spoilt| {
        spoilt.applications[4].idempotency_key = spoilt.applications[8].idempotency_key.clone();
    });
    breaks(evidence, "receipts-kept", |spoilt| {
        spoilt.acknowledged[6].number = 500;
    });
    breaks(evidence, "receipts-kept", |spoilt| {
        drop(spoilt.acknowledged.pop());
    });
    breaks(evidence, "told", |spoilt| {
        let first = spoilt.applications[0].id;
        spoilt.letters.remove(&(first, "receipt".to_owned()));
    });
    breaks(evidence, "told", |spoilt| {
        *spoilt.letters.values_mut().next().unwrap() += 1;
    });
    breaks(evidence, "told", |spoilt| {
        let first = spoilt.applications[0].id;
        spoilt.letters.insert((first, "something".to_owned()), 1);
    });
    breaks(evidence, "contact-deadlines", |spoilt| {
        spoilt.applications[7].submitted_at -= jiff::SignedDuration::from_hours(24 * 5);
    });
    breaks(evidence, "replay", |spoilt| {
        let changed = spoilt
            .deeds
            .iter()
            .rposition(|deed| matches!(deed.change, Change::State { .. }));
        spoilt.deeds.remove(changed.unwrap());
    });
    breaks(evidence, "replay", |spoilt| {
        spoilt.applications[1].course = "another".to_owned();
    });
    breaks(evidence, "audit-chain", |spoilt| {
        spoilt.audit = Err("entry 7 was changed".to_owned());
    });
    breaks(evidence, "audit-chain", |spoilt| drop(spoilt.deeds.pop()));
}

#[tokio::test(flavor = "multi_thread")]
async fn first_come_holds_and_every_check_of_it_can_fail() {
    let evidence = lived("kojo-2023", 120).await;
    assert_eq!(failed(&evidence), [""; 0], "{:#?}", judge(&evidence));
    breaks(&evidence, "capacity", |spoilt| {
        for course in &mut Arc::make_mut(&mut spoilt.programme).file.courses {
            course.capacity = 20;
        }
    });
    breaks(&evidence, "places", |spoilt| spoilt.places[0].taken += 1);
    breaks(&evidence, "places", |spoilt| {
        let ended = spoilt.applications.iter_mut().find(|one| one.state.is_final());
        ended.unwrap().holds_place = true;
    });
    breaks(&evidence, "briefing-seats", |spoilt| spoilt.seats[0].held -= 1);
    breaks(&evidence, "briefing-seats", |spoilt| {
        spoilt.seats[0].capacity -= 1;
    });
}
