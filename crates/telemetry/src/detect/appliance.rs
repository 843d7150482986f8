//! When an appliance was last heard, and how long it is usually silent.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Days whose longest silence is remembered.
const DAYS: usize = 14;
/// From so many days on the rhythm counts as known.
const KNOWN: usize = 3;

/// Seconds east of UTC.
const TOKYO: i64 = 9 * 3600;

/// What is remembered of an appliance. Times are those of receipt: they prove that it lives.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Appliance {
    /// When it was last heard; before the first line, since when it is expected to speak.
    heard: Option<Timestamp>,
    /// Day of Tokyo, counted from 1970 → the longest silence that ended on it.
    silences: BTreeMap<i64, SignedDuration>,
    /// Silences that were told and are not over: rule → when they began.
    #[serde(default)]
    pub(super) told: BTreeMap<String, Timestamp>,
    /// What it no longer says, and was told: rule → when it said it last.
    #[serde(default)]
    pub(super) missing: BTreeMap<String, Timestamp>,
    /// What it said: rule → when last.
    #[serde(default)]
    pub(super) said: BTreeMap<String, Timestamp>,
}

impl Appliance {
    /// It is expected to speak from now on.
    pub(super) fn expect(&mut self, since: Timestamp) {
        self.heard.get_or_insert(since);
    }

    /// Nobody listened for this long.
    pub(super) fn paused(&mut self, pause: SignedDuration) {
        self.heard = self.heard.and_then(|heard| heard.checked_add(pause).ok());
        // What it has not said since was not heard either.
        for said in self.said.values_mut() {
            *said = said.checked_add(pause).unwrap_or(*said);
        }
    }

    pub(super) fn heard(&self) -> Option<Timestamp> {
        self.heard
    }

    /// It was heard. A silence that was told is no part of its rhythm.
    pub(super) fn hear(&mut self, received: Timestamp) {
        let before = self
            .heard
            .replace(self.heard.map_or(received, |heard| heard.max(received)));
        let Some(before) = before.filter(|before| *before < received && self.told.is_empty()) else {
            return;
        };
        // Tokyo has had one offset since 1951, and this is done for every line.
        let day = (received.as_second() + TOKYO).div_euclid(86_400);
        let silence = received.duration_since(before);
        let longest = self.silences.entry(day).or_insert(silence);
        *longest = (*longest).max(silence);
        while self.silences.len() > DAYS {
            self.silences.pop_first();
        }
    }

    /// How long it may be silent before somebody is told.
    pub(super) fn patience(
        &self,
        [shortest, longest, unknown]: [SignedDuration; 3],
        times: u32,
    ) -> SignedDuration {
        if self.silences.len() < KNOWN {
            return unknown;
        }
        let usual = self.silences.values().max().copied().unwrap_or_default();
        let times = i32::try_from(times).unwrap_or(i32::MAX);
        let patience = usual.checked_mul(times).unwrap_or(SignedDuration::MAX);
        patience.max(shortest).min(longest.max(shortest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: SignedDuration = SignedDuration::from_hours(1);

    fn after(hours: i64) -> Timestamp {
        "2026-11-02T00:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_hours(hours)
    }

    #[test]
    fn patience_follows_the_rhythm() {
        let spans = [HOUR * 2, HOUR * 72, HOUR * 12];
        let mut appliance = Appliance::default();
        appliance.hear(after(0));
        assert_eq!(appliance.patience(spans, 2), HOUR * 12);
        // Heard every ten hours, for four days.
        (1..10).for_each(|times| appliance.hear(after(times * 10)));
        assert_eq!(appliance.patience(spans, 2), HOUR * 20);
        // A weekend without a word; twice as long would be more than the longest.
        appliance.hear(after(90 + 60));
        assert_eq!(appliance.patience(spans, 2), HOUR * 72);
        // Lines that come late change nothing.
        appliance.hear(after(3));
        assert_eq!(appliance.heard(), Some(after(150)));
    }

    #[test]
    fn a_pause_of_the_listener_is_no_silence() {
        let mut appliance = Appliance::default();
        appliance.hear(after(0));
        appliance.said.insert("rule".to_owned(), after(0));
        appliance.paused(HOUR * 5);
        assert_eq!(appliance.heard(), Some(after(5)));
        assert_eq!(appliance.said["rule"], after(5));
        appliance.hear(after(6));
        assert_eq!(appliance.silences.values().copied().max(), Some(HOUR));
    }

    #[test]
    fn a_silence_that_was_told_is_no_rhythm() {
        let mut appliance = Appliance::default();
        appliance.hear(after(0));
        appliance.told.insert("rule".to_owned(), after(0));
        appliance.hear(after(500));
        assert_eq!(appliance.silences.len(), 0);
    }
}
