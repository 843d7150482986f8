//! Values of the right kind that cannot work all the same.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::str::FromStr;

use ipnet::IpNet;

use super::problem::Remedy;
use super::read::{Reading, quoted};
use super::{Config, MailSecurity, MailTransport};

/// Collects what is wrong. `keys`: the key that is named first, then others that the reason rests on; when one of
/// them was not readable, the reason may be none.
struct Findings<'a>(&'a mut Reading);

impl Findings<'_> {
    fn say(&mut self, keys: &[&'static str], written: &str, remedy: Remedy) {
        if let [key, others @ ..] = keys
            && self.0.is_meant(key, others)
        {
            let origin = self.0.origin(key);
            self.0.wrong(key, written, remedy, origin);
        }
    }
}

/// Adds every value of `config` that cannot work to the mistakes of its reading.
pub(super) fn values(config: &Config, reading: &mut Reading) {
    let mut findings = Findings(reading);
    server(config, &mut findings);
    database(config, &mut findings);
    mail(config, &mut findings);
    collector(config, &mut findings);
    rest(config, &mut findings);
}

fn server(config: &Config, findings: &mut Findings<'_>) {
    let server = &config.server;
    if SocketAddr::from_str(&server.listen).is_err() {
        let remedy = Remedy::of("config-listen");
        findings.say(&["server.listen"], &quoted(&server.listen), remedy);
    }
    if !server.metrics_listen.is_empty() && SocketAddr::from_str(&server.metrics_listen).is_err() {
        let remedy = Remedy::of("config-metrics-listen");
        findings.say(
            &["server.metrics_listen"],
            &quoted(&server.metrics_listen),
            remedy,
        );
    }
    base_url(config, findings);
    for network in &server.trusted_proxies {
        if IpNet::from_str(network).is_err() && IpAddr::from_str(network).is_err() {
            let remedy = Remedy::of("config-network");
            findings.say(&["server.trusted_proxies"], &quoted(network), remedy);
        }
    }
}

fn base_url(config: &Config, findings: &mut Findings<'_>) {
    let is_set = !config.server.base_url.is_empty();
    if !is_set && config.listen().is_none() {
        // It follows from `server.listen`, which was named.
        return;
    }
    let url = config.base_url();
    let is_https = url.starts_with("https://");
    if url.ends_with('/') || !(is_https || url.starts_with("http://")) {
        let remedy = Remedy::of("config-base-url");
        findings.say(&["server.base_url"], &quoted(&url), remedy);
    } else if !is_https && !config.demo && !is_local(&url) {
        let remedy = Remedy::of("config-base-url-clear");
        let keys: &[&str] = if is_set {
            &["server.base_url", "demo"]
        } else {
            &["server.base_url", "server.listen", "demo"]
        };
        findings.say(keys, &quoted(&url), remedy);
    }
}

fn database(config: &Config, findings: &mut Findings<'_>) {
    let url = &config.database.url;
    match &config.database.url_file {
        Some(file) => is_there(file, "database.url_file", findings),
        None if url.starts_with("sqlite:") || url.starts_with("postgres://") => {}
        None => findings.say(
            &["database.url", "database.url_file"],
            &quoted(url),
            Remedy::of("config-database-url"),
        ),
    }
}

fn mail(config: &Config, findings: &mut Findings<'_>) {
    let mail = &config.mail;
    if let Some(file) = &mail.password_file {
        is_there(file, "mail.password_file", findings);
    }
    if !mail.from.contains('@') {
        let remedy = Remedy::of("config-mail-address");
        findings.say(&["mail.from"], &quoted(&mail.from), remedy);
    }
    if mail.transport == MailTransport::Capture && !config.demo {
        let remedy = Remedy::of("config-mail-capture");
        findings.say(&["mail.transport", "demo"], "\"capture\"", remedy);
    }
    if mail.security == MailSecurity::None && mail.transport == MailTransport::Smtp && !is_local(&mail.host) {
        let remedy = Remedy::of("config-mail-clear");
        findings.say(
            &["mail.security", "mail.transport", "mail.host"],
            "\"none\"",
            remedy,
        );
    }
}

fn collector(config: &Config, findings: &mut Findings<'_>) {
    let collector = &config.collector;
    for (key, address) in collector.addresses() {
        if !address.is_empty() && SocketAddr::from_str(address).is_err() {
            findings.say(&[key], &quoted(address), Remedy::of("config-collector-listen"));
        }
    }
    for network in &collector.tunnels {
        if IpNet::from_str(network).is_err() {
            findings.say(
                &["collector.tunnels"],
                &quoted(network),
                Remedy::of("config-network"),
            );
        }
    }
    let files = [
        ("collector.certificate", &collector.certificate),
        ("collector.key", &collector.key),
    ];
    if let Some(file) = &collector.client_authority {
        is_there(file, "collector.client_authority", findings);
    }
    let needs_both = collector.certificate.is_some() != collector.key.is_some();
    for (key, file) in files {
        match file {
            Some(file) => is_there(file, key, findings),
            None if needs_both => {
                let remedy = Remedy::of("config-collector-tls");
                findings.say(&[key], "", remedy);
            }
            None => {}
        }
    }
}

fn rest(config: &Config, findings: &mut Findings<'_>) {
    let filter = &config.log.filter;
    if platform::logging::check_filter(filter).is_err() {
        findings.say(&["log.filter"], &quoted(filter), Remedy::of("config-log-filter"));
    }
    if !config.programmes.is_dir() {
        let written = quoted(&config.programmes.display().to_string());
        findings.say(&["programmes"], &written, Remedy::of("config-programmes"));
    }
}

fn is_there(file: &Path, key: &'static str, findings: &mut Findings<'_>) {
    if !file.is_file() {
        let written = quoted(&file.display().to_string());
        findings.say(&[key], &written, Remedy::of("config-no-file"));
    }
}

fn is_local(host: &str) -> bool {
    let host = host.trim_start_matches("http://");
    ["127.0.0.1", "localhost", "[::1]", "::1"]
        .iter()
        .any(|local| host.starts_with(local))
}
