//! Signing one part of one consent (C15): by name on the page, by a stamped scan, or on paper that the secretariat
//! records. While participation is not fixed, the company may sign again and the new signature takes the place of the
//! old one; afterwards the secretariat alone puts something right, with a reason (decision 0010).

use std::sync::Arc;

use contracts::ids::{ApplicationId, FileId, SignatureId};
use platform::actor::Actor;
use platform::audit;
use platform::entropy::new_id;
use platform::forms::Answers;
use platform::store::{At, Operation, Tx};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::change;
use super::documents::fix_when_complete;
use crate::domain::application::StateName;
use crate::domain::company_key::company_key;
use crate::domain::definition::Programme;
use crate::domain::definition::consents::{Consent, Part};
use crate::domain::definition::well_known::REPRESENTATIVE;
use crate::domain::facts::{fold_for_search, full_address};
use crate::domain::review::Review;
use crate::error::{Error, Invalid, Result};
use crate::store::entities::{application, file, signature};

/// Who sent a signature, as the database has it.
pub(crate) const SECRETARIAT: &str = "secretariat";

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

impl Upload {
    fn sha256(&self) -> String {
        hex::encode(Sha256::digest(&self.contents))
    }
}

/// Signs one part of one consent, or signs it again.
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
    /// Why the secretariat puts it in the place of one that counts already; nobody else gives one.
    pub reason: Option<String>,
    /// Who.
    pub actor: Actor,
}

