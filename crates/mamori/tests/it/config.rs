//! `config check` as whoever wrote the configuration meets it.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;

use crate::{Folder, Ran};

const ENGLISH: [&str; 4] = ["config", "check", "--lang", "en"];

fn wrong(ran: &Ran, lines: &[&str]) {
    let found: Vec<&str> = ran.out.lines().collect();
    assert_eq!((ran.code, found.as_slice()), (Some(1), lines), "{ran:?}");
}

fn key_file(folder: &Folder, text: &str, mode: u32) {
    let path = folder.path("master.key");
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
}

#[test]
fn file_and_environment_are_told_apart_and_everything_is_named_at_once() {
    let folder = Folder::empty();
    let file = "[server]\nlissten = \"127.0.0.1:1\"\n[mail]\nport = \"abc\"\nfrom = [\"a@example.jp\"]\n[log]\nformat = \"xml\"\n";
    fs::write(folder.path("mamori.toml"), file).unwrap();
    let variables = [
        ("MAMORI_DATABASE__CONNECTIONS", "many"),
        ("MAMORI_DATABSE__URL", "x"),
        ("MAMORI_PROGRAMMES", "nowhere"),
    ];
    wrong(
        &folder.run_with(&variables, &ENGLISH),
        &[
            "server.lissten = \"127.0.0.1:1\": there is no such key; did you mean server.listen? (mamori.toml:2)",
            "mail.port = \"abc\": write a whole number from 1 to 65535 (mamori.toml:4)",
            "mail.from = [\"a@example.jp\"]: write one text in quotes, not a list (mamori.toml:5)",
            "log.format = \"xml\": write one of these: text, json (mamori.toml:7)",
            "database.connections = \"many\": write a whole number, 1 or more (MAMORI_DATABASE__CONNECTIONS)",
            "databse.url = \"x\": there is no such key; did you mean MAMORI_DATABASE__URL? (MAMORI_DATABSE__URL)",
            "database.url = \"x\": write sqlite:PATH or postgres://USER@HOST/NAME (MAMORI_DATABSE__URL)",
            "programmes = \"nowhere\": there is no such folder; name the one that holds a folder for each programme (MAMORI_PROGRAMMES)",
        ],
    );
}

#[test]
fn the_language_follows_the_option_then_the_environment() {
    let folder = Folder::empty();
    let port = |lang: &str| {
        [("MAMORI_MAIL__PORT", "abc"), ("LANG", lang)].map(|(n, v)| (n.to_owned(), v.to_owned()))
    };
    let run = |lang: &str, arguments: &[&str]| {
        let variables = port(lang);
        let variables: Vec<(&str, &str)> = variables.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        folder.run_with(&variables, arguments)
    };
    let japanese = "mail.port = \"abc\": 1 から 65535 までの整数を書いてください（MAMORI_MAIL__PORT）";
    let english = "mail.port = \"abc\": write a whole number from 1 to 65535 (MAMORI_MAIL__PORT)";
    let check = ["config", "check"];
    wrong(&run("ja_JP.UTF-8", &check), &[japanese]);
    wrong(&run("C.UTF-8", &check), &[japanese]);
    wrong(&run("en_GB.UTF-8", &check), &[english]);
    wrong(&run("ja_JP.UTF-8", &ENGLISH), &[english]);
    wrong(
        &run("en_GB.UTF-8", &["config", "check", "--lang", "ja"]),
        &[japanese],
    );
    // Commands that cannot start say it in the same words.
    let ran = run("en_GB.UTF-8", &["migrate"]);
    assert_eq!(
        (ran.code, ran.err.trim()),
        (Some(2), &*format!("mamori: {english}")),
        "{ran:?}"
    );
    let ran = run("ja_JP.UTF-8", &["migrate"]);
    assert_eq!(
        (ran.code, ran.err.trim()),
        (Some(2), &*format!("mamori: {japanese}")),
        "{ran:?}"
    );
}

#[test]
fn a_file_that_cannot_be_read_leaves_the_environment_to_be_looked_at() {
    let folder = Folder::empty();
    let check = ["config", "check", "--lang", "en", "--config", "none.toml"];
    wrong(
        &folder.run_with(&[("MAMORI_DEMO", "1")], &check),
        &[
            "--config = \"none.toml\": there is no such file",
            "demo = \"1\": write true or false (MAMORI_DEMO)",
        ],
    );
    fs::write(folder.path("none.toml"), b"[mail]\nfrom_name = \"\x93\xfa\"\n").unwrap();
    wrong(
        &folder.run(&check),
        &["--config = \"none.toml\": the file is not UTF-8 text; save it as UTF-8"],
    );
}

#[test]
fn a_key_file_that_cannot_be_one_is_named_and_never_shown() {
    let folder = Folder::empty();
    let key = "0123456789abcdef".repeat(4);
    let master = [("MAMORI_KEYS__MASTER", "master.key")];
    let check = || folder.run_with(&master, &ENGLISH);
    // Where nobody named one, the first start makes it.
    folder.run(&ENGLISH).well();
    assert!(
        check()
            .out
            .starts_with("keys.master = \"master.key\": there is no such file; put the key back")
    );
    key_file(&folder, &format!("{key}\n"), 0o600);
    check().well();

    let base64 = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    for (text, expected) in [
        (&key[..62], "the file holds 62 hexadecimal digits"),
        (base64, "the file holds something else than a key"),
        ("", "the file is empty"),
    ] {
        key_file(&folder, text, 0o600);
        let ran = check();
        assert!(ran.code == Some(1) && ran.out.contains(expected), "{ran:?}");
        assert!(text.is_empty() || !ran.out.contains(text), "{ran:?}");
    }
    key_file(&folder, &key, 0o644);
    wrong(
        &check(),
        &[
            "keys.master = \"master.key\": everyone on this machine can do something with the file (mode 644); keep it for its owner: chmod 600 master.key (MAMORI_KEYS__MASTER)",
        ],
    );
    let ran = folder.run_with(&[("MAMORI_KEYS__ORGANISER", "programmes")], &ENGLISH);
    assert!(
        ran.out
            .starts_with("keys.organiser = \"programmes\": this is a folder"),
        "{ran:?}"
    );
    // The key itself instead of its file.
    let ran = folder.run_with(&[("MAMORI_KEYS__MASTER", &key)], &["config", "check"]);
    assert!(
        ran.code == Some(1) && ran.out.starts_with("keys.master = …: 鍵そのものではなく"),
        "{ran:?}"
    );
    assert!(!ran.out.contains(&key));
}
