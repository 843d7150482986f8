//! What everybody may ask of the site: what happens to personal data (C20), whether everybody can use it, its rules.
//! The texts are messages of ours; who answers comes from the programmes.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use web::{Page, Visitor};

use crate::context::Calls;

/// Sections of each text: messages `privacy-1-title`, `privacy-1-text` and so on.
const PRIVACY: usize = 9;
const ACCESSIBILITY: usize = 6;
const SITE: usize = 5;

/// A section: a heading, and paragraphs or points.
struct Section {
    title: String,
    paragraphs: Vec<String>,
    points: Vec<String>,
}

/// Who answers for a programme.
struct Office {
    name: String,
    telephone: String,
    hours: String,
    mail: String,
}

#[derive(Template)]
#[template(path = "policy.html")]
struct PolicyPage<'a> {
    v: &'a Visitor,
    title: String,
    lead: String,
    sections: Vec<Section>,
    offices: Vec<Office>,
}

/// `GET /privacy`
pub(super) async fn privacy(State(calls): State<Calls>, visitor: Visitor) -> Response {
    let title = visitor.say("nav-privacy");
    let texts = |number: usize| {
        (
            visitor.say(&format!("privacy-{number}-title")),
            visitor.say(&format!("privacy-{number}-text")),
        )
    };
    page(
        &calls,
        &visitor,
        title,
        visitor.say("policy-privacy-lead"),
        (1..=PRIVACY).map(texts),
    )
}

/// `GET /accessibility`
pub(super) async fn accessibility(State(calls): State<Calls>, visitor: Visitor) -> Response {
    let title = visitor.say("nav-accessibility");
    let texts = |number: usize| {
        (
            visitor.say(&format!("accessibility-{number}-title")),
            visitor.say(&format!("accessibility-{number}-text")),
        )
    };
    let lead = visitor.say("policy-accessibility-lead");
    page(&calls, &visitor, title, lead, (1..=ACCESSIBILITY).map(texts))
}

/// `GET /site-policy`
pub(super) async fn site(State(calls): State<Calls>, visitor: Visitor) -> Response {
    let title = visitor.say("nav-site-policy");
    let texts = |number: usize| {
        (
            visitor.say(&format!("site-{number}-title")),
            visitor.say(&format!("site-{number}-text")),
        )
    };
    page(
        &calls,
        &visitor,
        title,
        visitor.say("policy-site-lead"),
        (1..=SITE).map(texts),
    )
}

fn page(
    calls: &Calls,
    visitor: &Visitor,
    title: String,
    lead: String,
    texts: impl Iterator<Item = (String, String)>,
) -> Response {
    let page = PolicyPage {
        v: visitor,
        title,
        lead,
        sections: texts.map(|(title, text)| section(title, &text)).collect(),
        offices: offices(calls, visitor),
    };
    Page::public(visitor, &page.title).show(&page)
}

/// A line is a paragraph; one that begins with a dot is a point of the list.
fn section(title: String, text: &str) -> Section {
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    Section {
        title,
        paragraphs: lines()
            .filter(|line| !line.starts_with('・'))
            .map(str::to_owned)
            .collect(),
        points: lines()
            .filter_map(|line| line.strip_prefix('・'))
            .map(|line| line.trim().to_owned())
            .collect(),
    }
}

/// The offices of the calls that are public, each once.
fn offices(calls: &Calls, visitor: &Visitor) -> Vec<Office> {
    let language = visitor.language();
    let public = calls
        .catalogue
        .iter()
        .filter(|programme| programme.file.is_published(visitor.now));
    let mut offices: Vec<Office> = Vec::new();
    for programme in public {
        let operator = &programme.file.operator;
        let name = operator.office.in_language(language);
        if offices.iter().all(|office| office.name != name) {
            offices.push(Office {
                name: name.to_owned(),
                telephone: operator.telephone.clone(),
                hours: operator.hours.in_language(language).to_owned(),
                mail: operator.mail.clone(),
            });
        }
    }
    offices
}
