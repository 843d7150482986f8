//! What a report says, as plain figures. They are stored with the report, so that it says the same for ever.

use contracts::support::SupportFigures;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::month::Month;

/// The figures of a company's month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MonthFacts {
    /// Which month.
    pub month: Month,
    /// The company's name as typed.
    pub company: String,
    /// The programme's name, in Japanese and English.
    pub programme: [String; 2],
    /// The appliance; none in a month without one.
    pub device: Option<DeviceFacts>,
    /// What was received of the log.
    pub coverage: Coverage,
    /// Blocked and detected by function and day.
    pub functions: Vec<FunctionFacts>,
    /// Intrusion signatures, the most frequent first.
    pub signatures: Vec<SignatureFacts>,
    /// Malicious programs by channel.
    pub malware: Vec<MalwareFacts>,
    /// Blocked web categories.
    pub web_categories: Vec<Ranked>,
    /// Applications by volume.
    pub applications: Vec<Ranked>,
    /// Outside addresses that attacked.
    pub attackers: Vec<Ranked>,
    /// Countries that attacks came from.
    pub countries: Vec<Ranked>,
    /// Inside hosts that something was found on.
    pub hosts: Vec<HostFacts>,
    /// Sign-ins by VPN.
    pub vpn: Vec<LoginFacts>,
    /// Sign-ins to the appliance.
    pub administrators: Vec<LoginFacts>,
    /// What the support centre did.
    pub support: SupportFigures,
    /// The month before, where there is one.
    pub before: Option<Totals>,
    /// The programme's other companies, where there are enough of them.
    pub peers: Option<Peers>,
}

/// The appliance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceFacts {
    /// Serial number.
    pub serial: String,
    /// Product.
    pub model: String,
    /// Since when it stands at the company.
    pub installed: Date,
    /// Last day of the trial.
    pub trial_end: Option<Date>,
    /// When its last line of the month came.
    pub last_seen: Option<Timestamp>,
    /// Version of its signatures, as it says.
    pub signatures: Option<String>,
    /// When the signatures were last renewed.
    pub signatures_renewed: Option<Date>,
    /// On how many days of the month they were renewed, if that was measured.
    #[serde(default)]
    pub signatures_renewed_on: Option<u32>,
}

/// What was received of the log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// Every day of the month.
    pub days: Vec<CoveredDay>,
    /// Lines that are known to be lost: missing in the device's own numbering; `None` where nobody could measure it.
    pub lost: Option<u64>,
    /// Lines that were not understood. They are kept.
    pub not_understood: u64,
    /// Lines that came twice and count once.
    pub duplicates: u64,
    /// Lines that were cut because they were too long.
    #[serde(default)]
    pub cut: u64,
    /// Lines that the receiving machine dropped of all companies' in the month: whose they were is not known. Only
    /// where this company's lines come over UDP, which loses in silence.
    #[serde(default)]
    pub dropped_of_all: Option<u64>,
    /// Files of figures that are damaged and were left out: the figures are too low, and nobody can say which days have
    /// no log.
    #[serde(default)]
    pub unreadable: u64,
}

/// A day's log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoveredDay {
    /// The day.
    pub day: Date,
    /// Hours in which a log was due, as bits (bit 0: from midnight to one): none before the installation.
    pub due: u32,
    /// Hours with at least one line.
    pub logged: u32,
    /// Lines.
    pub events: u64,
}

impl CoveredDay {
    /// Hours in which a log was due and none came.
    pub fn missing_hours(self) -> u32 {
        (self.due & !self.logged).count_ones()
    }

    /// Whether a log was due and the whole day nothing came.
    pub fn is_silent(self) -> bool {
        self.due != 0 && self.logged & self.due == 0
    }
}

impl Coverage {
    /// Lines in all.
    pub fn events(&self) -> u64 {
        self.days.iter().map(|day| day.events).sum()
    }

    /// Days without any log though one was due.
    pub fn silent_days(&self) -> usize {
        self.days.iter().filter(|day| day.is_silent()).count()
    }

