//! Round numbers along an axis.

/// The steps of an axis from zero that covers `highest`: at most `count` steps, each 1, 2 or 5 times a power of ten.
pub(super) fn steps(highest: u64, count: u64) -> Vec<u64> {
    let step = step(highest.max(1), count.max(1));
    let last = highest.max(1).div_ceil(step);
    (0..=last).map(|number| number * step).collect()
}

fn step(highest: u64, count: u64) -> u64 {
    let mut power = 1u64;
    loop {
        for factor in [1, 2, 5] {
            let step = power.saturating_mul(factor);
            if highest.div_ceil(step) <= count {
                return step;
            }
        }
        power = power.saturating_mul(10);
    }
}

/// A number with separated thousands: 12,345.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_axis_covers_its_highest_number(highest: u64, count in 1u64..12) {
            let highest = highest / 16;
            let steps = steps(highest, count);
            prop_assert_eq!(steps[0], 0);
            prop_assert!(*steps.last().unwrap() >= highest);
            prop_assert!(steps.len() as u64 <= count + 1);
            prop_assert!(steps[steps.len() - 2] < highest.max(1));
        }
    }

    #[test]
    fn steps_are_round() {
        assert_eq!(steps(7, 4), [0, 2, 4, 6, 8]);
        assert_eq!(steps(1234, 5), [0, 500, 1000, 1500]);
        assert_eq!(steps(0, 4), [0, 1]);
    }

    #[test]
    fn thousands_are_separated() {
        let shown = [0, 999, 1000, 1_234_567].map(grouped);
        assert_eq!(shown, ["0", "999", "1,000", "1,234,567"]);
    }
}
