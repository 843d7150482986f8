//! Rules of eligibility and declarations (C2–C5).

use crate::domain::definition::finding::{Code, Finding, did_you_mean, say};
use crate::domain::definition::load::Folder;
use crate::domain::definition::opened::Opened;
use crate::domain::definition::programme::{ProgrammeFile, RuleKind};
use platform::forms::PREFECTURES;

pub(super) fn check(folder: &Folder<'_>, out: &mut Vec<Finding>) {
    let Some(file) = &folder.programme else { return };
    let eligibility = &file.data.eligibility;
    super::ids(
        file,
        out,
        "/eligibility/rule",
        eligibility.rules.iter().map(|rule| rule.id.as_str()),
    );
    let marks = eligibility.declarations.iter().enumerate();
    super::unique(
        file,
        out,
        marks.map(|(index, one)| {
            (
                format!("/eligibility/declaration/{index}/mark"),
                one.mark.as_str(),
            )
        }),
    );
    for index in 0..eligibility.rules.len() {
        rule(file, out, index);
    }
}

fn rule(file: &Opened<ProgrammeFile>, out: &mut Vec<Finding>, index: usize) {
    let rule = &file.data.eligibility.rules[index];
    let at = |key: &str| format!("/eligibility/rule/{index}/{key}");
    if !file.is_sure(&[&at("kind")]) {
        return;
    }
    if rule.id.starts_with("declaration-") {
        let message = say(
            "「declaration-」で始まる id は宣誓事項のものです。",
            "Ids that begin with \"declaration-\" belong to the declarations.",
        );
        file.at(out, &at("id"), Code::Duplicate, message, say("", ""));
    }
    needs(
        file,
        out,
        index,
        rule.kind == RuleKind::MainOffice,
        "prefecture",
        rule.prefecture.is_some(),
    );
    let history = matches!(rule.kind, RuleKind::NotSupportedBefore | RuleKind::History);
    needs(
        file,
        out,
        index,
        history,
        "programmes",
        !rule.programmes.is_empty(),
    );
    if let Some(name) = rule.prefecture.as_deref()
        && !PREFECTURES.contains(&name)
    {
        let message = say(
            format!("「{name}」という都道府県はありません。"),
            format!("There is no prefecture \"{name}\"."),
        );
        file.at(
            out,
            &at("prefecture"),
            Code::UnknownReference,
            message,
            did_you_mean(name, PREFECTURES),
        );
    }
}

/// A key that belongs to some kinds of rules: needed there, without effect elsewhere.
fn needs(
    file: &Opened<ProgrammeFile>,
    out: &mut Vec<Finding>,
    index: usize,
    belongs: bool,
    key: &str,
    given: bool,
) {
    match (belongs, given) {
        (true, false) => {
            let message = say(
                format!("この種類の規則には「{key}」が必要です。"),
                format!("A rule of this kind needs \"{key}\"."),
            );
            file.at_key(
                out,
                &format!("/eligibility/rule/{index}"),
                Code::MissingKey,
                message,
                say("", ""),
            );
        }
        (false, true) => {
            let message = say(
                format!("この種類の規則では「{key}」は使われません。"),
                format!("\"{key}\" has no effect on a rule of this kind."),
            );
            let remedy = say("消すか、kind を直してください。", "Leave it out, or mend `kind`.");
            file.at_key(
                out,
                &format!("/eligibility/rule/{index}/{key}"),
                Code::WrongValue,
                message,
                remedy,
            );
        }
        _ => {}
    }
}
