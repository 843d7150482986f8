//! The second factor: time-based codes (RFC 6238: SHA-1, six digits, 30 seconds, what every authenticator
//! speaks) and recovery codes. Pure.

use jiff::Timestamp;
use totp_rs::{Algorithm, Builder, Secret, Totp};

use crate::entropy::{Entropy, random_bytes, token_hash};

/// Bytes of a secret (RFC 4226 recommends 160 bits).
pub(super) const SECRET: usize = 20;
/// Recovery codes a person gets.
pub const RECOVERY_CODES: usize = 10;

const STEP_SECONDS: u64 = 30;
/// Steps a device's clock may be off.
const SKEW: u16 = 1;

/// A fresh secret.
pub(super) fn new_secret(entropy: &dyn Entropy) -> [u8; SECRET] {
    random_bytes(entropy)
}

/// What an authenticator needs: the URI behind the QR code and the secret to type.
#[derive(Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// `otpauth://totp/…`
    pub uri: String,
    /// The secret in base32, for those who cannot scan.
    pub secret: String,
}

impl Enrolment {
    pub(super) fn new(secret: &[u8], issuer: &str, email: &str) -> Self {
        let totp = totp(secret, issuer, email);
        Self {
            uri: totp
                .to_url()
                .expect("the account has a name; colons were taken out of it and of the issuer"),
            secret: Secret::from(secret.to_vec()).to_base32(),
        }
    }
}

impl std::fmt::Debug for Enrolment {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Enrolment(…)")
    }
}

/// The step for which `code` is right at `now` and that was not used before.
pub(super) fn matching_step(
    secret: &[u8],
    code: &str,
    now: Timestamp,
    last_used: Option<i64>,
) -> Option<i64> {
    let code: String = code
        .chars()
        .filter(|character| !character.is_whitespace())
        .collect();
    let now = u64::try_from(now.as_second()).ok()?;
    let step = totp(secret, "", "").check(&code, now)?;
    let step = i64::try_from(step).ok()?;
    last_used.is_none_or(|last| step > last).then_some(step)
}

/// The code at `now`: for tests and the simulation.
pub fn code_at(secret_base32: &str, now: Timestamp) -> Option<String> {
    let secret = Secret::try_from_base32(secret_base32).ok()?;
    let now = u64::try_from(now.as_second()).ok()?;
    Some(totp(secret.as_ref(), "", "").generate(now).to_string())
}

fn totp(secret: &[u8], issuer: &str, email: &str) -> Totp {
    let issuer = issuer.replace(':', " ");
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_skew(SKEW)
        .with_step_duration(STEP_SECONDS)
        .with_secret(secret.to_vec())
        .with_issuer((!issuer.is_empty()).then_some(issuer))
        .with_account_name(email.replace(':', " "))
        .build_noncompliant()
}

/// Fresh recovery codes: 50 bits each, shown once.
pub(super) fn new_recovery_codes(entropy: &dyn Entropy) -> Vec<String> {
    // Without letters that are mistaken for others: 32 signs, 5 bits each.
    const SIGNS: &[u8; 32] = b"23456789abcdefghijkmnpqrstuvwxyz";
    let one = || {
        let bytes = random_bytes::<10>(entropy);
        let sign = |byte: &u8| char::from(SIGNS[usize::from(byte % 32)]);
        let (first, second) = bytes.split_at(5);
        let part = |half: &[u8]| half.iter().map(sign).collect::<String>();
        format!("{}-{}", part(first), part(second))
    };
    std::iter::repeat_with(one).take(RECOVERY_CODES).collect()
}

/// What is stored of a recovery code, however it was typed.
pub(super) fn recovery_hash(code: &str) -> String {
    let plain: String = code
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|character| character.to_ascii_lowercase())
        .collect();
    token_hash(&plain)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::entropy::SeededEntropy;

    #[test]
    fn the_vectors_of_rfc_6238_hold() {
        let secret = b"12345678901234567890";
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (20_000_000_000, "353130"),
        ] {
            let now = Timestamp::from_second(second).unwrap();
            assert_eq!(
                matching_step(secret, code, now, None),
                Some(second / 30),
                "{second}"
            );
            assert_eq!(
                code_at(&Secret::from(secret.to_vec()).to_base32(), now).as_deref(),
                Some(code)
            );
        }
    }

    proptest! {
        #[test]
        fn a_code_holds_for_its_step_and_its_neighbours(second in 100i64..4_000_000_000, off in -100i64..100) {
            let secret = [9; SECRET];
            let made = Timestamp::from_second(second).unwrap();
            let code = code_at(&Secret::from(secret.to_vec()).to_base32(), made).unwrap();
            let step = matching_step(&secret, &code, Timestamp::from_second(second + off).unwrap(), None);
            let distance = (second / 30 - (second + off) / 30).abs();
            // Codes have six digits: a stranger step may have the same by chance, a near one must.
            if distance <= 1 {
                prop_assert!(step.is_some());
            }
            if let Some(step) = step {
                prop_assert!((step - (second + off) / 30).abs() <= 1);
                prop_assert_eq!(matching_step(&secret, &code, made, Some(step.max(second / 30))), None, "a replay");
            }
        }

        #[test]
        fn nonsense_is_refused(code in "\\PC{0,12}") {
            prop_assume!(code.chars().filter(|c| !c.is_whitespace()).count() != 6);
            prop_assert_eq!(matching_step(&[9; SECRET], &code, Timestamp::from_second(1_000).unwrap(), None), None);
        }
    }

    #[test]
    fn an_authenticator_gets_a_uri() {
        let enrolment = Enrolment::new(&[0; SECRET], "Mamori: 東京", "hanako@example.jp");
        assert!(enrolment.uri.starts_with("otpauth://totp/"), "{}", enrolment.uri);
        assert!(enrolment.uri.contains("hanako%40example.jp"), "{}", enrolment.uri);
        assert!(enrolment.uri.contains(&enrolment.secret), "{}", enrolment.uri);
        assert!(Totp::from_url(&enrolment.uri).is_ok());
    }

    #[test]
    fn recovery_codes_are_distinct_and_forgiving() {
        let codes = new_recovery_codes(&SeededEntropy::new(1));
        let distinct: std::collections::BTreeSet<&String> = codes.iter().collect();
        assert_eq!(distinct.len(), RECOVERY_CODES);
        let code = &codes[0];
        assert_eq!(
            recovery_hash(code),
            recovery_hash(&format!(" {} ", code.to_uppercase().replace('-', "")))
        );
    }
}
