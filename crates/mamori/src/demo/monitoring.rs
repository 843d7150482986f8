//! What the appliances of the demo saw: generated lines go the way that real ones go, through the write-ahead log, the
//! lake and the rules; the support centre looks at what was found, and the reports are made when they are due.

use std::sync::Arc;

use contracts::ids::{CaseId, CompanyId, DeviceId};
use contracts::support::Severity;
use firewall_logs::generate::{Attack, DeviceSpec, Generator, Header, Plan, Planting, Vendor, spread};
use incidents::domain::case::{Origin, Verdict};
use incidents::jobs::Detections;
use incidents::ops::close::CloseCase;
use incidents::ops::decide::DecideCase;
use incidents::read::{Case, CaseFile, of_company};
use incidents::{Addressee, Incidents};
use jiff::{SignedDuration, Timestamp};
use lake::wal::{Frame, Transport, Wal};
use platform::actor::Actor;
use platform::clock::{Clock, MovableClock, date_in_tokyo, from_tokyo};
use platform::jobs::{Handler, Turn, Worker};
use telemetry::Telemetry;
use telemetry::collect::run::{Place, Running};
use telemetry::collect::{Settings, Watch};
use telemetry::directory;
use telemetry::jobs::monthly::{is_due, make_all};
use telemetry::report::month::Month;
use tokio::sync::watch;

/// Lines of an appliance on a weekday: enough for a report, few enough for a start within seconds.
const LINES_PER_DAY: u32 = 400;
/// Who made the appliances, in turn.
const VENDORS: [Vendor; 4] = [
    Vendor::FortiGate,
    Vendor::FortiGate,
    Vendor::Sophos,
    Vendor::PanOs,
];
/// What the appliances meet in the weeks before.
const EARLIER: [Attack; 3] = [Attack::BlockBurst, Attack::MalwareBlocked, Attack::NewSignature];
/// Lines that go into the log at once.
const BATCH: usize = 2_000;

pub(super) type Told<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// The appliances' lines, told in the order of time.
pub(super) struct Monitoring<'a> {
    telemetry: &'a Telemetry,
    incidents: &'a Incidents,
    clock: &'a MovableClock,
    centre: &'a Actor,
    generator: Generator,
    /// The line that comes next.
    next: Option<(usize, Timestamp, Vec<u8>)>,
    /// The appliances in the order in which they were installed; lines of those that come later are dropped.
    installed: Vec<(CompanyId, DeviceId)>,
    /// The month whose reports were made last.
    reported: Option<Month>,
}

/// The appliances with these serial numbers.
pub(super) fn devices(serials: &[String]) -> Vec<DeviceSpec> {
    let device = |(number, serial): (usize, &String)| DeviceSpec {
        serial: serial.clone(),
        ..DeviceSpec::numbered(number, VENDORS[number % VENDORS.len()], LINES_PER_DAY)
    };
    serials.iter().enumerate().map(device).collect()
}

impl<'a> Monitoring<'a> {
    /// Appliances with these serial numbers, from an instant until the demo's first moment. On that morning the third
    /// and the fourth meet what the centre is busy with.
    pub(super) fn new(
        telemetry: &'a Telemetry,
        incidents: &'a Incidents,
        clock: &'a MovableClock,
        centre: &'a Actor,
        serials: &[String],
    ) -> Self {
        let first = from_tokyo(super::START.parse().unwrap_or_default());
        let from = first - SignedDuration::from_hours(12 * 7 * 24);
        let devices = devices(serials);
        let quiet = SignedDuration::from_hours(4 * 24);
        let weeks = SignedDuration::from_hours(6 * 7 * 24);
        let mut attacks = spread(&EARLIER, &devices, from + weeks, first - quiet, 2025);
        let minutes = SignedDuration::from_mins;
        let morning = (first - minutes(130), first - minutes(90));
        for (device, attack) in [(2, Attack::MalwareThenCommand), (3, Attack::AdminBruteForce)] {
            attacks.push(Planting {
                attack,
                device,
                within: morning,
            });
        }
        attacks.retain(|planting| planting.device < devices.len());
        let plan = Plan {
            seed: 2025,
            from,
            to: first,
            devices,
            header: Header::Syslog,
            attacks,
        };
        let mut monitoring = Self {
            telemetry,
            incidents,
            clock,
            centre,
            generator: Generator::new(&plan),
            next: None,
            installed: Vec::new(),
            reported: None,
        };
        monitoring.advance();
        monitoring
    }

    /// An appliance stands at a company from now on.
    pub(super) fn install(&mut self, company: CompanyId, device: DeviceId) {
        self.installed.push((company, device));
    }