    /// Share of the hours due in which a log came, in tenths of a percent; none if none was due. Rounded down: 100 %
    /// means every hour.
    pub fn permille(&self) -> Option<u32> {
        let due: u32 = self.days.iter().map(|day| day.due.count_ones()).sum();
        let missing: u32 = self.days.iter().map(|day| day.missing_hours()).sum();
        (due > 0).then(|| (due - missing) * 1000 / due)
    }
}

/// What a security function did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunctionFacts {
    /// Its name (`firewall_logs::Function::as_str`).
    pub function: String,
    /// One entry for each day of the month.
    pub days: Vec<Counts>,
}

/// How often something was stopped, and how often only seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Stopped.
    pub blocked: u64,
    /// Seen and not stopped.
    pub detected: u64,
}

impl Counts {
    /// Both.
    pub fn total(self) -> u64 {
        self.blocked + self.detected
    }

    /// Adds another count.
    pub fn add(&mut self, other: Self) {
        self.blocked += other.blocked;
        self.detected += other.detected;
    }
}

impl FunctionFacts {
    /// Over the month.
    pub fn total(&self) -> Counts {
        let mut total = Counts::default();
        self.days.iter().for_each(|day| total.add(*day));
        total
    }
}

/// An intrusion signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignatureFacts {
    /// Its name.
    pub name: String,
    /// Severity as OCSF numbers it (1 to 6), the highest of the month.
    pub severity: u8,
    /// How often.
    pub counts: Counts,
    /// Whether it was never seen at this company before this month.
    pub new: bool,
}

/// A malicious program on one way into the company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MalwareFacts {
    /// Its name.
    pub name: String,
    /// `web`, `mail`, `file` or `other`.
    pub channel: String,
    /// How often.
    pub counts: Counts,
}

/// Something in a ranking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ranked {
    /// What.
    pub name: String,
    /// How often.
    pub counts: Counts,
    /// Bytes in both directions, where that is what is ranked.
    pub bytes: u64,
}

/// An inside host on which something was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostFacts {
    /// Address or name.
    pub host: String,
    /// How often.
    pub counts: Counts,
    /// Whether it reached for a command-and-control server or had malware that was not stopped.
    pub serious: bool,
    /// When last.
    pub last: Option<Timestamp>,
}

/// Sign-ins of one account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoginFacts {
    /// The account.
    pub user: String,
    /// Succeeded.
    pub succeeded: u64,
    /// Failed.
    pub failed: u64,
}

/// A month in few numbers: for the trend and for comparison.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Lines.
    pub events: u64,
    /// Security events that were stopped, the packet filter left out.
    pub blocked: u64,
    /// Security events that were only seen.
    pub detected: u64,
    /// Connections that the packet filter refused.
    pub refused: u64,
}

/// The other companies of the programme in the same month: medians, so that nobody's figures show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Peers {
    /// How many companies, this one among them.
    pub companies: u64,
    /// Median of stopped security events.
    pub blocked: u64,
    /// Median of events that were only seen.
    pub detected: u64,
    /// Share of companies with fewer stopped security events than this one, in percent.
    pub below_percent: u8,
}

/// The function whose counts are refused connections, not attacks.
pub const FIREWALL: &str = "firewall";
/// Functions that count sign-ins, health and the like, not attacks.
const NOT_ATTACKS: [&str; 4] = ["vpn", "administration", "user-authentication", "system"];

impl MonthFacts {
    /// Functions whose counts are security events.
    pub fn security_functions(&self) -> impl Iterator<Item = &FunctionFacts> {
        self.functions
            .iter()
            .filter(|one| one.function != FIREWALL && !NOT_ATTACKS.contains(&one.function.as_str()))
    }

    /// The counts of one function.
    pub fn function(&self, name: &str) -> Counts {
        self.functions
            .iter()
            .find(|one| one.function == name)
            .map_or_else(Counts::default, FunctionFacts::total)
    }

    /// The month in few numbers.
    pub fn totals(&self) -> Totals {
        let mut security = Counts::default();
        self.security_functions()
            .for_each(|one| security.add(one.total()));
        Totals {
            events: self.coverage.events(),
            blocked: security.blocked,
            detected: security.detected,
            refused: self.function(FIREWALL).blocked,
        }
    }
}
