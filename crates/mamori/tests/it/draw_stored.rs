//! `mamori draw charter | freeze | run | status | bundle | receipt` on an embedded database.
//!
//! What lies in the past for the program (applications, an old freeze) is done here through the same operations on a
//! clock of its own; what the program does, it does by the clock of this machine.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use calls::domain::definition::Programme;
use calls::ops::contact::{Channel, Outcome, RecordContact};
use calls::ops::draw::{FreezeDraw, PublishCharter};
use calls::ops::submit::{Company, Submission, SubmitApplication};
use fair_draw::BeaconSource;
use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};
use platform::actor::Actor;
use platform::clock::{Clock as _, StillClock, SystemClock, from_tokyo, in_tokyo};
use platform::entropy::SeededEntropy;
use platform::store::{Operation, Store, StoreOptions};
use platform::text::Language;
use serde_json::Value;

use crate::Folder;

const CALL: &str = "jissenryoku-2025";
/// drand quicknet's round of 2023-09-15T20:00:03+09:00, long published.
const ROUND: u64 = 657_413;
const SIGNATURE: &str =
    "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b";

/// When a call opens and closes, is frozen and drawn.
struct Times {
    opens: DateTime,
    closes: DateTime,
    freeze: DateTime,
    draw: DateTime,
}

impl Times {
    /// A draw whose round this test knows.
    fn long_ago() -> Self {
        let at = |text: &str| text.parse().unwrap();
        Self {
            opens: at("2023-09-01T00:00:00"),
            closes: at("2023-09-11T17:00:00"),
            freeze: at("2023-09-13T12:00:00"),
            draw: at("2023-09-15T20:00:03"),
        }
    }

    /// A call that closed yesterday, to be frozen since `hours` (negative: later), drawn on a business day after.
    fn around(now: Timestamp, freeze: SignedDuration) -> Self {
        let local = |at: Timestamp| in_tokyo(at).round(jiff::Unit::Second).unwrap();
        let freeze = local(now + freeze);
        let calendar = business_calendar::OfficeCalendar::new(Vec::new());
        let day = calendar.add_business_days(freeze.date(), 2).unwrap();
        Self {
            opens: local(now - SignedDuration::from_hours(240)),
            closes: local(now - SignedDuration::from_hours(24)),
            freeze,
            draw: day.at(23, 0, 0, 0),
        }
    }
}

/// A folder with the migrated database and the call with these times.
fn folder(times: &Times) -> Folder {
    let folder = Folder::empty();
    copy(times, &folder.path("programmes"));
    folder.english(&["migrate"]).well();
    folder
}

fn copy(times: &Times, to: &Path) {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../programmes");
    fs::copy(from.join("standard.toml"), to.join("standard.toml")).unwrap();
    fs::create_dir_all(to.join(CALL).join("prose")).unwrap();
    for part in ["", "prose"] {
        for entry in fs::read_dir(from.join(CALL).join(part)).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_file() {
                fs::copy(entry.path(), to.join(CALL).join(part).join(entry.file_name())).unwrap();
            }
        }
    }
    let file = to.join(CALL).join("programme.toml");
    let text = fs::read_to_string(&file).unwrap();
    let lines: Vec<String> = text.lines().map(|line| moved(line, times)).collect();
    fs::write(&file, lines.join("\n")).unwrap();
}

fn moved(line: &str, times: &Times) -> String {
    let keys = [
        ("opens", times.opens),
        ("closes", times.closes),
        ("freeze_at", times.freeze),
        ("draw_at", times.draw),
    ];
    keys.iter()
        .find(|(key, _)| line.starts_with(&format!("{key} = ")))
        .map_or_else(|| line.to_owned(), |(key, at)| format!("{key} = {at}"))
}

/// The same folder, on another clock.
struct Past {
    store: Store,
    programme: Arc<Programme>,
    clock: StillClock,
}

impl Past {
    async fn of(folder: &Folder, at: Timestamp) -> Self {
        let clock = StillClock::at(at);
        let url = format!("sqlite:{}", folder.path("data/mamori.sqlite").display());
        let entropy = Arc::new(SeededEntropy::new(1));
        let store = Store::connect(&StoreOptions::new(&url), Arc::new(clock.clone()), entropy)
            .await
            .unwrap();
        let loaded = calls::programmes::load_folder(&folder.path("programmes")).unwrap();
        let programme = Arc::clone(loaded.catalogue.get(CALL).unwrap());
        Self {
            store,
            programme,
            clock,
        }
    }

