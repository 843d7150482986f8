//! The kinds of files a programme is made of, and the JSON Schema of each, generated from the types that
//! read it (P5). Editors use the schemas through a `#:schema` comment; the checker uses the same ones.

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};

use super::consents::ConsentsFile;
use super::delivery::DeliveryFile;
use super::forms::{FormsFile, StandardFile};
use super::programme::ProgrammeFile;
use super::site::SiteFile;

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileKind {
    /// `<id>/programme.toml`
    Programme,
    /// `<id>/consents.toml`
    Consents,
    /// `<id>/forms.toml`
    Forms,
    /// `<id>/delivery.toml`
    Delivery,
    /// `<id>/site.toml`
    Site,
    /// `standard.toml`, beside the folders
    Standard,
}

impl FileKind {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Programme,
        Self::Consents,
        Self::Forms,
        Self::Delivery,
        Self::Site,
        Self::Standard,
    ];
    /// Those in a programme's folder.
    pub const OF_PROGRAMME: [Self; 5] = [
        Self::Programme,
        Self::Consents,
        Self::Forms,
        Self::Delivery,
        Self::Site,
    ];

    /// The name without ending: `programme`.
    pub fn stem(self) -> &'static str {
        match self {
            Self::Programme => "programme",
            Self::Consents => "consents",
            Self::Forms => "forms",
            Self::Delivery => "delivery",
            Self::Site => "site",
            Self::Standard => "standard",
        }
    }

    /// The file's name: `programme.toml`.
    pub fn file_name(self) -> String {
        format!("{}.toml", self.stem())
    }

    /// The name of its schema: `programme.schema.json`.
    pub fn schema_name(self) -> String {
        format!("{}.schema.json", self.stem())
    }

    /// A programme is not one without it.
    pub fn required(self) -> bool {
        matches!(self, Self::Programme | Self::Forms)
    }

    /// Its JSON Schema (draft 7, the newest that editors' TOML support understands).
    pub fn schema(self) -> Value {
        match self {
            Self::Programme => schema_of::<ProgrammeFile>(),
            Self::Consents => schema_of::<ConsentsFile>(),
            Self::Forms => schema_of::<FormsFile>(),
            Self::Delivery => schema_of::<DeliveryFile>(),
            Self::Site => schema_of::<SiteFile>(),
            Self::Standard => schema_of::<StandardFile>(),
        }
    }

    /// The schema as it is checked in: indented, with a newline at the end.
    pub fn schema_text(self) -> String {
        format!("{:#}\n", self.schema())
    }
}

fn schema_of<T: JsonSchema>() -> Value {
    SchemaSettings::draft07()
        .with_transform(RecursiveTransform(fit_to_toml))
        .into_generator()
        .into_root_schema_for::<T>()
        .to_value()
}

/// TOML has no null, so "or null" only makes messages worse; and a choice of named constants reads better
/// as an enumeration (with its explanations where Taplo looks for them).
fn fit_to_toml(schema: &mut Schema) {
    let Some(object) = schema.as_object_mut() else {
        return;
    };
    drop_null(object);
    name_constants(object);
    if object.get("default").is_some_and(Value::is_null) {
        object.remove("default");
    }
    if object.get("format").is_some_and(|format| format == "uint32") && !object.contains_key("maximum") {
        object.insert("maximum".into(), json!(u32::MAX));
    }
}

fn drop_null(object: &mut Map<String, Value>) {
    if let Some(Value::Array(kinds)) = object.get_mut("type") {
        kinds.retain(|kind| kind != "null");
        if let [only] = kinds.as_slice() {
            let only = only.clone();
            object.insert("type".into(), only);
        }
    }
    let Some(Value::Array(branches)) = object.get_mut("anyOf") else {
        return;
    };
    branches.retain(|branch| branch.get("type").is_none_or(|kind| kind != "null"));
    if branches.len() == 1 {
        let only = branches.remove(0);
        object.remove("anyOf");
        // Draft 7 ignores what stands beside a reference.
        if only.get("$ref").is_some() {
            object.insert("allOf".into(), json!([only]));
        } else if let Value::Object(inner) = only {
            object.extend(inner);
        }
    }
}

fn name_constants(object: &mut Map<String, Value>) {
    let Some(Value::Array(branches)) = object.get("oneOf") else {
        return;
    };
    let Some(names) = branches.iter().map(constants_of).collect::<Option<Vec<_>>>() else {
        return;
    };
    let (mut values, mut words) = (Vec::new(), Vec::new());
    for (branch, names) in branches.iter().zip(names) {
        for name in names {
            values.push(name);
            words.push(branch.get("description").cloned().unwrap_or(Value::Null));
        }
    }
    object.remove("oneOf");
    object.insert("type".into(), json!("string"));
    object.insert("enum".into(), Value::Array(values));
    object.insert("x-taplo".into(), json!({ "docs": { "enumValues": words } }));
}

fn constants_of(branch: &Value) -> Option<Vec<Value>> {
    match (branch.get("const"), branch.get("enum")) {
        (Some(constant), _) => Some(vec![constant.clone()]),
        (None, Some(Value::Array(values))) => Some(values.clone()),
        _ => None,
    }
}
