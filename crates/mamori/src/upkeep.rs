//! What happens beside the pages: mails leave, offers lapse when their period is over, old things are forgotten.

use std::sync::Arc;
use std::time::Duration;

use calls::Calls;
use calls::jobs::{HOUSEKEEPING, Housekeeping};
use incidents::Incidents;
use incidents::jobs::Detections;
use jiff::Timestamp;
use jiff::civil::Time;
use platform::clock::{from_tokyo, in_tokyo};
use platform::identity::Identity;
use platform::jobs::{Handler, Turn, Worker};
use platform::mail::Sender;
use platform::retention::ForgetOld;
use platform::store::{JobRequest, Operation, StoreError, Tx};
use serde_json::json;
use telemetry::Telemetry;
use telemetry::jobs::collected::Collected;
use telemetry::jobs::monthly::{MONTHLY, Monthly};
use telemetry::jobs::{DAILY, Daily};

/// How often is looked for offers whose period is over, and for jobs that are due.
const TURN: Duration = Duration::from_secs(5);
/// How long the sender rests when nothing waits.
const REST: Duration = Duration::from_secs(2);
/// When the house is kept: in the night.
const NIGHT: Time = Time::constant(3, 30, 0, 0);
/// When companies are reminded: as an office begins its day.
const MORNING: Time = Time::constant(8, 30, 0, 0);
/// The kind of [`PlatformHousekeeping`]'s jobs.
const PLATFORM_HOUSEKEEPING: &str = "platform.housekeeping";

/// Lapses and jobs, for ever.
pub async fn upkeep(calls: Calls, telemetry: Telemetry, incidents: Incidents, identity: Identity) {
    let worker = Worker::new(
        calls.store.clone(),
        vec![
            Arc::new(Housekeeping { calls: calls.clone() }) as Arc<dyn Handler>,
            Arc::new(Detections {
                incidents: incidents.clone(),
            }),
            Arc::new(PlatformHousekeeping {
                calls: calls.clone(),
                identity,
            }),
            Arc::new(Monthly {
                telemetry: telemetry.clone(),
            }),
            Arc::new(Daily {
                telemetry: telemetry.clone(),
            }),
        ],
    );
    let mut turn = tokio::time::interval(TURN);
    let mut planned = None;
    let mut collected = Collected::default();
    loop {
        turn.tick().await;
        lapse(&calls).await;
        if let Err(error) = incidents::ops::alert::raise(&incidents).await {
            tracing::warn!(error = %error, "the support centre could not be alerted; the next turn tries again");
        }
        if let Err(error) = collected.turn(&telemetry).await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "the collector's figures could not be noted; the next turn tries again"
            );
        }
        if let Err(error) = work(&calls, &worker, &mut planned).await {
            tracing::warn!(error = %error, "the queue could not be read; the next turn tries again");
        }
    }
}

async fn lapse(calls: &Calls) {
    let now = calls.store.clock().now();
    for programme in calls.catalogue.iter() {
        if let Err(error) = calls::ops::lapse::lapse_due(&calls.store, programme, now).await {
            tracing::warn!(error = %error, "offers could not be lapsed; the next turn tries again");
        }
    }
}

/// `planned`: the night that this process has queued work for.
async fn work(calls: &Calls, worker: &Worker, planned: &mut Option<Timestamp>) -> Result<(), StoreError> {
    let now = calls.store.clock().now();
    let night = at_hour(now, NIGHT);
    if *planned != Some(night) {
        let morning = at_hour(now, MORNING);
        calls.store.run(&Plan { night, morning }).await?;
        *planned = Some(night);
    }
    while worker.turn().await? != Turn::Idle {}
    Ok(())
}

/// Queues the night's work, once a night whoever comes first.
struct Plan {
    night: Timestamp,
    morning: Timestamp,
}

impl Operation for Plan {
    const NAME: &'static str = "plan_housekeeping";
    type Output = ();
    type Error = StoreError;

    async fn run(&self, tx: &Tx) -> Result<(), StoreError> {
        for (kind, at) in [
            (HOUSEKEEPING, self.night),
            (PLATFORM_HOUSEKEEPING, self.night),
            (DAILY, self.morning),
            (MONTHLY, self.morning),
        ] {
            tx.enqueue(JobRequest {
                kind,
                payload: json!({}),
                run_at: at,
                dedupe_key: Some(format!("{kind}/{at}")),
            })
            .await?;
        }
        Ok(())
    }
}

/// An hour of an instant's day in Tokyo; it may lie before or after it.
fn at_hour(now: Timestamp, hour: Time) -> Timestamp {
    from_tokyo(in_tokyo(now).date().to_datetime(hour))
}

/// Mails long sent, jobs long done, sessions that are over.
struct PlatformHousekeeping {
    calls: Calls,
    identity: Identity,
}

#[async_trait::async_trait]
impl Handler for PlatformHousekeeping {
    fn kind(&self) -> &'static str {
        PLATFORM_HOUSEKEEPING
    }

    async fn run(&self, _payload: &str) -> Result<(), String> {
        let sessions = self.identity.forget_expired().await;
        sessions.map_err(|error| format!("sessions: {error}"))?;
        let old = self.calls.store.run(&ForgetOld).await;
        old.map(|_| ())
            .map_err(|error| format!("mails and jobs: {error}"))
    }
}

/// Sends what waits in the outbox, for ever.
pub async fn send_mails(sender: Sender) {
    loop {
        let taken = sender.turn().await.unwrap_or_else(|error| {
            tracing::warn!(error = %error, "the outbox could not be read; the next turn tries again");
            0
        });
        if taken == 0 {
            tokio::time::sleep(REST).await;
        }
    }
}
