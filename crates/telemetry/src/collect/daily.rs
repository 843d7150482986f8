//! The figures of one device on one day of receipt, in Tokyo: they go into the database and stay there, when the
//! collector's own figures have long gone on.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use platform::clock::date_in_tokyo;
use serde::{Deserialize, Serialize};

use super::signatures::Renewed;

/// Days that the collector remembers: so long may the database be away without a figure being lost.
pub const KEPT: usize = 7;

/// What one line counts as.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counted {
    /// It came twice and was dropped.
    pub is_duplicate: bool,
    /// It was not understood.
    pub is_not_understood: bool,
    /// It was too long; the rest is missing.
    pub is_cut: bool,
    /// It came over UDP, where lines are lost in silence.
    pub is_datagram: bool,
}

/// Figures of one day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DayFigures {
    /// Lines.
    pub lines: u64,
    /// The first one.
    pub first: Option<Timestamp>,
    /// The last one.
    pub last: Option<Timestamp>,
    /// Lines that were not understood; they are kept.
    #[serde(skip_serializing_if = "is_zero")]
    pub not_understood: u64,
    /// Lines that came twice and were dropped.
    #[serde(skip_serializing_if = "is_zero")]
    pub duplicates: u64,
    /// Lines that were cut because they were too long.
    #[serde(skip_serializing_if = "is_zero")]
    pub cut: u64,
    /// Lines that came over UDP.
    #[serde(skip_serializing_if = "is_zero")]
    pub datagrams: u64,
    /// Lines lost by the vendor's own numbers, and of how many; none where it does not number them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loss: Option<(u64, u64)>,
    /// What the receiving machine dropped of everybody's lines: UDP that the kernel or a full disk did not take. Only in
    /// the figures of nobody: whose they were is not known.
    #[serde(skip_serializing_if = "is_zero")]
    pub dropped: u64,
    /// Version of the signatures, as it was said last on that day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signatures: Option<String>,
    /// Whether signatures were renewed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub renewed: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl DayFigures {
    /// Adds the figures of the same day from another run of the collector's figures.
    pub fn add(&mut self, other: &Self) {
        self.lines += other.lines;
        self.first = [self.first, other.first].into_iter().flatten().min();
        if self.signatures.is_none() || (other.signatures.is_some() && other.last >= self.last) {
            self.signatures.clone_from(&other.signatures);
        }
        self.last = self.last.max(other.last);
        self.not_understood += other.not_understood;
        self.duplicates += other.duplicates;
        self.cut += other.cut;
        self.datagrams += other.datagrams;
        self.dropped += other.dropped;
        self.renewed |= other.renewed;
        self.loss = match (self.loss, other.loss) {
            (Some((lost, of)), Some((more, of_more))) => Some((lost + more, of + of_more)),
            (one, other) => one.or(other),
        };
    }
}

/// The last days of one device.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Days(BTreeMap<Date, DayFigures>);

