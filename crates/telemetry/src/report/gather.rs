//! From the lake's figures to the facts of a report.

use std::collections::{BTreeMap, BTreeSet};

use contracts::support::SupportFigures;
use jiff::Timestamp;
use jiff::civil::Date;
use lake::{Figures, Measure, ReportSet};

use super::collected::Collected;
use super::facts::{
    Counts, Coverage, CoveredDay, DeviceFacts, FunctionFacts, HostFacts, LoginFacts, MalwareFacts,
    MonthFacts, Peers, Ranked, SignatureFacts, Totals,
};
use super::month::Month;

/// What a report needs beside the figures of the lake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// The company's name as typed.
    pub company: String,
    /// The programme's name in Japanese and English.
    pub programme: [String; 2],
    /// The appliance; its last line is read from the figures.
    pub device: Option<DeviceFacts>,
    /// From when to when a log was due: from the installation to the removal, or to now.
    pub due: Option<(Timestamp, Timestamp)>,
    /// What the collector measured.
    pub collected: Collected,
    /// What the support centre did.
    pub support: SupportFigures,
}

/// The facts of a month. `earlier` are the signatures seen before it; `before` is the month before, if the appliance
/// stood there then.
pub fn gather(
    set: &ReportSet,
    about: About,
    earlier: &BTreeSet<String>,
    before: Option<Totals>,
    peers: Option<Peers>,
) -> MonthFacts {
    let month = Month::of(set.month);
    // Where figures are missing, an hour without a line says nothing of the log.
    let due = about.due.filter(|_| set.damaged.is_empty());
    let mut device = about.device;
    if let Some(device) = &mut device {
        device.last_seen = last_line(set);
        device.signatures = about.collected.signatures;
        device.signatures_renewed = about.collected.renewed;
        device.signatures_renewed_on = about.collected.renewed_on;
    }
    MonthFacts {
        month,
        company: about.company,
        programme: about.programme,
        device,
        coverage: Coverage {
            days: covered(set, month, due),
            lost: about.collected.lost,
            not_understood: set.total(Measure::NotUnderstood).events,
            duplicates: about.collected.duplicates,
            cut: about.collected.cut,
            dropped_of_all: about.collected.dropped_of_all,
            unreadable: u64::try_from(set.damaged.len()).unwrap_or(u64::MAX),
        },
        functions: functions(set, month),
        signatures: signatures(set, earlier),
        malware: malware(set),
        web_categories: stopped(ranked(set, Measure::WebCategory)),
        applications: by_volume(ranked(set, Measure::Application)),
        attackers: ranked(set, Measure::Attacker),
        countries: ranked(set, Measure::Country),
        hosts: hosts(set),
        vpn: logins(set, Measure::VpnLogin),
        administrators: logins(set, Measure::AdminLogin),
        support: about.support,
        before,
        peers,
    }
}

/// A month in few numbers, without the rest: for the trend and the comparison.
pub fn totals(set: &ReportSet) -> Totals {
    let nobody = About {
        company: String::new(),
        programme: [String::new(), String::new()],
        device: None,
        due: None,
        collected: Collected::default(),
        support: SupportFigures::default(),
    };
    gather(set, nobody, &BTreeSet::new(), None, None).totals()
}

/// The signatures of some figures, as they are recognised again: by their numbers.
pub fn signature_numbers<'f>(rows: impl IntoIterator<Item = &'f lake::RollupRow>) -> BTreeSet<String> {
    rows.into_iter()
        .filter(|row| row.measure == Measure::Signature)
        .map(|row| row.key.clone())
        .collect()
}

fn counts(figures: &Figures) -> Counts {
    Counts {
        blocked: figures.blocked,
        detected: figures.detected,
    }
}

fn last_line(set: &ReportSet) -> Option<Timestamp> {
    let last = set.total(Measure::Coverage);
    (last.events > 0)
        .then(|| Timestamp::from_millisecond(last.last).ok())
        .flatten()
}

fn covered(set: &ReportSet, month: Month, due: Option<(Timestamp, Timestamp)>) -> Vec<CoveredDay> {
    let mut days: BTreeMap<Date, (u32, u64)> = BTreeMap::new();
    for row in set.of(Measure::Coverage) {
        let day = days.entry(row.day).or_default();
        if let Ok(hour) = row.key2.parse::<u32>() {
            day.0 |= 1_u32.checked_shl(hour).unwrap_or(0);
        }
        day.1 += row.figures.events;
    }
    month
        .days()
        .map(|day| {
            let (logged, events) = days.get(&day).copied().unwrap_or_default();
            CoveredDay {
                day,
                due: due_hours(day, due),
                logged,
                events,
            }
        })
        .collect()
}

