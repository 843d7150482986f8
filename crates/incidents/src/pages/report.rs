//! A company reports something: what happened, since when, which device, may it be called now.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use contracts::support::Severity;
use web::form::{self, FieldView, OptionView};
use web::{Flash, Page, Posted, Visitor};

use super::{own, problems, said};
use crate::context::Incidents;
use crate::domain::case::{Origin, Topic};
use crate::error::Error;
use crate::ops::LONGEST;
use crate::ops::open::OpenCase;

#[derive(Template)]
#[template(path = "support-report.html")]
struct ReportPage<'a> {
    v: &'a Visitor,
    telephone: &'a str,
    fields: String,
    errors: Vec<(String, String)>,
}

/// How bad a report is taken to be until somebody has looked: the company is not asked to judge.
const fn first_severity(topic: Topic) -> Severity {
    match topic {
        Topic::Ransom => Severity::Critical,
        Topic::Malware | Topic::Intrusion => Severity::High,
        Topic::SuspiciousMail | Topic::Lost | Topic::Appliance | Topic::Detection => Severity::Medium,
        Topic::Question => Severity::Low,
    }
}

fn fields(visitor: &Visitor, posted: &Posted, checked: bool) -> Vec<FieldView> {
    let missing = |field: &str, key: &str| {
        let is_missing = checked && posted.text(field).is_empty();
        is_missing.then(|| visitor.say(key))
    };
    let too_long = checked && posted.text("what").chars().count() > LONGEST / 2;
    let what_error = missing("what", "support-missing-text")
        .or_else(|| too_long.then(|| visitor.say("support-text-too-long")));
    let call = ["yes", "no"].map(|id| {
        let label = visitor.say(&format!("support-may-call-{id}"));
        OptionView::new(id, label, posted.text("may_call") == id)
    });
    vec![
        FieldView::radio(
            "topic",
            visitor.say("support-field-topic"),
            said::topics(visitor, posted.text("topic")),
        )
        .required()
        .error(missing("topic", "support-missing-topic")),
        FieldView::text("what", visitor.say("support-field-what"))
            .required()
            .hint(visitor.say("support-field-what-hint"))
            .max_length(u32::try_from(LONGEST / 2).unwrap_or(u32::MAX))
            .value(posted.text("what"))
            .error(what_error),
        FieldView::line("since", visitor.say("support-field-since"))
            .hint(visitor.say("support-field-since-hint"))
            .max_length(200)
            .value(posted.text("since")),
        FieldView::line("device", visitor.say("support-field-device"))
            .hint(visitor.say("support-field-device-hint"))
            .max_length(200)
            .value(posted.text("device")),
        FieldView::radio("may_call", visitor.say("support-field-may-call"), call.into())
            .required()
            .error(missing("may_call", "support-missing-may-call")),
    ]
}

fn show(incidents: &Incidents, visitor: &Visitor, posted: &Posted, checked: bool) -> Response {
    let fields = fields(visitor, posted, checked);
    let errors = form::summary(&fields);
    let page = ReportPage {
        v: visitor,
        telephone: &incidents.telephone,
        fields: form::render(visitor, &fields),
        errors,
    };
    let has_errors = !page.errors.is_empty();
    let shown = Page::public(visitor, &visitor.say("support-report-title"))
        .with_errors(has_errors)
        .typed_in(web::page::FORM_ELEMENT)
        .show(&page);
    if has_errors {
        problems::invalid(shown)
    } else {
        shown
    }
}

/// `GET /support/report`
pub(super) async fn page(State(incidents): State<Incidents>, visitor: Visitor) -> Response {
    match own::company(&incidents, &visitor).await {
        Ok(_) => show(&incidents, &visitor, &Posted::default(), false),
        Err(page) => page,
    }
}

/// `POST /support/report`
pub(super) async fn send(State(incidents): State<Incidents>, visitor: Visitor, posted: Posted) -> Response {
    let company = match own::company(&incidents, &visitor).await {
        Ok(company) => company,
        Err(page) => return page,
    };
    if posted.changes_language() {
        return show(&incidents, &visitor, &posted, false);
    }
    match own::takes_part(&incidents, company.id).await {
        Ok(true) => {}
        Ok(false) => return problems::page(&visitor, &Error::NotFound),
        Err(error) => return problems::page(&visitor, &error),
    }
    let wrong = fields(&visitor, &posted, true)
        .iter()
        .any(|field| field.error.is_some());
    let Some(topic) = Topic::parse(posted.text("topic")).filter(|_| !wrong) else {
        return show(&incidents, &visitor, &posted, true);
    };
    let open = OpenCase {
        vault: incidents.vault.clone(),
        company,
        origin: Origin::Web,
        topic,
        severity: first_severity(topic),
        text: told(&visitor, &posted),
        device: posted.text("device").chars().take(200).collect(),
        may_call: posted.text("may_call") == "yes",
        told: String::new(),
        actor: visitor.actor.clone(),
    };
    match incidents.store.run(&open).await {
        Ok((id, _)) => Flash::done("support-reported").redirect(&visitor, &format!("/support/cases/{id}")),
        Err(Error::Missing(_) | Error::TooLong(_)) => show(&incidents, &visitor, &posted, true),
        Err(error) => problems::page(&visitor, &error),
    }
}

/// What the company wrote, as one text.
fn told(visitor: &Visitor, posted: &Posted) -> String {
    let mut text = posted.text("what").to_owned();
    let since: String = posted.text("since").chars().take(200).collect();
    if !since.is_empty() {
        text.push('\n');
        text.push_str(&visitor.say1("support-since", "since", since));
    }
    text
}
