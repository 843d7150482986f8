//! Documents: the list, one as a page, a paragraph in the company's own words, files, approval.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use platform::clock::in_tokyo;
use web::view::{Chip, Tone};
use web::{Flash, Page, Posted, Routes, Visitor};

use super::opened::{Opened, base};
use super::{OWN, press, problems};
use crate::context::Workbench;
use crate::domain::book::{Approval, Overlay};
use crate::domain::catalogue::{DOCUMENTS, DocumentId, ParagraphId};
use crate::domain::papers::{Origin, Part, text_hash};
use crate::domain::record::{Entry, Slot};
use crate::error::Error;
use crate::ops::write::{Change, Deed};
use crate::paper::{Paper, Source};

/// Longest paragraph of a company's own, in characters.
const LONGEST: usize = 4000;

pub(super) fn routes() -> Routes<Workbench> {
    Routes::new()
        .get("/workbench/documents", OWN, list)
        .post("/workbench/documents/approve", OWN, approve)
        .get("/workbench/documents/{document}", OWN, page)
        .get("/workbench/documents/{document}/edit", OWN, edit)
        .get("/workbench/documents/{document}/pdf", OWN, pdf)
        .get(
            "/workbench/documents/{document}/paragraphs/{paragraph}",
            OWN,
            paragraph,
        )
        .post(
            "/workbench/documents/{document}/paragraphs/{paragraph}",
            OWN,
            keep,
        )
}

struct LineView {
    id: String,
    href: String,
    pdf: String,
    title: String,
    state: Chip,
    note: String,
    ready: bool,
}

#[derive(Template)]
#[template(path = "workbench-documents.html")]
struct ListPage<'a> {
    v: &'a Visitor,
    active: bool,
    lines: Vec<LineView>,
    missing: bool,
}

fn source<'s>(workbench: &'s Workbench, visitor: &Visitor, opened: &'s Opened<'_>) -> Source<'s> {
    Source {
        catalogue: &workbench.catalogue,
        company: &opened.company,
        profile: &opened.profile,
        book: opened.book(),
        words: visitor.words,
    }
}

/// Whether what was approved is what is shown now; only told in the language in which it was read.
fn state(visitor: &Visitor, source: &Source<'_>, paper: &Paper) -> (Chip, bool) {
    let approval = source.book.approvals.get(&paper.assembled.id);
    let changed = |approval: &Approval| {
        let now = source.content_hash(paper.assembled.id.as_str());
        approval.language == visitor.language() && now.is_none_or(|now| now != approval.hash)
    };
    match approval {
        None => (
            Chip::new(Tone::Info, visitor.say("workbench-document-draft")),
            false,
        ),
        Some(approval) if changed(approval) => (
            Chip::new(Tone::Warn, visitor.say("workbench-document-changed")),
            false,
        ),
        Some(approval) => {
            let text = visitor.say1("workbench-document-approved", "version", approval.version);
            (Chip::new(Tone::Ok, text), true)
        }
    }
}

/// `GET /workbench/documents`
async fn list(State(workbench): State<Workbench>, visitor: Visitor) -> Response {
    let opened = match Opened::own(&workbench, &visitor).await {
        Ok(opened) => opened,
        Err(page) => return page,
    };
    let source = source(&workbench, &visitor, &opened);
    let papers = source.papers();
    let page = ListPage {
        v: &visitor,
        active: opened.active,
        missing: papers.iter().any(|paper| !paper.assembled.missing.is_empty()),
        lines: papers
            .iter()
            .map(|paper| {
                let id = paper.assembled.id.to_string();
                let (state, ready) = state(&visitor, &source, paper);
                let stale = paper.assembled.stale();
                LineView {
                    href: visitor.href(&format!("/workbench/documents/{id}")),
                    pdf: visitor.href(&format!("/workbench/documents/{id}/pdf")),
                    title: paper.assembled.title.clone(),
                    note: if stale > 0 {
                        visitor.say1("workbench-stale-count", "count", stale)
                    } else {
                        String::new()
                    },
                    state,
                    ready,
                    id,
                }
            })
            .collect(),
    };
    Page::public(&visitor, &visitor.say("workbench-documents")).show(&page)
}

#[derive(Template)]
#[template(path = "workbench-document.html")]
struct DocumentPage<'a> {
    v: &'a Visitor,
    id: &'a str,
    title: &'a str,
    state: Chip,
    approved: bool,
    stale: usize,
    missing: Vec<String>,
    body: String,
    active: bool,
}

