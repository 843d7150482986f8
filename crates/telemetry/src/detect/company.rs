//! What is remembered of one company: nothing of it depends on any other company.

use std::collections::{BTreeMap, BTreeSet};

use contracts::ids::{CompanyId, DeviceId};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::Limits;
use super::appliance::Appliance;
use super::detection::{Detection, SAMPLES, Sample, id};
use super::learnt::Learnt;
use super::rules::Rules;
use super::rules::compiled::{Compiled, Follower, KeyFrom, Ready};
use super::seeing::Sight;
use super::window::{End, Entry, Window};

/// Between the values of a key.
const BETWEEN: char = '\u{1f}';
/// Bytes of one value of a key.
const KEY: usize = 200;

/// The memory of one company. Times are microseconds since 1970.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Company {
    /// The latest time of an event.
    latest: i64,
    /// When the groups were last looked through.
    #[serde(default)]
    swept: i64,
    /// Rule → key → group.
    groups: BTreeMap<String, BTreeMap<String, Group>>,
    /// Groups by when they last changed, those without a detection first: the first goes when there are too many.
    #[serde(skip)]
    ages: BTreeSet<(bool, i64, String, String)>,
    learnt: BTreeMap<String, Learnt>,
    pub(super) appliances: BTreeMap<DeviceId, Appliance>,
    /// Events that came too late to be counted with others.
    #[serde(default)]
    pub(super) late: u64,
    /// Groups that were given up because there were too many.
    #[serde(default)]
    pub(super) dropped: u64,
}

/// What a rule remembers of a group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Group {
    last: i64,
    #[serde(default, skip_serializing_if = "Window::is_empty")]
    window: Window,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    open: Vec<Open>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    sample: Vec<Sample>,
}

/// A detection that may still grow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Open {
    detection: Detection,
    /// Whether it grew since it was last told.
    grew: bool,
}

/// What a rule was met by.
#[derive(Clone, Debug)]
struct Hit {
    rule: usize,
    key: String,
    first: i64,
    last: i64,
    events: u64,
    host: Option<String>,
    device: DeviceId,
    sample: Vec<Sample>,
}

/// What the rules of one company work with.
pub(super) struct At<'a> {
    pub(super) id: CompanyId,
    pub(super) rules: &'a Rules,
    pub(super) limits: &'a Limits,
}

impl Company {
    /// An event of one of the company's appliances. `at` is its time, corrected.
    pub(super) fn observe(
        &mut self,
        of: &At<'_>,
        sight: &Sight<'_>,
        device: DeviceId,
        [at, received]: [Timestamp; 2],
    ) -> Vec<Detection> {
        let mut told = Vec::new();
        self.hear(of, device, received, &mut told);
        let now = at.as_microsecond();
        self.latest = self.latest.max(now);
        self.sweep(of);
        let mut hits: Vec<(Hit, Option<Vec<(Follower, Option<String>, Option<String>)>>)> = Vec::new();
        for &rule in of.rules.of_class(sight.event().class) {
            let compiled = &of.rules.all[rule];
            let Ready::Events(events) = &compiled.body else {
                continue;
            };
            if events.matches(sight) {
                let host = compiled.host.as_ref().and_then(|source| sight.text(source));
                let hit = Hit {
                    rule,
                    key: host.clone().unwrap_or_default(),
                    first: now,
                    last: now,
                    events: 1,
                    host,
                    device,
                    sample: vec![Sample::new(at, device, sight.event().raw)],
                };
                hits.push((hit, Some(followed(compiled, sight))));
            }
        }
        for (hit, followers) in hits {
            self.meet(
                of,
                &hit,
                sight,
                followers.unwrap_or_default(),
                received,
                &mut told,
            );
        }
        told
    }

