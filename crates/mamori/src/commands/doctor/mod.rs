//! `mamori doctor`: looks at everything Mamori stands on and says what to do.

mod database;
mod files;
mod smtp;

use std::fmt;
use std::path::Path;
use std::process::ExitCode;

use clap::Args;
use platform::languages::Words;
use platform::text::Language;

use crate::config::{self, Config, MailTransport};

/// Look at everything Mamori stands on: a line each with ok, warn or fail and what to do; exit 1 on fail
///
/// Run it as the user the service runs as: what counts is what that user may read and write.
#[derive(Args, Debug)]
pub struct DoctorArgs {}

/// How one thing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    Ok,
    Warn,
    Fail,
}

/// One line of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Finding {
    state: State,
    what: &'static str,
    message: String,
    remedy: Option<String>,
}

impl Finding {
    fn ok(what: &'static str, message: impl Into<String>) -> Self {
        Self {
            state: State::Ok,
            what,
            message: message.into(),
            remedy: None,
        }
    }

    fn warn(what: &'static str, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            state: State::Warn,
            what,
            message: message.into(),
            remedy: Some(remedy.into()),
        }
    }

    fn fail(what: &'static str, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            state: State::Fail,
            what,
            message: message.into(),
            remedy: Some(remedy.into()),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match self.state {
            State::Ok => "ok",
            State::Warn => "warn",
            State::Fail => "fail",
        };
        write!(formatter, "{state:<4}  {:<13} {}", self.what, self.message)?;
        match &self.remedy {
            Some(remedy) => write!(formatter, "\n      {:<13} → {remedy}", ""),
            None => Ok(()),
        }
    }
}

/// Runs it with `file`, or `mamori.toml` in the working folder.
pub async fn run(_args: DoctorArgs, file: Option<&Path>) -> ExitCode {
    let findings = match config::load(file) {
        Ok(config) => examine(&config).await,
        Err(problems) => problems
            .into_iter()
            .map(|problem| {
                Finding::fail(
                    "configuration",
                    format!("{} = {}", problem.key, problem.value),
                    // The rest of the report is English, too.
                    problem.remedy.say(Words::new(Language::En)),
                )
            })
            .chain([Finding::warn(
                "everything",
                "the rest was not looked at",
                "mend the configuration first",
            )])
            .collect(),
    };
    for finding in &findings {
        println!("{finding}");
    }
    let worst = findings.iter().map(|finding| finding.state).max();
    if worst == Some(State::Fail) {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

async fn examine(config: &Config) -> Vec<Finding> {
    let mut findings = vec![configuration(config)];
    findings.extend(database::look(config).await);
    findings.extend(files::look(config));
    findings.push(match config.mail.transport {
        MailTransport::Capture => Finding::ok("mail", "kept in the outbox only (demo)"),
        MailTransport::Smtp => smtp::look(&config.mail).await,
    });
    findings
}

fn configuration(config: &Config) -> Finding {
    if config.demo {
        return Finding::warn(
            "configuration",
            "this is a demo: own clock, no mail leaves, accounts are printed",
            "set demo = false before anyone's data comes in",
        );
    }
    Finding::ok("configuration", "reads")
}
