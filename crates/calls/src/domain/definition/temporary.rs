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
impl Programme {
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
        Self {
            file: serde_json::from_value(json(toml::from_str::<toml::Value>(&text).unwrap())).unwrap(),
            consents: read::<ConsentsFile>(dir.join("consents.toml")).consents,
            forms: read::<FormsFile>(dir.join("forms.toml")).forms,
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
