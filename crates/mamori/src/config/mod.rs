//! Configuration: `mamori.toml`, then environment variables (`MAMORI_DATABASE__URL`), the later one wins.
//! Secrets come from files, so that neither a process list nor a log shows them.

mod check;
mod collector;
mod key_files;
mod problem;
mod read;
mod table;
#[cfg(test)]
mod tests;
mod value;

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

pub use collector::{Collector, Demand, Process};
pub use key_files::examine as examine_key;
pub use problem::Problem;

use problem::Origin;
use read::Reading;

/// Everything that can be set.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The web server.
    #[serde(default)]
    pub server: Server,
    /// The database.
    #[serde(default)]
    pub database: Database,
    /// Outgoing mail.
    #[serde(default)]
    pub mail: Mail,
    /// Keys.
    #[serde(default)]
    pub keys: Keys,
    /// What is logged, and how.
    #[serde(default)]
    pub log: Log,
    /// The support centre.
    #[serde(default)]
    pub support: Support,
    /// The collector of appliances' logs.
    #[serde(default)]
    pub collector: Collector,
    /// The workbench of companies.
    #[serde(default)]
    pub workbench: Workbench,
    /// Folder with the programmes.
    #[serde(default = "default_programmes")]
    pub programmes: PathBuf,
    /// Demo: own clock, mails are only kept, accounts are printed. Never for real data.
    #[serde(default)]
    pub demo: bool,
}

/// The workbench of companies.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Workbench {
    /// Folder of the catalogues, in the place of those of the program.
    pub catalogues: Option<PathBuf>,
}

/// The web server.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Server {
    /// Address and port for people.
    pub listen: String,
    /// Address and port for Prometheus; empty = off.
    pub metrics_listen: String,
    /// How people reach the server: scheme and host, for links in mails and cookies; empty = at `listen`.
    pub base_url: String,
    /// Networks of reverse proxies whose `X-Forwarded-For` is believed (CIDR).
    pub trusted_proxies: Vec<String>,
    /// Requests for pages that one client network may make in a minute; 0 = no limit.
    pub requests_per_minute: u32,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8600".to_owned(),
            metrics_listen: "127.0.0.1:9600".to_owned(),
            base_url: String::new(),
            trusted_proxies: Vec::new(),
            requests_per_minute: 600,
        }
    }
}

/// The database.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Database {
    /// `sqlite:PATH` or `postgres://USER@HOST/NAME`.
    pub url: String,
    /// File with the whole URL, when it holds a password; goes before `url`.
    pub url_file: Option<PathBuf>,
    /// Connections kept.
    pub connections: u32,
}

impl Default for Database {
    fn default() -> Self {
        Self {
            url: "sqlite:data/mamori.sqlite".to_owned(),
            url_file: None,
            connections: 8,
        }
    }
}

/// How mail leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailTransport {
    /// To an SMTP server.
    Smtp,
    /// Kept in the outbox only, shown in the viewer of the demo.
    Capture,
}

/// How the connection to the SMTP server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailSecurity {
    /// TLS from the first byte (port 465).
    Tls,
    /// STARTTLS, required (port 587).
    Starttls,
    /// None: only on this machine.
    None,
}

/// Outgoing mail.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mail {
    /// How it leaves.
    pub transport: MailTransport,
    /// SMTP server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Protection.
    pub security: MailSecurity,
    /// User, if the server asks for one.
    pub username: Option<String>,
    /// File with the password.
    pub password_file: Option<PathBuf>,
    /// Sender's address.
    pub from: String,
    /// Sender's name.
    pub from_name: String,
}

impl Default for Mail {
    fn default() -> Self {
        Self {
            transport: MailTransport::Smtp,
            host: "127.0.0.1".to_owned(),
            port: 25,
            security: MailSecurity::None,
            username: None,
            password_file: None,
            from: "mamori@localhost".to_owned(),
            from_name: "Mamori".to_owned(),
        }
    }
}

/// Keys, each in a file that only the service may read.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Keys {
    /// 32 random bytes in hex: encrypts what the database must not show. Made when missing.
    pub master: PathBuf,
    /// 32 random bytes in hex: wraps the keys of companies in the place of the master key. Never made.
    pub vault: Option<PathBuf>,
    /// The organiser's Ed25519 key in hex: signs charters. Made when missing.
    pub organiser: PathBuf,
    /// The key of the authority for appliances, in hex: issues their certificates. Made when missing.
    pub devices: PathBuf,
}

