//! What the collector listens on, and its bounds.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use ipnet::IpNet;

use super::framing;

/// Receive buffer that UDP asks for: 5 to 10 seconds of 10,000 lines a second, as the kernel charges them.
pub const RECEIVE_BUFFER: usize = 64 * 1024 * 1024;

/// Addresses, each of which may be absent, and bounds.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Syslog over UDP.
    pub udp: Option<SocketAddr>,
    /// Syslog over TCP.
    pub tcp: Option<SocketAddr>,
    /// Syslog over TLS.
    pub tls: Option<SocketAddr>,
    /// RELP.
    pub relp: Option<SocketAddr>,
    /// RELP over TLS.
    pub relp_tls: Option<SocketAddr>,
    /// Networks that only a tunnel reaches: there the serial number in a line says whose it is.
    pub tunnels: Vec<IpNet>,
    /// Longest line in bytes; of a longer one the rest is left out.
    pub line: usize,
    /// Connections at the same time, over all listeners.
    pub connections: usize,
    /// Connections at the same time from one address.
    pub connections_per_address: usize,
    /// How long a connection may be silent.
    pub idle: Duration,
    /// How long a TLS handshake may take, and a sender may leave an answer unread.
    pub handshake: Duration,
    /// How long to wait before the log is tried again when it was full.
    pub retry: Duration,
    /// Receive buffer that UDP asks for, in bytes.
    pub receive_buffer: usize,
}

impl Settings {
    /// Whether any address is there: an import has none.
    pub fn listens(&self) -> bool {
        [self.udp, self.tcp, self.tls, self.relp, self.relp_tls]
            .iter()
            .any(Option::is_some)
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            udp: None,
            tcp: None,
            tls: None,
            relp: None,
            relp_tls: None,
            tunnels: Vec::new(),
            line: framing::USUAL,
            connections: 4096,
            connections_per_address: 64,
            idle: Duration::from_hours(1),
            handshake: Duration::from_secs(10),
            retry: Duration::from_secs(1),
            receive_buffer: RECEIVE_BUFFER,
        }
    }
}

impl Settings {
    /// Whether an address lies in a tunnel.
    pub fn is_tunnel(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.tunnels.iter().any(|network| network.contains(&address))
    }
}