impl Operation for SignConsent {
    const NAME: &'static str = "sign_consent";
    type Output = StateName;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<StateName> {
        let row = change::load(tx, self.application).await?;
        let state = change::name_of(&row)?;
        if !matches!(state, StateName::Confirmed | StateName::Participating) {
            return Err(Error::OutOfOrder("consents are signed after the confirmation"));
        }
        let consent = self.asked_for()?;
        let earlier = signature::Entity::find()
            .filter(signature::Column::ApplicationId.eq(self.application))
            .filter(signature::Column::ConsentId.eq(&self.consent))
            .filter(signature::Column::Part.eq(part_name(self.part)))
            .one(tx.connection())
            .await?;
        if let Some(earlier) = &earlier {
            if self.is_the_same(tx, earlier).await? {
                return Ok(state);
            }
            self.may_replace(earlier, state)?;
        }
        self.save(tx, consent, earlier, self.differs(&row)).await?;
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

impl SignConsent {
    /// The document, if the call has it with this part and somebody's name stands under it.
    fn asked_for(&self) -> Result<&Consent> {
        let consent = self.programme.consent(&self.consent);
        let consent = consent.ok_or(Error::NotInCall("consent"))?;
        if !consent.parts.contains(&self.part) {
            return Err(Error::NotInCall("part"));
        }
        if self.signer_name.trim().is_empty() {
            return Err(Error::Invalid(vec![Invalid::required("signer_name")]));
        }
        Ok(consent)
    }

    fn by_secretariat(&self) -> bool {
        matches!(self.actor, Actor::Staff { .. })
    }

    /// A form sent twice: the same name under the same text, the same file. One that was sent back is signed anew.
    async fn is_the_same(&self, tx: &Tx, earlier: &signature::Model) -> Result<bool> {
        let document_hash = self
            .programme
            .consent(&self.consent)
            .map(|one| document_of(one).1);
        let company = earlier.company_name.clone().zip(earlier.company_address.clone());
        if earlier.review() == Review::Returned
            || document_hash.as_ref() != Some(&earlier.document_hash)
            || (earlier.signer_name != self.signer_name || company != self.company)
        {
            return Ok(false);
        }
        match (&self.method, earlier.file_id) {
            (Method::Typed, None) => Ok(true),
            (Method::Scan(upload), Some(id)) => {
                let hash: Option<String> = file::Entity::find_by_id(id)
                    .select_only()
                    .column(file::Column::Sha256)
                    .into_tuple()
                    .one(tx.connection())
                    .await?;
                // What the company sent and the secretariat has on paper is accepted by recording it.
                let counts = earlier.counts() || !self.by_secretariat();
                Ok(counts && hash == Some(upload.sha256()))
            }
            _ => Ok(false),
        }
    }

    /// Until participation is fixed the company decides who signs; what counts already the secretariat replaces with a
    /// reason alone.
    fn may_replace(&self, earlier: &signature::Model, state: StateName) -> Result<()> {
        if !self.by_secretariat() {
            return match state {
                StateName::Confirmed => Ok(()),
                _ => Err(Error::OutOfOrder("participation is fixed")),
            };
        }
        let given = self
            .reason
            .as_ref()
            .is_some_and(|reason| !reason.trim().is_empty());
        if earlier.counts() && !given {
            return Err(Error::ReasonMissing);
        }
        Ok(())
    }

    /// Another company, address, representative or participant than the application names: somebody looks before it
    /// counts (decision 0010).
    fn differs(&self, row: &application::Model) -> bool {
        match (self.part, &self.company) {
            (Part::Company, Some((name, address))) => {
                let expected = full_address(&row.prefecture, &row.address);
                company_key(name, address) != company_key(&row.company_name, &expected)
                    || representative(row)
                        .is_some_and(|named| fold_for_search(&self.signer_name) != fold_for_search(&named))
            }
            (Part::Company, None) => true,
            (Part::Participant, _) => {
                fold_for_search(&self.signer_name) != fold_for_search(&row.participant_name)
            }
        }
    }

    async fn save(
        &self,
        tx: &Tx,
        consent: &Consent,
        earlier: Option<signature::Model>,
        differs: bool,
    ) -> Result<()> {
        let before = match &earlier {
            Some(earlier) => {
                signature::Entity::delete_by_id(earlier.id)
                    .exec(tx.connection())
                    .await?;
                Some(noted(tx, earlier).await?)
            }
            None => None,
        };
        let (document, document_hash) = document_of(consent);
        let (method, file_id) = match &self.method {
            Method::Typed => ("typed", None),
            Method::Scan(upload) => ("scan", Some(store_file(tx, self.application, upload).await?)),
        };
        let (company_name, company_address) = self.company.clone().unzip();
        let review = match (&self.method, self.by_secretariat()) {
            (_, true) => Review::Accepted,
            (Method::Scan(_), false) => Review::ToReview,
            (Method::Typed, false) if differs => Review::ToReview,
            (Method::Typed, false) => Review::Accepted,
        };
        let due = (review == Review::ToReview).then(|| self.programme.file.desk_due(tx.now()));
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
            sender: if self.by_secretariat() {
                SECRETARIAT
            } else {
                "applicant"
            }
            .to_owned(),
            review: review.as_str().to_owned(),
            review_due: due.flatten().map(At::from),
            reviewed_at: None,
            review_reason: earlier.as_ref().and(self.reason.clone()),
        };
        tx.audit(audit::Entry {
            actor: self.actor.clone(),
            action: if earlier.is_some() {
                "consent.corrected"
            } else {
                "consent.signed"
            },
            subject: ("application", self.application.to_string()),
            before,
            after: Some(noted(tx, &row).await?),
        });
        row.into_active_model().insert(tx.connection()).await?;
        Ok(())
    }
}

/// A signature as the audit log keeps it.
pub(super) async fn noted(tx: &Tx, row: &signature::Model) -> Result<Value> {
    let mut value = json!({
        "consent": row.consent_id, "part": row.part, "method": row.method, "signer": row.signer_name,
        "signed_at": row.signed_at.instant().to_string(), "review": row.review,
        "document_hash": row.document_hash,
    });
    if let Some(reason) = &row.review_reason {
        value["reason"] = json!(reason);
    }
    let file: Option<(String, String)> = match row.file_id {
        Some(id) => {
            file::Entity::find_by_id(id)
                .select_only()
                .columns([file::Column::Name, file::Column::Sha256])
                .into_tuple()
                .one(tx.connection())
                .await?
        }
        None => None,
    };
    if let Some((name, sha256)) = file {
        value["file"] = json!(name);
        value["file_sha256"] = json!(sha256);
    }
    Ok(value)
}

async fn store_file(tx: &Tx, application: ApplicationId, upload: &Upload) -> Result<FileId> {
    let id = new_id::<FileId>(tx.now(), tx.entropy());
    let row = file::ActiveModel {
        id: Set(id),
        application_id: Set(application),
        name: Set(upload.name.clone()),
        media_type: Set(upload.media_type.to_owned()),
        size: Set(i64::try_from(upload.contents.len()).unwrap_or(i64::MAX)),
        sha256: Set(upload.sha256()),
        contents: Set(upload.contents.clone()),
        created_at: Set(At::from(tx.now())),
    };
    row.insert(tx.connection()).await?;
    Ok(id)
}

/// Who represents the company, as the application says.
pub(crate) fn representative(row: &application::Model) -> Option<String> {
    let answers: Answers = serde_json::from_str(&row.answers).ok()?;
    Some(answers.text(REPRESENTATIVE)?.to_owned())
}
