//! config check, migrate, audit verify, doctor, backup, restore.

use std::fs;

use crate::Folder;

#[test]
fn config_check_prints_ok_or_every_problem_with_its_remedy() {
    let folder = Folder::empty();
    assert_eq!(folder.english(&["config", "check"]).well().out, "ok\n");
    fs::write(
        folder.path("wrong.toml"),
        "programmes = \"nowhere\"\n[server]\nlisten = \"here\"\n[mail]\nfrom = \"nobody\"\n[log]\nfilter = \"=\"\n",
    )
    .unwrap();
    let ran = folder.english(&["config", "check", "--config", "wrong.toml"]);
    assert_eq!(ran.code, Some(1));
    for key in [
        "server.listen = \"here\": ",
        "mail.from = \"nobody\": ",
        "log.filter = ",
        "programmes = ",
    ] {
        assert!(ran.out.contains(key), "{key} is not in {}", ran.out);
    }
    let ran = folder.english(&["config", "check", "--config", "none.toml"]);
    assert!(ran.code == Some(1) && ran.out.contains("none.toml"), "{ran:?}");
    let ran = folder.run_with(&[("MAMORI_SERVER__LISTEN", "there")], &["config", "check"]);
    assert!(
        ran.code == Some(1) && ran.out.contains("server.listen = \"there\""),
        "{ran:?}"
    );
    fs::write(
        folder.path("mamori.toml"),
        "[server]\nlissten = \"127.0.0.1:1\"\n",
    )
    .unwrap();
    let ran = folder.english(&["config", "check"]);
    assert!(ran.code == Some(1) && ran.out.contains("lissten"), "{ran:?}");
}

#[test]
fn migrate_lists_applies_and_then_has_nothing_to_do() {
    let folder = Folder::empty();
    folder.english(&["migrate", "--dry-run"]).well();
    assert!(!folder.path("data").exists(), "a dry run makes nothing");
    let applied = folder.english(&["migrate"]).well().out;
    assert!(
        applied.contains("applied m2026_11_21_000001_audit_and_jobs"),
        "{applied}"
    );
    assert!(
        folder
            .english(&["migrate", "--dry-run"])
            .well()
            .out
            .contains("up to date")
    );
    assert!(folder.english(&["migrate"]).well().out.contains("nothing to do"));
}

#[test]
fn commands_that_read_make_no_database() {
    let folder = Folder::empty();
    for command in [vec!["audit", "verify"], vec!["backup", "--out", "b.zip"]] {
        let ran = folder.english(&command);
        assert!(
            ran.code == Some(1) && ran.err.contains("mamori migrate"),
            "{ran:?}"
        );
    }
    assert!(!folder.path("data").exists());
}

#[test]
fn a_backup_is_checked_restored_and_its_audit_log_verified() {
    let folder = Folder::empty();
    folder.english(&["migrate"]).well();
    let written = folder.english(&["backup", "--out", "b.zip"]).well().out;
    assert!(written.contains("fingerprint: "), "{written}");
    assert_eq!(
        folder.english(&["backup", "--verify", "b.zip"]).well().out,
        written
    );
    let ran = folder.english(&["backup", "--out", "b.zip"]);
    assert!(ran.code == Some(1) && ran.err.contains("exists"), "{ran:?}");
    let ran = folder.english(&["restore", "--from", "b.zip"]);
    assert!(
        ran.code == Some(1) && ran.err.contains("audit_head (1 row)"),
        "{ran:?}"
    );

    let other = [("MAMORI_DATABASE__URL", "sqlite:drill/mamori.sqlite")];
    folder
        .english_with(&other, &["restore", "--from", "b.zip"])
        .well();
    let verified = folder
        .english_with(&other, &["audit", "verify", "--format", "json"])
        .well();
    assert!(
        verified.out.starts_with("{\"ok\":true,\"entries\":1,"),
        "{verified:?}"
    );
    folder.english_with(&other, &["migrate"]).well();
}

