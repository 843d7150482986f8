//! The way to a place (C19) and its deadlines (C11, C13, C21).

use super::references::{self, Targets};
use crate::domain::definition::finding::{Code, Finding, say};
use crate::domain::definition::load::Folder;
use crate::domain::definition::opened::Opened;
use crate::domain::definition::programme::{ProgrammeFile, StepKind};

pub(super) fn check(folder: &Folder<'_>, out: &mut Vec<Finding>) {
    let Some(file) = &folder.programme else { return };
    let steps = &file.data.steps;
    super::ids(file, out, "/step", steps.iter().map(|step| step.id.as_str()));
    let (forms, consents) = (references::forms(folder), references::consents(folder));
    for (index, step) in steps.iter().enumerate() {
        if let (Some(form), Some(forms)) = (&step.form, &forms) {
            forms.expect(file, out, &format!("/step/{index}/form"), form);
        }
        for (place, consent) in step.consents.iter().enumerate() {
            if let Some(consents) = &consents {
                consents.expect(file, out, &format!("/step/{index}/consents/{place}"), consent);
            }
        }
        shape(file, out, index);
    }
    if file.ids_are_sure("/step") {
        deadlines(file, out);
        let is_apply = |index: usize| {
            steps[index].kind == StepKind::Apply || !file.is_sure(&[&format!("/step/{index}/kind")])
        };
        if !(0..steps.len()).any(is_apply) {
            let message = say(
                "申込みの手順（kind = \"apply\"）がありません。",
                "There is no step of kind \"apply\".",
            );
            file.at_key(out, "/step", Code::MissingKey, message, say("", ""));
        }
    }
}

fn shape(file: &Opened<ProgrammeFile>, out: &mut Vec<Finding>, index: usize) {
    let step = &file.data.steps[index];
    let at = format!("/step/{index}");
    if !file.is_sure(&[&format!("{at}/kind")]) {
        return;
    }
    if step.kind == StepKind::Questionnaire && step.form.is_none() {
        let message = say(
            "質問票の手順には form が必要です。",
            "A questionnaire step needs `form`.",
        );
        file.at_key(out, &at, Code::MissingKey, message, say("", ""));
    }
    if step.kind == StepKind::Consents && step.consents.is_empty() {
        let message = say(
            "同意書の手順には consents が必要です。",
            "A consents step needs `consents`.",
        );
        file.at_key(out, &at, Code::MissingKey, message, say("", ""));
    }
}

fn deadlines(file: &Opened<ProgrammeFile>, out: &mut Vec<Finding>) {
    let steps = &file.data.steps;
    let targets = Targets {
        what: ("手順", "step"),
        ids: steps.iter().map(|step| step.id.as_str()).collect(),
    };
    for (index, step) in steps.iter().enumerate() {
        let Some(deadline) = &step.deadline else { continue };
        targets.expect(
            file,
            out,
            &format!("/step/{index}/deadline/after"),
            &deadline.after,
        );
        if deadline.business_days == 0 {
            let message = say("期限が0営業日です。", "The deadline is 0 business days.");
            let remedy = say(
                "1 以上にするか、deadline を消してください。",
                "Write 1 or more, or leave the deadline out.",
            );
            file.at(
                out,
                &format!("/step/{index}/deadline/business_days"),
                Code::WrongValue,
                message,
                remedy,
            );
        }
        if let Some(circle) = circle(file, index) {
            let message = say(
                format!("期限が互いを起点にしています（{circle}）。"),
                format!("The deadlines are counted from each other ({circle})."),
            );
            let remedy = say(
                "先に済む手順から数えてください。",
                "Count from a step that comes before.",
            );
            file.at(
                out,
                &format!("/step/{index}/deadline/after"),
                Code::Order,
                message,
                remedy,
            );
        }
    }
}

/// The way from a step back to itself, if its deadline hangs on itself.
fn circle(file: &Opened<ProgrammeFile>, start: usize) -> Option<String> {
    let steps = &file.data.steps;
    let mut way = vec![steps[start].id.as_str()];
    let mut at = &steps[start];
    for _ in 0..steps.len() {
        let after = at.deadline.as_ref()?.after.as_str();
        way.push(after);
        if after == steps[start].id {
            return Some(way.join(" → "));
        }
        at = steps.iter().find(|step| step.id == after)?;
    }
    None
}
