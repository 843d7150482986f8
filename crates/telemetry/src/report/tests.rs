//! Grade and actions as rules.

use contracts::support::SupportCase;
use jiff::civil::date;
use proptest::prelude::*;

use super::actions::{Action, Urgency, actions};
use super::facts::{
    Counts, CoveredDay, FunctionFacts, HostFacts, LoginFacts, MalwareFacts, MonthFacts, SignatureFacts,
};
use super::grade::{Grade, SIGNED_IN, grade};
use super::samples::quiet_month;

fn add_malware(facts: &mut MonthFacts, detected: u64) {
    facts.malware.push(MalwareFacts {
        name: "EICAR_TEST_FILE".to_owned(),
        channel: "web".to_owned(),
        counts: Counts { blocked: 3, detected },
    });
}

fn silence(day: &mut CoveredDay) {
    day.logged = 0;
    day.events = 0;
}

#[test]
fn a_quiet_month_is_an_a_with_nothing_to_do() {
    let facts = quiet_month();
    assert_eq!(grade(&facts).grade, Some(Grade::A));
    assert_eq!(actions(&facts), [Action::NothingToDo]);
}

#[test]
fn the_boundaries_of_the_grade() {
    for (unstopped, expected) in [(0, Grade::A), (1, Grade::B), (4, Grade::B), (5, Grade::C)] {
        let mut facts = quiet_month();
        add_malware(&mut facts, unstopped);
        assert_eq!(grade(&facts).grade, Some(expected), "{unstopped}");
    }
    for (silent, expected) in [(1, Grade::B), (2, Grade::B), (3, Grade::C), (15, Grade::C)] {
        let mut facts = quiet_month();
        facts.coverage.days.iter_mut().take(silent).for_each(silence);
        assert_eq!(grade(&facts).grade, Some(expected), "{silent}");
    }
}

#[test]
fn half_a_log_gives_no_grade() {
    let mut facts = quiet_month();
    facts.coverage.days.iter_mut().take(16).for_each(silence);
    assert_eq!(grade(&facts).grade, None);
    facts.coverage.days.clear();
    assert_eq!(grade(&facts).grade, None, "a month without any log");
}

#[test]
fn a_server_that_commands_is_the_worst() {
    let mut facts = quiet_month();
    facts.functions.push(FunctionFacts {
        function: "command-and-control".to_owned(),
        days: vec![Counts {
            blocked: 0,
            detected: 1,
        }],
    });
    facts.hosts.push(HostFacts {
        host: "192.168.1.23".to_owned(),
        counts: Counts {
            blocked: 0,
            detected: 1,
        },
        serious: true,
        last: None,
    });
    assert_eq!(grade(&facts).grade, Some(Grade::D));
    let first = &actions(&facts)[0];
    assert_eq!(first.urgency(), Urgency::Now);
    assert!(matches!(first, Action::IsolateHost { host, .. } if host == "192.168.1.23"));
}

#[test]
fn twenty_failed_sign_ins_are_told() {
    for (failed, told) in [(19, false), (20, true)] {
        let mut facts = quiet_month();
        facts.administrators.push(LoginFacts {
            user: "admin".to_owned(),
            succeeded: 1,
            failed,
        });
        let found = actions(&facts)
            .iter()
            .any(|one| matches!(one, Action::ProtectAdministrator { .. }));
        assert_eq!(found, told, "{failed}");
    }
}

#[test]
fn the_end_of_the_trial_is_announced_once_it_is_near() {
    for (until, told) in [
        (date(2026, 12, 15), true),
        (date(2026, 12, 16), false),
        (date(2026, 10, 30), false),
    ] {
        let mut facts = quiet_month();
        facts.device.as_mut().unwrap().trial_end = Some(until);
        let found = actions(&facts)
            .iter()
            .any(|one| matches!(one, Action::DecideOnTrial { .. }));
        assert_eq!(found, told, "{until}");
    }
}

#[test]
fn who_has_answered_is_not_asked_again() {
    let mut facts = quiet_month();
    let device = facts.device.as_mut().unwrap();
    device.trial_end = Some(date(2026, 11, 30));
    assert!(matches!(actions(&facts)[..], [Action::DecideOnTrial { .. }]));
    facts.device.as_mut().unwrap().answered = true;
    assert_eq!(actions(&facts), [Action::NothingToDo]);
}

fn case(number: &str, incident: bool, rules: &[&str]) -> SupportCase {
    SupportCase {
        number: number.to_owned(),
        title: ["見本".to_owned(), "Sample".to_owned()],
        rules: rules.iter().map(|rule| (*rule).to_owned()).collect(),
        incident,
        closed: false,
    }
}

#[test]
fn an_incident_has_an_action_with_its_number() {
    let mut facts = quiet_month();
    facts.support.incidents = 3;
    facts.support.cases = vec![case("S-00012", true, &[]), case("S-00013", true, &[])];
    let found = actions(&facts);
    let named = |number: &str| {
        found
            .iter()
            .any(|one| matches!(one, Action::FollowIncident { case, .. } if case == number))
    };
    assert!(named("S-00012") && named("S-00013"), "{found:?}");
    assert!(found.contains(&Action::FollowIncidents { count: 1 }), "{found:?}");
}

