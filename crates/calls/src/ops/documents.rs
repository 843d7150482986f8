//! Documents of a participant (C14, C15): consents signed in both parts, the questionnaire answered. When the
//! last one is in, participation is fixed.

use std::sync::Arc;

use contracts::ids::{ApplicationId, FileId, SignatureId};
use platform::actor::Actor;
use platform::entropy::new_id;
use platform::store::{At, Operation, Tx};
use platform::{audit, mail};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{change, letters};
use crate::domain::application::{Event, StateName};
use crate::domain::definition::Programme;
use crate::domain::definition::consents::{Consent, Part};
use crate::domain::outstanding::{Given, outstanding};
use crate::error::{Error, Result};
use crate::store::entities::{application, file, form_answer, signature};

/// How a part is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Method {
    /// Typed name and tick.
    Typed,
    /// The stamped scan.
    Scan(Upload),
}

/// An uploaded file whose kind was found from its contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Name without any path.
    pub name: String,
    /// `application/pdf`, `image/png`, `image/jpeg`.
    pub media_type: &'static str,
    /// The file.
    pub contents: Vec<u8>,
}

/// Signs one part of one consent.
pub struct SignConsent {
    /// The call.
    pub programme: Arc<Programme>,
    /// Whose.
    pub application: ApplicationId,
    /// Which document.
    pub consent: String,
    /// Which part.
    pub part: Part,
    /// How.
    pub method: Method,
    /// Typed name of the representative or participant.
    pub signer_name: String,
    /// Company part: name and address.
    pub company: Option<(String, String)>,
    /// From where.
    pub client_address: String,
    /// Who.
    pub actor: Actor,
}

impl Operation for SignConsent {
    const NAME: &'static str = "sign_consent";
    type Output = StateName;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<StateName> {
        let row = change::load(tx, self.application).await?;
        if !matches!(
            change::name_of(&row)?,
            StateName::Confirmed | StateName::Participating
        ) {
            return Err(Error::OutOfOrder("consents are signed after the confirmation"));
        }
        let consent = self
            .programme
            .consents
            .iter()
            .find(|consent| consent.id == self.consent);
        let consent = consent.ok_or(Error::NotInCall("consent"))?;
        if !consent.parts.contains(&self.part) {
            return Err(Error::NotInCall("part"));
        }
        if self.signer_name.trim().is_empty() {
            return Err(Error::Invalid(vec![crate::error::Invalid::required(
                "signer_name",
            )]));
        }
        if already_signed(tx, self.application, &self.consent, self.part).await? {
            return change::name_of(&row);
        }
        self.save(tx, consent).await?;
        change::name_of(&fix_when_complete(tx, &self.programme, row, &self.actor).await?)
    }
}

/// The text that is signed, as canonical JSON, and its SHA-256.
pub fn document_of(consent: &Consent) -> (String, String) {
    let text = serde_json::to_string(consent).unwrap_or_default();
    let hash = hex::encode(Sha256::digest(text.as_bytes()));
    (text, hash)
}

/// A part's name in the database and in addresses.
pub fn part_name(part: Part) -> &'static str {
    match part {
        Part::Company => "company",
        Part::Participant => "participant",
    }
}

async fn already_signed(tx: &Tx, application: ApplicationId, consent: &str, part: Part) -> Result<bool> {
    let found = signature::Entity::find()
        .filter(signature::Column::ApplicationId.eq(application))
        .filter(signature::Column::ConsentId.eq(consent))
        .filter(signature::Column::Part.eq(part_name(part)))
        .one(tx.connection())
        .await?;
    Ok(found.is_some())
}

impl SignConsent {
    async fn save(&self, tx: &Tx, consent: &Consent) -> Result<()> {
        let (document, document_hash) = document_of(consent);
        let (method, file_id) = match &self.method {
            Method::Typed => ("typed", None),
            Method::Scan(upload) => ("scan", Some(store_file(tx, self.application, upload).await?)),
        };
        let (company_name, company_address) = self.company.clone().unzip();
        let row = signature::Model {
            id: new_id::<SignatureId>(tx.now(), tx.entropy()),
            application_id: self.application,
            consent_id: self.consent.clone(),
            part: part_name(self.part).to_owned(),
            method: method.to_owned(),
            signer_name: self.signer_name.clone(),
            company_name,
            company_address,
            signed_at: At::from(tx.now()),
            client_address: self.client_address.clone(),
            document_hash,
            document,
            file_id,
        };
        tx.audit(audit::Entry {
            actor: self.actor.clone(),
            action: "consent.signed",
            subject: ("application", self.application.to_string()),
            before: None,
            after: Some(json!({
                "consent": row.consent_id, "part": row.part, "method": row.method,
                "signer": row.signer_name, "document_hash": row.document_hash,
            })),
        });
        signature::ActiveModel::from(row).insert(tx.connection()).await?;
        Ok(())
    }
}