/// The hours of a day that lie wholly within the time in which a log was due.
fn due_hours(day: Date, due: Option<(Timestamp, Timestamp)>) -> u32 {
    let Some((from, to)) = due else { return 0 };
    (0..24_i8).fold(0, |bits, hour| {
        let begin = platform::clock::from_tokyo(day.at(hour, 0, 0, 0));
        let end = begin + jiff::SignedDuration::from_hours(1);
        if from <= begin && end <= to {
            bits | 1 << hour
        } else {
            bits
        }
    })
}

fn functions(set: &ReportSet, month: Month) -> Vec<FunctionFacts> {
    let names: BTreeSet<&str> = set
        .of(Measure::Function)
        .map(|row| row.key.as_str())
        .filter(|name| *name != UNKNOWN)
        .collect();
    names
        .into_iter()
        .map(|name| {
            let days = set.by_day(Measure::Function, name);
            FunctionFacts {
                function: name.to_owned(),
                days: month
                    .days()
                    .map(|day| days.get(&day).map_or_else(Counts::default, counts))
                    .collect(),
            }
        })
        .collect()
}

/// The function of lines that name none.
const UNKNOWN: &str = "?";

fn signatures(set: &ReportSet, earlier: &BTreeSet<String>) -> Vec<SignatureFacts> {
    set.ranked(Measure::Signature)
        .into_iter()
        .map(|(number, name, figures)| SignatureFacts {
            name: if name.is_empty() { number } else { name }.to_owned(),
            severity: figures.severity,
            counts: counts(&figures),
            new: !earlier.contains(number),
        })
        .collect()
}

fn malware(set: &ReportSet) -> Vec<MalwareFacts> {
    set.ranked(Measure::Malware)
        .into_iter()
        .map(|(name, channel, figures)| MalwareFacts {
            name: if name == UNKNOWN { "" } else { name }.to_owned(),
            channel: channel.to_owned(),
            counts: counts(&figures),
        })
        .collect()
}

/// One entry for each first key, the most frequent first, then by name.
fn ranked(set: &ReportSet, measure: Measure) -> Vec<Ranked> {
    let mut sums: BTreeMap<&str, Figures> = BTreeMap::new();
    for row in set.of(measure) {
        sums.entry(&row.key).or_default().add(&row.figures);
    }
    let mut ranked: Vec<_> = sums
        .into_iter()
        .map(|(name, figures)| Ranked {
            name: name.to_owned(),
            counts: counts(&figures),
            bytes: figures.bytes_in.saturating_add(figures.bytes_out),
        })
        .collect();
    ranked.sort_by_key(|one| std::cmp::Reverse(one.counts.total()));
    ranked
}

/// Only what was stopped or reported: the categories of ordinary visits are nobody's business.
fn stopped(mut ranked: Vec<Ranked>) -> Vec<Ranked> {
    ranked.retain(|one| one.counts.total() > 0);
    ranked
}

fn by_volume(mut ranked: Vec<Ranked>) -> Vec<Ranked> {
    ranked.retain(|one| one.bytes > 0);
    ranked.sort_by_key(|one| std::cmp::Reverse(one.bytes));
    ranked
}

fn hosts(set: &ReportSet) -> Vec<HostFacts> {
    let mut hosts: BTreeMap<&str, (Figures, bool)> = BTreeMap::new();
    for row in set.of(Measure::Host) {
        let host = hosts.entry(&row.key).or_default();
        host.0.add(&row.figures);
        let harmful = matches!(row.key2.as_str(), "command-and-control" | "antivirus");
        host.1 |= harmful && row.figures.detected > 0;
    }
    let mut hosts: Vec<_> = hosts
        .into_iter()
        .map(|(host, (figures, serious))| HostFacts {
            host: host.to_owned(),
            counts: counts(&figures),
            serious,
            last: Timestamp::from_millisecond(figures.last).ok(),
        })
        .collect();
    hosts.sort_by_key(|host| std::cmp::Reverse((host.serious, host.counts.detected, host.counts.blocked)));
    hosts
}

