//! The charter: everything that decides the draw, published before anybody can know its result.

use std::collections::BTreeSet;

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::beacon::BeaconSource;
use crate::canonical::{LARGEST_INTEGER, canonical_json};
use crate::digest::{Digest, lower_hex};
use crate::moment::Moment;

/// The name of this algorithm in charters.
pub const ALGORITHM: &str = "draw-v1";

/// What a charter says. [`Charter::new`] checks it and fixes its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// Always [`ALGORITHM`].
    pub algorithm: String,
    /// Name of this draw; goes into every label, so that no receipt fits two draws.
    pub draw_id: String,
    /// When applications close.
    pub closes_at: Moment,
    /// F: when the list of entries is frozen and published.
    pub freeze_at: Moment,
    /// D: the time whose beacon round decides; at least 24 hours after `freeze_at`. That it is a business day
    /// is checked by whoever holds the calendar.
    pub draw_at: Moment,
    /// Where the randomness comes from.
    pub beacon: BeaconSource,
    /// Number of seats.
    pub capacity: u32,
    /// The frames, each entry being in one of them.
    pub frames: Vec<Frame>,
    /// Business days an offered applicant has to decline.
    pub decline_business_days: u32,
    /// What counts if the round is not published within 72 hours; `null` for nothing.
    pub fallback: Option<Fallback>,
    /// SHA-256 of the stand-alone verifier page published with the call.
    pub verifier_sha256: Digest,
}

/// A part of the seats for a kind of applicant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frame {
    /// Short name: not empty, no `|`, `,`, `"`, control character, or blank at either end.
    pub id: String,
    /// Seats kept for this frame in pass 1.
    pub minimum: u32,
    /// Seats this frame may have at most in pass 2; `null` for no limit.
    pub maximum: Option<u32>,
}

/// What replaces a beacon round that was not published in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fallback {
    /// The physical draw of [`crate::fallback`].
    Balls,
}

/// A checked charter with its exact bytes and their hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charter {
    terms: Terms,
    bytes: Vec<u8>,
    hash: Digest,
}

/// Why a charter is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the messages say it")]
pub enum CharterError {
    #[error("the charter is not JSON: {message}")]
    CharterNotJson { message: String },
    #[error("the charter is not in canonical form (RFC 8785)")]
    CharterNotCanonical,
    #[error("unknown algorithm {algorithm:?}; this is a checker for draw-v1")]
    UnknownAlgorithm { algorithm: String },
    #[error("the charter lacks something or holds something of the wrong kind: {message}")]
    CharterShape { message: String },
    #[error("the draw id is empty, has blanks at an end, or holds '|' or a control character")]
    BadDrawId,
    #[error("entries would be frozen before applications close")]
    FreezeBeforeClose,
    #[error("the draw is less than 24 hours after the freeze")]
    DrawTooSoon,
    #[error("there is no frame")]
    NoFrames,
    #[error("a frame has an empty id")]
    EmptyFrame,
    #[error("frame id {frame:?} holds '|', ',', '\"', a control character, or a blank at an end")]
    BadFrame { frame: String },
    #[error("frame {frame:?} is named twice")]
    DuplicateFrame { frame: String },
    #[error("frame {frame:?} has a minimum above its maximum")]
    MinimumAboveMaximum { frame: String },
    #[error("the minimums add up to {sum}, more than the {capacity} seats")]
    MinimumsAboveCapacity { sum: u64, capacity: u32 },
    #[error("the beacon's public key is not 192 lower-case hexadecimal digits (found {length} characters)")]
    BeaconKeyLength { length: usize },
    #[error("the beacon's public key is not a usable point of BLS12-381")]
    BeaconKeyInvalid,
    #[error("the beacon's period is zero, or a number of it is too large")]
    BeaconTiming,
    #[error("the beacon names drand quicknet, but its key, genesis or period is another")]
    BeaconContradictsChain,
    #[error("the draw is before the beacon's first round")]
    DrawBeforeGenesis,
}

impl Charter {
    /// Checks `terms` and fixes the bytes to be published.
    ///
    /// # Errors
    /// The first rule that `terms` breaks.
    pub fn new(terms: Terms) -> Result<Self, CharterError> {
        check(&terms)?;
        let bytes = canonical_bytes(&terms)?;
        let hash = Digest::of(&bytes);
        Ok(Self { terms, bytes, hash })
    }

    /// Reads published bytes. Only the exact RFC 8785 bytes are a charter.
    ///
    /// # Errors
    /// What is wrong with the bytes, or the first rule they break.
    pub fn parse(bytes: &[u8]) -> Result<Self, CharterError> {
        let value: Value = serde_json::from_slice(bytes).map_err(|error| CharterError::CharterNotJson {
            message: error.to_string(),
        })?;
        if canonical_json(&value).ok().as_deref() != Some(bytes) {
            return Err(CharterError::CharterNotCanonical);
        }
        let algorithm = value.get("algorithm").and_then(Value::as_str).unwrap_or_default();
        if algorithm != ALGORITHM {
            return Err(CharterError::UnknownAlgorithm {
                algorithm: algorithm.to_owned(),
            });
        }
        let terms = serde_json::from_value(value).map_err(|error| CharterError::CharterShape {
            message: error.to_string(),
        })?;
        let charter = Self::new(terms)?;
        // A member left out that may be null would read the same: the bytes decide.
        if charter.bytes != bytes {
            return Err(CharterError::CharterNotCanonical);
        }
        Ok(charter)
    }

