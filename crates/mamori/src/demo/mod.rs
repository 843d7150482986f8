//! The demo: four programmes at different stages, some three hundred invented companies, one account for each role, on a
//! clock of its own.

mod beacon;
mod centre;
mod living;
mod monitoring;
mod people;
mod story;

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use calls::domain::definition::Catalogue;
use calls::error::Error;
use fair_draw::SigningKey;
use incidents::Incidents;
use platform::clock::{MovableClock, from_tokyo};
use platform::identity::Identity;
use telemetry::Telemetry;
use web::{Access, Posted, Routes, Visitor};

pub use self::living::{Behind, live};
use self::monitoring::Monitoring;
use crate::commands::{announce, words_of_locale};

/// Where the demo's clock stands at first: the last days of an open window.
const START: &str = "2025-06-24T10:00:00";

/// Makes the data on the first start, prints the accounts and sets the clock. `key` signs the charters, as later at the
/// desk. `empty`: accounts alone, no company yet.
pub async fn prepare(
    telemetry: &Telemetry,
    incidents: &Incidents,
    identity: &Identity,
    catalogue: &Arc<Catalogue>,
    clock: &MovableClock,
    key: &SigningKey,
    empty: bool,
) -> Result<(), Error> {
    let store = &telemetry.store;
    let staff = people::add(identity, clock).await?;
    let begins = staff.is_some();
    if let Some(staff) = staff.filter(|_| !empty) {
        announce(&words_of_locale().say("demo-making"));
        let serials = story::serials();
        let mut monitoring = Monitoring::new(telemetry, incidents, clock, &staff.support, &serials);
        story::tell(telemetry, catalogue, clock, key, &staff, &mut monitoring).await?;
        let told = centre::tell(incidents, clock, &staff.support, &mut monitoring).await;
        told.map_err(|error| Error::Denied(format!("the support centre's story: {error}")))?;
    }
    set(clock, START);
    if !begins && let Some(last) = platform::audit::last_at(store.reader()).await? {
        // Told further the last time: the clock goes on from there.
        clock.set(last.max(store.clock().now()));
    }
    people::print();
    Ok(())
}

/// What only the demo has: its clock, and its beacon's answers.
pub fn routes() -> Routes<MovableClock> {
    Routes::new().post("/demo/clock", Access::Public, move_clock).get(
        "/demo/beacon/{round}",
        Access::Public,
        beacon::answer,
    )
}

/// Where the demo's randomness comes from.
pub fn beacon() -> fair_draw::BeaconSource {
    beacon::source()
}

async fn move_clock(State(clock): State<MovableClock>, visitor: Visitor, posted: Posted) -> Response {
    set(&clock, posted.text("at"));
    // Only back to a page of ours.
    let back = posted.text("back");
    let back = if back.starts_with('/') && !back.starts_with("//") {
        back.to_owned()
    } else {
        visitor.href("/")
    };
    Redirect::to(&back).into_response()
}

/// Moves the clock to Tokyo's wall clock time `local`.
fn set(clock: &MovableClock, local: &str) {
    if let Ok(local) = local.parse() {
        clock.set(from_tokyo(local));
    }
}
