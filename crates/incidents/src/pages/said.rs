//! Words that several pages use: states, severities, times, entries.

use contracts::ids::CompanyId;
use jiff::Timestamp;
use platform::text::Language;
use web::Visitor;
use web::form::OptionView;
use web::view::{Chip, Tone};

use crate::domain::case::{StateName, Topic, Verdict};
use crate::domain::clocks::Owed;
use crate::domain::detection::{SEVERITIES, severity_name};
use crate::domain::entry::Kind;
use crate::read::{Case, CaseFile, Confided, Entry, Found};
use contracts::support::Severity;

/// An instant for reading.
pub(super) fn when(visitor: &Visitor, at: Timestamp) -> String {
    visitor.words.date_time(at)
}

/// The text in the page's language.
pub(super) fn in_language<'t>(visitor: &Visitor, texts: &'t [String; 2]) -> &'t str {
    match visitor.language() {
        Language::Ja => &texts[0],
        Language::En => &texts[1],
    }
}

/// What a case is called: what people said it is about, else the rule's title. What joins it later does not rename it.
pub(super) fn title(visitor: &Visitor, case: &Case, found: Option<&[String; 2]>) -> String {
    match found {
        Some(found) if case.topic == Topic::Detection => in_language(visitor, found).to_owned(),
        _ => topic(visitor, case.topic),
    }
}

/// What it is about, in a word.
pub(super) fn topic(visitor: &Visitor, topic: Topic) -> String {
    visitor.say(&format!("support-topic-{}", topic.as_str()))
}

/// How bad.
pub(super) fn severity(visitor: &Visitor, severity: Severity) -> Chip {
    Chip::new(
        Tone::of(severity),
        visitor.say(&format!("support-severity-{}", severity_name(severity))),
    )
}

/// Where it stands: the decision where there is one.
pub(super) fn state(visitor: &Visitor, case: &Case) -> Chip {
    let name = case.state.name();
    let tone = match name {
        StateName::Opened => Tone::Warn,
        StateName::InHand => Tone::Info,
        StateName::Decided => Tone::Info,
        StateName::Closed => Tone::Ok,
        StateName::Merged => Tone::Mute,
    };
    Chip::new(tone, visitor.say(&format!("support-state-{}", name.as_str())))
}

/// What was decided.
pub(super) fn verdict(visitor: &Visitor, verdict: Verdict) -> String {
    visitor.say(&format!("support-verdict-{}", verdict.as_str()))
}

/// What is owed, for the desk.
pub(super) fn owed(visitor: &Visitor, case: &Case) -> String {
    match (case.owed(), case.waiting_since.is_some()) {
        (None, _) => String::new(),
        (Some(_), true) => visitor.say("support-owed-reply"),
        (Some(Owed::Answer), false) => visitor.say("support-owed-answer"),
        (Some(Owed::Decision), false) => visitor.say("support-owed-decision"),
        (Some(Owed::Closing), false) => visitor.say("support-owed-closing"),
        (Some(Owed::Visit), false) => visitor.say("support-owed-visit"),
    }
}

/// Options of a list of severities.
pub(super) fn severities(visitor: &Visitor, chosen: &str) -> Vec<OptionView> {
    let option = |one: Severity| {
        let name = severity_name(one);
        let label = visitor.say(&format!("support-severity-{name}"));
        OptionView::new(name, label, name == chosen)
    };
    SEVERITIES.into_iter().map(option).collect()
}

/// Options of a list of topics that a person can choose.
pub(super) fn topics(visitor: &Visitor, chosen: &str) -> Vec<OptionView> {
    let option = |one: &Topic| OptionView::new(one.as_str(), topic(visitor, *one), one.as_str() == chosen);
    Topic::ALL
        .iter()
        .filter(|one| **one != Topic::Detection)
        .map(option)
        .collect()
}

/// A text, or the sentence that it is gone.
pub(super) fn confided(visitor: &Visitor, text: &Confided) -> String {
    match text {
        Confided::Nothing => String::new(),
        Confided::Text(text) => text.clone(),
        Confided::Destroyed => visitor.say("support-text-destroyed"),
        Confided::Broken(_) => visitor.say("support-text-broken"),
    }
}

/// An entry as shown.
pub(super) struct EntryView {
    pub(super) at: String,
    pub(super) what: String,
    pub(super) who: String,
    pub(super) text: String,
    pub(super) facts: Vec<(String, String)>,
    /// How it looks: from the company, from the centre, a note, a mark.
    pub(super) class: &'static str,
}

