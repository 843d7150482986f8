//! Everything a company has entered in its workbench, as plain data.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use platform::forms;
use platform::text::Language;
use serde::{Deserialize, Serialize};

use super::catalogue::{ControlNumber, DocumentId, MeasureId, ParagraphId, SectorId, Step, ThreatId};
use super::diagnosis::{self, Answers};
use super::ledger::{Asset, AssetId};
use super::measures::Declared;
use super::plan::{Decisions, Tasks};
use super::risk::{Grade, Level, Method};

/// A site that answers the self-diagnosis on its own. Every company has `main`.
pub const MAIN_SITE: &str = "main";

/// What documents say about the company. What the application told stands there already.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    /// Sector of the starter ledger.
    pub sector: Option<SectorId>,
    /// The representative.
    pub representative: String,
    /// Their title.
    pub title: String,
    /// Who is responsible for security.
    pub lead: String,
    /// Their deputy.
    pub deputy: String,
    /// Who looks after IT.
    pub it_lead: String,
    /// Where people in the company report.
    pub contact: String,
    /// Who helps with IT, day and night.
    pub support: String,
    /// Recovery time goal, in days.
    pub rto_days: Option<u32>,
    /// Month of the yearly review.
    pub review_month: Option<i8>,
}

/// How risks are reckoned, from when on. Frozen once there is a ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frozen {
    /// The method.
    pub method: Method,
    /// Since when.
    pub since: Date,
}

/// How often a threat is, as the company sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frequency {
    /// 3 any time, 2 some times a year, 1 normally not.
    pub grade: Grade,
}

/// An expert sees one risk otherwise than the formula, and says why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    /// How bad it is.
    pub level: Level,
    /// Why.
    pub reason: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// What the company decides about a control of Annex A, otherwise than proposed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ControlDecision {
    /// Whether it applies.
    pub applies: bool,
    /// Why.
    pub reason: String,
}

/// Whose text an overlay replaces: document, paragraph, language.
pub type OverlayKey = (DocumentId, ParagraphId, Language);

/// A paragraph as the company wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overlay {
    /// The company's text; empty leaves the paragraph out.
    pub text: String,
    /// Hash of what had been generated when it was written: another one makes the overlay stale.
    pub over: String,
}

/// A document was approved by the representative.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// Version, from 1.
    pub version: u32,
    /// By whom, as it is printed.
    pub by: String,
    /// When.
    pub on: Date,
    /// In which language it was read.
    pub language: Language,
    /// Hash of what was approved.
    pub hash: String,
}

/// Everything a company has entered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Book {
    /// What documents say about the company.
    pub profile: Profile,
    /// How risks are reckoned.
    pub frozen: Option<Frozen>,
    /// Sites beside the main one: id → name.
    pub sites: BTreeMap<String, String>,
    /// Answers to the self-diagnosis by site.
    pub answers: BTreeMap<String, Answers>,
    /// Answers to the environment questionnaire.
    pub environment: forms::Answers,
    /// What was said about measures.
    pub measures: BTreeMap<MeasureId, Declared>,
    /// The ledger.
    pub assets: BTreeMap<AssetId, Asset>,
    /// How often threats are, where the company sees it otherwise than proposed.
    pub frequencies: BTreeMap<ThreatId, Frequency>,
    /// Risks that an expert sees otherwise.
    pub overrides: BTreeMap<(AssetId, ThreatId), Override>,
    /// Planned measures.
    pub tasks: Tasks,
    /// Decisions about single risks.
    pub decisions: Decisions,
    /// Decisions about controls.
    pub controls: BTreeMap<ControlNumber, ControlDecision>,
    /// Paragraphs as the company wrote them.
    pub overlays: BTreeMap<OverlayKey, Overlay>,
    /// Approved documents.
    pub approvals: BTreeMap<DocumentId, Approval>,
    /// Steps that were looked through.
    pub marks: BTreeSet<Step>,
}

impl Book {
    /// The method of this assessment.
    pub fn method(&self) -> Method {
        self.frozen.map(|frozen| frozen.method).unwrap_or_default()
    }

    /// Ids of all sites, the main one first.
    pub fn site_ids(&self) -> impl Iterator<Item = &str> {
        std::iter::once(MAIN_SITE).chain(self.sites.keys().map(String::as_str))
    }

    /// The answers of the whole company.
    pub fn company_answers(&self, points: super::catalogue::Points) -> Answers {
        let none = Answers::new();
        let sites = self
            .site_ids()
            .map(|site| self.answers.get(site).unwrap_or(&none));
        diagnosis::company(points, sites)
    }
}
