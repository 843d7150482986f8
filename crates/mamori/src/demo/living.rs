//! The appliances go on seeing what those of small companies see, for as long as the demo's clock goes: by itself, or in
//! leaps when somebody moves it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use firewall_logs::generate::{Attack, Generator, Header, Plan, spread};
use jiff::{SignedDuration, Timestamp};
use lake::wal::{Frame, Transport, WalHandle};
use platform::clock::{Clock, MovableClock};
use telemetry::collect::Records;

use super::monitoring::devices;
use super::story::serials;

/// How often the clock is looked at.
const TURN: Duration = Duration::from_secs(1);
/// Lines that go into the log at once.
const BATCH: usize = 2_000;
/// A plan is made for so long, then the next one.
const PLAN: SignedDuration = SignedDuration::from_hours(366 * 24);
/// How far back lines are told after a leap; before that the appliances were silent.
const TOLD: SignedDuration = SignedDuration::from_hours(92 * 24);
/// What appliances meet now and then.
const ATTACKS: [Attack; 4] = [
    Attack::NewSignature,
    Attack::BlockBurst,
    Attack::MalwareBlocked,
    Attack::AdminBruteForce,
];

/// The demo's clock as its collector sees it: never further than the appliances have spoken. Otherwise a leap would be a
/// silence of all of them.
#[derive(Clone, Debug)]
pub struct Behind(Arc<AtomicI64>);

impl Behind {
    /// At an instant, until the appliances speak.
    pub fn new(at: Timestamp) -> Self {
        Self(Arc::new(AtomicI64::new(at.as_microsecond())))
    }

    fn set(&self, at: Timestamp) {
        self.0.store(at.as_microsecond(), Ordering::Release);
    }
}

impl Clock for Behind {
    fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.0.load(Ordering::Acquire)).unwrap_or_default()
    }
}

/// Lets the appliances that stand at companies speak, for ever.
pub async fn live(clock: MovableClock, behind: Behind, log: WalHandle, records: Records) {
    let mut turn = tokio::time::interval(TURN);
    let mut lines = Lines::from(behind.now());
    loop {
        turn.tick().await;
        let now = clock.now();
        if now < behind.now() {
            // The clock was set back: what was told stays told.
            behind.set(now);
        }
        if let Err(error) = lines.tell(now, &log, &records).await {
            tracing::warn!(%error, "the demo's appliances could not be heard");
        }
        behind.set(now);
    }
}

/// The lines of a plan, up to where they were told.
struct Lines {
    generator: Generator,
    serials: Vec<String>,
    next: Option<(usize, Timestamp, Vec<u8>)>,
    told: Timestamp,
}

impl Lines {
    fn from(from: Timestamp) -> Self {
        let serials = serials();
        let devices = devices(&serials);
        let to = from + PLAN;
        let seed = from.as_second().unsigned_abs();
        let plan = Plan {
            seed,
            from,
            to,
            attacks: spread(&ATTACKS, &devices, from, from + TOLD, seed),
            devices,
            header: Header::Syslog,
        };
        let mut lines = Self {
            generator: Generator::new(&plan),
            serials,
            next: None,
            told: from,
        };
        lines.advance();
        lines
    }

    fn advance(&mut self) {
        let mut bytes = Vec::new();
        let line = self.generator.next_into(&mut bytes);
        self.next = line.map(|line| (line.device, line.at, bytes));
    }

    /// Hands in what was said up to now.
    async fn tell(
        &mut self,
        now: Timestamp,
        log: &WalHandle,
        records: &Records,
    ) -> Result<(), lake::wal::WalError> {
        if now.duration_since(self.told) > TOLD || self.next.is_none() {
            *self = Self::from(self.told.max(now - TOLD));
        }
        let mut frames = Vec::new();
        while let Some((device, at, line)) = self.next.take_if(|(_, at, _)| *at <= now) {
            let device = device_at(records, &self.serials[device], at);
            frames.extend(device.map(|device| Frame::of_device(device, at, Transport::Tls, line)));
            self.told = at;
            if frames.len() >= BATCH {
                log.append(std::mem::take(&mut frames)).await?;
            }
            self.advance();
        }
        if !frames.is_empty() {
            log.append(frames).await?;
        }
        self.told = self.told.max(now);
        Ok(())
    }
}

/// The appliance with a serial number, if it stood at a company.
fn device_at(records: &Records, serial: &str, at: Timestamp) -> Option<contracts::ids::DeviceId> {
    let directory = records.borrow();
    let known = directory.by_serial(serial).ok()?;
    known.stay_at(at).map(|_| known.device)
}
