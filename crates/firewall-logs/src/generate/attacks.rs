//! Attacks that are planted among everyday life, and the list of what was planted.

use std::net::IpAddr;
use std::ops::Range;

use jiff::Timestamp;
use serde::Serialize;

use super::addresses::Company;
use super::catalogue::{COUNTRIES, KNOCKS, NEW_SIGNATURES, PEOPLE, PLANTED_MALWARE, SIGNATURES};
use super::dice::Dice;
use super::record::{Kind, Outcome, Record};
use super::world::{Scene, World};
use super::{DeviceSpec, Plan, Vendor};

/// A kind of attack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Attack {
    /// One address outside is stopped on many ports within minutes, then with many kinds of attack.
    BlockBurst,
    /// Many failed sign-ins of the administrator from outside, then one that succeeds.
    AdminBruteForce,
    /// A malicious program in a download is stopped.
    MalwareBlocked,
    /// A malicious program is seen but let through; the same host then calls its command server.
    MalwareThenCommand,
    /// The appliance says nothing for hours.
    SilentDevice,
    /// A signature that no other line of the plan has.
    NewSignature,
    /// Somebody signs in from a country that nobody signs in from.
    ForeignVpnLogin,
}

impl Attack {
    /// All kinds.
    pub const ALL: [Self; 7] = [
        Self::BlockBurst,
        Self::AdminBruteForce,
        Self::MalwareBlocked,
        Self::MalwareThenCommand,
        Self::SilentDevice,
        Self::NewSignature,
        Self::ForeignVpnLogin,
    ];

    /// Its name on the command line and in the list of what was planted.
    pub const fn name(self) -> &'static str {
        match self {
            Self::BlockBurst => "block-burst",
            Self::AdminBruteForce => "admin-brute-force",
            Self::MalwareBlocked => "malware-blocked",
            Self::MalwareThenCommand => "malware-then-command",
            Self::SilentDevice => "silent-device",
            Self::NewSignature => "new-signature",
            Self::ForeignVpnLogin => "foreign-vpn-login",
        }
    }

    /// The kind of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|attack| attack.name() == name)
    }

    /// Whether a vendor's lines can show it.
    pub const fn can_be_seen_by(self, vendor: Vendor) -> bool {
        !matches!(
            (self, vendor),
            (Self::AdminBruteForce | Self::ForeignVpnLogin, Vendor::Suricata)
        )
    }

    /// Whether it is new only to those who have looked on for a while.
    const fn is_late(self) -> bool {
        matches!(self, Self::NewSignature | Self::ForeignVpnLogin)
    }

    /// Names of the shipped rules that should find it.
    const fn expected(self) -> &'static [&'static str] {
        match self {
            Self::BlockBurst => &["port_scan", "blocks_from_one_address"],
            Self::AdminBruteForce => &[
                "administrator_login_failures",
                "administrator_login_after_failures",
            ],
            Self::MalwareBlocked => &["malware_seen"],
            Self::MalwareThenCommand => &[
                "detected_not_blocked",
                "command_and_control",
                "malware_and_command_and_control",
            ],
            Self::SilentDevice => &["device_silent"],
            Self::NewSignature => &["first_seen_signature"],
            Self::ForeignVpnLogin => &["vpn_login_country"],
        }
    }
}

/// An attack to plant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Planting {
    /// What.
    pub attack: Attack,
    /// On which device, an index into the plan's.
    pub device: usize,
    /// In which time; no attack takes more than a quarter of it.
    pub within: (Timestamp, Timestamp),
}

/// Spreads attacks over devices and time so that no two on a device overlap: each device gets its share of the
/// kinds, one after the other, each in a time of its own.
/// A sensor that sees no sign-ins gets no attack on sign-ins.
pub fn spread(
    kinds: &[Attack],
    devices: &[DeviceSpec],
    from: Timestamp,
    to: Timestamp,
    seed: u64,
) -> Vec<Planting> {
    let stride = devices.len().clamp(1, Attack::ALL.len());
    let mut plantings = Vec::new();
    for (device, spec) in devices.iter().enumerate() {
        let own = kinds.iter().copied().skip(device % stride).step_by(stride);
        let mut own: Vec<Attack> = own.filter(|attack| attack.can_be_seen_by(spec.vendor)).collect();
        let mut dice = Dice::new(seed, 0x0A77_0000 + device as u64);
        for last in (1..own.len()).rev() {
            own.swap(last, dice.index(last + 1));
        }
        own.sort_by_key(|attack| attack.is_late());
        let share =
            (to.as_microsecond() - from.as_microsecond()) / i64::try_from(own.len().max(1)).unwrap_or(1);
        for (slot, attack) in (0_i64..).zip(own) {
            let start = from.as_microsecond() + slot * share;
            let moment = |micros| Timestamp::from_microsecond(micros).unwrap_or(to);
            plantings.push(Planting {
                attack,
                device,
                within: (moment(start), moment(start + share)),
            });
        }
    }
    plantings
}

