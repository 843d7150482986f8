//! The keys that a format knows: found by one step of arithmetic and one comparison.

use wide::u8x16;

/// Sixteen bytes; zeros after the end.
#[derive(Clone, Copy)]
pub(super) struct Head([u8; 16]);

impl Head {
    /// The first ones of these.
    #[inline]
    pub(super) fn of(bytes: &[u8]) -> Self {
        match bytes.first_chunk::<16>() {
            Some(chunk) => Self(*chunk),
            None => Self::of_few(bytes),
        }
    }

    #[cold]
    fn of_few(bytes: &[u8]) -> Self {
        let mut chunk = [0; 16];
        chunk[..bytes.len()].copy_from_slice(bytes);
        Self(chunk)
    }

    /// A bit for each byte that is this one.
    #[inline]
    pub(super) fn bits(self, byte: u8) -> u32 {
        u8x16::from(self.0).simd_eq(u8x16::splat(byte)).to_bitmask()
    }

    /// The place of the first byte that is this one; 16 if there is none.
    #[inline]
    pub(super) fn place_of(self, byte: u8) -> usize {
        first(self.bits(byte))
    }

    /// Whether the first so many bytes may stand in a key: letters, digits and a few signs.
    #[inline]
    pub(super) fn begins_with_key(self, length: usize) -> bool {
        let bytes = u8x16::from(self.0);
        // What lies within a range is, counted from its begin, not changed by its length as an upper limit.
        let within = |bytes: u8x16, from: u8, to: u8| {
            let place = bytes - u8x16::splat(from);
            place.min(u8x16::splat(to - from)).simd_eq(place)
        };
        let letters = within(bytes | u8x16::splat(0x20), b'a', b'z');
        let others = within(bytes, b'0', b'9') | within(bytes, b'-', b'.');
        let of_keys = letters | others | bytes.simd_eq(u8x16::splat(b'_'));
        first(!of_keys.to_bitmask() & 0xFFFF) >= length
    }

    /// The lowest so many bytes of sixteen.
    #[inline]
    fn lowest(self, count: usize) -> u128 {
        u128::from_le_bytes(self.0) & MASKS[count.min(16)]
    }
}

/// The place of the first bit; 16 if there is none.
#[inline]
pub(super) const fn first(bits: u32) -> usize {
    (bits | 1 << 16).trailing_zeros() as usize
}

/// For each number of bytes the bits of the lowest ones.
const MASKS: [u128; 17] = {
    let mut masks = [0; 17];
    let mut count = 1;
    while count <= 16 {
        masks[count] = u128::MAX >> (128 - 8 * count);
        count += 1;
    }
    masks
};

const SLOTS: usize = 512;

#[inline]
const fn slot_of(head: u128) -> usize {
    #[expect(clippy::cast_possible_truncation, reason = "the two halves of sixteen bytes")]
    let (low, high) = (head as u64, (head >> 64) as u64);
    let mixed = (low ^ high.rotate_left(29)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> 55) as usize
}

/// The first sixteen bytes of a key with its `=`, which tells a key from a longer one.
const fn head_of(key: &[u8]) -> u128 {
    let mut chunk = [0; 16];
    let mut place = 0;
    while place < key.len() && place < 16 {
        chunk[place] = key[place];
        place += 1;
    }
    if place < 16 {
        chunk[place] = b'=';
    }
    u128::from_le_bytes(chunk)
}

/// The keys that a format knows, each with what is to be done with its value. Made when the program is compiled.
pub(crate) struct Keys<R: 'static, const N: usize> {
    slots: [u8; SLOTS],
    heads: [u128; N],
    rules: [(&'static str, R); N],
}

impl<R: Copy, const N: usize> Keys<R, N> {
    /// A table of these; no key twice, at most 200.
    pub(crate) const fn new(rules: [(&'static str, R); N]) -> Self {
        assert!(N <= 200, "slots stay half empty");
        let (mut slots, mut heads) = ([0; SLOTS], [0; N]);
        let mut index = 0;
        while index < N {
            let key = rules[index].0.as_bytes();
            heads[index] = head_of(key);
            let mut slot = slot_of(heads[index]);
            while slots[slot] != 0 {
                let same = heads[slots[slot] as usize - 1] == heads[index] && key.len() < 16;
                assert!(!same, "a key twice");
                slot = (slot + 1) % SLOTS;
            }
            #[expect(clippy::cast_possible_truncation, reason = "at most 200")]
            let number = index as u8 + 1;
            slots[slot] = number;
            index += 1;
        }
        Self { slots, heads, rules }
    }

    /// The known key of so many letters, less than 16, that these bytes begin with: its number, counted from 1.
    /// 0 if it is not known.
    #[inline]
    pub(super) fn find(&self, front: Head, length: usize) -> u8 {
        let head = front.lowest(length + 1);
        let mut slot = slot_of(head);
        loop {
            let number = self.slots[slot];
            if number == 0 || self.heads[usize::from(number) - 1] == head {
                return number;
            }
            slot = (slot + 1) % SLOTS;
        }
    }

    /// As [`Keys::find`], for a key however long.
    pub(super) fn find_any(&self, key: &str) -> u8 {
        let mut slot = slot_of(head_of(key.as_bytes()));
        loop {
            let number = self.slots[slot];
            if number == 0 || self.rules[usize::from(number) - 1].0 == key {
                return number;
            }
            slot = (slot + 1) % SLOTS;
        }
    }

    /// A known key and what is to be done with its value, by its number.
    #[inline]
    pub(super) fn known(&self, number: usize) -> Option<&(&'static str, R)> {
        self.rules.get(number.wrapping_sub(1))
    }

    /// What is to be done with the value of a key, for formats that find their pairs by themselves.
    pub(crate) fn get(&self, key: &str) -> Option<R> {
        self.known(usize::from(self.find_any(key))).map(|(_, rule)| *rule)
    }
}
