//! The public randomness: a drand round named by the charter, or the physical draw.

use drand_verify::{G2PubkeyRfc, Pubkey as _};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::charter::{Charter, CharterError, Fallback, fits_json};
use crate::digest::{Digest, lower_hex};
use crate::fallback::Permutation;
use crate::moment::Moment;

/// Where a charter says the randomness comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum BeaconSource {
    /// A drand chain of scheme `bls-unchained-g1-rfc9380`.
    Drand(Drand),
    /// The physical draw as the only source, for a network without a beacon.
    Balls {},
}

/// A drand chain: signatures on G1 (48 bytes), public key on G2 (96 bytes), unchained, hashed as in RFC 9380.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Drand {
    /// The chain's hash.
    pub chain_hash: Digest,
    /// The chain's public key: 192 lower-case hex digits.
    pub public_key: String,
    /// Time of round 1, in seconds since 1970.
    pub genesis: u64,
    /// Seconds from round to round.
    pub period: u64,
}

/// Chain hash of drand quicknet.
pub const QUICKNET_CHAIN_HASH: &str = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971";
/// Public key of drand quicknet.
pub const QUICKNET_PUBLIC_KEY: &str = "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a";
/// Time of quicknet's round 1, in seconds since 1970.
pub const QUICKNET_GENESIS: u64 = 1_692_803_367;
/// Seconds between quicknet's rounds.
pub const QUICKNET_PERIOD: u64 = 3;

/// Why the randomness is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the messages say it")]
pub enum BeaconError {
    #[error("beacon.json is not the exact text of a round or of a physical draw")]
    BeaconText,
    #[error("the charter does not allow this source of randomness")]
    SourceNotAllowed,
    #[error("the draw time gives round {expected}, not {found}")]
    WrongRound { expected: u64, found: u64 },
    #[error("the draw is before the beacon's first round")]
    BeforeFirstRound,
    #[error("the round's signature is not 96 lower-case hexadecimal digits")]
    RoundSignatureText,
    #[error("the charter's beacon key cannot be used")]
    UnusableKey,
    #[error("the round's signature is not by the charter's beacon key")]
    WrongRoundSignature,
    #[error("the balls were drawn {found} times; at least four are needed, and at most a hundred")]
    NumberOfPermutations { found: usize },
    #[error("draw {draw} of the balls does not name each of 1 to 10 once")]
    NotAPermutation { draw: usize },
}

/// What stands in `beacon.json`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Beacon {
    /// `{"round":…,"signature":"hex"}`.
    Round {
        /// Number of the round.
        round: u64,
        /// Its signature: 96 lower-case hex digits.
        signature: String,
    },
    /// `{"kind":"balls","permutations":[[…],…]}`.
    Balls {
        /// The draws of the balls, in order.
        permutations: Vec<Permutation>,
    },
}

#[derive(Serialize, Deserialize)]
struct RoundText {
    round: u64,
    signature: String,
}

#[derive(Serialize, Deserialize)]
struct BallsText {
    kind: Fallback,
    permutations: Vec<Permutation>,
}

impl BeaconSource {
    /// drand quicknet, the chain used for public draws.
    pub fn quicknet() -> Self {
        Self::Drand(Drand {
            chain_hash: QUICKNET_CHAIN_HASH
                .parse()
                .expect("the constant is 64 hex digits"),
            public_key: QUICKNET_PUBLIC_KEY.to_owned(),
            genesis: QUICKNET_GENESIS,
            period: QUICKNET_PERIOD,
        })
    }

    pub(crate) fn check(&self, draw_at: &Moment) -> Result<(), CharterError> {
        match self {
            Self::Drand(chain) => chain.check(draw_at),
            Self::Balls {} => Ok(()),
        }
    }
}

impl Drand {
    /// The round of an instant: `(t − genesis) / period + 1`, integer division.
    ///
    /// # Errors
    /// [`BeaconError::BeforeFirstRound`].
    pub fn round_at(&self, instant: Timestamp) -> Result<u64, BeaconError> {
        u64::try_from(instant.as_second())
            .ok()
            .and_then(|second| second.checked_sub(self.genesis))
            .and_then(|elapsed| elapsed.checked_div(self.period))
            .map(|whole| whole + 1)
            .ok_or(BeaconError::BeforeFirstRound)
    }

    /// Whether this is drand quicknet, key and all.
    pub fn is_quicknet(&self) -> bool {
        BeaconSource::Drand(self.clone()) == BeaconSource::quicknet()
    }

