//! The groups of a company's rules, bounded in number and in age.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::detection::{Detection, Sample};
use super::rules::Rules;
use super::rules::compiled::{Compiled, Ready};
use super::window::Window;

/// Whether it has a detection, when it last changed, its rule, its key.
type Age = (bool, i64, String, String);

/// The groups of a company.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Groups {
    /// Rule → key → group.
    by_rule: BTreeMap<String, BTreeMap<String, Group>>,
    /// The first goes when there are too many: those without a detection, the oldest first.
    #[serde(skip)]
    ages: BTreeSet<Age>,
    /// How many went.
    pub(super) dropped: u64,
}

/// What a rule remembers of a group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Group {
    last: i64,
    #[serde(default, skip_serializing_if = "Window::is_empty")]
    pub(super) window: Window,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) open: Vec<Open>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) sample: Vec<Sample>,
}

/// A detection that may still grow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Open {
    pub(super) detection: Detection,
    /// Whether it grew since it was last told.
    pub(super) grew: bool,
}

impl Groups {
    /// The memory of a group, made if there is none. When there are too many groups, the one that nothing happened
    /// to for longest goes, and one with a detection only if all have one.
    pub(super) fn entry(&mut self, limit: usize, rule: &str, key: &str, at: i64) -> &mut Group {
        let before = self.by_rule.get(rule).and_then(|groups| groups.get(key));
        let before = before.map(|group| (!group.open.is_empty(), group.last));
        let last = before.map_or(at, |(_, last)| last.max(at));
        if before.is_none_or(|(_, before)| before != last) {
            if let Some((is_open, before)) = before {
                self.ages
                    .remove(&(is_open, before, rule.to_owned(), key.to_owned()));
            }
            let is_open = before.is_some_and(|(is_open, _)| is_open);
            self.ages.insert((is_open, last, rule.to_owned(), key.to_owned()));
        }
        if before.is_none() && self.ages.len() > limit {
            self.drop_oldest(rule, key);
        }
        if !self.by_rule.contains_key(rule) {
            self.by_rule.insert(rule.to_owned(), BTreeMap::new());
        }
        let groups = self.by_rule.entry(rule.to_owned()).or_default();
        let group = groups.entry(key.to_owned()).or_default();
        group.last = last;
        group
    }

    fn drop_oldest(&mut self, rule: &str, key: &str) {
        let is_other = |age: &&(bool, i64, String, String)| age.2 != rule || age.3 != key;
        let Some(oldest) = self.ages.iter().find(is_other).cloned() else {
            return;
        };
        self.ages.remove(&oldest);
        let (_, _, rule, key) = oldest;
        if let Some(groups) = self.by_rule.get_mut(&rule) {
            groups.remove(&key);
        }
        self.dropped += 1;
    }

    /// A group has its first detection now.
    pub(super) fn opened(&mut self, rule: &str, key: &str) {
        let Some(group) = self.by_rule.get(rule).and_then(|groups| groups.get(key)) else {
            return;
        };
        let last = group.last;
        self.ages.remove(&(false, last, rule.to_owned(), key.to_owned()));
        self.ages.insert((true, last, rule.to_owned(), key.to_owned()));
    }

    /// Forgets what is too old to matter.
    pub(super) fn sweep(&mut self, rules: &Rules, latest: i64, lateness: i64) {
        for (rule, groups) in &mut self.by_rule {
            let compiled = rules.position(rule).map(|position| &rules.all[position]);
            groups.retain(|_, group| compiled.is_some_and(|compiled| group.keep(compiled, latest, lateness)));
        }
        self.by_rule.retain(|_, groups| !groups.is_empty());
        self.age();
    }

    /// Detections that may still grow.
    pub(super) fn open(&mut self) -> impl Iterator<Item = &mut Open> {
        let groups = self.by_rule.values_mut().flat_map(BTreeMap::values_mut);
        groups.flat_map(|group| &mut group.open)
    }

    /// Works out `ages`, after a restart or a sweep.
    pub(super) fn age(&mut self) {
        let groups = self
            .by_rule
            .iter()
            .flat_map(|(rule, groups)| groups.iter().map(move |group| (rule, group)));
        self.ages = groups
            .map(|(rule, (key, group))| (!group.open.is_empty(), group.last, rule.clone(), key.clone()))
            .collect();
    }
}

impl Group {
    /// Forgets what is too old; returns whether anything is left.
    fn keep(&mut self, rule: &Compiled, latest: i64, lateness: i64) -> bool {
        let quiet = micros(rule.about.quiet);
        let is_near = |open: &Open| {
            let last = open.detection.last.as_microsecond();
            open.grew || last.saturating_add(quiet).saturating_add(lateness) >= latest
        };
        self.open.retain(is_near);
        if let Ready::Window { timespan, .. } = &rule.body {
            let before = latest.saturating_sub(lateness).saturating_sub(micros(*timespan));
            self.window.forget(before);
            self.sample.retain(|sample| sample.at.as_microsecond() >= before);
        }
        !self.open.is_empty() || !self.window.is_empty()
    }
}

/// Microseconds of a span of time.
pub(super) fn micros(span: SignedDuration) -> i64 {
    i64::try_from(span.as_micros()).unwrap_or(i64::MAX)
}
