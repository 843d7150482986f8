//! Everyone is told of everything that concerns them, once.

use calls::domain::application::StateName;

use super::Found;
use crate::simulation::evidence::{Evidence, Letters};

/// The letter that a deed owes to the application it was done to.
fn letter(action: &str, lottery: bool) -> Option<&'static str> {
    Some(match action {
        "application.submitted" => "receipt",
        "place.offered" if lottery => "result",
        "application.waiting" => "result",
        "place.offered" | "place.lifted" => "offer",
        "offer.accepted" | "offer.declined" => "answer",
        "offer.lapsed" => "lapsed",
        "participation.fixed" => "fixed",
        "application.refused" | "application.excluded" | "application.withdrawn" => "ended",
        _ => return None,
    })
}

/// Letters that are owed, from the audit log and the frozen list: the outbox holds each exactly as often.
pub fn told(evidence: &Evidence) -> Found {
    let mut found = Found::default();
    let owed = owed(evidence);
    let mut all: Vec<_> = owed.keys().chain(evidence.letters.keys()).collect();
    all.sort();
    all.dedup();
    for key in all {
        let (application, event) = key;
        // Links are asked for, not owed.
        if event.starts_with("link") {
            continue;
        }
        let number = |letters: &Letters| letters.get(key).copied().unwrap_or(0);
        found.expect(
            || format!("{} {event}", evidence.code(*application)),
            &number(&owed),
            &number(&evidence.letters),
        );
    }
    if !evidence.seats.is_empty() {
        let registered: u64 = evidence.seats.iter().map(|seat| seat.held).sum();
        found.expect(|| "briefing".to_owned(), &registered, &evidence.briefing_letters);
    }
    found
}

fn owed(evidence: &Evidence) -> Letters {
    let lottery = evidence.programme.file.is_lottery();
    let mut owed = Letters::new();
    for deed in &evidence.deeds {
        if let (Some(application), Some(event)) = (deed.application, letter(&deed.action, lottery)) {
            *owed.entry((application, event.to_owned())).or_default() += 1;
        }
    }
    let released = evidence.deeds.iter().any(|deed| deed.action == "notice.released");
    for one in &evidence.applications {
        if one.label.is_some() {
            owed.insert((one.id, "frozen".to_owned()), 1);
        }
        // Drawn, no place, no waiting list: the state stays, but they are told.
        if released && one.state == StateName::Complete && one.rank.is_some() {
            owed.insert((one.id, "result".to_owned()), 1);
        }
    }
    owed
}
