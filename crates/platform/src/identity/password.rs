//! Passwords: argon2id with OWASP's recommended cost, off the request threads and two at a time.

use std::sync::{Arc, OnceLock};

use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization as _;

use crate::entropy::{Entropy, random_bytes};

/// Characters a password has at least (NIST SP 800-63B-4 asks for 15 without a second factor, 8 with one).
pub const SHORTEST: usize = 12;
/// Characters a password has at most; more would only cost the server work.
pub const LONGEST: usize = 256;

/// Memory of one verification: OWASP Password Storage Cheat Sheet, argon2id m=19 MiB, t=2, p=1.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// Verifications at the same time: bounds memory to twice 19 MiB however many sign in.
const AT_ONCE: usize = 2;

/// What is wrong with a new password. Codes that a page translates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordProblem {
    /// Fewer than [`SHORTEST`] characters.
    #[error("the password has fewer than {SHORTEST} characters")]
    TooShort,
    /// More than [`LONGEST`] characters.
    #[error("the password has more than {LONGEST} characters")]
    TooLong,
    /// It holds the name of the address, or hardly any different characters.
    #[error("the password is too easy to guess")]
    TooSimple,
}

/// Hashes and verifies passwords.
#[derive(Clone)]
pub struct Passwords {
    turns: Arc<Semaphore>,
    cost: Params,
    nobody: Arc<OnceLock<String>>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self::with_cost(MEMORY_KIB, PASSES)
    }
}

impl Passwords {
    /// With another cost than the recommended one: `memory` in KiB. For tests and the demo's many accounts.
    pub fn with_cost(memory: u32, passes: u32) -> Self {
        Self {
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            cost: Params::new(memory.max(8), passes.max(1), LANES, None)
                .expect("the memory is at least 8 KiB and the passes at least one"),
            nobody: Arc::default(),
        }
    }

    /// The PHC string to store for `password`.
    pub async fn hash(&self, password: &str, entropy: &dyn Entropy) -> String {
        let salt = random_bytes::<16>(entropy);
        let password = normalise(password);
        self.in_turn(move |argon2| phc(&argon2, &password, &salt)).await
    }

    /// Whether `password` is the one behind `stored`. Without one the work is done all the same, so that the
    /// time does not tell whether an account exists.
    pub async fn verify(&self, password: &str, stored: Option<String>) -> bool {
        let password: String = normalise(password).chars().take(LONGEST + 1).collect();
        let nobody = Arc::clone(&self.nobody);
        self.in_turn(move |argon2| {
            let exists = stored.is_some();
            let stored =
                stored.unwrap_or_else(|| nobody.get_or_init(|| phc(&argon2, "nobody", &[0; 16])).clone());
            let right = argon2
                .verify_password(password.as_bytes(), stored.as_str())
                .is_ok();
            right && exists
        })
        .await
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce(Argon2<'static>) -> T + Send + 'static,
    ) -> T {
        let _turn = self.turns.acquire().await.expect("the semaphore is never closed");
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, self.cost.clone());
        match tokio::task::spawn_blocking(move || work(argon2)).await {
            Ok(value) => value,
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        }
    }
}

fn phc(argon2: &Argon2<'_>, password: &str, salt: &[u8]) -> String {
    argon2
        .hash_password_with_salt(password.as_bytes(), salt)
        .expect("a 16-byte salt and a bounded password are within argon2's limits")
        .to_string()
}

/// The same password typed on another device may be composed differently (NIST SP 800-63B-4, 3.1.1.2).
fn normalise(password: &str) -> String {
    password.nfkc().collect()
}

/// Whether `password` may be set for `email`.
pub fn check_new(password: &str, email: &str) -> Result<(), PasswordProblem> {
    let password = normalise(password);
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(PasswordProblem::TooShort);
    }
    if length > LONGEST {
        return Err(PasswordProblem::TooLong);
    }
    let lower = password.to_lowercase();
    let distinct: std::collections::BTreeSet<char> = lower.chars().collect();
    let name = email.split('@').next().unwrap_or_default();
    let holds_name = name.chars().count() >= 4 && lower.contains(&name.to_lowercase());
    if distinct.len() < 6 || holds_name {
        return Err(PasswordProblem::TooSimple);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SeededEntropy;

    #[tokio::test]
    async fn the_stored_form_says_its_cost_and_verifies() {
        let passwords = Passwords::default();
        let stored = passwords
            .hash("正しい馬の電池ホチキス1", &SeededEntropy::new(1))
            .await;
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(
            passwords
                .verify("正しい馬の電池ホチキス1", Some(stored.clone()))
                .await
        );
        assert!(
            passwords
                .verify("正しい馬の電池ホチキス１", Some(stored.clone()))
                .await,
            "full-width digit"
        );
        assert!(
            !passwords
                .verify("正しい馬の電池ホチキス2", Some(stored.clone()))
                .await
        );
        assert!(!passwords.verify("", Some(stored)).await);
    }

    #[tokio::test]
    async fn nobody_has_no_password() {
        let passwords = Passwords::with_cost(64, 1);
        for password in ["nobody", "", "anything at all"] {
            assert!(!passwords.verify(password, None).await);
        }
        assert!(!passwords.verify("x", Some("no PHC string".to_owned())).await);
    }

    #[test]
    fn a_new_password_is_checked() {
        let email = "hanako.sato@example.jp";
        assert_eq!(check_new("kurage-ga-3-biki", email), Ok(()));
        assert_eq!(check_new("くらげがさんびきおよぐうみ", email), Ok(()));
        assert_eq!(check_new("short-one-1", email), Err(PasswordProblem::TooShort));
        assert_eq!(
            check_new(&"ab3d5fg".repeat(37), email),
            Err(PasswordProblem::TooLong)
        );
        assert_eq!(
            check_new("aaaaaaaaaaaabc", email),
            Err(PasswordProblem::TooSimple)
        );
        assert_eq!(
            check_new("Hanako.Sato-2026!", email),
            Err(PasswordProblem::TooSimple)
        );
    }
}
