//! The collector: from a socket to the write-ahead log, and from there into the lake.
//!
//! A line goes this way: bytes → [`framing`] or [`relp`] (pure) → the log, synced → acknowledged or read on → parsed →
//! its company, its three times → the lake. Whoever hands in lines waits while the log takes none: nobody reads on,
//! and the sender is held back. Only UDP loses lines then, and counts them.

pub mod counters;
pub mod daily;
mod detecting;
pub mod framing;
mod health;
pub mod import;
mod intake;
mod keeping;
mod kept;
mod listen;
pub mod numbering;
mod pipeline;
mod records;
pub mod relp;
pub mod run;
mod settings;
pub mod shown;
pub mod signatures;
pub mod skew;
mod start;
mod strangers;
mod stream;
pub mod tls;
mod udp;

pub use detecting::{MEMORY, Watch};
pub use health::{DeviceFigures, Snapshot, Storage, UnknownSender, dropped};
pub use intake::{Certificates, Fingerprint, Intake, Log};
pub use pipeline::{Pipeline, PipelineError};
pub use records::{NOBODY, Owner, Records};
pub use settings::{RECEIVE_BUFFER, Settings};
pub use start::{Addresses, Collector, StartError};
pub use strangers::Strangers;
pub use tls::{ClientAuthority, OwnCertificate, TlsFiles, TlsFilesError};
