//! Lines lost on the way, where the vendor numbers its lines: gaps in the numbers.

/// So many numbers in a row make a numbering; before that, gaps may be the vendor's way of counting.
const RUN: u32 = 20;
/// A larger jump is a new beginning.
const JUMP: i64 = 100_000;
/// A number so little before the last one came late.
const LATEST: i64 = -1_000;

/// The numbers of one kind of line of one device.
#[derive(Clone, Copy, Debug, Default)]
pub struct Numbering {
    last: Option<i64>,
    run: u32,
    lost: i64,
    counted: u64,
}

impl Numbering {
    /// Takes the number of a line, in the order of receipt.
    pub fn take(&mut self, number: i64) {
        let step = self.last.map_or(0, |last| number.saturating_sub(last));
        let is_numbered = self.run >= RUN;
        self.counted += u64::from(is_numbered);
        match step {
            1 => self.run = self.run.saturating_add(1),
            2..=JUMP if is_numbered => self.lost += step - 1,
            0 if self.last.is_some() => return,
            LATEST..=-1 if is_numbered => {
                self.lost = (self.lost - 1).max(0);
                return;
            }
            _ => self.run = 0,
        }
        self.last = Some(number);
    }

    /// Lines lost, and of how many.
    pub fn loss(&self) -> (u64, u64) {
        let lost = u64::try_from(self.lost).unwrap_or(0);
        (lost, self.counted + lost)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lost(numbers: impl IntoIterator<Item = i64>) -> u64 {
        let mut numbering = Numbering::default();
        numbers.into_iter().for_each(|number| numbering.take(number));
        numbering.loss().0
    }

    #[test]
    fn gaps_are_counted_and_what_comes_late_or_twice_is_not_lost() {
        assert_eq!(lost(1..100), 0);
        assert_eq!(lost((1..100).filter(|number| number % 50 != 0)), 1);
        assert_eq!(lost((1..50).chain(60..100)), 10);
        assert_eq!(lost((1..50).chain([51, 50]).chain(52..60)), 0);
        assert_eq!(lost((1..50).chain([49, 49]).chain(50..60)), 0);
        // Started anew.
        assert_eq!(lost((5000..5100).chain(1..100)), 0);
        // Not numbered one by one.
        assert_eq!(lost((0..100).map(|number| number * 7)), 0);
    }

    proptest! {
        #[test]
        fn what_is_missing_between_two_that_came_is_counted(kept in prop::collection::vec(any::<bool>(), 1..200)) {
            let head = 0..30;
            let tail = (30..).zip(&kept).filter(|(_, kept)| **kept).map(|(number, _)| number);
            let numbers: Vec<i64> = head.chain(tail).collect();
            let last = *numbers.last().unwrap();
            prop_assert_eq!(lost(numbers.iter().copied()), (last + 1).cast_unsigned() - numbers.len() as u64);
        }
    }
}
