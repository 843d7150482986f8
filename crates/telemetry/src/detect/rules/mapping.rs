//! Where the fields of Sigma's rules are found in events: `rules/mapping.yml`, read and checked.

use std::collections::BTreeMap;

use firewall_logs::{Class, Field, Function};

use super::finding::{Fault, Finding, Place};
use super::read::{Reader, near};
use super::rule::Logsource;
use super::yaml::{self, Key, Node, Value};

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::detect) enum Source {
    /// A field of the event.
    Field(Field),
    /// What the vendor calls so, and OCSF has no field for.
    Vendor(String),
    /// The address of the side within the company.
    Inside,
    /// The address of the other side.
    Outside,
    /// The appliance, whatever it calls itself.
    Device,
    /// The ending of the file's name in the web address, without the dot.
    UrlExtension,
    /// The hour of the day in Tokyo, 0 to 23.
    LocalHour,
    /// Whether it was a business day in Tokyo.
    BusinessDay,
    /// The first of these that is there.
    First(Vec<Source>),
}

/// What is worked out from an event instead of being read in it.
const OURS: &[(&str, Source)] = &[
    ("inside_ip", Source::Inside),
    ("outside_ip", Source::Outside),
    ("device", Source::Device),
    ("url_extension", Source::UrlExtension),
    ("local_hour", Source::LocalHour),
    ("business_day", Source::BusinessDay),
];

/// Which events a source of logs has, and what its fields are called.
#[derive(Clone, Debug, Default)]
pub(in crate::detect) struct Origin {
    pub(in crate::detect) classes: Vec<Class>,
    /// Of these functions of the appliance; empty: any.
    pub(in crate::detect) functions: Vec<Function>,
    /// Of these makers, lower case; empty: any.
    pub(in crate::detect) vendors: Vec<String>,
    fields: BTreeMap<String, Source>,
}

type Called = (Option<String>, Option<String>, Option<String>);

/// The mapping.
#[derive(Clone, Debug, Default)]
pub struct Mapping {
    origins: BTreeMap<Called, Origin>,
    fields: BTreeMap<String, Source>,
}

impl Mapping {
    /// Reads `mapping.yml`. Every mistake is a finding; what is sound is kept.
    pub fn read(file: &str, text: &str) -> (Self, Vec<Finding>) {
        let mut reading = Reading {
            reader: Reader::new(file),
            mapping: Self::default(),
        };
        match yaml::documents(text) {
            Ok(documents) => documents.iter().for_each(|node| reading.document(node)),
            Err((place, fault)) => reading.reader.note(place, fault),
        }
        let findings = reading.reader.found.into_iter();
        let findings = findings.map(|(place, fault)| Finding {
            file: file.to_owned(),
            place,
            fault,
        });
        (reading.mapping, findings.collect())
    }

    /// The events that a rule's source of logs has.
    pub(in crate::detect) fn origin(&self, logsource: &Logsource) -> Option<&Origin> {
        let called = (
            logsource.category.clone(),
            logsource.product.clone(),
            logsource.service.clone(),
        );
        self.origins.get(&called)
    }

    /// Where a field of a rule is found: by the source's own names, the names of all, or OCSF's path.
    pub(in crate::detect) fn source(&self, origin: Option<&Origin>, field: &str) -> Option<Source> {
        let own = origin.and_then(|origin| origin.fields.get(field));
        own.or_else(|| self.fields.get(field))
            .cloned()
            .or_else(|| direct(field))
    }
}

/// A field by OCSF's path (array marks may be left out), or a value worked out by us.
fn direct(name: &str) -> Option<Source> {
    let plain = |path: &str| path.replace("[]", "");
    let field = Field::ALL
        .iter()
        .find(|field| field.path() == name || plain(field.path()) == name);
    let ours = || {
        OURS.iter()
            .find(|(known, _)| *known == name)
            .map(|(_, source)| source.clone())
    };
    field.map(|field| Source::Field(*field)).or_else(ours)
}

