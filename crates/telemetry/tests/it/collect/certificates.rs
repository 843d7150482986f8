//! Certificates made for a test.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use contracts::ids::DeviceId;
use jiff::Timestamp;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    date_time_ymd,
};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use telemetry::collect::{Certificates, ClientAuthority, Fingerprint, OwnCertificate, TlsFiles, tls};
use tempfile::TempDir;

/// No certificate belongs to anybody.
pub struct Nobody;

impl Certificates for Nobody {
    fn device(&self, _: &Fingerprint, _: Timestamp) -> Option<DeviceId> {
        None
    }
}

/// Certificates that belong to devices until they are revoked.
#[derive(Default)]
pub struct Register(Mutex<Vec<(Fingerprint, DeviceId)>>);

impl Register {
    pub fn of(identity: &Identity, device: DeviceId) -> Arc<Self> {
        Arc::new(Self(Mutex::new(vec![(
            tls::fingerprint(&identity.certificate),
            device,
        )])))
    }

    pub fn revoke_all(&self) {
        self.0.lock().unwrap().clear();
    }
}

impl Certificates for Register {
    fn device(&self, fingerprint: &Fingerprint, _: Timestamp) -> Option<DeviceId> {
        let all = self.0.lock().unwrap();
        all.iter()
            .find(|(one, _)| one == fingerprint)
            .map(|(_, device)| *device)
    }
}

/// A certificate with its key.
pub struct Identity {
    pub certificate: CertificateDer<'static>,
    key: Vec<u8>,
}

impl Identity {
    pub fn key(&self) -> PrivateKeyDer<'static> {
        PrivatePkcs8KeyDer::from(self.key.clone()).into()
    }
}

/// An authority that signs.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pub certificate: CertificateDer<'static>,
    pem: String,
}

impl Authority {
    pub fn new(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, name);
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        Self {
            pem: certificate.pem(),
            certificate: certificate.der().clone(),
            issuer: Issuer::new(params, key),
        }
    }

    fn sign(
        &self,
        mut params: CertificateParams,
        usage: ExtendedKeyUsagePurpose,
    ) -> (Identity, String, String) {
        params.extended_key_usages = vec![usage];
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let identity = Identity {
            certificate: certificate.der().clone(),
            key: key.serialize_der(),
        };
        (identity, certificate.pem(), key.serialize_pem())
    }

    pub fn client(&self) -> Identity {
        let params = CertificateParams::new(vec!["utm-0001.example.jp".to_owned()]).unwrap();
        self.sign(params, ExtendedKeyUsagePurpose::ClientAuth).0
    }

    pub fn expired_client(&self) -> Identity {
        let mut params = CertificateParams::new(vec!["utm-0002.example.jp".to_owned()]).unwrap();
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2021, 1, 1);
        self.sign(params, ExtendedKeyUsagePurpose::ClientAuth).0
    }

    /// Files of a server with a certificate of this authority, which is also that of the devices.
    pub fn files(&self, folder: &TempDir) -> TlsFiles {
        let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let (_, certificate, key) = self.sign(params, ExtendedKeyUsagePurpose::ServerAuth);
        TlsFiles {
            own: OwnCertificate::Files {
                certificate: written(folder.path(), "server.pem", &certificate),
                key: written(folder.path(), "server.key", &key),
            },
            client_authority: ClientAuthority::File(written(folder.path(), "devices.pem", &self.pem)),
            required: true,
        }
    }
}

fn written(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}