/// An entry in the reader's words. `to_company`: the reader is the company itself.
pub(super) fn entry(visitor: &Visitor, entry: &Entry, found: &[Found], to_company: bool) -> EntryView {
    let mut facts = Vec::new();
    let host = confided(visitor, &entry.host);
    if !host.is_empty() {
        facts.push((visitor.say("support-entry-host"), host));
    }
    if let Some(way) = entry.detail.way {
        let way = visitor.say(&format!("support-way-{}", way.as_str()));
        facts.push((visitor.say("support-entry-way"), way));
    }
    if let Some(consent) = entry.detail.consent {
        facts.push((visitor.say("support-entry-consent"), when(visitor, consent)));
    }
    if let Some(outcome) = entry.detail.outcome {
        let outcome = visitor.say(&format!("support-outcome-{}", outcome.as_str()));
        facts.push((visitor.say("support-entry-outcome"), outcome));
    }
    let who = match (&entry.staff, entry.kind) {
        // What the company said by telephone or mail, and somebody typed.
        (Some(_), Kind::FromCompany) if to_company => visitor.say("support-you-typed"),
        (Some(name), Kind::FromCompany) => visitor.say1("support-company-typed", "name", name.clone()),
        (Some(_), _) if to_company => visitor.say("support-centre"),
        (Some(name), _) => name.clone(),
        (None, Kind::Mark | Kind::Visit) => visitor.say("support-system"),
        (None, _) if to_company => visitor.say("support-you"),
        (None, _) => visitor.say("support-company"),
    };
    let class = match entry.kind {
        Kind::FromCompany => "from-company",
        Kind::Note => "note-line",
        Kind::Mark => "mark",
        _ => "to-company",
    };
    EntryView {
        at: when(visitor, entry.at),
        what: what(visitor, entry, found, to_company),
        who,
        text: confided(visitor, &entry.text),
        facts,
        class,
    }
}

fn what(visitor: &Visitor, entry: &Entry, found: &[Found], to_company: bool) -> String {
    if let (Kind::Reason, Some(decided), Some(severity)) =
        (entry.kind, entry.detail.verdict, entry.detail.severity)
    {
        let severity = visitor.say(&format!("support-severity-{}", severity_name(severity)));
        return visitor.say2(
            "support-entry-decided",
            "verdict",
            verdict(visitor, decided),
            "severity",
            severity,
        );
    }
    if to_company && entry.kind == Kind::FromCompany {
        return visitor.say("support-entry-from-you");
    }
    let Some(mark) = &entry.detail.mark else {
        return visitor.say(&format!("support-entry-{}", entry.kind.as_str()));
    };
    let value = entry.detail.value.as_deref().unwrap_or_default();
    let value = match value.parse::<Timestamp>() {
        Ok(at) => when(visitor, at),
        // A rule is written down by its id; people know it by its title.
        Err(_) => match found.iter().find(|found| found.rule == value) {
            Some(found) => in_language(visitor, &found.title).to_owned(),
            None => value.to_owned(),
        },
    };
    visitor.say1(mark, "value", value)
}

/// Detections as lines: title, host, how often and when.
pub(super) struct FoundView {
    /// Where its lines and advice are, for those who may read them.
    pub(super) href: Option<String>,
    pub(super) title: String,
    pub(super) severity: Chip,
    pub(super) host: String,
    pub(super) events: String,
    pub(super) span: String,
}

/// A detection in the reader's words.
pub(super) fn found(visitor: &Visitor, found: &Found, desk_of: Option<CompanyId>) -> FoundView {
    let (first, last) = (when(visitor, found.span.0), when(visitor, found.span.1));
    let span = if first == last {
        first
    } else {
        visitor.say2("support-span", "from", first, "to", last)
    };
    let address = |company| format!("/desk/companies/{company}/detections/{}", found.id);
    FoundView {
        href: desk_of.map(|company| visitor.href(&address(company))),
        title: in_language(visitor, &found.title).to_owned(),
        severity: severity(visitor, found.severity),
        host: found.host.clone().unwrap_or_default(),
        events: visitor.say_n("support-events", "count", number(found.events)),
        span,
    }
}

fn number(count: i64) -> f64 {
    i32::try_from(count).map_or(f64::from(i32::MAX), f64::from)
}

/// The title of an opened case.
pub(super) fn file_title(visitor: &Visitor, file: &CaseFile) -> String {
    title(visitor, &file.case, file.title())
}
