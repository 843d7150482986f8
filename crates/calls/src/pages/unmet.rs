//! What the rules say of an application before it is sent (C2–C5): a "no" explains and refers on, and nobody is kept from
//! sending. The judgement is the one that the desk will see.

use askama::Template;
use platform::forms::{Field, Form, Section};
use web::Visitor;

use super::answers::in_words;
use super::referrals::{Referral, named};
use crate::domain::call_document::sme_rows;
use crate::domain::definition::Programme;
use crate::domain::definition::programme::RuleKind;
use crate::domain::eligibility::{JudgedRule, RuleResult, fields_of};
use crate::domain::facts::fields;
use crate::ops::draft::Contents;
use crate::ops::submission::judged;

/// A rule that does not hold, or that a person must decide.
struct Rule {
    /// The call's own words.
    text: String,
    /// Where the answers stand that it was judged by.
    change: Option<String>,
    /// Where to go instead.
    referrals: Vec<Referral>,
    /// Industry and limit, where the rule speaks of them …
    sizes: Vec<(String, String)>,
    /// … and the answers that they are held against.
    given: Vec<(String, String)>,
}

/// The notice; empty when all rules hold.
#[derive(Template)]
#[template(path = "unmet.html")]
struct Unmet<'a> {
    v: &'a Visitor,
    /// They do not hold.
    failed: Vec<Rule>,
    /// The secretariat decides.
    open: Vec<Rule>,
    office: &'a str,
    telephone: &'a str,
    mail: &'a str,
}

/// The notice for the page of all answers, as HTML; empty when there is nothing to say, or not everything is answered yet.
pub(super) fn notice(visitor: &Visitor, programme: &Programme, form: &Form, contents: &Contents) -> String {
    let change = |rule: &JudgedRule| {
        let section = section_of(programme, form, rule)?;
        let path = format!(
            "/programmes/{}/apply/{}?from=check",
            programme.file.id, section.id
        );
        Some(visitor.href(&path))
    };
    written(visitor, programme, form, contents, |_| true, change)
}

/// The notice for the page of one section: only what its own answers brought about.
pub(super) fn notice_in(
    visitor: &Visitor,
    programme: &Programme,
    form: &Form,
    section: &Section,
    contents: &Contents,
) -> String {
    let here =
        |rule: &JudgedRule| section_of(programme, form, rule).is_some_and(|found| found.id == section.id);
    written(visitor, programme, form, contents, here, |_| None)
}

fn written(
    visitor: &Visitor,
    programme: &Programme,
    form: &Form,
    contents: &Contents,
    wanted: impl Fn(&JudgedRule) -> bool,
    change: impl Fn(&JudgedRule) -> Option<String>,
) -> String {
    // What could not be taken is put right first.
    let judgement = if contents.has_wrong(fields(form)) {
        None
    } else {
        judged(programme, form, &contents.answers)
    };
    let Some(judgement) = judgement else {
        return String::new();
    };
    let rules = |result: RuleResult| {
        let rules = judgement.rules.iter();
        let rules = rules.filter(|rule| rule.result == result && wanted(rule));
        rules
            .map(|rule| Rule {
                text: rule.text.in_language(visitor.language()).to_owned(),
                change: change(rule),
                referrals: named(visitor, programme, &rule.refer_to),
                sizes: if is_about_size(programme, rule) {
                    sme_rows(visitor.language())
                } else {
                    Vec::new()
                },
                given: given(visitor, programme, form, contents, rule),
            })
            .collect::<Vec<_>>()
    };
    let operator = &programme.file.operator;
    let page = Unmet {
        v: visitor,
        failed: rules(RuleResult::Fail),
        open: rules(RuleResult::Review),
        office: operator.office.in_language(visitor.language()),
        telephone: &operator.telephone,
        mail: &operator.mail,
    };
    if page.failed.is_empty() && page.open.is_empty() {
        return String::new();
    }
    page.render().unwrap_or_default()
}

fn is_about_size(programme: &Programme, rule: &JudgedRule) -> bool {
    let mut rules = programme.file.eligibility.rules.iter();
    rules.any(|one| one.id == rule.id && one.kind == RuleKind::SmeBasicAct)
}

/// The answers that a rule is judged by, as pages show them.
fn given(
    visitor: &Visitor,
    programme: &Programme,
    form: &Form,
    contents: &Contents,
    rule: &JudgedRule,
) -> Vec<(String, String)> {
    let judged_by = fields_of(&programme.file, &rule.id);
    let shown = fields(form).filter(|field| judged_by.contains(&field.id.as_str()));
    let line = |field: &Field| {
        let label = field.label.in_language(visitor.language()).to_owned();
        (label, in_words(visitor, field, &contents.answers))
    };
    shown.map(line).filter(|(_, value)| !value.is_empty()).collect()
}

/// The first section that asks what a rule is judged by.
fn section_of<'f>(programme: &Programme, form: &'f Form, rule: &JudgedRule) -> Option<&'f Section> {
    let judged_by = fields_of(&programme.file, &rule.id);
    form.sections.iter().find(|section| {
        section
            .fields
            .iter()
            .any(|field| judged_by.contains(&field.id.as_str()))
    })
}
