//! What somebody who applied will do. It hangs on the seed and the receipt number alone: whoever gets a number in a
//! rush, the figures of the simulation stay the same.

use rand::rngs::StdRng;
use rand::{Rng, RngExt};

use super::dice::random;

/// How a call before the decisive one ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// Nobody there.
    Absent,
    /// Call again.
    Later,
    /// Reached; a copy of the policy is to follow.
    Awaiting,
    /// Not their number.
    Wrong,
}

/// How an offer is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    /// Takes the place.
    Accept,
    /// Declines.
    Decline,
    /// Says nothing.
    Silent,
}

/// How many of the documents come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Papers {
    /// All.
    All,
    /// The company's part only.
    Half,
    /// None.
    Missing,
}

/// What somebody will do.
#[derive(Clone, Debug, PartialEq)]
pub struct Fate {
    /// Calls before the decisive one.
    pub calls: Vec<Call>,
    /// Nobody is ever reached.
    pub unreachable: bool,
    /// The first call comes too late.
    pub overdue: bool,
    /// When in its span the first call comes, 0 to 1.
    pub call_at: f64,
    /// A discretionary exception is granted.
    pub excepted: bool,
    /// Answer to an offer.
    pub reply: Reply,
    /// When in its span the answer comes, 0 to 1.
    pub reply_at: f64,
    /// Who is silent tries to answer when the time is over.
    pub regrets: bool,
    /// Documents.
    pub papers: Papers,
    /// Leaves before the end, at this part of the way.
    pub leaves_at: Option<f64>,
    /// Leaving is an exclusion.
    pub excluded: bool,
}

impl Fate {
    /// The fate of receipt `number`; `leaving` is the share of those who leave.
    pub fn of(seed: u64, number: i64, leaving: f64) -> Self {
        let mut dice = random(seed, "fate", number.unsigned_abs());
        let unreachable = dice.random_bool(0.015);
        Self {
            calls: if unreachable {
                vec![Call::Absent, Call::Absent, Call::Wrong]
            } else {
                calls(&mut dice)
            },
            unreachable,
            overdue: dice.random_bool(0.03),
            call_at: dice.random(),
            excepted: dice.random_bool(0.5),
            reply: one_of(
                &mut dice,
                [
                    (Reply::Accept, 0.82),
                    (Reply::Decline, 0.09),
                    (Reply::Silent, 0.09),
                ],
                Reply::Accept,
            ),
            reply_at: dice.random(),
            regrets: dice.random_bool(0.4),
            papers: one_of(
                &mut dice,
                [(Papers::All, 0.88), (Papers::Half, 0.08), (Papers::Missing, 0.04)],
                Papers::All,
            ),
            leaves_at: dice.random_bool(leaving).then(|| dice.random()),
            excluded: dice.random_bool(0.2),
        }
    }

    /// A generator for the rest of what receipt `number` says.
    pub fn words(seed: u64, number: i64) -> StdRng {
        random(seed, "words", number.unsigned_abs())
    }
}

fn calls(dice: &mut StdRng) -> Vec<Call> {
    match dice.random_range(0..100) {
        0..70 => Vec::new(),
        70..84 => vec![Call::Absent],
        84..90 => vec![Call::Later],
        90..94 => vec![Call::Absent, Call::Later],
        94..98 => vec![Call::Awaiting],
        _ => vec![Call::Absent, Call::Absent],
    }
}

fn one_of<T: Copy>(dice: &mut impl Rng, choices: [(T, f64); 3], otherwise: T) -> T {
    let mut left: f64 = dice.random();
    for (choice, share) in choices {
        if left < share {
            return choice;
        }
        left -= share;
    }
    otherwise
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_number_has_the_same_fate_and_seeds_differ() {
        assert_eq!(Fate::of(7, 12, 0.1), Fate::of(7, 12, 0.1));
        let differ = (1..50)
            .filter(|number| Fate::of(7, *number, 0.1) != Fate::of(8, *number, 0.1))
            .count();
        assert!(differ > 40);
    }

    #[test]
    fn everything_happens_to_somebody() {
        let fates: Vec<Fate> = (1..2_000).map(|number| Fate::of(1, number, 0.05)).collect();
        for reply in [Reply::Accept, Reply::Decline, Reply::Silent] {
            assert!(fates.iter().any(|fate| fate.reply == reply), "{reply:?}");
        }
        assert!(fates.iter().any(|fate| fate.unreachable) && fates.iter().any(|fate| fate.overdue));
        assert!(fates.iter().any(|fate| fate.leaves_at.is_some()));
    }
}
