//! What a correlation remembers of one group: when its parts happened, in the order of the events' own times.
//!
//! An event is an *end* if the time before it (itself and everything at the same instant included) meets the
//! threshold. Which events are ends depends on the events alone, not on the order in which they came, as long as
//! none comes later than the lateness that is allowed.

use std::collections::{BTreeSet, VecDeque};
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::rules::rule::Counting;

/// The least number of events that a group remembers before the oldest is dropped. Dropping can only count too
/// little, never too much.
const LEAST: usize = 1024;
/// Bytes kept of a value that is counted.
const VALUE: usize = 200;

/// One event of a group.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Entry {
    /// Microseconds since 1970.
    pub(super) at: i64,
    /// Which of the correlation's rules.
    pub(super) part: u16,
    /// What is counted.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) value: Option<Box<str>>,
    /// Whether it lies in a time that met the threshold.
    #[serde(default)]
    covered: bool,
    /// Whether the time before it met the threshold.
    #[serde(default)]
    end: bool,
}

/// The events of a group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Window {
    entries: VecDeque<Entry>,
}

/// A time that met the threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct End {
    /// Its first event.
    pub(super) first: i64,
    /// Its last event.
    pub(super) at: i64,
    /// How many of its events no earlier end had counted.
    pub(super) events: u64,
}

impl Entry {
    pub(super) fn new(at: i64, part: u16, value: Option<&str>) -> Self {
        let value = value.map(|value| value[..value.floor_char_boundary(VALUE)].into());
        Self {
            at,
            part,
            value,
            covered: false,
            end: false,
        }
    }
}

impl Window {
    /// Notes an event; returns the ends that it makes, the earliest first.
    pub(super) fn insert(&mut self, entry: Entry, counting: &Counting, parts: usize, span: i64) -> Vec<End> {
        let at = entry.at;
        let place = self.entries.partition_point(|known| *known <= entry);
        self.entries.insert(place, entry);
        let mut ends = Vec::new();
        let mut next = self.entries.partition_point(|known| known.at < at);
        while let Some(end) = self
            .entries
            .get(next)
            .map(|entry| entry.at)
            .filter(|end| *end <= at.saturating_add(span))
        {
            let after = self.entries.partition_point(|known| known.at <= end);
            let from = self
                .entries
                .partition_point(|known| known.at < end.saturating_sub(span));
            let is_known = self
                .entries
                .range(next..after)
                .all(|entry| entry.end && entry.covered);
            if (!is_known || self.entries.range(from..after).any(|entry| !entry.covered))
                && self.holds(from..after, counting, parts)
            {
                ends.push(self.mark(from..after, end));
            }
            next = after;
        }
        while self.entries.len() > LEAST.max(2 * least(counting)) {
            self.entries.pop_front();
        }
        ends
    }

    fn mark(&mut self, range: Range<usize>, at: i64) -> End {
        let first = self.entries[range.start].at;
        let mut events = 0;
        for entry in self.entries.range_mut(range) {
            events += u64::from(!std::mem::replace(&mut entry.covered, true));
            entry.end |= entry.at == at;
        }
        End { first, at, events }
    }

    fn holds(&self, range: Range<usize>, counting: &Counting, parts: usize) -> bool {
        let entries = || self.entries.range(range.clone());
        match counting {
            Counting::Events(least) => range.len() >= *least as usize,
            Counting::Values { least, .. } => {
                let mut values = BTreeSet::new();
                entries().filter_map(|entry| entry.value.as_deref()).any(|value| {
                    values.insert(value);
                    values.len() >= *least as usize
                })
            }
            Counting::Temporal(least) => {
                let met: BTreeSet<u16> = entries().map(|entry| entry.part).collect();
                met.len() >= least.map_or(parts, |least| least as usize)
            }
            Counting::Ordered => {
                // The earliest of each part after the part before it: if any order will do, this one does.
                let mut from = i64::MIN;
                (0..parts).all(|part| {
                    let next = entries().find(|entry| usize::from(entry.part) == part && entry.at >= from);
                    next.inspect(|next| from = next.at).is_some()
                })
            }
        }
    }

