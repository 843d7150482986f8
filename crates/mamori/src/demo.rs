//! The demo's data.

use calls::domain::definition::Catalogue;
use platform::clock::{Clock, MovableClock, from_tokyo};
use platform::store::Store;

/// Where the demo's clock stands at first: the last days of an open window.
const START: &str = "2025-06-24T10:00:00";

/// Makes the data on the first start and sets the clock.
pub async fn prepare(_store: &Store, _catalogue: &Catalogue, clock: &MovableClock) -> Result<(), calls::error::Error> {
    if let Ok(start) = START.parse() {
        clock.set(from_tokyo(start));
    }
    tracing::info!(now = %clock.now(), "the demo's clock is set");
    Ok(())
}
