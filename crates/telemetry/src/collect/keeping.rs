//! The lake's upkeep while the collector runs: it alone may write there. What is to be deleted of one company is deleted
//! with it.

use std::sync::Arc;
use std::time::Duration;

use jiff::civil::{Date, Time};
use lake::{Compacted, Erased, Lake, LakeError};
use platform::clock::{Clock, in_tokyo};
use tokio::sync::watch;

use super::counters::Counters;

/// How often small files are looked for.
const TURN: Duration = Duration::from_mins(5);
/// From when on in Tokyo a night's work is done.
const NIGHT: Time = Time::constant(2, 0, 0, 0);

/// Merges small files every few minutes, and after two at night does the day's work, once a day, until `stopping`.
///
/// Without `nights` the day's work is left to whoever listens: an import is over soon, and what it brings may be old.
///
/// Every file is looked at once a night; those that were found damaged again with each turn, so that it is seen when they
/// were put right.
pub(super) async fn keep(
    lake: Lake,
    counters: Arc<Counters>,
    clock: Arc<dyn Clock>,
    nights: bool,
    mut stopping: watch::Receiver<bool>,
) {
    let mut turn = tokio::time::interval(TURN);
    // Whether the night before was done is not known; doing it twice changes nothing.
    let mut done = Date::MIN;
    loop {
        tokio::select! {
            _ = turn.tick() => {}
            _ = stopping.wait_for(|stopping| *stopping) => return,
        }
        let night = due(in_tokyo(clock.now()), done).filter(|_| nights);
        let lake = lake.clone();
        let known = counters.damaged();
        let work = tokio::task::spawn_blocking(move || {
            let erased = lake.carry_out_erasures();
            let kept = match night {
                Some(today) => lake.compact(today),
                None => lake.merge_small(),
            };
            (erased, kept, look(&lake, night.is_some(), known))
        });
        if let Ok((erased, kept, damaged)) = work.await {
            say_erased(&erased);
            say(&kept);
            done = night.filter(|_| kept.is_ok()).unwrap_or(done);
            match damaged {
                Ok(damaged) => counters.note_damaged(damaged),
                Err(error) => tracing::error!(%error, "files of the lake could not be looked at"),
            }
        }
    }
}

/// Damaged files of the lake: of all, or of those that are known to be.
fn look(lake: &Lake, all: bool, known: Vec<String>) -> Result<Vec<String>, LakeError> {
    match (all, known.is_empty()) {
        (true, _) => lake.damaged_files(None),
        (false, false) => lake.damaged_files(Some(&known)),
        (false, true) => Ok(known),
    }
}

/// The day whose night's work is due.
fn due(now: jiff::civil::DateTime, done: Date) -> Option<Date> {
    (now.date() > done && now.time() >= NIGHT).then(|| now.date())
}

fn say_erased(erased: &Result<Vec<Erased>, LakeError>) {
    match erased {
        Ok(erased) => {
            for one in erased.iter().filter(|one| !one.is_complete()) {
                tracing::error!(company = %one.order.company, files = ?one.damaged, "damaged files may hold what is to be deleted");
            }
        }
        Err(error) => tracing::warn!(%error, "what is to be deleted was not; it is tried again"),
    }
}

fn say(kept: &Result<Compacted, LakeError>) {
    if let Ok(Compacted {
        held_back: Some(held),
        ..
    }) = kept
    {
        tracing::error!(
            clock = %held.clock, day = %held.day, files = held.held_back,
            "this machine's clock is far ahead of what was received: what has had its time by it stays; see: mamori lake compact"
        );
    }
    match kept {
        Ok(kept) if !kept.damaged.is_empty() => {
            tracing::error!(files = ?kept.damaged, "files of the lake are damaged; see: mamori lake verify");
        }
        Ok(kept) => tracing::debug!(?kept, "the lake was kept"),
        Err(error) => tracing::error!(%error, "the lake's upkeep failed; it is tried again"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_night_is_due_once_after_two() {
        let at = |text: &str| text.parse::<jiff::civil::DateTime>().unwrap();
        let yesterday = "2026-11-20".parse().unwrap();
        let today = "2026-11-21".parse().unwrap();
        for (now, done, expected) in [
            ("2026-11-21T01:59:59", yesterday, None),
            ("2026-11-21T02:00:00", yesterday, Some(today)),
            ("2026-11-21T23:00:00", yesterday, Some(today)),
            ("2026-11-21T23:00:00", today, None),
        ] {
            assert_eq!(due(at(now), done), expected, "{now}");
        }
    }
}
