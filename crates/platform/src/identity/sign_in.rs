//! Signing in: password, then code.

use std::net::IpAddr;

use contracts::ids::StaffId;
use jiff::{SignedDuration, Timestamp};
use sea_orm::sea_query::{Condition, Expr};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::json;

use super::accounts::normalise_email;
use super::entities::{recovery_code, staff, staff_session};
use super::second_factor::{matching_step, recovery_hash};
use super::session::{ACTIVE, AWAITING_CODE, ENROLLING, find_in, open};
use super::throttle::{Admission, Policy};
use super::{Identity, IdentityError};
use crate::actor::Actor;
use crate::audit::Entry;
use crate::limits::network;
use crate::store::{At, Operation, StoreError, Tx};

/// Passwords tried on one address, whether it has an account or not. The longest pause is short, because anybody can
/// cause it.
pub const ACCOUNT: Policy = Policy {
    name: "sign_in.account",
    free: 5,
    first: SignedDuration::from_secs(30),
    longest: SignedDuration::from_mins(15),
    forget_after: SignedDuration::from_hours(24),
};

/// Passwords tried from one client.
pub const ADDRESS: Policy = Policy {
    name: "sign_in.address",
    free: 20,
    first: SignedDuration::from_secs(30),
    longest: SignedDuration::from_hours(1),
    forget_after: SignedDuration::from_hours(24),
};

/// Codes tried on one account after its password was right. The same pauses as for passwords, so that they do not tell
/// which of the two was wrong: about a hundred tries a day against a million codes.
pub const CODE: Policy = Policy {
    name: "sign_in.code",
    free: 5,
    first: SignedDuration::from_secs(30),
    longest: SignedDuration::from_mins(15),
    forget_after: SignedDuration::from_hours(24),
};

/// What comes after the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextStep {
    /// The code of the authenticator.
    Code,
    /// Enrolling an authenticator.
    Enrolment,
    /// Nothing: signed in. Only where [`Settings::second_factor`](super::Settings) is off.
    Nothing,
}

/// What came of address, password and code together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignInOutcome {
    /// Signed in.
    SignedIn {
        /// For the cookie.
        token: String,
    },
    /// The password was right and there is no second factor yet: it must be enrolled first.
    Enrol {
        /// For the cookie; half way.
        token: String,
    },
    /// Something of it is wrong, or the account is closed: one answer.
    Refused,
    /// Too many attempts on this account or from this client.
    TooMany {
        /// When the pause ends.
        until: Timestamp,
    },
}

/// What came of a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PasswordOutcome {
    /// Right; not signed in yet.
    Accepted {
        /// For the cookie.
        token: String,
        /// What is asked next.
        next: NextStep,
    },
    /// Wrong name or wrong password or closed account: one answer.
    Refused,
    /// Too many attempts on this account or from this client.
    TooMany {
        /// When the pause ends.
        until: Timestamp,
    },
}

/// What came of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeOutcome {
    /// Signed in; the cookie gets a new token.
    SignedIn {
        /// For the cookie.
        token: String,
        /// Whether a recovery code was used up.
        by_recovery_code: bool,
    },
    /// Wrong or used before.
    Refused,
    /// Too many attempts on this account.
    TooMany {
        /// When the pause ends.
        until: Timestamp,
    },
    /// The password must be given again: too late, or nobody is half way.
    NotPending,
}

impl Identity {
    /// Both steps at once, for a form that asks for everything. An unused `code` may be empty.
    pub async fn sign_in(
        &self,
        email: &str,
        password: &str,
        code: &str,
        address: IpAddr,
    ) -> Result<SignInOutcome, IdentityError> {
        let (token, next) = match self.check_password(email, password, address).await? {
            PasswordOutcome::Accepted { token, next } => (token, next),
            PasswordOutcome::Refused => return Ok(SignInOutcome::Refused),
            PasswordOutcome::TooMany { until } => return Ok(SignInOutcome::TooMany { until }),
        };
        match next {
            NextStep::Nothing => Ok(SignInOutcome::SignedIn { token }),
            NextStep::Enrolment => Ok(SignInOutcome::Enrol { token }),
            NextStep::Code => Ok(match self.check_code(&token, code).await? {
                CodeOutcome::SignedIn { token, .. } => SignInOutcome::SignedIn { token },
                CodeOutcome::Refused | CodeOutcome::NotPending => SignInOutcome::Refused,
                CodeOutcome::TooMany { until } => SignInOutcome::TooMany { until },
            }),
        }
    }

