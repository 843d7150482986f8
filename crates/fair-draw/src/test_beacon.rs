//! A beacon of one's own, for demonstrations, simulations and tests (feature `test-beacon`).
//!
//! It is a drand chain of scheme `bls-unchained-g1-rfc9380` whose one secret key comes from a seed: rounds of any
//! time can be signed at once. **Never for a real draw**: whoever knows the seed knows the result.

use bls12_381::hash_to_curve::{ExpandMsgXmd, HashToCurve};
use bls12_381::{G1Affine, G1Projective, G2Affine, Scalar};
use sha2::{Digest as _, Sha512};

use crate::beacon::{Beacon, BeaconSource, Drand};
use crate::digest::Digest;

/// The domain of RFC 9380 that drand's scheme names.
const DOMAIN: &[u8] = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";

/// The secret key of a test beacon.
#[derive(Clone)]
pub struct TestKey(Scalar);

/// The key of a seed; the same seed gives the same key.
pub fn key_from_seed(seed: &[u8]) -> TestKey {
    let mut hash = Sha512::new();
    hash.update(b"fair-draw test beacon|");
    hash.update(seed);
    TestKey(Scalar::from_bytes_wide(&hash.finalize().into()))
}

/// The signature of a round, as `beacon.json` takes it.
pub fn sign_round(key: &TestKey, round: u64) -> Beacon {
    let message = Digest::of(&round.to_be_bytes());
    let point = <G1Projective as HashToCurve<ExpandMsgXmd<sha2_09::Sha256>>>::hash_to_curve(
        message.as_bytes(),
        DOMAIN,
    );
    let signature = hex::encode(G1Affine::from(point * key.0).to_compressed());
    Beacon::Round { round, signature }
}

impl TestKey {
    /// The public key: 192 lower-case hex digits.
    pub fn public_key(&self) -> String {
        hex::encode(G2Affine::from(G2Affine::generator() * self.0).to_compressed())
    }

    /// What a charter says of this beacon. The chain hash is made up from the key.
    pub fn source(&self, genesis: u64, period: u64) -> BeaconSource {
        BeaconSource::Drand(self.chain(genesis, period))
    }

    /// The same as [`TestKey::source`], as a chain that can tell rounds.
    pub fn chain(&self, genesis: u64, period: u64) -> Drand {
        let public_key = self.public_key();
        let chain_hash = Digest::of(format!("fair-draw test beacon|{public_key}").as_bytes());
        Drand {
            chain_hash,
            public_key,
            genesis,
            period,
        }
    }
}
