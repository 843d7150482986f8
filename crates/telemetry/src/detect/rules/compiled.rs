//! Rules with their fields found: what is compared with every event.

use aho_corasick::AhoCorasick;
use firewall_logs::{Class, Event, Field};

use super::condition::Condition;
use super::finding::Place;
use super::mapping::{Mapping, Origin, Source};
use super::matcher::{Matcher, Seen};
use super::pattern::Shape;
use super::rule::{About, Counting, Events, Test};
use crate::detect::seeing::Sight;
use jiff::SignedDuration;

/// From so many texts on they are looked for all at once.
const AT_ONCE: usize = 4;

/// A rule that is ready.
#[derive(Debug)]
pub(in crate::detect) struct Compiled {
    pub(in crate::detect) id: String,
    pub(in crate::detect) about: About,
    pub(in crate::detect) body: Ready,
    /// Whether it gives detections of its own; parts of correlations usually do not.
    pub(in crate::detect) emits: bool,
    /// Which rules count it.
    pub(in crate::detect) followers: Vec<Follower>,
    /// Where its host is found in an event.
    pub(in crate::detect) host: Option<Source>,
}

/// A rule that counts another one.
#[derive(Clone, Debug)]
pub(in crate::detect) struct Follower {
    pub(in crate::detect) rule: usize,
    /// The other one's position among the rules that it refers to.
    pub(in crate::detect) part: u16,
    pub(in crate::detect) key: KeyFrom,
    /// What is counted, for [`Counting::Values`].
    pub(in crate::detect) value: Option<Source>,
}

/// Where the values to group by come from.
#[derive(Clone, Debug)]
pub(in crate::detect) enum KeyFrom {
    /// Of the event.
    Event(Vec<Source>),
    /// Of the other correlation's own key: positions in it.
    Key(Vec<usize>),
}

#[derive(Debug)]
pub(in crate::detect) enum Ready {
    Events(Box<ReadyEvents>),
    Window {
        counting: Counting,
        parts: usize,
        timespan: SignedDuration,
    },
    FirstSeen {
        learn: SignedDuration,
        forget: SignedDuration,
    },
    Silence {
        shortest: SignedDuration,
        longest: SignedDuration,
        unknown: SignedDuration,
        times: u32,
    },
    Absence {
        after: SignedDuration,
    },
}

#[derive(Debug)]
pub(in crate::detect) struct ReadyEvents {
    pub(in crate::detect) classes: Vec<Class>,
    functions: Vec<&'static str>,
    vendors: Vec<String>,
    /// Fields without which no condition holds: most events are refused by a look at them.
    needed: Vec<Field>,
    selections: Vec<Vec<Vec<ReadyTest>>>,
    conditions: Vec<Condition>,
    /// Fields that other fields are compared with.
    references: Vec<(String, Source)>,
}

#[derive(Debug)]
struct ReadyTest {
    /// `None`: anywhere in the line.
    source: Option<Source>,
    /// No event here has the field.
    never: bool,
    values: Vec<Vec<Matcher>>,
    all: bool,
    at_once: Option<AhoCorasick>,
}

impl ReadyEvents {
    /// A rule over the events of an origin; fields that are not found are returned as well.
    pub(super) fn new(events: &Events, origin: &Origin, mapping: &Mapping) -> (Self, Vec<(Place, String)>) {
        let mut lost = Vec::new();
        let mut references = Vec::new();
        let mut ready = |test: &Test| {
            let source = test
                .field
                .as_ref()
                .map(|field| mapping.source(Some(origin), field));
            let never = source == Some(None);
            if let (true, Some(field)) = (never, &test.field) {
                lost.push((test.place, field.clone()));
            }
            for matcher in test.values.iter().flatten() {
                let Matcher::Field { name, .. } = matcher else {
                    continue;
                };
                match mapping.source(Some(origin), name) {
                    Some(source) => references.push((name.clone(), source)),
                    None => lost.push((test.place, name.clone())),
                }
            }
            ReadyTest {
                source: source.flatten(),
                never,
                at_once: at_once(test),
                values: test.values.clone(),
                all: test.all,
            }
        };
        let selections: Vec<Vec<Vec<ReadyTest>>> = events
            .selections
            .iter()
            .map(|selection| {
                selection
                    .any
                    .iter()
                    .map(|tests| tests.iter().map(&mut ready).collect())
                    .collect()
            })
            .collect();
        let mut compiled = Self {
            classes: origin.classes.clone(),
            functions: origin
                .functions
                .iter()
                .map(|function| function.as_str())
                .collect(),
            vendors: origin.vendors.clone(),
            needed: Vec::new(),
            selections,
            conditions: events.conditions.clone(),
            references,
        };
        compiled.needed = compiled.needed_fields();
        (compiled, lost)
    }