    /// First step. Unknown addresses cost the same work as known ones.
    pub async fn check_password(
        &self,
        email: &str,
        password: &str,
        address: IpAddr,
    ) -> Result<PasswordOutcome, IdentityError> {
        let attempt = Attempt {
            identity: self,
            email: normalise_email(email),
            from: network(address).to_string(),
        };
        let person = match self.store.run(&attempt).await? {
            Counted::TooMany(until) => return Ok(PasswordOutcome::TooMany { until }),
            Counted::Go(person) => person.filter(|person| person.disabled_at.is_none()),
        };
        let stored = person.as_ref().and_then(|person| person.password_hash.clone());
        let right = self.passwords.verify(password, stored).await;
        let accepted = person.filter(|_| right);
        Ok(self
            .store
            .run(&JudgePassword {
                attempt: &attempt,
                accepted,
            })
            .await?)
    }

    /// Second step: a code of the authenticator or a recovery code.
    pub async fn check_code(&self, token: &str, code: &str) -> Result<CodeOutcome, IdentityError> {
        self.store
            .run(&CheckCode {
                identity: self,
                token,
                code,
            })
            .await
    }

    pub(super) fn open_secret(&self, id: StaffId, sealed: &str) -> Result<Vec<u8>, IdentityError> {
        Ok(self.key.open(&totp_place(id), sealed)?)
    }
}

pub(super) fn totp_place(id: StaffId) -> String {
    format!("staff/{id}/totp")
}

struct Attempt<'a> {
    identity: &'a Identity,
    email: String,
    from: String,
}

enum Counted {
    Go(Option<staff::Model>),
    TooMany(Timestamp),
}

impl Operation for Attempt<'_> {
    const NAME: &'static str = "sign_in.count_attempt";
    type Output = Counted;
    type Error = StoreError;

    async fn run(&self, tx: &Tx) -> Result<Counted, StoreError> {
        let now = self.identity.clock.now();
        for (policy, value) in [(ADDRESS, &self.from), (ACCOUNT, &self.email)] {
            if let Admission::Blocked { until } = policy.attempt(tx, now, value).await? {
                return Ok(Counted::TooMany(until));
            }
        }
        let person = staff::Entity::find()
            .filter(staff::Column::Email.eq(self.email.as_str()))
            .one(tx.connection())
            .await?;
        Ok(Counted::Go(person))
    }
}

struct JudgePassword<'a> {
    attempt: &'a Attempt<'a>,
    accepted: Option<staff::Model>,
}

impl Operation for JudgePassword<'_> {
    const NAME: &'static str = "sign_in.judge_password";
    type Output = PasswordOutcome;
    type Error = StoreError;

    async fn run(&self, tx: &Tx) -> Result<PasswordOutcome, StoreError> {
        let Some(person) = self.still_valid(tx).await? else {
            // Written for unknown names too, without the name: people type passwords into the wrong field.
            note(
                tx,
                Actor::Anonymous,
                "staff.password_refused",
                String::new(),
                Some(&self.attempt.from),
            );
            return Ok(PasswordOutcome::Refused);
        };
        let now = self.attempt.identity.clock.now();
        ACCOUNT.clear(tx, &self.attempt.email).await?;
        ADDRESS.forgive(tx, &self.attempt.from).await?;
        let settings = &self.attempt.identity.settings;
        let (state, next, lasts) = match person.totp_secret {
            Some(_) => (AWAITING_CODE, NextStep::Code, settings.pending),
            None if settings.second_factor => (ENROLLING, NextStep::Enrolment, settings.pending),
            None => (ACTIVE, NextStep::Nothing, settings.longest),
        };
        let token = open(tx, now, person.id, state, lasts).await?;
        let action = if next == NextStep::Nothing {
            "staff.signed_in"
        } else {
            "staff.password_accepted"
        };
        note(
            tx,
            actor(tx, &person).await?,
            action,
            person.id.to_string(),
            Some(&self.attempt.from),
        );
        Ok(PasswordOutcome::Accepted { token, next })
    }
}

impl JudgePassword<'_> {
    /// The account, unless it was closed or got another password while this one was being verified.
    async fn still_valid(&self, tx: &Tx) -> Result<Option<staff::Model>, StoreError> {
        let Some(verified) = &self.accepted else {
            return Ok(None);
        };
        let person = staff::Entity::find_by_id(verified.id)
            .lock_exclusive()
            .one(tx.connection())
            .await?;
        Ok(person
            .filter(|person| person.disabled_at.is_none() && person.password_hash == verified.password_hash))
    }
}

pub(super) fn note(tx: &Tx, actor: Actor, action: &'static str, id: String, from: Option<&str>) {
    tx.audit(Entry {
        actor,
        action,
        subject: ("staff", id),
        before: None,
        after: from.map(|from| json!({"from": from})),
    });
}

