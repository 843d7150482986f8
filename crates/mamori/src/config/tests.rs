//! Mistakes of file and environment, all at once.

use std::ffi::OsString;

use platform::languages::Words;
use platform::text::Language;

use super::check;
use super::read::Reading;

/// Reads a file and variables; the lines that say what is wrong, in English.
fn lines(file: &str, variables: &[(&str, &str)]) -> Vec<String> {
    let reading = read(file, variables);
    let words = Words::new(Language::En);
    reading
        .problems
        .iter()
        .map(|problem| problem.line(words))
        .collect()
}

fn read(file: &str, variables: &[(&str, &str)]) -> Reading {
    let mut reading = Reading::default();
    reading.file("m.toml", file);
    let pair = |(name, value): &(&str, &str)| (OsString::from(name), OsString::from(value));
    reading.variables(variables.iter().map(pair));
    // Any folder that is there.
    reading.variables([("MAMORI_PROGRAMMES".into(), ".".into())]);
    let config = reading.config();
    check::values(&config, &mut reading);
    reading
}

#[test]
fn nothing_wrong_says_nothing() {
    let none: [String; 0] = [];
    assert_eq!(lines("", &[]), none);
    let all = "demo = true\n[server]\nlisten = \"0.0.0.0:1\"\ntrusted_proxies = [\"10.0.0.0/8\"]\n[mail]\nport = 25\n";
    let variables = [
        ("MAMORI_MAIL__PORT", "587"),
        ("MAMORI_MAIL__USERNAME", "12345"),
        ("MAMORI_TEST_POSTGRES", "x"),
        ("PATH", "x"),
    ];
    assert_eq!(lines(all, &variables), none);
    let config = read(all, &variables).config();
    assert_eq!(config.mail.port, 587, "the environment goes before the file");
    assert_eq!(config.mail.username.as_deref(), Some("12345"));
    assert_eq!(config.server.trusted_proxies, ["10.0.0.0/8"]);
    assert!(config.demo);
}

