//! The certificate of a destruction, as a page and as a PDF with the same contents.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use documents::model::{Block, Document, Fact as DocumentFact, Language as DocumentLanguage};
use platform::text::Language;
use platform::vault::{self, Certificate};
use web::Visitor;
use web::view::Fact;

use super::super::desk::Desk;
use super::super::{press, problems, said};
use crate::context::Incidents;
use crate::error::{Error, Result};

#[derive(Template)]
#[template(path = "desk-certificate.html")]
struct CertificatePage<'a> {
    v: &'a Visitor,
    pdf: String,
    facts: Vec<Fact>,
    keys: Vec<Fact>,
}

async fn find(incidents: &Incidents, destruction: &str) -> Result<Certificate> {
    let id = destruction.parse().map_err(|_| Error::NotFound)?;
    let found = vault::certificate(incidents.store.reader(), id).await?;
    found.ok_or(Error::NotFound)
}

/// What it certifies, line by line.
fn facts(visitor: &Visitor, certificate: &Certificate) -> Vec<Fact> {
    let fact = |key: &str, value: String| Fact::new(visitor.say(key), value);
    vec![
        fact("certificate-company", certificate.company_name.clone()),
        fact("certificate-what", visitor.say("certificate-what-text")),
        fact("certificate-when", said::when(visitor, certificate.destroyed)),
        fact("certificate-reason", certificate.reason.clone()),
        fact(
            "certificate-asked",
            visitor.say2(
                "keys-asked",
                "who",
                &certificate.requested_by,
                "at",
                said::when(visitor, certificate.requested),
            ),
        ),
        fact("certificate-released", certificate.released_by.clone()),
        fact("certificate-number", certificate.id.to_string()),
        fact("certificate-fingerprint", certificate.fingerprint()),
    ]
}

fn keys(visitor: &Visitor, certificate: &Certificate) -> Vec<Fact> {
    let fact = |key: &vault::DestroyedKey| {
        let term = visitor.say1("keys-generation", "number", key.generation);
        let made = visitor.say1("certificate-key-made", "at", said::when(visitor, key.created));
        Fact::new(term, key.id.to_string()).note(format!("{made}　SHA-256 {}", key.wrapped_sha256))
    };
    certificate.keys.iter().map(fact).collect()
}

/// `GET /desk/destructions/{destruction}`
pub(super) async fn page(
    State(incidents): State<Incidents>,
    Path(destruction): Path<String>,
    visitor: Visitor,
) -> Response {
    let certificate = match find(&incidents, &destruction).await {
        Ok(certificate) => certificate,
        Err(error) => return problems::page(&visitor, &error),
    };
    let pdf = format!("/desk/destructions/{}/certificate.pdf", certificate.id);
    let page = CertificatePage {
        v: &visitor,
        pdf: visitor.href(&pdf),
        facts: facts(&visitor, &certificate),
        keys: keys(&visitor, &certificate),
    };
    match Desk::new(&incidents, &visitor, &visitor.say("certificate-title")).await {
        Ok(desk) => desk.show(&page),
        Err(page) => page,
    }
}

/// `GET /desk/destructions/{destruction}/certificate.pdf`
pub(super) async fn pdf(
    State(incidents): State<Incidents>,
    Path(destruction): Path<String>,
    visitor: Visitor,
) -> Response {
    match find(&incidents, &destruction).await {
        Ok(certificate) => press::pdf(&visitor, document(&visitor, &certificate), "certificate.pdf").await,
        Err(error) => problems::page(&visitor, &error),
    }
}

fn document(visitor: &Visitor, certificate: &Certificate) -> Document {
    let language = match visitor.language() {
        Language::Ja => DocumentLanguage::Ja,
        Language::En => DocumentLanguage::En,
    };
    let as_block = |facts: Vec<Fact>| {
        let fact = |fact: Fact| {
            let text = if fact.note.is_empty() {
                fact.value
            } else {
                format!("{}\n{}", fact.value, fact.note)
            };
            DocumentFact::new(fact.term, text)
        };
        Block::Facts {
            facts: facts.into_iter().map(fact).collect(),
        }
    };
    let mut document = Document::new(visitor.say("certificate-title"), language);
    document.blocks = vec![
        Block::paragraph(visitor.say("certificate-lead")),
        as_block(facts(visitor, certificate)),
        Block::heading(1, visitor.say("certificate-keys")),
        as_block(keys(visitor, certificate)),
        Block::paragraph(visitor.say("certificate-backups")),
    ];
    document
}