/// What was planted.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Planted {
    /// Number, from 1.
    pub id: usize,
    /// What.
    pub attack: Attack,
    /// Index of the device.
    pub device: usize,
    /// Serial number of the device.
    pub serial: String,
    /// Name of the device.
    pub name: String,
    /// The host of the company that it concerns.
    pub host: Option<IpAddr>,
    /// The address outside that it comes from.
    pub attacker: Option<IpAddr>,
    /// Two letters of the country that it comes from.
    pub country: Option<&'static str>,
    /// The account that it is about.
    pub account: Option<&'static str>,
    /// Name of the signature or of the malicious program.
    pub subject: Option<&'static str>,
    /// Time of the first line; of a silence, its beginning.
    pub first: Timestamp,
    /// Time of the last line; of a silence, its end.
    pub last: Timestamp,
    /// How many lines were planted.
    pub lines: u64,
    /// Names of the shipped rules that should find it.
    pub expected: &'static [&'static str],
}

/// A line that was planned beforehand.
#[derive(Clone, Debug)]
pub(super) struct Scheduled {
    pub(super) device: usize,
    pub(super) planted: usize,
    pub(super) record: Record,
}

/// Everything that is planted.
#[derive(Clone, Debug, Default)]
pub(super) struct Planned {
    pub(super) planted: Vec<Planted>,
    /// In time order.
    pub(super) lines: Vec<Scheduled>,
    /// By device: when it says nothing.
    pub(super) silences: Vec<(usize, Range<i64>)>,
}

const SECOND: i64 = 1_000_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;

impl Planned {
    pub(super) fn new(plan: &Plan, world: &World, companies: &[Company]) -> Self {
        let mut planned = Self::default();
        for (number, planting) in plan.attacks.iter().enumerate() {
            if let Some(company) = companies.get(planting.device) {
                planned.plant(number, planting, plan, world, company);
            }
        }
        // Of equal times, what was planted first comes first.
        planned.lines.sort_by_key(|line| line.record.at);
        planned
    }

    fn plant(&mut self, number: usize, planting: &Planting, plan: &Plan, world: &World, company: &Company) {
        let mut dice = Dice::new(plan.seed, 0x0B1A_0000 + number as u64);
        let (from, to) = (
            planting.within.0.as_microsecond(),
            planting.within.1.as_microsecond(),
        );
        let half = ((to - from) / 2).max(SECOND);
        // It begins in the first quarter and lasts at most another quarter; what is new only to those who have looked
        // on for a while comes later.
        let late = if planting.attack.is_late() { half } else { 0 };
        let start = from + late + i64::from(dice.below(1_000)) * (half / 2) / 1_000;
        let stage = Stage {
            world,
            company,
            start,
            room: half / 2,
        };
        let acted = stage.act(planting.attack, &mut dice);
        let times = || acted.records.iter().map(|record| record.at);
        let (first, last) = match &acted.silence {
            Some(silence) => (silence.start, silence.end),
            None => (times().min().unwrap_or(start), times().max().unwrap_or(start)),
        };
        let moment = |micros| Timestamp::from_microsecond(micros).unwrap_or(plan.to);
        let spec = &plan.devices[planting.device];
        let index = self.planted.len();
        self.planted.push(Planted {
            id: index + 1,
            attack: planting.attack,
            device: planting.device,
            serial: spec.serial.clone(),
            name: spec.name.clone(),
            host: acted.host,
            attacker: acted.attacker,
            country: acted.country,
            account: acted.account,
            subject: acted.subject,
            first: moment(first),
            last: moment(last),
            lines: acted.records.len() as u64,
            expected: planting.attack.expected(),
        });
        self.silences
            .extend(acted.silence.map(|silence| (planting.device, silence)));
        let device = planting.device;
        self.lines
            .extend(acted.records.into_iter().map(|record| Scheduled {
                device,
                planted: index,
                record,
            }));
    }
}

/// Where and when one attack is acted.
struct Stage<'w> {
    world: &'w World,
    company: &'w Company,
    start: i64,
    room: i64,
}

#[derive(Default)]
struct Acted {
    records: Vec<Record>,
    silence: Option<Range<i64>>,
    host: Option<IpAddr>,
    attacker: Option<IpAddr>,
    country: Option<&'static str>,
    account: Option<&'static str>,
    subject: Option<&'static str>,
}

