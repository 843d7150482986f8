//! A draw that anyone who applied can check.
//!
//! One ranking, decided by a public randomness beacon that was named in advance, over a frozen list of salted
//! labels. Seats and every later re-draw are a pure function of that ranking; there is no operator secret.
//!
//! The way of a draw (format `draw-v1`, requirement D1):
//!
//! 1. [`Charter::new`] fixes the rules; [`Charter::sign`] and publish it with the call.
//! 2. [`Receipt::issue`] for each accepted applicant, with fresh salt.
//! 3. [`Entries::freeze`] at the freeze time; publish the file and its hash.
//! 4. [`Beacon::verify`] the round that the draw time gives: R.
//! 5. [`draw`] gives the [`Ranking`], [`seats()`] the seats, [`State`] with the [`Log`] all that follows.
//! 6. [`Bundle::assemble`] puts it into one file; [`verify()`] checks such a file and names the first step that
//!    fails.
//!
//! Pure: no clock, no network, no randomness of its own, nothing asynchronous.
//!
//! # Exact bytes, where the format leaves room
//!
//! - `charter.sig`, `organiser.pub` and `beacon.json` are written with a line feed at the end and read with or
//!   without; `charter.json` has none. No CSV has a header line.
//! - `charter.json`: `beacon` is `{"kind":"drand",…}` or `{"kind":"balls"}`; `fallback` is `"balls"` or `null`.
//!   The physical draw is defined in [`fallback`].
//! - `log.jsonl`: see [`log`](mod@log). `seq` starts at 1.
//! - The container: see [`container`].
//!
//! # The stand-alone checker
//!
//! [`VERIFIER_HTML`] is a page that opens from disk and checks bundles with an implementation of its own. Its
//! hash, [`verifier_sha256`], goes into the charter.

mod beacon;
mod bundle;
mod canonical;
mod charter;
pub mod container;
mod digest;
mod entries;
mod error;
pub mod fallback;
pub mod log;
mod moment;
mod rank;
mod receipt;
pub mod rfc3797;
mod seats;
mod state;
#[cfg(feature = "test-beacon")]
pub mod test_beacon;
mod verify;

pub use beacon::{
    Beacon, BeaconError, BeaconSource, Drand, QUICKNET_CHAIN_HASH, QUICKNET_GENESIS, QUICKNET_PERIOD,
    QUICKNET_PUBLIC_KEY,
};
pub use bundle::Bundle;
pub use canonical::{LARGEST_INTEGER, UnsupportedNumber, canonical_json};
pub use charter::{
    ALGORITHM, Charter, CharterError, Fallback, Frame, SignatureError, Terms, organiser_text,
    parse_organiser, parse_signature, signature_text,
};
pub use container::ContainerError;
pub use digest::{Digest, NotADigest};
/// The types that keys and signatures come in, and the trait that signs.
pub use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
pub use entries::{Entries, EntriesError, Entry};
pub use error::{DerivedError, Failure, NotAStep, Step};
pub use log::{Event, Log, LogError, LogLine, Move, Override};
pub use moment::{Moment, NotAMoment};
pub use rank::{Ranked, Ranking, draw, draw_key, rank};
pub use receipt::{Label, Receipt, ReceiptError, label};
pub use seats::{Pass, Placement, redraw, seats, seats_bytes};
pub use state::{Departure, Progress, Refusal, Seated, Standing, State};
pub use verify::{ApplicantFacts, Facts, Report, Source, StepReport, is_packed_again, open, verify};

/// The stand-alone checker: one HTML page without any further file.
pub const VERIFIER_HTML: &str = include_str!("../verifier/verifier.html");

/// The `Content-Security-Policy` under which [`VERIFIER_HTML`] runs; send it when serving the page, since a
/// stricter policy would block its script.
pub const VERIFIER_CSP: &str = include_str!("../verifier/csp.txt");

/// SHA-256 of [`VERIFIER_HTML`], for [`Terms::verifier_sha256`].
pub fn verifier_sha256() -> Digest {
    Digest::of(VERIFIER_HTML.as_bytes())
}