/// `GET /workbench/documents/{document}`
async fn page(State(workbench): State<Workbench>, Path(id): Path<String>, visitor: Visitor) -> Response {
    let opened = match Opened::own(&workbench, &visitor).await {
        Ok(opened) => opened,
        Err(page) => return page,
    };
    let source = source(&workbench, &visitor, &opened);
    let Some(paper) = source.paper(&id) else {
        return problems::page(&visitor, &Error::NotFound);
    };
    let (state, approved) = state(&visitor, &source, &paper);
    let page = DocumentPage {
        v: &visitor,
        id: &id,
        title: &paper.assembled.title,
        state,
        approved,
        stale: paper.assembled.stale(),
        missing: paper
            .assembled
            .missing
            .iter()
            .map(|fact| visitor.say(&format!("workbench-fact-{fact}")))
            .collect(),
        body: documents::html::fragment(&paper.document, 2),
        active: opened.active,
    };
    Page::public(&visitor, &paper.assembled.title).show(&page)
}

/// `GET /workbench/documents/{document}/pdf`
async fn pdf(State(workbench): State<Workbench>, Path(id): Path<String>, visitor: Visitor) -> Response {
    let opened = match Opened::own(&workbench, &visitor).await {
        Ok(opened) => opened,
        Err(page) => return page,
    };
    match source(&workbench, &visitor, &opened).paper(&id) {
        Some(paper) => press::pdf(&visitor, paper.document, &format!("{id}.pdf")).await,
        None => problems::page(&visitor, &Error::NotFound),
    }
}

struct PartView {
    id: String,
    href: String,
    text: String,
    mark: Option<Chip>,
}

struct SectionView {
    title: String,
    parts: Vec<PartView>,
}

#[derive(Template)]
#[template(path = "workbench-edit.html")]
struct EditPage<'a> {
    v: &'a Visitor,
    back: String,
    title: &'a str,
    sections: Vec<SectionView>,
}

fn origin_chip(visitor: &Visitor, origin: Origin) -> Option<Chip> {
    match origin {
        Origin::Generated => None,
        Origin::Own => Some(Chip::new(Tone::Info, visitor.say("workbench-own-words"))),
        Origin::Stale => Some(Chip::new(Tone::Warn, visitor.say("workbench-stale"))),
    }
}

/// `GET /workbench/documents/{document}/edit`
async fn edit(State(workbench): State<Workbench>, Path(id): Path<String>, visitor: Visitor) -> Response {
    let opened = match Opened::own(&workbench, &visitor).await {
        Ok(opened) => opened,
        Err(page) => return page,
    };
    let Some(paper) = source(&workbench, &visitor, &opened).paper(&id) else {
        return problems::page(&visitor, &Error::NotFound);
    };
    let sections = paper.assembled.sections.iter().map(|section| SectionView {
        title: section.title.clone(),
        parts: section
            .parts
            .iter()
            .map(|part| match part {
                Part::Text {
                    id: place,
                    text,
                    origin,
                    ..
                } => PartView {
                    id: place.to_string(),
                    href: visitor.href(&format!("/workbench/documents/{id}/paragraphs/{place}")),
                    text: text.clone(),
                    mark: origin_chip(&visitor, *origin),
                },
                Part::Block { id: place, .. } => PartView {
                    id: place.to_string(),
                    href: String::new(),
                    text: visitor.say("workbench-computed"),
                    mark: None,
                },
            })
            .collect(),
    });
    let page = EditPage {
        v: &visitor,
        back: visitor.href(&format!("/workbench/documents/{id}")),
        title: &paper.assembled.title,
        sections: sections.collect(),
    };
    Page::public(&visitor, &paper.assembled.title).show(&page)
}

#[derive(Template)]
#[template(path = "workbench-paragraph.html")]
struct ParagraphPage<'a> {
    v: &'a Visitor,
    back: String,
    title: &'a str,
    typed: String,
    generated: &'a str,
    mark: Option<Chip>,
    own: bool,
    error: Option<String>,
    version: i64,
    action: String,
    longest: usize,
}

fn find<'p>(paper: &'p Paper, place: &str) -> Option<(&'p str, &'p str, Origin)> {
    let mut parts = paper.assembled.sections.iter().flat_map(|section| &section.parts);
    parts.find_map(|part| match part {
        Part::Text {
            id,
            text,
            generated,
            origin,
            ..
        } if id.as_str() == place => Some((text.as_str(), generated.as_str(), *origin)),
        _ => None,
    })
}

/// `GET /workbench/documents/{document}/paragraphs/{paragraph}`
async fn paragraph(
    State(workbench): State<Workbench>,
    Path((id, place)): Path<(String, String)>,
    visitor: Visitor,
) -> Response {
    match Opened::own(&workbench, &visitor).await {
        Ok(opened) => show_paragraph(&workbench, &visitor, &opened, &id, &place, None),
        Err(page) => page,
    }
}

