//! The content of the workbench as data: `catalogues/*.toml`, each with edition, date and source.
//!
//! Measures are the hub: questions, basic rules, controls and guideline items each map onto them, so a fact is
//! answered once. [`Catalogue::read`] reads everything and reports every mistake at once.

mod assets;
mod check;
mod controls;
mod keys;
mod measures;
mod papers;
mod people;
mod questions;

use std::collections::BTreeMap;

use jiff::civil::Date;
use platform::forms::Form;
use platform::text::Text;
use serde::Deserialize;
use serde::de::DeserializeOwned;

pub use assets::{Harm, Medium, MediumText, Sector, StarterLedger, StarterRow, Threat};
pub use check::{Finding, Problem};
pub use controls::{CONTROLS, Control, ControlKind, Standard};
pub use keys::{
    ControlNumber, DocumentId, MeasureId, ParagraphId, RoleId, SectorId, SkillId, StarterId, ThreatId,
    TrainingId,
};
pub use measures::{Area, ControlMap, Cycle, Guess, Measure, NumberMap};
pub use papers::{DocumentHead, Journey, Paragraph, Section, Step, StepText, Stop, StopKind, TemplateFile};
pub use people::{
    AuditFile, Check, External, Framework, Hiring, NeededSkill, PeopleFile, Role, Scenario, Skill, Training,
    Turn, Way,
};
pub use questions::{
    Band, BasicRules, DeclarationForm, GuidelineItem, Improper, ManagementGuideline, Need, NeedKind,
    Numbered, Part, Points, Question, SecurityAction, SelfDiagnosis, Star,
};

/// Which edition a file is, and where its facts come from.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// Its name.
    pub id: String,
    /// When it was made.
    #[serde(deserialize_with = "day")]
    pub date: Date,
    /// Where the facts (not the words) come from.
    pub source: Text,
    /// Somebody outside checked it.
    pub checked: bool,
}

/// A date as TOML writes it.
fn day<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    let written = toml::value::Datetime::deserialize(deserializer)?;
    written.to_string().parse().map_err(serde::de::Error::custom)
}

/// The documents, in the order in which they are shown.
pub const DOCUMENTS: [&str; 11] = [
    "basic-policy",
    "control-standards",
    "soa",
    "procedures",
    "treatment-plan",
    "it-bcp",
    "incident-plan",
    "people-plan",
    "training-plan",
    "audit-plan",
    "executive-summary",
];

/// All catalogues, read and checked.
#[derive(Clone, Debug)]
pub struct Catalogue {
    /// Editions by file.
    pub editions: BTreeMap<String, Edition>,
    /// The 25 questions.
    pub diagnosis: SelfDiagnosis,
    /// The basic rules.
    pub rules: BasicRules,
    /// Principles and items for management.
    pub guideline: ManagementGuideline,
    /// The self-declaration.
    pub security_action: SecurityAction,
    /// Measures, in order.
    pub measures: Vec<Measure>,
    /// Media, in order.
    pub media: Vec<MediumText>,
    /// Threats, in order.
    pub threats: Vec<Threat>,
    /// Sectors and starter rows.
    pub starter: StarterLedger,
    /// Annex A, in order.
    pub controls: Vec<Control>,
    /// Control standards, in the same order.
    pub standards: Vec<Standard>,
    /// The environment questionnaire.
    pub environment: Form,
    /// What its answers tell about measures.
    pub guesses: Vec<Guess>,
    /// Questions → measures.
    pub by_question: NumberMap,
    /// Basic rules → measures.
    pub by_rule: NumberMap,
    /// Controls → measures.
    pub by_control: ControlMap,
    /// Roles, skills, trainings.
    pub people: PeopleFile,
    /// Audit checklist.
    pub audit: AuditFile,
    /// Exercises.
    pub scenarios: Vec<Scenario>,
    /// Templates, in the order of [`DOCUMENTS`].
    pub templates: Vec<TemplateFile>,
    /// Workshops and steps.
    pub journey: Journey,
    places: BTreeMap<MeasureId, usize>,
}

