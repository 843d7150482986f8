//! Letters about the result: a place, the waiting list, or neither (C12, C13).

use platform::mail::Outgoing;

use super::{Letter, documents_text, referrals_text};
use crate::domain::application::{Ending, NOT_COMPLETE_IN_TIME, State};
use crate::domain::definition::Programme;
use crate::domain::definition::programme::StepKind;
use crate::domain::eligibility::RuleResult;
use crate::domain::judgement::Judgement;
use crate::ops::change::state_of;
use crate::ops::notices::Outcome;
use crate::store::entities::application;

fn offer_text(letter: Letter<'_>) -> Letter<'_> {
    let name = letter.name();
    let asks = letter.programme.file.step(StepKind::Confirm).is_some();
    let days = letter.programme.file.selection.answer_business_days;
    let due = match state_of(letter.row) {
        Ok(State::Offered {
            answer_due: Some(due),
        }) => Some(letter.deadline(due)),
        _ => None,
    };
    let letter =
        letter
            .add_with("mail-thanks", "programme", &name)
            .add_with("mail-offer-body", "programme", &name);
    let letter = course_text(letter);
    let letter = match (asks, due) {
        (true, Some(due)) => letter.add_with("mail-offer-due", "due", &due),
        (true, None) => match days {
            // Before the release nobody knows the day; the sentence must be seen all the same.
            Some(days) => letter.add_with("mail-offer-due-days", "days", &days.to_string()),
            None => letter.add("mail-offer-open"),
        },
        _ => letter,
    };
    let letter = letter.when(asks, Letter::where_to_answer);
    let documents = documents_text(&letter);
    letter.when(!asks && !documents.is_empty(), |letter| {
        letter
            .add("mail-offer-documents")
            .text(documents)
            .where_to_answer()
    })
}

/// Which course it is where there are several, and that it is not the one asked for (C8).
fn course_text(letter: Letter<'_>) -> Letter<'_> {
    let file = &letter.programme.file;
    let title = |id: &str| {
        let course = file.course(id);
        course.map_or_else(
            || id.to_owned(),
            |course| course.name.in_language(letter.language).to_owned(),
        )
    };
    if file.courses.len() < 2 {
        return letter;
    }
    let (course, wanted) = (title(&letter.row.course), title(&letter.row.course_wanted));
    let differs = letter.row.course != letter.row.course_wanted;
    letter
        .add_with("mail-offer-course", "course", &course)
        .when(differs, |letter| {
            letter.add_with("mail-offer-course-other", "wanted", &wanted)
        })
}

/// C13: a place is offered. After a draw that is one that fell free: the draw's own are told with [`result`].
pub(crate) fn offer(programme: &Programme, row: &application::Model) -> Outgoing {
    let lifted = programme.file.is_lottery();
    let letter = Letter::new(programme, row).when(lifted, |letter| letter.add("mail-offer-lifted"));
    offer_text(letter).close("mail-offer-subject", "offer")
}

/// C12: the result of the draw, as it is previewed.
pub(crate) fn result(programme: &Programme, row: &application::Model, outcome: Outcome) -> Outgoing {
    let letter = Letter::new(programme, row);
    let programme_name = letter.name();
    match outcome {
        Outcome::Selected => offer_text(letter).close("mail-offer-subject", "result"),
        Outcome::Waiting(position) => letter
            .add_with("mail-thanks", "programme", &programme_name)
            .add_with("mail-waiting-body", "position", &position.to_string())
            .where_to_answer()
            .close("mail-waiting-subject", "result"),
        Outcome::NotDrawn => {
            let referrals = referrals_text(programme, &not_drawn(row), letter.language);
            letter
                .add_with("mail-thanks", "programme", &programme_name)
                .add(NOT_COMPLETE_IN_TIME)
                .add("mail-not-drawn-sorry")
                .when(!referrals.is_empty(), |letter| {
                    letter.add("mail-refer").text(referrals)
                })
                .close("mail-waiting-subject", "result")
        }
    }
}

/// Why somebody was not drawn, and where the rules that do not hold refer to (C3).
pub(crate) fn not_drawn(row: &application::Model) -> Ending {
    let judgement = Judgement::stored(&row.outcome, &row.eligibility);
    let rules = judgement.into_iter().flat_map(|judgement| judgement.rules);
    let mut refer_to = Vec::new();
    for id in rules
        .filter(|rule| rule.result == RuleResult::Fail)
        .flat_map(|rule| rule.refer_to)
    {
        if !refer_to.contains(&id) {
            refer_to.push(id);
        }
    }
    Ending {
        reason: NOT_COMPLETE_IN_TIME.to_owned(),
        refer_to,
    }
}
