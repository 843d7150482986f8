//! The draw: table, ranking and public log agree, and strangers can check it.

use std::collections::{HashMap, HashSet};

use calls::domain::application::StateName;
use calls::read::facts::ApplicationFacts;
use fair_draw::{Bundle, Label, State};

use super::Found;
use crate::simulation::evidence::Evidence;

/// Receipts checked through the whole of the bundle, as the command line does; all others against what was opened.
const WHOLE: usize = 3;

/// The draw after its whole public log.
struct Drawn<'a> {
    bundle: &'a Bundle,
    state: State<'a>,
    applications: HashMap<Label, &'a ApplicationFacts>,
}

impl<'a> Drawn<'a> {
    fn of(evidence: &'a Evidence) -> Option<Self> {
        let bundle = evidence.draw.as_ref()?.opened.as_ref().ok()?;
        let labelled = evidence
            .applications
            .iter()
            .filter_map(|one| Some((one.label.as_ref()?.parse().ok()?, one)));
        Some(Self {
            bundle,
            state: bundle.state().ok()?,
            applications: labelled.collect(),
        })
    }
}

/// Nobody is seated and out at the same time, in the log or between log and table.
pub fn seated_or_out(evidence: &Evidence) -> Found {
    let mut found = Found::default();
    let Some(drawn) = Drawn::of(evidence) else {
        return found;
    };
    let out = drawn.state.out();
    let seated: HashSet<Label> = drawn.state.seated().iter().map(|seated| seated.label).collect();
    for label in seated.iter().filter(|label| out.contains_key(label)) {
        found.violate(label.to_string(), "seated or out", "both");
    }
    for ranked in drawn.bundle.ranking() {
        let Some(one) = drawn.applications.get(&ranked.label) else {
            found.violate(ranked.label.to_string(), "an application", "none");
            continue;
        };
        let in_log = match ranked.label {
            label if seated.contains(&label) => "seated",
            label if out.contains_key(&label) => "out",
            _ => "waiting",
        };
        found.expect(|| evidence.code(one.id), &in_log, &in_table(one.state));
    }
    found
}

fn in_table(state: StateName) -> &'static str {
    match state {
        state if state.is_seated() => "seated",
        state if state.is_final() => "out",
        _ => "waiting",
    }
}

/// Ranks in the table are the ranking, and the waiting list is the waiting of the log, in its order.
pub fn waiting_order(evidence: &Evidence) -> Found {
    let mut found = Found::default();
    let Some(drawn) = Drawn::of(evidence) else {
        return found;
    };
    for (rank, ranked) in (1i64..).zip(drawn.bundle.ranking()) {
        let one = drawn.applications.get(&ranked.label);
        let whose = || one.map_or_else(|| ranked.label.to_string(), |one| evidence.code(one.id));
        found.expect(whose, &rank, &one.and_then(|one| one.rank).unwrap_or(0));
    }
    let waiting = evidence
        .applications
        .iter()
        .filter(|one| one.state == StateName::Waiting);
    let mut waiting: Vec<&ApplicationFacts> = waiting.collect();
    waiting.sort_by_key(|one| one.rank);
    let log: Vec<String> = drawn.state.waiting().map(|label| label.to_string()).collect();
    found.expect(|| "waiting".to_owned(), &log.len(), &waiting.len());
    for (position, (log, one)) in (1..).zip(log.into_iter().zip(waiting)) {
        found.expect(
            || format!("waiting {position}"),
            &log,
            &one.label.clone().unwrap_or_default(),
        );
    }
    found
}

/// The bundle verifies, with the receipt of everyone on the list.
pub fn bundle(evidence: &Evidence) -> Found {
    let mut found = Found::default();
    let Some(draw) = &evidence.draw else { return found };
    let whole = draw
        .receipts
        .iter()
        .take(WHOLE)
        .map(|(id, receipt)| (evidence.code(*id), Some(receipt)));
    for (whose, receipt) in std::iter::once(("bundle".to_owned(), None)).chain(whole) {
        found.examined += 1;
        let report = fair_draw::verify(&draw.bundle, receipt);
        if let Some(step) = report.failed {
            found.violate(whose, "verifies", format!("{step:?}"));
        }
    }
    let Ok(bundle) = &draw.opened else { return found };
    for (id, receipt) in &draw.receipts {
        found.examined += 1;
        let listed = bundle.ranking().get(&receipt.label).is_some();
        let own = receipt.draw_id == bundle.charter().terms().draw_id;
        if let Err(error) = receipt.check() {
            found.violate(evidence.code(*id), "the receipt verifies", error);
        } else if !listed || !own {
            found.violate(evidence.code(*id), "on the list", "not on it");
        }
    }
    found.expect(
        || "list".to_owned(),
        &bundle.entries().len(),
        &draw.receipts.len(),
    );
    found
}
