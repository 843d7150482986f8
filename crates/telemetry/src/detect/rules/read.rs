//! A document of YAML → a rule. Everything that is wrong is noted, not only the first.

use contracts::support::Severity;
use jiff::SignedDuration;
use platform::text::Text;

use super::condition;
use super::finding::{Fault, Place};
use super::matcher::Modifiers;
use super::rule::{About, Body, Events, Host, Logsource, Rule, Selection, Test};
use super::yaml::{Key, Node, Value};

/// Keys that Sigma gives a rule, and ours.
const KEYS: &[&str] = &[
    "title",
    "id",
    "related",
    "name",
    "taxonomy",
    "status",
    "description",
    "license",
    "author",
    "references",
    "date",
    "modified",
    "logsource",
    "detection",
    "correlation",
    "fields",
    "falsepositives",
    "level",
    "tags",
    "scope",
    "generate",
    "mamori",
    "regression_tests_path",
    "simulation",
    "custom",
];
const OUR_KEYS: &[&str] = &[
    "title_ja",
    "description_ja",
    "advice_ja",
    "advice_en",
    "host",
    "quiet",
    "watch",
];
const QUIET: SignedDuration = SignedDuration::from_hours(6);

/// Reads one document; `None` if too much is wrong with it to be a rule.
pub(super) struct Reader<'f> {
    file: &'f str,
    pub(super) found: Vec<(Place, Fault)>,
}

impl<'f> Reader<'f> {
    pub(super) fn new(file: &'f str) -> Self {
        Self {
            file,
            found: Vec::new(),
        }
    }

    pub(super) fn note(&mut self, place: Place, fault: Fault) {
        self.found.push((place, fault));
    }

    /// The rule that a document says, if it says one without mistakes that keep it from working.
    pub(super) fn rule(&mut self, node: &Node) -> Option<Rule> {
        let Value::Map(map) = &node.value else {
            self.note(node.place, Fault::NotARule);
            return None;
        };
        for (key, _) in map {
            self.look_at_key(key);
        }
        let before = self.errors();
        let id = self.id(node);
        let about = self.about(node);
        let body = self.body(node);
        (self.errors() == before).then_some(())?;
        Some(Rule {
            file: self.file.to_owned(),
            place: node.place,
            id: id?,
            name: node.get("name").and_then(Node::text).map(str::to_owned),
            about: about?,
            body: body?,
        })
    }

    fn errors(&self) -> usize {
        self.found.iter().filter(|(_, fault)| !fault.is_warning()).count()
    }

    /// A rule may have keys of its own; one that is nearly a known key is a slip.
    fn look_at_key(&mut self, key: &Key) {
        let near = near(&key.name, KEYS);
        if !KEYS.contains(&key.name.as_str()) && !near.is_empty() {
            self.note(key.place, Fault::UnknownKey(key.name.clone(), near));
        }
    }

    /// Notes keys that are not known.
    pub(super) fn only(&mut self, node: &Node, known: &[&str]) {
        let Value::Map(map) = &node.value else { return };
        for (key, _) in map.iter().filter(|(key, _)| !known.contains(&key.name.as_str())) {
            self.note(
                key.place,
                Fault::UnknownKey(key.name.clone(), near(&key.name, known)),
            );
        }
    }

