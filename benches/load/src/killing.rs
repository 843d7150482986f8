//! `kill -9` in the middle of a rush: whatever was acknowledged is there afterwards.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;
use std::time::Duration;

use crate::figures::Figures;
use crate::place::Place;
use crate::plan::{Person, Plan, Proof, Receipt};
use crate::postbox::Postbox;
use crate::receipts::lost;
use crate::rush::{Watch, run, run_watched};
use crate::server::{Server, free_port};

/// When a round's server is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Receipts acknowledged before it.
    pub receipts: u64,
    /// Time after the last of them.
    pub then: Duration,
}

impl Moment {
    /// Moments spread over a rush for `places`: between receipts that differ, and within a request that differs.
    pub fn of(round: u32, rounds: u32, places: u32) -> Self {
        let share = u64::from(places) * u64::from(round) / u64::from(rounds.max(1));
        Self {
            receipts: share,
            then: Duration::from_micros(u64::from(round % 7) * 311),
        }
    }
}

/// What a round came to.
#[derive(Clone, Debug, Default)]
pub struct Round {
    /// Receipts acknowledged before the server was killed.
    pub before: usize,
    /// Attempts that were cut off without an answer.
    pub cut_off: u64,
    /// Different receipts from before and after, when everybody had tried again.
    pub after: usize,
    /// Whatever is not as it must be; empty = every promise was kept.
    pub broken: Vec<String>,
}

/// Rushes, kills, starts again, looks everything up, lets everybody try again under the same keys.
///
/// `place` is fresh, with `places` on the course.
pub fn round(
    place: &Place,
    postbox: &Postbox,
    servers: usize,
    (clients, attempts): (u64, u64),
    person: Person,
    places: u32,
    moment: Moment,
) -> Result<Round, String> {
    let mut running = start(place, postbox, servers)?;
    let plan = Plan::new(urls(&running), clients, attempts);
    let first = rush_and_kill(&plan, person, moment, &mut running);
    drop(running);
    let running = start(place, postbox, servers)?;
    let plan = Plan {
        urls: urls(&running),
        ..plan
    };
    let mut broken: Vec<String> = lost(&plan, first.receipts())
        .iter()
        .map(|one| format!("lost {one}"))
        .collect();
    let second = run(&plan, person);
    broken.extend(
        lost(&plan, second.receipts())
            .iter()
            .map(|one| format!("lost {one}")),
    );
    broken.extend(
        second
            .failures()
            .iter()
            .map(|(reason, number)| format!("{number} × {reason}")),
    );
    broken.extend(contradictions(first.receipts(), second.receipts(), places));
    for server in &running {
        if let Err(error) = place.audit(server.configuration()) {
            broken.push(error);
        }
    }
    let numbers: BTreeSet<&str> = first
        .receipts()
        .iter()
        .chain(second.receipts())
        .map(|one| one.number.as_str())
        .collect();
    Ok(Round {
        before: first.receipts().len(),
        cut_off: first.failed(),
        after: numbers.len(),
        broken,
    })
}

fn start(place: &Place, postbox: &Postbox, servers: usize) -> Result<Vec<Server>, String> {
    (0..servers.max(1))
        .map(|_| Server::start(place, postbox, free_port()?))
        .collect()
}

fn urls(servers: &[Server]) -> Vec<String> {
    servers.iter().map(Server::url).collect()
}

fn rush_and_kill(plan: &Plan, person: Person, moment: Moment, servers: &mut [Server]) -> Figures {
    let watch = Watch::default();
    std::thread::scope(|threads| {
        let rush = threads.spawn(|| run_watched(plan, person, &watch));
        while watch.receipts.load(Ordering::Relaxed) < moment.receipts && !rush.is_finished() {
            std::thread::sleep(Duration::from_micros(200));
        }
        std::thread::sleep(moment.then);
        for server in servers {
            server.kill();
        }
        watch.stop.store(true, Ordering::Relaxed);
        rush.join().unwrap_or_default()
    })
}

/// After everybody tried again: no number twice or out of range, and through the API, whose keys are the same again,
/// nobody has another number than before and every place has its receipt, also those whose first answer was cut off.
fn contradictions(first: &[Receipt], second: &[Receipt], places: u32) -> Vec<String> {
    let mut broken = Vec::new();
    let keyed = |receipt: &&Receipt| matches!(receipt.proof, Proof::Token { .. });
    for receipt in first.iter().filter(keyed) {
        match second.iter().find(|one| one.attempt == receipt.attempt) {
            Some(again) if again.number == receipt.number => {}
            Some(again) => broken.push(format!("{} became {}", receipt.number, again.number)),
            None => broken.push(format!("{} was refused when it came again", receipt.number)),
        }
    }
    let is_keyed = second.iter().any(|receipt| keyed(&receipt));
    let mut all: Vec<&str> = second.iter().map(|one| one.number.as_str()).collect();
    if !is_keyed {
        all.extend(first.iter().map(|one| one.number.as_str()));
    }
    let given = all.len();
    all.sort_unstable();
    all.dedup();
    if all.len() < given {
        broken.push(format!("{} numbers were given twice", given - all.len()));
    }
    let places: Vec<String> = (1..=places).map(|number| format!("R{number:05}")).collect();
    if !all
        .iter()
        .all(|number| places.iter().any(|place| place == number))
    {
        broken.push(format!("{} receipts for {} places", all.len(), places.len()));
    }
    if is_keyed && all.len() < places.len() {
        broken.push(format!(
            "only {} of {} places have a receipt",
            all.len(),
            places.len()
        ));
    }
    broken
}

#[cfg(test)]
mod tests {
    use super::*;

    fn receipt(attempt: u64, number: u32) -> Receipt {
        let proof = Proof::Token {
            href: String::new(),
            token: String::new(),
        };
        Receipt {
            attempt,
            number: format!("R{number:05}"),
            proof,
        }
    }

    #[test]
    fn what_is_not_as_it_must_be_is_said() {
        let first = [receipt(1, 1), receipt(2, 2)];
        assert!(contradictions(&first, &[receipt(1, 1), receipt(2, 2)], 2).is_empty());
        for second in [
            vec![receipt(1, 1)],
            vec![receipt(1, 2), receipt(2, 1)],
            vec![receipt(1, 1), receipt(2, 2), receipt(3, 3)],
            vec![receipt(1, 1), receipt(2, 2), receipt(3, 2)],
        ] {
            assert!(!contradictions(&first, &second, 2).is_empty(), "{second:?}");
        }
        assert!(!contradictions(&[], &[receipt(1, 1)], 2).is_empty());
    }

    #[test]
    fn moments_differ() {
        let moments: Vec<Moment> = (1..=20).map(|round| Moment::of(round, 21, 150)).collect();
        assert!(moments.windows(2).all(|pair| pair[0].receipts < pair[1].receipts));
        assert!(moments.iter().all(|moment| (1..150).contains(&moment.receipts)));
    }
}
