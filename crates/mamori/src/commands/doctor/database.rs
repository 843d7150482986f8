//! Database, migrations, audit log, clock.

use std::time::Duration;

use platform::audit;
use platform::backup::snapshot;
use platform::health::{self, State};
use platform::languages::Words;
use platform::store::Store;

use super::Finding;
use crate::commands::InWords as _;
use crate::commands::place::{self, Missing, NoPlace};
use crate::config::Config;

/// A machine that was just started may take a while.
const LIMIT: Duration = Duration::from_secs(10);

pub(super) async fn look(config: &Config, words: Words) -> Vec<Finding> {
    let store = match place::open(config, Missing::Refuse).await {
        Ok(store) => store,
        Err(error) => {
            let remedy = words.say(remedy(&error, config));
            return vec![Finding::fail("database", error.in_words(words), remedy)];
        }
    };
    let findings = examine(&store, config.demo, words).await;
    place::close(&store).await;
    findings
}

/// What to do about a database that cannot be opened.
fn remedy(error: &NoPlace, config: &Config) -> &'static str {
    match error {
        NoPlace::Missing(_) => "doctor-database-missing-remedy",
        NoPlace::UrlFile(..) => "doctor-unreadable-remedy",
        _ if config.database.url_file.is_none() && config.database.url.starts_with("sqlite:") => {
            "doctor-database-sqlite-remedy"
        }
        _ => "doctor-database-remedy",
    }
}

async fn examine(store: &Store, demo: bool, words: Words) -> Vec<Finding> {
    let report = health::ready(store, &place::migrations(), LIMIT).await;
    let mut findings: Vec<Finding> = report
        .checks
        .iter()
        .map(|check| translate(check, words))
        .collect();
    if demo {
        // The demo moves its own clock to and fro.
        findings.retain(|finding| finding.what != "clock");
    }
    if report.state != State::Unready {
        findings.push(audit_log(store, words).await);
    }
    findings
}

fn translate(check: &health::Check, words: Words) -> Finding {
    let remedy = words.say(match check.name {
        "database" => "doctor-database-silent-remedy",
        "migrations" => "doctor-migrations-remedy",
        _ => "doctor-clock-remedy",
    });
    let found = check.found.say(words);
    match check.state {
        State::Ready => Finding::ok(check.name, found),
        State::Degraded => Finding::warn(check.name, found, remedy),
        State::Unready => Finding::fail(check.name, found, remedy),
    }
}

async fn audit_log(store: &Store, words: Words) -> Finding {
    let verified = match snapshot(store).await {
        Ok(snapshot) => audit::verify(&snapshot).await,
        Err(error) => Err(error),
    };
    match verified {
        Ok(Ok(verified)) => {
            let short = verified.head.get(..12).unwrap_or_default();
            let values = [
                ("entries", verified.entries.into()),
                ("head", short.to_owned().into()),
            ];
            Finding::ok("audit-log", words.say_with("doctor-audit-holds", &values))
        }
        Ok(Err(broken)) => Finding::fail(
            "audit-log",
            broken.say(words),
            words.say("doctor-audit-broken-remedy"),
        ),
        Err(error) => Finding::fail(
            "audit-log",
            error.in_words(words),
            words.say("doctor-audit-unread-remedy"),
        ),
    }
}
