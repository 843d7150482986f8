//! `mamori devices`: the authority for appliances, and certificates for those who set them up without a browser. Everything
//! stands in the audit log as done by the system.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use platform::actor::Actor;
use platform::store::Store;
use telemetry::directory;
use telemetry::ops::certificate::{Authority, IssueCertificate};

use super::place::{self, Missing, failed};
use super::{InWords as _, Tell as _, say, words_of_locale};
use crate::config::Config;

/// Appliances: the authority that issues their certificates.
#[derive(Subcommand, Debug)]
pub enum DevicesCommand {
    /// Print the authority's certificate: what the collector trusts
    Authority,
    /// Issue a certificate to the appliance with a serial number
    Certificate {
        /// Serial number, as in stock
        serial: String,
        /// File for certificate, private key and the authority's certificate (PEM), readable by its owner alone; a file that is there stays as it is
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

/// Runs one of them.
pub async fn run(command: DevicesCommand, config: &Config) -> ExitCode {
    place::with(config, Missing::Refuse, async |store| {
        let authority = match place::authority(config, store).await {
            Ok(authority) => authority,
            Err(message) => return failed(message),
        };
        match command {
            DevicesCommand::Authority => {
                say(authority.certificate_pem().trim_end());
                ExitCode::SUCCESS
            }
            DevicesCommand::Certificate { serial, out } => {
                match certificate(store, &authority, &serial, &out).await {
                    Ok(()) => ExitCode::SUCCESS,
                    Err(message) => failed(message),
                }
            }
        }
    })
    .await
}

async fn certificate(store: &Store, authority: &Authority, serial: &str, out: &Path) -> Result<(), String> {
    let words = words_of_locale();
    let directory = directory::load(store).await;
    let directory = directory.map_err(|error| error.in_words(words))?;
    let known = directory.by_serial(serial);
    let known = known.map_err(|_| words.tell("devices-no-serial", &[("serial", &serial)]))?;
    // The file first: a key that could not be kept must not have been issued.
    let mut file = new_file(out).map_err(|error| {
        let reason = error.in_words(words);
        words.tell(
            "devices-no-file",
            &[("file", &out.display()), ("reason", &reason)],
        )
    })?;
    let issue = IssueCertificate {
        authority,
        device: known.device,
        actor: Actor::System("devices"),
    };
    let bundle = store.run(&issue).await.map_err(|error| error.to_string())?;
    file.write_all(bundle.pem.as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(|error| error.in_words(words))?;
    let until = platform::clock::date_in_tokyo(bundle.expires_at);
    let (fingerprint, serial) = (bundle.fingerprint.as_str(), &bundle.serial);
    say(&words.tell(
        "devices-issued",
        &[
            ("serial", serial),
            ("until", &until),
            ("fingerprint", &fingerprint),
        ],
    ));
    Ok(())
}

fn new_file(file: &Path) -> std::io::Result<std::fs::File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)
}
