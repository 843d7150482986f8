//! All listeners together.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use platform::clock::Clock;
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use super::counters::{Counters, Door};
use super::intake::{Certificates, Intake, Log};
use super::listen::{Guests, Listening};
use super::settings::Settings;
use super::strangers::Strangers;
use super::udp::Receiver;

/// Why the collector does not listen.
#[derive(Debug, thiserror::Error)]
#[error("{} on {address}: {source}", door.as_str())]
pub struct StartError {
    /// Which listener.
    pub door: Door,
    /// On which address.
    pub address: SocketAddr,
    /// What the system says.
    #[source]
    pub source: io::Error,
}

/// Where the listeners stand; a port that was given as 0 is known here.
pub type Addresses = Vec<(Door, SocketAddr)>;

/// The listeners while they run.
pub struct Collector {
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
    threads: Vec<std::thread::JoinHandle<()>>,
    /// Where they stand.
    pub addresses: Addresses,
    /// What came in.
    pub counters: Arc<Counters>,
    /// Who came that nobody knows.
    pub strangers: Arc<Strangers>,
    /// Bytes of the receive buffer that the kernel granted to UDP.
    pub receive_buffer: Option<usize>,
}

impl Collector {
    /// Binds every address of `settings` and begins to take lines. `tls` is needed for the listeners with TLS, which are
    /// left out without it.
    pub async fn start(
        settings: Settings,
        tls: Option<TlsAcceptor>,
        log: Arc<dyn Log>,
        certificates: Arc<dyn Certificates>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, StartError> {
        let (stop, stopping) = watch::channel(false);
        let counters = Arc::new(Counters::default());
        let strangers = Arc::new(Strangers::default());
        let intake = Intake {
            log,
            clock,
            certificates,
            counters: Arc::clone(&counters),
            strangers: Arc::clone(&strangers),
            settings: Arc::new(settings),
            stopping,
        };
        let mut collector = Self {
            stop,
            tasks: JoinSet::new(),
            threads: Vec::new(),
            addresses: Vec::new(),
            counters,
            strangers,
            receive_buffer: None,
        };
        collector.streams(&intake, tls).await?;
        if let Some(address) = intake.settings.udp {
            collector
                .datagrams(address, &intake)
                .map_err(|source| StartError {
                    door: Door::Udp,
                    address,
                    source,
                })?;
        }
        Ok(collector)
    }

    async fn streams(&mut self, intake: &Intake, tls: Option<TlsAcceptor>) -> Result<(), StartError> {
        let guests = Arc::new(Guests::default());
        let settings = &intake.settings;
        let doors = [
            (Door::Tcp, settings.tcp),
            (Door::Relp, settings.relp),
            (Door::Tls, settings.tls.filter(|_| tls.is_some())),
            (Door::RelpTls, settings.relp_tls.filter(|_| tls.is_some())),
        ];
        for (door, address) in doors {
            let Some(address) = address else { continue };
            let wrong = |source| StartError {
                door,
                address,
                source,
            };
            let listener = TcpListener::bind(address).await.map_err(wrong)?;
            self.addresses.push((door, listener.local_addr().map_err(wrong)?));
            let listening = Listening {
                door,
                listener,
                tls: tls.clone().filter(|_| matches!(door, Door::Tls | Door::RelpTls)),
                guests: Arc::clone(&guests),
                intake: intake.clone(),
            };
            self.tasks.spawn(listening.run());
        }
        Ok(())
    }

    fn datagrams(&mut self, address: SocketAddr, intake: &Intake) -> io::Result<()> {
        let receiver = Receiver::bind(address, intake.settings.receive_buffer)?;
        self.addresses.push((Door::Udp, receiver.address()?));
        self.receive_buffer = Some(receiver.granted);
        let intake = intake.clone();
        let runtime = Handle::current();
        let thread = std::thread::Builder::new()
            .name("udp".to_owned())
            .spawn(move || receiver.run(&intake, &runtime))?;
        self.threads.push(thread);
        Ok(())
    }

    /// Where a listener stands.
    pub fn address(&self, door: Door) -> Option<SocketAddr> {
        let mut addresses = self.addresses.iter();
        addresses
            .find(|(one, _)| *one == door)
            .map(|(_, address)| *address)
    }

    /// Accepts nothing more, keeps what was sent already, and ends.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        while self.tasks.join_next().await.is_some() {}
        for thread in self.threads {
            // It needs this runtime to hand in what it holds, so it is waited for elsewhere.
            let joined = tokio::task::spawn_blocking(move || thread.join()).await;
            if !matches!(joined, Ok(Ok(()))) {
                tracing::error!("the receiver for UDP panicked");
            }
        }
    }
}
