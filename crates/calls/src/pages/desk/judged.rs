//! The call's rules with what came of each, as one application's page shows them.

use platform::text::Language;
use web::Visitor;

use crate::domain::definition::Programme;

/// A rule and what came of it.
pub(super) struct RuleView {
    pub(super) text: String,
    pub(super) result: String,
    pub(super) class: &'static str,
}

/// Rules as judged at submission: the call's words with the result.
pub(super) fn rules(visitor: &Visitor, programme: &Programme, judged: &str) -> Vec<RuleView> {
    let judged: serde_json::Value = serde_json::from_str(judged).unwrap_or_default();
    let list = judged
        .as_array()
        .or_else(|| judged["rules"].as_array())
        .cloned()
        .unwrap_or_default();
    let view = |one: serde_json::Value| {
        let (id, result) = (one["id"].as_str()?, one["result"].as_str()?);
        let text = words_of(programme, id, visitor.language()).unwrap_or_else(|| id.to_owned());
        let (key, class) = match result {
            "pass" => ("rule-pass", "ok"),
            "review" => ("rule-review", "warn"),
            _ => ("rule-fail", "bad"),
        };
        Some(RuleView {
            text,
            result: visitor.say(key),
            class,
        })
    };
    list.into_iter().filter_map(view).collect()
}

/// The call's words for a rule or, under `declaration-ア`, for a declaration.
pub(super) fn words_of(programme: &Programme, id: &str, language: Language) -> Option<String> {
    let eligibility = &programme.file.eligibility;
    if let Some(rule) = eligibility.rules.iter().find(|rule| rule.id == id) {
        return Some(rule.text.in_language(language).to_owned());
    }
    let mark = id.strip_prefix("declaration-")?;
    let declaration = eligibility.declarations.iter().find(|one| one.mark == mark)?;
    Some(format!("{mark}　{}", declaration.text.in_language(language)))
}
