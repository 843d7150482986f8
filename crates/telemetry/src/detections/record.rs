//! What a detector told is written down, and the support centre hears of it.

use contracts::support::Detected;
use platform::actor::Actor;
use platform::audit;
use platform::store::{At, JobRequest, Operation, StoreError, Tx};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};
use serde_json::json;

use super::table;
use crate::detect::{Detection, Sample, severity_name};

/// The kind of the job by which the support centre hears of a detection; its payload is [`Detected`].
pub const DETECTED: &str = "telemetry.detected";
/// Lines that are kept of a detection.
const SAMPLES: usize = 3;

/// Writes detections. Those that are known grow and never shrink: writing the same again changes nothing.
///
/// The support centre is told when one begins, and again each time the number of its events has doubled.
pub struct RecordDetections {
    /// As [`crate::detect::Detector`] told them.
    pub detections: Vec<Detection>,
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    /// New ones.
    pub new: usize,
    /// Known ones that grew.
    pub grown: usize,
    /// Times that the support centre was told.
    pub told: usize,
}

impl Operation for RecordDetections {
    const NAME: &'static str = "record_detections";
    type Output = Recorded;
    type Error = StoreError;

    async fn run(&self, tx: &Tx) -> Result<Recorded, StoreError> {
        let mut recorded = Recorded::default();
        for detection in &self.detections {
            match table::Entity::find_by_id(detection.id)
                .one(tx.connection())
                .await?
            {
                Some(known) => grow(tx, known, detection, &mut recorded).await?,
                None => begin(tx, detection, &mut recorded).await?,
            }
        }
        Ok(recorded)
    }
}

async fn begin(tx: &Tx, detection: &Detection, recorded: &mut Recorded) -> Result<(), StoreError> {
    let row = table::ActiveModel {
        id: Set(detection.id),
        company_id: Set(detection.company),
        device_id: Set(detection.device),
        rule: Set(detection.rule.clone()),
        title_ja: Set(detection.title.ja.clone()),
        title_en: Set(detection.title.en.clone()),
        severity: Set(severity_name(detection.severity).to_owned()),
        rank: Set(table::rank(detection.severity)),
        host: Set(detection.host.clone()),
        grouped: Set(json!(detection.group).to_string()),
        sample: Set(json!(detection.sample).to_string()),
        first_at: Set(At::from(detection.first)),
        last_at: Set(At::from(detection.last)),
        events: Set(count(detection.events)),
        told: Set(count(detection.events)),
        recorded_at: Set(At::from(tx.now())),
    };
    table::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    tx.audit(audit::Entry {
        actor: Actor::System("detector"),
        action: "detection.recorded",
        subject: ("detection", detection.id.to_string()),
        before: None,
        after: Some(
            json!({ "company": detection.company, "rule": detection.rule, "events": detection.events }),
        ),
    });
    recorded.new += 1;
    tell(tx, detection.detected(), recorded).await
}

async fn grow(
    tx: &Tx,
    known: table::Model,
    detection: &Detection,
    recorded: &mut Recorded,
) -> Result<(), StoreError> {
    let first = known.first_at.min(At::from(detection.first));
    let last = known.last_at.max(At::from(detection.last));
    let events = known.events.max(count(detection.events));
    if (first, last, events) == (known.first_at, known.last_at, known.events) {
        return Ok(());
    }
    let is_doubled = events >= known.told.saturating_mul(2);
    let sample = samples(&known.sample, &detection.sample);
    let told = if is_doubled { events } else { known.told };
    let mut row = known.into_active_model();
    row.first_at = Set(first);
    row.last_at = Set(last);
    row.events = Set(events);
    row.sample = Set(sample);
    row.told = Set(told);
    row.update(tx.connection()).await?;
    recorded.grown += 1;
    if !is_doubled {
        return Ok(());
    }
    let detected = Detected {
        first: first.instant(),
        last: last.instant(),
        events: u64::try_from(events).unwrap_or(0),
        ..detection.detected()
    };
    tell(tx, detected, recorded).await
}

/// Both lists, the earliest lines kept.
fn samples(known: &str, more: &[Sample]) -> String {
    // What cannot be read any more is replaced.
    let mut all: Vec<Sample> = serde_json::from_str(known).unwrap_or_default();
    all.extend_from_slice(more);
    all.sort();
    all.dedup();
    all.truncate(SAMPLES);
    json!(all).to_string()
}

async fn tell(tx: &Tx, detected: Detected, recorded: &mut Recorded) -> Result<(), StoreError> {
    let key = format!("{DETECTED}/{}/{}", detected.detection, detected.events);
    recorded.told += 1;
    tx.enqueue(JobRequest {
        kind: DETECTED,
        payload: json!(detected),
        run_at: tx.now(),
        dedupe_key: Some(key),
    })
    .await
}

fn count(events: u64) -> i64 {
    i64::try_from(events).unwrap_or(i64::MAX)
}
