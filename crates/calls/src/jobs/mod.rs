//! Handlers of queued work.

use std::sync::Arc;

use platform::jobs::Handler;

use crate::context::Calls;
use crate::ops::keep_house::KeepHouse;

/// The kind of [`Housekeeping`]'s jobs.
pub const HOUSEKEEPING: &str = "calls.housekeeping";

/// Forgets, once a day, what is kept no longer.
pub struct Housekeeping {
    /// This context.
    pub calls: Calls,
}

#[async_trait::async_trait]
impl Handler for Housekeeping {
    fn kind(&self) -> &'static str {
        HOUSEKEEPING
    }

    async fn run(&self, _payload: &str) -> Result<(), String> {
        for programme in self.calls.catalogue.iter() {
            let keep_house = KeepHouse {
                programme: Arc::clone(programme),
            };
            let forgotten = self.calls.store.run(&keep_house).await;
            forgotten.map_err(|error| format!("{}: {error}", programme.id()))?;
        }
        Ok(())
    }
}
