//! Certificates of appliances: a small authority of our own, one certificate for each serial number.
//!
//! The authority's key is an Ed25519 key of 32 bytes in a file like the other keys; its own certificate follows from the
//! key alone, so that it is the same on every machine. Appliances get ECDSA keys on P-256, which all of them understand.
//! A device's key is given out once and kept nowhere; what is kept is the fingerprint.

use contracts::ids::DeviceId;
use jiff::{SignedDuration, Timestamp};
use platform::actor::Actor;
use platform::audit;
use platform::entropy::random_bytes;
use platform::store::{At, Operation, Tx};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, PKCS_ED25519, SerialNumber,
};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::devices;
use crate::domain::device::Whereabouts;
use crate::domain::directory::Fingerprint;
use crate::error::{Error, Result};
use crate::store::entities::certificate;

/// How long a certificate is valid: the longest trial, with what comes before and after it.
pub const VALID: SignedDuration = SignedDuration::from_hours(400 * 24);
/// So long before its end a certificate is to be renewed.
pub const RENEW_BEFORE: SignedDuration = SignedDuration::from_hours(30 * 24);
/// The name that the authority's certificate bears.
const NAME: &str = "Mamori appliances";
/// The name that the collector's certificate bears.
const COLLECTOR: &str = "Mamori collector";

/// Issues certificates.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

/// A certificate that was made, with the key that belongs to it.
pub struct Made {
    /// Of the certificate.
    pub fingerprint: Fingerprint,
    /// The certificate.
    pub certificate_pem: String,
    /// Its private key.
    pub key_pem: String,
    /// Until when it is valid.
    pub expires_at: Timestamp,
}

fn refused(error: impl std::fmt::Display) -> Error {
    Error::Certificate(error.to_string())
}

/// PKCS#8 of an Ed25519 key (RFC 8410): a fixed head before the 32 bytes.
fn pkcs8(secret: &[u8; 32]) -> Vec<u8> {
    const HEAD: [u8; 16] = [
        0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
    ];
    [&HEAD[..], secret].concat()
}

impl Authority {
    /// The authority whose key these 32 bytes are.
    pub fn from_secret(secret: &[u8; 32]) -> Result<Self> {
        let der = rustls_pki_types::PrivatePkcs8KeyDer::from(pkcs8(secret));
        let key = KeyPair::from_pkcs8_der_and_sign_algo(&der, &PKCS_ED25519).map_err(refused)?;
        let mut params = CertificateParams::default();
        params.distinguished_name = named(NAME);
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.not_before = rcgen::date_time_ymd(2020, 1, 1);
        params.not_after = rcgen::date_time_ymd(2099, 12, 31);
        let serial: [u8; 32] = Sha256::digest(secret).into();
        params.serial_number = Some(serial_number(&Sha256::digest(serial)));
        let certificate = params.self_signed(&key).map_err(refused)?;
        Ok(Self {
            pem: certificate.pem(),
            issuer: Issuer::new(params, key),
        })
    }

    /// Its certificate: what the collector trusts.
    pub fn certificate_pem(&self) -> &str {
        &self.pem
    }

    /// Makes a key and a certificate for the device with a serial number.
    pub fn make(&self, serial: &str, number: &[u8], from: Timestamp) -> Result<Made> {
        let mut params = CertificateParams::default();
        params.distinguished_name = named(serial);
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        self.sign(params, number, from)
    }

    /// Makes a key and a certificate for the collector that devices reach under these names or addresses.
    pub fn make_for_collector(&self, names: Vec<String>, number: &[u8], from: Timestamp) -> Result<Made> {
        let mut params = CertificateParams::new(names).map_err(refused)?;
        params.distinguished_name = named(COLLECTOR);
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        self.sign(params, number, from)
    }

    fn sign(&self, mut params: CertificateParams, number: &[u8], from: Timestamp) -> Result<Made> {
        // The library draws the key from the operating system's generator, as `OsEntropy` does.
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).map_err(refused)?;
        let expires_at = from + VALID;
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.use_authority_key_identifier_extension = true;
        params.not_before = moment(from)?;
        params.not_after = moment(expires_at)?;
        params.serial_number = Some(serial_number(number));
        let certificate = params.signed_by(&key, &self.issuer).map_err(refused)?;
        let digest: [u8; 32] = Sha256::digest(certificate.der()).into();
        Ok(Made {
            fingerprint: Fingerprint::from_digest(&digest),
            certificate_pem: certificate.pem(),
            key_pem: key.serialize_pem(),
            expires_at,
        })
    }
}

/// At most 20 octets and positive (RFC 5280, 4.1.2.2).
fn serial_number(bytes: &[u8]) -> SerialNumber {
    let mut number: Vec<u8> = bytes.iter().copied().take(16).collect();
    if let Some(first) = number.first_mut() {
        *first &= 0x7f;
    }
    SerialNumber::from(number)
}

fn named(name: &str) -> DistinguishedName {
    let mut distinguished = DistinguishedName::new();
    distinguished.push(DnType::CommonName, name);
    distinguished
}

fn moment(at: Timestamp) -> Result<time::OffsetDateTime> {
    time::OffsetDateTime::from_unix_timestamp(at.as_second()).map_err(refused)
}

