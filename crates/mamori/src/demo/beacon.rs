//! The demo's own beacon: a chain whose secret everybody knows, so that a draw can be tried without a network and at any
//! time. Its genesis and chain hash are no real chain's, and charters of the demo name it.

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use fair_draw::test_beacon::{TestKey, key_from_seed, sign_round};
use fair_draw::{Beacon, BeaconSource};
use jiff::Timestamp;
use platform::clock::{Clock, MovableClock};

/// Nobody may take its draws for real ones.
const GENESIS: u64 = 1_600_000_000;
/// Seconds between rounds.
const PERIOD: u64 = 3;

fn key() -> TestKey {
    key_from_seed(b"the demo's beacon, known to everybody")
}

/// What the demo's charters name.
pub(super) fn source() -> BeaconSource {
    key().source(GENESIS, PERIOD)
}

/// The beacon's answer for an instant.
pub(super) fn at(instant: Timestamp) -> Option<Beacon> {
    let round = key().chain(GENESIS, PERIOD).round_at(instant).ok()?;
    Some(sign_round(&key(), round))
}

/// `GET /demo/beacon/{round}`: what a beacon's service answers, and like it only once the round's time has come.
pub(super) async fn answer(State(clock): State<MovableClock>, Path(round): Path<u64>) -> Response {
    let now = key().chain(GENESIS, PERIOD).round_at(clock.now());
    match now {
        Ok(now) if (1..=now).contains(&round) => {
            let kind = [(header::CONTENT_TYPE, "application/json")];
            (kind, sign_round(&key(), round).bytes()).into_response()
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}
