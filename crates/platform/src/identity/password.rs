//! Passwords: argon2id with 19 MiB, 2 passes, 1 lane (OWASP's first recommendation), off the asynchronous threads and at
//! most two at once, so that a rush of sign-ins cannot take the memory.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// Shortest password.
pub const SHORTEST: usize = 12;

/// Why a password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Too short.
    #[error("a password needs at least 12 characters")]
    TooShort,
    /// The machine could not compute it.
    #[error("the password could not be processed")]
    Failed,
}

fn argon() -> Argon2<'static> {
    Argon2::new(
        Algorithm::Argon2id,
        Version::V0x13,
        Params::new(19 * 1024, 2, 1, None).unwrap_or_default(),
    )
}

/// The PHC string to store.
pub async fn hash_password(password: &str) -> Result<String, PasswordError> {
    if password.chars().count() < SHORTEST {
        return Err(PasswordError::TooShort);
    }
    let password = password.to_owned();
    let _turn = AT_ONCE.acquire().await.map_err(|_| PasswordError::Failed)?;
    tokio::task::spawn_blocking(move || {
        argon()
            .hash_password(password.as_bytes())
            .map(|hash| hash.to_string())
    })
    .await
    .map_err(|_| PasswordError::Failed)?
    .map_err(|_| PasswordError::Failed)
}

/// Whether `password` belongs to `hash`; an unknown account is checked against a hash of nothing, so that it takes as long.
pub(super) async fn verify(password: &str, hash: Option<String>) -> bool {
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$bWFtb3JpbWFtb3JpbWFtbw$Vb2m0bQ3mPqS0w7n2mUoR4a8b7pYk0rWl5o6eE4n0iM";
    let known = hash.is_some();
    let (password, hash) = (password.to_owned(), hash.unwrap_or_else(|| NOBODY.to_owned()));
    let Ok(_turn) = AT_ONCE.acquire().await else {
        return false;
    };
    let matches = tokio::task::spawn_blocking(move || {
        PasswordHash::new(&hash).is_ok_and(|hash| argon().verify_password(password.as_bytes(), &hash).is_ok())
    });
    matches.await.unwrap_or(false) && known
}
