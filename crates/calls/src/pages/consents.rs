//! Signing a part of a consent: the text clause by clause, then a typed name and a tick, or the stamped scan (C15).

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use platform::text::{Language, Text};
use web::page::FORM_ELEMENT;
use web::posted::LARGEST_FILE;
use web::{File, Page, Posted, Visitor};

use super::press::Saved;
use super::status::part_key;
use super::{own, press, problems};
use crate::context::Calls;
use crate::domain::application::StateName;
use crate::domain::call_document::{Signing, consent_to_stamp};
use crate::domain::definition::Programme;
use crate::domain::definition::consents::{Consent, Part};
use crate::domain::facts::full_address;
use crate::domain::review::Review;
use crate::domain::upload::kind_of;
use crate::error::Error;
use crate::ops::documents::{Method, SignConsent, Upload, part_name};
use crate::ops::own::Own;
use crate::ops::submit::code;
use crate::store::entities::signature;

/// Largest request: the file, and room for the fields and for files that are somewhat too large, so that the page can
/// say so instead of cutting the connection.
pub(super) const LARGEST_REQUEST: usize = 4 * LARGEST_FILE;
/// Longest name or address in characters.
const LONGEST: usize = 200;

/// What was typed.
#[derive(Default)]
struct Typed {
    signer: String,
    company: String,
    address: String,
    agreed: bool,
}

/// The signature that a new one would replace.
#[derive(Default)]
struct Before {
    /// It was sent back.
    returned: bool,
    text: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "consent.html")]
struct ConsentPage<'a> {
    v: &'a Visitor,
    action: String,
    title: &'a str,
    text: String,
    part: &'static str,
    signer_key: &'static str,
    is_company: bool,
    /// What stands already, or why it was sent back; nothing when it is signed for the first time.
    before: Option<Before>,
    /// Where the paper to stamp is.
    paper: String,
    typed: Typed,
    errors: Vec<(String, String)>,
}

impl ConsentPage<'_> {
    fn error(&self, field: &str) -> Option<&str> {
        let found = self.errors.iter().find(|(name, _)| name == field);
        found.map(|(_, message)| message.as_str())
    }
}

/// The text of a consent as HTML, article by article. `document` may also be one that was signed earlier.
#[derive(Template)]
#[template(path = "consent-text.html")]
struct ConsentText<'a> {
    document: &'a Consent,
    language: Language,
    /// Level of the articles' headings in the page.
    level: u8,
}

impl ConsentText<'_> {
    fn t<'t>(&self, text: &'t Text) -> &'t str {
        text.in_language(self.language)
    }
}

/// [`ConsentText`] as HTML, with headings of `level`.
pub(super) fn text_of(document: &Consent, language: Language, level: u8) -> String {
    let text = ConsentText {
        document,
        language,
        level,
    };
    text.render().unwrap_or_default()
}

/// The consent and part of an address.
fn find<'p>(programme: &'p Programme, consent: &str, part: &str) -> Option<(&'p Consent, Part)> {
    let document = programme.consents.iter().find(|one| one.id == consent)?;
    let part = *document.parts.iter().find(|one| part_name(**one) == part)?;
    Some((document, part))
}

/// The signature under a part, whatever became of it.
fn standing<'o>(own: &'o Own, consent: &str, part: Part) -> Option<&'o signature::Model> {
    own.signatures
        .iter()
        .find(|row| row.consent_id == consent && row.part == part_name(part))
}

/// `GET /status/consents/{consent}/{part}`; with `?again` a part that is signed can be signed anew.
pub(super) async fn show(
    State(calls): State<Calls>,
    Path((consent, part)): Path<(String, String)>,
    Query(pairs): Query<Vec<(String, String)>>,
    visitor: Visitor,
) -> Response {
    let (programme, own) = match own::open(&calls, &visitor).await {
        Ok(open) => open,
        Err(page) => return page,
    };
    let Some((document, part)) = find(&programme, &consent, &part) else {
        return problems::page(&visitor, &Error::NotInCall("consent"));
    };
    let standing = standing(&own, &consent, part);
    let again = pairs.iter().any(|(name, _)| name == "again");
    let done = standing.is_some_and(|row| row.review() != Review::Returned && !again);
    match own.state.name() {
        StateName::Confirmed if !done => {}
        _ if standing.is_some() => return own::to(&visitor, &format!("/signed/{consent}")),
        StateName::Participating => {}
        _ => return own::to(&visitor, ""),
    }
    let typed = Typed::before(&own, part, standing);
    consent_page(&visitor, &own, document, part, typed, Vec::new())
}

/// `GET /status/consents/{consent}/form.pdf`: the text with the company filled in, to be printed and stamped.
pub(super) async fn paper(
    State(calls): State<Calls>,
    Path(consent): Path<String>,
    visitor: Visitor,
) -> Response {
    let (programme, own) = match own::open(&calls, &visitor).await {
        Ok(open) => open,
        Err(page) => return page,
    };
    let Some(document) = programme.consent(&consent) else {
        return problems::page(&visitor, &Error::NotInCall("consent"));
    };
    if !matches!(own.state.name(), StateName::Confirmed | StateName::Participating) {
        return own::to(&visitor, "");
    }
    let receipt = code(own.row.number);
    let signing = Signing {
        company: &own.row.company_name,
        address: &full_address(&own.row.prefecture, &own.row.address),
        receipt: &receipt,
    };
    let paper = consent_to_stamp(&programme, document, &signing, visitor.language());
    let name = format!("{}-{receipt}-{}-form.pdf", programme.file.id, document.id);
    press::once(&visitor, paper, Saved::Shown, &name).await
}

