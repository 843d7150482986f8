//! Receipts, keys, counters, the audit chain.

use std::collections::HashMap;

use calls::ops::submit::code;

use super::Found;
use crate::simulation::evidence::{Change, Evidence};

/// Every operation ended as the call says: nothing failed that should not, nothing was taken that should be refused.
pub fn as_planned(evidence: &Evidence) -> Found {
    Found {
        examined: usize::try_from(evidence.operations).unwrap_or(usize::MAX),
        violations: evidence.surprises.clone(),
    }
}

/// Receipt numbers begin at 1, have no gap, and are in the order of arrival: by time, and by the audit log.
pub fn numbers(evidence: &Evidence) -> Found {
    let mut found = Found::default();
    let mut before = None;
    for (expected, application) in (1i64..).zip(&evidence.applications) {
        found.expect(
            || format!("#{expected}"),
            &code(expected),
            &code(application.number),
        );
        let arrived = application.submitted_at;
        if before.is_some_and(|before| arrived < before) {
            found.violate(
                code(application.number),
                "not earlier than the number before",
                arrived,
            );
        }
        before = Some(arrived);
    }
    let mut arrived = 0;
    for deed in &evidence.deeds {
        if let Change::Arrived { number, .. } = &deed.change {
            arrived += 1;
            found.expect(|| format!("audit {}", deed.seq), &code(arrived), number);
        }
    }
    let last = i64::try_from(evidence.applications.len()).unwrap_or(i64::MAX);
    found.expect(|| "audit".to_owned(), &last, &arrived);
    found
}

/// One key, one application.
pub fn keys(evidence: &Evidence) -> Found {
    let mut found = Found::default();
    let mut seen = HashMap::new();
    for application in &evidence.applications {
        found.examined += 1;
        if let Some(first) = seen.insert(&application.idempotency_key, application.number) {
            found.violate(
                &application.idempotency_key,
                code(first),
                code(application.number),
            );
        }
    }
    found
}

/// Every receipt that was given is there under its key and number, and no application without one.
pub fn kept(evidence: &Evidence) -> Found {
    let mut found = Found::default();
    let rows: HashMap<_, _> = evidence.applications.iter().map(|one| (one.id, one)).collect();
    for receipt in &evidence.acknowledged {
        let expected = format!("{} {}", code(receipt.number), receipt.key);
        let row = rows.get(&receipt.id);
        let is = row.map_or_else(String::new, |row| {
            format!("{} {}", code(row.number), row.idempotency_key)
        });
        found.expect(|| receipt.id.to_string(), &expected, &is);
    }
    let (given, kept) = (evidence.acknowledged.len(), evidence.applications.len());
    found.expect(|| "applications".to_owned(), &given, &kept);
    found
}

/// Seats of briefings: never more taken than there are, and as many as there are registrations.
pub fn briefing_seats(evidence: &Evidence) -> Found {
    let mut found = Found::default();
    for seat in &evidence.seats {
        found.expect(
            || seat.of.clone(),
            &seat.held.to_string(),
            &seat.taken.to_string(),
        );
        if seat.taken > seat.capacity {
            found.violate(&seat.of, seat.capacity, seat.taken);
        }
    }
    found
}

/// The audit chain is whole from its first entry to its head.
pub fn audit_chain(evidence: &Evidence) -> Found {
    let mut found = Found {
        examined: evidence.deeds.len(),
        ..Found::default()
    };
    match &evidence.audit {
        Ok(entries) if usize::try_from(*entries) == Ok(evidence.deeds.len()) => {}
        Ok(entries) => found.violate("audit", evidence.deeds.len(), entries),
        Err(broken) => found.violate("audit", "a whole chain", broken),
    }
    found
}
