//! All rules together: ids that are there once, references that lead somewhere, fields that are found.

use std::collections::BTreeMap;

use firewall_logs::Class;

use super::compiled::{Compiled, Follower, KeyFrom, Ready, ReadyEvents};
use super::finding::{Fault, Finding, Place};
use super::mapping::{Mapping, Source};
use super::read::Reader;
use super::rule::{Body, Correlation, Counting, Host, Rule, Watch};
use super::yaml;

/// Rules that are ready to be compared with events.
#[derive(Debug, Default)]
pub struct Rules {
    pub(in crate::detect) all: Vec<Compiled>,
    by_class: BTreeMap<Class, Vec<usize>>,
    by_id: BTreeMap<String, usize>,
}

/// What became of a set of files.
#[derive(Debug, Default)]
pub struct Checked {
    /// The rules without mistakes, ready.
    pub rules: Rules,
    /// Everything that is wrong, by file and place.
    pub findings: Vec<Finding>,
    /// Documents that were read.
    pub read: usize,
    /// Rules that were understood.
    pub loaded: usize,
    /// Rules that events here can meet.
    pub can_match: usize,
}

impl Rules {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The rules over single events of a class.
    pub(in crate::detect) fn of_class(&self, class: Class) -> &[usize] {
        self.by_class.get(&class).map(Vec::as_slice).unwrap_or_default()
    }

    /// The position of a rule.
    pub(in crate::detect) fn position(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// Reads rules from the texts of files (name and text) and finds their fields with a mapping.
    pub fn check(files: &[(String, String)], mapping: &Mapping) -> Checked {
        let mut checked = Checked::default();
        let mut rules = Vec::new();
        for (file, text) in files {
            let mut reader = Reader::new(file);
            match yaml::documents(text) {
                Ok(documents) => {
                    checked.read += documents.len();
                    if documents.is_empty() {
                        reader.note(Place::START, Fault::Nothing);
                    }
                    rules.extend(documents.iter().filter_map(|node| reader.rule(node)));
                }
                Err((place, fault)) => reader.note(place, fault),
            }
            let found = reader.found.into_iter();
            checked.findings.extend(found.map(|(place, fault)| Finding {
                file: file.clone(),
                place,
                fault,
            }));
        }
        checked.loaded = rules.len();
        Assembly {
            mapping,
            names: BTreeMap::new(),
            findings: Vec::new(),
        }
        .assemble(rules, &mut checked);
        checked.findings.sort();
        checked.findings.dedup();
        checked
    }
}

struct Assembly<'m> {
    mapping: &'m Mapping,
    /// Ids and names → position.
    names: BTreeMap<String, usize>,
    findings: Vec<Finding>,
}