    /// Whether any event can meet it.
    pub(super) fn can_match(&self) -> bool {
        let never = |position: usize| {
            let never = |tests: &Vec<ReadyTest>| tests.iter().any(|test| test.never && !test.may_be_absent());
            self.selections[position].iter().all(never)
        };
        self.conditions
            .iter()
            .any(|condition| condition.can_be(true, &never))
    }

    /// The fields without which no condition can hold.
    fn needed_fields(&self) -> Vec<Field> {
        let is_needed = |field: &Field| {
            let never = |position: usize| {
                let asks = |tests: &Vec<ReadyTest>| tests.iter().any(|test| test.needs(*field));
                self.selections[position].iter().all(asks)
            };
            !self
                .conditions
                .iter()
                .any(|condition| condition.can_be(true, &never))
        };
        Field::ALL.iter().copied().filter(is_needed).collect()
    }

    /// Whether an event is as described.
    pub(in crate::detect) fn matches(&self, sight: &Sight<'_>) -> bool {
        let event = sight.event();
        self.needed.iter().all(|field| event.has(*field))
            && self.is_of_origin(event)
            && self.conditions.iter().any(|condition| {
                condition.holds(&mut |position| {
                    self.selections[position]
                        .iter()
                        .any(|tests| tests.iter().all(|test| test.holds(sight, &self.references)))
                })
            })
    }

    fn is_of_origin(&self, event: &Event<'_>) -> bool {
        let is_one = |known: &[&str], field| event.text(field).is_some_and(|text| known.contains(&text));
        let vendor = || {
            let name = event.text(Field::VendorName).unwrap_or_default();
            self.vendors
                .iter()
                .any(|vendor| vendor.eq_ignore_ascii_case(name))
        };
        (self.functions.is_empty() || is_one(&self.functions, Field::Function))
            && (self.vendors.is_empty() || vendor())
    }
}

impl ReadyTest {
    /// Whether it can hold where the field is not there.
    fn may_be_absent(&self) -> bool {
        let absent = |matcher: &Matcher| matches!(matcher, Matcher::Nothing | Matcher::Exists(false));
        let some = |matchers: &Vec<Matcher>| matchers.iter().any(absent);
        match self.all {
            true => self.values.iter().all(some),
            false => self.values.iter().any(some),
        }
    }

    /// Whether it cannot hold without a field.
    fn needs(&self, field: Field) -> bool {
        self.source == Some(Source::Field(field)) && !self.may_be_absent()
    }

    fn holds(&self, sight: &Sight<'_>, references: &[(String, Source)]) -> bool {
        let Some(source) = &self.source else {
            return match self.never {
                true => self.may_be_absent(),
                false => self.holds_anywhere(sight),
            };
        };
        let seen = sight.see(source);
        if let (Some(at_once), Seen::Text(text)) = (&self.at_once, seen) {
            return at_once.is_match(text);
        }
        let other = |name: &str| {
            let found = references.iter().find(|(known, _)| known == name);
            found.map_or(Seen::Nothing, |(_, source)| sight.see(source))
        };
        let met = |matchers: &Vec<Matcher>| matchers.iter().any(|matcher| matcher.matches(seen, other));
        match self.all {
            true => self.values.iter().all(met),
            false => self.values.iter().any(met),
        }
    }

    fn holds_anywhere(&self, sight: &Sight<'_>) -> bool {
        if let Some(at_once) = &self.at_once {
            return sight.any_text(|text| at_once.is_match(text));
        }
        let met = |matchers: &Vec<Matcher>| {
            sight.any_text(|text| {
                matchers
                    .iter()
                    .any(|matcher| matcher.matches(Seen::Text(text), |_| Seen::Nothing))
            })
        };
        match self.all {
            true => self.values.iter().all(met),
            false => self.values.iter().any(met),
        }
    }
}

/// Many texts of which one must stand within the field, in one automaton.
fn at_once(test: &Test) -> Option<AhoCorasick> {
    if test.all || test.values.len() < AT_ONCE {
        return None;
    }
    let text = |matcher: &Matcher| match matcher {
        Matcher::Text {
            shape: Shape::Contains(text),
            cased: false,
        } => Some(text.clone()),
        _ => None,
    };
    let texts: Option<Vec<String>> = test.values.iter().flatten().map(text).collect();
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build(texts?)
        .ok()
}