struct Reading<'f> {
    reader: Reader<'f>,
    mapping: Mapping,
}

impl Reading<'_> {
    fn document(&mut self, node: &Node) {
        self.reader.only(node, &["fields", "logsources"]);
        if let Some(fields) = node.get("fields") {
            self.mapping.fields = self.fields(fields);
        }
        let Some(origins) = self.reader.need(node, "logsources") else {
            return;
        };
        for origin in origins.elements() {
            self.origin(origin);
        }
    }

    fn origin(&mut self, node: &Node) {
        self.reader.only(
            node,
            &[
                "logsource",
                "classes",
                "functions",
                "vendors",
                "fields",
                "vendor-fields",
            ],
        );
        let Some(logsource) = self.reader.need(node, "logsource") else {
            return;
        };
        self.reader.only(logsource, &["category", "product", "service"]);
        let [category, product, service] = ["category", "product", "service"]
            .map(|name| logsource.get(name).and_then(Node::text).map(str::to_lowercase));
        let mut origin = Origin::default();
        if let Some(classes) = self.reader.need(node, "classes") {
            origin.classes = classes
                .elements()
                .iter()
                .filter_map(|node| self.class(node))
                .collect();
        }
        if let Some(functions) = node.get("functions") {
            origin.functions = functions
                .elements()
                .iter()
                .filter_map(|node| self.function(node))
                .collect();
        }
        if let Some(vendors) = node.get("vendors") {
            let named = vendors.elements().iter().filter_map(Node::text);
            origin.vendors = named.map(str::to_lowercase).collect();
        }
        if let Some(fields) = node.get("fields") {
            origin.fields = self.fields(fields);
        }
        for name in node.get("vendor-fields").map(Node::elements).unwrap_or_default() {
            if let Some(name) = name.text() {
                origin
                    .fields
                    .insert(name.to_owned(), Source::Vendor(name.to_owned()));
            }
        }
        let called = (category, product, service);
        if self.mapping.origins.insert(called, origin).is_some() {
            self.reader
                .note(logsource.place, Fault::KeyTwice("logsource".to_owned()));
        }
    }

    fn class(&mut self, node: &Node) -> Option<Class> {
        let text = node.text().unwrap_or_default();
        let class = text.parse().ok().and_then(Class::from_uid);
        if class.is_none() {
            self.reader.note(node.place, Fault::UnknownClass(text.to_owned()));
        }
        class
    }

    fn function(&mut self, node: &Node) -> Option<Function> {
        let text = node.text().unwrap_or_default();
        let function = Function::ALL
            .into_iter()
            .find(|function| function.as_str() == text);
        if function.is_none() {
            let known: Vec<_> = Function::ALL.iter().map(|function| function.as_str()).collect();
            self.reader.note(
                node.place,
                Fault::UnknownFunction(text.to_owned(), known.join(", ")),
            );
        }
        function
    }

    fn fields(&mut self, node: &Node) -> BTreeMap<String, Source> {
        let Value::Map(map) = &node.value else {
            self.reader.wrong_kind(node, "fields", "mapping");
            return BTreeMap::new();
        };
        map.iter()
            .filter_map(|(Key { name, .. }, node)| Some((name.clone(), self.source(node)?)))
            .collect()
    }

    fn source(&mut self, node: &Node) -> Option<Source> {
        let mut sources = Vec::new();
        for element in node.elements() {
            sources.push(self.path(element.place, element.text().unwrap_or_default())?);
        }
        match sources.len() {
            1 => sources.pop(),
            _ => Some(Source::First(sources)),
        }
    }

    fn path(&mut self, place: Place, path: &str) -> Option<Source> {
        if let Some(name) = path.strip_prefix("vendor:") {
            return Some(Source::Vendor(name.to_owned()));
        }
        let source = direct(path);
        if source.is_none() {
            let known: Vec<_> = Field::ALL.iter().map(|field| field.path()).collect();
            self.reader
                .note(place, Fault::UnknownColumn(path.to_owned(), near(path, &known)));
        }
        source
    }
}