    /// The value of a key that must be there.
    pub(super) fn need<'n>(&mut self, node: &'n Node, name: &str) -> Option<&'n Node> {
        let found = node.get(name).filter(|found| !found.is_nothing());
        if found.is_none() {
            self.note(node.place, Fault::Missing(name.to_owned()));
        }
        found
    }

    /// The text of a key that must be there.
    pub(super) fn need_text(&mut self, node: &Node, name: &str) -> Option<(Place, String)> {
        let found = self.need(node, name)?;
        let text = found.text().map(|text| (found.place, text.trim().to_owned()));
        if text.is_none() {
            self.wrong_kind(found, name, "text");
        }
        text
    }

    pub(super) fn wrong_kind(&mut self, node: &Node, name: &str, expected: &str) {
        self.note(node.place, Fault::WrongKind(name.to_owned(), expected.to_owned()));
    }

    fn id(&mut self, node: &Node) -> Option<String> {
        let (place, id) = self.need_text(node, "id")?;
        match id.parse::<uuid::Uuid>() {
            Ok(uuid) => Some(uuid.to_string()),
            Err(_) => {
                self.note(place, Fault::BadId(id));
                None
            }
        }
    }

    fn about(&mut self, node: &Node) -> Option<About> {
        let title = self.need_text(node, "title").map(|(_, title)| title);
        let description = node
            .get("description")
            .and_then(Node::text)
            .unwrap_or_default()
            .trim()
            .to_owned();
        let level = self.level(node);
        let ours = node.get("mamori");
        if let Some(ours) = ours {
            self.only(ours, OUR_KEYS);
        }
        let title = title?;
        let mut about = About {
            title: Text {
                ja: title.clone(),
                en: title,
            },
            description: Text {
                ja: description.clone(),
                en: description,
            },
            advice: None,
            level: level?,
            host: Host::default(),
            quiet: QUIET,
        };
        if let Some(ours) = ours {
            self.ours(ours, &mut about)?;
        }
        Some(about)
    }

    fn ours(&mut self, ours: &Node, about: &mut About) -> Option<()> {
        let [title, description, advice_ja, advice_en] =
            ["title_ja", "description_ja", "advice_ja", "advice_en"].map(|name| {
                let text = ours
                    .get(name)
                    .and_then(Node::text)
                    .map(|text| text.trim().to_owned());
                if text.is_none() {
                    self.note(ours.place, Fault::NoTranslation(name.to_owned()));
                }
                text
            });
        if let Some(host) = ours.get("host").and_then(Node::text) {
            about.host = match host {
                "inside" => Host::Inside,
                "none" => Host::Nobody,
                field => Host::Field(field.to_owned()),
            };
        }
        if let Some(quiet) = ours.get("quiet") {
            about.quiet = self.timespan(quiet)?;
        }
        about.title.ja = title?;
        about.description.ja = description?;
        about.advice = Some(Text {
            ja: advice_ja?,
            en: advice_en?,
        });
        Some(())
    }

    fn level(&mut self, node: &Node) -> Option<Severity> {
        let Some(level) = node.get("level") else {
            return Some(Severity::Medium);
        };
        let severity = match level.text().unwrap_or_default() {
            "informational" => Severity::Informational,
            "low" => Severity::Low,
            "medium" => Severity::Medium,
            "high" => Severity::High,
            "critical" => Severity::Critical,
            other => {
                self.note(level.place, Fault::BadLevel(other.to_owned()));
                return None;
            }
        };
        Some(severity)
    }

    fn body(&mut self, node: &Node) -> Option<Body> {
        if let Some(correlation) = node.get("correlation") {
            let generate = node.get("generate").and_then(Node::text) == Some("true");
            return self.correlation(correlation, generate).map(Body::Correlation);
        }
        if let Some(watch) = node.get("mamori").and_then(|ours| ours.get("watch")) {
            return self.watch(watch).map(Body::Watch);
        }
        let logsource = self.logsource(node);
        let detection = self.need(node, "detection")?;
        let Value::Map(map) = &detection.value else {
            self.wrong_kind(detection, "detection", "mapping");
            return None;
        };
        let named: Vec<_> = map
            .iter()
            .filter(|(key, _)| !is_of_detection(&key.name))
            .collect();
        let names: Vec<&str> = named.iter().map(|(key, _)| key.name.as_str()).collect();
        let selections: Vec<_> = named
            .iter()
            .map(|(key, node)| self.selection(key, node))
            .collect();
        let conditions = self.conditions(detection, &names)?;
        for (position, (key, _)) in named.iter().enumerate() {
            let is_used = conditions.iter().any(|condition| condition.uses(position));
            if !is_used && !key.name.starts_with('_') {
                self.note(key.place, Fault::UnusedSelection(key.name.clone()));
            }
        }
        let selections = selections.into_iter().collect::<Option<_>>()?;
        Some(Body::Events(Events {
            logsource: logsource?,
            selections,
            conditions,
        }))
    }

    fn logsource(&mut self, node: &Node) -> Option<Logsource> {
        let logsource = self.need(node, "logsource")?;
        self.only(logsource, &["category", "product", "service", "definition"]);
        let said = |name| logsource.get(name).and_then(Node::text).map(str::to_lowercase);
        Some(Logsource {
            place: logsource.place,
            category: said("category"),
            product: said("product"),
            service: said("service"),
        })
    }

    fn conditions(&mut self, detection: &Node, names: &[&str]) -> Option<Vec<condition::Condition>> {
        let said = self.need(detection, "condition")?;
        let mut conditions = Vec::new();
        for node in said.elements() {
            let Some(text) = node.text() else {
                self.wrong_kind(node, "condition", "text");
                continue;
            };
            match condition::read(text, names) {
                Ok(condition) => conditions.push(condition),
                Err(fault) => self.note(node.place, fault),
            }
        }
        (!conditions.is_empty()).then_some(conditions)
    }

    fn selection(&mut self, key: &Key, node: &Node) -> Option<Selection> {
        let any = match &node.value {
            Value::Map(_) => vec![self.tests(node)?],
            Value::List(list) if list.iter().any(|node| matches!(node.value, Value::Map(_))) => {
                let mut any = Vec::new();
                for node in list {
                    any.push(match node.value {
                        Value::Map(_) => self.tests(node)?,
                        _ => vec![self.keywords(std::slice::from_ref(node), node.place)?],
                    });
                }
                any
            }
            _ => vec![vec![self.keywords(node.elements(), node.place)?]],
        };
        if any.iter().any(Vec::is_empty) {
            self.note(key.place, Fault::EmptySelection(key.name.clone()));
            return None;
        }
        Some(Selection { any })
    }

    /// The tests of a mapping.
    fn tests(&mut self, node: &Node) -> Option<Vec<Test>> {
        let Value::Map(map) = &node.value else { return None };
        let tests: Vec<_> = map.iter().map(|(key, node)| self.test(key, node)).collect();
        tests.into_iter().collect()
    }

    fn test(&mut self, key: &Key, node: &Node) -> Option<Test> {
        let (field, modifiers) = key.name.split_once('|').unwrap_or((&key.name, ""));
        let is_keyword = field.is_empty();
        let modifiers = match Modifiers::read(modifiers) {
            Ok(modifiers) if is_keyword => modifiers.anywhere(),
            Ok(modifiers) => modifiers,
            Err(fault) => {
                self.note(key.place, fault);
                return None;
            }
        };
        let values = self.values(&modifiers, &key.name, node.elements())?;
        if values.is_empty() {
            self.note(key.place, Fault::EmptySelection(key.name.clone()));
            return None;
        }
        let field = (!is_keyword).then(|| field.to_owned());
        Some(Test {
            place: key.place,
            field,
            values,
            all: modifiers.all,
        })
    }

    fn keywords(&mut self, nodes: &[Node], place: Place) -> Option<Test> {
        let modifiers = Modifiers::default().anywhere();
        let values = self.values(&modifiers, "keywords", nodes)?;
        if values.is_empty() {
            self.note(place, Fault::EmptySelection("keywords".to_owned()));
            return None;
        }
        Some(Test {
            place,
            field: None,
            values,
            all: false,
        })
    }

    fn values(
        &mut self,
        modifiers: &Modifiers,
        name: &str,
        nodes: &[Node],
    ) -> Option<Vec<Vec<super::matcher::Matcher>>> {
        let mut values = Vec::new();
        let before = self.errors();
        for node in nodes {
            match modifiers.matchers(node) {
                Ok(matchers) => values.push(matchers),
                Err(Fault::WrongKind(_, expected)) => self.wrong_kind(node, name, &expected),
                Err(fault) => self.note(node.place, fault),
            }
        }
        (self.errors() == before).then_some(values)
    }

    /// A span of time such as `10m`.
    pub(super) fn timespan(&mut self, node: &Node) -> Option<SignedDuration> {
        let span = node.text().and_then(timespan);
        if span.is_none() {
            let text = node.text().unwrap_or_default().to_owned();
            self.note(node.place, Fault::BadTimespan(text));
        }
        span
    }
}

