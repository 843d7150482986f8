//! Each bad day has a clear page in the reader's language, and ends by itself.

use std::path::Path;
use std::process::Command;

use sea_orm::{ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection};

use super::wire::Wire;
use super::{Answer, Served};
use crate::Folder;
use crate::postgres::Postgres;

/// What a wrong sign-in types. It writes: attempts are counted.
const TYPED: &str = "email=nobody%40example.jp&password=wrong-password-2025&code=";

#[test]
fn a_tampered_cookie_makes_a_stranger() {
    let folder = Folder::empty();
    let served = Served::start(&folder, &[]);
    for cookie in [
        "mamori_session=x",
        "mamori_session=%27%3B--",
        &format!("mamori_session={}", "A".repeat(43)),
    ] {
        let answer = served.get("/desk", &[&format!("Cookie: {cookie}")]);
        assert_eq!(
            (answer.status, answer.header("location")),
            (303, Some("/sign-in")),
            "{cookie}"
        );
    }
    let mut form = served.form("/sign-in");
    form.tamper();
    served
        .post("/sign-in", &form, TYPED)
        .says(403, "もう一度送信してください");
}

#[test]
fn clients_behind_a_believed_proxy_are_told_apart_and_held_up() {
    let settings = [
        ("MAMORI_SERVER__TRUSTED_PROXIES", "[\"127.0.0.1/32\"]"),
        ("MAMORI_SERVER__REQUESTS_PER_MINUTE", "9"),
    ];
    let folder = Folder::empty();
    let served = Served::start(&folder, &settings);
    let ask =
        |path: &str, client: &str| served.get(path, &[&format!("X-Forwarded-For: 192.0.2.1, {client}")]);
    let answers: Vec<Answer> = (0..6).map(|_| ask("/", "203.0.113.5")).collect();
    let refused = answers.iter().find(|answer| answer.status == 429).unwrap();
    refused.says(429, "少し間をおいてください");
    let wait: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    assert_eq!(answers[0].status, 200, "{answers:?}");
    assert_eq!(ask("/", "203.0.113.6").status, 200, "a neighbour is not held up");
    assert_eq!(
        ask("/healthz", "203.0.113.5").status,
        200,
        "health is never held up"
    );
    let english: Vec<Answer> = (0..6).map(|_| ask("/en/", "203.0.113.7")).collect();
    english
        .iter()
        .find(|answer| answer.status == 429)
        .unwrap()
        .says(429, "Please slow down");
    let api: Vec<Answer> = (0..6).map(|_| ask("/api/v1/programmes", "203.0.113.8")).collect();
    let refused = api.iter().find(|answer| answer.status == 429).unwrap();
    assert_eq!(refused.header("content-type"), Some("application/problem+json"));
}

#[test]
fn postgresql_gone_says_so_and_its_return_is_noticed() {
    let database = Postgres::create();
    let (user, server) = database
        .url
        .strip_prefix("postgres://")
        .unwrap()
        .split_once('@')
        .unwrap();
    let (server, name) = server.split_once('/').unwrap();
    let wire = Wire::to(server.to_owned());
    let url = format!("postgres://{user}@{}/{name}", wire.address);
    let folder = Folder::empty();
    let served = Served::start(&folder, &[("MAMORI_DATABASE__URL", &url)]);
    let form = served.form("/sign-in");
    assert_eq!(served.post("/sign-in", &form, TYPED).status, 422);
    assert_eq!(served.get("/readyz", &[]).status, 200);

    wire.cut();
    served
        .post("/sign-in", &form, TYPED)
        .says(503, "ただいま混み合っているか");
    served
        .post("/en/sign-in", &form, TYPED)
        .says(503, "out of service");
    assert_eq!(served.get("/readyz", &[]).status, 503);
    assert_eq!(
        served.get("/healthz", &[]).status,
        200,
        "a restart would not help"
    );

    wire.mend();
    assert_eq!(served.post("/sign-in", &form, TYPED).status, 422);
    assert_eq!(served.get("/readyz", &[]).status, 200);
}

#[test]
fn a_full_disk_says_so_and_reading_goes_on() {
    let folder = Folder::empty();
    folder.run(&["migrate"]).well();
    // No file of this process may grow beyond 64 KiB: soon there is no room for SQLite's log of changes.
    let mut limited = Command::new("/bin/bash");
    let script = "trap '' XFSZ; ulimit -f 64; exec \"$@\"";
    limited.args(["-c", script, "limited", env!("CARGO_BIN_EXE_mamori")]);
    let served = Served::start_as(limited, &folder, &[]);
    let form = served.form("/sign-in");
    let answers: Vec<Answer> = (0..30).map(|_| served.post("/sign-in", &form, TYPED)).collect();
    let full = answers.iter().find(|answer| answer.status == 503).unwrap();
    full.says(503, "ただいま混み合っているか");
    // 429: thirty wrong passwords are too many, with room on the disk or without.
    assert!(
        answers
            .iter()
            .all(|answer| [422, 429, 503].contains(&answer.status))
    );
    assert_eq!(served.get("/", &[]).status, 200);
    drop(served);
    let served = Served::start(&folder, &[]);
    assert_eq!(
        served.post("/sign-in", &served.form("/sign-in"), TYPED).status,
        422
    );
    drop(served);
    folder.run(&["audit", "verify"]).well();
}

#[test]
fn a_locked_database_says_so_and_goes_on_when_it_is_free() {
    let folder = Folder::empty();
    let served = Served::start(&folder, &[]);
    let form = served.form("/sign-in");
    let held = Held::hold(&folder.path("data/mamori.sqlite"));
    let answer = served.post("/sign-in", &form, TYPED);
    answer.says(503, "ただいま混み合っているか");
    assert_eq!(served.get("/", &[]).status, 200, "reading goes on");
    drop(held);
    assert_eq!(served.post("/sign-in", &form, TYPED).status, 422);
}

/// Another program's write transaction that does not end.
struct Held(tokio::runtime::Runtime, DatabaseConnection);

impl Held {
    fn hold(file: &Path) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let connection = runtime.block_on(async {
            let mut options = ConnectOptions::new(format!("sqlite:{}", file.display()));
            options.max_connections(1).min_connections(1);
            let connection = Database::connect(options).await.unwrap();
            connection.execute_unprepared("BEGIN IMMEDIATE").await.unwrap();
            connection
        });
        Self(runtime, connection)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let Self(runtime, connection) = self;
        runtime
            .block_on(connection.execute_unprepared("ROLLBACK"))
            .unwrap();
    }
}
