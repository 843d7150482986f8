//! Each shipped rule: a log that meets it, and one that just does not.

use std::collections::BTreeMap;

use contracts::support::Severity;
use telemetry::detect::{Detection, Detector, Limits};

use super::scene::{COMPANY, DEVICE, OTHER, Scene, hours, seconds, shipped, start};

fn ips(action: &str, severity: &str, signature: &str, from: &str) -> String {
    format!(
        "logid=\"0419016384\" type=\"utm\" subtype=\"ips\" level=\"alert\" severity=\"{severity}\" srcip={from} \
         dstip=192.168.10.2 action=\"{action}\" proto=6 service=\"HTTP\" attack=\"{signature}\" srcport=40000 \
         dstport=80 direction=\"incoming\" attackid=99001"
    )
}

fn blocked(_: i64) -> String {
    ips("dropped", "medium", "Example.Overflow", "203.0.113.5")
}

#[test]
fn every_rule_for_people_has_words_for_them() {
    let rules = shipped();
    let ids: Vec<&str> = rules.emitting().collect();
    assert_eq!(ids.len(), 14);
    for id in ids {
        let told = rules.explain(id).unwrap();
        assert_ne!(told.title.ja, told.title.en);
        assert_ne!(told.description.ja, told.description.en);
        assert!(told.advice.is_some(), "{}", told.title.en);
    }
}

#[test]
fn blocks_from_one_address() {
    let title = ["Many attacks from one outside address"];
    assert_eq!(Scene::new().lines(30, seconds(20), blocked).titles(), title);
    assert!(Scene::new().lines(29, seconds(20), blocked).titles().is_empty());
    // Thirty within ten minutes are enough, within ten minutes and a little more they are not.
    assert!(Scene::new().lines(30, seconds(21), blocked).titles().is_empty());
}

#[test]
fn a_burst_is_told_once_and_grows() {
    let mut scene = Scene::new();
    scene.lines(100, seconds(1), blocked);
    let [first] = scene.told.as_slice() else {
        panic!("{:?}", scene.told)
    };
    assert_eq!(
        (first.events, first.group.as_slice()),
        (30, &["203.0.113.5".to_owned()][..])
    );
    let grown = scene.tick(seconds(120));
    assert_eq!(grown.len(), 1);
    assert_eq!((grown[0].id, grown[0].events), (scene.told[0].id, 100));
    assert_eq!(grown[0].last, start() + seconds(99));
    assert!(
        scene.tick(seconds(180)).is_empty(),
        "what did not grow is not told again"
    );
}

fn refused(port: i64) -> String {
    format!(
        "logid=\"0000000013\" type=\"traffic\" subtype=\"forward\" level=\"notice\" srcip=198.51.100.77 srcport=5000 \
         dstip=192.0.2.10 dstport={port} proto=6 action=\"deny\""
    )
}

#[test]
fn port_scan() {
    let title = ["One outside address tries many ports"];
    assert_eq!(Scene::new().lines(20, seconds(1), refused).titles(), title);
    assert!(Scene::new().lines(19, seconds(1), refused).titles().is_empty());
    let again = |number| refused(number % 19);
    assert!(
        Scene::new().lines(60, seconds(1), again).titles().is_empty(),
        "the same ports again"
    );
    let inside = |port| {
        refused(port)
            .replace("198.51.100.77", "192.168.10.9")
            .replace("192.0.2.10", "192.168.10.1")
    };
    assert!(
        Scene::new().lines(40, seconds(1), inside).titles().is_empty(),
        "nobody outside"
    );
}

const VIRUS: &str = "logid=\"0211008192\" type=\"utm\" subtype=\"virus\" eventtype=\"infected\" level=\"warning\" \
    srcip=192.168.10.21 srcport=50001 dstip=198.51.100.7 dstport=80 proto=6 service=\"HTTP\" action=\"blocked\" \
    direction=\"incoming\" filename=\"invoice.zip\" virus=\"Example/Dropper.A!tr\" virusid=99";