fn is_of_detection(name: &str) -> bool {
    matches!(name, "condition" | "timeframe")
}

/// A whole number above zero and a unit: s, m, h, d, w, M (30 days), y (365 days). At most ten years.
fn timespan(text: &str) -> Option<SignedDuration> {
    let text = text.trim();
    let unit = text.chars().last()?;
    let number: i64 = text[..text.len() - unit.len_utf8()].parse().ok()?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 86_400,
        'w' => 7 * 86_400,
        'M' => 30 * 86_400,
        'y' => 365 * 86_400,
        _ => return None,
    };
    let span = number.checked_mul(seconds)?;
    (number > 0 && span <= 3650 * 86_400).then(|| SignedDuration::from_secs(span))
}

/// The known name that a slip may have meant, or nothing.
pub(super) fn near(name: &str, known: &[&str]) -> String {
    let close = known
        .iter()
        .map(|known| (strsim::damerau_levenshtein(name, known), *known));
    let close = close
        .min()
        .filter(|(distance, known)| *distance <= 2 && *distance * 3 <= known.len());
    close.map_or_else(String::new, |(_, known)| known.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_of_time() {
        assert_eq!(timespan("10m"), Some(SignedDuration::from_mins(10)));
        assert_eq!(timespan("1M"), Some(SignedDuration::from_hours(720)));
        for text in ["", "10", "m", "0m", "-1h", "1.5h", "10分", "9999999y", "1 h "] {
            assert_eq!(timespan(text), None, "{text}");
        }
    }

    #[test]
    fn a_slip_is_recognised() {
        assert_eq!(near("detectoin", KEYS), "detection");
        assert_eq!(near("owner_department", KEYS), "");
    }
}
