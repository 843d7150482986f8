//! The texts of mails to companies, from the programme's facts and the words of the company's language. Pure.

use contracts::companies::Company;
use jiff::civil::Date;
use platform::languages::Words;
use platform::mail::{Outgoing, SITE};
use platform::text::Language;

use crate::domain::reminders::Reminder;
use crate::domain::terms::Terms;
use crate::domain::visit::{Errand, Slot};
use crate::store::entities::installation;

/// A letter being written: paragraphs between greeting and signature.
struct Letter<'a> {
    terms: &'a Terms,
    company: &'a Company,
    row: &'a installation::Model,
    words: Words,
    paragraphs: Vec<String>,
}

impl<'a> Letter<'a> {
    fn new(terms: &'a Terms, company: &'a Company, row: &'a installation::Model) -> Self {
        let language = Language::from_code(&company.language).unwrap_or(Language::Ja);
        let words = Words::new(language);
        let greeting = words.say_with(
            "mail-greeting",
            &[
                ("company", company.name.as_str().into()),
                ("participant", company.contact_person.as_str().into()),
            ],
        );
        Self {
            terms,
            company,
            row,
            words,
            paragraphs: vec![greeting],
        }
    }

    fn language(&self) -> Language {
        self.words.language()
    }

    fn add(mut self, key: &str, values: &[(&'static str, String)]) -> Self {
        let values: Vec<_> = values
            .iter()
            .map(|(name, value)| (*name, value.as_str().into()))
            .collect();
        self.paragraphs.push(self.words.say_with(key, &values));
        self
    }

    fn text(mut self, text: String) -> Self {
        self.paragraphs.push(text);
        self
    }

    /// What the company pays itself, one a line.
    fn costs(self) -> Self {
        let costs: Vec<String> = self
            .terms
            .costs_in(self.language())
            .iter()
            .map(|cost| format!("・{cost}"))
            .collect();
        if costs.is_empty() {
            return self;
        }
        self.add("device-mail-costs", &[("costs", costs.join("\n"))])
    }

    /// Where the company answers.
    fn answer(self) -> Self {
        let prefix = if self.language() == Language::En {
            "/en"
        } else {
            ""
        };
        self.add("mail-where", &[("link", format!("{SITE}{prefix}/return"))])
    }

    /// `key` names the subject; `event` makes the mail unique for this installation.
    fn close(mut self, key: &str, event: &str) -> Outgoing {
        let language = self.language();
        let office = &self.terms.office;
        self.paragraphs.push(self.words.say_with(
            "mail-sign",
            &[
                ("office", office.name.in_language(language).into()),
                ("telephone", office.telephone.as_str().into()),
                ("hours", office.hours.in_language(language).into()),
                ("url", office.url.as_str().into()),
            ],
        ));
        let programme = self.terms.name.in_language(language);
        Outgoing {
            to: self.company.mail.clone(),
            subject: self.words.say_with(key, &[("programme", programme.into())]),
            body: self.paragraphs.join("\n\n") + "\n",
            language,
            subject_of: Some(("installation", self.row.id.to_string())),
            dedupe_key: Some(format!("{event}/{}", self.row.id)),
        }
    }

    /// The same, once for each version of the installation.
    fn close_version(self, key: &str, event: &str) -> Outgoing {
        let event = format!("{event}/{}", self.row.version);
        self.close(key, &event)
    }
}

/// 9月11日（月） 9時〜11時
pub(crate) fn slot(words: Words, slot: Slot) -> String {
    let ends = words.clock(slot.ends().time());
    match words.language() {
        Language::Ja => format!("{}〜{ends}", words.local(slot.starts)),
        Language::En => format!("{}–{ends}", words.local(slot.starts)),
    }
}

fn list(words: Words, slots: &[Slot]) -> String {
    let lines: Vec<String> = slots
        .iter()
        .map(|one| format!("・{}", slot(words, *one)))
        .collect();
    lines.join("\n")
}

/// The survey is asked for.
pub(crate) fn survey(terms: &Terms, company: &Company, row: &installation::Model) -> Outgoing {
    Letter::new(terms, company, row)
        .add("device-mail-survey", &[])
        .costs()
        .answer()
        .close("device-mail-survey-subject", "device-survey")
}

/// It cannot be installed.
pub(crate) fn unfit(terms: &Terms, company: &Company, row: &installation::Model, reason: &str) -> Outgoing {
    let letter = Letter::new(terms, company, row).add("device-mail-unfit", &[("reason", reason.to_owned())]);
    let language = letter.language();
    let letter = match &terms.other_course {
        Some((_, name)) => letter
            .add(
                "device-mail-other-course",
                &[("course", name.in_language(language).to_owned())],
            )
            .answer(),
        None => letter,
    };
    letter.close_version("device-mail-unfit-subject", "device-unfit")
}

/// Times are proposed.
pub(crate) fn proposal(
    terms: &Terms,
    company: &Company,
    row: &installation::Model,
    errand: Errand,
    slots: &[Slot],
) -> Outgoing {
    let letter = Letter::new(terms, company, row);
    let times = list(letter.words, slots);
    let letter = letter.add(
        match errand {
            Errand::Removal => "device-mail-propose-removal",
            _ => "device-mail-propose",
        },
        &[("slots", times)],
    );
    let letter = if errand == Errand::Removal {
        letter
    } else {
        letter.costs()
    };
    letter
        .answer()
        .close_version("device-mail-propose-subject", "device-propose")
}

/// A time is fixed.
pub(crate) fn appointment(
    terms: &Terms,
    company: &Company,
    row: &installation::Model,
    errand: Errand,
    at: Slot,
) -> Outgoing {
    let letter = Letter::new(terms, company, row);
    let when = slot(letter.words, at);
    let letter = match errand {
        Errand::Removal => letter.add("device-mail-appointed-removal", &[("when", when)]),
        _ => letter.add("device-mail-appointed", &[("when", when)]).costs(),
    };
    letter
        .answer()
        .close_version("device-mail-appointed-subject", "device-appointed")
}

/// It was installed.
pub(crate) fn installed(
    terms: &Terms,
    company: &Company,
    row: &installation::Model,
    on: Date,
    ends: Date,
) -> Outgoing {
    let letter = Letter::new(terms, company, row);
    let values = [("on", letter.words.date(on)), ("ends", letter.words.date(ends))];
    let language = letter.language();
    letter
        .add("device-mail-installed", &values)
        .text(terms.afterwards.in_language(language).to_owned())
        .answer()
        .close("device-mail-installed-subject", "device-installed")
}

/// The day of the installation was noted wrongly.
pub(crate) fn corrected(
    terms: &Terms,
    company: &Company,
    row: &installation::Model,
    on: Date,
    ends: Date,
) -> Outgoing {
    let letter = Letter::new(terms, company, row);
    let values = [("on", letter.words.date(on)), ("ends", letter.words.date(ends))];
    letter.add("device-mail-corrected", &values).answer().close(
        "device-mail-corrected-subject",
        &format!("device-corrected/{}", row.version),
    )
}

/// The question how it goes on.
pub(crate) fn question(terms: &Terms, company: &Company, row: &installation::Model, ends: Date) -> Outgoing {
    let letter = Letter::new(terms, company, row);
    let values = [("ends", letter.words.date(ends))];
    let language = letter.language();
    letter
        .add("device-mail-question", &values)
        .text(terms.afterwards.in_language(language).to_owned())
        .answer()
        .close("device-mail-question-subject", "device-question")
}

/// It was taken away.
pub(crate) fn removed(terms: &Terms, company: &Company, row: &installation::Model, on: Date) -> Outgoing {
    let letter = Letter::new(terms, company, row);
    let keep = row.held().keep_until.unwrap_or(on);
    let values = [("on", letter.words.date(on)), ("keep", letter.words.date(keep))];
    letter
        .add("device-mail-removed", &values)
        .close("device-mail-removed-subject", "device-removed")
}

/// Something is called to mind; `of` keeps it to one mail for the same thing.
pub(crate) fn reminder(
    terms: &Terms,
    company: &Company,
    row: &installation::Model,
    reminder: Reminder,
    at: Option<Slot>,
    of: &str,
) -> Outgoing {
    let letter = Letter::new(terms, company, row);
    let when = at.map(|at| slot(letter.words, at)).unwrap_or_default();
    let ends = row
        .ends_on
        .as_deref()
        .and_then(|text| text.parse::<Date>().ok())
        .map(|day| letter.words.date(day));
    let name = reminder.as_str();
    letter
        .add(
            &format!("device-mail-remind-{name}"),
            &[("when", when), ("ends", ends.unwrap_or_default())],
        )
        .answer()
        .close(
            &format!("device-mail-remind-{name}-subject"),
            &format!("device-remind/{name}/{of}"),
        )
}

/// Certificates that end soon, to the secretariat.
pub(crate) fn certificates(terms: &Terms, serials: &[String], day: Date) -> Outgoing {
    let words = Words::new(Language::Ja);
    let lines: Vec<String> = serials.iter().map(|serial| format!("・{serial}")).collect();
    let body = words.say_with(
        "device-mail-certificates",
        &[("serials", lines.join("\n").into())],
    );
    Outgoing {
        to: terms.office.mail.clone(),
        subject: words.say("device-mail-certificates-subject"),
        body: format!("{body}\n"),
        language: Language::Ja,
        subject_of: None,
        dedupe_key: Some(format!("device-certificates/{}/{day}", terms.programme)),
    }
}
