//! `mamori doctor`: looks at everything Mamori stands on and says what to do.

mod database;
mod files;
mod smtp;

use std::path::Path;
use std::process::ExitCode;

use clap::Args;
use platform::languages::Words;

use super::{say, words_of_locale};
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
    /// The end of `doctor-what-…`.
    what: &'static str,
    message: String,
    remedy: Option<String>,
}

/// Columns of a terminal for what was looked at.
const WHAT_WIDTH: usize = 14;

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

    /// As printed: `ok`, `warn` and `fail` are the same in every language, for programs that watch.
    fn line(&self, words: Words) -> String {
        let state = match self.state {
            State::Ok => "ok",
            State::Warn => "warn",
            State::Fail => "fail",
        };
        let what = words.say(&format!("doctor-what-{}", self.what));
        let what = format!("{what}{}", " ".repeat(WHAT_WIDTH.saturating_sub(columns(&what))));
        let line = format!("{state:<4}  {what}{}", self.message);
        match &self.remedy {
            Some(remedy) => format!("{line}\n      {:WHAT_WIDTH$}→ {remedy}", ""),
            None => line,
        }
    }
}

/// Columns that a text takes in a terminal: Japanese letters take two.
fn columns(text: &str) -> usize {
    text.chars()
        .map(|letter| if letter.is_ascii() { 1 } else { 2 })
        .sum()
}

/// Runs it with `file`, or `mamori.toml` in the working folder.
pub async fn run(_args: DoctorArgs, file: Option<&Path>) -> ExitCode {
    let words = words_of_locale();
    let findings = match config::load(file) {
        Ok(config) => examine(&config, words).await,
        Err(problems) => problems
            .into_iter()
            .map(|problem| {
                Finding::fail(
                    "configuration",
                    format!("{} = {}", problem.key, problem.value),
                    problem.remedy.say(words),
                )
            })
            .chain([Finding::warn(
                "everything",
                words.say("doctor-not-looked"),
                words.say("doctor-not-looked-remedy"),
            )])
            .collect(),
    };
    for finding in &findings {
        say(&finding.line(words));
    }
    let worst = findings.iter().map(|finding| finding.state).max();
    if worst == Some(State::Fail) {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

async fn examine(config: &Config, words: Words) -> Vec<Finding> {
    let mut findings = vec![configuration(config, words)];
    findings.extend(database::look(config, words).await);
    findings.extend(files::look(config, words));
    findings.push(match config.mail.transport {
        MailTransport::Capture => Finding::ok("mail", words.say("doctor-mail-kept")),
        MailTransport::Smtp => smtp::look(&config.mail, words).await,
    });
    findings
}

fn configuration(config: &Config, words: Words) -> Finding {
    if config.demo {
        return Finding::warn(
            "configuration",
            words.say("doctor-demo"),
            words.say("doctor-demo-remedy"),
        );
    }
    Finding::ok("configuration", words.say("doctor-config-reads"))
}
