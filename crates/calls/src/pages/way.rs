//! The call's steps as an applicant went through them: done, now, still to come (C19).

use jiff::Timestamp;
use platform::clock::from_tokyo;
use web::Visitor;

use super::status::lifted_at;
use crate::domain::application::{State, StateName};
use crate::domain::definition::Programme;
use crate::domain::definition::programme::{self, StepKind};
use crate::domain::outstanding::{Owed, outstanding};
use crate::ops::own::Own;

/// A step as shown.
pub(super) struct Step {
    /// `done`, `now`, `todo`.
    pub(super) class: &'static str,
    /// What happens.
    pub(super) title: String,
    /// When, or what about it.
    pub(super) text: String,
    /// Where it can be checked.
    pub(super) link: Option<String>,
}

/// The steps that concern this application, with where it is now.
pub(super) fn steps(visitor: &Visitor, programme: &Programme, own: &Own) -> Vec<Step> {
    // The briefing comes before the application, and the receipt is the application's own mail.
    let shown: Vec<&programme::Step> = programme
        .file
        .steps
        .iter()
        .filter(|step| !matches!(step.kind, StepKind::Briefing | StepKind::Receipt))
        .collect();
    if own.state.name().is_final() {
        return ended(visitor, programme, own, &shown);
    }
    let now = here(visitor, programme, own, &shown);
    let view = |(index, step): (usize, &&programme::Step)| {
        let class = match index.cmp(&now) {
            std::cmp::Ordering::Less => "done",
            std::cmp::Ordering::Equal => "now",
            std::cmp::Ordering::Greater => "todo",
        };
        Step {
            class,
            title: step.title.in_language(visitor.language()).to_owned(),
            text: text(visitor, programme, own, step, class),
            link: link(visitor, programme, own, step.kind),
        }
    };
    shown.iter().enumerate().map(view).collect()
}

/// The index of the step the application is in; past the end when all are done.
fn here(visitor: &Visitor, programme: &Programme, own: &Own, shown: &[&programme::Step]) -> usize {
    let closes = programme.file.courses.iter().map(|course| course.closes).max();
    let closed = closes.is_none_or(|closes| visitor.now >= from_tokyo(closes));
    let wanted: &[StepKind] = match &own.state {
        State::Received { .. } => &[StepKind::Contact],
        State::Complete if !closed => &[StepKind::Close, StepKind::Select],
        State::Complete => &[StepKind::Select, StepKind::Notify],
        State::Waiting => &[StepKind::Notify, StepKind::Select],
        State::Offered { .. } => &[StepKind::Confirm],
        State::Confirmed => match outstanding(programme, &own.given()).first() {
            Some(Owed::Form { .. }) => &[StepKind::Questionnaire],
            _ => &[StepKind::Consents],
        },
        _ => &[],
    };
    wanted
        .iter()
        .find_map(|kind| shown.iter().position(|step| step.kind == *kind))
        .unwrap_or(shown.len())
}

fn text(
    visitor: &Visitor,
    programme: &Programme,
    own: &Own,
    step: &programme::Step,
    class: &'static str,
) -> String {
    let done = class == "done";
    let date = |at: Timestamp| visitor.words.date_time(at);
    let known = match step.kind {
        StepKind::Apply => Some(visitor.say1("status-applied", "at", date(own.row.submitted_at.instant()))),
        StepKind::Contact if done => own.contacted_at.map(date),
        StepKind::Contact => programme
            .deadline(StepKind::Contact, own.row.submitted_at.instant())
            .filter(|_| own.state.name() == StateName::Received)
            .map(|due| visitor.say1("status-until", "due", visitor.words.promised(due))),
        StepKind::Close => {
            let closes = programme.file.courses.iter().map(|course| course.closes).max();
            closes.map(|closes| visitor.words.deadline(from_tokyo(closes)))
        }
        // First come, first served: the contact decides.
        StepKind::Select if done && !programme.file.is_lottery() => own.contacted_at.map(date),
        StepKind::Select => programme.file.selection.draw_at.map(|at| {
            let at = date(from_tokyo(at));
            match own.row.rank.filter(|_| own.told_at.is_some()) {
                Some(rank) => format!("{at}　{}", visitor.say1("status-rank", "rank", rank)),
                None => at,
            }
        }),
        StepKind::Notify if lifted_at(own).is_some() => {
            let told = own.told_at.map(date).unwrap_or_default();
            let at = lifted_at(own).map(date).unwrap_or_default();
            Some(visitor.say2("status-lifted-at", "told", told, "at", at))
        }
        StepKind::Notify => own.told_at.map(date).or_else(|| {
            let words = programme.file.selection.results_words.as_ref()?;
            Some(words.in_language(visitor.language()).to_owned())
        }),
        StepKind::Confirm => match own.state {
            State::Offered {
                answer_due: Some(due),
            } => Some(visitor.say1("status-until", "due", visitor.words.deadline(due))),
            State::Confirmed => Some(date(own.row.changed_at.instant())),
            _ if done => Some(visitor.say("status-answered")),
            _ => None,
        },
        StepKind::Consents if done => own
            .signatures
            .iter()
            .map(|row| row.signed_at)
            .max()
            .map(|at| date(at.instant())),
        StepKind::Questionnaire if done => own
            .forms
            .iter()
            .filter(|form| form.complete && step.form.as_ref() == Some(&form.form_id))
            .map(|form| date(form.updated_at.instant()))
            .next(),
        StepKind::Fixed if done => Some(date(own.row.changed_at.instant())),
        _ => None,
    };
    known.unwrap_or_else(|| {
        // What the call says about a step helps only while it is still to come.
        if done {
            String::new()
        } else {
            step.text.in_language(visitor.language()).to_owned()
        }
    })
}

fn link(visitor: &Visitor, programme: &Programme, own: &Own, kind: StepKind) -> Option<String> {
    let drawn = kind == StepKind::Select && own.row.rank.is_some() && own.told_at.is_some();
    drawn.then(|| visitor.href(&format!("/programmes/{}/draw", programme.file.id)))
}

/// For an application that has ended: what is known to have happened, and the end.
fn ended(visitor: &Visitor, programme: &Programme, own: &Own, shown: &[&programme::Step]) -> Vec<Step> {
    let happened = |kind: StepKind| match kind {
        StepKind::Apply => true,
        StepKind::Contact => own.contacted_at.is_some(),
        StepKind::Select => own.row.rank.is_some() && own.told_at.is_some(),
        _ => false,
    };
    let view = |step: &&programme::Step| Step {
        class: "done",
        title: step.title.in_language(visitor.language()).to_owned(),
        text: text(visitor, programme, own, step, "done"),
        link: link(visitor, programme, own, step.kind),
    };
    let mut steps: Vec<Step> = shown
        .iter()
        .filter(|step| happened(step.kind))
        .map(view)
        .collect();
    steps.push(Step {
        class: "now",
        title: visitor.say(&format!("status-title-{}", own.state.name().as_str())),
        text: visitor.words.date_time(own.row.changed_at.instant()),
        link: None,
    });
    steps
}
