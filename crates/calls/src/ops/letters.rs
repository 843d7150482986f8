//! The texts of mails, from the call's facts and the words of the applicant's language. Pure.

mod result;

use jiff::Timestamp;
use platform::languages::Words;
use platform::mail::{Outgoing, SITE};
use platform::text::Language;

use super::change::state_of;
use super::notices::Outcome;
use super::submit::code;
use crate::domain::application::{Ending, State, StateName};
use crate::domain::beginning::{beginning, beginning_words, briefing_hours};
use crate::domain::definition::Programme;
use crate::domain::definition::delivery::Briefing;
use crate::domain::definition::programme::{Referral, StepKind};
use crate::domain::outstanding::{Given, Owed, form_due, only_form, outstanding};
use crate::store::entities::{application, notice_item, registration, signature};

pub(crate) use result::{not_drawn, offer, result};

/// A letter being written: paragraphs between greeting and signature.
struct Letter<'a> {
    programme: &'a Programme,
    row: &'a application::Model,
    language: Language,
    words: Words,
    paragraphs: Vec<String>,
}

impl<'a> Letter<'a> {
    fn new(programme: &'a Programme, row: &'a application::Model) -> Self {
        let language = Language::from_code(&row.language).unwrap_or(Language::Ja);
        let words = Words::new(language);
        let greeting = words.say_with(
            "mail-greeting",
            &[
                ("company", row.company_name.as_str().into()),
                ("participant", row.participant_name.as_str().into()),
            ],
        );
        let number = words.say_with("mail-number", &[("number", code(row.number).into())]);
        Self {
            programme,
            row,
            language,
            words,
            paragraphs: vec![greeting, number],
        }
    }

    fn name(&self) -> String {
        self.programme
            .file
            .short_name
            .in_language(self.language)
            .to_owned()
    }

    fn add(mut self, key: &str) -> Self {
        let text = self.words.say(key);
        self.paragraphs.push(text);
        self
    }

    fn add_with(mut self, key: &str, argument: &'static str, value: &str) -> Self {
        let text = self.words.say_with(key, &[(argument, value.into())]);
        self.paragraphs.push(text);
        self
    }

    fn text(mut self, text: String) -> Self {
        self.paragraphs.push(text);
        self
    }

    /// Where the company answers, sends its documents and sees where it stands.
    fn where_to_answer(self) -> Self {
        let prefix = if self.language == Language::En { "/en" } else { "" };
        let link = format!("{SITE}{prefix}/return");
        self.add_with("mail-where", "link", &link)
    }

    fn when(self, condition: bool, add: impl FnOnce(Self) -> Self) -> Self {
        if condition { add(self) } else { self }
    }

    /// `key` names the subject line; `event` makes the mail unique for this application.
    fn close(mut self, key: &str, event: &str) -> Outgoing {
        let operator = &self.programme.file.operator;
        self.paragraphs.push(self.words.say_with(
            "mail-sign",
            &[
                ("office", operator.office.in_language(self.language).into()),
                ("telephone", operator.telephone.as_str().into()),
                ("hours", operator.hours.in_language(self.language).into()),
                ("url", operator.url.as_str().into()),
            ],
        ));
        let subject = self.words.say_with(
            key,
            &[
                ("programme", self.name().into()),
                ("number", code(self.row.number).into()),
            ],
        );
        Outgoing {
            to: self.row.email.clone(),
            subject,
            body: self.paragraphs.join("\n\n") + "\n",
            language: self.language,
            subject_of: Some(("application", self.row.id.to_string())),
            dedupe_key: Some(format!("{event}/{}/{}", self.row.id, self.row.version)),
        }
    }

    fn date_time(&self, at: Timestamp) -> String {
        self.words.date_time(at)
    }

    fn deadline(&self, at: Timestamp) -> String {
        self.words.deadline(at)
    }
}

/// C18: the form has arrived.
pub(crate) fn receipt(programme: &Programme, row: &application::Model) -> Outgoing {
    let letter = Letter::new(programme, row);
    let arrived = letter.date_time(row.submitted_at.instant());
    let body = letter.words.say_with(
        "mail-receipt-body",
        &[("programme", letter.name().into()), ("at", arrived.into())],
    );
    // The desk has a deadline of its own where the call promises nothing.
    let due = programme
        .deadline(StepKind::Contact, row.submitted_at.instant())
        .filter(|_| row.state == StateName::Received.as_str())
        .map(|due| letter.words.promised(due));
    let lottery = programme.file.is_lottery();
    let letter = letter.text(body);
    let letter = match due {
        Some(due) => letter.add_with("mail-receipt-contact", "due", &due),
        None => letter,
    };
    letter
        .when(lottery, |letter| {
            letter.add("mail-receipt-lottery").add("mail-receipt-draw")
        })
        .where_to_answer()
        .close("mail-receipt-subject", "receipt")
}

