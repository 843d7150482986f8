//! TLS: our certificate, the authority of the devices' certificates, and what a failed handshake means.

use std::cell::RefCell;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use platform::clock::Clock;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, UnixTime};
use sha2::Digest as _;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::client::danger::HandshakeSignatureValid;
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use tokio_rustls::rustls::time_provider::TimeProvider;
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error as TlsError, RootCertStore,
    ServerConfig, SignatureScheme, crypto::ring,
};

use super::counters::Refusal;
use super::intake::Fingerprint;
use super::shown::Shown;

/// What TLS is offered with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    /// How devices know us.
    pub own: OwnCertificate,
    /// Who signs devices' certificates.
    pub client_authority: ClientAuthority,
    /// Whether a device must show a certificate. Without one, only its address and what it says are known of it.
    pub required: bool,
}

/// Our certificate with the chain up to the authority that devices trust, and its key.
#[derive(Clone, PartialEq, Eq)]
pub enum OwnCertificate {
    /// PEM files.
    Files {
        /// The certificate.
        certificate: PathBuf,
        /// Its key.
        key: PathBuf,
    },
    /// This one, in PEM.
    Pem {
        /// The certificate.
        certificate: String,
        /// Its key.
        key: String,
    },
}

impl fmt::Debug for OwnCertificate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Never the key.
        match self {
            Self::Files { certificate, .. } => formatter.debug_tuple("Files").field(certificate).finish(),
            Self::Pem { certificate, .. } => formatter.debug_tuple("Pem").field(certificate).finish(),
        }
    }
}

impl OwnCertificate {
    fn read(&self) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), TlsFilesError> {
        match self {
            Self::Files { certificate, key } => {
                let read = PrivateKeyDer::from_pem_file(key);
                let key = read.map_err(|error| wrong(key, "private key", error))?;
                Ok((certificates(certificate)?, key))
            }
            Self::Pem { certificate, key } => {
                let own = |error: &dyn fmt::Display| TlsFilesError::Own(error.to_string());
                let chain = CertificateDer::pem_slice_iter(certificate.as_bytes()).collect::<Result<_, _>>();
                let key = PrivateKeyDer::from_pem_slice(key.as_bytes());
                Ok((
                    chain.map_err(|error| own(&error))?,
                    key.map_err(|error| own(&error))?,
                ))
            }
        }
    }
}

/// Certificates are held against the product's own clock.
struct OwnTime(Arc<dyn Clock>);

impl fmt::Debug for OwnTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("OwnTime")
    }
}

impl TimeProvider for OwnTime {
    fn current_time(&self) -> Option<UnixTime> {
        let since = self.0.now().duration_since(Timestamp::UNIX_EPOCH);
        Some(UnixTime::since_unix_epoch(since.try_into().ok()?))
    }
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
    /// The certificate that we made ourselves does not read.
    #[error("the certificate of our own authority cannot be used: {0}")]
    Own(String),
    /// Key and certificate do not belong together, or are of a kind that is not supported.
    #[error("certificate and key cannot be used: {0}")]
    Unusable(#[from] TlsError),
    /// No authority among the certificates.
    #[error("the authority of the devices cannot be used: {0}")]
    Authority(String),
}

impl TlsFiles {
    /// Reads the files and makes what accepts connections; `clock` says whether a device's certificate is valid.
    pub fn acceptor(&self, clock: Arc<dyn Clock>) -> Result<TlsAcceptor, TlsFilesError> {
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
        let (chain, key) = self.own.read()?;
        let config = ServerConfig::builder_with_details(provider, Arc::new(OwnTime(clock)))
            .with_protocol_versions(&[&TLS13, &TLS12])?
            .with_client_cert_verifier(Arc::new(Noting(verifier)))
            .with_single_cert(chain, key)?;
        Ok(TlsAcceptor::from(Arc::new(config)))
    }
}

tokio::task_local! {
    /// The certificate that the peer of this task shows, whether it is good or not.
    static SHOWN: RefCell<Option<Shown>>;
}

/// Does something, most likely a handshake, and tells which certificate was shown meanwhile.
pub(super) async fn noting<T>(handshake: impl Future<Output = T>) -> (T, Option<Shown>) {
    SHOWN
        .scope(RefCell::default(), async {
            let done = handshake.await;
            (done, SHOWN.with(RefCell::take))
        })
        .await
}

/// Notes which certificate is shown before it is judged: of one that is refused TLS tells only why.
#[derive(Debug)]
struct Noting(Arc<dyn ClientCertVerifier>);

impl ClientCertVerifier for Noting {
    fn offer_client_auth(&self) -> bool {
        self.0.offer_client_auth()
    }

    fn client_auth_mandatory(&self) -> bool {
        self.0.client_auth_mandatory()
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        self.0.root_hint_subjects()
    }

    fn verify_client_cert(
        &self,
        certificate: &CertificateDer<'_>,
        chain: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<ClientCertVerified, TlsError> {
        // Outside of `noting` nobody asks.
        let _ = SHOWN.try_with(|shown| shown.replace(Some(Shown::of(certificate))));
        self.0.verify_client_cert(certificate, chain, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        self.0.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        self.0.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_verify_schemes()
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