impl Stage<'_> {
    fn act(&self, attack: Attack, dice: &mut Dice) -> Acted {
        match attack {
            Attack::BlockBurst => self.block_burst(dice),
            Attack::AdminBruteForce => self.admin_brute_force(dice),
            Attack::MalwareBlocked => self.malware_blocked(dice),
            Attack::MalwareThenCommand => self.malware_then_command(dice),
            Attack::SilentDevice => self.silent_device(dice),
            Attack::NewSignature => self.new_signature(dice),
            Attack::ForeignVpnLogin => self.foreign_vpn_login(dice),
        }
    }

    /// The scene some microseconds after the start, never outside the attack's room.
    fn scene<'s>(&'s self, after: i64, dice: &'s mut Dice) -> Scene<'s> {
        Scene {
            world: self.world,
            company: self.company,
            dice,
            at: self.start + after.min(self.room),
        }
    }

    /// Somebody from a country that is not home and not the most frequent one.
    fn outsider(&self, dice: &mut Dice) -> (IpAddr, &'static super::Country) {
        let country = dice.between(6, 15) as usize;
        (
            self.world
                .atlas
                .address(country, 7_000_000 + u64::from(dice.below(1_000))),
            &COUNTRIES[country],
        )
    }

    fn block_burst(&self, dice: &mut Dice) -> Acted {
        let (ip, country) = self.outsider(dice);
        let mut after = 0;
        let mut records = Vec::new();
        for _ in 0..dice.between(400, 900) {
            after += i64::from(dice.between(20_000, 900_000));
            // Half on the ports that scanners like, half on any.
            let record = match dice.below(2) {
                0 => {
                    let application = dice.one_of(&KNOCKS);
                    self.scene(after, dice).knock_of(ip, country, application)
                }
                _ => {
                    let port = u16::try_from(dice.between(1_025, 49_151)).unwrap_or(u16::MAX);
                    self.scene(after, dice).knock_on(ip, country, port)
                }
            };
            records.push(record);
        }
        for _ in 0..dice.between(45, 80) {
            after += i64::from(dice.between(1, 5)) * SECOND;
            let signature = dice.one_of(&SIGNATURES);
            records.push(
                self.scene(after, dice)
                    .intrusion_of(ip, country, signature, Outcome::Blocked),
            );
        }
        Acted {
            records,
            attacker: Some(ip),
            country: Some(country.code),
            ..Acted::default()
        }
    }

    fn admin_brute_force(&self, dice: &mut Dice) -> Acted {
        let (ip, country) = self.outsider(dice);
        let mut after = 0;
        let failures = dice.between(25, 60);
        let mut records = Vec::new();
        for attempt in 0..=failures {
            let outcome = if attempt < failures {
                Outcome::Blocked
            } else {
                Outcome::Passed
            };
            after += i64::from(dice.between(2, 9)) * SECOND;
            records.push(self.scene(after, dice).admin_login_of(ip, Some(country), outcome));
        }
        Acted {
            records,
            attacker: Some(ip),
            country: Some(country.code),
            account: Some(super::catalogue::ADMINISTRATOR),
            ..Acted::default()
        }
    }

    fn malware_blocked(&self, dice: &mut Dice) -> Acted {
        let malware = dice.one_of(&PLANTED_MALWARE);
        let record = self.scene(0, dice).malware_of(malware, Outcome::Blocked);
        let host = Some(record.source.ip);
        Acted {
            records: vec![record],
            host,
            subject: Some(malware.name),
            ..Acted::default()
        }
    }

    fn malware_then_command(&self, dice: &mut Dice) -> Acted {
        let malware = dice.one_of(&PLANTED_MALWARE);
        let first = self.scene(0, dice).malware_of(malware, Outcome::Detected);
        let (source, host, user) = (first.source.ip, first.host, first.user);
        let server = self
            .scene(0, dice)
            .command(malware, Outcome::Detected)
            .destination;
        let mut records = vec![first];
        // It calls every five minutes or so, as such programs do.
        let mut after = 4 * MINUTE;
        for _ in 0..dice.between(8, 20) {
            after += 5 * MINUTE + i64::from(dice.between(0, 20)) * SECOND;
            let mut call = self.scene(after, dice).command(malware, Outcome::Detected);
            call.source.ip = source;
            records.push(Record {
                host,
                user,
                destination: server,
                ..call
            });
        }
        Acted {
            records,
            host: Some(source),
            attacker: Some(server.ip),
            country: server.country.map(|country| country.code),
            subject: Some(malware.name),
            ..Acted::default()
        }
    }

    fn silent_device(&self, dice: &mut Dice) -> Acted {
        let length = (i64::from(dice.between(5, 9)) * HOUR).min(self.room);
        Acted {
            silence: Some(self.start..self.start + length),
            ..Acted::default()
        }
    }

    fn new_signature(&self, dice: &mut Dice) -> Acted {
        let (ip, country) = self.outsider(dice);
        let signature = dice.one_of(&NEW_SIGNATURES);
        let mut records = Vec::new();
        for attempt in 0..dice.between(2, 5) {
            let after = i64::from(attempt) * 7 * SECOND;
            records.push(
                self.scene(after, dice)
                    .intrusion_of(ip, country, signature, Outcome::Blocked),
            );
        }
        Acted {
            records,
            attacker: Some(ip),
            country: Some(country.code),
            subject: Some(signature.name),
            ..Acted::default()
        }
    }

    fn foreign_vpn_login(&self, dice: &mut Dice) -> Acted {
        let (ip, country) = self.outsider(dice);
        let user = dice.one_of(&PEOPLE[..usize::from(self.company.hosts).min(PEOPLE.len())]);
        let record = self
            .scene(0, dice)
            .vpn_login_of(ip, country, user, Outcome::Passed);
        debug_assert_eq!(record.kind, Kind::VpnLogin);
        Acted {
            records: vec![record],
            attacker: Some(ip),
            country: Some(country.code),
            account: Some(user),
            ..Acted::default()
        }
    }
}