    fn hear(&mut self, of: &At<'_>, device: DeviceId, received: Timestamp, told: &mut Vec<Detection>) {
        let appliance = self.appliances.entry(device).or_default();
        let over: Vec<_> = std::mem::take(&mut appliance.told).into_iter().collect();
        let began = appliance.heard();
        if over.is_empty() || began.is_some_and(|began| received <= began) {
            appliance.told.extend(over);
            appliance.hear(received);
            return;
        }
        // Marked again for a moment: a silence that was told is no part of the rhythm.
        appliance.told.extend(over.iter().cloned());
        appliance.hear(received);
        appliance.told.clear();
        for (rule, began) in over {
            let Some(position) = of.rules.position(&rule) else {
                continue;
            };
            let hit = absence(position, device, began, received, 0);
            self.fire(of, &hit, told);
        }
    }

    /// A rule over single events was met: by itself, and for the rules that count it.
    fn meet(
        &mut self,
        of: &At<'_>,
        hit: &Hit,
        sight: &Sight<'_>,
        followers: Vec<(Follower, Option<String>, Option<String>)>,
        received: Timestamp,
        told: &mut Vec<Detection>,
    ) {
        if of.rules.all[hit.rule].emits {
            self.fire(of, hit, told);
        }
        for (follower, key, value) in followers {
            let Some(key) = key else { continue };
            let parent = &of.rules.all[follower.rule];
            let host = match &parent.about.host {
                super::rules::rule::Host::Inside => hit.host.clone(),
                _ => parent.host.as_ref().and_then(|source| sight.text(source)),
            };
            let hit = Hit {
                key,
                host,
                ..hit.clone()
            };
            self.follow(of, &hit, &follower, value, received, told);
        }
    }

    /// One of the rules that count another one takes notice of it.
    fn follow(
        &mut self,
        of: &At<'_>,
        hit: &Hit,
        follower: &Follower,
        value: Option<String>,
        received: Timestamp,
        told: &mut Vec<Detection>,
    ) {
        let parent = &of.rules.all[follower.rule];
        match &parent.body {
            Ready::Window {
                counting,
                parts,
                timespan,
            } => {
                if hit.last < self.latest.saturating_sub(micros(of.limits.lateness)) {
                    self.late += 1;
                    return;
                }
                if follower.value.is_some() && value.is_none() {
                    return;
                }
                let entry = Entry::new(hit.last, follower.part, value.as_deref());
                let group = self.group(of, &parent.id, &hit.key, hit.last);
                keep_latest(&mut group.sample, &hit.sample);
                let mut sample = group.sample.clone();
                sample.extend_from_slice(&hit.sample);
                let ends = group.window.insert(entry, counting, *parts, micros(*timespan));
                for end in ends {
                    self.ended(
                        of,
                        &Hit {
                            rule: follower.rule,
                            sample: sample.clone(),
                            ..hit.clone()
                        },
                        end,
                        received,
                        told,
                    );
                }
            }
            Ready::FirstSeen { learn, forget } => {
                let learnt = self.learnt.entry(parent.id.clone()).or_default();
                if learnt.note(&hit.key, hit.last, micros(*learn), micros(*forget)) {
                    self.fire(
                        of,
                        &Hit {
                            rule: follower.rule,
                            ..hit.clone()
                        },
                        told,
                    );
                }
            }
            Ready::Absence { .. } => {
                let appliance = self.appliances.entry(hit.device).or_default();
                let said = appliance.said.entry(parent.id.clone()).or_insert(received);
                *said = received.max(*said);
                appliance.told.remove(&parent.id);
            }
            Ready::Events(_) | Ready::Silence { .. } => {}
        }
    }

    /// A correlation's threshold was met.
    fn ended(&mut self, of: &At<'_>, hit: &Hit, end: End, received: Timestamp, told: &mut Vec<Detection>) {
        let rule = &of.rules.all[hit.rule];
        let mut hit = Hit {
            first: end.first,
            last: end.at,
            events: end.events,
            ..hit.clone()
        };
        hit.sample
            .retain(|sample| (end.first..=end.at).contains(&sample.at.as_microsecond()));
        if rule.emits {
            self.fire(of, &hit, told);
        }
        let values: Vec<&str> = hit.key.split(BETWEEN).collect();
        for follower in &rule.followers {
            let KeyFrom::Key(positions) = &follower.key else {
                continue;
            };
            let key = positions
                .iter()
                .filter_map(|position| values.get(*position).copied());
            let key = key.collect::<Vec<_>>().join(&BETWEEN.to_string());
            self.follow(of, &Hit { key, ..hit.clone() }, follower, None, received, told);
        }
    }

