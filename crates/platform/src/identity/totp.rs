//! The second factor: time-based codes (RFC 6238: SHA-1, 6 digits, 30 seconds), one step of tolerance, each step once.

use jiff::Timestamp;
use totp_rs::{Builder, Secret, Totp};

use crate::entropy::{Entropy, random_bytes};

const STEP: i64 = 30;

/// A fresh secret, base32.
pub fn new_secret(entropy: &dyn Entropy) -> String {
    Secret::new(Box::new(random_bytes::<20>(entropy))).to_base32()
}

fn codes(secret: &str, account: &str) -> Option<Totp> {
    let secret = Secret::try_from_base32(secret).ok()?;
    Builder::new()
        .with_secret(secret)
        .with_issuer(Some("Mamori"))
        .with_account_name(account)
        .build()
        .ok()
}

/// What an authenticator reads: `otpauth://…`.
pub fn enrolment_uri(secret: &str, account: &str) -> Option<String> {
    codes(secret, account)?.to_url().ok()
}

/// The time step that `code` belongs to, if it is right now (or one step off) and later than `last`.
pub(super) fn step_of(secret: &str, code: &str, now: Timestamp, last: i64) -> Option<i64> {
    let totp = codes(secret, "-")?;
    let current = now.as_second() / STEP;
    let code: String = code.chars().filter(char::is_ascii_digit).collect();
    (current - 1..=current + 1)
        .filter(|step| *step > last)
        .find(|step| u64::try_from(*step * STEP).is_ok_and(|time| totp.generate(time).to_string() == code))
}