    async fn run<O: Operation>(&self, operation: &O) -> O::Output {
        self.store.run(operation).await.unwrap()
    }

    async fn charter(&self, beacon: BeaconSource) {
        let publish = PublishCharter {
            programme: Arc::clone(&self.programme),
            key: fair_draw::SigningKey::from_bytes(&[7; 32]),
            beacon,
            verifier: calls::ops::draw::VerifierPage::ours(),
            actor: Actor::System("test"),
        };
        self.run(&publish).await;
    }

    /// Applications 1 to `count`, complete; their companies have the numbers given.
    async fn apply(&self, companies: &[Option<&str>]) {
        for (index, company) in companies.iter().enumerate() {
            let submission = submission(&self.programme, index, *company);
            let course = submission.course.clone();
            let submit = SubmitApplication {
                programme: Arc::clone(&self.programme),
                submission,
            };
            let application = self.run(&submit).await.id;
            let contact = RecordContact {
                programme: Arc::clone(&self.programme),
                application,
                version: 1,
                channel: Channel::Telephone,
                outcome: Outcome::Complete {
                    course,
                    exception: None,
                },
                note: String::new(),
                answers: None,
                actor: Actor::System("test"),
            };
            self.run(&contact).await;
        }
    }

    async fn freeze(&self) {
        let freeze = FreezeDraw {
            programme: Arc::clone(&self.programme),
            actor: Actor::System("test"),
        };
        self.run(&freeze).await;
    }

    async fn close(self) {
        for connection in [self.store.reader(), self.store.writer()] {
            connection.clone().close().await.unwrap();
        }
    }
}

fn submission(programme: &Programme, index: usize, corporate_number: Option<&str>) -> Submission {
    let frames = &programme.file.frames;
    Submission {
        idempotency_key: format!("key-{index}"),
        request_hash: String::new(),
        draft: None,
        language: Language::Ja,
        course: programme.file.courses[0].id.clone(),
        frame: Some(frames[index % frames.len()].id.clone()),
        company: Company {
            kind: "corporation".to_owned(),
            name: format!("株式会社みなも製作所{index}"),
            kana: None,
            corporate_number: corporate_number.map(str::to_owned),
            company_key: format!("みなも製作所{index}"),
            search_key: String::new(),
            prefecture: "東京都".to_owned(),
            address: "江東区若葉町1-2-3".to_owned(),
            industry: "24".to_owned(),
            capital_yen: None,
            employees: 20,
            participant: "小川 春香".to_owned(),
            email: format!("person{index}@example.jp"),
            telephone: "050-0000-0000".to_owned(),
        },
        answers: serde_json::json!({
            "kind": "corporation", "company_name": "株式会社みなも製作所", "prefecture": "東京都", "address": "江東区若葉町1-2-3",
            "industry": "24", "employees": 20, "participant_name": "小川 春香", "email": "person@example.jp",
            "telephone": "050-0000-0000", "security_utm": "yes", "security_policy": "yes",
            "declarations": ["ア", "イ", "ウ", "エ", "オ", "カ", "キ"],
        })
        .to_string(),
        eligibility: "[]".to_owned(),
        outcome: "eligible".to_owned(),
    }
}

fn draw<'a>(act: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["draw", act, "--programme", CALL], more].concat()
}

fn status(folder: &Folder) -> Value {
    let ran = folder.english(&draw("status", &["--format", "json"])).well();
    serde_json::from_str(&ran.out).unwrap()
}