    /// A detection: one that is open grows, or a new one is told.
    fn fire(&mut self, of: &At<'_>, hit: &Hit, told: &mut Vec<Detection>) {
        let rule = &of.rules.all[hit.rule];
        let quiet = micros(rule.about.quiet);
        let group = self.group(of, &rule.id, &hit.key, hit.last);
        let near = |open: &&mut Open| {
            let (first, last) = (
                open.detection.first.as_microsecond(),
                open.detection.last.as_microsecond(),
            );
            hit.last >= first.saturating_sub(quiet) && hit.first < last.saturating_add(quiet)
        };
        if let Some(open) = group.open.iter_mut().rev().find(near) {
            let detection = &mut open.detection;
            detection.first = detection.first.min(instant(hit.first));
            detection.last = detection.last.max(instant(hit.last));
            detection.events += hit.events;
            keep_samples(&mut detection.sample, &hit.sample);
            open.grew = true;
            return;
        }
        let mut detection = Detection {
            id: id(&rule.id, of.id, &hit.key, hit.first, rule.about.quiet),
            company: of.id,
            device: hit.device,
            host: hit.host.clone(),
            rule: rule.id.clone(),
            title: rule.about.title.clone(),
            severity: rule.about.level,
            first: instant(hit.first),
            last: instant(hit.last),
            events: hit.events,
            group: hit
                .key
                .split(BETWEEN)
                .filter(|value| !value.is_empty())
                .map(str::to_owned)
                .collect(),
            sample: Vec::new(),
        };
        keep_samples(&mut detection.sample, &hit.sample);
        told.push(detection.clone());
        let was_plain = group.open.is_empty();
        group.open.push(Open {
            detection,
            grew: false,
        });
        if was_plain {
            let last = group.last;
            self.ages.remove(&(false, last, rule.id.clone(), hit.key.clone()));
            self.ages.insert((true, last, rule.id.clone(), hit.key.clone()));
        }
    }

    /// The memory of a group, made if there is none. When there are too many groups, the one that nothing happened
    /// to for longest goes, and one with a detection only if all have one.
    fn group(&mut self, of: &At<'_>, rule: &str, key: &str, at: i64) -> &mut Group {
        let before = self.groups.get(rule).and_then(|groups| groups.get(key));
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
        if before.is_none() && self.ages.len() > of.limits.groups {
            self.drop_oldest(rule, key);
        }
        if !self.groups.contains_key(rule) {
            self.groups.insert(rule.to_owned(), BTreeMap::new());
        }
        let groups = self.groups.entry(rule.to_owned()).or_default();
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
        if let Some(groups) = self.groups.get_mut(&rule) {
            groups.remove(&key);
        }
        self.dropped += 1;
    }

    /// Forgets what is too old to matter, once a minute of the company's own time.
    fn sweep(&mut self, of: &At<'_>) {
        if self.latest - self.swept < micros(SignedDuration::from_mins(1)) {
            return;
        }
        self.swept = self.latest;
        let latest = self.latest;
        let lateness = micros(of.limits.lateness);
        for (rule, groups) in &mut self.groups {
            let compiled = of.rules.position(rule).map(|position| &of.rules.all[position]);
            groups.retain(|_, group| compiled.is_some_and(|compiled| group.keep(compiled, latest, lateness)));
        }
        self.groups.retain(|_, groups| !groups.is_empty());
        self.age();
    }

