//! The last day of one device as a small picture: a bar an hour.

use std::fmt::Write as _;

/// Width of a bar with its gap, and of the bar; height of the highest.
const STEP: u64 = 4;
const BAR: u64 = 3;
const HEIGHT: u64 = 20;

/// The bars as the `d` of an SVG path within 96 × 21. An hour without a line has none; one with any has at least one unit.
pub(super) fn bars(hours: &[u64; 24]) -> String {
    let highest = hours.iter().copied().max().unwrap_or_default().max(1);
    let mut path = String::new();
    for (number, lines) in (0..).zip(hours) {
        if *lines > 0 {
            let height = height(*lines, highest);
            let (left, top) = (number * STEP, HEIGHT - height);
            // Writing to a string does not fail.
            let _ = write!(path, "M{left} {top}h{BAR}v{height}h-{BAR}z");
        }
    }
    path
}

fn height(lines: u64, highest: u64) -> u64 {
    let share = u128::from(lines) * u128::from(HEIGHT) / u128::from(highest);
    u64::try_from(share).unwrap_or(HEIGHT).clamp(1, HEIGHT)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn hours_without_lines_have_no_bar() {
        let mut hours = [0; 24];
        (hours[0], hours[23]) = (10, 5);
        assert_eq!(bars(&hours), "M0 0h3v20h-3zM92 10h3v10h-3z");
        assert_eq!(bars(&[0; 24]), "");
    }

    proptest! {
        #[test]
        fn every_bar_lies_within_the_picture(lines in any::<u64>(), highest in 1u64..) {
            prop_assert!((1..=HEIGHT).contains(&height(lines.min(highest), highest)));
        }
    }
}
