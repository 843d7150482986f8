//! The whole collector: log, lake, listeners and pipeline, started and stopped together.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;

use lake::wal::{Wal, WalError, WalHandle, WalOptions};
use lake::{Lake, LakeError, LakeOptions};
use platform::clock::Clock;
use tokio::runtime::Handle;

use super::detecting::Watch;
use super::keeping;
use super::pipeline::Pipeline;
use super::records::Records;
use super::settings::Settings;
use super::start::{Collector, StartError};
use super::tls::{TlsFiles, TlsFilesError};

/// The collector's figures within its folder.
pub const FIGURES: &str = "collector.json";

/// Why the collector does not start.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The write-ahead log does not open.
    #[error(transparent)]
    Log(#[from] WalError),
    /// The lake does not open.
    #[error(transparent)]
    Lake(#[from] LakeError),
    /// A listener does not open.
    #[error(transparent)]
    Listener(#[from] StartError),
    /// TLS cannot be offered.
    #[error(transparent)]
    Tls(#[from] TlsFilesError),
    /// No thread for the pipeline.
    #[error("the pipeline does not start")]
    Thread(#[from] std::io::Error),
}

/// Where things lie, and how they are kept.
#[derive(Clone, Debug)]
pub struct Place {
    /// Folder of the lake; the write-ahead log lies in `wal` within it.
    pub folder: PathBuf,
    /// How the lake is kept.
    pub lake: LakeOptions,
    /// How the log is kept; its salt is random.
    pub log: WalOptions,
}

impl Place {
    /// The usual options.
    pub fn at(folder: &Path, salt: u64) -> Self {
        Self {
            folder: folder.to_owned(),
            lake: LakeOptions::default(),
            log: WalOptions {
                salt,
                ..WalOptions::default()
            },
        }
    }

    /// The folder of the write-ahead log.
    pub fn log_folder(&self) -> PathBuf {
        self.folder.join("wal")
    }
}

/// The collector while it runs.
pub struct Running {
    /// Listeners and their figures.
    pub collector: Collector,
    /// The lake that it fills.
    pub lake: Lake,
    wal: Wal,
    stop: tokio::sync::watch::Sender<bool>,
    pipeline: JoinHandle<()>,
    keeping: tokio::task::JoinHandle<()>,
}

impl Running {
    /// Opens log and lake, listens, and follows the log. With a `watch`, rules look at every line.
    pub async fn start(
        place: &Place,
        settings: Settings,
        tls: Option<&TlsFiles>,
        records: Records,
        watch: Option<Watch>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, RunError> {
        let lake = Lake::open(&place.folder, place.lake)?;
        let wal = Wal::open(&place.log_folder(), place.log.clone())?;
        let tls = tls.map(|tls| tls.acceptor(Arc::clone(&clock))).transpose()?;
        let shared = Arc::new(settings.clone());
        let nights = settings.listens();
        let collector = Collector::start(
            settings,
            tls,
            Arc::new(wal.handle()),
            Arc::new(records.clone()),
            Arc::clone(&clock),
        )
        .await?;
        let (stop, stopping) = tokio::sync::watch::channel(false);
        let pipeline = Pipeline {
            lake: lake.clone(),
            wal: wal.handle(),
            records,
            counters: Arc::clone(&collector.counters),
            strangers: Arc::clone(&collector.strangers),
            settings: shared,
            clock: Arc::clone(&clock),
            figures: place.folder.join(FIGURES),
            receive_buffer: collector.receive_buffer,
            watch,
        };
        let keeping = tokio::spawn(keeping::keep(
            lake.clone(),
            Arc::clone(&collector.counters),
            clock,
            nights,
            stopping.clone(),
        ));
        let runtime = Handle::current();
        let pipeline = std::thread::Builder::new()
            .name("pipeline".to_owned())
            .spawn(move || pipeline.run(&runtime, &stopping))?;
        Ok(Self {
            collector,
            lake,
            wal,
            stop,
            pipeline,
            keeping,
        })
    }

    /// Where lines are handed in that come by no listener.
    pub fn log(&self) -> WalHandle {
        self.wal.handle()
    }

    /// Takes nothing more, puts everything that was taken into the lake, and ends.
    pub async fn stop(self) {
        self.collector.stop().await;
        self.stop.send_replace(true);
        let pipeline = self.pipeline;
        let wal = self.wal;
        let ended = tokio::task::spawn_blocking(move || {
            let joined = pipeline.join();
            wal.close();
            joined
        });
        if !matches!(ended.await, Ok(Ok(()))) {
            tracing::error!("the pipeline panicked; what it left is read again at the next start");
        }
        if self.keeping.await.is_err() {
            tracing::error!("the lake's upkeep panicked; the next night does its work");
        }
    }
}