async fn store_file(tx: &Tx, application: ApplicationId, upload: &Upload) -> Result<FileId> {
    let id = new_id::<FileId>(tx.now(), tx.entropy());
    let row = file::ActiveModel {
        id: Set(id),
        application_id: Set(application),
        name: Set(upload.name.clone()),
        media_type: Set(upload.media_type.to_owned()),
        size: Set(i64::try_from(upload.contents.len()).unwrap_or(i64::MAX)),
        sha256: Set(hex::encode(Sha256::digest(&upload.contents))),
        contents: Set(upload.contents.clone()),
        created_at: Set(At::from(tx.now())),
    };
    row.insert(tx.connection()).await?;
    Ok(id)
}

/// Saves or sends a form that belongs to an application: questionnaire, survey (C14).
pub struct AnswerForm {
    /// The call.
    pub programme: Arc<Programme>,
    /// Whose.
    pub application: ApplicationId,
    /// Which form.
    pub form: String,
    /// Answers, JSON; while `complete` is false, whatever the page keeps of them ([`super::draft::Contents`]).
    pub answers: String,
    /// Sent, not only saved.
    pub complete: bool,
    /// Who.
    pub actor: Actor,
}

impl Operation for AnswerForm {
    const NAME: &'static str = "answer_form";
    type Output = StateName;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<StateName> {
        if !self.programme.forms.iter().any(|form| form.id == self.form) {
            return Err(Error::NotInCall("form"));
        }
        let row = change::load(tx, self.application).await?;
        if change::name_of(&row)?.is_final() {
            return Err(Error::OutOfOrder("the application has ended"));
        }
        if !self.complete && is_sent(tx, self.application, &self.form).await? {
            // What was sent stays: a page that was open elsewhere does not turn it into a draft again.
            return change::name_of(&row);
        }
        let answer = form_answer::ActiveModel {
            application_id: Set(self.application),
            form_id: Set(self.form.clone()),
            answers: Set(self.answers.clone()),
            complete: Set(self.complete),
            updated_at: Set(At::from(tx.now())),
        };
        let columns = [
            form_answer::Column::Answers,
            form_answer::Column::Complete,
            form_answer::Column::UpdatedAt,
        ];
        form_answer::Entity::insert(answer)
            .on_conflict(
                OnConflict::columns([form_answer::Column::ApplicationId, form_answer::Column::FormId])
                    .update_columns(columns)
                    .to_owned(),
            )
            .exec_without_returning(tx.connection())
            .await?;
        if !self.complete {
            return change::name_of(&row);
        }
        tx.audit(audit::Entry {
            actor: self.actor.clone(),
            action: "form.answered",
            subject: ("application", self.application.to_string()),
            before: None,
            after: Some(json!({ "form": self.form })),
        });
        change::name_of(&fix_when_complete(tx, &self.programme, row, &self.actor).await?)
    }
}

async fn is_sent(tx: &Tx, application: ApplicationId, form: &str) -> Result<bool> {
    let row = form_answer::Entity::find_by_id((application, form.to_owned()))
        .one(tx.connection())
        .await?;
    Ok(row.is_some_and(|row| row.complete))
}

/// What has arrived of an application's documents.
pub(crate) async fn given(tx: &Tx, application: ApplicationId) -> Result<Given> {
    let signatures = signature::Entity::find()
        .filter(signature::Column::ApplicationId.eq(application))
        .all(tx.connection())
        .await?;
    let forms = form_answer::Entity::find()
        .filter(form_answer::Column::ApplicationId.eq(application))
        .filter(form_answer::Column::Complete.eq(true))
        .all(tx.connection())
        .await?;
    Ok(Given {
        signatures: signatures
            .into_iter()
            .map(|row| (row.consent_id, row.part))
            .collect(),
        forms: forms.into_iter().map(|row| row.form_id).collect(),
    })
}

async fn fix_when_complete(
    tx: &Tx,
    programme: &Programme,
    row: application::Model,
    actor: &Actor,
) -> Result<application::Model> {
    if change::name_of(&row)? != StateName::Confirmed {
        return Ok(row);
    }
    if !outstanding(programme, &given(tx, row.id).await?).is_empty() {
        return Ok(row);
    }
    let row = change::apply(
        tx,
        programme,
        row,
        Event::DocumentsComplete,
        actor,
        "participation.fixed",
    )
    .await?;
    mail::send(tx, letters::fixed(programme, &row)).await?;
    Ok(row)
}
