//! The charter: signed and published with the call.

use std::borrow::Cow;
use std::sync::Arc;

use fair_draw::{BeaconSource, Charter, Digest, Fallback, Frame, Moment, SigningKey, Terms};
use jiff::civil::DateTime;
use platform::actor::Actor;
use platform::clock::from_tokyo;
use platform::store::{At, Operation, Tx};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QuerySelect};
use serde_json::json;

use super::{note, objection};
use crate::domain::definition::Programme;
use crate::error::{Error, Result};
use crate::ops::lottery;
use crate::store::entities::{draw, draw_verifier};

/// The frame of calls without frames.
pub const SINGLE_FRAME: &str = "all";

/// A page that checks bundles, kept byte for byte beside the charter that names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifierPage {
    /// The page.
    pub page: Cow<'static, [u8]>,
    /// The `Content-Security-Policy` under which it runs.
    pub policy: Cow<'static, str>,
}

impl VerifierPage {
    /// The one of this version of the program.
    pub fn ours() -> Self {
        Self {
            page: Cow::Borrowed(fair_draw::VERIFIER_HTML.as_bytes()),
            policy: Cow::Borrowed(fair_draw::VERIFIER_CSP),
        }
    }

    /// Its SHA-256, as charters have it.
    pub fn sha256(&self) -> Digest {
        Digest::of(&self.page)
    }

    /// The page with this hash: a kept one, or ours.
    pub(crate) async fn with(connection: &impl ConnectionTrait, sha256: &Digest) -> Result<Option<Self>> {
        let ours = Self::ours();
        if ours.sha256() == *sha256 {
            return Ok(Some(ours));
        }
        let kept = draw_verifier::Entity::find_by_id(sha256.to_string())
            .one(connection)
            .await?;
        Ok(kept.map(|kept| Self {
            page: Cow::Owned(kept.page),
            policy: Cow::Owned(kept.policy),
        }))
    }

    /// Keeps it; once is enough.
    async fn keep(&self, tx: &Tx) -> Result<()> {
        let row = draw_verifier::Model {
            sha256: self.sha256().to_string(),
            page: self.page.to_vec(),
            policy: self.policy.to_string(),
            kept_at: At::from(tx.now()),
        };
        draw_verifier::Entity::insert(row.into_active_model())
            .on_conflict(
                OnConflict::column(draw_verifier::Column::Sha256)
                    .do_nothing()
                    .to_owned(),
            )
            .exec_without_returning(tx.connection())
            .await?;
        Ok(())
    }
}

/// Signs and publishes the charter; a second time it gives the hash of the one that stands.
///
/// It must stand before the list is frozen ([`Error::TooLate`]). A charter whose draw time went by without a frozen
/// list can be followed by another one with a new draw id and new times: its round is known, so it is worth nothing.
pub struct PublishCharter {
    /// The call.
    pub programme: Arc<Programme>,
    /// The organiser's key.
    pub key: SigningKey,
    /// Where randomness comes from.
    pub beacon: BeaconSource,
    /// The verifier page that the charter names.
    pub verifier: VerifierPage,
    /// Who.
    pub actor: Actor,
}

impl Operation for PublishCharter {
    const NAME: &'static str = "publish_charter";
    /// Hash of the charter.
    type Output = Digest;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<Digest> {
        let id = &self.programme.file.id;
        let standing = draw::Entity::find_by_id(id.clone())
            .lock_exclusive()
            .one(tx.connection())
            .await?;
        let replaced = match standing {
            Some(row) => {
                let standing = lottery::charter_of(&row)?;
                // A charter from before pages were kept names the page of the program that is still the same.
                if standing.terms().verifier_sha256 == self.verifier.sha256() {
                    self.verifier.keep(tx).await?;
                }
                if row.state != "chartered" || tx.now() < standing.terms().draw_at.instant() {
                    return Ok(standing.hash());
                }
                Some(standing)
            }
            None => None,
        };
        let charter = self.charter()?;
        let until = charter.terms().freeze_at.instant();
        if tx.now() >= until {
            return Err(Error::TooLate { until });
        }
        if let Some(old) = &replaced {
            if old.terms().draw_id == charter.terms().draw_id {
                return Err(objection("draw_id", "repeated", charter.terms().draw_id.clone()));
            }
            draw::Entity::delete_by_id(id.clone())
                .exec(tx.connection())
                .await?;
        }
        self.verifier.keep(tx).await?;
        self.row(&charter)
            .into_active_model()
            .insert(tx.connection())
            .await?;
        let after = json!({
            "charter_hash": charter.hash().to_string(),
            "instead_of": replaced.map(|old| old.hash().to_string()),
        });
        note(tx, &self.actor, "draw.chartered", id, after);
        Ok(charter.hash())
    }
}

impl PublishCharter {
    fn charter(&self) -> Result<Charter> {
        let file = &self.programme.file;
        let selection = &file.selection;
        let (true, Some(freeze), Some(drawn)) = (file.is_lottery(), selection.freeze_at, selection.draw_at)
        else {
            return Err(Error::NotInCall("draw"));
        };
        if !file.calendar().is_business_day(drawn.date()).unwrap_or(false) {
            return Err(objection("draw_at", "no_business_day", drawn.date()));
        }
        let closes = file
            .courses
            .iter()
            .map(|course| course.closes)
            .max()
            .ok_or(Error::NotInCall("course"))?;
        let moment = |local: DateTime| Moment::new(from_tokyo(local), jiff::tz::offset(9));
        let terms = Terms {
            algorithm: fair_draw::ALGORITHM.to_owned(),
            draw_id: file.draw_id().to_owned(),
            closes_at: moment(closes),
            freeze_at: moment(freeze),
            draw_at: moment(drawn),
            beacon: self.beacon.clone(),
            capacity: selection.capacity,
            frames: frames(&self.programme),
            decline_business_days: selection.answer_business_days.unwrap_or(0),
            fallback: Some(Fallback::Balls),
            verifier_sha256: self.verifier.sha256(),
        };
        Ok(Charter::new(terms)?)
    }

    fn row(&self, charter: &Charter) -> draw::Model {
        draw::Model {
            programme_id: self.programme.file.id.clone(),
            draw_id: charter.terms().draw_id.clone(),
            state: "chartered".to_owned(),
            charter: String::from_utf8_lossy(charter.bytes()).into_owned(),
            charter_hash: charter.hash().to_string(),
            signature: fair_draw::signature_text(&charter.sign(&self.key)),
            organiser_key: fair_draw::organiser_text(&self.key.verifying_key()),
            entries: None,
            list_hash: None,
            frozen_at: None,
            beacon: None,
            randomness: None,
            ranking: None,
            seats: None,
            drawn_at: None,
        }
    }
}

/// The call's frames, or the single one.
pub fn frames(programme: &Programme) -> Vec<Frame> {
    let frames = &programme.file.frames;
    if frames.is_empty() {
        return vec![Frame {
            id: SINGLE_FRAME.to_owned(),
            minimum: 0,
            maximum: None,
        }];
    }
    frames
        .iter()
        .map(|frame| Frame {
            id: frame.id.clone(),
            minimum: frame.minimum,
            maximum: frame.maximum,
        })
        .collect()
}
