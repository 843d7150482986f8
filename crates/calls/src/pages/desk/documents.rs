//! What has arrived of an application's documents, and what is still owed (C14, C15).

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use web::Visitor;

use crate::domain::application::StateName;
use crate::domain::definition::Programme;
use crate::domain::outstanding::{Given, Owed, outstanding};
use crate::error::Result;
use crate::ops::documents::part_name;
use crate::store::entities::{application, form_answer, signature};

/// One document as shown.
pub(super) struct DocumentView {
    pub(super) title: String,
    /// When and by whom; what is missing otherwise.
    pub(super) state: String,
    pub(super) arrived: bool,
    /// SHA-256 of what was signed.
    pub(super) hash: String,
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
    let mut views = Vec::new();
    for one in &signatures {
        let at = visitor.words.date_time(one.signed_at.instant());
        views.push(DocumentView {
            title: consent_title(visitor, programme, &one.consent_id, &one.part),
            state: format!("{}　{at}", one.signer_name),
            arrived: true,
            hash: one.document_hash.clone(),
        });
    }
    for one in &forms {
        views.push(DocumentView {
            title: form_title(visitor, programme, &one.form_id),
            state: visitor.words.date_time(one.updated_at.instant()),
            arrived: true,
            hash: String::new(),
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
                }),
        );
    }
    Ok(views)
}

fn consent_title(visitor: &Visitor, programme: &Programme, id: &str, part: &str) -> String {
    let title = programme
        .consent(id)
        .map_or(id, |consent| consent.title.in_language(visitor.language()));
    format!("{title}（{}）", visitor.say(&format!("documents-part-{part}")))
}

fn form_title(visitor: &Visitor, programme: &Programme, id: &str) -> String {
    programme
        .form(id)
        .map_or(id, |form| form.title.in_language(visitor.language()))
        .to_owned()
}
