//! An invented month for tests.

use contracts::support::{SupportCase, SupportFigures};
use jiff::civil::date;

use super::facts::{
    Counts, Coverage, CoveredDay, DeviceFacts, FunctionFacts, HostFacts, LoginFacts, MalwareFacts,
    MonthFacts, Peers, Ranked, SignatureFacts, Totals,
};
use super::month::Month;

/// October 2026 of an invented company: every hour covered, everything stopped.
pub(crate) fn quiet_month() -> MonthFacts {
    let month = Month::of(date(2026, 10, 1));
    let days = || {
        (0..31)
            .map(|day| Counts {
                blocked: 3 + day % 5,
                detected: 0,
            })
            .collect()
    };
    MonthFacts {
        month,
        company: "株式会社見本製作所".to_owned(),
        programme: [
            "見本向上支援事業".to_owned(),
            "Sample improvement programme".to_owned(),
        ],
        device: Some(DeviceFacts {
            serial: "FGT40F0000000001".to_owned(),
            model: "FortiGate 40F".to_owned(),
            installed: date(2026, 9, 20),
            trial_end: None,
            answered: false,
            earlier: Vec::new(),
            last_seen: None,
            signatures: None,
            signatures_renewed: None,
            signatures_renewed_on: None,
        }),
        coverage: Coverage {
            days: month
                .days()
                .map(|day| CoveredDay {
                    day,
                    due: 0xFF_FFFF,
                    logged: 0xFF_FFFF,
                    events: 4_000,
                })
                .collect(),
            ..Coverage::default()
        },
        functions: ["firewall", "ips", "web-filter"]
            .map(|function| FunctionFacts {
                function: function.to_owned(),
                days: days(),
            })
            .to_vec(),
        signatures: Vec::new(),
        malware: Vec::new(),
        unstopped: Vec::new(),
        web_categories: Vec::new(),
        applications: Vec::new(),
        attackers: Vec::new(),
        countries: Vec::new(),
        hosts: Vec::new(),
        vpn: Vec::new(),
        administrators: Vec::new(),
        support: SupportFigures::default(),
        before: None,
        peers: None,
    }
}

/// The same company with everything that a report can show.
pub(crate) fn busy_month() -> MonthFacts {
    let mut facts = quiet_month();
    let counts = |blocked, detected| Counts { blocked, detected };
    let ranked = |name: &str, blocked, bytes| Ranked {
        name: name.to_owned(),
        counts: counts(blocked, 0),
        bytes,
    };
    facts.functions.push(FunctionFacts {
        function: "antivirus".to_owned(),
        days: (0..31)
            .map(|day| counts(u64::from(day % 3 == 0), u64::from(day == 13)))
            .collect(),
    });
    facts.functions.push(FunctionFacts {
        function: "command-and-control".to_owned(),
        days: (0..31)
            .map(|day| counts(u64::from(day > 12) * 2, u64::from(day == 14)))
            .collect(),
    });
    for (name, severity, blocked, new) in [
        ("HTTP.Unix.Shell.IFS.Remote.Code.Execution", 5, 41, false),
        ("Apache.Log4j.Error.Log.Remote.Code.Execution", 5, 22, true),
        (
            "MS.SMB.Server.Trans.Peeking.Data.Information.Disclosure",
            4,
            9,
            false,
        ),
        ("ZmEu.Vulnerability.Scanner", 3, 120, false),
        ("SSH.Connection.Brute.Force", 3, 77, true),
    ] {
        facts.signatures.push(SignatureFacts {
            name: name.to_owned(),
            severity,
            counts: counts(blocked, 0),
            new,
        });
    }
    facts.malware = vec![
        MalwareFacts {
            name: "EICAR_TEST_FILE".to_owned(),
            channel: "web".to_owned(),
            counts: counts(3, 1),
        },
        MalwareFacts {
            name: "MSOffice/Agent.AQX!tr.dldr".to_owned(),
            channel: "mail".to_owned(),
            counts: counts(8, 0),
        },
    ];
    facts.web_categories = vec![
        ranked("Phishing", 31, 0),
        ranked("Gambling", 12, 0),
        ranked("Newly Registered Domain", 9, 0),
    ];
    facts.applications = vec![
        ranked("Microsoft.365", 0, 48_200_000_000),
        ranked("YouTube", 0, 22_900_000_000),
        ranked("Zoom", 0, 6_100_000_000),
    ];
    facts.attackers = vec![
        ranked("203.0.113.77", 1_204, 0),
        ranked("198.51.100.9", 312, 0),
        ranked("2001:db8:0:77::9", 40, 0),
    ];
    facts.countries = vec![
        ranked("Netherlands", 1_390, 0),
        ranked("United States", 700, 0),
        ranked("Japan", 22, 0),
    ];
    facts.hosts = vec![
        HostFacts {
            host: "192.168.1.23".to_owned(),
            counts: counts(36, 2),
            serious: true,
            last: "2026-10-15T05:12:09Z".parse().ok(),
        },
        HostFacts {
            host: "経理のパソコン".to_owned(),
            counts: counts(4, 1),
            serious: false,
            last: None,
        },
    ];
    facts.vpn = vec![LoginFacts {
        user: "tanaka".to_owned(),
        succeeded: 41,
        failed: 2,
    }];
    facts.administrators = vec![LoginFacts {
        user: "admin".to_owned(),
        succeeded: 3,
        failed: 64,
    }];
    facts.coverage.days[10].logged = 0;
    facts.coverage.days[10].events = 0;
    facts.coverage.days[11].logged = 0xFF_FF00;
    facts.coverage.lost = Some(17);
    facts.coverage.duplicates = 240;
    facts.coverage.cut = 3;
    facts.coverage.dropped_of_all = Some(12);
    if let Some(device) = &mut facts.device {
        device.signatures = Some("virdb 92.01234, idsdb 27.00839".to_owned());
        device.signatures_renewed = Some(date(2026, 10, 30));
        device.signatures_renewed_on = Some(29);
    }
    facts.support = SupportFigures {
        opened: 2,
        closed: 1,
        false_alarms: 0,
        events: 1,
        incidents: 1,
        remote_steps: 4,
        visits: 1,
        first_answer_minutes: Some(12),
        cases: vec![SupportCase {
            number: "S-00012".to_owned(),
            title: [
                "乗っ取られた機器からの通信".to_owned(),
                "Traffic of a hijacked computer".to_owned(),
            ],
            rules: Vec::new(),
            incident: true,
            closed: false,
        }],
    };
    facts.before = Some(Totals {
        events: 110_000,
        blocked: 201,
        detected: 0,
        refused: 88,
    });
    facts.peers = Some(Peers {
        companies: 43,
        blocked: 180,
        detected: 1,
        below_percent: 72,
    });
    if let Some(device) = &mut facts.device {
        device.trial_end = Some(date(2026, 11, 30));
        device.last_seen = "2026-10-31T14:59:58Z".parse().ok();
        device.signatures = Some("28.00731".to_owned());
    }
    facts
}
