//! The way to a place (C19) and its deadlines (C11, C13, C21).

use super::references::{self, Targets};
use crate::domain::definition::FileKind;
use crate::domain::definition::finding::{Code, Finding, say};
use crate::domain::definition::load::Folder;
use crate::domain::definition::opened::Opened;
use crate::domain::definition::programme::{ProgrammeFile, StepKind};

pub(super) fn check(folder: &Folder<'_>, out: &mut Vec<Finding>) {
    let Some(file) = &folder.programme else { return };
    let steps = &file.data.steps;
    super::ids(file, out, "/step", steps.iter().map(|step| step.id.as_str()));
    let (forms, consents) = (references::forms(folder), references::consents(folder));
    let has_consents = folder.has_file(&FileKind::Consents.file_name());
    for (index, step) in steps.iter().enumerate() {
        if !has_consents && !step.consents.is_empty() {
            let message = say(
                "同意書のファイル consents.toml がありません。",
                "There is no consents.toml, which holds the consents.",
            );
            let pointer = format!("/step/{index}/consents");
            file.at_key(out, &pointer, Code::File, message, say("", ""));
        }
        if let (Some(form), Some(forms)) = (&step.form, &forms) {
            forms.expect(file, out, &format!("/step/{index}/form"), form);
        }
        for (place, consent) in step.consents.iter().enumerate() {
            if let Some(consents) = consents.as_ref().filter(|_| has_consents) {
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
        twice(file, out);
        if !(0..steps.len()).any(is_apply) {
            let message = say(
                "申込みの手順（kind = \"apply\"）がありません。",
                "There is no step of kind \"apply\".",
            );
            file.at_key(out, "/step", Code::MissingKey, message, say("", ""));
        }
    }
}

/// A company applies once.
fn twice(file: &Opened<ProgrammeFile>, out: &mut Vec<Finding>) {
    let mut applying = file.data.steps.iter().enumerate().filter(|(index, step)| {
        step.kind == StepKind::Apply && file.is_sure(&[&format!("/step/{index}/kind")])
    });
    let Some((first, _)) = applying.next() else { return };
    for (index, _) in applying {
        let line = file.line(&format!("/step/{first}/kind"));
        let message = say(
            format!("申込みの手順（kind = \"apply\"）は{line}行目にもあります。"),
            format!("There is a step of kind \"apply\" in line {line} too."),
        );
        let remedy = say("申込みの手順は1つだけにしてください。", "Keep one of them.");
        file.at(
            out,
            &format!("/step/{index}/kind"),
            Code::Duplicate,
            message,
            remedy,
        );
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
        later(file, out, index);
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

/// A deadline runs from something that has happened by then.
fn later(file: &Opened<ProgrammeFile>, out: &mut Vec<Finding>, index: usize) {
    let steps = &file.data.steps;
    let Some(deadline) = &steps[index].deadline else {
        return;
    };
    let at = format!("/step/{index}/deadline");
    let from = steps.iter().position(|step| step.id == deadline.after);
    // What is counted from itself, over whatever way, is told below.
    if from.is_some_and(|from| from > index) && circle(file, index).is_none() {
        let (own, after) = (&steps[index].id, &deadline.after);
        let message = say(
            format!("手順「{own}」の期限が、後に来る手順「{after}」を起点にしています。"),
            format!("The deadline of step \"{own}\" is counted from step \"{after}\", which comes later."),
        );
        let before: Vec<&str> = steps[..index].iter().map(|step| step.id.as_str()).collect();
        let remedy = if before.is_empty() {
            say("期限を消してください。", "Leave the deadline out.")
        } else {
            let list = before.join(", ");
            say(
                format!("先に済む手順から数えてください: {list}"),
                format!("Count from a step that comes before: {list}."),
            )
        };
        file.at(out, &format!("{at}/after"), Code::Order, message, remedy);
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