/// Somebody half way, with the account locked for the rest of the transaction.
pub(super) async fn half_way(
    tx: &Tx,
    identity: &Identity,
    token: &str,
    state: &str,
) -> Result<Option<(staff_session::Model, staff::Model)>, StoreError> {
    let now = identity.clock.now();
    let found = find_in(tx, identity, token, now)
        .await?
        .filter(|row| row.state == state);
    let Some(session) = found else { return Ok(None) };
    let person = staff::Entity::find_by_id(session.staff_id)
        .lock_exclusive()
        .one(tx.connection())
        .await?;
    Ok(person
        .filter(|person| person.disabled_at.is_none())
        .map(|person| (session, person)))
}

/// The half-way session becomes a signed-in one with another token.
pub(super) async fn complete(
    tx: &Tx,
    identity: &Identity,
    pending: &staff_session::Model,
    person: &staff::Model,
) -> Result<String, StoreError> {
    CODE.clear(tx, &person.id.to_string()).await?;
    staff_session::Entity::delete_by_id(pending.id)
        .exec(tx.connection())
        .await?;
    let lasts = identity.settings.longest;
    open(tx, identity.clock.now(), person.id, ACTIVE, lasts).await
}

pub(super) async fn actor(tx: &Tx, person: &staff::Model) -> Result<Actor, StoreError> {
    Ok(Actor::Staff {
        id: person.id,
        name: person.name.clone(),
        roles: super::accounts::roles_of(tx.connection(), person.id).await?,
    })
}

struct CheckCode<'a> {
    identity: &'a Identity,
    token: &'a str,
    code: &'a str,
}

impl Operation for CheckCode<'_> {
    const NAME: &'static str = "sign_in.check_code";
    type Output = CodeOutcome;
    type Error = IdentityError;

    async fn run(&self, tx: &Tx) -> Result<CodeOutcome, IdentityError> {
        let Some((pending, person)) = half_way(tx, self.identity, self.token, AWAITING_CODE).await? else {
            return Ok(CodeOutcome::NotPending);
        };
        let now = self.identity.clock.now();
        if let Admission::Blocked { until } = CODE.attempt(tx, now, &person.id.to_string()).await? {
            return Ok(CodeOutcome::TooMany { until });
        }
        let Some(by_recovery_code) = self.claim(tx, &person, now).await? else {
            note(
                tx,
                Actor::Anonymous,
                "staff.code_refused",
                person.id.to_string(),
                None,
            );
            return Ok(CodeOutcome::Refused);
        };
        let token = complete(tx, self.identity, &pending, &person).await?;
        let action = if by_recovery_code {
            "staff.signed_in_by_recovery_code"
        } else {
            "staff.signed_in"
        };
        note(tx, actor(tx, &person).await?, action, person.id.to_string(), None);
        Ok(CodeOutcome::SignedIn {
            token,
            by_recovery_code,
        })
    }
}

impl CheckCode<'_> {
    /// Uses the code up. None if it is wrong, else whether it was a recovery code.
    async fn claim(
        &self,
        tx: &Tx,
        person: &staff::Model,
        now: Timestamp,
    ) -> Result<Option<bool>, IdentityError> {
        if let Some(sealed) = &person.totp_secret {
            let secret = self.identity.open_secret(person.id, sealed)?;
            if let Some(step) = matching_step(&secret, self.code, now, person.totp_last_step) {
                return Ok(claim_step(tx, person.id, step).await?.then_some(false));
            }
        }
        Ok(claim_recovery_code(tx, person.id, self.code, now)
            .await?
            .then_some(true))
    }
}

/// Refuses a step that was used, even by somebody at the same moment.
async fn claim_step(tx: &Tx, id: StaffId, step: i64) -> Result<bool, StoreError> {
    let unused = Condition::any()
        .add(staff::Column::TotpLastStep.is_null())
        .add(staff::Column::TotpLastStep.lt(step));
    let claimed = staff::Entity::update_many()
        .col_expr(staff::Column::TotpLastStep, Expr::value(step))
        .filter(staff::Column::Id.eq(id))
        .filter(unused)
        .exec(tx.connection())
        .await?;
    Ok(claimed.rows_affected == 1)
}

async fn claim_recovery_code(tx: &Tx, id: StaffId, code: &str, now: Timestamp) -> Result<bool, StoreError> {
    let claimed = recovery_code::Entity::update_many()
        .col_expr(recovery_code::Column::UsedAt, Expr::value(At::from(now)))
        .filter(recovery_code::Column::StaffId.eq(id))
        .filter(recovery_code::Column::CodeHash.eq(recovery_hash(code)))
        .filter(recovery_code::Column::UsedAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(claimed.rows_affected == 1)
}