    /// Works out `ages`, after a restart or a sweep.
    pub(super) fn age(&mut self) {
        let groups = self
            .groups
            .iter()
            .flat_map(|(rule, groups)| groups.iter().map(move |group| (rule, group)));
        self.ages = groups
            .map(|(rule, (key, group))| (!group.open.is_empty(), group.last, rule.clone(), key.clone()))
            .collect();
    }

    /// The clock: detections that grew, and appliances that are silent.
    pub(super) fn tick(&mut self, of: &At<'_>, now: Timestamp) -> Vec<Detection> {
        let mut told = Vec::new();
        let mut silent = Vec::new();
        for (position, rule) in of.rules.all.iter().enumerate() {
            for (device, appliance) in &mut self.appliances {
                if let Some(began) = is_silent(rule, appliance, now) {
                    appliance.told.insert(rule.id.clone(), began);
                    silent.push(absence(position, *device, began, now, 1));
                }
            }
        }
        for hit in silent {
            self.fire(of, &hit, &mut told);
        }
        for open in self
            .groups
            .values_mut()
            .flat_map(BTreeMap::values_mut)
            .flat_map(|group| &mut group.open)
        {
            if std::mem::take(&mut open.grew) {
                told.push(open.detection.clone());
            }
        }
        told
    }
}

/// Since when an appliance has been silent, if it is time to tell and nobody was told.
fn is_silent(rule: &Compiled, appliance: &Appliance, now: Timestamp) -> Option<Timestamp> {
    if appliance.told.contains_key(&rule.id) {
        return None;
    }
    let heard = appliance.heard()?;
    let (began, patience) = match &rule.body {
        Ready::Silence {
            shortest,
            longest,
            unknown,
            times,
        } => (heard, appliance.patience([*shortest, *longest, *unknown], *times)),
        Ready::Absence { after } => {
            let said = *appliance.said.get(&rule.id)?;
            // It must have been heard since: otherwise it is silent, which is another finding.
            (heard.duration_since(said) > *after).then_some((said, *after))?
        }
        _ => return None,
    };
    (now.duration_since(began) > patience).then_some(began)
}

/// An appliance that did not say something from `began` on.
fn absence(rule: usize, device: DeviceId, began: Timestamp, now: Timestamp, events: u64) -> Hit {
    Hit {
        rule,
        key: format!("{device}{BETWEEN}{began}"),
        first: began.as_microsecond(),
        last: now.as_microsecond(),
        events,
        host: None,
        device,
        sample: Vec::new(),
    }
}

/// The rules that count a rule, with the key and the value that they take from an event.
fn followed(rule: &Compiled, sight: &Sight<'_>) -> Vec<(Follower, Option<String>, Option<String>)> {
    let of = |follower: &Follower| {
        let KeyFrom::Event(sources) = &follower.key else {
            return (follower.clone(), None, None);
        };
        let text = |source| {
            let text = sight.text(source)?.replace(BETWEEN, " ");
            Some(text[..text.floor_char_boundary(KEY)].to_owned())
        };
        let values: Option<Vec<String>> = sources.iter().map(text).collect();
        let key = values.map(|values| values.join(&BETWEEN.to_string()));
        let value = follower.value.as_ref().and_then(|source| sight.text(source));
        (follower.clone(), key, value)
    };
    rule.followers.iter().map(of).collect()
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

/// The first few lines of two lists; which ones does not depend on the order in which they came.
fn keep_samples(known: &mut Vec<Sample>, more: &[Sample]) {
    known.extend_from_slice(more);
    known.sort();
    known.dedup();
    known.truncate(SAMPLES);
}

/// The last few lines of two lists: what a group remembers until it becomes a detection.
fn keep_latest(known: &mut Vec<Sample>, more: &[Sample]) {
    known.extend_from_slice(more);
    known.sort();
    known.dedup();
    known.drain(..known.len().saturating_sub(SAMPLES));
}

fn micros(span: SignedDuration) -> i64 {
    i64::try_from(span.as_micros()).unwrap_or(i64::MAX)
}

fn instant(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(if micros < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    })
}
