//! Comparison with the programme's other companies: only from ten on, and only medians and shares, so that no
//! company's figures show.

use super::facts::{Peers, Totals};

/// Fewer companies are not compared.
pub const FEWEST: usize = 10;

/// Compares `own` with all companies of the month, `own` among them; nothing with fewer than ten.
pub fn compare(own: Totals, all: &[Totals]) -> Option<Peers> {
    if all.len() < FEWEST {
        return None;
    }
    let below = all.iter().filter(|one| one.blocked < own.blocked).count();
    Some(Peers {
        companies: u64::try_from(all.len()).unwrap_or(u64::MAX),
        blocked: median(all.iter().map(|one| one.blocked).collect()),
        detected: median(all.iter().map(|one| one.detected).collect()),
        below_percent: u8::try_from(below * 100 / all.len()).unwrap_or(100),
    })
}

/// The median, of an even number the mean of the middle two, rounded down; 0 of none.
pub fn median(mut numbers: Vec<u64>) -> u64 {
    numbers.sort_unstable();
    let middle = numbers.len() / 2;
    match numbers.len() {
        0 => 0,
        length if length % 2 == 1 => numbers[middle],
        _ => numbers[middle - 1].midpoint(numbers[middle]),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(blocked: u64) -> Totals {
        Totals {
            blocked,
            ..Totals::default()
        }
    }

    proptest! {
        #[test]
        fn nine_are_not_compared(all in prop::collection::vec(0u64..99, 1..40)) {
            let all: Vec<_> = all.into_iter().map(of).collect();
            let compared = compare(all[0], &all);
            prop_assert_eq!(compared.is_some(), all.len() >= 10);
        }

        #[test]
        fn a_median_has_as_many_below_as_above(numbers in prop::collection::vec(0u64..99, 1..40)) {
            let middle = median(numbers.clone());
            let below = numbers.iter().filter(|one| **one < middle).count();
            let above = numbers.iter().filter(|one| **one > middle).count();
            prop_assert!(below <= numbers.len() / 2 && above <= numbers.len() / 2);
        }
    }

    #[test]
    fn ones_own_place_is_a_share() {
        let all: Vec<_> = (0..10).map(of).collect();
        let peers = compare(of(7), &all).unwrap();
        assert_eq!((peers.companies, peers.blocked, peers.below_percent), (10, 4, 70));
    }
}