fn show_paragraph(
    workbench: &Workbench,
    visitor: &Visitor,
    opened: &Opened<'_>,
    id: &str,
    place: &str,
    wrong: Option<(String, String)>,
) -> Response {
    let paper = source(workbench, visitor, opened).paper(id);
    let found = paper
        .as_ref()
        .and_then(|paper| Some((paper, find(paper, place)?)));
    let Some((paper, (text, generated, origin))) = found else {
        return problems::page(visitor, &Error::NotFound);
    };
    let slot = Slot::paragraph(
        &DocumentId::from(id),
        &ParagraphId::from(place),
        visitor.language(),
    );
    let path = format!("/workbench/documents/{id}/paragraphs/{place}");
    let (typed, error) = wrong.map_or_else(|| (text.to_owned(), None), |(typed, error)| (typed, Some(error)));
    let has_error = error.is_some();
    let page = ParagraphPage {
        v: visitor,
        back: visitor.href(&format!("/workbench/documents/{id}/edit")),
        title: &paper.assembled.title,
        typed,
        generated,
        mark: origin_chip(visitor, origin),
        own: origin != Origin::Generated,
        error,
        version: opened.version(&slot),
        action: visitor.href(&path),
        longest: LONGEST,
    };
    let shown = Page::public(visitor, &paper.assembled.title)
        .with_errors(has_error)
        .at(&path)
        .show(&page);
    if has_error {
        problems::invalid(shown)
    } else {
        shown
    }
}

/// `POST /workbench/documents/{document}/paragraphs/{paragraph}`: the company's own words, or back to the generated ones.
async fn keep(
    State(workbench): State<Workbench>,
    Path((id, place)): Path<(String, String)>,
    visitor: Visitor,
    posted: Posted,
) -> Response {
    let opened = match Opened::own(&workbench, &visitor).await {
        Ok(opened) => opened,
        Err(page) => return page,
    };
    let paper = source(&workbench, &visitor, &opened).paper(&id);
    let Some((_, generated, _)) = paper.as_ref().and_then(|paper| find(paper, &place)) else {
        return problems::page(&visitor, &Error::NotFound);
    };
    let (document, paragraph) = (DocumentId::from(id.as_str()), ParagraphId::from(place.as_str()));
    let version = base(posted.text("version"));
    let text = posted.text("text").replace("\r\n", "\n");
    let wrong = if text.chars().count() > LONGEST {
        Some(visitor.say1("workbench-too-long", "longest", LONGEST))
    } else {
        improper(&workbench, &visitor, &text)
    };
    if let Some(error) = wrong {
        return show_paragraph(&workbench, &visitor, &opened, &id, &place, Some((text, error)));
    }
    let change = if posted.has("generated") || text == generated {
        Change {
            deed: Deed::Remove(Slot::paragraph(&document, &paragraph, visitor.language())),
            base: None,
        }
    } else {
        let overlay = Overlay {
            text,
            over: text_hash(generated),
        };
        Change::put(
            Entry::Overlay(document, paragraph, visitor.language(), overlay),
            version,
        )
    };
    let path = format!("/workbench/documents/{id}/edit");
    opened
        .write_then(
            &visitor,
            "document.paragraph_written",
            vec![change],
            "workbench-kept",
            &path,
        )
        .await
}

/// SECURITY ACTION is a self-declaration: a text that claims more is refused, with what to say instead.
fn improper(workbench: &Workbench, visitor: &Visitor, text: &str) -> Option<String> {
    let found = workbench.catalogue.security_action.improper_in(text)?;
    let values = [
        ("word", found.word.as_str().into()),
        ("instead", found.instead.in_language(visitor.language()).into()),
    ];
    Some(visitor.words.say_with("workbench-improper", &values))
}

/// `POST /workbench/documents/approve`: the representative approves documents as they stand.
async fn approve(State(workbench): State<Workbench>, visitor: Visitor, posted: Posted) -> Response {
    let opened = match Opened::own(&workbench, &visitor).await {
        Ok(opened) => opened,
        Err(page) => return page,
    };
    let source = source(&workbench, &visitor, &opened);
    let chosen = posted.many("document");
    let representative = match opened.book().profile.representative.as_str() {
        "" => opened.profile.representative.clone(),
        own => own.to_owned(),
    };
    let on = in_tokyo(visitor.now).date();
    let mut changes = Vec::new();
    for id in DOCUMENTS
        .iter()
        .filter(|id| chosen.iter().any(|chosen| chosen == *id))
    {
        let Some(hash) = source.content_hash(id) else {
            continue;
        };
        let document = DocumentId::from(*id);
        let before = opened.book().approvals.get(&document);
        let approval = Approval {
            version: before.map_or(1, |before| before.version + 1),
            by: representative.clone(),
            on,
            language: visitor.language(),
            hash,
        };
        changes.push(Change::set(Entry::Approval(document, approval)));
    }
    if changes.is_empty() {
        return Flash::warning("workbench-nothing-ticked").redirect(&visitor, "/workbench/documents");
    }
    let count = changes.len();
    match opened.write("documents.approved", changes).await {
        Ok(()) => Flash::done("workbench-approved-count")
            .value(count)
            .redirect(&visitor, "/workbench/documents"),
        Err(error) => problems::page(&visitor, &error),
    }
}
