//! What is remembered of one company: nothing of it depends on any other company.

use std::collections::BTreeMap;

use contracts::ids::{CompanyId, DeviceId};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::Limits;
use super::appliance::Appliance;
use super::detection::{Detection, SAMPLES, Sample, id};
use super::groups::{Groups, Open, micros};
use super::learnt::Learnt;
use super::rules::Rules;
use super::rules::compiled::{Compiled, Follower, KeyFrom, Ready};
use super::rules::rule::Host;
use super::seeing::Sight;
use super::window::{End, Entry};

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
    groups: Groups,
    learnt: BTreeMap<String, Learnt>,
    pub(super) appliances: BTreeMap<DeviceId, Appliance>,
    /// Events that came too late to be counted with others.
    #[serde(default)]
    pub(super) late: u64,
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
        let mut hits: Vec<(Hit, Vec<Counted>)> = Vec::new();
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
                let counted = counted(of.rules, compiled, sight, hit.host.as_ref());
                hits.push((hit, counted));
            }
        }
        for (hit, counted) in hits {
            self.meet(of, &hit, counted, received, &mut told);
        }
        told
    }

    fn hear(&mut self, of: &At<'_>, device: DeviceId, received: Timestamp, told: &mut Vec<Detection>) {
        let appliance = self.appliances.entry(device).or_default();
        let is_new = appliance.heard().is_none_or(|heard| received > heard);
        appliance.hear(received);
        if !is_new || appliance.told.is_empty() {
            return;
        }
        let over = std::mem::take(&mut appliance.told);
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
        counted: Vec<Counted>,
        received: Timestamp,
        told: &mut Vec<Detection>,
    ) {
        let rule = &of.rules.all[hit.rule];
        if rule.emits {
            self.fire(of, hit, told);
        }
        for Counted {
            follower,
            key,
            value,
            host,
        } in counted
        {
            let hit = Hit {
                key,
                host,
                ..hit.clone()
            };
            self.follow(of, &hit, &rule.followers[follower], value, received, told);
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
                let group = self
                    .groups
                    .entry(of.limits.groups, &parent.id, &hit.key, hit.last);
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
                appliance.missing.remove(&parent.id);
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
        let group = self.groups.entry(of.limits.groups, &rule.id, &hit.key, hit.last);
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
            group: named(rule, &hit.key),
            sample: Vec::new(),
        };
        keep_samples(&mut detection.sample, &hit.sample);
        told.push(detection.clone());
        group.open.push(Open {
            detection,
            grew: false,
        });
        self.groups.opened(&rule.id, &hit.key);
    }

    /// Forgets what is too old to matter, once a minute of the company's own time.
    fn sweep(&mut self, of: &At<'_>) {
        if self.latest - self.swept < micros(SignedDuration::from_mins(1)) {
            return;
        }
        self.swept = self.latest;
        let latest = self.latest;
        self.groups.sweep(of.rules, latest, micros(of.limits.lateness));
    }

    /// Whether nothing was seen after an instant, and no appliance is expected to speak.
    pub(super) fn is_over(&self, until: Timestamp) -> bool {
        self.appliances.is_empty() && self.latest <= until.as_microsecond()
    }

    /// Makes ready what a snapshot does not hold.
    pub(super) fn wake(&mut self) {
        self.groups.age();
    }

    /// Groups that were given up because there were too many.
    pub(super) fn dropped(&self) -> u64 {
        self.groups.dropped
    }

    /// The clock: detections that grew, and appliances that are silent.
    pub(super) fn tick(&mut self, of: &At<'_>, now: Timestamp) -> Vec<Detection> {
        let mut told = Vec::new();
        let mut silent = Vec::new();
        for (position, rule) in of.rules.all.iter().enumerate() {
            for (device, appliance) in &mut self.appliances {
                if let Some(began) = is_silent(rule, appliance, now) {
                    let told = match rule.body {
                        Ready::Absence { .. } => &mut appliance.missing,
                        _ => &mut appliance.told,
                    };
                    told.insert(rule.id.clone(), began);
                    silent.push(absence(position, *device, began, now, 1));
                }
            }
        }
        for hit in silent {
            self.fire(of, &hit, &mut told);
        }
        for open in self.groups.open() {
            if std::mem::take(&mut open.grew) {
                told.push(open.detection.clone());
            }
        }
        told
    }
}

/// What a rule groups by, for people. The key of a silence is the appliance and its beginning, which a detection has.
fn named(rule: &Compiled, key: &str) -> Vec<String> {
    if matches!(rule.body, Ready::Silence { .. } | Ready::Absence { .. }) {
        return Vec::new();
    }
    let values = key.split(BETWEEN).filter(|value| !value.is_empty());
    values.map(str::to_owned).collect()
}

/// Since when an appliance has been silent, if it is time to tell and nobody was told.
fn is_silent(rule: &Compiled, appliance: &Appliance, now: Timestamp) -> Option<Timestamp> {
    if appliance.told.contains_key(&rule.id) || appliance.missing.contains_key(&rule.id) {
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

/// What one of the rules that count a rule takes from an event.
struct Counted {
    /// Position among the rule's followers.
    follower: usize,
    key: String,
    value: Option<String>,
    host: Option<String>,
}

/// What the rules that count a rule take from an event; those whose fields are not there take nothing.
fn counted(rules: &Rules, rule: &Compiled, sight: &Sight<'_>, host: Option<&String>) -> Vec<Counted> {
    let of = |(position, follower): (usize, &Follower)| {
        let KeyFrom::Event(sources) = &follower.key else {
            return None;
        };
        let text = |source| {
            let text = sight.text(source)?.replace(BETWEEN, " ");
            Some(text[..text.floor_char_boundary(KEY)].to_owned())
        };
        let values: Option<Vec<String>> = sources.iter().map(text).collect();
        let parent = &rules.all[follower.rule];
        let host = match &parent.about.host {
            Host::Inside => host.cloned(),
            _ => parent.host.as_ref().and_then(|source| sight.text(source)),
        };
        Some(Counted {
            follower: position,
            key: values?.join(&BETWEEN.to_string()),
            value: follower.value.as_ref().and_then(|source| sight.text(source)),
            host,
        })
    };
    rule.followers.iter().enumerate().filter_map(of).collect()
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

fn instant(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(if micros < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    })
}