    /// What the charter says.
    pub const fn terms(&self) -> &Terms {
        &self.terms
    }

    /// The bytes to publish as `charter.json`.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// `charter_hash`: SHA-256 of [`Charter::bytes`].
    pub const fn hash(&self) -> Digest {
        self.hash
    }

    /// The organiser's Ed25519 signature over the 32 raw bytes of [`Charter::hash`].
    pub fn sign(&self, key: &SigningKey) -> Signature {
        key.sign(self.hash.as_bytes())
    }

    /// Checks the organiser's signature.
    ///
    /// # Errors
    /// [`SignatureError::WrongSignature`] when it was not made over this charter by this key.
    pub fn verify(&self, signature: &Signature, organiser: &VerifyingKey) -> Result<(), SignatureError> {
        organiser
            .verify_strict(self.hash.as_bytes(), signature)
            .map_err(|_| SignatureError::WrongSignature)
    }
}

/// Why the charter's signature is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the messages say it")]
pub enum SignatureError {
    #[error("charter.sig is not 128 lower-case hexadecimal digits")]
    SignatureText,
    #[error("organiser.pub is not an Ed25519 key of 64 lower-case hexadecimal digits")]
    OrganiserKey,
    #[error("the signature is not by this key over this charter")]
    WrongSignature,
}

/// Writes a signature as it stands in `charter.sig`.
pub fn signature_text(signature: &Signature) -> String {
    hex::encode(signature.to_bytes())
}

/// Reads 128 lower-case hex digits.
///
/// # Errors
/// [`SignatureError::SignatureText`].
pub fn parse_signature(text: &str) -> Result<Signature, SignatureError> {
    lower_hex::<64>(text)
        .map(|bytes| Signature::from_bytes(&bytes))
        .ok_or(SignatureError::SignatureText)
}

/// Writes an organiser's key as it stands in `organiser.pub`.
pub fn organiser_text(organiser: &VerifyingKey) -> String {
    hex::encode(organiser.to_bytes())
}

/// Reads 64 lower-case hex digits.
///
/// # Errors
/// [`SignatureError::OrganiserKey`], for bytes that are no key as well.
pub fn parse_organiser(text: &str) -> Result<VerifyingKey, SignatureError> {
    lower_hex::<32>(text)
        .and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok())
        .ok_or(SignatureError::OrganiserKey)
}

fn canonical_bytes(terms: &Terms) -> Result<Vec<u8>, CharterError> {
    let shape = |message: String| CharterError::CharterShape { message };
    let value = serde_json::to_value(terms).map_err(|error| shape(error.to_string()))?;
    canonical_json(&value).map_err(|error| shape(error.to_string()))
}

fn check(terms: &Terms) -> Result<(), CharterError> {
    if terms.algorithm != ALGORITHM {
        return Err(CharterError::UnknownAlgorithm {
            algorithm: terms.algorithm.clone(),
        });
    }
    if !is_plain(&terms.draw_id) {
        return Err(CharterError::BadDrawId);
    }
    if terms.freeze_at.instant() < terms.closes_at.instant() {
        return Err(CharterError::FreezeBeforeClose);
    }
    let notice = terms.draw_at.instant().duration_since(terms.freeze_at.instant());
    if notice < SignedDuration::from_hours(24) {
        return Err(CharterError::DrawTooSoon);
    }
    check_frames(&terms.frames, terms.capacity)?;
    terms.beacon.check(&terms.draw_at)
}

fn check_frames(frames: &[Frame], capacity: u32) -> Result<(), CharterError> {
    if frames.is_empty() {
        return Err(CharterError::NoFrames);
    }
    let mut seen = BTreeSet::new();
    for frame in frames {
        let named = || frame.id.clone();
        if frame.id.is_empty() {
            return Err(CharterError::EmptyFrame);
        }
        if !is_plain(&frame.id) || frame.id.contains([',', '"']) {
            return Err(CharterError::BadFrame { frame: named() });
        }
        if !seen.insert(&frame.id) {
            return Err(CharterError::DuplicateFrame { frame: named() });
        }
        if frame.maximum.is_some_and(|maximum| frame.minimum > maximum) {
            return Err(CharterError::MinimumAboveMaximum { frame: named() });
        }
    }
    let sum: u64 = frames.iter().map(|frame| u64::from(frame.minimum)).sum();
    if sum > u64::from(capacity) {
        return Err(CharterError::MinimumsAboveCapacity { sum, capacity });
    }
    Ok(())
}

/// Text that can stand between `|` in a label's preimage and in a line of a file: not empty, no `|`, no control
/// character or line break, no blank at either end.
pub(crate) fn is_plain(text: &str) -> bool {
    let unfit = |character: char| {
        character == '|'
            || character.is_control()
            || matches!(character, '\u{2028}' | '\u{2029}' | '\u{feff}')
    };
    !text.is_empty() && !text.contains(unfit) && text.trim() == text
}

pub(crate) const fn fits_json(number: u64) -> bool {
    number <= LARGEST_INTEGER
}
