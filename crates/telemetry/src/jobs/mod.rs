//! Handlers of queued work.

pub mod collected;
pub mod monthly;

use platform::jobs::Handler;

use crate::context::Telemetry;
use crate::ops::{data, enrol, remind};

/// The kind of [`Daily`]'s jobs.
pub const DAILY: &str = "telemetry.daily";

/// Once a day: begins and ends installations with the participations, reminds, asks, ends trials, orders the deletion of
/// what has had its time.
pub struct Daily {
    /// This context.
    pub telemetry: Telemetry,
}

#[async_trait::async_trait]
impl Handler for Daily {
    fn kind(&self) -> &'static str {
        DAILY
    }

    async fn run(&self, _payload: &str) -> Result<(), String> {
        for terms in self.telemetry.terms.iter() {
            let said = |error: crate::error::Error| format!("{}: {error}", terms.programme);
            enrol::follow(&self.telemetry, terms).await.map_err(said)?;
            remind::remind(&self.telemetry, terms).await.map_err(said)?;
            data::order_due(&self.telemetry, terms).await.map_err(said)?;
        }
        let forgotten = self.telemetry.store.run(&data::ForgetLines).await;
        forgotten.map(|_| ()).map_err(|error| error.to_string())
    }
}
