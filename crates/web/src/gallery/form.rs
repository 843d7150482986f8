//! A section of a form with every kind of field, read by the real engine.

use askama::Template;
use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use platform::forms::{Answers, FieldError, Form, read};

use super::links;
use crate::flash::Flash;
use crate::form::{self, FieldView};
use crate::page::Page;
use crate::posted::Posted;
use crate::view::{At, Step};
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "gallery/form.html")]
struct FormPage<'a> {
    v: &'a Visitor,
    title: String,
    steps: Vec<Step>,
    fields: Vec<FieldView>,
    file: FieldView,
}

fn sample() -> Form {
    serde_json::from_str(include_str!("form.json")).expect("the sample form is part of the program")
}

/// `GET /_gallery/form`; `?wrong` shows it as after a mistaken submission.
pub(super) async fn show(visitor: Visitor, RawQuery(query): RawQuery) -> Response {
    if query.as_deref() != Some("wrong") {
        return page(&visitor, &[], &[]).into_response();
    }
    let sent = [
        ("kind", "corporation"),
        ("company_name", "株式会社 髙﨑商店"),
        ("corporate_number", "1234567890123"),
        ("postal_code", "163-80"),
        ("capital_yen", "たくさん"),
    ];
    let sent: Vec<(String, String)> = sent
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
    let form = sample();
    let reading = read(&form.sections[0].fields, &sent, &Answers::default());
    page(&visitor, &sent, &reading.errors)
}

/// `POST /_gallery/form`: what is wrong comes back with everything typed; what is right goes on.
pub(super) async fn send(visitor: Visitor, posted: Posted) -> Response {
    let form = sample();
    let reading = read(&form.sections[0].fields, &posted.pairs, &Answers::default());
    if reading.errors.is_empty() {
        return Flash::done("flash-saved").redirect(&visitor, "/_gallery/tasks");
    }
    (
        StatusCode::UNPROCESSABLE_ENTITY,
        page(&visitor, &posted.pairs, &reading.errors),
    )
        .into_response()
}

fn page(visitor: &Visitor, sent: &[(String, String)], errors: &[FieldError]) -> Response {
    let form = sample();
    let fields = &form.sections[0].fields;
    let typed = form::typed_in(fields, &Answers::default(), sent);
    let title = form.title.in_language(visitor.language()).to_owned();
    let steps = [
        ("対象の確認", "Eligibility", At::Done),
        ("企業について", "Company", At::Now),
        ("担当者", "Contact", At::Todo),
        ("確認と送信", "Check and send", At::Todo),
    ];
    let template = FormPage {
        v: visitor,
        title: title.clone(),
        steps: steps
            .map(|(ja, en, at)| Step::new(visitor.both(ja, en), "").at(at))
            .into(),
        fields: form::views(visitor, fields, &typed, errors),
        file: FieldView::file(
            "scan",
            visitor.both("押印した同意書", "Sealed consent"),
            ".pdf,.png,.jpg",
        )
        .hint(visitor.both("PDF・PNG・JPEG、10 MB まで。", "PDF, PNG or JPEG, up to 10 MB.")),
    };
    Page::public(visitor, &title)
        .links(links(visitor))
        .with_errors(!errors.is_empty())
        .show(&template)
}

#[cfg(test)]
mod tests {
    use platform::forms::FieldKind;

    #[test]
    fn the_sample_form_is_readable_and_has_conditions() {
        let form = super::sample();
        let fields = &form.sections[0].fields;
        assert!(fields.iter().any(|field| field.kind == FieldKind::Textarea));
        assert!(fields.iter().filter(|field| field.when.is_some()).count() >= 2);
    }
}