impl Typed {
    /// What stands in the form at first: the last signature, or what the application says.
    fn before(own: &Own, part: Part, standing: Option<&signature::Model>) -> Self {
        let signer = match part {
            Part::Participant => own.row.participant_name.clone(),
            Part::Company => String::new(),
        };
        let address = full_address(&own.row.prefecture, &own.row.address);
        let said = |value: Option<&String>, otherwise: String| value.cloned().unwrap_or(otherwise);
        Self {
            signer: said(standing.map(|row| &row.signer_name), signer),
            company: said(
                standing.and_then(|row| row.company_name.as_ref()),
                own.row.company_name.clone(),
            ),
            address: said(standing.and_then(|row| row.company_address.as_ref()), address),
            agreed: false,
        }
    }
}

fn before(visitor: &Visitor, row: &signature::Model) -> Before {
    let returned = row.review() == Review::Returned;
    let at = visitor.words.date_time(row.signed_at.instant());
    Before {
        returned,
        text: if returned {
            visitor.say("consent-returned-lead")
        } else {
            visitor.say2("consent-replaces", "date", at, "signer", row.signer_name.as_str())
        },
        reason: row.review_reason.clone().filter(|_| returned).unwrap_or_default(),
    }
}

fn consent_page(
    visitor: &Visitor,
    own: &Own,
    document: &Consent,
    part: Part,
    typed: Typed,
    errors: Vec<(String, String)>,
) -> Response {
    let status = if errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let page = ConsentPage {
        v: visitor,
        action: visitor.href(&format!("/status/consents/{}/{}", document.id, part_name(part))),
        title: document.title.in_language(visitor.language()),
        text: text_of(document, visitor.language(), 2),
        part: part_key(part),
        signer_key: match part {
            Part::Company => "consent-signer-company",
            Part::Participant => "consent-signer-participant",
        },
        is_company: part == Part::Company,
        paper: visitor.href(&format!("/status/consents/{}/form.pdf", document.id)),
        before: standing(own, &document.id, part).map(|row| before(visitor, row)),
        typed,
        errors,
    };
    let frame = Page::public(visitor, page.title)
        .with_errors(!page.errors.is_empty())
        .typed_in(FORM_ELEMENT);
    (status, frame.render(&page.render().unwrap_or_default())).into_response()
}

/// `POST /status/consents/{consent}/{part}`
pub(super) async fn sign(
    State(calls): State<Calls>,
    Path((consent, part)): Path<(String, String)>,
    visitor: Visitor,
    posted: Posted,
) -> Response {
    let (programme, own) = match own::open(&calls, &visitor).await {
        Ok(open) => open,
        Err(page) => return page,
    };
    let Some((document, part)) = find(&programme, &consent, &part) else {
        return problems::page(&visitor, &Error::NotInCall("consent"));
    };
    let line = |field: &str| -> String { posted.text(field).chars().take(LONGEST).collect() };
    let typed = Typed {
        signer: line("signer"),
        company: line("company"),
        address: line("address"),
        agreed: posted.has("agree"),
    };
    if posted.changes_language() {
        return consent_page(&visitor, &own, document, part, typed, Vec::new());
    }
    let method = match read(&visitor, &posted, &typed, part) {
        Ok(method) => method,
        Err(errors) => return consent_page(&visitor, &own, document, part, typed, errors),
    };
    let company = (part == Part::Company).then(|| (typed.company.clone(), typed.address.clone()));
    let operation = SignConsent {
        programme: Arc::clone(&programme),
        application: own.row.id,
        consent: consent.clone(),
        part,
        method,
        signer_name: typed.signer,
        company,
        client_address: visitor.client_address.clone(),
        reason: None,
        actor: visitor.actor.clone(),
    };
    match calls.store.run(&operation).await {
        Ok(_) => own::to(&visitor, &format!("/signed/{consent}")),
        Err(error) => problems::page(&visitor, &error),
    }
}

/// How it is signed; or every field that needs another answer, in the order of the page.
fn read(
    visitor: &Visitor,
    posted: &Posted,
    typed: &Typed,
    part: Part,
) -> Result<Method, Vec<(String, String)>> {
    let file = posted
        .file("scan")
        .filter(|file| file.too_large || !file.contents.is_empty());
    // A chosen file counts even when the form was sent by the Enter key, which presses the first button.
    let scanned = posted.text("method") == "scan" || file.is_some();
    let mut errors = Vec::new();
    let mut wrong = |field: &str, message: String| errors.push((field.to_owned(), message));
    let mut needed = vec![("signer", &typed.signer)];
    if part == Part::Company {
        needed = vec![
            ("company", &typed.company),
            ("address", &typed.address),
            ("signer", &typed.signer),
        ];
    }
    for (field, value) in needed {
        if value.is_empty() {
            wrong(field, visitor.say("field-error-required"));
        }
    }
    if !scanned && !typed.agreed {
        wrong("agree", visitor.say("consent-tick-missing"));
    }
    let method = if scanned {
        match upload(file) {
            Ok(upload) => Method::Scan(upload),
            Err(key) => {
                wrong("scan", visitor.say(key));
                Method::Typed
            }
        }
    } else {
        Method::Typed
    };
    if errors.is_empty() {
        Ok(method)
    } else {
        Err(errors)
    }
}

/// A file that was sent as a stamped scan, or the key of what is wrong with it.
pub(super) fn upload(file: Option<&File>) -> Result<Upload, &'static str> {
    let file = file.ok_or("upload-missing")?;
    if file.too_large {
        return Err("upload-too-large");
    }
    let media_type = kind_of(&file.contents).ok_or("upload-wrong-kind")?;
    Ok(Upload {
        name: file.name.clone(),
        media_type,
        contents: file.contents.to_vec(),
    })
}
