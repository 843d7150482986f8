//! Lines of an invented appliance, and a detector with the shipped rules.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use contracts::ids::{CompanyId, DeviceId};
use firewall_logs::Parser;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use telemetry::detect::{Detection, Detector, Limits, Rules, load};
use uuid::Uuid;

pub(super) const COMPANY: CompanyId = CompanyId(Uuid::from_u128(0x101));
pub(super) const OTHER: CompanyId = CompanyId(Uuid::from_u128(0x102));
pub(super) const DEVICE: DeviceId = DeviceId(Uuid::from_u128(0x201));

pub(super) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

pub(crate) fn shipped() -> Arc<Rules> {
    let checked = load(&root().join("rules"), None).unwrap();
    assert_eq!(checked.findings, [], "the shipped rules are sound");
    Arc::new(checked.rules)
}

/// Wednesday, 4 November 2026, 10:00 in Tokyo: a business day.
pub(super) fn start() -> Timestamp {
    "2026-11-04T10:00:00+09:00".parse().unwrap()
}

pub(super) fn seconds(seconds: i64) -> SignedDuration {
    SignedDuration::from_secs(seconds)
}

pub(super) fn hours(hours: i64) -> SignedDuration {
    SignedDuration::from_hours(hours)
}

/// A detector that reads lines of a FortiGate.
pub(super) struct Scene {
    pub(super) detector: Detector,
    pub(super) told: Vec<Detection>,
    parser: Parser,
}

impl Scene {
    pub(super) fn new() -> Self {
        Self {
            detector: Detector::new(shipped(), Limits::default()),
            told: Vec::new(),
            parser: Parser::new(TimeZone::UTC),
        }
    }

    /// A line with these pairs after `start` by `after`.
    pub(super) fn line(&mut self, after: SignedDuration, pairs: &str) -> &mut Self {
        let at = start() + after;
        let line = format!(
            "devname=\"UTM-0001\" devid=\"FGTEST0001\" eventtime={} {pairs}",
            at.as_nanosecond()
        );
        let event = self.parser.parse(line.as_bytes(), at);
        assert_eq!(event.reason, None, "{line}");
        self.told
            .extend(self.detector.observe(COMPANY, DEVICE, &event, at));
        self
    }

    pub(super) fn lines(
        &mut self,
        count: i64,
        every: SignedDuration,
        pairs: impl Fn(i64) -> String,
    ) -> &mut Self {
        for number in 0..count {
            let after = every * i32::try_from(number).unwrap();
            self.line(after, &pairs(number));
        }
        self
    }

    pub(super) fn tick(&mut self, after: SignedDuration) -> Vec<Detection> {
        self.detector.tick(start() + after)
    }

    /// English titles of what was told so far.
    pub(super) fn titles(&self) -> Vec<&str> {
        self.told.iter().map(|told| told.title.en.as_str()).collect()
    }
}