/// A source of catalogue files: the name below `catalogues/` → its text.
pub trait Files {
    /// The text of a file; `None` if it is not there.
    fn text(&self, name: &str) -> Option<String>;
}

impl<F: Fn(&str) -> Option<String>> Files for F {
    fn text(&self, name: &str) -> Option<String> {
        self(name)
    }
}

impl Catalogue {
    /// Reads and checks all files.
    ///
    /// # Errors
    /// Every mistake in every file.
    pub fn read(files: &impl Files) -> Result<Self, Vec<Finding>> {
        let mut reader = Reader {
            files,
            findings: Vec::new(),
            editions: BTreeMap::new(),
        };
        let Some(catalogue) = reader.all() else {
            return Err(reader.findings);
        };
        let findings = check::check(&catalogue);
        if findings.is_empty() {
            Ok(catalogue)
        } else {
            Err(findings)
        }
    }

    /// A measure.
    pub fn measure(&self, id: &MeasureId) -> Option<&Measure> {
        self.places.get(id).and_then(|place| self.measures.get(*place))
    }

    /// A threat.
    pub fn threat(&self, id: &ThreatId) -> Option<&Threat> {
        self.threats.iter().find(|threat| threat.id == *id)
    }

    /// A medium in words.
    pub fn medium(&self, id: Medium) -> Option<&MediumText> {
        self.media.iter().find(|medium| medium.id == id)
    }

    /// A control.
    pub fn control(&self, number: &str) -> Option<&Control> {
        self.controls
            .iter()
            .find(|control| control.number.as_str() == number)
    }

    /// A role.
    pub fn role(&self, id: &RoleId) -> Option<&Role> {
        self.people.roles.iter().find(|role| role.id == *id)
    }

    /// The template of a document.
    pub fn template(&self, id: &str) -> Option<&TemplateFile> {
        self.templates
            .iter()
            .find(|template| template.document.id.as_str() == id)
    }

    /// A step in words.
    pub fn step(&self, step: Step) -> Option<&StepText> {
        self.journey.steps.iter().find(|text| text.id == step)
    }

    /// Measures that implement a control, in order.
    pub fn measures_of(&self, control: &ControlNumber) -> &[MeasureId] {
        self.by_control.get(control).map_or(&[], Vec::as_slice)
    }

    /// Controls that a measure implements.
    pub fn controls_of<'a>(&'a self, measure: &'a MeasureId) -> impl Iterator<Item = &'a ControlNumber> {
        self.by_control
            .iter()
            .filter(move |(_, measures)| measures.contains(measure))
            .map(|(control, _)| control)
    }

    /// The sector that a division and major group of the Japan Standard Industrial Classification belong to.
    pub fn sector_of(&self, industry: &str) -> Option<&Sector> {
        let letter: String = industry
            .chars()
            .filter(char::is_ascii_uppercase)
            .take(1)
            .collect();
        let digits: String = industry.chars().filter(char::is_ascii_digit).take(2).collect();
        let major: Option<u16> = digits.parse().ok();
        let mut named = self.starter.sectors.iter().filter(|sector| {
            sector
                .divisions
                .iter()
                .any(|division| division.starts_with(&letter) && !letter.is_empty())
        });
        let fits = |sector: &&Sector| {
            sector.major.is_empty() || major.is_some_and(|major| sector.major.contains(&major))
        };
        named.find(fits)
    }
}

struct Reader<'f, F> {
    files: &'f F,
    findings: Vec<Finding>,
    editions: BTreeMap<String, Edition>,
}

