//! A case from a call or a mail.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use contracts::companies::Company;
use web::form::{self, FieldView, OptionView};
use web::{Flash, Posted, Visitor};

use super::super::{problems, said};
use super::Desk;
use crate::context::Incidents;
use crate::domain::case::{Origin, Topic};
use crate::domain::detection::severity;
use crate::error::{Error, Result};
use crate::ops::LONGEST;
use crate::ops::open::OpenCase;

#[derive(Template)]
#[template(path = "desk-support-new.html")]
struct OpenPage<'a> {
    v: &'a Visitor,
    fields: String,
    errors: Vec<(String, String)>,
}

/// Companies whose participation is fixed, by name.
async fn companies(incidents: &Incidents) -> Result<Vec<Company>> {
    let mut all: Vec<Company> = Vec::new();
    for programme in incidents.programmes.iter() {
        for place in incidents.companies.participants(programme, None).await? {
            if !place.active || all.iter().any(|known| known.id == place.company) {
                continue;
            }
            all.extend(incidents.company(place.company).await?);
        }
    }
    all.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(all)
}

fn fields(visitor: &Visitor, companies: &[Company], posted: &Posted, checked: bool) -> Vec<FieldView> {
    let missing =
        |field: &str, key: &str| (checked && posted.text(field).is_empty()).then(|| visitor.say(key));
    let too_long = |field: &str| {
        let too_long = checked && posted.text(field).chars().count() > LONGEST;
        too_long.then(|| visitor.say("support-text-too-long"))
    };
    let longest = u32::try_from(LONGEST).unwrap_or(u32::MAX);
    let options = companies.iter().map(|company| {
        let id = company.id.to_string();
        let label = format!("{}（{}）", company.name, company.telephone);
        OptionView::new(&id, label, posted.text("company") == id)
    });
    let origins = [Origin::Telephone, Origin::Mail].map(|origin| {
        let label = visitor.say(&format!("support-origin-{}", origin.as_str()));
        OptionView::new(origin.as_str(), label, posted.text("origin") == origin.as_str())
    });
    vec![
        FieldView::select(
            "company",
            visitor.say("support-column-company"),
            options.collect(),
        )
        .required()
        .error(missing("company", "support-missing-company")),
        FieldView::radio("origin", visitor.say("support-field-origin"), origins.into())
            .required()
            .error(missing("origin", "support-missing-origin")),
        FieldView::select(
            "topic",
            visitor.say("support-field-topic"),
            said::topics(visitor, posted.text("topic")),
        )
        .required()
        .error(missing("topic", "support-missing-topic")),
        FieldView::select(
            "severity",
            visitor.say("support-column-severity"),
            said::severities(visitor, posted.text("severity")),
        )
        .required()
        .error(missing("severity", "support-missing-severity")),
        FieldView::text("text", visitor.say("support-field-what"))
            .required()
            .max_length(longest)
            .value(posted.text("text"))
            .error(missing("text", "support-missing-text").or_else(|| too_long("text"))),
        FieldView::line("device", visitor.say("support-field-device"))
            .max_length(200)
            .value(posted.text("device")),
        FieldView::text("told", visitor.say("support-field-told"))
            .hint(visitor.say("support-field-told-hint"))
            .max_length(longest)
            .value(posted.text("told"))
            .error(too_long("told")),
    ]
}

async fn show(incidents: &Incidents, visitor: &Visitor, posted: &Posted, checked: bool) -> Response {
    let companies = match companies(incidents).await {
        Ok(companies) => companies,
        Err(error) => return problems::page(visitor, &error),
    };
    let fields = fields(visitor, &companies, posted, checked);
    let page = OpenPage {
        v: visitor,
        errors: form::summary(&fields),
        fields: form::render(visitor, &fields),
    };
    let has_errors = !page.errors.is_empty();
    match Desk::new(incidents, visitor, &visitor.say("support-new")).await {
        Ok(desk) if has_errors => problems::invalid(desk.with_errors(true).show(&page)),
        Ok(desk) => desk.show(&page),
        Err(page) => page,
    }
}

/// `GET /desk/support/new`
pub(super) async fn page(State(incidents): State<Incidents>, visitor: Visitor) -> Response {
    show(&incidents, &visitor, &Posted::default(), false).await
}

/// `POST /desk/support/new`
pub(super) async fn send(State(incidents): State<Incidents>, visitor: Visitor, posted: Posted) -> Response {
    match open(&incidents, &visitor, &posted).await {
        Ok(id) => Flash::done("support-opened").redirect(&visitor, &format!("/desk/support/cases/{id}")),
        Err(Error::Missing(_) | Error::TooLong(_)) => show(&incidents, &visitor, &posted, true).await,
        Err(error) => problems::page(&visitor, &error),
    }
}

async fn open(incidents: &Incidents, visitor: &Visitor, posted: &Posted) -> Result<contracts::ids::CaseId> {
    let company = match posted.text("company").parse() {
        Ok(id) => incidents.company(id).await?,
        Err(_) => None,
    };
    let origin = Origin::parse(posted.text("origin"));
    let open = OpenCase {
        vault: incidents.vault.clone(),
        company: company.ok_or(Error::Missing("company"))?,
        origin: origin
            .filter(|origin| matches!(origin, Origin::Telephone | Origin::Mail))
            .ok_or(Error::Missing("origin"))?,
        topic: Topic::parse(posted.text("topic")).ok_or(Error::Missing("topic"))?,
        severity: severity(posted.text("severity")).ok_or(Error::Missing("severity"))?,
        text: posted.text("text").to_owned(),
        device: posted.text("device").chars().take(200).collect(),
        may_call: true,
        told: posted.text("told").to_owned(),
        actor: visitor.actor.clone(),
    };
    Ok(incidents.store.run(&open).await?.0)
}
