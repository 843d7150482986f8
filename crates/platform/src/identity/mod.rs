//! Staff: accounts, signing in with password and second factor, sessions.
//!
//! ```text
//! password ──▶ awaiting_code ──code──▶ active      (the cookie's token changes at every step)
//!         └──▶ enrolling ──first code──▶ active     (nobody gets in without a second factor)
//! ```
//!
//! Whoever fails learns nothing: an unknown address, a wrong password and a closed account give the same answer after
//! the same work. Attempts are counted per account and per client before they are judged ([`Policy`]), so that many at
//! the same moment do not slip through; counts are kept by hash, so that nothing typed is stored.
//!
//! Everything here goes by the clock given to [`Identity::new`], the machine's own: an authenticator knows no other, and
//! the demo's moved clock must not sign people out.

mod accounts;
mod enrolment;
pub mod entities;
mod password;
mod second_factor;
mod session;
mod sign_in;
mod throttle;
mod token;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::clock::Clock;
use crate::store::{Store, StoreError};
use crate::vault::{MasterKey, VaultError};

pub use accounts::{Account, AccountError, accounts, normalise_email};
pub use enrolment::EnrolmentOutcome;
pub use password::{LONGEST, PasswordProblem, Passwords, SHORTEST, check_new};
pub use second_factor::{Enrolment, RECOVERY_CODES, code_at};
pub use session::{Pending, Session};
pub use sign_in::{ACCOUNT, ADDRESS, CODE, CodeOutcome, NextStep, PasswordOutcome, SignInOutcome};
pub use throttle::{Admission, Policy, Record};
pub use token::Token;

/// How long things last.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Name shown in the authenticator.
    pub issuer: String,
    /// Signed out after so long without a request.
    pub idle: SignedDuration,
    /// Signed out after so long in any case.
    pub longest: SignedDuration,
    /// Whether nobody gets in without a second factor. Only the demo does without.
    pub second_factor: bool,
    /// Time between the password and the code.
    pub pending: SignedDuration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            issuer: "Mamori".to_owned(),
            idle: SignedDuration::from_mins(30),
            longest: SignedDuration::from_hours(12),
            second_factor: true,
            pending: SignedDuration::from_mins(10),
        }
    }
}

/// Sign-in, sessions, accounts.
#[derive(Clone)]
pub struct Identity {
    store: Store,
    clock: Arc<dyn Clock>,
    key: MasterKey,
    passwords: Passwords,
    settings: Arc<Settings>,
}

impl Identity {
    /// On `store`, with secrets under `key`; `clock` is the machine's.
    pub fn new(
        store: Store,
        clock: Arc<dyn Clock>,
        key: MasterKey,
        passwords: Passwords,
        settings: Settings,
    ) -> Self {
        Self {
            store,
            clock,
            key,
            passwords,
            settings: Arc::new(settings),
        }
    }

    /// How long things last.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// How long it is until the end of a pause, by the clock that counts here.
    pub fn remaining(&self, until: Timestamp) -> SignedDuration {
        until.duration_since(self.clock.now()).max(SignedDuration::ZERO)
    }
}

/// Identity could not answer.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A second factor's secret does not open: the master key is not the one it was sealed with.
    #[error("a stored secret does not open; is the master key the right one?")]
    Vault(#[from] VaultError),
}