#[test]
fn a_wrong_archive_leaves_no_database_behind() {
    let folder = Folder::empty();
    fs::write(folder.path("b.zip"), "PK not really").unwrap();
    let ran = folder.english(&["restore", "--from", "b.zip"]);
    assert!(ran.code == Some(1) && ran.err.contains("cut off"), "{ran:?}");
    let ran = folder.english(&["restore", "--from", "none.zip"]);
    assert!(ran.code == Some(1) && ran.err.contains("none.zip"), "{ran:?}");
    assert!(!folder.path("data").exists());
}

/// Every table of every context can be held and comes back.
#[test]
fn the_whole_schema_is_in_the_archive() {
    let folder = Folder::empty();
    folder.english(&["migrate"]).well();
    folder.english(&["backup", "--out", "one.zip"]).well();
    let file = fs::File::open(folder.path("one.zip")).unwrap();
    let archive = zip::ZipArchive::new(file).unwrap();
    for table in [
        "application",
        "place",
        "signature",
        "draw_event",
        "job",
        "audit_entry",
    ] {
        let name = format!("tables/{table}.jsonl");
        assert!(archive.index_for_name(&name).is_some(), "{table} is not in it");
    }
    let other = [("MAMORI_DATABASE__URL", "sqlite:other.sqlite")];
    folder
        .english_with(&other, &["restore", "--from", "one.zip"])
        .well();
}

