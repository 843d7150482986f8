//! Database, migrations, audit log, clock.

use std::time::Duration;

use platform::audit;
use platform::backup::snapshot;
use platform::health::{self, State};
use platform::store::Store;

use super::Finding;
use crate::commands::place::{self, Missing};
use crate::config::Config;

/// A machine that was just started may take a while.
const LIMIT: Duration = Duration::from_secs(10);

pub(super) async fn look(config: &Config) -> Vec<Finding> {
    let store = match place::open(config, Missing::Refuse).await {
        Ok(store) => store,
        Err(error) => {
            let remedy = "see that PostgreSQL runs and lets this user in, or that the path of the SQLite file is right";
            return vec![Finding::fail("database", error.to_string(), remedy)];
        }
    };
    let findings = examine(&store, config.demo).await;
    place::close(&store).await;
    findings
}

async fn examine(store: &Store, demo: bool) -> Vec<Finding> {
    let report = health::ready(store, &place::migrations(), LIMIT).await;
    let mut findings: Vec<Finding> = report.checks.iter().map(translate).collect();
    if demo {
        // The demo moves its own clock to and fro.
        findings.retain(|finding| finding.what != "clock");
    }
    if report.state != State::Unready {
        findings.push(audit_log(store).await);
    }
    findings
}

fn translate(check: &health::Check) -> Finding {
    let remedy = match check.name {
        "database" => "see that PostgreSQL runs, or that no other program holds the SQLite file",
        "migrations" => {
            "back up, then run `mamori migrate`; a database of a later version needs that version"
        }
        _ => "set the clock right (timedatectl), then wait until it has passed the last entry",
    };
    match check.state {
        State::Ready => Finding::ok(check.name, &check.message),
        State::Degraded => Finding::warn(check.name, &check.message, remedy),
        State::Unready => Finding::fail(check.name, &check.message, remedy),
    }
}

async fn audit_log(store: &Store) -> Finding {
    let verified = match snapshot(store).await {
        Ok(snapshot) => audit::verify(&snapshot).await,
        Err(error) => Err(error),
    };
    match verified {
        Ok(Ok(verified)) => {
            let short = verified.head.get(..12).unwrap_or_default();
            Finding::ok(
                "audit log",
                format!("{} entries, the chain holds, head {short}…", verified.entries),
            )
        }
        Ok(Err(broken)) => Finding::fail(
            "audit log",
            broken.to_string(),
            "somebody changed the log behind Mamori's back: keep this database as evidence and compare it with a backup",
        ),
        Err(error) => Finding::fail("audit log", error.to_string(), "see the database's own log"),
    }
}
