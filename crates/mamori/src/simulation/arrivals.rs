//! Who applies when: a rush at the opening and before the close, the rest in between; some early, late, wrong, double.

use calls::domain::definition::Programme;
use jiff::{SignedDuration, Timestamp};
use platform::clock::from_tokyo;
use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;

use super::dice::random;

/// Applications that arrive at the same instant in a rush.
const RUSH: usize = 24;

/// What is special about an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing.
    Plain,
    /// The main office is not in Tokyo.
    Outside,
    /// Too large for a small company.
    TooLarge,
    /// Neither UTM nor EDR nor policy.
    Unprotected,
    /// Was supported by an earlier programme.
    SupportedBefore,
    /// Not everything was declared: the form is refused.
    Undeclared,
    /// A double click, and a resend later: the same key.
    SentTwice,
    /// The company of the last plain application once more, under another key.
    CompanyAgain,
    /// The key of the last plain application for another form.
    KeyReused,
}

/// One application to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// Number of the attempt, from 0, in the order of time.
    pub index: usize,
    /// What is special about it.
    pub kind: Kind,
}

/// Kinds with their share of the applicants; at least one of each, the rest are plain.
const SHARES: [(Kind, f64); 8] = [
    (Kind::Outside, 0.02),
    (Kind::TooLarge, 0.02),
    (Kind::Unprotected, 0.02),
    (Kind::SupportedBefore, 0.02),
    (Kind::Undeclared, 0.02),
    (Kind::SentTwice, 0.02),
    (Kind::CompanyAgain, 0.015),
    (Kind::KeyReused, 0.005),
];

/// First opening and last close of a call.
pub fn window(programme: &Programme) -> (Timestamp, Timestamp) {
    let courses = || programme.file.courses.iter();
    let opens = courses().map(|course| course.opens).min().unwrap_or_default();
    let closes = courses().map(|course| course.closes).max().unwrap_or_default();
    (from_tokyo(opens), from_tokyo(closes))
}

/// `applicants` arrivals, by time.
pub fn arrivals(programme: &Programme, applicants: usize, seed: u64) -> Vec<(Timestamp, Arrival)> {
    let mut dice = random(seed, "arrivals", 0);
    let mut kinds: Vec<Kind> = SHARES
        .iter()
        .flat_map(|&(kind, share)| vec![kind; some(applicants, share)])
        .collect();
    kinds.resize(applicants, Kind::Plain);
    kinds.shuffle(&mut dice);
    let times = times(programme, applicants, &mut dice);
    let together = times.into_iter().zip(kinds).enumerate();
    together
        .map(|(index, (at, kind))| (at, Arrival { index, kind }))
        .collect()
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a number of applicants, far below 2^52"
)]
fn some(applicants: usize, share: f64) -> usize {
    ((applicants as f64 * share).round() as usize).max(1)
}

fn times(programme: &Programme, applicants: usize, dice: &mut StdRng) -> Vec<Timestamp> {
    let (opens, closes) = window(programme);
    let instant = SignedDuration::from_micros(1);
    let (early, late) = (some(applicants, 0.01), some(applicants, 0.02));
    let mut times: Vec<Timestamp> = Vec::with_capacity(applicants);
    // The edges of the window: the last instant before it, its first and last, and the first after it.
    times.extend([opens - instant, opens, closes - instant, closes]);
    times.extend((1..early).map(|_| opens - seconds(dice, 36_000)));
    times.extend((1..late).map(|_| closes + seconds(dice, 36_000)));
    let left = applicants.saturating_sub(times.len());
    let rushes = left * 3 / 10 / RUSH;
    for number in 0..rushes {
        let at = if number % 3 == 2 {
            closes - seconds(dice, 3_600)
        } else {
            opens + seconds(dice, 7_200)
        };
        times.extend(vec![at; RUSH]);
    }
    let span = closes.duration_since(opens).as_secs();
    times.extend((rushes * RUSH..left).map(|_| opens + seconds(dice, span)));
    times.truncate(applicants);
    times.sort_unstable();
    times
}

fn seconds(dice: &mut StdRng, most: i64) -> SignedDuration {
    SignedDuration::from_secs(dice.random_range(1..most.max(2)))
}
