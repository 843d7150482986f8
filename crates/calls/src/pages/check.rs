//! The eligibility pages (C2–C4): one question a page; a "no" explains and refers on.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use web::page::FORM_ELEMENT;
use web::{Page, Posted, Visitor};

use super::apply::{is_closed, shut};
use super::problems;
use super::referrals::{Referral, named};
use crate::context::Calls;
use crate::domain::call_document::sme_rows;
use crate::domain::definition::Programme;
use crate::domain::definition::programme::{Rule, RuleKind};
use crate::domain::self_check::{Verdict, verdict_of, verdict_on};
use crate::ops::draft::{self, SaveDraft};

/// Which question, from 1.
#[derive(Deserialize)]
pub(super) struct Question {
    #[serde(default)]
    q: Option<usize>,
}

#[derive(Template)]
#[template(path = "check.html")]
struct QuestionPage<'a> {
    v: &'a Visitor,
    base: String,
    number: usize,
    count: usize,
    question: &'a str,
    help: &'a str,
    text: &'a str,
    /// Industry and limit, for the question about the size (C2).
    sizes: Vec<(String, String)>,
    shut: Option<String>,
    answer: String,
    errors: Vec<(String, String)>,
}

/// `GET /programmes/{programme}/check?q=1`
pub(super) async fn show(
    State(calls): State<Calls>,
    Path(id): Path<String>,
    Query(question): Query<Question>,
    visitor: Visitor,
) -> Response {
    let programme = match problems::programme(&calls, &visitor, &id) {
        Ok(programme) => programme,
        Err(page) => return page,
    };
    let answers = match draft::find(&calls.store, &visitor.browser, &programme).await {
        Ok(draft) => draft.map(|draft| draft.eligibility).unwrap_or_default(),
        Err(error) => return problems::page(&visitor, &error),
    };
    let number = question
        .q
        .unwrap_or(1)
        .clamp(1, programme.file.eligibility.rules.len().max(1));
    question_page(&visitor, &programme, number, &answers, false)
}

fn question_page(
    visitor: &Visitor,
    programme: &Programme,
    number: usize,
    answers: &BTreeMap<String, String>,
    missing: bool,
) -> Response {
    let rules = &programme.file.eligibility.rules;
    let Some(rule) = rules.get(number - 1) else {
        return Redirect::to(&visitor.href(&format!("/programmes/{}/apply", programme.file.id)))
            .into_response();
    };
    let language = visitor.language();
    let errors = if missing {
        vec![("answer".to_owned(), visitor.say("check-choose"))]
    } else {
        Vec::new()
    };
    let page = QuestionPage {
        v: visitor,
        base: visitor.href(&format!("/programmes/{}", programme.file.id)),
        number,
        count: rules.len(),
        question: rule.question.in_language(language),
        help: rule.help.as_ref().map_or("", |help| help.in_language(language)),
        text: rule.text.in_language(language),
        sizes: if rule.kind == RuleKind::SmeBasicAct {
            sme_rows(language)
        } else {
            Vec::new()
        },
        shut: shut(visitor, programme),
        answer: answers.get(&rule.id).cloned().unwrap_or_default(),
        errors,
    };
    let title = visitor.say("check-title");
    Page::public(visitor, &title)
        .with_errors(missing)
        .at(&format!("/programmes/{}/check?q={number}", programme.file.id))
        .typed_in(FORM_ELEMENT)
        .render(&page.render().unwrap_or_default())
        .into_response()
}

/// `POST /programmes/{programme}/check`
pub(super) async fn answer(
    State(calls): State<Calls>,
    Path(id): Path<String>,
    visitor: Visitor,
    posted: Posted,
) -> Response {
    let programme = match problems::programme(&calls, &visitor, &id) {
        Ok(programme) => programme,
        Err(page) => return page,
    };
    let rules = &programme.file.eligibility.rules;
    let number = posted
        .text("q")
        .parse::<usize>()
        .unwrap_or(1)
        .clamp(1, rules.len().max(1));
    let draft = match draft::find(&calls.store, &visitor.browser, &programme).await {
        Ok(draft) => draft,
        Err(error) => return problems::page(&visitor, &error),
    };
    let mut answers = draft.map(|draft| draft.eligibility).unwrap_or_default();
    let given = posted.text("answer");
    if posted.changes_language() {
        if let Some(rule) = rules.get(number - 1) {
            answers.insert(rule.id.clone(), given.to_owned());
        }
        return question_page(&visitor, &programme, number, &answers, false);
    }
    if !["yes", "no", "unsure"].contains(&given) {
        return question_page(&visitor, &programme, number, &answers, true);
    }
    if let Some(rule) = rules.get(number - 1) {
        answers.insert(rule.id.clone(), given.to_owned());
    }
    let save = SaveDraft {
        programme: Arc::clone(&programme),
        browser: visitor.browser.clone(),
        language: visitor.language(),
        eligibility: Some(answers.clone()),
        contents: None,
    };
    if let Err(error) = calls.store.run(&save).await {
        return problems::page(&visitor, &error);
    }
    let base = format!("/programmes/{}/check", programme.file.id);
    let stop = rules
        .get(number - 1)
        .is_some_and(|rule| verdict_on(rule, Some(given)) == Verdict::Fail);
    let next = if stop || number >= rules.len() {
        format!("{base}/result")
    } else {
        format!("{base}?q={}", number + 1)
    };
    Redirect::to(&visitor.href(&next)).into_response()
}

