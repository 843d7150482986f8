//! What has arrived of an application's documents, and what is still owed (C14, C15).

use std::collections::HashSet;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use web::Visitor;

use crate::domain::application::StateName;
use crate::domain::definition::Programme;
use crate::domain::outstanding::{Given, Owed, outstanding};
use crate::domain::review::Review;
use crate::error::Result;
use crate::ops::documents::part_name;
use crate::ops::own::Scans;
use crate::ops::sign_consent::SECRETARIAT;
use crate::store::entities::{application, form_answer, signature};
use crate::store::queries::scans::{self, ScanFile};

/// One document as shown.
pub(super) struct DocumentView {
    pub(super) title: String,
    /// When and by whom, and what came of it.
    pub(super) lines: Vec<String>,
    /// Message of the chip, and its colour.
    pub(super) state: &'static str,
    pub(super) class: &'static str,
    /// SHA-256 of the text that was signed, or of a replaced file, and which of them it is.
    pub(super) hash: String,
    /// The stamped scan: name, size and address.
    pub(super) scan: Option<(String, String)>,
}

/// A signed copy to be saved.
pub(super) struct CopyView {
    pub(super) title: String,
    pub(super) href: String,
}

/// Consents of which at least one part is signed.
pub(super) async fn copies(
    connection: &impl ConnectionTrait,
    visitor: &Visitor,
    programme: &Programme,
    row: &application::Model,
) -> Result<Vec<CopyView>> {
    let mut ids: Vec<String> = signature::Entity::find()
        .select_only()
        .column(signature::Column::ConsentId)
        .distinct()
        .filter(signature::Column::ApplicationId.eq(row.id))
        .into_tuple()
        .all(connection)
        .await?;
    let place = |id: &String| programme.consents.iter().position(|consent| consent.id == *id);
    ids.sort_by_key(place);
    let view = |id: String| CopyView {
        title: consent_name(visitor, programme, &id),
        href: visitor.href(&format!(
            "/desk/{}/applications/{}/consents/{id}",
            programme.file.id, row.id
        )),
    };
    Ok(ids.into_iter().map(view).collect())
}

/// `同意書.pdf（120 KB）`
pub(super) fn with_size(visitor: &Visitor, name: &str, size: i64) -> String {
    let kilobytes = visitor.words.number((size + 999) / 1000);
    visitor.say2("documents-size", "name", name, "size", kilobytes)
}

/// What was read of an application's papers.
pub(super) struct Papers {
    pub(super) signatures: Vec<signature::Model>,
    /// Files by id.
    pub(super) scans: Scans,
    forms: Vec<form_answer::Model>,
}

impl Papers {
    /// Reads them, the files without their contents.
    pub(super) async fn load(connection: &impl ConnectionTrait, row: &application::Model) -> Result<Self> {
        Ok(Self {
            signatures: signature::Entity::find()
                .filter(signature::Column::ApplicationId.eq(row.id))
                .order_by_asc(signature::Column::SignedAt)
                .all(connection)
                .await?,
            scans: scans::of_application(connection, row.id).await?,
            forms: form_answer::Entity::find()
                .filter(form_answer::Column::ApplicationId.eq(row.id))
                .filter(form_answer::Column::Complete.eq(true))
                .all(connection)
                .await?,
        })
    }

    /// What has arrived and counts.
    pub(super) fn given(&self) -> Given {
        Given {
            signatures: self
                .signatures
                .iter()
                .filter(|row| row.counts())
                .map(signature::Model::key)
                .collect(),
            forms: self.forms.iter().map(|row| row.form_id.clone()).collect(),
        }
    }
}

