//! Accepting connections: limits, handshakes, and one task for each connection.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use contracts::ids::DeviceId;
use lake::wal::Source;
use socket2::{SockRef, TcpKeepalive};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use super::counters::{Door, Knock, Refusal};
use super::intake::{Fingerprint, Intake, Sender, stopped};
use super::stream::{self, End};
use super::tls;

/// After how much silence the kernel asks whether the peer is still there.
const KEEPALIVE: Duration = Duration::from_mins(1);
/// How long to wait when no connection can be accepted, most likely for want of file descriptors.
const BREATH: Duration = Duration::from_millis(100);

/// Connections at the same time, shared by all listeners.
#[derive(Debug, Default)]
pub(super) struct Guests {
    by_address: Mutex<HashMap<IpAddr, usize>>,
}

/// A connection that counts as long as this lives.
struct Guest {
    guests: Arc<Guests>,
    address: IpAddr,
}

impl Guests {
    fn admit(self: &Arc<Self>, address: IpAddr, most: usize, most_of_one: usize) -> Result<Guest, Refusal> {
        let mut by_address = self.by_address.lock().unwrap_or_else(PoisonError::into_inner);
        if by_address.values().sum::<usize>() >= most {
            return Err(Refusal::Connections);
        }
        let of_one = by_address.entry(address).or_default();
        if *of_one >= most_of_one {
            return Err(Refusal::ConnectionsOfAddress);
        }
        *of_one += 1;
        Ok(Guest {
            guests: Arc::clone(self),
            address,
        })
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        let mut by_address = self
            .guests
            .by_address
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = by_address.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                by_address.remove(&self.address);
            }
        }
    }
}

/// One listener.
pub(super) struct Listening {
    pub door: Door,
    pub listener: TcpListener,
    pub tls: Option<TlsAcceptor>,
    pub guests: Arc<Guests>,
    pub intake: Intake,
}

impl Listening {
    /// Accepts until the collector ends, then waits until every connection has been drained.
    pub(super) async fn run(self) {
        let mut connections = JoinSet::new();
        let mut stopping = self.intake.stopping.clone();
        loop {
            tokio::select! {
                biased;
                () = stopped(&mut stopping) => break,
                Some(_) = connections.join_next() => {}
                accepted = self.listener.accept() => match accepted {
                    Ok((stream, peer)) => self.admit(stream, peer, &mut connections),
                    Err(error) => {
                        tracing::warn!(listener = self.door.as_str(), %error, "no connection could be accepted");
                        tokio::time::sleep(BREATH).await;
                    }
                },
            }
        }
        while connections.join_next().await.is_some() {}
    }

    fn admit(&self, stream: TcpStream, peer: SocketAddr, connections: &mut JoinSet<()>) {
        let address = peer.ip().to_canonical();
        let settings = &self.intake.settings;
        let admitted = self
            .guests
            .admit(address, settings.connections, settings.connections_per_address);
        let guest = match admitted {
            Ok(guest) => guest,
            Err(reason) => {
                let knock = Knock {
                    door: self.door,
                    reason,
                    peer: address,
                    certificate: None,
                };
                return self.intake.refuse(knock);
            }
        };
        let connection = Connection {
            intake: self.intake.clone(),
            door: self.door,
            tls: self.tls.clone(),
            address,
        };
        connections.spawn(async move {
            connection.run(stream).await;
            drop(guest);
        });
    }
}

struct Connection {
    intake: Intake,
    door: Door,
    tls: Option<TlsAcceptor>,
    address: IpAddr,
}

impl Connection {
    async fn run(self, stream: TcpStream) {
        let keepalive = TcpKeepalive::new().with_time(KEEPALIVE).with_interval(KEEPALIVE);
        // Without it a vanished peer is only noticed by its silence.
        let _ = SockRef::from(&stream).set_tcp_keepalive(&keepalive);
        let _ = stream.set_nodelay(true);
        self.intake.counters.opened(self.door);
        let mut sender = Sender::at(self.door, self.address);
        let end = match &self.tls {
            Some(tls) => self.encrypted(tls, stream, &mut sender).await,
            None => stream::serve(stream, &self.intake, &sender).await,
        };
        self.intake.counters.closed(self.door);
        if let Err(reason) = end {
            self.intake.refuse(sender.knock(reason));
        }
    }

    async fn encrypted(&self, tls: &TlsAcceptor, stream: TcpStream, sender: &mut Sender) -> End {
        let mut stopping = self.intake.stopping.clone();
        let handshake = tls::noting(timeout(self.intake.settings.handshake, tls.accept(stream)));
        let (handshake, shown) = tokio::select! {
            done = handshake => done,
            () = stopped(&mut stopping) => return Ok(()),
        };
        sender.certificate = shown;
        let stream = handshake
            .map_err(|_late| Refusal::HandshakeTimeout)?
            .map_err(|error| tls::refusal(&error))?;
        let shown = stream.get_ref().1.peer_certificates();
        if let Some(certificate) = shown.and_then(|chain| chain.first()) {
            let fingerprint = tls::fingerprint(certificate);
            sender.source = Source::Device(self.whose(&fingerprint).await?);
            sender.fingerprint = Some(fingerprint);
        }
        stream::serve(stream, &self.intake, sender).await
    }

    /// The device of a certificate. One that nobody knows may have been issued a moment ago: the records are read again
    /// before it is refused.
    async fn whose(&self, fingerprint: &Fingerprint) -> Result<DeviceId, Refusal> {
        let intake = &self.intake;
        let known = || intake.certificates.device(fingerprint, intake.clock.now());
        if let Some(device) = known() {
            return Ok(device);
        }
        let mut stopping = intake.stopping.clone();
        tokio::select! {
            _ = timeout(intake.settings.handshake, intake.strangers.looked_for()) => {}
            () = stopped(&mut stopping) => {}
        }
        known().ok_or(Refusal::UnknownCertificate)
    }
}