#[test]
fn an_audit_log_that_was_changed_is_named() {
    let folder = Folder::empty();
    folder.english(&["migrate"]).well();
    for name in ["1.zip", "2.zip", "3.zip"] {
        folder.english(&["backup", "--out", name]).well();
    }
    assert!(
        folder
            .english(&["audit", "verify"])
            .well()
            .out
            .starts_with("ok: 3 entries")
    );
    // Behind Mamori's back: one digit of what the second entry is about, in the file (table and index).
    let file = folder.path("data/mamori.sqlite");
    let mut bytes = fs::read(&file).unwrap();
    let checked = folder.english(&["backup", "--verify", "2.zip"]).well().out;
    let fingerprint = checked.rsplit("fingerprint: ").next().unwrap().trim();
    let places: Vec<usize> = bytes
        .windows(fingerprint.len())
        .enumerate()
        .filter(|(_, window)| *window == fingerprint.as_bytes())
        .map(|(place, _)| place)
        .collect();
    assert!(!places.is_empty());
    for place in places {
        bytes[place] = if bytes[place] == b'0' { b'1' } else { b'0' };
    }
    fs::write(&file, &bytes).unwrap();
    let ran = folder.english(&["audit", "verify", "--format", "json"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("\"ok\":false,\"entry\":2"), "{ran:?}");
    assert!(folder.english(&["audit", "verify"]).out.contains("entry 2"));
}

/// A key that is lost is not replaced in silence: the start is refused while the database holds what was made with it.
#[test]
fn a_lost_key_stops_the_start() {
    let folder = Folder::empty();
    let programmes = concat!(env!("CARGO_MANIFEST_DIR"), "/../../programmes");
    let url = format!("sqlite:{}", folder.path("kept.sqlite").display());
    let simulate = [
        "simulate",
        "--programmes",
        programmes,
        "--programme",
        "followup-2024",
    ];
    let more = ["--applicants", "20", "--seed", "1", "--database", &url];
    folder.run(&[&simulate[..], &more[..]].concat()).well();
    // Nothing could be served there: without the refusal it would end with another message.
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = taken.local_addr().unwrap().to_string();
    let variables = [
        ("MAMORI_DATABASE__URL", url.as_str()),
        ("MAMORI_PROGRAMMES", programmes),
        ("MAMORI_SERVER__LISTEN", listen.as_str()),
    ];
    let refused = folder.english_with(&variables, &["serve"]);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(refused.err.contains("the key file is gone"), "{refused:?}");
    let office = folder.english_with(&variables[..1], &["admin", "staff", "list"]);
    assert!(office.err.contains("the key file is gone"), "{office:?}");
    assert!(!folder.path("data/master.key").exists(), "no new key was made");
}

#[test]
fn doctor_names_what_fails_with_a_remedy() {
    let folder = Folder::empty();
    let before = folder.english(&["doctor"]);
    assert_eq!(before.code, Some(1));
    assert!(
        before.out.contains("fail  database") && before.out.contains("→"),
        "{before:?}"
    );
    folder.english(&["migrate"]).well();
    let after = folder.english(&["doctor"]);
    for line in [
        "ok    database",
        "ok    migrations",
        "ok    clock",
        "ok    audit log",
        "warn  master key",
        "warn  programmes",
    ] {
        assert!(after.out.contains(line), "{line} is not in {}", after.out);
    }
    let demo = [("MAMORI_DEMO", "true"), ("MAMORI_MAIL__TRANSPORT", "capture")];
    let demo = folder.english_with(&demo, &["doctor"]);
    assert!(
        demo.out.contains("ok    mail") && demo.out.contains("warn  configuration"),
        "{demo:?}"
    );
    let wrong = folder.english_with(&[("MAMORI_SERVER__LISTEN", "x")], &["doctor"]);
    assert!(
        wrong.code == Some(1) && wrong.out.contains("fail  configuration"),
        "{wrong:?}"
    );
}

#[test]
fn help_says_what_is_not_in_an_archive() {
    let folder = Folder::empty();
    for command in ["backup", "restore"] {
        let help = folder.english(&[command, "--help"]).well().out;
        assert!(help.contains("keys are NOT in it"), "{help}");
    }
}

/// What applicants sent is for the service alone, whatever the umask of the shell.
#[test]
#[cfg(unix)]
fn the_sqlite_file_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = Folder::empty();
    let shell = |arguments: &str| {
        let status = std::process::Command::new("/bin/sh")
            .arg("-c")
            .arg(format!("umask 022; exec \"$MAMORI\" {arguments}"))
            .current_dir(folder.path("."))
            .env_clear()
            .env("MAMORI", env!("CARGO_BIN_EXE_mamori"))
            .output()
            .unwrap();
        assert!(status.status.success(), "{arguments}: {status:?}");
    };
    let mode = |name: &str| {
        let metadata = fs::metadata(folder.path(name)).unwrap();
        format!("{:o}", metadata.permissions().mode() & 0o777)
    };
    shell("migrate");
    assert_eq!(mode("data/mamori.sqlite"), "600");
    shell("backup --out backup.zip");
    fs::write(
        folder.path("other.toml"),
        "[database]\nurl = \"sqlite:other.sqlite\"\n",
    )
    .unwrap();
    shell("restore --config other.toml --from backup.zip");
    assert_eq!(mode("other.sqlite"), "600");

    assert!(!folder.run(&["doctor"]).out.contains("chmod 600"));
    let open = fs::Permissions::from_mode(0o644);
    fs::set_permissions(folder.path("data/mamori.sqlite"), open).unwrap();
    for (language, said) in [
        ("ja", "所有者でない人も"),
        ("en", "open to others than its owner"),
    ] {
        let ran = folder.run_with(&[("LANG", language)], &["doctor"]);
        let line = ran.out.lines().find(|line| line.contains(said));
        assert!(
            line.is_some_and(|line| line.starts_with("warn") && line.contains("644")),
            "{ran:?}"
        );
        assert!(ran.out.contains("chmod 600 data/mamori.sqlite"), "{ran:?}");
    }
}

#[test]
fn doctor_says_what_to_do_about_a_missing_file_and_not_about_another_database() {
    let folder = Folder::empty();
    for (language, remedy) in [("ja", "`mamori restore`"), ("en", "`mamori restore`")] {
        let ran = folder.run_with(&[("LANG", language)], &["doctor"]);
        let lines: Vec<&str> = ran.out.lines().collect();
        let at = lines
            .iter()
            .position(|line| line.contains("mamori.sqlite"))
            .unwrap();
        assert!(lines[at].starts_with("fail"), "{ran:?}");
        assert!(
            lines[at + 1].contains(remedy) && !lines[at + 1].contains("PostgreSQL"),
            "{ran:?}"
        );
    }
}