    /// The companies with an appliance, in the order in which they got it.
    pub(super) fn companies(&self) -> impl Iterator<Item = CompanyId> {
        self.installed.iter().map(|(company, _)| *company)
    }

    fn advance(&mut self) {
        let mut bytes = Vec::new();
        let line = self.generator.next_into(&mut bytes);
        self.next = line.map(|line| (line.device, line.at, bytes));
    }

    /// Lines up to now go into the lake, rules look at them, and the support centre hears of what they find.
    pub(super) async fn collect(&mut self) -> Told<()> {
        let now = self.clock.now();
        let folder = &*self.telemetry.lake;
        let place = Place::at(folder, 2025);
        std::fs::create_dir_all(place.log_folder())?;
        let wal = Wal::open(&place.log_folder(), place.log.clone())?;
        let mut frames = Vec::new();
        while let Some((device, at, line)) = self.next.take_if(|(_, at, _)| *at <= now) {
            if let Some((_, device)) = self.installed.get(device) {
                frames.push(Frame::of_device(*device, at, Transport::Tls, line));
            }
            if frames.len() >= BATCH {
                wal.handle().append(std::mem::take(&mut frames)).await?;
            }
            self.advance();
        }
        wal.handle().append(frames).await?;
        wal.close();
        let (_records, directory) = watch::channel(Arc::new(directory::load(&self.telemetry.store).await?));
        let watch = Watch {
            rules: Arc::clone(&self.telemetry.rules),
            store: self.telemetry.store.clone(),
        };
        let clock: Arc<dyn Clock> = Arc::new(self.clock.clone());
        let running =
            Running::start(&place, Settings::default(), None, directory, Some(watch), clock).await?;
        running.stop().await;
        self.work_off().await?;
        self.report().await
    }

    /// Does the jobs that findings caused.
    async fn work_off(&self) -> Told<()> {
        let detections = Detections {
            incidents: self.incidents.clone(),
        };
        let worker = Worker::new(
            self.telemetry.store.clone(),
            vec![Arc::new(detections) as Arc<dyn Handler>],
        );
        while worker.turn().await? != Turn::Idle {}
        Ok(())
    }

    /// The support centre looks at what is open and closes it.
    pub(super) async fn look_after(&self) -> Told<()> {
        let reader = self.telemetry.store.reader();
        for id in self.companies() {
            let company = self.incidents.addressee(id).await?;
            for case in of_company(reader, id).await?.iter().filter(|case| is_open(case)) {
                self.settle(case, company.clone()).await?;
            }
        }
        Ok(())
    }

    async fn settle(&self, case: &Case, company: Option<Addressee>) -> Told<()> {
        self.wait(7);
        let reason = "外からの試みでした。UTMの記録を確かめ、社内の機器への影響は見つかりませんでした。";
        let decide = DecideCase {
            vault: self.incidents.vault.clone(),
            company: company.clone(),
            case: case.id,
            version: case.version,
            verdict: Verdict::Event,
            severity: Severity::Low,
            reason: reason.to_owned(),
            actor: self.centre.clone(),
        };
        self.incidents.store.run(&decide).await?;
        self.wait(5);
        let close = CloseCase {
            vault: self.incidents.vault.clone(),
            company,
            case: case.id,
            version: self.version(case.id).await?,
            cause: "インターネットから無差別に行われている攻撃の試みです。".to_owned(),
            prevention: "UTMの定義ファイルが毎日更新されていることを、引き続き見守ります。".to_owned(),
            actor: self.centre.clone(),
        };
        self.incidents.store.run(&close).await?;
        Ok(())
    }

    fn wait(&self, minutes: i64) {
        self.clock
            .set(self.clock.now() + SignedDuration::from_mins(minutes));
    }

    /// The case that findings opened at a company.
    pub(super) async fn found(&self, company: CompanyId) -> Told<Option<Case>> {
        let cases = of_company(self.telemetry.store.reader(), company).await?;
        let found = |case: &Case| is_open(case) && case.origin == Origin::Detection;
        Ok(cases.into_iter().find(found))
    }

    async fn version(&self, case: CaseId) -> Told<i64> {
        let file = CaseFile::load(self.incidents, case).await?;
        Ok(file.map_or(0, |file| file.case.version))
    }

    /// The reports of the month before now, from the day on which they are due.
    async fn report(&mut self) -> Told<()> {
        let today = date_in_tokyo(self.clock.now());
        let month = Month::of(today).before();
        if self.reported == Some(month) {
            return Ok(());
        }
        for terms in self.telemetry.terms.iter() {
            if is_due(&terms.calendar, today) {
                make_all(self.telemetry, terms, month).await?;
                self.reported = Some(month);
            }
        }
        Ok(())
    }
}

fn is_open(case: &Case) -> bool {
    case.state.name().is_open()
}