impl Assembly<'_> {
    fn assemble(mut self, rules: Vec<Rule>, checked: &mut Checked) {
        let rules = self.unique(rules);
        let mut compiled: Vec<Option<Ready>> = rules.iter().map(|rule| self.body(rule)).collect();
        self.drop_unsound(&rules, &mut compiled);
        checked.can_match = compiled.iter().filter(|ready| ready.is_some()).count();
        let followers = self.followers(&rules, &compiled);
        let silent = silent(&rules, &self.names);
        // Positions of the rules that stay.
        let before = compiled.iter().scan(0, |count, ready| {
            let position = *count;
            *count += usize::from(ready.is_some());
            Some(ready.as_ref().map(|_| position))
        });
        let kept: Vec<Option<usize>> = before.collect();
        let mut set = Rules::default();
        for (index, (rule, ready)) in rules.into_iter().zip(compiled).enumerate() {
            let Some(body) = ready else { continue };
            let mut own = followers[index].clone();
            own.retain_mut(|follower| kept[follower.rule].inspect(|at| follower.rule = *at).is_some());
            let at = set.all.len();
            if let Ready::Events(events) = &body {
                for class in &events.classes {
                    set.by_class.entry(*class).or_default().push(at);
                }
            }
            set.by_id.insert(rule.id.clone(), at);
            let host = match &rule.about.host {
                Host::Inside => Some(Source::Inside),
                Host::Nobody => None,
                Host::Field(field) => self.source_of(&rule, field),
            };
            set.all.push(Compiled {
                id: rule.id,
                about: rule.about,
                body,
                emits: !silent[index],
                followers: own,
                host,
            });
        }
        checked.rules = set;
        checked.findings.append(&mut self.findings);
    }

    fn note(&mut self, rule: &Rule, place: Place, fault: Fault) {
        self.findings.push(Finding {
            file: rule.file.clone(),
            place,
            fault,
        });
    }

    /// The rules whose id and name nobody before them has.
    fn unique(&mut self, rules: Vec<Rule>) -> Vec<Rule> {
        let mut kept: Vec<Rule> = Vec::new();
        for rule in rules {
            let called = [Some(rule.id.clone()), rule.name.clone()];
            let other = called
                .iter()
                .flatten()
                .find_map(|name| Some((name.clone(), *self.names.get(name)?)));
            if let Some((name, other)) = other {
                let other = format!("{}:{}", kept[other].file, kept[other].place.line);
                self.note(&rule, rule.place, Fault::Duplicate(name, other));
                continue;
            }
            for name in called.into_iter().flatten() {
                self.names.insert(name, kept.len());
            }
            kept.push(rule);
        }
        kept
    }

    fn body(&mut self, rule: &Rule) -> Option<Ready> {
        Some(match &rule.body {
            Body::Events(events) => {
                let Some(origin) = self.mapping.origin(&events.logsource) else {
                    let logsource = events.logsource.to_string();
                    self.note(rule, events.logsource.place, Fault::UnknownLogsource(logsource));
                    return None;
                };
                let (ready, mut lost) = ReadyEvents::new(events, origin, self.mapping);
                lost.sort();
                lost.dedup();
                for (place, field) in &lost {
                    let fault = Fault::UnmappedField(field.clone(), events.logsource.to_string());
                    self.note(rule, *place, fault);
                }
                if !ready.can_match() {
                    let mut fields: Vec<String> = lost.into_iter().map(|(_, field)| field).collect();
                    fields.sort();
                    fields.dedup();
                    self.note(rule, rule.place, Fault::NeverMatches(fields.join(", ")));
                    return None;
                }
                Ready::Events(Box::new(ready))
            }
            Body::Correlation(correlation) => Ready::Window {
                counting: correlation.kind.clone(),
                parts: correlation.rules.len(),
                timespan: correlation.timespan,
            },
            Body::Watch(Watch::FirstSeen { learn, forget, .. }) => Ready::FirstSeen {
                learn: *learn,
                forget: *forget,
            },
            Body::Watch(Watch::Silence {
                shortest,
                longest,
                unknown,
                times,
            }) => Ready::Silence {
                shortest: *shortest,
                longest: *longest,
                unknown: *unknown,
                times: *times,
            },
            Body::Watch(Watch::Absence { after, .. }) => Ready::Absence { after: *after },
        })
    }

    /// Rules that refer to what is not there, to each other in a circle, or to rules that never match.
    fn drop_unsound(&mut self, rules: &[Rule], compiled: &mut [Option<Ready>]) {
        for (index, rule) in rules.iter().enumerate() {
            for (place, name) in references(rule) {
                if !self.names.contains_key(name) {
                    self.note(rule, *place, Fault::UnknownRule(name.clone()));
                    compiled[index] = None;
                }
            }
        }
        for index in 0..rules.len() {
            if self.is_in_circle(rules, index) {
                self.note(
                    &rules[index],
                    rules[index].place,
                    Fault::Circle(rules[index].id.clone()),
                );
                compiled[index] = None;
            }
        }
        // What refers to a rule that was dropped is dropped as well; as often as anything changes.
        loop {
            let lost: Vec<usize> = (0..rules.len())
                .filter(|index| compiled[*index].is_some())
                .filter(|index| self.is_lost(&rules[*index], compiled))
                .collect();
            if lost.is_empty() {
                return;
            }
            for index in lost {
                let names = references(&rules[index]).iter().map(|(_, name)| name.clone());
                let names: Vec<String> = names
                    .filter(|name| compiled[self.names[name]].is_none())
                    .collect();
                self.note(
                    &rules[index],
                    rules[index].place,
                    Fault::NeverMatches(names.join(", ")),
                );
                compiled[index] = None;
            }
        }
    }

    /// Whether too few of the rules that a rule refers to can match.
    fn is_lost(&self, rule: &Rule, compiled: &[Option<Ready>]) -> bool {
        let is_there = |(_, name): &&(Place, String)| compiled[self.names[name]].is_some();
        let there = references(rule).iter().filter(is_there).count();
        match &rule.body {
            Body::Correlation(Correlation {
                kind: Counting::Events(_) | Counting::Values { .. },
                ..
            }) => there == 0,
            Body::Correlation(Correlation {
                kind: Counting::Temporal(Some(least)),
                ..
            }) => there < *least as usize,
            _ => there < references(rule).len(),
        }
    }

    fn is_in_circle(&self, rules: &[Rule], start: usize) -> bool {
        let mut seen = vec![false; rules.len()];
        let mut open = vec![start];
        while let Some(index) = open.pop() {
            for (_, name) in references(&rules[index]) {
                let Some(&next) = self.names.get(name) else {
                    continue;
                };
                if next == start {
                    return true;
                }
                if !std::mem::replace(&mut seen[next], true) {
                    open.push(next);
                }
            }
        }
        false
    }

    /// For each rule, who counts it.
    fn followers(&mut self, rules: &[Rule], compiled: &[Option<Ready>]) -> Vec<Vec<Follower>> {
        let mut followers: Vec<Vec<Follower>> = vec![Vec::new(); rules.len()];
        for (index, rule) in rules
            .iter()
            .enumerate()
            .filter(|(index, _)| compiled[*index].is_some())
        {
            for (part, (place, name)) in references(rule).iter().enumerate() {
                let child = self.names[name];
                let wanted = grouping(rule, name);
                let key = self.key(rules, child, &wanted);
                let value = match &rule.body {
                    Body::Correlation(Correlation {
                        kind: Counting::Values { field, place, .. },
                        ..
                    }) => {
                        let source = self.source_of(&rules[child], field);
                        if source.is_none() {
                            let fault = Fault::UnmappedField(field.clone(), name.clone());
                            self.note(rule, *place, fault);
                        }
                        source
                    }
                    _ => None,
                };
                match key {
                    Ok(key) => {
                        let part = u16::try_from(part).unwrap_or(u16::MAX);
                        followers[child].push(Follower {
                            rule: index,
                            part,
                            key,
                            value,
                        });
                    }
                    Err(field) => self.note(rule, *place, Fault::GroupUnknown(field, name.clone())),
                }
            }
        }
        followers
    }

    /// Where the values to group by come from; the error is the field that is not found.
    fn key(&self, rules: &[Rule], child: usize, wanted: &[String]) -> Result<KeyFrom, String> {
        if let Body::Correlation(inner) = &rules[child].body {
            let position = |field: &String| {
                let found = inner.group_by.iter().position(|(_, known)| known == field);
                found.ok_or_else(|| field.clone())
            };
            return wanted
                .iter()
                .map(position)
                .collect::<Result<_, _>>()
                .map(KeyFrom::Key);
        }
        let source = |field: &String| self.source_of(&rules[child], field).ok_or_else(|| field.clone());
        wanted
            .iter()
            .map(source)
            .collect::<Result<_, _>>()
            .map(KeyFrom::Event)
    }

    /// Where a field is found in the events of a rule.
    fn source_of(&self, rule: &Rule, field: &str) -> Option<Source> {
        let origin = match &rule.body {
            Body::Events(events) => self.mapping.origin(&events.logsource),
            _ => None,
        };
        self.mapping.source(origin, field)
    }
}

