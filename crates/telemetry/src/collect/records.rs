//! What the collector asks the records: whose a certificate is, whose a serial number is, whose a line is.

use std::net::IpAddr;
use std::sync::Arc;

use contracts::ids::{CompanyId, DeviceId};
use jiff::Timestamp;
use lake::wal::{SourceView, Transport};
use tokio::sync::watch;
use uuid::Uuid;

use super::intake::{Certificates, Fingerprint};
use super::settings::Settings;
use crate::domain::device::Serial;
use crate::domain::directory::{self, Directory, Known};

/// The records of the devices; a new directory takes the place of the old one when devices move.
pub type Records = watch::Receiver<Arc<Directory>>;

impl Certificates for Records {
    fn device(&self, fingerprint: &Fingerprint, now: Timestamp) -> Option<DeviceId> {
        let fingerprint = directory::Fingerprint::from_digest(fingerprint);
        let directory = self.borrow();
        let known = directory.by_fingerprint(&fingerprint, now).ok()?;
        Some(known.device)
    }
}

/// Whose a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The device; nil if nobody knows.
    pub device: DeviceId,
    /// The company; nil if nobody knows, or if the device stood nowhere.
    pub company: CompanyId,
    /// The serial number in the line is not the device's.
    pub disagrees: bool,
}

/// Device and company of what nobody knows.
pub const NOBODY: Owner = Owner {
    device: DeviceId(Uuid::nil()),
    company: CompanyId(Uuid::nil()),
    disagrees: false,
};

/// The device of a line: by its certificate, or, within a tunnel, by the serial number that it says.
pub(super) fn device<'d>(
    directory: &'d Directory,
    settings: &Settings,
    source: &SourceView<'_>,
    serial: Option<&str>,
) -> Option<&'d Known> {
    match source {
        SourceView::Device(device) => directory.device(*device),
        SourceView::Unknown(peer) => {
            let address: IpAddr = peer.parse().ok()?;
            let serial = serial.filter(|_| settings.is_tunnel(address))?;
            directory.by_serial(serial).ok()
        }
    }
}

/// Whose a line of a device is. What was imported belongs to the company at which the device stood when it happened,
/// everything else to the one at which it stood when the line was received.
pub(super) fn owner(
    known: Option<&Known>,
    source: &SourceView<'_>,
    serial: Option<&str>,
    transport: Transport,
    times: (Timestamp, Timestamp),
) -> Owner {
    let Some(known) = known else {
        let device = match source {
            SourceView::Device(device) => *device,
            SourceView::Unknown(_) => NOBODY.device,
        };
        return Owner { device, ..NOBODY };
    };
    let (received, happened) = times;
    let at = if transport == Transport::Import {
        happened
    } else {
        received
    };
    let said = serial
        .filter(|said| *said != known.serial.as_str())
        .and_then(Serial::parse);
    Owner {
        device: known.device,
        company: known.company_at(at).unwrap_or(NOBODY.company),
        disagrees: said.is_some_and(|said| said != known.serial),
    }
}