fn logins(set: &ReportSet, measure: Measure) -> Vec<LoginFacts> {
    let mut accounts: BTreeMap<&str, LoginFacts> = BTreeMap::new();
    for row in set.of(measure) {
        let account = accounts.entry(&row.key).or_insert_with(|| LoginFacts {
            user: row.key.clone(),
            succeeded: 0,
            failed: 0,
        });
        match row.key2.as_str() {
            "ok" => account.succeeded += row.figures.events,
            _ => account.failed += row.figures.events,
        }
    }
    let mut accounts: Vec<_> = accounts.into_values().collect();
    accounts.sort_by_key(|one| std::cmp::Reverse((one.failed, one.succeeded)));
    accounts
}

#[cfg(test)]
mod tests {
    use contracts::ids::CompanyId;
    use jiff::civil::date;
    use lake::RollupRow;
    use uuid::Uuid;

    use super::*;

    fn row(day: i8, measure: Measure, key: &str, key2: &str, blocked: u64, detected: u64) -> RollupRow {
        RollupRow {
            company: CompanyId(Uuid::from_u128(1)),
            day: date(2026, 10, day),
            measure,
            key: key.to_owned(),
            key2: key2.to_owned(),
            figures: Figures {
                events: blocked + detected + 1,
                blocked,
                detected,
                bytes_in: 500,
                bytes_out: 300,
                first: 1,
                last: 1_793_000_000_000,
                severity: 4,
            },
        }
    }

    fn facts(rows: Vec<RollupRow>, earlier: &[&str], due: Option<(Timestamp, Timestamp)>) -> MonthFacts {
        let set = ReportSet {
            month: date(2026, 10, 1),
            rows,
            damaged: Vec::new(),
        };
        let about = About {
            company: "見本商店".to_owned(),
            programme: ["見本".to_owned(), "Sample".to_owned()],
            device: None,
            due,
            collected: Collected::default(),
            support: SupportFigures::default(),
        };
        gather(
            &set,
            about,
            &earlier.iter().map(|one| (*one).to_owned()).collect(),
            None,
            None,
        )
    }

    #[test]
    fn a_signature_is_new_once() {
        let rows = || {
            vec![
                row(3, Measure::Signature, "101", "Old.One", 2, 0),
                row(4, Measure::Signature, "102", "New.One", 1, 0),
            ]
        };
        let facts = facts(rows(), &["101"], None);
        let new: Vec<_> = facts
            .signatures
            .iter()
            .map(|one| (one.name.as_str(), one.new))
            .collect();
        assert_eq!(new, [("Old.One", false), ("New.One", true)]);
    }

    #[test]
    fn a_host_with_malware_that_was_not_stopped_comes_first() {
        let facts = facts(
            vec![
                row(3, Measure::Host, "192.168.1.5", "ips", 90, 0),
                row(3, Measure::Host, "192.168.1.9", "antivirus", 0, 1),
                row(4, Measure::Host, "192.168.1.9", "web-filter", 4, 0),
            ],
            &[],
            None,
        );
        let first = &facts.hosts[0];
        assert_eq!(
            (first.host.as_str(), first.serious, first.counts.blocked),
            ("192.168.1.9", true, 4)
        );
        assert!(!facts.hosts[1].serious);
    }

    #[test]
    fn only_hours_between_installation_and_removal_are_due() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        // Installed on 2 October at half past two in Tokyo, looked at on 4 October at noon.
        let due = (at("2026-10-02T05:30:00Z"), at("2026-10-04T03:00:00Z"));
        let facts = facts(vec![row(2, Measure::Coverage, "d", "15", 0, 0)], &[], Some(due));
        let due: Vec<_> = facts
            .coverage
            .days
            .iter()
            .map(|day| day.due.count_ones())
            .collect();
        assert_eq!(due[..5], [0, 9, 24, 12, 0]);
        assert_eq!(facts.coverage.days[1].missing_hours(), 8);
        assert_eq!(facts.coverage.silent_days(), 2);
    }

    #[test]
    fn sign_ins_of_one_account_are_one_line() {
        let facts = facts(
            vec![
                row(3, Measure::AdminLogin, "admin", "failed", 0, 0),
                row(3, Measure::AdminLogin, "admin", "ok", 0, 0),
            ],
            &[],
            None,
        );
        assert_eq!(
            facts.administrators,
            [LoginFacts {
                user: "admin".to_owned(),
                succeeded: 1,
                failed: 1
            }]
        );
    }

    #[test]
    fn the_packet_filter_is_no_attack() {
        let facts = facts(
            vec![
                row(1, Measure::Function, "firewall", "", 70, 0),
                row(1, Measure::Function, "ips", "", 5, 2),
            ],
            &[],
            None,
        );
        let totals = facts.totals();
        assert_eq!((totals.blocked, totals.detected, totals.refused), (5, 2, 70));
    }
}