/// What a rule refers to.
fn references(rule: &Rule) -> &[(Place, String)] {
    match &rule.body {
        Body::Correlation(correlation) => &correlation.rules,
        Body::Watch(Watch::FirstSeen { rule, .. } | Watch::Absence { rule, .. }) => {
            std::slice::from_ref(rule)
        }
        Body::Events(_) | Body::Watch(Watch::Silence { .. }) => &[],
    }
}

/// The fields that a rule groups another rule's events by.
fn grouping(rule: &Rule, of: &str) -> Vec<String> {
    let named = |list: &[(Place, String)]| list.iter().map(|(_, name)| name.clone()).collect();
    match &rule.body {
        Body::Correlation(correlation) => {
            let field = |(_, name): &(Place, String)| {
                let alias = correlation.aliases.iter().find(|(known, _)| known == name);
                let field = alias.and_then(|(_, rules)| rules.iter().find(|(rule, _)| rule == of));
                field.map_or_else(|| name.clone(), |(_, field)| field.clone())
            };
            correlation.group_by.iter().map(field).collect()
        }
        Body::Watch(Watch::FirstSeen { fields, .. }) => named(fields),
        Body::Watch(Watch::Absence { .. }) => vec!["device".to_owned()],
        _ => Vec::new(),
    }
}

/// Which rules give no detections of their own: those that are only parts of others. A rule with words of ours for
/// people is none.
fn silent(rules: &[Rule], names: &BTreeMap<String, usize>) -> Vec<bool> {
    let mut silent = vec![false; rules.len()];
    for rule in rules {
        if matches!(&rule.body, Body::Correlation(correlation) if correlation.generate) {
            continue;
        }
        for (_, name) in references(rule) {
            if let Some(position) = names.get(name) {
                silent[*position] = true;
            }
        }
    }
    let is_told = |rule: &Rule| rule.about.advice.is_some();
    silent
        .iter()
        .zip(rules)
        .map(|(silent, rule)| *silent && !is_told(rule))
        .collect()
}
