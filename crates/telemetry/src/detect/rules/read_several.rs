//! Correlations and watches, read.

use jiff::SignedDuration;

use super::finding::{Fault, Place};
use super::read::Reader;
use super::rule::{Correlation, Counting, Watch};
use super::yaml::{Node, Value};

const KINDS: &str = "event_count, value_count, temporal, temporal_ordered";
const COMPARISONS: &[&str] = &["gt", "gte", "lt", "lte", "eq", "neq"];
/// The most that a threshold may ask for: twice as many events are remembered.
const MOST: u32 = 10_000;

impl Reader<'_> {
    pub(super) fn correlation(&mut self, node: &Node, generate: bool) -> Option<Correlation> {
        self.only(
            node,
            &[
                "type",
                "rules",
                "group-by",
                "timespan",
                "condition",
                "aliases",
                "generate",
            ],
        );
        let kind = self.need_text(node, "type");
        let rules = self.need(node, "rules").map(|rules| self.names(rules, "rules"));
        let timespan = self.need(node, "timespan").and_then(|node| self.timespan(node));
        let group_by = node
            .get("group-by")
            .map(|group| self.names(group, "group-by"))
            .unwrap_or_default();
        let aliases = node
            .get("aliases")
            .map(|node| self.aliases(node))
            .unwrap_or_default();
        let kind = kind.and_then(|(place, kind)| self.counting(node, place, &kind));
        let generate = generate || node.get("generate").and_then(Node::text) == Some("true");
        Some(Correlation {
            kind: kind?,
            rules: rules.filter(|rules| !rules.is_empty())?,
            group_by,
            aliases,
            timespan: timespan?,
            generate,
        })
    }

    fn counting(&mut self, node: &Node, place: Place, kind: &str) -> Option<Counting> {
        let condition = node.get("condition");
        match kind {
            "event_count" => {
                let condition = self.need(node, "condition")?;
                Some(Counting::Events(self.threshold(condition)?))
            }
            "value_count" => {
                let condition = self.need(node, "condition")?;
                let least = self.threshold(condition);
                let (place, field) = self.need_text(condition, "field")?;
                Some(Counting::Values {
                    field,
                    place,
                    least: least?,
                })
            }
            "temporal" => Some(Counting::Temporal(match condition {
                Some(condition) => Some(self.threshold(condition)?),
                None => None,
            })),
            "temporal_ordered" => Some(Counting::Ordered),
            _ => {
                self.note(place, Fault::BadCorrelation(kind.to_owned(), KINDS.to_owned()));
                None
            }
        }
    }

    /// The least number that a condition asks for. What asks for fewer or for exactly so many cannot be decided
    /// while events still come.
    fn threshold(&mut self, condition: &Node) -> Option<u32> {
        let Value::Map(map) = &condition.value else {
            self.wrong_kind(condition, "condition", "mapping");
            return None;
        };
        let mut least = None;
        for (key, node) in map.iter().filter(|(key, _)| key.name != "field") {
            if !COMPARISONS.contains(&key.name.as_str()) {
                self.note(key.place, Fault::UnknownKey(key.name.clone(), "gte".to_owned()));
                return None;
            }
            let number = node.text().and_then(|text| text.trim().parse::<u32>().ok());
            least = match (key.name.as_str(), number) {
                ("gte", Some(number)) => Some(number),
                ("gt", Some(number)) => number.checked_add(1),
                _ => None,
            };
            if least.is_none_or(|least| least == 0 || least > MOST) {
                let text = format!("{}: {}", key.name, node.text().unwrap_or_default());
                self.note(node.place, Fault::BadThreshold(text));
                return None;
            }
        }
        if least.is_none() {
            self.note(condition.place, Fault::Missing("gte".to_owned()));
        }
        least
    }

    /// A name or a list of names.
    fn names(&mut self, node: &Node, name: &str) -> Vec<(Place, String)> {
        let mut names = Vec::new();
        for element in node.elements() {
            match element.text() {
                Some(text) => names.push((element.place, text.trim().to_owned())),
                None => self.wrong_kind(element, name, "text"),
            }
        }
        names
    }

    fn aliases(&mut self, node: &Node) -> Vec<(String, Vec<(String, String)>)> {
        let Value::Map(map) = &node.value else {
            self.wrong_kind(node, "aliases", "mapping");
            return Vec::new();
        };
        let mut aliases = Vec::new();
        for (key, node) in map {
            let Value::Map(rules) = &node.value else {
                self.wrong_kind(node, &key.name, "mapping");
                continue;
            };
            let fields = rules
                .iter()
                .filter_map(|(rule, node)| Some((rule.name.clone(), node.text()?.to_owned())));
            aliases.push((key.name.clone(), fields.collect()));
        }
        aliases
    }

    pub(super) fn watch(&mut self, node: &Node) -> Option<Watch> {
        let (place, kind) = self.need_text(node, "kind")?;
        match kind.as_str() {
            "first-seen" => {
                self.only(node, &["kind", "rule", "fields", "learn", "forget"]);
                let rule = self.need_text(node, "rule");
                let fields = self
                    .need(node, "fields")
                    .map(|fields| self.names(fields, "fields"));
                let [learn, forget] = ["learn", "forget"].map(|name| self.need_span(node, name));
                Some(Watch::FirstSeen {
                    rule: rule?,
                    fields: fields?,
                    learn: learn?,
                    forget: forget?,
                })
            }
            "silence" => {
                self.only(node, &["kind", "shortest", "longest", "unknown", "times"]);
                let [shortest, longest, unknown] =
                    ["shortest", "longest", "unknown"].map(|name| self.need_span(node, name));
                let times = self.need(node, "times")?;
                let number = times
                    .text()
                    .and_then(|text| text.parse().ok())
                    .filter(|number| *number > 0);
                if number.is_none() {
                    self.wrong_kind(times, "times", "1, 2, …");
                }
                Some(Watch::Silence {
                    shortest: shortest?,
                    longest: longest?,
                    unknown: unknown?,
                    times: number?,
                })
            }
            "absence" => {
                self.only(node, &["kind", "rule", "after"]);
                let rule = self.need_text(node, "rule");
                let after = self.need_span(node, "after");
                Some(Watch::Absence {
                    rule: rule?,
                    after: after?,
                })
            }
            _ => {
                self.note(
                    place,
                    Fault::BadCorrelation(kind, "first-seen, silence, absence".to_owned()),
                );
                None
            }
        }
    }

    fn need_span(&mut self, node: &Node, name: &str) -> Option<SignedDuration> {
        let span = self.need(node, name)?;
        self.timespan(span)
    }
}