impl Days {
    /// All that are remembered, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Date, &DayFigures)> {
        self.0.iter().map(|(day, figures)| (*day, figures))
    }

    /// The figures of a day.
    pub fn day(&self, day: Date) -> Option<&DayFigures> {
        self.0.get(&day)
    }

    fn of(&mut self, at: Timestamp) -> &mut DayFigures {
        let day = date_in_tokyo(at);
        if !self.0.contains_key(&day) && self.0.len() >= KEPT {
            self.0.pop_first();
        }
        self.0.entry(day).or_default()
    }

    /// A line was received.
    pub fn line(&mut self, received: Timestamp, counted: Counted) {
        let day = self.of(received);
        day.lines += 1;
        day.first = Some(day.first.map_or(received, |first| first.min(received)));
        day.last = day.last.max(Some(received));
        day.not_understood += u64::from(counted.is_not_understood);
        day.duplicates += u64::from(counted.is_duplicate);
        day.cut += u64::from(counted.is_cut);
        day.datagrams += u64::from(counted.is_datagram);
    }

    /// The vendor's numbering went from one pair (lost, of how many) to another. A line that comes late takes back a
    /// loss: of the last day that has one.
    pub fn numbered(&mut self, received: Timestamp, before: (u64, u64), after: (u64, u64)) {
        let day = self.of(received);
        let (lost, of) = day.loss.unwrap_or_default();
        let of = (of + after.1).saturating_sub(before.1);
        day.loss = Some((lost + after.0.saturating_sub(before.0), of));
        let found = before.0.saturating_sub(after.0);
        let losses = self.0.values_mut().rev().filter_map(|day| day.loss.as_mut());
        if let Some((lost, _)) = losses.into_iter().find(|(lost, _)| *lost > 0) {
            *lost = lost.saturating_sub(found);
        }
    }

    /// The receiving machine dropped lines.
    pub fn dropped(&mut self, now: Timestamp, lines: u64) {
        if lines > 0 {
            self.of(now).dropped += lines;
        }
    }

    /// Signatures were renewed.
    pub fn renewed(&mut self, received: Timestamp, renewed: &Renewed) {
        let day = self.of(received);
        day.renewed = true;
        if renewed.version.is_some() {
            day.signatures.clone_from(&renewed.version);
        }
    }

    /// The first line received at or after `from`, as exactly as days tell: within the day of `from` it may be a later
    /// one. None if nothing was received since.
    pub fn first_since(&self, from: Timestamp) -> Option<Timestamp> {
        let of_day = |day: &DayFigures| [day.first, day.last].into_iter().flatten().find(|at| *at >= from);
        self.0.values().filter_map(of_day).min()
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use proptest::prelude::*;

    use super::*;

    /// Seven days of Tokyo, counted from nine o'clock there.
    const MINUTES: i64 = (7 * 24 - 9) * 60;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
    }

    #[test]
    fn a_late_line_takes_a_loss_back() {
        let mut days = Days::default();
        days.numbered(at(0), (0, 20), (3, 24));
        days.numbered(at(24 * 60), (3, 24), (2, 24));
        let lost: Vec<_> = days.iter().map(|(_, day)| day.loss).collect();
        assert_eq!(lost, [Some((2, 4)), Some((0, 0))]);
    }

    proptest! {
        /// However lines are spread over days: their sums are those of the lines, of the days that are kept.
        #[test]
        fn days_add_up(minutes in prop::collection::vec(0i64..MINUTES, 1..200), twice in any::<u64>()) {
            let mut days = Days::default();
            for (index, minute) in minutes.iter().enumerate() {
                let counted = Counted { is_duplicate: twice >> (index % 64) & 1 == 1, ..Counted::default() };
                days.line(at(*minute), counted);
            }
            let twice = (0..minutes.len()).filter(|index| twice >> (index % 64) & 1 == 1).count();
            prop_assert_eq!(days.iter().map(|(_, day)| day.lines).sum::<u64>(), minutes.len() as u64);
            prop_assert_eq!(days.iter().map(|(_, day)| day.duplicates).sum::<u64>(), twice as u64);
            prop_assert_eq!(days.iter().filter_map(|(_, day)| day.last).max(), minutes.iter().max().map(|minute| at(*minute)));
        }

        /// More days than are kept: the newest remain.
        #[test]
        fn the_newest_days_are_kept(count in 1i64..40) {
            let mut days = Days::default();
            (0..count).for_each(|day| days.line(at(day * 24 * 60), Counted::default()));
            prop_assert_eq!(days.iter().count(), KEPT.min(usize::try_from(count).unwrap()));
            prop_assert_eq!(days.iter().last().unwrap().0, date_in_tokyo(at((count - 1) * 24 * 60)));
        }

        /// The first line of a stay lies in the stay, and there is one exactly if the last line does.
        #[test]
        fn a_first_line_lies_in_the_stay(minutes in prop::collection::vec(0i64..9_000, 1..60), from in 0i64..9_500) {
            let mut days = Days::default();
            minutes.iter().for_each(|minute| days.line(at(*minute), Counted::default()));
            let first = days.first_since(at(from));
            let last = minutes.iter().copied().max().unwrap();
            prop_assert_eq!(first.is_some(), last >= from);
            prop_assert!(first.is_none_or(|first| first >= at(from) && first <= at(last)));
            if minutes.iter().all(|minute| *minute >= from) {
                prop_assert_eq!(first, minutes.iter().min().map(|minute| at(*minute)));
            }
        }

        /// Runs of the figures add up in any order.
        #[test]
        fn runs_add_up_in_any_order(a in 0u64..99, b in 0u64..99, lost in prop::option::of(0u64..9)) {
            let one = DayFigures { lines: a, last: Some(at(1)), loss: lost.map(|lost| (lost, a)), signatures: Some("1".to_owned()), ..DayFigures::default() };
            let other = DayFigures { lines: b, last: Some(at(2)), signatures: Some("2".to_owned()), renewed: true, ..DayFigures::default() };
            let (mut left, mut right) = (one.clone(), other.clone());
            left.add(&other);
            right.add(&one);
            prop_assert_eq!(&left, &right);
            prop_assert_eq!((left.lines, left.signatures.as_deref()), (a + b, Some("2")));
        }
    }
}
