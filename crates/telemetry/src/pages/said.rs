//! Words that several pages say: states, times, answers.

use contracts::reports::Issued;
use jiff::civil::{Date, DateTime};
use platform::forms::{Answers, Form, is_asked};
use platform::text::Language;
use web::Visitor;
use web::form::answer_words;
use web::view::{Answered, At, Chip, Step, Tone};

use crate::domain::installation::{Choice, State, StateName};
use crate::domain::terms::Terms;
use crate::domain::visit::Slot;
use crate::ops::letters;

/// A state as a chip.
pub(super) fn state(visitor: &Visitor, state: StateName) -> Chip {
    let tone = match state {
        StateName::Survey | StateName::Ready | StateName::Proposed | StateName::Appointed => Tone::Info,
        StateName::Trial | StateName::Continued => Tone::Ok,
        StateName::Leaving => Tone::Warn,
        StateName::Unsuitable => Tone::Bad,
        StateName::Removed | StateName::Cancelled => Tone::Mute,
    };
    Chip::new(
        tone,
        visitor.say(&format!("installation-state-{}", state.as_str())),
    )
}

/// A time of a visit.
pub(super) fn slot(visitor: &Visitor, slot: Slot) -> String {
    letters::slot(visitor.words, slot)
}

/// As a form sends it.
pub(super) fn slot_value(slot: Slot) -> String {
    slot.starts.strftime("%Y-%m-%dT%H:%M").to_string()
}

/// From what a form sent.
pub(super) fn parse_slot(terms: &Terms, value: &str) -> Option<Slot> {
    let starts: DateTime = value.trim().parse().ok()?;
    Some(Slot {
        starts,
        minutes: terms.visits.minutes,
    })
}

/// A date that a form sent.
pub(super) fn parse_date(value: &str) -> Option<Date> {
    platform::forms::parse_date(value.trim())
}

/// The way of an appliance, with where it is.
pub(super) fn steps(visitor: &Visitor, state: &State) -> Vec<Step> {
    let place = match state {
        State::Survey { .. } | State::Unsuitable { .. } | State::Cancelled { .. } => 0,
        State::Ready { .. } | State::Proposed { .. } => 1,
        State::Appointed { .. } => 2,
        State::Trial(trial) => match trial.choice {
            Choice::Continue { .. } => 4,
            _ => 3,
        },
        State::Leaving { .. } => 4,
        State::Removed { .. } | State::Continued { .. } => 5,
    };
    let names = ["survey", "appointment", "installation", "trial", "after"];
    let step = |(index, name): (usize, &str)| {
        let at = match index.cmp(&place) {
            std::cmp::Ordering::Less => At::Done,
            std::cmp::Ordering::Equal => At::Now,
            std::cmp::Ordering::Greater => At::Todo,
        };
        Step::new(
            visitor.say(&format!("appliance-step-{name}")),
            visitor.say(&format!("appliance-step-{name}-note")),
        )
        .at(at)
    };
    names.into_iter().enumerate().map(step).collect()
}

/// The answers of the survey, question by question.
pub(super) fn answers(visitor: &Visitor, form: &Form, answers: &Answers) -> Vec<Answered> {
    let fields = crate::domain::survey::fields(form).filter(|field| is_asked(field, answers));
    fields
        .map(|field| Answered {
            label: field.label.in_language(visitor.language()).to_owned(),
            values: answer_words(visitor, field, answers),
            change: None,
        })
        .collect()
}

/// How many reports there are, which is the latest, how many were not opened yet.
pub(super) fn reports(visitor: &Visitor, issued: &Issued) -> String {
    let latest = match visitor.language() {
        Language::Ja => &issued.latest[0],
        Language::En => &issued.latest[1],
    };
    let values = [
        ("count", i64::try_from(issued.count).unwrap_or(i64::MAX).into()),
        ("latest", latest.as_str().into()),
    ];
    let said = visitor.words.say_with("reports-link-count", &values);
    if issued.unread == 0 {
        return said;
    }
    format!(
        "{said}　{}",
        visitor.say1("reports-link-unread", "count", issued.unread)
    )
}
