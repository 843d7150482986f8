//! What an application must ask, because something reads it.

use platform::text::Text;

use super::asked;
use crate::domain::definition::finding::{Code, Finding, say};
use crate::domain::definition::forms::{FormsFile, StandardFile};
use crate::domain::definition::load::Folder;
use crate::domain::definition::opened::Opened;
use crate::domain::definition::programme::{ProgrammeFile, RuleKind};
use crate::domain::definition::well_known as known;
use crate::domain::facts;

/// The application asks everything that the rules read.
pub(super) fn application(
    folder: &Folder<'_>,
    file: &Opened<FormsFile>,
    standard: Option<&Opened<StandardFile>>,
    out: &mut Vec<Finding>,
) {
    if !file.ids_are_sure("/form") {
        return;
    }
    let Some(index) = file.data.forms.iter().position(|form| form.id == "application") else {
        let message = say(
            "申込みのフォーム（id = \"application\"）がありません。",
            "There is no form \"application\".",
        );
        file.at_key(out, "", Code::MissingKey, message, say("", ""));
        return;
    };
    let asked = asked(&file.data.forms[index], index, standard);
    let known = |id: &String| standard.is_some_and(|file| file.data.sections.iter().any(|one| one.id == *id));
    // What an unknown section would have asked, nobody knows.
    let complete = file.data.forms[index]
        .sections
        .iter()
        .enumerate()
        .all(|(number, section)| {
            let at = format!("/form/{index}/section/{number}");
            section.standard.as_ref().is_none_or(known)
                && file.is_sure(&[&format!("{at}/use")])
                && file.ids_are_sure(&format!("{at}/field"))
        });
    let Some(programme) = folder
        .programme
        .as_ref()
        .filter(|_| complete && standard.is_some())
    else {
        return;
    };
    for (id, why) in needed(programme) {
        if !asked.iter().any(|one| one.field.id == id) {
            let message = say(
                format!("申込みのフォームに質問「{id}」がありません（{}）。", why.ja),
                format!("The application does not ask \"{id}\" ({}).", why.en),
            );
            file.at_key(out, &format!("/form/{index}"), Code::Form, message, say("", ""));
        }
    }
}

fn needed(programme: &Opened<ProgrammeFile>) -> Vec<(&'static str, Text)> {
    let always = say("どの申込みにも必要です", "every application needs it");
    let mut needed: Vec<(&str, Text)> = facts::NEEDED
        .into_iter()
        .chain([known::EMPLOYEES])
        .map(|id| (id, always.clone()))
        .collect();
    for (index, rule) in programme.data.eligibility.rules.iter().enumerate() {
        if !programme.is_sure(&[&format!("/eligibility/rule/{index}/kind")]) {
            continue;
        }
        let ids: &[&'static str] = match rule.kind {
            RuleKind::SmeBasicAct => &[known::CAPITAL_YEN],
            RuleKind::SecurityBaseline => &[known::SECURITY_UTM, known::SECURITY_EDR, known::SECURITY_POLICY],
            RuleKind::NotSupportedBefore | RuleKind::History => &[known::PAST_PROGRAMMES],
            RuleKind::NoEqualSubsidy => &[known::EQUAL_SUBSIDY],
            RuleKind::MainOffice | RuleKind::Cooperation => &[],
        };
        let why = say(
            format!("規則「{}」が読みます", rule.id),
            format!("the rule \"{}\" reads it", rule.id),
        );
        needed.extend(ids.iter().map(|id| (*id, why.clone())));
    }
    if !programme.data.eligibility.declarations.is_empty() {
        needed.push((
            known::DECLARATIONS,
            say("宣誓事項があります", "there are declarations"),
        ));
    }
    if programme.data.courses.len() > 1 {
        needed.push((
            known::COURSE,
            say("コースが複数あります", "there are several courses"),
        ));
    }
    needed
}
