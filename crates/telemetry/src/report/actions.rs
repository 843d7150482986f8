//! What a company should do next, the most urgent first: drawn from the month's figures alone.
//!
//! Each line of the [grade](super::grade) that is worse than A is answered by an action of its own, and D by one that
//! cannot wait; what else is worth doing says nothing against an A.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::facts::{LoginFacts, MonthFacts};
use super::grade::{Criterion, Grade, Line, grade, sign_ins};
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
        /// Which line of the grade asks for it.
        because: Criterion,
    },
    /// Call the support centre to find the host that reached a command server: the log does not name it.
    FindHost {
        /// How often.
        count: u64,
    },
    /// Somebody signed in to the appliance after many failures: it may be an attacker.
    StopIntruder {
        /// The support centre's case.
        case: String,
    },
    /// Follow up what the support centre decided is an incident.
    FollowIncident {
        /// The case's number.
        case: String,
        /// What was found, in Japanese and English.
        title: [String; 2],
        /// The support centre is done with it: what is left is to prevent the next one.
        closed: bool,
    },
    /// Follow up incidents that are known by their number only, or are too many to be named.
    FollowIncidents {
        /// How many.
        count: u64,
    },
    /// Read what the support centre wrote about events without damage.
    ReadEvents {
        /// How many.
        count: u64,
    },
    /// Scan the hosts on which threats were seen and not stopped.
    ScanHosts {
        /// Addresses or names; none where the log names none.
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
        /// How many succeeded.
        #[serde(default)]
        succeeded: u64,
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
            Self::IsolateHost { .. }
            | Self::FindHost { .. }
            | Self::StopIntruder { .. }
            | Self::FollowIncident { .. }
            | Self::FollowIncidents { .. } => Urgency::Now,
            Self::ScanHosts { .. }
            | Self::ReadEvents { .. }
            | Self::ProtectAdministrator { .. }
            | Self::CheckAppliance { .. } => Urgency::Soon,
            Self::ProtectVpn { .. }
            | Self::RenewSignatures { .. }
            | Self::WarnOfMail { .. }
            | Self::DecideOnTrial { .. }
            | Self::AwaitRevision
            | Self::NothingToDo => Urgency::Later,
        }
    }

    /// The line of the grade that it answers; `None` for what is worth doing in any month.
    pub fn answers(&self) -> Option<Criterion> {
        match self {
            Self::IsolateHost { because, .. } => Some(*because),
            Self::ScanHosts { .. } => Some(Criterion::Unstopped),
            Self::FindHost { .. } => Some(Criterion::CommandAndControl),
            Self::StopIntruder { .. } => Some(Criterion::SignedIn),
            Self::FollowIncident { .. } | Self::FollowIncidents { .. } | Self::ReadEvents { .. } => {
                Some(Criterion::Decided)
            }
            Self::CheckAppliance { .. } => Some(Criterion::Log),
            Self::ProtectAdministrator { .. }
            | Self::ProtectVpn { .. }
            | Self::RenewSignatures { .. }
            | Self::WarnOfMail { .. }
            | Self::DecideOnTrial { .. }
            | Self::AwaitRevision
            | Self::NothingToDo => None,
        }
    }
}

/// From this many failed sign-ins of one account on, somebody may be trying passwords.
const MANY_FAILED: u64 = 20;
/// How long before its end a company hears of the end of the trial.
const TRIAL_NOTICE_DAYS: i32 = 45;
/// More would not be read: advice stands only where what answers the grade leaves room.
const MOST: usize = 5;
/// Hosts that are named.
const HOSTS: usize = 3;
/// Incidents that are named.
const INCIDENTS: usize = 2;

