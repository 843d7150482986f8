//! From pairs as sent by a browser or the API to a submission: the same way for both.

use contracts::ids::DraftId;
use platform::forms::{Answers, FieldError, Form};
use platform::text::Language;
use sha2::{Digest, Sha256};

use super::submit::{Company, Submission};
use crate::domain::definition::Programme;
use crate::domain::facts::{facts, pairs, read_form};
use crate::domain::judgement::{Judgement, judge_submission};

/// Reads, checks and types everything, or says everything that is wrong.
pub fn from_answers(
    programme: &Programme,
    form: &Form,
    sent: &[(String, String)],
    language: Language,
) -> Result<Submission, Vec<FieldError>> {
    let answers = read_form(form, sent)?;
    let facts = facts(programme, &answers)?;
    if programme.file.course(&facts.course).is_none() {
        return Err(vec![FieldError {
            field: "course".to_owned(),
            code: "choice",
            value: None,
        }]);
    }
    let judged = judge_submission(programme, &facts, &answers).map_err(|error| vec![error])?;
    let text = serde_json::to_string(&answers).unwrap_or_default();
    Ok(Submission {
        idempotency_key: String::new(),
        request_hash: hex::encode(Sha256::digest(text.as_bytes())),
        draft: None,
        language,
        course: facts.course,
        eligibility: judged.rules_json(),
        outcome: judged.outcome.code().to_owned(),
        frame: judged.frame,
        company: Company {
            kind: facts.kind,
            name: facts.name,
            kana: facts.kana,
            corporate_number: facts.corporate_number,
            company_key: facts.company_key,
            search_key: facts.search_key,
            prefecture: facts.prefecture,
            address: facts.address,
            industry: facts.industry,
            capital_yen: facts.capital_yen,
            employees: facts.employees,
            participant: facts.participant,
            email: facts.email,
            telephone: facts.telephone,
        },
        answers: text,
    })
}

/// What the rules will say of a draft when it is sent as it stands; `None` while something is missing or wrong in it.
pub fn judged(programme: &Programme, form: &Form, answers: &Answers) -> Option<Judgement> {
    let answers = read_form(form, &pairs(form, answers)).ok()?;
    let facts = facts(programme, &answers).ok()?;
    judge_submission(programme, &facts, &answers).ok()
}

impl Submission {
    /// A submission of a draft: the draft is its key, so a double click makes no second application.
    #[must_use]
    pub fn of_draft(self, draft: DraftId) -> Self {
        Self {
            idempotency_key: draft.to_string(),
            draft: Some(draft),
            ..self
        }
    }

    /// A submission under the caller's key.
    #[must_use]
    pub fn under_key(self, key: &str) -> Self {
        Self {
            idempotency_key: api_key(key),
            ..self
        }
    }
}

/// A program's key, kept apart from those of the pages.
pub fn api_key(key: &str) -> String {
    format!("api/{key}")
}