/// Gives a device a certificate. What it had before stays good until it is revoked, so that it can be exchanged without
/// a gap.
pub struct IssueCertificate<'a> {
    /// The authority.
    pub authority: &'a Authority,
    /// To which device.
    pub device: DeviceId,
    /// Who.
    pub actor: Actor,
}

/// What is given out, once.
pub struct Bundle {
    /// The device's serial number.
    pub serial: String,
    /// Certificate, key, and the authority's certificate, in PEM.
    pub pem: String,
    /// Of the certificate.
    pub fingerprint: Fingerprint,
    /// Until when it is valid.
    pub expires_at: Timestamp,
}

impl Operation for IssueCertificate<'_> {
    const NAME: &'static str = "issue_certificate";
    type Output = Bundle;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<Bundle> {
        let device = devices::load(tx, self.device).await?;
        let place = device.whereabouts()?;
        if matches!(place, Whereabouts::Retired | Whereabouts::HandedOver) {
            return Err(crate::domain::device::Elsewhere(place).into());
        }
        let number = random_bytes::<16>(tx.entropy());
        let made = self.authority.make(&device.serial, &number, tx.now())?;
        let row = certificate::Model {
            fingerprint: made.fingerprint.as_str().to_owned(),
            device_id: device.id,
            issued_at: At::from(tx.now()),
            expires_at: At::from(made.expires_at),
            revoked_at: None,
            revoked_reason: None,
        };
        certificate::ActiveModel::from(row)
            .insert(tx.connection())
            .await?;
        tx.audit(audit::Entry {
            actor: self.actor.clone(),
            action: "device.certificate_issued",
            subject: ("device", device.id.to_string()),
            before: None,
            after: Some(json!({ "fingerprint": made.fingerprint.as_str(), "expires_at": made.expires_at.to_string() })),
        });
        Ok(Bundle {
            pem: [
                &*made.certificate_pem,
                &*made.key_pem,
                self.authority.certificate_pem(),
            ]
            .concat(),
            serial: device.serial,
            fingerprint: made.fingerprint,
            expires_at: made.expires_at,
        })
    }
}

/// Refuses a certificate from now on.
pub struct RevokeCertificate {
    /// Which.
    pub fingerprint: Fingerprint,
    /// Of which device.
    pub device: DeviceId,
    /// Why.
    pub reason: String,
    /// Who.
    pub actor: Actor,
}

impl Operation for RevokeCertificate {
    const NAME: &'static str = "revoke_certificate";
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<()> {
        if self.reason.trim().is_empty() {
            return Err(Error::required("reason"));
        }
        let row = certificate::Entity::find_by_id(self.fingerprint.as_str())
            .one(tx.connection())
            .await?
            .filter(|row| row.device_id == self.device)
            .ok_or(Error::NotFound)?;
        if row.revoked_at.is_some() {
            return Err(Error::Stale);
        }
        revoke(tx, &row, self.reason.trim(), tx.now(), &self.actor).await
    }
}

/// All that a device has, from `at` on.
pub(crate) async fn revoke_all(
    tx: &Tx,
    device: DeviceId,
    reason: &str,
    at: Timestamp,
    actor: &Actor,
) -> Result<()> {
    let rows = certificate::Entity::find()
        .filter(certificate::Column::DeviceId.eq(device))
        .filter(certificate::Column::RevokedAt.is_null())
        .all(tx.connection())
        .await?;
    for row in rows {
        revoke(tx, &row, reason, at, actor).await?;
    }
    Ok(())
}

async fn revoke(tx: &Tx, row: &certificate::Model, reason: &str, at: Timestamp, actor: &Actor) -> Result<()> {
    certificate::Entity::update_many()
        .col_expr(certificate::Column::RevokedAt, Expr::value(At::from(at)))
        .col_expr(certificate::Column::RevokedReason, Expr::value(reason))
        .filter(certificate::Column::Fingerprint.eq(&row.fingerprint))
        .exec(tx.connection())
        .await?;
    tx.audit(audit::Entry {
        actor: actor.clone(),
        action: "device.certificate_revoked",
        subject: ("device", row.device_id.to_string()),
        before: None,
        after: Some(json!({ "fingerprint": row.fingerprint, "reason": reason })),
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_authority_is_the_same_wherever_its_key_is() {
        let one = Authority::from_secret(&[7; 32]).unwrap();
        let two = Authority::from_secret(&[7; 32]).unwrap();
        let other = Authority::from_secret(&[8; 32]).unwrap();
        assert_eq!(one.certificate_pem(), two.certificate_pem());
        assert_ne!(one.certificate_pem(), other.certificate_pem());
    }

    #[test]
    fn every_certificate_has_its_own_key() {
        let authority = Authority::from_secret(&[7; 32]).unwrap();
        let now = Timestamp::from_second(1_700_000_000).unwrap();
        let one = authority.make("UTM0001", &[1; 16], now).unwrap();
        let two = authority.make("UTM0001", &[2; 16], now).unwrap();
        assert_ne!(one.fingerprint, two.fingerprint);
        assert_ne!(one.key_pem, two.key_pem);
        assert_eq!(one.expires_at, now + VALID);
        assert!(one.certificate_pem.starts_with("-----BEGIN CERTIFICATE-----"));
        assert!(one.key_pem.starts_with("-----BEGIN PRIVATE KEY-----"));
    }
}