/// What to do, at least one thing: the most urgent first, and of those the grade's own.
pub fn actions(facts: &MonthFacts) -> Vec<Action> {
    let mut actions = Vec::new();
    for line in grade(facts).lines {
        answer(facts, line, &mut actions);
    }
    advice(facts, &mut actions);
    actions.sort_by_key(|action| (action.urgency(), action.answers().is_none()));
    let answers = actions.iter().filter(|action| action.answers().is_some()).count();
    let mut room = MOST.saturating_sub(answers);
    actions.retain(|action| {
        let is_advice = action.answers().is_none();
        let stays = !is_advice || room > 0;
        room = room.saturating_sub(usize::from(is_advice));
        stays
    });
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

/// What answers a line of the grade: nothing if it is an A, otherwise at least one action.
fn answer(facts: &MonthFacts, line: Line, actions: &mut Vec<Action>) {
    if line.grade == Grade::A {
        return;
    }
    match line.criterion {
        Criterion::Log => actions.push(Action::CheckAppliance { days: line.count }),
        Criterion::Unstopped => {
            isolate(facts, line.criterion, actions);
            actions.push(Action::ScanHosts {
                hosts: seen_on(facts),
                count: line.count,
            });
        }
        Criterion::CommandAndControl => {
            if facts.hosts.iter().any(|host| host.serious) {
                isolate(facts, line.criterion, actions);
            } else {
                actions.push(Action::FindHost { count: line.count });
            }
        }
        Criterion::SignedIn => actions.extend(sign_ins(facts).take(1).map(|case| Action::StopIntruder {
            case: case.number.clone(),
        })),
        Criterion::Decided => follow(facts, actions),
    }
}

/// Hosts that reached for a command server or had malware that was not stopped, each once. The command server is the
/// weightier reason.
fn isolate(facts: &MonthFacts, because: Criterion, actions: &mut Vec<Action>) {
    for host in facts.hosts.iter().filter(|host| host.serious).take(2) {
        let host = host.host.clone();
        actions.retain(|action| !matches!(action, Action::IsolateHost { host: named, .. } if *named == host));
        actions.push(Action::IsolateHost { host, because });
    }
}

/// Where something was seen and not stopped; those that are taken off the network only if there are no others.
fn seen_on(facts: &MonthFacts) -> Vec<String> {
    let seen = |serious: bool| {
        let hosts = facts.hosts.iter();
        let hosts = hosts.filter(move |host| host.serious == serious && host.counts.detected > 0);
        hosts
            .map(|host| host.host.clone())
            .take(HOSTS)
            .collect::<Vec<_>>()
    };
    let others = seen(false);
    if others.is_empty() { seen(true) } else { others }
}

/// What the support centre decided: each incident by its number, as far as it is known.
fn follow(facts: &MonthFacts, actions: &mut Vec<Action>) {
    let support = &facts.support;
    if support.incidents == 0 {
        actions.push(Action::ReadEvents {
            count: support.events,
        });
        return;
    }
    let cases = support.cases.iter().filter(|case| case.incident);
    let named: Vec<_> = cases
        .take(INCIDENTS)
        .map(|case| Action::FollowIncident {
            case: case.number.clone(),
            title: case.title.clone(),
            closed: case.closed,
        })
        .collect();
    let count = support
        .incidents
        .saturating_sub(u64::try_from(named.len()).unwrap_or(u64::MAX));
    actions.extend(named);
    if count > 0 {
        actions.push(Action::FollowIncidents { count });
    }
}

/// What is worth doing in any month, whatever its grade.
fn advice(facts: &MonthFacts, actions: &mut Vec<Action>) {
    if let Some(worst) = worst(&facts.administrators) {
        actions.push(Action::ProtectAdministrator {
            user: worst.user.clone(),
            failed: worst.failed,
            succeeded: worst.succeeded,
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
    device(facts, actions);
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
    if !device.answered
        && let Some(until) = device.trial_end
        && until >= end
        && days_until(end, until) <= TRIAL_NOTICE_DAYS
    {
        actions.push(Action::DecideOnTrial { until });
    }
}