const BOTNET: &str = "logid=\"1501054601\" type=\"utm\" subtype=\"dns\" eventtype=\"dns-response\" level=\"warning\" \
    srcip=192.168.10.21 srcport=50002 dstip=192.0.2.53 dstport=53 proto=17 qname=\"c2.example.com\" qtype=\"A\" \
    action=\"redirect\" botnetdomain=\"c2.example.com\"";

#[test]
fn malware_and_command_and_control() {
    let both = "Malicious program, then a call to its controllers, on one host";
    let control = "Call to a command-and-control server";
    let mut scene = Scene::new();
    scene.line(seconds(0), VIRUS).line(hours(24), BOTNET);
    assert_eq!(scene.titles(), [both, control]);
    let told = &scene.told[0];
    assert_eq!(
        (told.severity, told.host.as_deref()),
        (Severity::Critical, Some("192.168.10.21"))
    );
    assert_eq!(told.sample.len(), 2);
    let mut late = Scene::new();
    late.line(seconds(0), VIRUS).line(hours(24) + seconds(1), BOTNET);
    assert_eq!(late.titles(), [control]);
    let mut elsewhere = Scene::new();
    elsewhere
        .line(seconds(0), VIRUS)
        .line(seconds(5), &BOTNET.replace("10.21", "10.22"));
    assert_eq!(elsewhere.titles(), [control]);
    assert!(Scene::new().line(seconds(0), VIRUS).titles().is_empty());
}

#[test]
fn detected_but_not_blocked() {
    let title = ["Attack or malicious program detected but not blocked"];
    let told = |line: &str| Scene::new().line(seconds(0), line).titles().len();
    assert_eq!(
        Scene::new()
            .line(seconds(0), &ips("detected", "high", "E.X", "203.0.113.5"))
            .titles(),
        title
    );
    assert_eq!(told(&ips("dropped", "high", "E.X", "203.0.113.5")), 0);
    assert_eq!(told(&ips("detected", "low", "E.X", "203.0.113.5")), 0);
    assert_eq!(told(&VIRUS.replace("\"blocked\"", "\"monitored\"")), 1);
}

fn admin(action: &str, status: &str) -> String {
    format!(
        "logid=\"0100032002\" type=\"event\" subtype=\"system\" level=\"alert\" logdesc=\"Admin login\" user=\"admin\" \
         ui=\"https(198.51.100.8)\" method=\"https\" srcip=198.51.100.8 dstip=192.0.2.1 action=\"{action}\" \
         status=\"{status}\" msg=\"Administrator admin\""
    )
}

#[test]
fn administrator_sign_in_after_failures() {
    let failures = "Many failed sign-ins to the appliance";
    let success = "Sign-in to the appliance after many failures";
    let mut scene = Scene::new();
    scene
        .lines(5, seconds(10), |_| admin("login", "failed"))
        .line(seconds(60), &admin("login", "success"));
    assert_eq!(scene.titles(), [failures, success]);
    let mut few = Scene::new();
    few.lines(4, seconds(10), |_| admin("login", "failed"))
        .line(seconds(60), &admin("login", "success"));
    assert!(few.titles().is_empty());
    let mut before = Scene::new();
    before.line(seconds(0), &admin("login", "success"));
    for number in 1..=5 {
        before.line(seconds(number * 10), &admin("login", "failed"));
    }
    assert_eq!(before.titles(), [failures], "the success came first");
}

fn vpn(action: &str, country: &str) -> String {
    format!(
        "logid=\"0101039424\" type=\"event\" subtype=\"vpn\" level=\"information\" action=\"{action}\" \
         tunneltype=\"ssl-tunnel\" remip=203.0.113.44 user=\"u.example\" srccountry=\"{country}\" msg=\"SSL tunnel\""
    )
}

#[test]
fn vpn_sign_in_failures() {
    let failed = |_| vpn("ssl-login-fail", "Japan");
    assert_eq!(
        Scene::new().lines(10, seconds(60), failed).titles(),
        ["Many failed sign-ins to the VPN"]
    );
    assert!(Scene::new().lines(9, seconds(60), failed).titles().is_empty());
}

