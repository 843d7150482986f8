//! `kill -9` in the middle of the rush, twenty times at different moments.

use load::killing::{Moment, round};
use load::place::PLACES;
use load::plan::Person;
use load::{api, journey};

use super::Bench;
use super::postgres::Database;

const ROUNDS: u64 = 20;
/// Attempts of a round through the API, and through the pages.
const ATTEMPTS: (u64, u64) = (600, 250);
/// Every so many rounds go through the pages.
const THROUGH_PAGES: u32 = 4;

/// Runs all rounds.
pub fn run(bench: &mut Bench, postgres: bool) -> Result<(), String> {
    let rounds = u32::try_from(bench.rounds.unwrap_or(ROUNDS)).unwrap_or(u32::MAX);
    let part = if postgres {
        "kill -9 PostgreSQL ×2"
    } else {
        "kill -9"
    };
    let (mut acknowledged, mut cut_off, mut broken) = (0, 0, Vec::new());
    for number in 1..=rounds {
        let (person, attempts): (Person, u64) = match number % THROUGH_PAGES {
            0 => (journey::attempt, ATTEMPTS.1),
            _ => (api::attempt, ATTEMPTS.0),
        };
        let database = postgres.then(|| Database::make("kill")).transpose()?;
        let place = bench.place(PLACES, database.as_ref().map(|database| database.url.as_str()))?;
        let moment = Moment::of(number, rounds + 1, PLACES);
        let servers = if postgres { 2 } else { 1 };
        let found = round(
            &place,
            &bench.postbox,
            servers,
            (bench.clients, attempts),
            person,
            PLACES,
            moment,
        )?;
        eprintln!(
            "  round {number}: killed after {} receipts, {} attempts cut off, {} receipts in the end{}",
            found.before,
            found.cut_off,
            found.after,
            if found.broken.is_empty() { "" } else { ", BROKEN" }
        );
        acknowledged += found.before;
        cut_off += found.cut_off;
        broken.extend(
            found
                .broken
                .into_iter()
                .map(|one| format!("round {number}: {one}")),
        );
    }
    for one in broken.iter().take(20) {
        eprintln!("    {one}");
    }
    bench.note(part, "rounds", rounds.to_string());
    bench.note(part, "receipts acknowledged before", acknowledged.to_string());
    bench.note(part, "attempts cut off", cut_off.to_string());
    bench.hold(
        part,
        "promises broken",
        "0",
        broken.len().to_string(),
        broken.is_empty(),
    );
    Ok(())
}
