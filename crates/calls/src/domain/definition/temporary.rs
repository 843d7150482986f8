//! temporary
use super::{
    consents::{Consent, ConsentsFile},
    delivery::DeliveryFile,
    forms::FormsFile,
    programme::{ProgrammeFile, StepKind},
};
use jiff::Timestamp;
use platform::clock::{date_in_tokyo, from_tokyo};
use platform::forms::Form;

pub struct Programme {
    pub file: ProgrammeFile,
    pub consents: Vec<Consent>,
    pub forms: Vec<Form>,
    pub delivery: DeliveryFile,
}

#[derive(Clone, Default)]
pub struct Catalogue(std::collections::BTreeMap<String, std::sync::Arc<Programme>>);

impl Catalogue {
    pub fn get(&self, id: &str) -> Option<&std::sync::Arc<Programme>> {
        self.0.get(id)
    }
    pub fn iter(&self) -> impl Iterator<Item = &std::sync::Arc<Programme>> {
        self.0.values()
    }
    pub fn load(dir: &std::path::Path) -> Self {
        let dirs = std::fs::read_dir(dir)
            .unwrap()
            .filter_map(|e| e.ok())
            .filter(|e| e.path().is_dir());
        Self(
            dirs.map(|e| Programme::load(&e.path()))
                .map(|p| (p.file.id.clone(), std::sync::Arc::new(p)))
                .collect(),
        )
    }
}

impl Programme {
    pub fn form(&self, id: &str) -> Option<&Form> {
        self.forms.iter().find(|form| form.id == id)
    }
    pub fn consent(&self, id: &str) -> Option<&Consent> {
        self.consents.iter().find(|consent| consent.id == id)
    }
    pub fn deadline(&self, kind: StepKind, from: Timestamp) -> Option<Timestamp> {
        let days = self.file.step(kind)?.deadline.as_ref()?.business_days;
        self.end_of_business_day(from, days)
    }
    pub fn end_of_business_day(&self, from: Timestamp, n: u32) -> Option<Timestamp> {
        let closings = self
            .file
            .closings
            .iter()
            .filter_map(|c| business_calendar::ClosingDays::new(c.from, c.to, &c.label.ja).ok())
            .collect();
        let day = business_calendar::OfficeCalendar::new(closings)
            .add_business_days(date_in_tokyo(from), n)
            .ok()?;
        Some(from_tokyo(day.tomorrow().ok()?.at(0, 0, 0, 0)))
    }
    pub fn load(dir: &std::path::Path) -> Self {
        fn read<T: serde::de::DeserializeOwned + Default>(p: std::path::PathBuf) -> T {
            std::fs::read_to_string(&p).map_or_else(
                |_| T::default(),
                |t| serde_json::from_value(json(toml::from_str::<toml::Value>(&t).unwrap())).unwrap(),
            )
        }
        let text = std::fs::read_to_string(dir.join("programme.toml")).unwrap();
        let file: ProgrammeFile =
            serde_json::from_value(json(toml::from_str::<toml::Value>(&text).unwrap())).unwrap();
        let standard = read::<super::forms::StandardFile>(dir.join("../standard.toml"));
        let mut forms = read::<FormsFile>(dir.join("forms.toml")).forms;
        for section in forms.iter_mut().flat_map(|form| &mut form.sections) {
            if let Some(name) = &section.standard {
                let from = standard.sections.iter().find(|one| one.id == *name).unwrap();
                section.title.get_or_insert_with(|| from.title.clone().unwrap());
                section.intro = section.intro.clone().or_else(|| from.intro.clone());
                section.fields.splice(0..0, from.fields.clone());
            }
            for field in &mut section.fields {
                if field.id == "declarations" {
                    let option = |d: &super::programme::Declaration| platform::forms::FieldOption {
                        id: d.mark.clone(),
                        label: platform::text::Text {
                            ja: format!("{} {}", d.mark, d.text.ja),
                            en: format!("{} {}", d.mark, d.text.en),
                        },
                    };
                    field.options = file.eligibility.declarations.iter().map(option).collect();
                }
            }
        }
        Self {
            file,
            consents: read::<ConsentsFile>(dir.join("consents.toml")).consents,
            forms,
            delivery: read(dir.join("delivery.toml")),
        }
    }
}
fn json(v: toml::Value) -> serde_json::Value {
    match v {
        toml::Value::String(s) => s.into(),
        toml::Value::Integer(i) => i.into(),
        toml::Value::Float(f) => f.into(),
        toml::Value::Boolean(b) => b.into(),
        toml::Value::Datetime(d) => d.to_string().into(),
        toml::Value::Array(a) => a.into_iter().map(json).collect(),
        toml::Value::Table(t) => {
            serde_json::Value::Object(t.into_iter().map(|(k, v)| (k, json(v))).collect())
        }
    }
}