/// From a frozen list of years ago to a bundle that verifies, with the round as it was published.
#[tokio::test]
async fn a_draw_with_a_published_round() {
    let times = Times::long_ago();
    let folder = folder(&times);
    let past = Past::of(&folder, from_tokyo(times.opens)).await;
    past.charter(BeaconSource::quicknet()).await;
    past.apply(&[None; 45]).await;
    past.clock.set(from_tokyo(times.freeze));
    past.freeze().await;
    past.close().await;

    let before = folder.english(&draw("status", &[])).well().out;
    assert!(
        before.contains(&format!("drand quicknet, round {ROUND}")),
        "{before}"
    );
    let early = folder.english(&draw("bundle", &["--out", "early.zip"]));
    assert!(
        early.code == Some(1) && early.err.contains("not drawn yet"),
        "{early:?}"
    );
    let frozen = folder.english(&draw("freeze", &[]));
    assert!(
        frozen.code == Some(1)
            && frozen
                .err
                .contains("frozen already, at 2023-09-13T12:00:00+09:00"),
        "{frozen:?}"
    );

    let wrong = SIGNATURE.replacen('b', "a", 1);
    let refused = folder.english(&draw("run", &["--signature", &wrong]));
    assert!(
        refused.code == Some(1) && refused.err.contains("not by the key in the charter"),
        "{refused:?}"
    );
    let fetched = format!("{{\"round\": {ROUND}, \"randomness\": \"00\", \"signature\": \"{SIGNATURE}\"}}\n");
    fs::write(folder.path("fetched.json"), fetched).unwrap();
    folder.english(&draw("run", &["--beacon", "fetched.json"])).well();
    let again = folder.english(&draw("run", &["--signature", SIGNATURE]));
    assert!(
        again.code == Some(1) && again.err.contains("drawn already"),
        "{again:?}"
    );

    folder.english(&draw("bundle", &["--out", "bundle.zip"])).well();
    folder
        .english(&draw("receipt", &["--number", "R00007", "--out", "receipt.json"]))
        .well();
    let verified = folder
        .english(&[
            "draw",
            "verify",
            "bundle.zip",
            "--receipt",
            "receipt.json",
            "--format",
            "json",
        ])
        .well();
    let report: Value = serde_json::from_str(&verified.out).unwrap();
    let status = status(&folder);
    assert_eq!(report["facts"]["source"], "quicknet");
    assert_eq!(report["facts"]["charter_hash"], status["charter_hash"]);
    assert_eq!(report["facts"]["list_hash"], status["list"]["hash"]);
    assert_eq!(
        (&status["result"]["pending"], &status["result"]["waiting"]),
        (&40.into(), &5.into())
    );
    private(&folder.path("receipt.json"));

    let twice = folder.english(&draw("bundle", &["--out", "bundle.zip"]));
    assert!(
        twice.code == Some(1) && twice.err.contains("bundle.zip"),
        "{twice:?}"
    );
    let nobody = folder.english(&draw("receipt", &["--number", "R00099", "--out", "nobody.json"]));
    assert!(
        nobody.code == Some(1) && nobody.err.contains("no application"),
        "{nobody:?}"
    );
    folder.english(&["audit", "verify"]).well();
}

/// The list is frozen by the clock of this machine, but not with the same company twice on it.
#[tokio::test]
async fn a_freeze_now() {
    let now = SystemClock.now();
    let times = Times::around(now, SignedDuration::from_hours(-1));
    let folder = folder(&times);
    let past = Past::of(&folder, from_tokyo(times.opens)).await;
    past.charter(BeaconSource::quicknet()).await;
    past.apply(&[Some("7000012050002"), None, Some("7000012050002")])
        .await;
    past.close().await;
    let refused = folder.english(&draw("freeze", &[]));
    assert!(
        refused.code == Some(1) && refused.err.contains("R00001, R00003"),
        "{refused:?}"
    );
    let status = status(&folder);
    assert_eq!(status["stage"], "chartered");
    assert_eq!(status["duplicates"], serde_json::json!([["R00001", "R00003"]]));

    let past = Past::of(&folder, now).await;
    let numbers = calls::read::in_state(
        past.store.reader(),
        &past.programme,
        calls::domain::application::StateName::Complete,
    );
    let application = numbers.await.unwrap()[2];
    let end = calls::ops::decide::EndApplication {
        programme: Arc::clone(&past.programme),
        application,
        version: 2,
        end: calls::ops::decide::End::Withdraw,
        ending: calls::domain::application::Ending {
            reason: "重複".to_owned(),
            refer_to: Vec::new(),
        },
        actor: Actor::System("test"),
    };
    past.run(&end).await;
    past.close().await;
    let frozen = folder.english(&draw("freeze", &[])).well().out;
    assert!(
        frozen.contains("2 entries, hash ") && frozen.contains("https://"),
        "{frozen}"
    );
    let early = folder.english(&draw("run", &["--signature", SIGNATURE]));
    assert!(
        early.code == Some(1) && early.err.contains("too early: not before "),
        "{early:?}"
    );
}