    /// Checks a round's signature (96 lower-case hex digits) and gives R = SHA-256 of its 48 bytes.
    ///
    /// # Errors
    /// [`BeaconError::RoundSignatureText`], [`BeaconError::UnusableKey`] or [`BeaconError::WrongRoundSignature`].
    pub fn verify(&self, round: u64, signature: &str) -> Result<Digest, BeaconError> {
        let signature = lower_hex::<48>(signature).ok_or(BeaconError::RoundSignatureText)?;
        let key = lower_hex::<96>(&self.public_key)
            .and_then(|key| G2PubkeyRfc::from_fixed(key).ok())
            .ok_or(BeaconError::UnusableKey)?;
        match key.verify(round, &[], &signature) {
            Ok(true) => Ok(Digest::of(&signature)),
            _ => Err(BeaconError::WrongRoundSignature),
        }
    }

    fn check(&self, draw_at: &Moment) -> Result<(), CharterError> {
        if lower_hex::<96>(&self.public_key).is_none() {
            return Err(CharterError::BeaconKeyLength {
                length: self.public_key.chars().count(),
            });
        }
        if self.period == 0 || !fits_json(self.period) || !fits_json(self.genesis) {
            return Err(CharterError::BeaconTiming);
        }
        if self.chain_hash.to_string() == QUICKNET_CHAIN_HASH && !self.is_quicknet() {
            return Err(CharterError::BeaconContradictsChain);
        }
        self.check_key()?;
        self.round_at(draw_at.instant())
            .map_err(|_| CharterError::DrawBeforeGenesis)?;
        Ok(())
    }

    /// A key that is no point could never be satisfied; the point at infinity would be satisfied by a signature
    /// anybody can write down. Found here, the mistake can still be mended. The quicknet key is known good.
    fn check_key(&self) -> Result<(), CharterError> {
        if self.is_quicknet() {
            return Ok(());
        }
        let infinity = self.public_key.starts_with("c0");
        let point = lower_hex::<96>(&self.public_key).is_some_and(|key| G2PubkeyRfc::from_fixed(key).is_ok());
        if infinity || !point {
            Err(CharterError::BeaconKeyInvalid)
        } else {
            Ok(())
        }
    }
}

impl Beacon {
    /// Reads `beacon.json`: exactly the compact text, with or without a line feed at its end.
    ///
    /// # Errors
    /// [`BeaconError::BeaconText`].
    pub fn parse(bytes: &[u8]) -> Result<Self, BeaconError> {
        let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        let read = if let Ok(text) = serde_json::from_slice::<RoundText>(bytes) {
            Self::Round {
                round: text.round,
                signature: text.signature,
            }
        } else {
            let text: BallsText = serde_json::from_slice(bytes).map_err(|_| BeaconError::BeaconText)?;
            Self::Balls {
                permutations: text.permutations,
            }
        };
        if read.bytes().strip_suffix(b"\n") == Some(bytes) {
            Ok(read)
        } else {
            Err(BeaconError::BeaconText)
        }
    }

    /// The bytes to publish as `beacon.json`, ending in a line feed.
    pub fn bytes(&self) -> Vec<u8> {
        let text = match self {
            Self::Round { round, signature } => serde_json::to_string(&RoundText {
                round: *round,
                signature: signature.clone(),
            }),
            Self::Balls { permutations } => serde_json::to_string(&BallsText {
                kind: Fallback::Balls,
                permutations: permutations.clone(),
            }),
        };
        let text = text.expect("numbers, text and lists always serialise");
        format!("{text}\n").into_bytes()
    }

    /// Checks that this is the randomness the charter named in advance, and gives R.
    ///
    /// # Errors
    /// [`BeaconError`]: another source than the charter's, another round than its draw time gives, a signature
    /// by another key, or balls that are not whole permutations.
    pub fn verify(&self, charter: &Charter) -> Result<Digest, BeaconError> {
        let terms = charter.terms();
        match (self, &terms.beacon) {
            (Self::Round { round, signature }, BeaconSource::Drand(chain)) => {
                let expected = chain.round_at(terms.draw_at.instant())?;
                if *round != expected {
                    return Err(BeaconError::WrongRound {
                        expected,
                        found: *round,
                    });
                }
                chain.verify(*round, signature)
            }
            (Self::Balls { permutations }, source)
                if *source == (BeaconSource::Balls {}) || terms.fallback == Some(Fallback::Balls) =>
            {
                crate::fallback::randomness(permutations)
            }
            _ => Err(BeaconError::SourceNotAllowed),
        }
    }
}