/// A prepared notice when it is released: what was previewed, with the deadline that the release sets.
pub(crate) fn prepared(
    programme: &Programme,
    row: &application::Model,
    item: &notice_item::Model,
) -> Outgoing {
    if item.outcome == Outcome::Selected.as_str() {
        return result(programme, row, Outcome::Selected);
    }
    let letter = Letter::new(programme, row).close("mail-waiting-subject", "result");
    Outgoing {
        subject: item.subject.clone(),
        body: item.body.clone(),
        ..letter
    }
}

/// The list is frozen: "yours is line k" (draw-v1, 3).
pub(crate) fn frozen(
    programme: &Programme,
    row: &application::Model,
    line: usize,
    hash: &str,
    label: &str,
    draw_at: Timestamp,
) -> Outgoing {
    let letter = Letter::new(programme, row);
    let body = letter.words.say_with(
        "mail-frozen-body",
        &[
            ("line", line.to_string().into()),
            ("hash", hash.into()),
            ("label", label.into()),
            ("draw", letter.date_time(draw_at).into()),
        ],
    );
    letter
        .text(body)
        .where_to_answer()
        .close("mail-frozen-subject", "frozen")
}

/// The company has answered an offer.
pub(crate) fn answered(programme: &Programme, row: &application::Model) -> Outgoing {
    let letter = Letter::new(programme, row);
    match state_of(row) {
        Ok(State::Declined { .. }) => letter
            .add("mail-declined-body")
            .close("mail-declined-subject", "answer"),
        Ok(State::Withdrawn(_)) => ended(programme, row),
        Ok(State::Participating) => begins(letter).close("mail-fixed-subject", "answer"),
        _ => asks_for_documents(letter)
            .where_to_answer()
            .close("mail-accepted-subject", "answer"),
    }
}