#[test]
fn vpn_sign_in_from_an_unusual_country() {
    let mut scene = Scene::new();
    scene
        .line(seconds(0), &vpn("tunnel-up", "Germany"))
        .line(hours(24), &vpn("tunnel-up", "France"));
    scene
        .line(hours(24 * 8), &vpn("tunnel-up", "Germany"))
        .line(hours(24 * 8), &vpn("tunnel-up", "Japan"));
    scene.line(hours(24 * 8), &vpn("tunnel-down", "Brazil"));
    assert!(scene.titles().is_empty());
    scene.line(hours(24 * 8), &vpn("tunnel-up", "Brazil"));
    assert_eq!(scene.titles(), ["Sign-in to the VPN from an unusual country"]);
    assert_eq!(scene.told[0].group, ["BR"]);
}

#[test]
fn first_seen_signature() {
    let attack = |signature: &str| ips("dropped", "high", signature, "203.0.113.5");
    let mut scene = Scene::new();
    scene
        .line(seconds(0), &attack("Example.One"))
        .line(hours(24 * 8), &attack("Example.One"));
    scene.line(
        hours(24 * 8),
        &ips("dropped", "low", "Example.Small", "203.0.113.5"),
    );
    assert!(scene.titles().is_empty());
    scene
        .line(hours(24 * 8), &attack("Example.Two"))
        .line(hours(24 * 8), &attack("Example.Two"));
    assert_eq!(scene.titles(), ["An attack that the company had not seen before"]);
    assert_eq!(scene.told[0].group, ["Example.Two"]);
}

fn mail(_: i64) -> String {
    "logid=\"0000000013\" type=\"traffic\" subtype=\"forward\" level=\"notice\" srcip=192.168.10.33 srcport=5000 \
     dstip=198.51.100.25 dstport=25 proto=6 action=\"accept\""
        .to_owned()
}

#[test]
fn outbound_mail_burst() {
    let mut scene = Scene::new();
    scene.lines(100, seconds(5), mail);
    assert_eq!(scene.titles(), ["One host sends mail in masses"]);
    assert_eq!(scene.told[0].host.as_deref(), Some("192.168.10.33"));
    assert!(Scene::new().lines(99, seconds(5), mail).titles().is_empty());
}

const CHANGE: &str = "logid=\"0100044547\" type=\"event\" subtype=\"system\" level=\"information\" \
    logdesc=\"Object attribute configured\" user=\"admin\" ui=\"GUI(192.168.10.8)\" action=\"Edit\" cfgtid=1 \
    cfgpath=\"firewall.policy\" cfgobj=\"3\"";

#[test]
fn configuration_out_of_hours() {
    for (after, is_told, why) in [
        (hours(0), false, "Wednesday 10:00"),
        (hours(10) + seconds(3599), false, "Wednesday 20:59:59"),
        (hours(11), true, "Wednesday 21:00"),
        (hours(21) - seconds(1), true, "Thursday 06:59:59"),
        (hours(21), false, "Thursday 07:00"),
        (hours(72), true, "Saturday 10:00"),
        (hours(-24), true, "a holiday, 10:00"),
    ] {
        assert_eq!(
            !Scene::new().line(after, CHANGE).titles().is_empty(),
            is_told,
            "{why}"
        );
    }
}

const HEARTBEAT: &str = "logid=\"0100040704\" type=\"event\" subtype=\"system\" level=\"notice\" \
    logdesc=\"System performance statistics\" action=\"perf-stats\" cpu=3 mem=40 msg=\"Performance statistics\"";

fn titles(told: &[Detection]) -> Vec<&str> {
    told.iter().map(|told| told.title.en.as_str()).collect()
}

