//! `mamori admin`: accounts, sessions, tokens; passwords never on the command line; everything in the audit log.

use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::{Folder, Ran};

const EMAIL: &str = "hanako@example.jp";
const PASSWORD: &str = "kurage-ga-3-biki";

fn ready() -> Folder {
    let folder = Folder::empty();
    folder.english(&["migrate"]).well();
    folder
}

fn add(folder: &Folder, email: &str, role: &str) -> Ran {
    folder.english(&[
        "admin",
        "staff",
        "add",
        email,
        "--name",
        "佐藤 花子",
        "--role",
        role,
    ])
}

/// Runs with a line on standard input.
fn typed(folder: &Folder, arguments: &[&str], line: &str) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_mamori"))
        .args(arguments)
        .current_dir(folder.path("."))
        .env_clear()
        .env("LANG", "en_GB.UTF-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(line.as_bytes()).unwrap();
    Ran::from(child.wait_with_output().unwrap())
}

fn entries(folder: &Folder) -> u64 {
    let out = folder
        .english(&["audit", "verify", "--format", "json"])
        .well()
        .out;
    let rest = out.split("\"entries\":").nth(1).unwrap();
    rest.split(',').next().unwrap().parse().unwrap()
}

#[track_caller]
fn refused(ran: &Ran, words: &str) {
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.err.contains(words) && ran.out.is_empty(), "{ran:?}");
}

#[test]
fn an_account_lives_from_its_first_day_to_its_last() {
    let folder = ready();
    let made = add(&folder, "Hanako@Example.jp ", "secretariat,approver").well();
    let password = made.out.split("shown only now: ").nth(1).unwrap().trim();
    assert!(password.len() >= 25, "{made:?}");
    let list = folder.english(&["admin", "staff", "list"]).well().out;
    assert_eq!(
        list,
        "hanako@example.jp\t佐藤 花子\tsecretariat,approver\topen, second factor not set up yet\n"
    );
    assert!(!list.contains(password));
    refused(
        &add(&folder, EMAIL, "approver"),
        "there is an account with this address",
    );
    let reset = folder
        .english(&["admin", "staff", "reset-password", EMAIL])
        .well();
    let second = reset.out.split("shown only now: ").nth(1).unwrap().trim();
    assert_ne!(password, second);
    folder
        .english(&["admin", "staff", "reset-second-factor", EMAIL])
        .well();
    folder
        .english(&["admin", "staff", "role", EMAIL, "--role", "organiser"])
        .well();
    folder.english(&["admin", "sessions", "end", EMAIL]).well();
    folder.english(&["admin", "staff", "disable", EMAIL]).well();
    let json = folder
        .english(&["admin", "staff", "list", "--format", "json"])
        .well()
        .out;
    assert!(
        json.contains("\"disabled\":true") && json.contains("[\"organiser\"]"),
        "{json}"
    );
    folder.english(&["admin", "staff", "enable", EMAIL]).well();
    assert_eq!(entries(&folder), 7, "each act stands in the log, refusals do not");
}

#[test]
fn a_password_comes_from_standard_input_and_is_checked() {
    let folder = ready();
    let arguments = [
        "admin",
        "staff",
        "add",
        EMAIL,
        "--name",
        "花子",
        "--role",
        "secretariat",
        "--password-stdin",
    ];
    refused(&typed(&folder, &arguments, "short\n"), "fewer than 12 characters");
    refused(&typed(&folder, &arguments, "\n"), "no password");
    refused(
        &typed(&folder, &arguments, "hanako-hanako-1\n"),
        "too easy to guess",
    );
    let made = typed(&folder, &arguments, &format!("{PASSWORD}\n")).well();
    assert!(
        !made.out.contains(PASSWORD) && !made.out.contains("shown only now"),
        "{made:?}"
    );
    let help = folder.english(&["admin", "staff", "add", "--help"]).well().out;
    assert!(!help.contains("--password "), "never on the command line: {help}");
}

#[test]
fn mistakes_are_named() {
    let folder = Folder::empty();
    let early = folder.english(&["admin", "staff", "list"]);
    assert!(
        early.code == Some(1) && early.err.contains("mamori migrate"),
        "{early:?}"
    );
    folder.english(&["migrate"]).well();
    refused(&add(&folder, "hanako", "secretariat"), "name@example.jp");
    refused(
        &folder.english(&[
            "admin", "staff", "add", EMAIL, "--name", " ", "--role", "approver",
        ]),
        "--name",
    );
    let role = add(&folder, EMAIL, "boss");
    assert!(
        role.code == Some(2) && role.err.contains("secretariat, approver"),
        "{role:?}"
    );
    for command in [
        vec!["staff", "disable"],
        vec!["staff", "reset-password"],
        vec!["staff", "reset-second-factor"],
        vec!["sessions", "end"],
        vec!["token", "add", "--label", "x"],
    ] {
        let arguments = [vec!["admin"], command, vec!["nobody@example.jp"]].concat();
        refused(
            &folder.english(&arguments),
            "there is no account nobody@example.jp",
        );
    }
}

#[test]
fn the_last_administrator_stays() {
    let folder = ready();
    add(&folder, "only@example.jp", "administrator").well();
    refused(
        &folder.english(&["admin", "staff", "disable", "only@example.jp"]),
        "the last administrator must stay",
    );
    refused(
        &folder.english(&["admin", "staff", "role", "only@example.jp", "--role", "approver"]),
        "the last administrator must stay",
    );
    add(&folder, "second@example.jp", "administrator").well();
    folder
        .english(&["admin", "staff", "disable", "only@example.jp"])
        .well();
}

#[test]
fn tokens_are_shown_once_and_end() {
    let folder = ready();
    add(&folder, EMAIL, "secretariat").well();
    let made = folder
        .english(&["admin", "token", "add", EMAIL, "--label", "export", "--days", "7"])
        .well();
    let token = made.out.split("shown only now: ").nth(1).unwrap().trim();
    assert_eq!(token.len(), 43);
    let list = folder.english(&["admin", "token", "list"]).well().out;
    assert!(
        list.contains("\thanako@example.jp\texport\tuntil ") && !list.contains(token),
        "{list}"
    );
    let id = list.split('\t').next().unwrap();
    folder.english(&["admin", "token", "end", id]).well();
    refused(&folder.english(&["admin", "token", "end", id]), "no such token");
    refused(&folder.english(&["admin", "token", "end", "x"]), "no such token");
    let days = folder.english(&["admin", "token", "add", EMAIL, "--label", "x", "--days", "366"]);
    assert!(days.code == Some(2) && days.err.contains("365"), "{days:?}");
    // A new password ends tokens; a closed account gets none.
    folder
        .english(&["admin", "token", "add", EMAIL, "--label", "x"])
        .well();
    folder
        .english(&["admin", "staff", "reset-password", EMAIL])
        .well();
    assert_eq!(folder.english(&["admin", "token", "list"]).well().out, "");
    folder.english(&["admin", "staff", "disable", EMAIL]).well();
    refused(
        &folder.english(&["admin", "token", "add", EMAIL, "--label", "x"]),
        "is closed",
    );
    let database = std::fs::read(folder.path("data/mamori.sqlite")).unwrap();
    let holds = database
        .windows(token.len())
        .any(|window| window == token.as_bytes());
    assert!(!holds, "the token is stored nowhere");
}
