//! The directory of devices as it stands in the database now: see [`crate::domain::directory`].

use std::collections::HashMap;

use contracts::ids::DeviceId;
use platform::store::{Store, StoreError};
use sea_orm::{EntityTrait, PaginatorTrait};

use crate::domain::device::Serial;
use crate::domain::directory::{Directory, Fingerprint, Issued, Known, Stay};
use crate::store::entities::{certificate, device, placement};

/// Whether any certificate was ever issued: then the authority's key must not be replaced in silence.
pub async fn has_certificates(store: &Store) -> Result<bool, StoreError> {
    Ok(certificate::Entity::find().count(store.reader()).await? > 0)
}

/// Reads all devices, where they stood, and their certificates. Ten thousand devices take some ten megabytes; load it
/// anew every minute or so, and after a stranger knocked.
pub async fn load(store: &Store) -> Result<Directory, StoreError> {
    let reader = store.reader();
    let mut stays: HashMap<DeviceId, Vec<Stay>> = HashMap::new();
    for row in placement::Entity::find().all(reader).await? {
        stays.entry(row.device_id).or_default().push(Stay {
            company: row.company_id,
            installation: row.installation_id,
            from: row.from_at.instant(),
            to: row.to_at.map(platform::store::At::instant),
        });
    }
    let devices = device::Entity::find().all(reader).await?;
    let devices = devices.into_iter().filter_map(|row| {
        Some(Known {
            device: row.id,
            serial: Serial::parse(&row.serial)?,
            format: row.line_format(),
            stays: stays.remove(&row.id).unwrap_or_default(),
            zone: row.zone,
        })
    });
    let certificates = certificate::Entity::find().all(reader).await?;
    let certificates = certificates.into_iter().filter_map(|row| {
        let issued = Issued {
            device: row.device_id,
            issued_at: row.issued_at.instant(),
            expires_at: row.expires_at.instant(),
            revoked_at: row.revoked_at.map(platform::store::At::instant),
        };
        Some((Fingerprint::parse(&row.fingerprint)?, issued))
    });
    Ok(Directory::new(devices, certificates))
}