/// Documents of an application that has come so far that it owes some; earlier scans that others took the place of at
/// the end.
pub(super) fn documents(
    visitor: &Visitor,
    programme: &Programme,
    row: &application::Model,
    papers: &Papers,
) -> Vec<DocumentView> {
    let base = format!("/desk/{}/applications/{}/files", programme.file.id, row.id);
    let link = |file: &ScanFile| {
        let href = visitor.href(&format!("{base}/{}", file.id));
        (with_size(visitor, &file.name, file.size), href)
    };
    let mut views = Vec::new();
    for one in &papers.signatures {
        views.push(signed_view(visitor, programme, papers, one, link));
    }
    for one in &papers.forms {
        views.push(DocumentView {
            title: form_title(visitor, programme, &one.form_id),
            lines: vec![visitor.words.date_time(one.updated_at.instant())],
            state: "documents-arrived",
            class: "ok",
            hash: String::new(),
            scan: None,
        });
    }
    if row.state == StateName::Confirmed.as_str() {
        // What is there and does not count has its own line already.
        let there: HashSet<_> = papers.signatures.iter().map(signature::Model::key).collect();
        let owed = outstanding(programme, &papers.given()).into_iter();
        views.extend(owed.filter_map(|owed| owed_view(visitor, programme, owed, &there)));
    }
    let used: HashSet<_> = papers.signatures.iter().filter_map(|row| row.file_id).collect();
    let mut earlier: Vec<&ScanFile> = papers
        .scans
        .values()
        .filter(|file| !used.contains(&file.id))
        .collect();
    earlier.sort_by_key(|file| file.created_at);
    views.extend(earlier.into_iter().map(|file| DocumentView {
        title: visitor.say("documents-earlier"),
        lines: vec![visitor.words.date_time(file.created_at.instant())],
        state: "documents-replaced",
        class: "mute",
        hash: visitor.say1("documents-file-hash", "hash", &file.sha256),
        scan: Some(link(file)),
    }));
    views
}

fn signed_view(
    visitor: &Visitor,
    programme: &Programme,
    papers: &Papers,
    one: &signature::Model,
    link: impl Fn(&ScanFile) -> (String, String),
) -> DocumentView {
    let at = visitor.words.date_time(one.signed_at.instant());
    let mut lines = vec![format!("{}　{at}", one.signer_name)];
    if one.sender == SECRETARIAT {
        lines.push(visitor.say("documents-by-post"));
    }
    let (state, class) = match one.review() {
        Review::Accepted => ("documents-arrived", "ok"),
        Review::ToReview => ("documents-to-review", "warn"),
        Review::Returned => ("documents-returned", "bad"),
    };
    if let Some(due) = one.review_due {
        lines.push(visitor.say1(
            "documents-review-due",
            "due",
            visitor.words.deadline(due.instant()),
        ));
    }
    if let Some(reason) = &one.review_reason {
        lines.push(format!("{}: {reason}", visitor.say("decide-reason")));
    }
    DocumentView {
        title: consent_title(visitor, programme, &one.consent_id, &one.part),
        lines,
        state,
        class,
        hash: visitor.say1("documents-text-hash", "hash", &one.document_hash),
        scan: one.file_id.and_then(|id| papers.scans.get(&id)).map(link),
    }
}

fn owed_view(
    visitor: &Visitor,
    programme: &Programme,
    owed: Owed,
    there: &HashSet<(String, String)>,
) -> Option<DocumentView> {
    let title = match owed {
        Owed::Signature { consent, part } => {
            if there.contains(&(consent.clone(), part_name(part).to_owned())) {
                return None;
            }
            consent_title(visitor, programme, &consent, part_name(part))
        }
        Owed::Form { form } => form_title(visitor, programme, &form),
    };
    Some(DocumentView {
        title,
        lines: Vec::new(),
        state: "documents-owed",
        class: "warn",
        hash: String::new(),
        scan: None,
    })
}

/// Title of a consent.
pub(super) fn consent_name(visitor: &Visitor, programme: &Programme, id: &str) -> String {
    let consent = programme.consent(id);
    consent
        .map_or(id, |consent| consent.title.in_language(visitor.language()))
        .to_owned()
}

/// `参加同意書（会社）`
pub(super) fn consent_title(visitor: &Visitor, programme: &Programme, id: &str, part: &str) -> String {
    let title = consent_name(visitor, programme, id);
    format!("{title}（{}）", visitor.say(&format!("documents-part-{part}")))
}

fn form_title(visitor: &Visitor, programme: &Programme, id: &str) -> String {
    programme
        .form(id)
        .map_or(id, |form| form.title.in_language(visitor.language()))
        .to_owned()
}
