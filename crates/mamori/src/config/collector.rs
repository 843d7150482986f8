//! The collector of appliances' logs.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Where lines are taken, and where they go.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Collector {
    /// Folder of the lake; the write-ahead log lies within it.
    pub folder: PathBuf,
    /// Address and port for syslog over UDP; empty = off, as for all of them.
    pub udp: String,
    /// For syslog over TCP.
    pub tcp: String,
    /// For syslog over TLS.
    pub tls: String,
    /// For RELP.
    pub relp: String,
    /// For RELP over TLS.
    pub relp_tls: String,
    /// Our certificate with its chain, PEM.
    pub certificate: Option<PathBuf>,
    /// Its key, PEM.
    pub key: Option<PathBuf>,
    /// The authority of the devices' certificates, PEM.
    pub client_authority: Option<PathBuf>,
    /// Whether a device must show a certificate over TLS.
    pub client_certificates: Demand,
    /// Networks that only a tunnel reaches (CIDR).
    pub tunnels: Vec<String>,
    /// Longest line in bytes.
    pub line_bytes: u32,
    /// Connections at the same time.
    pub connections: u32,
    /// From one address.
    pub connections_per_address: u32,
    /// Seconds that a connection may be silent.
    pub idle_seconds: u32,
    /// Bytes of the receive buffer for UDP.
    pub receive_buffer: u32,
    /// Names and addresses under which devices reach us, beside the host of `server.base_url`.
    pub names: Vec<String>,
    /// Folder of the rules for detections.
    pub rules: PathBuf,
    /// Who takes lines.
    pub process: Process,
}

/// Which process takes lines, if any address is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Process {
    /// `mamori serve`, beside the pages.
    Serve,
    /// `mamori collect` alone.
    Collect,
}

/// Whether something must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Demand {
    /// It must.
    Required,
    /// It may.
    Optional,
}

impl Default for Collector {
    fn default() -> Self {
        Self {
            folder: "data/lake".into(),
            udp: String::new(),
            tcp: String::new(),
            tls: String::new(),
            relp: String::new(),
            relp_tls: String::new(),
            certificate: None,
            key: None,
            client_authority: None,
            client_certificates: Demand::Required,
            tunnels: Vec::new(),
            line_bytes: 64 * 1024,
            connections: 4096,
            connections_per_address: 64,
            idle_seconds: 3600,
            receive_buffer: 64 * 1024 * 1024,
            names: Vec::new(),
            rules: "rules".into(),
            process: Process::Serve,
        }
    }
}

impl Collector {
    /// Whether any listener is wanted.
    pub fn listens(&self) -> bool {
        self.addresses().iter().any(|(_, address)| !address.is_empty())
    }

    /// The listeners with their keys.
    pub fn addresses(&self) -> [(&'static str, &str); 5] {
        [
            ("collector.udp", &self.udp),
            ("collector.tcp", &self.tcp),
            ("collector.tls", &self.tls),
            ("collector.relp", &self.relp),
            ("collector.relp_tls", &self.relp_tls),
        ]
    }
}
