//! What is wrong with a configuration: key, value, remedy.

use std::fmt;
use std::net::SocketAddr;
use std::path::Path;
use std::str::FromStr;

use super::{Config, MailSecurity, MailTransport};

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Which key, as `mail.port`.
    pub key: String,
    /// What stands there.
    pub value: String,
    /// What to do.
    pub remedy: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} = {:?}: {}", self.key, self.value, self.remedy)
    }
}

pub(super) fn from_figment(error: figment::Error) -> Problem {
    let key = error.path.join(".");
    let source = error
        .metadata
        .as_ref()
        .map(|metadata| metadata.name.to_string())
        .unwrap_or_default();
    let remedy = format!("{} ({source})", error.kind);
    let value = match &error.kind {
        figment::error::Kind::InvalidType(actual, _) | figment::error::Kind::InvalidValue(actual, _) => {
            actual.to_string()
        }
        figment::error::Kind::UnknownField(field, _) => field.clone(),
        _ => String::new(),
    };
    Problem { key, value, remedy }
}

/// Everything that is wrong at once.
pub fn problems(config: &Config) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut say = |key: &str, value: &str, remedy: &str| {
        problems.push(Problem {
            key: key.to_owned(),
            value: value.to_owned(),
            remedy: remedy.to_owned(),
        });
    };
    let server = &config.server;
    if SocketAddr::from_str(&server.listen).is_err() {
        say(
            "server.listen",
            &server.listen,
            "write an address and a port, as 127.0.0.1:8600",
        );
    }
    if !server.metrics_listen.is_empty() && SocketAddr::from_str(&server.metrics_listen).is_err() {
        say(
            "server.metrics_listen",
            &server.metrics_listen,
            "write an address and a port, or leave it empty",
        );
    }
    let base_url = config.base_url();
    if !(base_url.starts_with("https://") || base_url.starts_with("http://")) || base_url.ends_with('/') {
        say(
            "server.base_url",
            &base_url,
            "write scheme and host without a slash at the end, as https://mamori.example.jp",
        );
    } else if base_url.starts_with("http://") && !config.demo && !is_local(&base_url) {
        say(
            "server.base_url",
            &base_url,
            "people's data needs https; put a TLS proxy before Mamori and name its address",
        );
    }
    for network in &server.trusted_proxies {
        if ipnet::IpNet::from_str(network).is_err() && std::net::IpAddr::from_str(network).is_err() {
            say(
                "server.trusted_proxies",
                network,
                "write a network, as 10.0.0.0/8 or ::1/128",
            );
        }
    }
    let url = &config.database.url;
    if config.database.url_file.is_none() && !(url.starts_with("sqlite:") || url.starts_with("postgres://")) {
        say(
            "database.url",
            url,
            "write sqlite:PATH or postgres://USER@HOST/NAME",
        );
    }
    if config.database.connections == 0 {
        say("database.connections", "0", "at least one connection is needed");
    }
    if let Some(file) = &config.database.url_file {
        file_exists(file, "database.url_file", &mut say);
    }
    if let Some(file) = &config.mail.password_file {
        file_exists(file, "mail.password_file", &mut say);
    }
    if !config.mail.from.contains('@') {
        say("mail.from", &config.mail.from, "write a mail address");
    }
    if config.mail.transport == MailTransport::Capture && !config.demo {
        say(
            "mail.transport",
            "capture",
            "mails would never leave; use smtp, or set demo = true",
        );
    }
    if config.mail.security == MailSecurity::None
        && config.mail.transport == MailTransport::Smtp
        && !is_local(&config.mail.host)
    {
        say(
            "mail.security",
            "none",
            "mail would cross the network in the clear; use starttls or tls",
        );
    }
    if platform::logging::check_filter(&config.log.filter).is_err() {
        say(
            "log.filter",
            &config.log.filter,
            "write a level, as info, or info,platform=debug",
        );
    }
    if !config.programmes.is_dir() {
        say(
            "programmes",
            &config.programmes.display().to_string(),
            "there is no such folder; name the one that holds a folder for each programme",
        );
    }
    problems
}

fn file_exists(file: &Path, key: &str, say: &mut impl FnMut(&str, &str, &str)) {
    if !file.is_file() {
        say(key, &file.display().to_string(), "there is no such file");
    }
}

fn is_local(host: &str) -> bool {
    let host = host.trim_start_matches("http://");
    ["127.0.0.1", "localhost", "[::1]", "::1"]
        .iter()
        .any(|local| host.starts_with(local))
}
