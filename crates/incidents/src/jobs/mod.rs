//! Handlers of queued work.

use contracts::support::Detected;
use platform::jobs::Handler;

use crate::context::Incidents;
use crate::ops::detect::TakeDetection;

/// The kind of the rows that tell of a detection; their payload is [`Detected`].
pub const DETECTED: &str = "telemetry.detected";
/// The version of the payload that is understood.
const VERSION: u8 = 1;

/// Makes a case of a detection, or adds it to one.
pub struct Detections {
    /// This context.
    pub incidents: Incidents,
}

#[async_trait::async_trait]
impl Handler for Detections {
    fn kind(&self) -> &'static str {
        DETECTED
    }

    async fn run(&self, payload: &str) -> Result<(), String> {
        let found: Detected = serde_json::from_str(payload).map_err(|error| format!("payload: {error}"))?;
        if found.version != VERSION {
            return Err(format!("payload version {}", found.version));
        }
        let take = TakeDetection {
            vault: self.incidents.vault.clone(),
            found,
        };
        let taken = self.incidents.store.run(&take).await;
        taken.map(|_| ()).map_err(|error| error.to_string())
    }
}
