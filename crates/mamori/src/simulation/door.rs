//! What the applicants send.

use std::sync::Arc;

use calls::domain::definition::Programme;
use calls::domain::definition::programme::StepKind;
use calls::domain::definition::well_known as field;
use calls::domain::eligibility::JudgedRule;
use calls::ops::submission::from_answers;
use calls::ops::submit::Submission;
use platform::forms::{FieldError, Form};
use platform::text::Language;
use rand::RngExt;
use serde_json::{Map, Value, json};

use super::arrivals::{Arrival, Kind};
use super::companies::{Companies, corporate_number};
use super::dice::random;
use super::forms::{Pairs, fill};

/// Every nth plain application comes through the pages, with a draft.
const THROUGH_DRAFT: usize = 5;
/// Every nth applicant reads English.
const ENGLISH: usize = 17;

/// A form that is about to be sent.
#[derive(Clone, Debug)]
pub struct Sent {
    /// Which attempt it is.
    pub arrival: Arrival,
    /// What is sent.
    pub submission: Submission,
    /// It comes through the pages: a draft is made first.
    pub through_draft: bool,
    /// Where rules that failed refer to.
    pub refer_to: Vec<String>,
    /// The company's answers.
    company: Map<String, Value>,
}

impl Sent {
    /// Whoever agrees in this has the same way before them: in a rush it does not matter who of them is first.
    pub fn class(&self) -> (String, String, Option<String>) {
        let submission = &self.submission;
        (
            submission.course.clone(),
            submission.outcome.clone(),
            submission.frame.clone(),
        )
    }
}

/// Makes what is sent.
pub struct Door {
    programme: Arc<Programme>,
    companies: Companies,
    seed: u64,
    /// The last plain application with a receipt: its company and key.
    last: Option<(Map<String, Value>, String)>,
}

impl Door {
    /// A door of a call.
    pub fn new(programme: Arc<Programme>, seed: u64) -> Self {
        Self {
            programme,
            companies: Companies::new(seed),
            seed,
            last: None,
        }
    }

    /// The next application, or what is wrong with its form.
    pub fn prepare(&mut self, mut arrival: Arrival) -> Result<Sent, Vec<FieldError>> {
        if self.last.is_none() && matches!(arrival.kind, Kind::CompanyAgain | Kind::KeyReused) {
            arrival.kind = Kind::Plain;
        }
        let mut company = self.companies.next_answers();
        if let (Kind::CompanyAgain, Some((last, _))) = (arrival.kind, &self.last) {
            company.clone_from(last);
        }
        self.set(&mut company, arrival);
        let pairs = self.pairs(&company, arrival.kind);
        let language = if arrival.index % ENGLISH == 1 {
            Language::En
        } else {
            Language::Ja
        };
        let submission = from_answers(&self.programme, self.form()?, &pairs, language)?;
        let key = match (arrival.kind, &self.last) {
            (Kind::KeyReused, Some((_, key))) => key.clone(),
            _ => format!("simulated-{}-{}", self.seed, arrival.index),
        };
        Ok(Sent {
            through_draft: arrival.kind == Kind::Plain && arrival.index % THROUGH_DRAFT == 2,
            refer_to: refer_to(&submission),
            submission: submission.under_key(&key),
            arrival,
            company,
        })
    }

    /// Notes that `sent` got a receipt: others may come back to it.
    pub fn remember(&mut self, sent: &Sent) {
        if sent.arrival.kind == Kind::Plain && !sent.through_draft {
            let key = sent
                .submission
                .idempotency_key
                .trim_start_matches("api/")
                .to_owned();
            self.last = Some((sent.company.clone(), key));
        }
    }

    /// The same form for another course, as whoever finds the first one full tries it; `None` without another one.
    pub fn for_another_course(&self, sent: &Sent) -> Option<Sent> {
        let others = self.programme.file.courses.iter();
        let other = others
            .map(|course| &course.id)
            .find(|id| **id != sent.submission.course)?;
        let mut company = sent.company.clone();
        company.insert(field::COURSE.to_owned(), json!(other));
        let pairs = self.pairs(&company, sent.arrival.kind);
        let submission = from_answers(
            &self.programme,
            self.form().ok()?,
            &pairs,
            sent.submission.language,
        )
        .ok()?;
        let key = format!("simulated-{}-{}-b", self.seed, sent.arrival.index);
        Some(Sent {
            submission: submission.under_key(&key),
            company,
            through_draft: false,
            ..sent.clone()
        })
    }

    fn form(&self) -> Result<&Form, Vec<FieldError>> {
        let id = self
            .programme
            .file
            .step(StepKind::Apply)
            .and_then(|step| step.form.as_deref());
        self.programme
            .form(id.unwrap_or("application"))
            .ok_or_else(Vec::new)
    }

    fn set(&self, company: &mut Map<String, Value>, arrival: Arrival) {
        let mut put = |field: &str, value: Value| company.insert(field.to_owned(), value);
        let courses = &self.programme.file.courses;
        let mut dice = random(self.seed, "course", arrival.index as u64);
        let course = if dice.random_bool(0.7) {
            0
        } else {
            dice.random_range(0..courses.len().max(1))
        };
        if let Some(course) = courses.get(course) {
            put(field::COURSE, json!(course.id));
        }
        match arrival.kind {
            Kind::Outside => drop(put(field::PREFECTURE, json!("神奈川県"))),
            Kind::TooLarge => {
                put(field::KIND, json!("corporation"));
                put(
                    field::CORPORATE_NUMBER,
                    json!(corporate_number(995_000_000_000 + arrival.index as u64)),
                );
                put(field::CAPITAL_YEN, json!("5000000000"));
                put(field::EMPLOYEES, json!("4000"));
            }
            Kind::Unprotected => {
                for tool in [field::SECURITY_UTM, field::SECURITY_EDR, field::SECURITY_POLICY] {
                    put(tool, json!("no"));
                }
            }
            Kind::SupportedBefore => {
                if let Some(earlier) = self.earlier_programme() {
                    put(field::PAST_PROGRAMMES, json!([earlier]));
                }
            }
            _ => {}
        }
    }

    fn earlier_programme(&self) -> Option<String> {
        let fields = self
            .form()
            .ok()?
            .sections
            .iter()
            .flat_map(|section| &section.fields);
        let asked = fields.into_iter().find(|one| one.id == field::PAST_PROGRAMMES)?;
        asked
            .options
            .iter()
            .map(|option| option.id.clone())
            .find(|id| id != "none")
    }

    fn pairs(&self, company: &Map<String, Value>, kind: Kind) -> Pairs {
        let Ok(form) = self.form() else {
            return Pairs::new();
        };
        let mut pairs = fill(form, company, None);
        if kind == Kind::Undeclared {
            // One declaration is left out; a form without declarations is sent without an address for mails.
            let declared = pairs.iter().rposition(|(name, _)| name == field::DECLARATIONS);
            let missing = declared.or_else(|| pairs.iter().position(|(name, _)| name == field::EMAIL));
            if let Some(missing) = missing {
                pairs.remove(missing);
            }
        }
        pairs
    }
}

fn refer_to(submission: &Submission) -> Vec<String> {
    if submission.outcome == "eligible" {
        return Vec::new();
    }
    let rules: Vec<JudgedRule> = serde_json::from_str(&submission.eligibility).unwrap_or_default();
    let mut ids: Vec<String> = rules.into_iter().flat_map(|rule| rule.refer_to).collect();
    ids.sort();
    ids.dedup();
    ids
}