#[test]
fn every_mistake_of_a_file_is_named_with_its_line() {
    let file = "\
demoo = true
[server]
listen = [\"127.0.0.1:1\"]
requests_per_minute = -1
[mail]
port = \"abc\"
from = 25
securty = \"tsl\"
[log]
format = \"xml\"
filter = \"=\"
";
    let expected = [
        "demoo = true: there is no such key; did you mean demo? (m.toml:1)",
        "server.listen = [\"127.0.0.1:1\"]: write one text in quotes, not a list (m.toml:3)",
        "server.requests_per_minute = -1: write a whole number, 0 or more (m.toml:4)",
        "mail.port = \"abc\": write a whole number from 1 to 65535 (m.toml:6)",
        "mail.from = 25: write a text, in quotes (m.toml:7)",
        "mail.securty = \"tsl\": there is no such key; did you mean mail.security? (m.toml:8)",
        "mail.security = \"tsl\": did you mean tls? There are: tls, starttls, none (m.toml:8)",
        "log.format = \"xml\": write one of these: text, json (m.toml:10)",
        "log.filter = \"=\": write a level, as info, or info,platform=debug (m.toml:11)",
    ];
    assert_eq!(lines(file, &[]), expected);
}

#[test]
fn every_mistake_of_the_environment_is_named_with_its_variable() {
    let variables = [
        ("MAMORI_DEMO", "yes"),
        ("MAMORI_LOG", "json"),
        ("MAMORI_MAIL__PORT", "70000"),
        ("MAMORI_MAIL__PROT", "25"),
        ("MAMORI_SERVER_LISTEN", "127.0.0.1:1"),
        ("MAMORI_SERVER__BASE_URL", "mamori.example.jp"),
    ];
    let expected = [
        "demo = \"yes\": write true or false (MAMORI_DEMO)",
        "log = \"json\": this is a section; name one of its keys, as MAMORI_LOG__FORMAT (MAMORI_LOG)",
        "mail.port = \"70000\": write a whole number from 1 to 65535 (MAMORI_MAIL__PORT)",
        "mail.prot = \"25\": there is no such key; did you mean MAMORI_MAIL__PORT? (MAMORI_MAIL__PROT)",
        "server_listen = \"127.0.0.1:1\": there is no such key; did you mean MAMORI_SERVER__LISTEN? (MAMORI_SERVER_LISTEN)",
        "server.base_url = \"mamori.example.jp\": write scheme and host without a slash at the end, as https://mamori.example.jp (MAMORI_SERVER__BASE_URL)",
    ];
    assert_eq!(lines("", &variables), expected);
}

#[test]
#[cfg(unix)]
fn a_variable_that_is_no_text_is_named() {
    use std::os::unix::ffi::OsStringExt as _;

    let mut reading = Reading::default();
    reading.variables([("MAMORI_MAIL__HOST".into(), OsString::from_vec(vec![0xff]))]);
    let line = reading.problems[0].line(Words::new(Language::En));
    assert!(line.starts_with("mail.host = ") && line.ends_with("is not UTF-8 text (MAMORI_MAIL__HOST)"));
}

#[test]
fn a_key_in_the_wrong_place_is_sent_to_the_right_one() {
    let file =
        "host = \"smtp.example.jp\"\n[log]\ndemo = true\nlevel = \"info\"\n[server]\ncolour = \"red\"\n";
    let expected = [
        "host = \"smtp.example.jp\": there is no such key here; mail.host belongs below the line [mail] (m.toml:1)",
        "log.demo = true: there is no such key here; demo belongs at the top, above the first line in brackets (m.toml:3)",
        "log.level = \"info\": there is no such key; did you mean log.filter? (m.toml:4)",
        "server.colour = \"red\": there is no such key; there are: server.listen, server.metrics_listen, server.base_url, server.trusted_proxies, server.requests_per_minute (m.toml:6)",
    ];
    assert_eq!(lines(file, &[]), expected);
}

#[test]
fn a_misspelt_section_is_looked_into() {
    let file = "log = \"json\"\n[mial]\nport = true\n[colours]\nred = 1\n";
    let expected = [
        "log = \"json\": this is a section; write its keys below a line [log] (m.toml:1)",
        "mial = [mial]: there is no such key; did you mean [mail]? (m.toml:2)",
        "mail.port = true: write a whole number from 1 to 65535 (m.toml:3)",
        "colours = [colours]: there is no such key; there are: server, database, mail, keys, log, support, collector, workbench, programmes, demo (m.toml:4)",
    ];
    assert_eq!(lines(file, &[]), expected);
}

#[test]
fn lines_that_are_not_toml_stop_nothing() {
    let file = "[mail]\nport = abc\nfrom = a@example.jp\nhost = \"x\nfrom_name = 1\n[server]\nlisten = 1\nlisten = 2\n";
    let expected = [
        "mail.port = abc: write a whole number from 1 to 65535 (m.toml:2)",
        "mail.from = a@example.jp: write it in quotes (m.toml:3)",
        "mail.host = \"x: this line is not TOML: this string is not closed, or holds a character that it may not (m.toml:4)",
        "server.listen = 2: this stands here a second time; keep one of them (m.toml:8)",
        "mail.from_name = 1: write a text, in quotes (m.toml:5)",
        "server.listen = 1: write a text, in quotes (m.toml:7)",
    ];
    assert_eq!(lines(file, &[]), expected);
}

/// A mistake must not make others up: what follows from a default that nobody chose says nothing.
#[test]
fn what_only_follows_from_another_mistake_is_not_named() {
    let file = "demo = \"true\"\n[mail]\ntransport = \"capture\"\nhost = \"smtp.example.jp\"\nsecurity = 1\n[server]\nlisten = 5\n";
    let keys: Vec<String> = read(file, &[])
        .problems
        .into_iter()
        .map(|problem| problem.key)
        .collect();
    assert_eq!(keys, ["demo", "mail.security", "server.listen"]);
}

#[test]
fn values_that_work_together_alone_are_held_against_each_other() {
    let file = "[mail]\nhost = \"smtp.example.jp\"\n[server]\nlisten = \"0.0.0.0:80\"\n";
    let expected = [
        "server.base_url = \"http://0.0.0.0:80\": people's data needs https; put a TLS proxy before Mamori and name its address (the default)",
        "mail.security = \"none\": mail would cross the network in the clear; use starttls or tls (the default)",
    ];
    assert_eq!(lines(file, &[]), expected);
}

#[test]
fn no_secret_is_repeated() {
    let key = "0123456789abcdef".repeat(4);
    let file = format!(
        "[mail]\npassword = \"hunter2\"\nsmtp_password = hunter2\n[database]\nurl = \"pg://u:hunter2@h/n\"\n[keys]\nmaster = \"{key}\"\norganizer = {key}\n"
    );
    let variables = [
        ("MAMORI_MAIL__PASSWORD", "hunter2"),
        ("MAMORI_KEYS", key.as_str()),
    ];
    let lines = lines(&file, &variables);
    assert_eq!(lines.len(), 6, "{lines:#?}");
    for line in lines {
        assert!(!line.contains("hunter2") && !line.contains(&key), "{line}");
    }
}

/// What a person of either language reads: no name of a message, no marks of the other language.
#[test]
fn both_languages_have_all_the_words() {
    let file = "x = 1\nhost = 1\nlog = 1\n[server]\nlisten = a\nport = 1\ntrusted_proxies = 1\n[mail]\nport = 0\nfrom = []\n[database]\nconnections = 0\nurl = \"x\n";
    let variables = [
        ("MAMORI_MAIL", "x"),
        ("MAMORI_DEMO", "x"),
        ("MAMORI_LOG__FORMAT", "JSON"),
    ];
    for language in [Language::Ja, Language::En] {
        let words = Words::new(language);
        for problem in read(file, &variables).problems {
            let line = problem.line(words);
            assert!(!line.contains("config-"), "{line}");
            let is_japanese = problem
                .remedy
                .say(words)
                .chars()
                .any(|c| ('ぁ'..='ん').contains(&c));
            assert_eq!(is_japanese, language == Language::Ja, "{line}");
        }
    }
}

/// What stands in the section itself is judged, whatever stands for the section elsewhere.
#[test]
fn a_misspelt_section_hides_no_value_of_the_right_one() {
    let file = "databas = \"x\"\n[database]\nurl = \"mysql://x\"\nconnections = 0\n";
    let keys: Vec<String> = read(file, &[])
        .problems
        .into_iter()
        .map(|problem| problem.key)
        .collect();
    assert_eq!(keys, ["databas", "database.connections", "database.url"]);
}

#[test]
fn what_the_parser_says_is_said_in_the_readers_language() {
    let problem = read("= 1\n", &[]).problems.remove(0);
    assert_eq!(
        problem.remedy.say(Words::new(Language::Ja)),
        "この行は TOML として読めません: = の前にキーがありません"
    );
    assert_eq!(
        problem.remedy.say(Words::new(Language::En)),
        "this line is not TOML: there is no key before the ="
    );
}
