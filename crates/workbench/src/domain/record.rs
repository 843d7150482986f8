//! What a company enters, one entry at a time: the unit of saving, of merging and of undoing.
//!
//! An entry has a kind and a key; kinds and keys lie open in the database (they tell how far a company is), the content
//! is sealed. Two people who change different entries never get in each other's way.

use platform::forms;
use platform::text::Language;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::book::{Approval, Book, ControlDecision, Frequency, Frozen, Overlay, Override, Profile};
use super::catalogue::{ControlNumber, DocumentId, MeasureId, ParagraphId, Step, ThreatId};
use super::diagnosis::Answer;
use super::ledger::{Asset, AssetId};
use super::measures::Declared;
use super::plan::{Decision, Task};

/// What kind of entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// What documents say about the company.
    Profile,
    /// How risks are reckoned.
    Method,
    /// A site beside the main one.
    Site,
    /// An answer to the self-diagnosis.
    Answer,
    /// An answer to the environment questionnaire.
    Environment,
    /// What was said about a measure.
    Measure,
    /// A row of the ledger.
    Asset,
    /// How often a threat is.
    Frequency,
    /// An expert sees a risk otherwise.
    Override,
    /// A planned measure.
    Task,
    /// A decision about one risk.
    Decision,
    /// A decision about a control.
    Control,
    /// A paragraph as the company wrote it.
    Overlay,
    /// A document was approved.
    Approval,
    /// A step was looked through.
    Mark,
}

impl Kind {
    /// All.
    pub const ALL: [Self; 15] = [
        Self::Profile,
        Self::Method,
        Self::Site,
        Self::Answer,
        Self::Environment,
        Self::Measure,
        Self::Asset,
        Self::Frequency,
        Self::Override,
        Self::Task,
        Self::Decision,
        Self::Control,
        Self::Overlay,
        Self::Approval,
        Self::Mark,
    ];

    /// Its name in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Profile => "profile",
            Self::Method => "method",
            Self::Site => "site",
            Self::Answer => "answer",
            Self::Environment => "environment",
            Self::Measure => "measure",
            Self::Asset => "asset",
            Self::Frequency => "frequency",
            Self::Override => "override",
            Self::Task => "task",
            Self::Decision => "decision",
            Self::Control => "control",
            Self::Overlay => "overlay",
            Self::Approval => "approval",
            Self::Mark => "mark",
        }
    }

    /// The kind of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// Which entry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot {
    /// Kind.
    pub kind: Kind,
    /// Key within the kind; empty where there is only one.
    pub key: String,
}

impl Slot {
    /// A slot.
    pub fn new(kind: Kind, key: impl Into<String>) -> Self {
        Self {
            kind,
            key: key.into(),
        }
    }

    /// An asset's.
    pub fn asset(id: AssetId) -> Self {
        Self::new(Kind::Asset, id.0.simple().to_string())
    }

    /// Of an answer of a site.
    pub fn answer(site: &str, number: u8) -> Self {
        Self::new(Kind::Answer, format!("{site}/{number}"))
    }

    /// Of one risk.
    pub fn risk(kind: Kind, asset: AssetId, threat: &ThreatId) -> Self {
        Self::new(kind, format!("{}/{threat}", asset.0.simple()))
    }

    /// Of a paragraph.
    pub fn paragraph(document: &DocumentId, paragraph: &ParagraphId, language: Language) -> Self {
        let language = language.code();
        Self::new(Kind::Overlay, format!("{document}/{paragraph}/{language}"))
    }

    /// That a step was looked through.
    pub fn mark(step: Step) -> Self {
        Self::new(Kind::Mark, step.as_str())
    }
}

/// An entry with its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// See [`Kind::Profile`].
    Profile(Profile),
    /// See [`Kind::Method`].
    Method(Frozen),
    /// See [`Kind::Site`]: id and name.
    Site(String, String),
    /// See [`Kind::Answer`]: site, number.
    Answer(String, u8, Answer),
    /// See [`Kind::Environment`]: field.
    Environment(String, forms::Answer),
    /// See [`Kind::Measure`].
    Measure(MeasureId, Declared),
    /// See [`Kind::Asset`].
    Asset(AssetId, Asset),
    /// See [`Kind::Frequency`].
    Frequency(ThreatId, Frequency),
    /// See [`Kind::Override`].
    Override(AssetId, ThreatId, Override),
    /// See [`Kind::Task`].
    Task(MeasureId, Task),
    /// See [`Kind::Decision`].
    Decision(AssetId, ThreatId, Decision),
    /// See [`Kind::Control`].
    Control(ControlNumber, ControlDecision),
    /// See [`Kind::Overlay`].
    Overlay(DocumentId, ParagraphId, Language, Overlay),
    /// See [`Kind::Approval`].
    Approval(DocumentId, Approval),
    /// See [`Kind::Mark`].
    Mark(Step),
}

