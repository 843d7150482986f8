//! Many people at once.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use crate::figures::Figures;
use crate::plan::{Ending, Person, Plan};

/// How a rush can be watched and stopped while it runs.
#[derive(Debug, Default)]
pub struct Watch {
    /// Receipts so far.
    pub receipts: AtomicU64,
    /// Nobody begins another attempt.
    pub stop: AtomicBool,
}

/// Runs all attempts of `plan`; each client takes the next one that nobody has begun.
pub fn run(plan: &Plan, person: Person) -> Figures {
    run_watched(plan, person, &Watch::default())
}

/// The same; somebody watches.
pub fn run_watched(plan: &Plan, person: Person, watch: &Watch) -> Figures {
    let next = AtomicU64::new(0);
    let all = Mutex::new(Figures::default());
    let start = Instant::now();
    std::thread::scope(|threads| {
        for _ in 0..plan.clients {
            threads.spawn(|| {
                let mine = client(plan, person, watch, &next);
                all.lock().unwrap_or_else(PoisonError::into_inner).add(mine);
            });
        }
    });
    let mut figures = all.into_inner().unwrap_or_else(PoisonError::into_inner);
    figures.seconds = start.elapsed().as_secs_f64();
    figures
}

fn client(plan: &Plan, person: Person, watch: &Watch, next: &AtomicU64) -> Figures {
    let mut mine = Figures::default();
    while !watch.stop.load(Ordering::Relaxed) {
        let attempt = next.fetch_add(1, Ordering::Relaxed);
        if attempt >= plan.attempts {
            break;
        }
        let ending = person(plan, attempt, &mut mine);
        if matches!(ending, Ending::Receipt(_)) {
            watch.receipts.fetch_add(1, Ordering::Relaxed);
        }
        mine.count(ending);
    }
    mine
}
