//! Writing.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use uuid::Builder;

use super::{Applied, ControlText, Exchange, Files, NAMESPACE, Planned, VERSION};
use crate::domain::soa::Implementation;

/// Writes all four files.
pub fn write(exchange: &Exchange) -> Files {
    let writer = Writer { exchange };
    Files {
        catalog: writer.catalog(),
        profile: writer.profile(),
        plan: writer.plan(),
        actions: writer.actions(),
    }
}

struct Writer<'e> {
    exchange: &'e Exchange,
}

impl Writer<'_> {
    /// The UUID of something of this company.
    fn uuid(&self, what: &str) -> String {
        let hash = Sha256::digest(format!("{}/{what}", self.exchange.company).as_bytes());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash[..16]);
        Builder::from_random_bytes(bytes).into_uuid().to_string()
    }

    fn metadata(&self, title: &str) -> Value {
        json!({
            "title": format!("{} {title}", self.exchange.name),
            "last-modified": self.exchange.at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            "version": "1",
            "oscal-version": VERSION,
            "props": [prop("company", &self.exchange.company), prop("name", &self.exchange.name)],
        })
    }

    fn catalog(&self) -> Value {
        let chapters = ["5", "6", "7", "8"];
        let groups: Vec<Value> = chapters
            .iter()
            .filter_map(|chapter| {
                let of = self.exchange.controls.iter().filter(|control| {
                    control
                        .number
                        .split_once('.')
                        .is_some_and(|(first, _)| first == *chapter)
                });
                let controls: Vec<Value> = of.map(control).collect();
                (!controls.is_empty()).then(|| {
                    json!({
                        "id": format!("a-{chapter}"),
                        "title": format!("ISO/IEC 27001:2022 Annex A, {chapter}"),
                        "controls": controls,
                    })
                })
            })
            .collect();
        let mut catalog = Map::new();
        catalog.insert("uuid".to_owned(), self.uuid("catalog").into());
        catalog.insert("metadata".to_owned(), self.metadata("catalog"));
        // An empty list is no list in OSCAL.
        if !groups.is_empty() {
            catalog.insert("groups".to_owned(), groups.into());
        }
        json!({ "catalog": catalog })
    }

    fn profile(&self) -> Value {
        json!({
            "profile": {
                "uuid": self.uuid("profile"),
                "metadata": self.metadata("profile"),
                "imports": [{ "href": "catalog.json", "include-all": {} }],
            }
        })
    }

    fn plan(&self) -> Value {
        let component = self.uuid("component");
        let requirements: Vec<Value> = self
            .exchange
            .rows
            .iter()
            .map(|row| self.requirement(row, &component))
            .collect();
        json!({
            "system-security-plan": {
                "uuid": self.uuid("ssp"),
                "metadata": self.metadata("statement of applicability"),
                "import-profile": { "href": "profile.json" },
                "system-characteristics": {
                    "system-ids": [{ "identifier-type": "http://ietf.org/rfc/rfc4122", "id": self.uuid("system") }],
                    "system-name": self.exchange.name,
                    "description": "The company’s information, systems and people.",
                    "system-information": {
                        "information-types": [{
                            "title": "Business information",
                            "description": "See the information asset ledger.",
                        }],
                    },
                    "status": { "state": "operational" },
                    "authorization-boundary": { "description": "The whole company." },
                },
                "system-implementation": {
                    "users": [{ "uuid": self.uuid("user"), "title": "Staff" }],
                    "components": [{
                        "uuid": component,
                        "type": "this-system",
                        "title": self.exchange.name,
                        "description": "The whole company.",
                        "status": { "state": "operational" },
                    }],
                },
                "control-implementation": {
                    "description": "One requirement for each control of Annex A.",
                    "implemented-requirements": requirements,
                },
            }
        })
    }

    fn requirement(&self, row: &Applied, component: &str) -> Value {
        let number = &row.control;
        let mut props = vec![prop("implementation", row.implementation.as_str())];
        props.extend(row.reasons.iter().map(|reason| prop("reason", reason)));
        json!({
            "uuid": self.uuid(&format!("requirement/{number}")),
            "control-id": id(number),
            "props": props,
            "by-components": [{
                "component-uuid": component,
                "uuid": self.uuid(&format!("by-component/{number}")),
                "description": row.reasons.join("\n"),
                "implementation-status": { "state": state(row.implementation) },
            }],
        })
    }

    fn actions(&self) -> Value {
        let items: Vec<Value> = self.exchange.tasks.iter().map(|task| self.item(task)).collect();
        let mut actions = Map::new();
        actions.insert("uuid".to_owned(), self.uuid("poam").into());
        actions.insert("metadata".to_owned(), self.metadata("treatment plan"));
        actions.insert("import-ssp".to_owned(), json!({ "href": "ssp.json" }));
        // OSCAL wants at least one item: where nothing is planned, that is said.
        let items = match items.is_empty() {
            false => items,
            true => vec![json!({
                "uuid": self.uuid("nothing"),
                "title": "Nothing is planned",
                "description": "The plan has no measures yet.",
                "props": [prop("nothing", "yes")],
            })],
        };
        actions.insert("poam-items".to_owned(), items.into());
        json!({ "plan-of-action-and-milestones": actions })
    }

    fn item(&self, task: &Planned) -> Value {
        let mut props = vec![
            prop("measure", &task.measure),
            prop("progress", task.progress.as_str()),
        ];
        if !task.owner.is_empty() {
            props.push(prop("owner", &task.owner));
        }
        props.extend(task.due.map(|due| prop("due", &due.to_string())));
        props.extend(task.cost.map(|cost| prop("cost-yen", &cost.to_string())));
        json!({
            "uuid": self.uuid(&format!("task/{}", task.measure)),
            "title": task.title,
            "description": task.text,
            "props": props,
        })
    }
}

fn control(control: &ControlText) -> Value {
    json!({
        "id": id(&control.number),
        "title": control.title,
        "props": [prop("label", &control.number)],
        "parts": [{
            "id": format!("{}_smt", id(&control.number)),
            "name": "statement",
            "prose": control.text,
        }],
    })
}

/// Ids begin with a letter.
fn id(number: &str) -> String {
    format!("a-{number}")
}

fn prop(name: &str, value: &str) -> Value {
    json!({ "name": name, "ns": NAMESPACE, "value": value })
}

/// OSCAL's nearest word.
const fn state(implementation: Implementation) -> &'static str {
    match implementation {
        Implementation::Implemented => "implemented",
        Implementation::Partial => "partial",
        Implementation::Planned | Implementation::Open => "planned",
        Implementation::NotApplicable => "not-applicable",
    }
}