/// An entry that does not read: its kind or key is not ours, or its content is another's.
#[derive(Debug, thiserror::Error)]
#[error("an entry of the workbench does not read: {0}")]
pub struct Unreadable(pub &'static str);

impl Entry {
    /// Where it stands.
    pub fn slot(&self) -> Slot {
        match self {
            Self::Profile(_) => Slot::new(Kind::Profile, ""),
            Self::Method(_) => Slot::new(Kind::Method, ""),
            Self::Site(id, _) => Slot::new(Kind::Site, id),
            Self::Answer(site, number, _) => Slot::answer(site, *number),
            Self::Environment(field, _) => Slot::new(Kind::Environment, field),
            Self::Measure(id, _) => Slot::new(Kind::Measure, id.as_str()),
            Self::Asset(id, _) => Slot::asset(*id),
            Self::Frequency(id, _) => Slot::new(Kind::Frequency, id.as_str()),
            Self::Override(asset, threat, _) => Slot::risk(Kind::Override, *asset, threat),
            Self::Task(id, _) => Slot::new(Kind::Task, id.as_str()),
            Self::Decision(asset, threat, _) => Slot::risk(Kind::Decision, *asset, threat),
            Self::Control(number, _) => Slot::new(Kind::Control, number.as_str()),
            Self::Overlay(document, paragraph, language, _) => {
                Slot::paragraph(document, paragraph, *language)
            }
            Self::Approval(document, _) => Slot::new(Kind::Approval, document.as_str()),
            Self::Mark(step) => Slot::mark(*step),
        }
    }

    /// Its content as it is sealed.
    pub fn content(&self) -> Vec<u8> {
        let value = match self {
            Self::Profile(profile) => json(profile),
            Self::Method(frozen) => json(frozen),
            Self::Site(_, name) => json(name),
            Self::Answer(_, _, answer) => json(answer),
            Self::Environment(_, answer) => json(answer),
            Self::Measure(_, declared) => json(declared),
            Self::Asset(_, asset) => json(asset),
            Self::Frequency(_, frequency) => json(frequency),
            Self::Override(_, _, said) => json(said),
            Self::Task(_, task) => json(task),
            Self::Decision(_, _, decision) => json(decision),
            Self::Control(_, decision) => json(decision),
            Self::Overlay(_, _, _, overlay) => json(overlay),
            Self::Approval(_, approval) => json(approval),
            Self::Mark(_) => Value::Null,
        };
        value.to_string().into_bytes()
    }

    /// Reads what [`Entry::slot`] and [`Entry::content`] wrote.
    pub fn read(slot: &Slot, content: &[u8]) -> Result<Self, Unreadable> {
        let key = slot.key.as_str();
        Ok(match slot.kind {
            Kind::Profile => Self::Profile(parse(content)?),
            Kind::Method => Self::Method(parse(content)?),
            Kind::Site => Self::Site(key.to_owned(), parse(content)?),
            Kind::Answer => {
                let (site, number) = pair(key)?;
                let number = number.parse().map_err(|_| Unreadable("number"))?;
                Self::Answer(site.to_owned(), number, parse(content)?)
            }
            Kind::Environment => Self::Environment(key.to_owned(), parse(content)?),
            Kind::Measure => Self::Measure(key.into(), parse(content)?),
            Kind::Asset => Self::Asset(asset(key)?, parse(content)?),
            Kind::Frequency => Self::Frequency(key.into(), parse(content)?),
            Kind::Override => {
                let (id, threat) = pair(key)?;
                Self::Override(asset(id)?, threat.into(), parse(content)?)
            }
            Kind::Task => Self::Task(key.into(), parse(content)?),
            Kind::Decision => {
                let (id, threat) = pair(key)?;
                Self::Decision(asset(id)?, threat.into(), parse(content)?)
            }
            Kind::Control => Self::Control(key.into(), parse(content)?),
            Kind::Overlay => {
                let (document, rest) = pair(key)?;
                let (paragraph, language) = pair(rest)?;
                let language = Language::ALL.into_iter().find(|known| known.code() == language);
                let language = language.ok_or(Unreadable("language"))?;
                Self::Overlay(document.into(), paragraph.into(), language, parse(content)?)
            }
            Kind::Approval => Self::Approval(key.into(), parse(content)?),
            Kind::Mark => Self::Mark(parse(&json(key).to_string().into_bytes())?),
        })
    }
}

fn json(value: &(impl Serialize + ?Sized)) -> Value {
    serde_json::to_value(value).expect("plain structs with text keys are JSON")
}

fn parse<T: DeserializeOwned>(content: &[u8]) -> Result<T, Unreadable> {
    serde_json::from_slice(content).map_err(|_| Unreadable("content"))
}

fn pair(key: &str) -> Result<(&str, &str), Unreadable> {
    key.split_once('/').ok_or(Unreadable("key"))
}

fn asset(key: &str) -> Result<AssetId, Unreadable> {
    key.parse().map(AssetId).map_err(|_| Unreadable("asset"))
}

impl Book {
    /// Writes an entry into the book.
    pub fn put(&mut self, entry: Entry) {
        match entry {
            Entry::Profile(profile) => self.profile = profile,
            Entry::Method(frozen) => self.frozen = Some(frozen),
            Entry::Site(id, name) => {
                self.sites.insert(id, name);
            }
            Entry::Answer(site, number, answer) => {
                self.answers.entry(site).or_default().insert(number, answer);
            }
            Entry::Environment(field, answer) => self.environment.set(&field, answer),
            Entry::Measure(id, declared) => {
                self.measures.insert(id, declared);
            }
            Entry::Asset(id, asset) => {
                self.assets.insert(id, asset);
            }
            Entry::Frequency(id, frequency) => {
                self.frequencies.insert(id, frequency);
            }
            Entry::Override(asset, threat, said) => {
                self.overrides.insert((asset, threat), said);
            }
            Entry::Task(id, task) => {
                self.tasks.insert(id, task);
            }
            Entry::Decision(asset, threat, decision) => {
                self.decisions.insert((asset, threat), decision);
            }
            Entry::Control(number, decision) => {
                self.controls.insert(number, decision);
            }
            Entry::Overlay(document, paragraph, language, overlay) => {
                self.overlays.insert((document, paragraph, language), overlay);
            }
            Entry::Approval(document, approval) => {
                self.approvals.insert(document, approval);
            }
            Entry::Mark(step) => {
                self.marks.insert(step);
            }
        }
    }

    /// All entries, for a snapshot: the inverse of [`Book::put`].
    pub fn entries(&self) -> Vec<Entry> {
        let mut entries = Vec::new();
        if self.profile != Profile::default() {
            entries.push(Entry::Profile(self.profile.clone()));
        }
        entries.extend(self.frozen.map(Entry::Method));
        entries.extend(
            self.sites
                .iter()
                .map(|(id, name)| Entry::Site(id.clone(), name.clone())),
        );
        for (site, answers) in &self.answers {
            let answers = answers
                .iter()
                .map(|(number, answer)| Entry::Answer(site.clone(), *number, *answer));
            entries.extend(answers);
        }
        let fields = self.environment.iter();
        entries.extend(fields.map(|(field, answer)| Entry::Environment(field.to_owned(), answer.clone())));
        let measures = self.measures.iter();
        entries.extend(measures.map(|(id, declared)| Entry::Measure(id.clone(), declared.clone())));
        entries.extend(
            self.assets
                .iter()
                .map(|(id, asset)| Entry::Asset(*id, asset.clone())),
        );
        let frequencies = self.frequencies.iter();
        entries.extend(frequencies.map(|(id, frequency)| Entry::Frequency(id.clone(), *frequency)));
        let overrides = self.overrides.iter();
        entries.extend(
            overrides.map(|((asset, threat), said)| Entry::Override(*asset, threat.clone(), said.clone())),
        );
        entries.extend(
            self.tasks
                .iter()
                .map(|(id, task)| Entry::Task(id.clone(), task.clone())),
        );
        let decisions = self.decisions.iter();
        entries
            .extend(decisions.map(|((asset, threat), decision)| {
                Entry::Decision(*asset, threat.clone(), decision.clone())
            }));
        let controls = self.controls.iter();
        entries.extend(controls.map(|(number, decision)| Entry::Control(number.clone(), decision.clone())));
        let overlays = self.overlays.iter();
        entries.extend(overlays.map(|((document, paragraph, language), overlay)| {
            Entry::Overlay(document.clone(), paragraph.clone(), *language, overlay.clone())
        }));
        let approvals = self.approvals.iter();
        entries.extend(approvals.map(|(id, approval)| Entry::Approval(id.clone(), approval.clone())));
        entries.extend(self.marks.iter().map(|step| Entry::Mark(*step)));
        entries
    }
}
