//! Files of the draw: the organiser's key, what is written out, what is brought in.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use fair_draw::{Beacon, Digest, SigningKey};
use platform::entropy::{Entropy, random_bytes};
use serde::Deserialize;

use crate::commands::{InWords as _, Tell as _, words_of_locale};

/// The organiser's key: 32 bytes in hex. Made when missing, readable by its owner alone.
pub(in crate::commands) fn organiser_key(file: &Path, entropy: &dyn Entropy) -> Result<SigningKey, String> {
    let words = words_of_locale();
    let said = |reason: String| {
        let key = "keys.organiser";
        words.tell(
            "key-trouble",
            &[("key", &key), ("file", &file.display()), ("reason", &reason)],
        )
    };
    match fs::read_to_string(file) {
        Ok(text) => parse_key(text.trim()).ok_or_else(|| said(words.say("draw-key-none"))),
        Err(error) if error.kind() == ErrorKind::NotFound => make_key(file, entropy).map_err(|error| {
            let reason = error.in_words(words);
            said(words.tell("draw-key-not-made", &[("reason", &reason)]))
        }),
        Err(error) => Err(said(error.in_words(words))),
    }
}

/// 64 hexadecimal digits of either case, as other tools write them. A digest is 32 bytes in hex, too.
fn parse_key(text: &str) -> Option<SigningKey> {
    let bytes: Digest = text.to_ascii_lowercase().parse().ok()?;
    Some(SigningKey::from_bytes(bytes.as_bytes()))
}

fn make_key(file: &Path, entropy: &dyn Entropy) -> std::io::Result<SigningKey> {
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder)?;
    }
    let key = SigningKey::from_bytes(&random_bytes::<32>(entropy));
    let hex = Digest::from_bytes(key.to_bytes());
    write(file, format!("{hex}\n").as_bytes(), Reader::Owner)?;
    Ok(key)
}

/// Who may read a file that is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    /// Whoever the process lets.
    Anybody,
    /// The owner alone.
    Owner,
}

/// Writes a new file; one that is there already stays as it is.
pub(super) fn write(file: &Path, bytes: &[u8], reader: Reader) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if reader == Reader::Owner {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    let mut written = options.open(file)?;
    written.write_all(bytes)?;
    written.sync_all()
}

/// A round as beacon servers give it: further members do not matter.
#[derive(Deserialize)]
struct Fetched {
    round: u64,
    signature: String,
}

/// `beacon.json`, or the answer of a beacon server as it was fetched.
pub(super) fn beacon(bytes: &[u8]) -> Vec<u8> {
    match (Beacon::parse(bytes), serde_json::from_slice::<Fetched>(bytes)) {
        (Err(_), Ok(Fetched { round, signature })) => Beacon::Round { round, signature }.bytes(),
        _ => bytes.to_vec(),
    }
}
