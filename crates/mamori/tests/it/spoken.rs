//! The command line speaks the reader's language.

use std::process::Command;

use crate::{Folder, Ran};

fn in_language(folder: &Folder, variable: (&str, &str), arguments: &[&str]) -> Ran {
    folder.run_with(&[variable], arguments)
}

/// Both streams.
fn said(ran: &Ran) -> String {
    format!("{}{}", ran.out, ran.err)
}

fn is_japanese(text: &str) -> bool {
    text.chars().any(|letter| ('ぁ'..='ん').contains(&letter))
}

/// What a machine without anything says, and what it says once there is a database; each in both languages.
#[test]
fn every_command_speaks_both_languages() {
    let folder = Folder::empty();
    let missing: [&[&str]; 6] = [
        &["doctor"],
        &["backup", "--out", "b.zip"],
        &["backup", "--verify", "none.zip"],
        &["restore", "--from", "none.zip"],
        &["calendar", "holidays", "1700"],
        &["admin", "staff", "list"],
    ];
    for command in missing {
        both(&folder, command);
    }
    folder.run(&["migrate"]).well();
    let there: [&[&str]; 6] = [
        &["doctor"],
        &["migrate"],
        &["audit", "verify"],
        &["admin", "staff", "disable", "nobody@example.jp"],
        &[
            "admin", "staff", "add", "hanako", "--name", "花子", "--role", "approver",
        ],
        &["admin", "token", "end", "none"],
    ];
    for command in there {
        both(&folder, command);
    }
}

#[track_caller]
fn both(folder: &Folder, command: &[&str]) {
    let japanese = in_language(folder, ("LANG", "ja_JP.UTF-8"), command);
    let english = in_language(folder, ("LC_ALL", "en_GB.UTF-8"), command);
    assert_eq!(japanese.code, english.code, "{command:?}");
    assert!(is_japanese(&said(&japanese)), "{command:?}: {japanese:?}");
    let english = said(&english);
    assert!(
        !is_japanese(&english) && !english.is_empty(),
        "{command:?}: {english}"
    );
    // A message that is missing shows its name.
    let named = ["doctor-", "backup-", "admin-", "migrate-", "place-", "health-"];
    for text in [&english, &said(&japanese)] {
        let words = text.split_whitespace();
        let shown = words
            .into_iter()
            .find(|word| named.iter().any(|start| word.starts_with(start)));
        assert_eq!(shown, None, "{command:?}: {text}");
    }
}

#[test]
fn what_scripts_read_is_the_same_in_every_language() {
    let folder = Folder::empty();
    folder.run(&["migrate"]).well();
    let holidays = folder.run(&["calendar", "holidays", "2025"]).well().out;
    assert_eq!(
        folder.english(&["calendar", "holidays", "2025"]).well().out,
        holidays
    );
    assert!(holidays.starts_with("2025-01-01\t元日\n"), "{holidays}");
    let states = |ran: Ran| -> Vec<String> {
        let lines = ran.out.lines().filter(|line| !line.starts_with(' '));
        lines
            .map(|line| line.split(' ').next().unwrap_or_default().to_owned())
            .collect()
    };
    let doctor = states(folder.run(&["doctor"]));
    assert!(doctor.contains(&"ok".to_owned()) && doctor.contains(&"warn".to_owned()));
    assert_eq!(doctor, states(folder.english(&["doctor"])));
    let json = ["audit", "verify", "--format", "json"];
    assert_eq!(folder.run(&json).well().out, folder.english(&json).well().out);
}

#[test]
fn help_speaks_both_languages() {
    let folder = Folder::empty();
    let japanese = folder.run(&["--help"]).well().out;
    let english = folder.english(&["--help"]).well().out;
    assert!(
        japanese.contains("バックアップ") && !japanese.contains("Bring the database"),
        "{japanese}"
    );
    assert!(english.contains("Bring the database"), "{english}");
    let japanese = folder.run(&["draw", "freeze", "--help"]).well().out;
    assert!(
        japanese.contains("名簿を確定") && japanese.contains("事業の ID"),
        "{japanese}"
    );
}

/// `mamori … | head -1`: whoever reads no further ends no command with a panic, and its exit code stays what it is.
#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let folder = Folder::empty();
    folder.run(&["migrate"]).well();
    let commands: [&[&str]; 6] = [
        &["doctor"],
        &["migrate"],
        &["audit", "verify"],
        &["backup", "--out", "backup.zip"],
        &["calendar", "holidays", "2025"],
        &["--help"],
    ];
    for command in commands {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = Command::new(env!("CARGO_BIN_EXE_mamori"))
            .args(command)
            .current_dir(folder.path("."))
            .env_clear()
            .stdout(writer)
            .output()
            .unwrap();
        let ran = Ran::from(output);
        assert_eq!(ran.err, "", "{command:?}");
        if command[0] != "backup" {
            assert_eq!(ran.code, folder.run(command).code, "{command:?}");
        }
    }
    assert!(folder.path("backup.zip").exists());
}
