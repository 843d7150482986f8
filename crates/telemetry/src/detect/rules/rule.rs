//! What a rule says, read and checked, before its fields are found in events.

use contracts::support::Severity;
use jiff::SignedDuration;
use platform::text::Text;

use super::condition::Condition;
use super::finding::Place;
use super::matcher::Matcher;

/// One rule.
#[derive(Clone, Debug)]
pub(in crate::detect) struct Rule {
    /// The file, as the caller named its folder.
    pub(in crate::detect) file: String,
    pub(in crate::detect) place: Place,
    /// A UUID.
    pub(in crate::detect) id: String,
    /// By which correlations may also refer to it.
    pub(in crate::detect) name: Option<String>,
    pub(in crate::detect) about: About,
    pub(in crate::detect) body: Body,
}

/// What people read of a rule, and what is done when it is met.
#[derive(Clone, Debug)]
pub(in crate::detect) struct About {
    pub(in crate::detect) title: Text,
    pub(in crate::detect) description: Text,
    /// What to do first.
    pub(in crate::detect) advice: Option<Text>,
    pub(in crate::detect) level: Severity,
    /// How the host of a detection is found.
    pub(in crate::detect) host: Host,
    /// Detections of one rule, company and group that lie less than this apart are one.
    pub(in crate::detect) quiet: SignedDuration,
}

/// How the host of a detection is found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::detect) enum Host {
    /// The side with an address of private use, the source before the destination.
    #[default]
    Inside,
    /// What a field holds.
    Field(String),
    /// There is none: the detection is about the company or the appliance.
    Nobody,
}

/// What must happen.
#[derive(Clone, Debug)]
pub(in crate::detect) enum Body {
    Events(Events),
    Correlation(Correlation),
    Watch(Watch),
}

/// One event that is as described.
#[derive(Clone, Debug)]
pub(in crate::detect) struct Events {
    pub(in crate::detect) logsource: Logsource,
    pub(in crate::detect) selections: Vec<Selection>,
    /// One of them must hold.
    pub(in crate::detect) conditions: Vec<Condition>,
}

/// Which kind of log a rule is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::detect) struct Logsource {
    pub(in crate::detect) place: Place,
    pub(in crate::detect) category: Option<String>,
    pub(in crate::detect) product: Option<String>,
    pub(in crate::detect) service: Option<String>,
}

impl std::fmt::Display for Logsource {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts = [
            ("category", &self.category),
            ("product", &self.product),
            ("service", &self.service),
        ];
        let said = parts
            .iter()
            .filter_map(|(name, value)| Some(format!("{name}: {}", value.as_ref()?)));
        formatter.write_str(&said.collect::<Vec<_>>().join(", "))
    }
}

/// A named part of a rule's detection: one of these lists of tests must be met as a whole.
#[derive(Clone, Debug)]
pub(in crate::detect) struct Selection {
    pub(in crate::detect) any: Vec<Vec<Test>>,
}

/// The test of one field, or of the whole line where there is no field.
#[derive(Clone, Debug)]
pub(in crate::detect) struct Test {
    pub(in crate::detect) place: Place,
    pub(in crate::detect) field: Option<String>,
    /// For each value as it is written: one of its matchers must be met.
    pub(in crate::detect) values: Vec<Vec<Matcher>>,
    /// Whether every value must be met, instead of one.
    pub(in crate::detect) all: bool,
}

/// Several events in some time.
#[derive(Clone, Debug)]
pub(in crate::detect) struct Correlation {
    pub(in crate::detect) kind: Counting,
    /// Ids or names.
    pub(in crate::detect) rules: Vec<(Place, String)>,
    pub(in crate::detect) group_by: Vec<(Place, String)>,
    /// A name of `group_by` → rule → the field that it stands for there.
    pub(in crate::detect) aliases: Vec<(String, Vec<(String, String)>)>,
    pub(in crate::detect) timespan: SignedDuration,
    /// Whether the rules that it refers to also give detections of their own.
    pub(in crate::detect) generate: bool,
}

/// How events are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::detect) enum Counting {
    /// So many events.
    Events(u32),
    /// So many different values of a field.
    Values { field: String, place: Place, least: u32 },
    /// So many of the rules, in any order.
    Temporal(Option<u32>),
    /// All rules, in their order.
    Ordered,
}

/// Rules of our own that Sigma has no words for.
#[derive(Clone, Debug)]
pub(in crate::detect) enum Watch {
    /// A value that the company has not had before.
    FirstSeen {
        rule: (Place, String),
        /// The value is that of these fields together.
        fields: Vec<(Place, String)>,
        /// For so long from its first event on, a company's values are only learnt.
        learn: SignedDuration,
        /// A value that was not seen for so long is new again.
        forget: SignedDuration,
    },
    /// An appliance that says nothing for longer than is usual for it.
    Silence {
        /// Never before.
        shortest: SignedDuration,
        /// Never later.
        longest: SignedDuration,
        /// While its rhythm is not known yet.
        unknown: SignedDuration,
        /// Times the longest usual silence.
        times: u32,
    },
    /// An appliance that speaks, but has not said this for so long although it used to.
    Absence {
        rule: (Place, String),
        after: SignedDuration,
    },
}
