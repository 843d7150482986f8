//! What has arrived of an application's documents, and what is still owed (C14, C15).

use std::collections::HashMap;

use contracts::ids::FileId;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use web::Visitor;

use crate::domain::application::StateName;
use crate::domain::definition::Programme;
use crate::domain::outstanding::{Given, Owed, outstanding};
use crate::error::Result;
use crate::ops::documents::part_name;
use crate::store::entities::{application, file, form_answer, signature};

/// One document as shown.
pub(super) struct DocumentView {
    pub(super) title: String,
    /// When and by whom; what is missing otherwise.
    pub(super) state: String,
    pub(super) arrived: bool,
    /// SHA-256 of what was signed.
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

/// Names and addresses of the scans of an application.
async fn scans(
    connection: &impl ConnectionTrait,
    visitor: &Visitor,
    programme: &Programme,
    row: &application::Model,
) -> Result<HashMap<FileId, (String, String)>> {
    let files: Vec<(FileId, String, i64)> = file::Entity::find()
        .select_only()
        .columns([file::Column::Id, file::Column::Name, file::Column::Size])
        .filter(file::Column::ApplicationId.eq(row.id))
        .into_tuple()
        .all(connection)
        .await?;
    let view = |(id, name, size): (FileId, String, i64)| {
        let kilobytes = visitor.words.number((size + 999) / 1000);
        let href = format!("/desk/{}/applications/{}/files/{id}", programme.file.id, row.id);
        (id, (format!("{name}（{kilobytes} KB）"), visitor.href(&href)))
    };
    Ok(files.into_iter().map(view).collect())
}

/// Documents of an application that has come so far that it owes some.
pub(super) async fn documents(
    connection: &impl ConnectionTrait,
    visitor: &Visitor,
    programme: &Programme,
    row: &application::Model,
) -> Result<Vec<DocumentView>> {
    let signatures = signature::Entity::find()
        .filter(signature::Column::ApplicationId.eq(row.id))
        .all(connection)
        .await?;
    let forms = form_answer::Entity::find()
        .filter(form_answer::Column::ApplicationId.eq(row.id))
        .filter(form_answer::Column::Complete.eq(true))
        .all(connection)
        .await?;
    let mut scans = scans(connection, visitor, programme, row).await?;
    let mut views = Vec::new();
    for one in &signatures {
        let at = visitor.words.date_time(one.signed_at.instant());
        views.push(DocumentView {
            title: consent_title(visitor, programme, &one.consent_id, &one.part),
            state: format!("{}　{at}", one.signer_name),
            arrived: true,
            hash: one.document_hash.clone(),
            scan: one.file_id.and_then(|id| scans.remove(&id)),
        });
    }
    for one in &forms {
        views.push(DocumentView {
            title: form_title(visitor, programme, &one.form_id),
            state: visitor.words.date_time(one.updated_at.instant()),
            arrived: true,
            hash: String::new(),
            scan: None,
        });
    }
    if row.state == StateName::Confirmed.as_str() {
        let given = Given {
            signatures: signatures
                .into_iter()
                .map(|one| (one.consent_id, one.part))
                .collect(),
            forms: forms.into_iter().map(|one| one.form_id).collect(),
        };
        views.extend(
            outstanding(programme, &given)
                .into_iter()
                .map(|owed| DocumentView {
                    title: match owed {
                        Owed::Signature { consent, part } => {
                            consent_title(visitor, programme, &consent, part_name(part))
                        }
                        Owed::Form { form } => form_title(visitor, programme, &form),
                    },
                    state: visitor.say("documents-owed"),
                    arrived: false,
                    hash: String::new(),
                    scan: None,
                }),
        );
    }
    Ok(views)
}

/// Title of a consent.
pub(super) fn consent_name(visitor: &Visitor, programme: &Programme, id: &str) -> String {
    let consent = programme.consent(id);
    consent
        .map_or(id, |consent| consent.title.in_language(visitor.language()))
        .to_owned()
}

fn consent_title(visitor: &Visitor, programme: &Programme, id: &str, part: &str) -> String {
    let title = consent_name(visitor, programme, id);
    format!("{title}（{}）", visitor.say(&format!("documents-part-{part}")))
}

fn form_title(visitor: &Visitor, programme: &Programme, id: &str) -> String {
    programme
        .form(id)
        .map_or(id, |form| form.title.in_language(visitor.language()))
        .to_owned()
}
