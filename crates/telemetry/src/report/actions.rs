//! What a company should do next, the most urgent first: drawn from the month's figures alone.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::facts::{LoginFacts, MonthFacts};
use super::grade::unstopped_threats;
use crate::domain::health::SIGNATURE_DAYS;

/// How soon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// Today.
    Now,
    /// This week.
    Soon,
    /// When there is time.
    Later,
}

/// A recommended action; the report says it in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Action {
    /// Take a host off the network and call the support centre.
    IsolateHost {
        /// Address or name.
        host: String,
    },
    /// Scan the hosts on which threats were seen and not stopped.
    ScanHosts {
        /// Addresses or names.
        hosts: Vec<String>,
        /// How often something was not stopped.
        count: u64,
    },
    /// Change the password of an account of the appliance that many sign-ins failed for.
    ProtectAdministrator {
        /// The account.
        user: String,
        /// How many failed.
        failed: u64,
    },
    /// Look after an account of the VPN that many sign-ins failed for.
    ProtectVpn {
        /// The account.
        user: String,
        /// How many failed.
        failed: u64,
    },
    /// See that the appliance has power and line.
    CheckAppliance {
        /// Days without a log.
        days: u64,
    },
    /// Have the signatures renewed.
    RenewSignatures {
        /// Since when they are the same.
        since: Date,
    },
    /// Warn the staff of mails with malware.
    WarnOfMail {
        /// How many came.
        count: u64,
    },
    /// Say by the end of the trial whether the appliance stays.
    DecideOnTrial {
        /// Last day of the trial.
        until: Date,
    },
    /// Wait for a revision: figures of the month could not be read.
    AwaitRevision,
    /// Go on as before.
    NothingToDo,
}

impl Action {
    /// How soon.
    pub fn urgency(&self) -> Urgency {
        match self {
            Self::IsolateHost { .. } => Urgency::Now,
            Self::ScanHosts { .. } | Self::ProtectAdministrator { .. } | Self::CheckAppliance { .. } => {
                Urgency::Soon
            }
            Self::ProtectVpn { .. }
            | Self::RenewSignatures { .. }
            | Self::WarnOfMail { .. }
            | Self::DecideOnTrial { .. }
            | Self::AwaitRevision
            | Self::NothingToDo => Urgency::Later,
        }
    }
}

/// From this many failed sign-ins of one account on, somebody may be trying passwords.
const MANY_FAILED: u64 = 20;
/// How long before its end a company hears of the end of the trial.
const TRIAL_NOTICE_DAYS: i32 = 45;
/// More would not be read.
const MOST: usize = 5;

/// What to do, at least one thing and at most five, the most urgent first.
pub fn actions(facts: &MonthFacts) -> Vec<Action> {
    let mut actions = Vec::new();
    hosts(facts, &mut actions);
    if let Some(worst) = worst(&facts.administrators) {
        actions.push(Action::ProtectAdministrator {
            user: worst.user.clone(),
            failed: worst.failed,
        });
    }
    let days = facts.coverage.silent_days();
    if days > 0 {
        actions.push(Action::CheckAppliance {
            days: u64::try_from(days).unwrap_or(u64::MAX),
        });
    }
    if let Some(worst) = worst(&facts.vpn) {
        actions.push(Action::ProtectVpn {
            user: worst.user.clone(),
            failed: worst.failed,
        });
    }
    let mails: u64 = facts
        .malware
        .iter()
        .filter(|one| one.channel == "mail")
        .map(|one| one.counts.total())
        .sum();
    if mails > 0 {
        actions.push(Action::WarnOfMail { count: mails });
    }
    device(facts, &mut actions);
    actions.sort_by_key(Action::urgency);
    actions.truncate(MOST);
    if actions.is_empty() {
        let is_whole = facts.coverage.unreadable == 0;
        actions.push(if is_whole {
            Action::NothingToDo
        } else {
            Action::AwaitRevision
        });
    }
    actions
}

fn hosts(facts: &MonthFacts, actions: &mut Vec<Action>) {
    let serious = facts.hosts.iter().filter(|host| host.serious);
    actions.extend(serious.take(2).map(|host| Action::IsolateHost {
        host: host.host.clone(),
    }));
    let count = unstopped_threats(facts);
    let hosts: Vec<_> = facts
        .hosts
        .iter()
        .filter(|host| !host.serious && host.counts.detected > 0)
        .map(|host| host.host.clone())
        .take(3)
        .collect();
    if count > 0 && !hosts.is_empty() {
        actions.push(Action::ScanHosts { hosts, count });
    }
}

fn worst(logins: &[LoginFacts]) -> Option<&LoginFacts> {
    logins
        .iter()
        .filter(|login| login.failed >= MANY_FAILED)
        .max_by_key(|login| login.failed)
}

fn device(facts: &MonthFacts, actions: &mut Vec<Action>) {
    let Some(device) = &facts.device else { return };
    let end = facts.month.last();
    let days_until = |from: Date, to: Date| (to - from).get_days();
    if let Some(since) = device.signatures_renewed
        && days_until(since, end) > SIGNATURE_DAYS
    {
        actions.push(Action::RenewSignatures { since });
    }
    if let Some(until) = device.trial_end
        && until >= end
        && days_until(end, until) <= TRIAL_NOTICE_DAYS
    {
        actions.push(Action::DecideOnTrial { until });
    }
}