    /// Forgets what happened before an instant.
    pub(super) fn forget(&mut self, before: i64) {
        let kept = self.entries.partition_point(|entry| entry.at < before);
        self.entries.drain(..kept);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

fn least(counting: &Counting) -> usize {
    match counting {
        Counting::Events(least) | Counting::Values { least, .. } => *least as usize,
        Counting::Temporal(_) | Counting::Ordered => 0,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ends(window: &mut Window, counting: &Counting, span: i64, events: &[(i64, u16, &str)]) -> Vec<End> {
        let insert = |(at, part, value): &(i64, u16, &str)| {
            window.insert(Entry::new(*at, *part, Some(value)), counting, 2, span)
        };
        events.iter().flat_map(insert).collect()
    }

    fn values(least: u32) -> Counting {
        Counting::Values {
            field: String::new(),
            place: super::super::rules::Place::START,
            least,
        }
    }

    #[test]
    fn the_threshold_is_met_exactly() {
        let three = Counting::Events(3);
        for (third, is_met) in [(10, true), (11, false)] {
            let mut window = Window::default();
            let ends = ends(&mut window, &three, 10, &[(0, 0, ""), (5, 0, ""), (third, 0, "")]);
            assert_eq!(!ends.is_empty(), is_met, "{third}");
        }
        assert_eq!(
            ends(&mut Window::default(), &three, 10, &[(0, 0, ""), (0, 0, "")]),
            []
        );
        let met = ends(
            &mut Window::default(),
            &three,
            10,
            &[(0, 0, ""), (0, 0, ""), (0, 0, "")],
        );
        assert_eq!(
            met,
            [End {
                first: 0,
                at: 0,
                events: 3
            }]
        );
    }

    #[test]
    fn an_event_is_counted_once() {
        let mut window = Window::default();
        let events: Vec<_> = (0..10).map(|at| (at, 0, "")).collect();
        let ends = ends(&mut window, &Counting::Events(3), 10, &events);
        assert_eq!(ends.iter().map(|end| end.events).sum::<u64>(), 10);
    }

    #[test]
    fn values_are_counted_once_each() {
        let three = values(3);
        let same = [(0, 0, "a"), (1, 0, "b"), (2, 0, "a"), (3, 0, "b")];
        assert_eq!(ends(&mut Window::default(), &three, 10, &same), []);
        let more = [(0, 0, "a"), (1, 0, "b"), (2, 0, "a"), (3, 0, "c")];
        assert_eq!(ends(&mut Window::default(), &three, 10, &more).len(), 1);
    }

    #[test]
    fn order_matters_only_where_it_is_asked_for() {
        let wrong = [(0, 1, ""), (5, 0, "")];
        assert_eq!(ends(&mut Window::default(), &Counting::Ordered, 10, &wrong), []);
        assert_eq!(
            ends(&mut Window::default(), &Counting::Temporal(None), 10, &wrong).len(),
            1
        );
        let at_once = [(5, 1, ""), (5, 0, "")];
        assert_eq!(
            ends(&mut Window::default(), &Counting::Ordered, 10, &at_once).len(),
            1
        );
        let late = [(5, 1, ""), (0, 0, "")];
        assert_eq!(
            ends(&mut Window::default(), &Counting::Ordered, 10, &late).len(),
            1
        );
    }

    #[test]
    fn a_group_remembers_only_so_much() {
        let mut window = Window::default();
        for at in 0..5000 {
            window.insert(Entry::new(at, 0, None), &Counting::Events(3), 1, i64::MAX);
        }
        assert_eq!(window.entries.len(), LEAST);
    }

    fn counting() -> impl Strategy<Value = Counting> {
        prop_oneof![
            (1u32..5).prop_map(Counting::Events),
            (1u32..4).prop_map(values),
            Just(Counting::Temporal(None)),
            Just(Counting::Ordered),
        ]
    }

    proptest! {
        /// What is remembered in the end, and how much was counted, do not depend on the order of arrival.
        #[test]
        fn arrival_does_not_matter(
            counting in counting(),
            (events, other) in proptest::collection::vec((0i64..40, 0u16..2, "[abc]"), 0..14)
                .prop_flat_map(|events| (Just(events.clone()), Just(events).prop_shuffle())),
        ) {
            let run = |events: &[(i64, u16, String)]| {
                let mut window = Window::default();
                let mut counted = 0;
                for (at, part, value) in events {
                    let ends = window.insert(Entry::new(*at, *part, Some(value)), &counting, 2, 10);
                    counted += ends.iter().map(|end| end.events).sum::<u64>();
                }
                (window, counted)
            };
            prop_assert_eq!(run(&events), run(&other));
        }
    }
}