#[test]
fn a_silent_appliance() {
    let mut scene = Scene::new();
    scene.lines(24 * 4, hours(1), |_| HEARTBEAT.to_owned());
    let last = hours(24 * 4 - 1);
    assert!(
        scene.tick(last + hours(2)).is_empty(),
        "twice its usual silence, exactly"
    );
    let told = scene.tick(last + hours(2) + seconds(1));
    assert_eq!(titles(&told), ["The appliance is silent"]);
    assert_eq!((told[0].first, told[0].host.as_deref()), (start() + last, None));
    assert!(scene.tick(last + hours(20)).is_empty(), "told once");
    scene.line(last + hours(21), HEARTBEAT);
    let over = scene.tick(last + hours(21));
    assert_eq!(
        (over[0].id, over[0].last),
        (told[0].id, start() + last + hours(21))
    );
    // It is silent again: another finding.
    let again = scene.tick(last + hours(24));
    assert_eq!(titles(&again), ["The appliance is silent"]);
    assert_ne!(again[0].id, told[0].id);
}

#[test]
fn an_appliance_that_never_spoke() {
    let mut scene = Scene::new();
    scene.detector.expect(COMPANY, DEVICE, start());
    assert!(scene.tick(hours(12)).is_empty());
    assert_eq!(
        titles(&scene.tick(hours(12) + seconds(1))),
        ["The appliance is silent"]
    );
}

#[test]
fn an_appliance_that_was_taken_away_while_nothing_ran() {
    let standing = BTreeMap::from([((COMPANY, DEVICE), start())]);
    for (standing, silent) in [
        (standing, vec!["The appliance is silent"]),
        (BTreeMap::new(), vec![]),
    ] {
        let mut before = Scene::new();
        before.lines(24 * 4, hours(1), |_| HEARTBEAT.to_owned());
        let mut after = Scene::new();
        let remembered = before.detector.snapshot();
        after.detector = Detector::restore(shipped(), Limits::default(), remembered);
        after.detector.expect_only(&standing);
        assert_eq!(titles(&after.tick(hours(24 * 4 + 13))), silent);
    }
}

/// M6: nothing is remembered of what was deleted, but what came since is.
#[test]
fn what_was_deleted_is_forgotten() {
    let nothing = Scene::new().detector.snapshot();
    let standing = BTreeMap::from([((COMPANY, DEVICE), start())]);
    for (standing, until, is_forgotten) in [
        (BTreeMap::new(), hours(4), true),
        (BTreeMap::new(), hours(2), false),
        (standing, hours(4), false),
    ] {
        let mut scene = Scene::new();
        scene.lines(4, hours(1), |_| HEARTBEAT.to_owned());
        scene.detector.expect_only(&standing);
        scene.detector.forget(OTHER, start() + hours(5));
        assert_ne!(scene.detector.snapshot(), nothing);
        scene.detector.forget(COMPANY, start() + until);
        assert_eq!(scene.detector.snapshot() == nothing, is_forgotten, "{until:?}");
    }
}

const UPDATE: &str = "logid=\"0100041000\" type=\"event\" subtype=\"system\" level=\"notice\" \
    logdesc=\"FortiGate update succeeded\" status=\"update\" msg=\"Fortigate scheduled update fcni=yes fdni=yes\"";

#[test]
fn signatures_out_of_date() {
    let run = |update: &str, hour: i64| {
        let mut scene = Scene::new();
        scene.line(seconds(0), update);
        for number in 1..=hour {
            scene.line(hours(number), HEARTBEAT);
        }
        let told = scene.tick(hours(hour) + seconds(1));
        titles(&told).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(run(UPDATE, 73), ["Signatures of the appliance are out of date"]);
    assert!(run(UPDATE, 72).is_empty());
    assert!(run(HEARTBEAT, 90).is_empty(), "one that never tells of updates");
}

#[test]
fn what_is_missing_is_told_once() {
    let mut scene = Scene::new();
    scene.line(seconds(0), UPDATE);
    let mut told = Vec::new();
    for number in 1..=80 {
        scene.line(hours(number), HEARTBEAT);
        told.extend(scene.tick(hours(number) + seconds(1)));
    }
    assert_eq!(titles(&told), ["Signatures of the appliance are out of date"]);
    scene.line(hours(81), UPDATE);
    for number in 82..=170 {
        scene.line(hours(number), HEARTBEAT);
        told.extend(scene.tick(hours(number) + seconds(1)));
    }
    assert_eq!(told.len(), 2, "and again after it had come");
}