/// The charter comes before everything, with a key that only its owner can read.
#[test]
fn a_charter_for_a_draw_to_come() {
    let times = Times::around(SystemClock.now(), SignedDuration::from_hours(200));
    let folder = folder(&times);
    for act in ["status", "freeze"] {
        let ran = folder.english(&draw(act, &[]));
        assert!(
            ran.code == Some(1) && ran.err.contains("mamori draw charter"),
            "{ran:?}"
        );
    }
    // Programs get an object all the same.
    let ran = folder.english(&draw("status", &["--format", "json"]));
    let before: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(ran.code, Some(1));
    assert_eq!(
        (&before["stage"], &before["list"]),
        (&Value::from("unchartered"), &Value::Null)
    );
    let published = folder.english(&draw("charter", &[])).well().out;
    assert!(published.contains("the charter is published"), "{published}");
    let key = folder.path("data/organiser.key");
    private(&key);
    let text = fs::read_to_string(&key).unwrap();
    assert_eq!(text.trim().len(), 64);
    let again = folder.english(&draw("charter", &[])).well().out;
    assert!(again.contains("stands already"), "{again}");
    assert_eq!(fs::read_to_string(&key).unwrap(), text);
    let early = folder.english(&draw("freeze", &[]));
    let expected = format!("too early: not before {}+09:00", times.freeze);
    assert!(
        early.code == Some(1) && early.err.contains(&expected),
        "{early:?}"
    );
}

#[test]
fn what_has_no_draw_is_said() {
    let folder = folder(&Times::around(SystemClock.now(), SignedDuration::from_hours(-20)));
    for (lang, words) in [
        ("en_GB.UTF-8", "no such programme"),
        ("ja_JP.UTF-8", "この事業はありません"),
    ] {
        let status = ["draw", "status", "--programme", "none-2025"];
        let unknown = folder.run_with(&[("LANG", lang)], &status);
        assert!(
            unknown.code == Some(2) && unknown.err.contains(words),
            "{unknown:?}"
        );
    }
    let file = folder.path("programmes").join(CALL).join("programme.toml");
    let text = fs::read_to_string(&file).unwrap();
    let late = folder.english(&draw("charter", &[]));
    assert!(late.code == Some(1) && late.err.contains("too late"), "{late:?}");
    fs::write(
        &file,
        text.replace("method = \"lottery\"", "method = \"first_come\""),
    )
    .unwrap();
    for act in ["status", "charter", "freeze"] {
        let none = folder.english(&draw(act, &[]));
        assert!(
            none.code == Some(1) && none.err.contains("there is no draw"),
            "{none:?}"
        );
    }
    let neither = folder.english(&draw("run", &[]));
    assert!(
        neither.code == Some(2) && neither.err.contains("--beacon"),
        "{neither:?}"
    );
    let number = folder.english(&draw("receipt", &["--number", "seven", "--out", "x"]));
    assert!(
        number.code == Some(2) && number.err.contains("R00001"),
        "{number:?}"
    );
}

#[test]
fn a_key_file_without_a_key_is_left_alone() {
    let folder = folder(&Times::around(SystemClock.now(), SignedDuration::from_hours(200)));
    fs::write(folder.path("data/organiser.key"), "not a key\n").unwrap();
    let ran = folder.english(&draw("charter", &[]));
    assert!(ran.code == Some(1) && ran.err.contains("holds no key"), "{ran:?}");
    assert_eq!(
        fs::read_to_string(folder.path("data/organiser.key")).unwrap(),
        "not a key\n"
    );
}

#[test]
fn a_database_of_another_version_is_named() {
    let folder = Folder::empty();
    copy(&Times::long_ago(), &folder.path("programmes"));
    let missing = folder.english(&draw("status", &[]));
    assert!(
        missing.code == Some(1) && missing.err.contains("mamori migrate"),
        "{missing:?}"
    );
    fs::create_dir(folder.path("data")).unwrap();
    fs::write(folder.path("data/mamori.sqlite"), "").unwrap();
    let empty = folder.english(&draw("status", &[]));
    assert!(
        empty.code == Some(1) && empty.err.contains("mamori migrate"),
        "{empty:?}"
    );
}

#[cfg(unix)]
fn private(file: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = fs::metadata(file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "{}", file.display());
}

#[cfg(not(unix))]
fn private(_: &Path) {}
