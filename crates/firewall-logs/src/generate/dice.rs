//! Seeded randomness: the same numbers on every machine, because nothing here depends on floating point at the
//! time of a throw.

/// A stream of numbers (xoshiro256++ of Blackman and Vigna, seeded by SplitMix64).
#[derive(Clone, Debug)]
pub(super) struct Dice([u64; 4]);

impl Dice {
    /// The stream of a seed and of what it is for: streams of different purposes have nothing in common.
    pub(super) fn new(seed: u64, purpose: u64) -> Self {
        let mut state = seed ^ purpose.wrapping_mul(0xD6E8_FEB8_6659_FD93);
        Self(std::array::from_fn(|_| split_mix(&mut state)))
    }

    pub(super) fn next(&mut self) -> u64 {
        let [a, b, c, d] = &mut self.0;
        let result = a.wrapping_add(*d).rotate_left(23).wrapping_add(*a);
        let shifted = *b << 17;
        *c ^= *a;
        *d ^= *b;
        *b ^= *c;
        *a ^= *d;
        *c ^= shifted;
        *d = d.rotate_left(45);
        result
    }

    /// A number below `end`; 0 if `end` is 0.
    pub(super) fn below(&mut self, end: u32) -> u32 {
        // The upper half of a 64-bit product: no division, and a bias of at most 2⁻³².
        let product = (self.next() >> 32) * u64::from(end);
        u32::try_from(product >> 32).unwrap_or(0)
    }

    /// A number from `from` to `to`, both included.
    pub(super) fn between(&mut self, from: u32, to: u32) -> u32 {
        from + self.below(to.saturating_sub(from).saturating_add(1))
    }

    /// Yes in `n` of 1,000 cases.
    pub(super) fn in_thousand(&mut self, n: u32) -> bool {
        self.below(1_000) < n
    }

    /// One of a list, each as likely as the others.
    pub(super) fn one_of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.index(list.len())]
    }

    /// An index into a list of a length that is not 0.
    pub(super) fn index(&mut self, length: usize) -> usize {
        self.below(u32::try_from(length).unwrap_or(u32::MAX)) as usize
    }

    /// A size with a long tail: most are near `typical`, some are a thousand times that.
    pub(super) fn size(&mut self, typical: u32) -> u64 {
        let doublings = self.next().leading_zeros().min(10);
        let scale = self.between(typical / 2 + 1, typical * 2);
        u64::from(scale) << doublings >> self.below(3)
    }
}

fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// A number that follows from another and looks unlike it.
pub(super) fn mixed(number: u64) -> u64 {
    let mut state = number;
    split_mix(&mut state)
}

/// The element of a list that belongs to a number.
pub(super) fn chosen<T: Copy>(list: &[T], number: u64) -> T {
    let length = u64::try_from(list.len()).unwrap_or(u64::MAX);
    list[usize::try_from(number % length).unwrap_or(0)]
}

/// Places on a wheel.
const PLACES: u32 = 4_096;

/// Draws indexes by weight in constant time.
#[derive(Clone, Debug)]
pub(super) struct Wheel(Vec<u16>);

impl Wheel {
    /// A wheel of weights; each gets at least one place in 4,096.
    pub(super) fn new(weights: impl IntoIterator<Item = u32>) -> Self {
        let weights: Vec<u64> = weights.into_iter().map(u64::from).collect();
        let total: u64 = weights.iter().sum::<u64>().max(1);
        let mut places = Vec::with_capacity(PLACES as usize + weights.len());
        for (index, weight) in (0_u16..).zip(&weights) {
            let share = (weight * u64::from(PLACES)).div_ceil(total);
            places.extend((0..share).map(|_| index));
        }
        Self(places)
    }

    /// A wheel on which the nth of `count` has the weight 1/n (Zipf's law).
    pub(super) fn zipf(count: usize) -> Self {
        Self::new((1_u32..).take(count).map(|rank| 1_000_000 / rank))
    }

    pub(super) fn turn(&self, dice: &mut Dice) -> usize {
        usize::from(self.0[dice.index(self.0.len())])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_repeat_and_differ() {
        let draw = |seed, purpose| {
            let mut dice = Dice::new(seed, purpose);
            (0..8).map(|_| dice.next()).collect::<Vec<_>>()
        };
        assert_eq!(draw(1, 1), draw(1, 1));
        assert_ne!(draw(1, 1), draw(2, 1));
        assert_ne!(draw(1, 1), draw(1, 2));
    }

    #[test]
    fn a_wheel_keeps_the_weights() {
        let wheel = Wheel::new([900, 99, 1]);
        let mut dice = Dice::new(7, 7);
        let mut seen = [0_u32; 3];
        for _ in 0..100_000 {
            seen[wheel.turn(&mut dice)] += 1;
        }
        assert!((88_000..92_000).contains(&seen[0]), "{seen:?}");
        assert!((9_000..11_000).contains(&seen[1]), "{seen:?}");
        assert!((20..400).contains(&seen[2]), "{seen:?}");
    }

    #[test]
    fn sizes_have_a_long_tail() {
        let mut dice = Dice::new(3, 3);
        let sizes: Vec<u64> = (0..10_000).map(|_| dice.size(1_000)).collect();
        assert!(sizes.iter().all(|size| (100..4_000_000).contains(size)));
        assert!(sizes.iter().any(|&size| size > 200_000));
    }
}