impl<F: Files> Reader<'_, F> {
    fn all(&mut self) -> Option<Catalogue> {
        let diagnosis = self.file::<SelfDiagnosis>("self-diagnosis.toml", |file| Some(&file.edition));
        let rules = self.file::<BasicRules>("basic-rules.toml", |file| Some(&file.edition));
        let guideline =
            self.file::<ManagementGuideline>("management-guideline.toml", |file| Some(&file.edition));
        let security_action = self.file::<SecurityAction>("security-action.toml", |file| Some(&file.edition));
        let first = self.file::<measures::MeasureFile>("measures-1.toml", |file| file.edition.as_ref());
        let second = self.file::<measures::MeasureFile>("measures-2.toml", |file| file.edition.as_ref());
        let threats = self.file::<assets::ThreatFile>("threats.toml", |file| Some(&file.edition));
        let starter = self.file::<StarterLedger>("starter-ledger.toml", |file| Some(&file.edition));
        let annex_a = self.file::<controls::AnnexA>("annex-a.toml", |file| Some(&file.edition));
        let standards = self.file::<controls::Standards>("standards.toml", |file| Some(&file.edition));
        let environment =
            self.file::<measures::EnvironmentFile>("environment.toml", |file| Some(&file.edition));
        let guesses =
            self.file::<measures::GuessFile>("mappings/environment.toml", |file| Some(&file.edition));
        let by_question =
            self.file::<measures::MappingFile>("mappings/self-diagnosis.toml", |file| Some(&file.edition));
        let by_rule =
            self.file::<measures::MappingFile>("mappings/basic-rules.toml", |file| Some(&file.edition));
        let by_control =
            self.file::<measures::MappingFile>("mappings/annex-a.toml", |file| Some(&file.edition));
        let people = self.file::<PeopleFile>("people.toml", |file| Some(&file.edition));
        let audit = self.file::<AuditFile>("audit.toml", |file| Some(&file.edition));
        let scenarios = self.file::<people::ScenarioFile>("scenarios.toml", |file| Some(&file.edition));
        let journey = self.file::<Journey>("journey.toml", |file| Some(&file.edition));
        let templates: Vec<_> = DOCUMENTS
            .iter()
            .map(|id| self.file::<TemplateFile>(&format!("documents/{id}.toml"), |file| Some(&file.edition)))
            .collect();
        let by_question = self.numbers("mappings/self-diagnosis.toml", by_question?.map);
        let by_rule = self.numbers("mappings/basic-rules.toml", by_rule?.map);
        let (threats, annex_a) = (threats?, annex_a?);
        let measures: Vec<Measure> = first?.measures.into_iter().chain(second?.measures).collect();
        Some(Catalogue {
            places: measures
                .iter()
                .enumerate()
                .map(|(place, measure)| (measure.id.clone(), place))
                .collect(),
            editions: std::mem::take(&mut self.editions),
            diagnosis: diagnosis?,
            rules: rules?,
            guideline: guideline?,
            security_action: security_action?,
            measures,
            media: threats.media,
            threats: threats.threats,
            starter: starter?,
            controls: annex_a.controls,
            standards: standards?.standards,
            environment: environment?.form,
            guesses: guesses?.guesses,
            by_question,
            by_rule,
            by_control: by_control?
                .map
                .into_iter()
                .map(|(control, measures)| (ControlNumber::from(control), measures))
                .collect(),
            people: people?,
            audit: audit?,
            scenarios: scenarios?.scenarios,
            templates: templates.into_iter().collect::<Option<_>>()?,
            journey: journey?,
        })
    }

    fn file<T: DeserializeOwned>(
        &mut self,
        name: &str,
        edition: impl Fn(&T) -> Option<&Edition>,
    ) -> Option<T> {
        let Some(text) = self.files.text(name) else {
            self.findings.push(Finding::new(name, Problem::Missing));
            return None;
        };
        match toml::from_str::<T>(&text) {
            Ok(file) => {
                if let Some(edition) = edition(&file) {
                    self.editions.insert(name.to_owned(), edition.clone());
                }
                Some(file)
            }
            Err(error) => {
                self.findings.push(Finding::unreadable(name, &text, &error));
                None
            }
        }
    }

    fn numbers(&mut self, name: &str, map: BTreeMap<String, Vec<MeasureId>>) -> NumberMap {
        let mut numbers = NumberMap::new();
        for (number, measures) in map {
            match number.parse() {
                Ok(number) => {
                    numbers.insert(number, measures);
                }
                Err(_) => self.findings.push(Finding::new(
                    name,
                    Problem::Unknown {
                        what: "number",
                        id: number,
                    },
                )),
            }
        }
        numbers
    }
}
