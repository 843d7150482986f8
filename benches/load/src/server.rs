//! A server of its own in a second process: started, watched, killed.

use std::fs::File;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::client::agent;
use crate::place::Place;
use crate::postbox::Postbox;
use crate::process::{Usage, usage};

/// How long a server may take to answer before it counts as not started.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running server; killed when dropped.
pub struct Server {
    child: Child,
    port: u16,
    configuration: PathBuf,
    /// From the start of the process to its first answer.
    pub first_answer: Duration,
}

impl Server {
    /// Starts one in `place` on `port` and waits for its first answer.
    pub fn start(place: &Place, postbox: &Postbox, port: u16) -> Result<Self, String> {
        let configuration = place.configure(port, postbox)?;
        let log_path = place.folder().join(format!("mamori-{port}.log"));
        let log = File::create(&log_path).map_err(|error| error.to_string())?;
        let second = log.try_clone().map_err(|error| error.to_string())?;
        let started = Instant::now();
        let child = Command::new(place.program())
            .arg("--config")
            .arg(&configuration)
            .arg("serve")
            .current_dir(place.folder())
            .env_clear()
            .stdin(Stdio::null())
            .stdout(log)
            .stderr(second)
            .spawn()
            .map_err(|error| format!("{}: {error}", place.program().display()))?;
        let mut server = Self {
            child,
            port,
            configuration,
            first_answer: Duration::ZERO,
        };
        server.wait(started, &log_path)?;
        Ok(server)
    }

    fn wait(&mut self, started: Instant, log: &Path) -> Result<(), String> {
        let agent = agent(PATIENCE);
        let page = format!("{}/programmes/{}", self.url(), crate::place::CALL);
        loop {
            if agent.get(&page).call().is_ok_and(|answer| answer.status() == 200) {
                self.first_answer = started.elapsed();
                return Ok(());
            }
            let ended = self.child.try_wait().map_err(|error| error.to_string())?;
            if ended.is_some() || started.elapsed() > PATIENCE {
                let said = std::fs::read_to_string(log).unwrap_or_default();
                return Err(format!("the server did not start: {}", said.trim()));
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// Where it answers.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Its configuration.
    pub fn configuration(&self) -> &Path {
        &self.configuration
    }

    /// What it used so far.
    pub fn usage(&self) -> Usage {
        usage(self.child.id())
    }

    /// `kill -9`: nothing is finished, nothing is flushed.
    pub fn kill(&mut self) {
        // A process that has ended already is as dead as one that is killed.
        if self.child.kill().is_ok() {
            self.child.wait().map_or_else(|_| (), |_| ());
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A port that is free now.
pub fn free_port() -> Result<u16, String> {
    TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|error| error.to_string())
}