/// What is asked of a company that takes part: a form that stands alone by its name and deadline, or the list.
fn asks_for_documents(letter: Letter<'_>) -> Letter<'_> {
    let Some(form) = only_form(letter.programme) else {
        let documents = documents_text(&letter);
        return letter.add("mail-accepted-body").text(documents);
    };
    let title = form.title.in_language(letter.language);
    let due = form_due(letter.programme, &form.id, letter.row.changed_at.instant());
    let letter = letter.add_with("mail-accepted-form", "form", title);
    match due.map(|due| letter.deadline(due)) {
        Some(due) => letter.add_with("mail-accepted-form-due", "due", &due),
        None => letter,
    }
}

/// Participation is fixed: what comes first, where and when, and the days for a calendar.
fn begins(letter: Letter<'_>) -> Letter<'_> {
    let (programme, language) = (letter.programme, letter.language);
    let letter = match only_form(programme) {
        Some(form) => letter.add_with("mail-fixed-form", "form", form.title.in_language(language)),
        None => letter.add("mail-fixed-body"),
    };
    let known = beginning_words(programme, letter.words);
    let lines: Vec<String> = known
        .iter()
        .map(|known| format!("{}: {}", known.label, known.lines.join("\n  ")))
        .collect();
    let letter = letter.when(!lines.is_empty(), |letter| letter.text(lines.join("\n")));
    if beginning(programme).first_day.is_none() {
        return letter;
    }
    let prefix = if letter.language == Language::En {
        "/en"
    } else {
        ""
    };
    let link = format!("{SITE}{prefix}/programmes/{}/sessions.ics", programme.file.id);
    letter.add_with("mail-fixed-calendar", "link", &link)
}

/// An offer was not answered in time.
pub(crate) fn lapsed(programme: &Programme, row: &application::Model) -> Outgoing {
    Letter::new(programme, row)
        .add("mail-lapsed-body")
        .close("mail-lapsed-subject", "lapsed")
}

/// Participation is fixed.
pub(crate) fn fixed(programme: &Programme, row: &application::Model) -> Outgoing {
    begins(Letter::new(programme, row)).close("mail-fixed-subject", "fixed")
}

/// A stamped scan has to be handed in again, with the reason (C15). Each scan has a mail of its own.
pub(crate) fn scan_returned(
    programme: &Programme,
    row: &application::Model,
    scan: &signature::Model,
) -> Outgoing {
    let letter = Letter::new(programme, row);
    let title = programme.consent(&scan.consent_id).map(|consent| &consent.title);
    let title = title.map_or(scan.consent_id.as_str(), |title| {
        title.in_language(letter.language)
    });
    let part = letter.words.say(&format!("mail-part-{}", scan.part));
    let body = letter.words.say_with(
        "mail-scan-returned-body",
        &[("title", title.into()), ("part", part.into())],
    );
    let reason = scan.review_reason.as_deref().unwrap_or_default();
    letter
        .text(body)
        .add_with("mail-reason", "reason", reason)
        .add("mail-scan-returned-again")
        .where_to_answer()
        .close(
            "mail-scan-returned-subject",
            &format!("scan-returned/{}", scan.id),
        )
}

/// The application was ended, with the reason and where to go instead (C3, C16).
pub(crate) fn ended(programme: &Programme, row: &application::Model) -> Outgoing {
    let letter = Letter::new(programme, row);
    let (kind, ending) = match state_of(row) {
        Ok(State::Excluded(ending)) => ("excluded", ending),
        Ok(State::Withdrawn(ending)) => ("withdrawn", ending),
        Ok(State::Refused(ending)) => ("refused", ending),
        _ => (
            "refused",
            Ending {
                reason: String::new(),
                refer_to: Vec::new(),
            },
        ),
    };
    let referrals = referrals_text(programme, &ending, letter.language);
    letter
        .add(&format!("mail-{kind}-body"))
        .when(!ending.reason.is_empty(), |letter| {
            let reason = ending.reason_in(letter.words);
            letter.add_with("mail-reason", "reason", &reason)
        })
        .when(!referrals.is_empty(), |letter| {
            letter.add("mail-refer").text(referrals)
        })
        .close(&format!("mail-{kind}-subject"), "ended")
}

/// The one-time link to an application's status. `event` makes the mail unique: each request has a link of its own.
pub(crate) fn link(
    programme: &Programme,
    row: &application::Model,
    href: &str,
    until: Timestamp,
    event: &str,
) -> Outgoing {
    let letter = Letter::new(programme, row);
    let until = letter.date_time(until);
    let body = letter.words.say_with(
        "mail-link-body",
        &[("link", href.into()), ("until", until.into())],
    );
    letter.text(body).close("mail-link-subject", event)
}

/// Registered for a briefing (C17), with the link for cancelling.
pub(crate) fn briefing(
    programme: &Programme,
    briefing: &Briefing,
    row: &registration::Model,
    href: &str,
) -> Outgoing {
    let mut letter = to_guest(programme, briefing, row, "briefing");
    let words = Words::new(letter.language);
    if row.mode == "online" {
        letter.body += "\n";
        letter.body += &words.say("mail-briefing-online");
        letter.body += "\n";
    }
    letter.body += "\n";
    letter.body += &words.say_with("mail-briefing-cancel", &[("link", href.into())]);
    letter.body += "\n";
    letter
}

/// No longer registered for a briefing.
pub(crate) fn briefing_cancelled(
    programme: &Programme,
    briefing: &Briefing,
    row: &registration::Model,
) -> Outgoing {
    to_guest(programme, briefing, row, "briefing-cancelled")
}

/// `mail-{event}-subject` and `mail-{event}-body`, with date and mode.
fn to_guest(programme: &Programme, briefing: &Briefing, row: &registration::Model, event: &str) -> Outgoing {
    let language = Language::from_code(&row.language).unwrap_or(Language::Ja);
    let words = Words::new(language);
    let mode = words.say(if row.mode == "online" {
        "briefing-online"
    } else {
        "briefing-on-site"
    });
    let operator = &programme.file.operator;
    let name = programme.file.short_name.in_language(language);
    Outgoing {
        to: row.email.clone(),
        subject: words.say_with(&format!("mail-{event}-subject"), &[("programme", name.into())]),
        body: words.say_with(
            &format!("mail-{event}-body"),
            &[
                ("hours", briefing_hours(briefing, words).into()),
                ("mode", mode.into()),
                ("name", row.name.as_str().into()),
                ("office", operator.office.in_language(language).into()),
                ("telephone", operator.telephone.as_str().into()),
            ],
        ) + "\n",
        language,
        subject_of: Some(("registration", row.id.to_string())),
        dedupe_key: Some(format!("{event}/{}/{}", row.id, row.registered_at.0)),
    }
}

fn referrals_text(programme: &Programme, ending: &Ending, language: Language) -> String {
    let named = |id: &String| {
        programme
            .file
            .referrals
            .iter()
            .find(|referral| referral.id == *id)
    };
    let line = |referral: &Referral| {
        let name = referral.name.in_language(language);
        referral
            .url
            .as_ref()
            .map_or_else(|| format!("・{name}"), |url| format!("・{name}\n  {url}"))
    };
    ending
        .refer_to
        .iter()
        .filter_map(named)
        .map(line)
        .collect::<Vec<_>>()
        .join("\n")
}

fn documents_text(letter: &Letter<'_>) -> String {
    let mut titles: Vec<&str> = Vec::new();
    for owed in outstanding(letter.programme, &Given::default()) {
        let title = match &owed {
            Owed::Signature { consent, .. } => letter
                .programme
                .consents
                .iter()
                .find(|one| one.id == *consent)
                .map(|one| &one.title),
            Owed::Form { form } => letter
                .programme
                .forms
                .iter()
                .find(|one| one.id == *form)
                .map(|one| &one.title),
        };
        titles.extend(title.map(|title| title.in_language(letter.language)));
    }
    titles.dedup();
    titles
        .iter()
        .map(|title| format!("・{title}"))
        .collect::<Vec<_>>()
        .join("\n")
}
