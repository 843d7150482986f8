//! What documents say about the company: names and numbers that stand nowhere else.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use platform::forms::parse_whole;
use web::form::{self, FieldView, OptionView};
use web::page::FORM_ELEMENT;
use web::{Page, Posted, Routes, Visitor};

use super::opened::{Opened, base};
use super::{OWN, problems};
use crate::context::Workbench;
use crate::domain::book::Profile;
use crate::domain::ledger::LONGEST;
use crate::domain::record::{Entry, Kind, Slot};
use crate::ops::write::Change;

pub(super) fn routes() -> Routes<Workbench> {
    Routes::new()
        .get("/workbench/profile", OWN, page)
        .post("/workbench/profile", OWN, save)
}

#[derive(Template)]
#[template(path = "workbench-profile.html")]
struct ProfilePage<'a> {
    v: &'a Visitor,
    fields: String,
    errors: Vec<(String, String)>,
    version: i64,
    active: bool,
}

/// Texts of the form, in order.
const TEXTS: [&str; 7] = [
    "representative",
    "title",
    "lead",
    "deputy",
    "it_lead",
    "contact",
    "support",
];

fn text<'p>(profile: &'p Profile, field: &str) -> &'p str {
    match field {
        "representative" => &profile.representative,
        "title" => &profile.title,
        "lead" => &profile.lead,
        "deputy" => &profile.deputy,
        "it_lead" => &profile.it_lead,
        "contact" => &profile.contact,
        _ => &profile.support,
    }
}

fn fields(visitor: &Visitor, opened: &Opened<'_>, posted: Option<&Posted>) -> Vec<FieldView> {
    let profile = &opened.book().profile;
    let value = |field: &str| match posted {
        Some(posted) => posted.text(field).to_owned(),
        None if field == "representative" && profile.representative.is_empty() => {
            opened.profile.representative.clone()
        }
        None if field == "title" && profile.title.is_empty() => visitor.say("paper-title"),
        None => text(profile, field).to_owned(),
    };
    let too_long = |field: &str| {
        let long = value(field).chars().count() > LONGEST;
        long.then(|| visitor.say1("workbench-too-long", "longest", LONGEST))
    };
    let mut fields: Vec<FieldView> = TEXTS
        .into_iter()
        .map(|field| {
            FieldView::line(field, visitor.say(&format!("workbench-profile-field-{field}")))
                .hint(visitor.say(&format!("workbench-profile-{field}-hint")))
                .value(value(field))
                .error(too_long(field))
        })
        .collect();
    let days = match posted {
        Some(posted) => posted.text("rto_days").to_owned(),
        None => profile.rto_days.unwrap_or(3).to_string(),
    };
    let month = match posted {
        Some(posted) => posted.text("review_month").to_owned(),
        None => profile.review_month.unwrap_or(4).to_string(),
    };
    let unread = rto(&days).is_err().then(|| visitor.say("workbench-days-unread"));
    fields.push(
        FieldView::line("rto_days", visitor.say("workbench-profile-rto"))
            .hint(visitor.say("workbench-profile-rto-hint"))
            .width("short")
            .digits()
            .value(days)
            .error(unread),
    );
    let months = (1..=12)
        .map(|number: i8| {
            let number = number.to_string();
            let label = visitor.say1("workbench-month", "month", &number);
            OptionView::new(&number, label, number == month)
        })
        .collect();
    fields.push(FieldView::select(
        "review_month",
        visitor.say("workbench-profile-month"),
        months,
    ));
    fields
}

fn rto(text: &str) -> Result<Option<u32>, ()> {
    if text.is_empty() {
        return Ok(None);
    }
    let days = parse_whole(text).and_then(|days| u32::try_from(days).ok());
    days.filter(|days| (1..=365).contains(days)).map(Some).ok_or(())
}

fn show(visitor: &Visitor, opened: &Opened<'_>, posted: Option<&Posted>) -> Response {
    let fields = fields(visitor, opened, posted);
    let page = ProfilePage {
        v: visitor,
        fields: form::render(visitor, &fields),
        errors: form::summary(&fields),
        version: opened.version(&Slot::new(Kind::Profile, "")),
        active: opened.active,
    };
    let wrong = !page.errors.is_empty();
    let shown = Page::public(visitor, &visitor.say("workbench-profile"))
        .with_errors(wrong)
        .typed_in(FORM_ELEMENT)
        .show(&page);
    if wrong { problems::invalid(shown) } else { shown }
}

/// `GET /workbench/profile`
async fn page(State(workbench): State<Workbench>, visitor: Visitor) -> Response {
    match Opened::own(&workbench, &visitor).await {
        Ok(opened) => show(&visitor, &opened, None),
        Err(page) => page,
    }
}

/// `POST /workbench/profile`
async fn save(State(workbench): State<Workbench>, visitor: Visitor, posted: Posted) -> Response {
    let opened = match Opened::own(&workbench, &visitor).await {
        Ok(opened) => opened,
        Err(page) => return page,
    };
    let wrong = fields(&visitor, &opened, Some(&posted))
        .iter()
        .any(|field| field.error.is_some());
    if wrong || posted.changes_language() {
        return show(&visitor, &opened, Some(&posted));
    }
    let of = |field: &str| posted.text(field).to_owned();
    let profile = Profile {
        sector: opened.book().profile.sector.clone(),
        representative: of("representative"),
        title: of("title"),
        lead: of("lead"),
        deputy: of("deputy"),
        it_lead: of("it_lead"),
        contact: of("contact"),
        support: of("support"),
        rto_days: rto(posted.text("rto_days")).unwrap_or(None),
        review_month: posted.text("review_month").parse().ok(),
    };
    let change = Change::put(Entry::Profile(profile), base(posted.text("version")));
    opened
        .write_then(
            &visitor,
            "profile.saved",
            vec![change],
            "workbench-kept",
            "/workbench/documents",
        )
        .await
}
