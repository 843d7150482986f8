//! TLS: our certificate, the authority of the devices' certificates, and what a failed handshake means.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use sha2::Digest as _;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{CertificateError, Error as TlsError, RootCertStore, ServerConfig, crypto::ring};

use super::counters::Refusal;
use super::intake::Fingerprint;

/// Where the certificates are; PEM files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    /// Our certificate with the chain up to the authority that devices trust.
    pub certificate: PathBuf,
    /// Its key.
    pub key: PathBuf,
    /// Who signs devices' certificates.
    pub client_authority: ClientAuthority,
    /// Whether a device must show a certificate. Without one, only its address and what it says are known of it.
    pub required: bool,
}

/// Who signs devices' certificates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClientAuthority {
    /// The authorities of a PEM file.
    File(PathBuf),
    /// This one: our own, in PEM.
    Pem(String),
}

impl ClientAuthority {
    fn read(&self) -> Result<Vec<CertificateDer<'static>>, TlsFilesError> {
        match self {
            Self::File(file) => certificates(file),
            Self::Pem(pem) => CertificateDer::pem_slice_iter(pem.as_bytes())
                .collect::<Result<Vec<_>, _>>()
                .map_err(|error| TlsFilesError::Authority(error.to_string())),
        }
    }
}

/// Why TLS cannot be offered.
#[derive(Debug, thiserror::Error)]
pub enum TlsFilesError {
    /// A file does not read as PEM of its kind.
    #[error("{file} does not hold a {what} in PEM: {reason}")]
    File {
        /// Which.
        file: String,
        /// What was looked for.
        what: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// Key and certificate do not belong together, or are of a kind that is not supported.
    #[error("certificate and key cannot be used: {0}")]
    Unusable(#[from] TlsError),
    /// No authority among the certificates.
    #[error("the authority of the devices cannot be used: {0}")]
    Authority(String),
}

impl TlsFiles {
    /// Reads the files and makes what accepts connections.
    pub fn acceptor(&self) -> Result<TlsAcceptor, TlsFilesError> {
        let provider = Arc::new(ring::default_provider());
        let mut authorities = RootCertStore::empty();
        for authority in self.client_authority.read()? {
            authorities
                .add(authority)
                .map_err(|error| TlsFilesError::Authority(error.to_string()))?;
        }
        let verifier =
            WebPkiClientVerifier::builder_with_provider(Arc::new(authorities), Arc::clone(&provider));
        let verifier = if self.required {
            verifier
        } else {
            verifier.allow_unauthenticated()
        };
        let verifier = verifier
            .build()
            .map_err(|error| TlsFilesError::Authority(error.to_string()))?;
        let key = PrivateKeyDer::from_pem_file(&self.key)
            .map_err(|error| wrong(&self.key, "private key", error))?;
        let config = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&TLS13, &TLS12])?
            .with_client_cert_verifier(verifier)
            .with_single_cert(certificates(&self.certificate)?, key)?;
        Ok(TlsAcceptor::from(Arc::new(config)))
    }
}

fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, TlsFilesError> {
    let read = CertificateDer::pem_file_iter(file).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    match read {
        Ok(all) if all.is_empty() => Err(wrong(file, "certificate", "there is none")),
        Ok(all) => Ok(all),
        Err(error) => Err(wrong(file, "certificate", error)),
    }
}

fn wrong(file: &Path, what: &'static str, reason: impl ToString) -> TlsFilesError {
    TlsFilesError::File {
        file: file.display().to_string(),
        what,
        reason: reason.to_string(),
    }
}

/// The fingerprint of a certificate.
pub fn fingerprint(certificate: &CertificateDer<'_>) -> Fingerprint {
    sha2::Sha256::digest(certificate).into()
}

/// What a failed handshake means to whoever looks after the device.
pub(super) fn refusal(error: &io::Error) -> Refusal {
    let tls = error.get_ref().and_then(|inner| inner.downcast_ref::<TlsError>());
    match tls {
        Some(TlsError::NoCertificatesPresented) => Refusal::NoCertificate,
        Some(TlsError::InvalidCertificate(
            CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. },
        )) => Refusal::ExpiredCertificate,
        Some(TlsError::InvalidCertificate(_)) => Refusal::WrongCertificate,
        Some(TlsError::PeerIncompatible(_)) => Refusal::TlsVersion,
        Some(TlsError::AlertReceived(_)) => Refusal::TlsAlert,
        Some(TlsError::DecryptError | TlsError::PeerSentOversizedRecord) => Refusal::TlsRecord,
        Some(_) => Refusal::NotTls,
        None => Refusal::HandshakeCut,
    }
}