impl Default for Keys {
    fn default() -> Self {
        Self {
            master: "data/master.key".into(),
            vault: None,
            organiser: "data/organiser.key".into(),
            devices: "data/devices.key".into(),
        }
    }
}

/// Logs go to standard output.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Log {
    /// For people or for machines.
    pub format: platform::logging::Format,
    /// `info`, or `info,platform=debug`.
    pub filter: String,
}

impl Default for Log {
    fn default() -> Self {
        Self {
            format: platform::logging::Format::Text,
            filter: "info".to_owned(),
        }
    }
}

/// The support centre.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Support {
    /// The number that companies call when they cannot wait, day and night; empty where there is none.
    pub telephone: String,
    /// Addresses that are alerted of bad cases and of clocks that run out; none: all accounts that work on cases.
    pub duty: Vec<String>,
    /// How many visits can take place at once. One team unless somebody says that there are more: a visit promised
    /// twice is worse than one on the next day.
    pub visit_teams: u32,
}

impl Default for Support {
    fn default() -> Self {
        Self {
            telephone: String::new(),
            duty: Vec::new(),
            visit_teams: 1,
        }
    }
}

fn default_programmes() -> PathBuf {
    "programmes".into()
}

impl Default for Config {
    fn default() -> Self {
        Self {
            server: Server::default(),
            database: Database::default(),
            mail: Mail::default(),
            keys: Keys::default(),
            log: Log::default(),
            support: Support::default(),
            collector: Collector::default(),
            workbench: Workbench::default(),
            programmes: default_programmes(),
            demo: false,
        }
    }
}

/// Reads `file`, or `mamori.toml` in the working folder if there is one, and the environment; or names everything
/// that is wrong at once.
pub fn load(file: Option<&Path>) -> Result<Config, Vec<Problem>> {
    let (config, reading) = read(file)?;
    outcome(config, reading)
}

/// The same, with a look at the files of keys: `config check`. Commands that need a key look for themselves.
pub fn check(file: Option<&Path>) -> Result<(), Vec<Problem>> {
    let (config, mut reading) = read(file)?;
    key_files::check(&config, &mut reading);
    outcome(config, reading).map(|_config| ())
}

fn read(file: Option<&Path>) -> Result<(Config, Reading), Vec<Problem>> {
    let mut reading = Reading::default();
    let usual = Path::new("mamori.toml");
    if let Some(path) = file.or_else(|| usual.exists().then_some(usual)) {
        let shown = path.display().to_string();
        match read::text_of(path) {
            Ok(text) => reading.file(&shown, &text),
            // Without the file that was asked for, values would only be judged by defaults.
            Err(remedy) => {
                reading.wrong("--config", &read::quoted(&shown), remedy, Origin::CommandLine);
                reading.variables(std::env::vars_os());
                return Err(reading.problems);
            }
        }
    }
    reading.variables(std::env::vars_os());
    let config = reading.config();
    check::values(&config, &mut reading);
    Ok((config, reading))
}

fn outcome(config: Config, reading: Reading) -> Result<Config, Vec<Problem>> {
    if reading.problems.is_empty() {
        Ok(config)
    } else {
        Err(reading.problems)
    }
}

impl Config {
    /// Networks of proxies that are believed. An address stands for itself; what does not read was refused before.
    pub fn trusted_proxies(&self) -> Vec<IpNet> {
        let read = |text: &String| {
            let network = IpNet::from_str(text).ok();
            network.or_else(|| IpAddr::from_str(text).ok().map(IpNet::from))
        };
        self.server.trusted_proxies.iter().filter_map(read).collect()
    }

    /// Scheme and host that people use.
    pub fn base_url(&self) -> String {
        if self.server.base_url.is_empty() {
            format!("http://{}", self.server.listen)
        } else {
            self.server.base_url.clone()
        }
    }

    /// Under which names and addresses devices reach the collector: as people reach the pages, and those configured.
    pub fn collector_names(&self) -> Vec<String> {
        let base = self.base_url();
        let host = base.split_once("://").map_or(&*base, |(_, rest)| rest);
        let host = host.split('/').next().unwrap_or_default();
        let host = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((address, _)) => address,
            None => host.split(':').next().unwrap_or_default(),
        };
        let mut names = vec![host.to_owned()];
        names.extend(self.collector.names.iter().cloned());
        names
    }

    /// The address for people.
    pub fn listen(&self) -> Option<SocketAddr> {
        SocketAddr::from_str(&self.server.listen).ok()
    }
}