/// A rule on the result page.
struct RuleView {
    text: String,
    exception: String,
}

#[derive(Template)]
#[template(path = "check-result.html")]
struct ResultPage<'a> {
    v: &'a Visitor,
    base: String,
    title: String,
    lead: String,
    can_apply: bool,
    shut: Option<String>,
    /// Every window has closed: what may come next is said in the place of the way on.
    closed: bool,
    rules: Vec<RuleView>,
    /// Industry and limit, where one of the rules speaks of them.
    sizes: Vec<(String, String)>,
    referrals: Vec<Referral>,
    office: &'a str,
    telephone: &'a str,
    mail: &'a str,
}

/// Message keys of the result's title and lead. What can no longer be done, or not yet, is not promised.
fn result_words(visitor: &Visitor, programme: &Programme, key: &'static str) -> (&'static str, String) {
    let open = shut(visitor, programme).is_none();
    match key {
        "check-result-eligible" | "check-result-review" if is_closed(visitor, programme) => {
            ("apply-closed-title", format!("{key}-closed"))
        }
        "check-result-eligible" | "check-result-review" if !open => (key, format!("{key}-early")),
        _ => (key, format!("{key}-lead")),
    }
}

/// `GET /programmes/{programme}/check/result`
pub(super) async fn result(State(calls): State<Calls>, Path(id): Path<String>, visitor: Visitor) -> Response {
    let programme = match problems::programme(&calls, &visitor, &id) {
        Ok(programme) => programme,
        Err(page) => return page,
    };
    let answers = match draft::find(&calls.store, &visitor.browser, &programme).await {
        Ok(draft) => draft.map(|draft| draft.eligibility).unwrap_or_default(),
        Err(error) => return problems::page(&visitor, &error),
    };
    let rules = &programme.file.eligibility.rules;
    let answers = &answers;
    let judged = |wanted: Verdict| {
        rules
            .iter()
            .filter(move |rule| verdict_on(rule, answers_of(answers, rule)) == wanted)
    };
    let overall = verdict_of(rules, answers);
    let failed: Vec<&Rule> = judged(Verdict::Fail).collect();
    let shown: Vec<&Rule> = if failed.is_empty() {
        judged(Verdict::Review).collect()
    } else {
        failed.clone()
    };
    let referrals = named(
        &visitor,
        &programme,
        failed.iter().flat_map(|rule| &rule.refer_to),
    );
    let key = match overall {
        Verdict::Pass => "check-result-eligible",
        Verdict::Review => "check-result-review",
        Verdict::Fail if referrals.is_empty() => "check-result-ineligible",
        Verdict::Fail => "check-result-refer",
    };
    let language = visitor.language();
    let (title, lead) = result_words(&visitor, &programme, key);
    let operator = &programme.file.operator;
    let page = ResultPage {
        v: &visitor,
        base: visitor.href(&format!("/programmes/{}", programme.file.id)),
        title: visitor.say(title),
        lead: visitor.say(&lead),
        can_apply: overall != Verdict::Fail,
        shut: shut(&visitor, &programme),
        closed: is_closed(&visitor, &programme),
        sizes: if shown.iter().any(|rule| rule.kind == RuleKind::SmeBasicAct) {
            sme_rows(language)
        } else {
            Vec::new()
        },
        office: operator.office.in_language(language),
        telephone: &operator.telephone,
        mail: &operator.mail,
        rules: shown
            .into_iter()
            .map(|rule| RuleView {
                text: rule.text.in_language(language).to_owned(),
                exception: rule
                    .exception
                    .as_ref()
                    .map_or_else(String::new, |text| text.in_language(language).to_owned()),
            })
            .collect(),
        referrals,
    };
    Page::public(&visitor, &page.title)
        .render(&page.render().unwrap_or_default())
        .into_response()
}

fn answers_of<'a>(answers: &'a BTreeMap<String, String>, rule: &Rule) -> Option<&'a str> {
    answers.get(&rule.id).map(String::as_str)
}
