//! The way through: how far each step is, and what the next workshop needs. Told by kinds and keys of entries alone, so
//! the secretariat sees it without opening anything that a company confided.

use std::collections::{BTreeMap, BTreeSet};

use super::catalogue::{Catalogue, Step, Stop};
use super::record::{Kind, Slot};

/// How far a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Far {
    /// Done so far.
    pub done: usize,
    /// Of so many.
    pub of: usize,
}

impl Far {
    /// Everything is done.
    pub const fn is_done(self) -> bool {
        self.done >= self.of
    }

    /// Something is done, not everything.
    pub const fn is_begun(self) -> bool {
        self.done > 0 && self.done < self.of
    }
}

/// What there is, without contents.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    slots: BTreeMap<Kind, BTreeSet<String>>,
}

impl FromIterator<Slot> for Outline {
    fn from_iter<I: IntoIterator<Item = Slot>>(slots: I) -> Self {
        let mut outline = Self::default();
        for slot in slots {
            outline.slots.entry(slot.kind).or_default().insert(slot.key);
        }
        outline
    }
}

impl Outline {
    fn count(&self, kind: Kind) -> usize {
        self.slots.get(&kind).map_or(0, BTreeSet::len)
    }

    fn has(&self, kind: Kind, key: &str) -> bool {
        self.slots.get(&kind).is_some_and(|keys| keys.contains(key))
    }

    fn marked(&self, step: Step) -> usize {
        usize::from(self.has(Kind::Mark, step.as_str()))
    }

    fn approved(&self, documents: &[&str]) -> Far {
        let done = documents.iter().filter(|id| self.has(Kind::Approval, id)).count();
        Far {
            done,
            of: documents.len(),
        }
    }

    /// How far a step is.
    pub fn far(&self, catalogue: &Catalogue, step: Step) -> Far {
        match step {
            Step::Diagnosis => {
                let sites = 1 + self.count(Kind::Site);
                let of = catalogue.diagnosis.questions.len() * sites;
                let done = self.count(Kind::Answer).min(of);
                Far { done, of }
            }
            Step::Environment => Far {
                done: self.count(Kind::Environment).min(questions(catalogue)),
                of: questions(catalogue),
            },
            Step::Ledger => Far {
                done: usize::from(self.count(Kind::Asset) > 0) + self.marked(step),
                of: 2,
            },
            Step::Threats | Step::Risk => Far {
                done: self.marked(step),
                of: 1,
            },
            Step::Treatment => Far {
                done: usize::from(self.count(Kind::Task) + self.count(Kind::Decision) > 0)
                    + self.marked(step),
                of: 2,
            },
            Step::Standards => self.approved(&["control-standards"]),
            Step::Soa => self.approved(&["soa"]),
            Step::Procedures => self.approved(&["procedures"]),
            Step::Continuity => self.approved(&["it-bcp", "incident-plan"]),
            Step::People => self.approved(&["people-plan", "training-plan"]),
            Step::Audit => self.approved(&["audit-plan"]),
            Step::Summary => self.approved(&["treatment-plan", "executive-summary"]),
            Step::Declaration => Far {
                done: self.approved(&["basic-policy"]).done + self.marked(step),
                of: 2,
            },
        }
    }

    /// The first step that is not done.
    pub fn next(&self, catalogue: &Catalogue) -> Option<Step> {
        Step::ALL
            .into_iter()
            .find(|step| !self.far(catalogue, *step).is_done())
    }

    /// The first workshop or visit for which something is left to do.
    pub fn next_stop<'c>(&self, catalogue: &'c Catalogue) -> Option<&'c Stop> {
        catalogue.journey.stops.iter().find(|stop| {
            stop.steps
                .iter()
                .any(|step| !self.far(catalogue, *step).is_done())
        })
    }
}

/// Questions of the environment that everybody is asked: those with a condition are extra.
fn questions(catalogue: &Catalogue) -> usize {
    let fields = catalogue
        .environment
        .sections
        .iter()
        .flat_map(|section| &section.fields);
    fields.filter(|field| field.when.is_none()).count()
}
