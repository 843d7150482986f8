//! Enrolling a second factor: part of the first sign-in, nobody gets in without one.

use contracts::ids::StaffId;
use jiff::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::entities::{recovery_code, staff};
use super::second_factor::{Enrolment, matching_step, new_recovery_codes, new_secret, recovery_hash};
use super::session::ENROLLING;
use super::sign_in::{CODE, actor, complete, half_way, note, totp_place};
use super::throttle::Admission;
use super::{Identity, IdentityError};
use crate::store::{Operation, StoreError, Tx};

/// What came of the first code of a new authenticator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EnrolmentOutcome {
    /// Signed in; the cookie gets a new token.
    Enrolled {
        /// For the cookie.
        token: String,
        /// Shown once.
        recovery_codes: Vec<String>,
    },
    /// Wrong.
    Refused,
    /// Too many attempts on this account.
    TooMany {
        /// When the pause ends.
        until: Timestamp,
    },
    /// The password must be given again.
    NotPending,
}

impl Identity {
    /// Second step of a person without a second factor: what the authenticator needs. The same until confirmed.
    pub async fn begin_enrolment(&self, token: &str) -> Result<Option<Enrolment>, IdentityError> {
        self.store
            .run(&BeginEnrolment {
                identity: self,
                token,
            })
            .await
    }

    /// Confirms the authenticator with its first code.
    pub async fn confirm_enrolment(
        &self,
        token: &str,
        code: &str,
    ) -> Result<EnrolmentOutcome, IdentityError> {
        self.store
            .run(&ConfirmEnrolment {
                identity: self,
                token,
                code,
            })
            .await
    }
}

struct BeginEnrolment<'a> {
    identity: &'a Identity,
    token: &'a str,
}

impl Operation for BeginEnrolment<'_> {
    const NAME: &'static str = "sign_in.begin_enrolment";
    type Output = Option<Enrolment>;
    type Error = IdentityError;

    async fn run(&self, tx: &Tx) -> Result<Option<Enrolment>, IdentityError> {
        let Some((_, person)) = half_way(tx, self.identity, self.token, ENROLLING).await? else {
            return Ok(None);
        };
        let secret = if let Some(sealed) = &person.totp_pending {
            self.identity.open_secret(person.id, sealed)?
        } else {
            let secret = new_secret(tx.entropy());
            let sealed = self
                .identity
                .key
                .seal(tx.entropy(), &totp_place(person.id), &secret);
            let pending = staff::ActiveModel {
                id: Set(person.id),
                totp_pending: Set(Some(sealed)),
                ..Default::default()
            };
            staff::Entity::update(pending)
                .exec(tx.connection())
                .await
                .map_err(StoreError::from)?;
            secret.to_vec()
        };
        Ok(Some(Enrolment::new(
            &secret,
            &self.identity.settings.issuer,
            &person.email,
        )))
    }
}

struct ConfirmEnrolment<'a> {
    identity: &'a Identity,
    token: &'a str,
    code: &'a str,
}

impl Operation for ConfirmEnrolment<'_> {
    const NAME: &'static str = "sign_in.confirm_enrolment";
    type Output = EnrolmentOutcome;
    type Error = IdentityError;

    async fn run(&self, tx: &Tx) -> Result<EnrolmentOutcome, IdentityError> {
        let found = half_way(tx, self.identity, self.token, ENROLLING).await?;
        let Some((pending, person)) = found else {
            return Ok(EnrolmentOutcome::NotPending);
        };
        // Somebody else with the same password may have enrolled meanwhile.
        let Some(sealed) = person
            .totp_pending
            .clone()
            .filter(|_| person.totp_secret.is_none())
        else {
            return Ok(EnrolmentOutcome::NotPending);
        };
        let now = self.identity.clock.now();
        if let Admission::Blocked { until } = CODE.attempt(tx, now, &person.id.to_string()).await? {
            return Ok(EnrolmentOutcome::TooMany { until });
        }
        let secret = self.identity.open_secret(person.id, &sealed)?;
        let Some(step) = matching_step(&secret, self.code, now, None) else {
            return Ok(EnrolmentOutcome::Refused);
        };
        let enrolled = staff::ActiveModel {
            id: Set(person.id),
            totp_secret: Set(Some(sealed)),
            totp_pending: Set(None),
            totp_last_step: Set(Some(step)),
            ..Default::default()
        };
        staff::Entity::update(enrolled)
            .exec(tx.connection())
            .await
            .map_err(StoreError::from)?;
        let recovery_codes = store_recovery_codes(tx, person.id).await?;
        let token = complete(tx, self.identity, &pending, &person).await?;
        let signed_in = actor(tx, &person).await?;
        note(
            tx,
            signed_in.clone(),
            "staff.second_factor_enrolled",
            person.id.to_string(),
            None,
        );
        note(tx, signed_in, "staff.signed_in", person.id.to_string(), None);
        Ok(EnrolmentOutcome::Enrolled {
            token,
            recovery_codes,
        })
    }
}

async fn store_recovery_codes(tx: &Tx, id: StaffId) -> Result<Vec<String>, StoreError> {
    recovery_code::Entity::delete_many()
        .filter(recovery_code::Column::StaffId.eq(id))
        .exec(tx.connection())
        .await?;
    let codes = new_recovery_codes(tx.entropy());
    let row = |code: &String| recovery_code::ActiveModel {
        staff_id: Set(id),
        code_hash: Set(recovery_hash(code)),
        used_at: Set(None),
    };
    recovery_code::Entity::insert_many(codes.iter().map(row))
        .exec_without_returning(tx.connection())
        .await?;
    Ok(codes)
}