#[test]
fn an_intruder_is_more_than_failed_sign_ins() {
    let mut facts = quiet_month();
    facts.support.cases = vec![case("S-00014", false, &[SIGNED_IN])];
    assert_eq!(grade(&facts).grade, Some(Grade::D));
    let first = &actions(&facts)[0];
    assert_eq!(first.urgency(), Urgency::Now);
    assert!(matches!(first, Action::StopIntruder { case } if case == "S-00014"));
    let shipped = include_str!("../../../../rules/utm/administrator-login.yml");
    assert!(shipped.contains(&format!("id: {SIGNED_IN}")));
}

proptest! {
    /// What the grade says and what is to be done are one: a line worse than A has an action of its own, an A has none
    /// that answers a line, and a D has one that cannot wait.
    #[test]
    fn grade_and_actions_are_one(
        silent in 0usize..12, unstopped in 0u64..9, severity in 1u8..6, commanded in 0u64..3, incidents in 0u64..5,
        known in 0usize..5, events in 0u64..3, signed_in: bool, failed in 0u64..50, host in 0usize..3, detected in 0u64..3, serious: bool,
    ) {
        let mut facts = quiet_month();
        facts.coverage.days.iter_mut().take(silent).for_each(silence);
        facts.signatures.push(SignatureFacts {
            name: "x".to_owned(), severity, counts: Counts { blocked: 0, detected: unstopped }, new: true,
        });
        facts.functions.push(FunctionFacts {
            function: "command-and-control".to_owned(),
            days: vec![Counts { blocked: 0, detected: commanded }],
        });
        for number in 0..host {
            facts.hosts.push(HostFacts {
                host: format!("192.168.1.{number}"), counts: Counts { blocked: 1, detected }, serious, last: None,
            });
        }
        facts.support.incidents = incidents;
        facts.support.events = events;
        facts.support.cases = (0..known).map(|number| case(&format!("S-{number}"), true, &[])).collect();
        if signed_in {
            facts.support.cases.push(case("S-99", false, &[SIGNED_IN]));
        }
        for logins in [&mut facts.vpn, &mut facts.administrators] {
            logins.push(LoginFacts { user: "u".to_owned(), succeeded: failed % 2, failed });
        }
        let graded = grade(&facts);
        let actions = actions(&facts);
        for line in &graded.lines {
            let answered = actions.iter().any(|action| action.answers() == Some(line.criterion));
            prop_assert_eq!(answered, line.grade > Grade::A, "{:?} {:?}", line, actions);
        }
        if actions.iter().all(|action| action.answers().is_none()) {
            prop_assert_eq!(graded.grade, Some(Grade::A));
        }
        if graded.grade == Some(Grade::D) {
            prop_assert!(actions.iter().any(|action| action.urgency() == Urgency::Now));
        }
        prop_assert!(!actions.contains(&Action::NothingToDo) || actions.len() == 1);
    }

    #[test]
    fn worse_figures_never_better_the_grade(
        silent in 0usize..12, unstopped in 0u64..9, commanded in 0u64..3, incidents in 0u64..3, events in 0u64..3, worse in 0usize..5,
    ) {
        let make = |silent: usize, unstopped, commanded, incidents, events| {
            let mut facts = quiet_month();
            facts.coverage.days.iter_mut().take(silent).for_each(silence);
            add_malware(&mut facts, unstopped);
            facts.functions.push(FunctionFacts {
                function: "command-and-control".to_owned(),
                days: vec![Counts { blocked: 0, detected: commanded }],
            });
            facts.support.incidents = incidents;
            facts.support.events = events;
            grade(&facts).grade.expect("more than half of the log is there")
        };
        let step = |number| u64::from(worse == number);
        let before = make(silent, unstopped, commanded, incidents, events);
        let after = make(
            silent + usize::from(worse == 0), unstopped + step(1), commanded + step(2), incidents + step(3), events + step(4),
        );
        prop_assert!(after >= before);
    }

    #[test]
    fn there_is_always_something_to_read(unstopped in 0u64..9, failed in 0u64..50, serious: bool, silent in 0usize..31) {
        let mut facts = quiet_month();
        add_malware(&mut facts, unstopped);
        facts.signatures.push(SignatureFacts {
            name: "x".to_owned(), severity: 4, counts: Counts { blocked: 0, detected: unstopped }, new: true,
        });
        facts.hosts.push(HostFacts {
            host: "192.168.1.9".to_owned(), counts: Counts { blocked: 0, detected: unstopped }, serious, last: None,
        });
        facts.vpn.push(LoginFacts { user: "u".to_owned(), succeeded: 0, failed });
        facts.coverage.days.iter_mut().take(silent).for_each(silence);
        let actions = actions(&facts);
        prop_assert!((1..=8).contains(&actions.len()));
        prop_assert!(actions.is_sorted_by_key(Action::urgency));
    }
}
