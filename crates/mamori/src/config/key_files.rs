//! Whether the files of keys hold keys, and who may read them. What stands in them is never shown.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::Config;
use super::problem::{Origin, Remedy, in_both, is_key_itself};
use super::read::{Reading, quoted};

/// Hexadecimal digits of a key of 32 bytes.
const DIGITS: usize = 64;
/// Where systemd lays what `LoadCredential` names, while the service runs.
const CREDENTIALS: &str = "/run/credentials";

/// Adds what is wrong with the files of keys to the mistakes of a reading.
///
/// A file that nobody named is made at the first start; one that is named must be there: a key that is lost or looked
/// for in the wrong place must not be replaced in silence.
pub(super) fn check(config: &Config, reading: &mut Reading) {
    let vault = config.keys.vault.as_ref().map(|file| ("keys.vault", file));
    let made = [
        ("keys.master", &config.keys.master),
        ("keys.organiser", &config.keys.organiser),
        ("keys.devices", &config.keys.devices),
    ];
    for (key, file) in made.into_iter().chain(vault) {
        let origin = reading.origin(key);
        if !reading.is_meant(key, &[]) || is_made_later(file, &origin) {
            continue;
        }
        let written = quoted(&file.display().to_string());
        for remedy in examine(file) {
            reading.wrong(key, &written, remedy, origin.clone());
        }
    }
}

fn is_made_later(file: &Path, origin: &Origin) -> bool {
    let by_systemd = file.starts_with(CREDENTIALS) && std::env::var_os("CREDENTIALS_DIRECTORY").is_none();
    by_systemd || (*origin == Origin::Default && !file.exists())
}

/// What is wrong with a file that should hold a key.
pub fn examine(file: &Path) -> Vec<Remedy> {
    let shown = file.display();
    let bytes = match fs::read(file) {
        Ok(bytes) => bytes,
        Err(_) if is_key_itself(&shown.to_string()) => return vec![Remedy::of("config-key-itself")],
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return vec![Remedy::of("config-key-missing").with("file", shown)];
        }
        Err(_) if file.is_dir() => return vec![Remedy::of("config-key-folder")],
        Err(error) => return vec![Remedy::of("config-key-unreadable").with_text("reason", in_both(&error))],
    };
    let mode = mode(file).filter(|mode| mode & 0o007 != 0);
    let open = mode.map(|mode| {
        Remedy::of("config-key-open")
            .with("mode", format!("{mode:03o}"))
            .with("file", shown)
    });
    content(&bytes).into_iter().chain(open).collect()
}

/// What is wrong with the content of a key file. How long it is may be said, nothing else.
fn content(bytes: &[u8]) -> Option<Remedy> {
    let text = bytes.trim_ascii();
    let are_digits = text.iter().all(u8::is_ascii_hexdigit);
    match text.len() {
        0 => Some(Remedy::of("config-key-empty")),
        DIGITS if are_digits => None,
        length if are_digits => Some(Remedy::of("config-key-length").with("length", length)),
        _ => Some(Remedy::of("config-key-digits")),
    }
}

#[cfg(unix)]
fn mode(file: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt as _;
    let metadata = fs::metadata(file).ok()?;
    Some(metadata.permissions().mode() & 0o777)
}

#[cfg(not(unix))]
fn mode(_file: &Path) -> Option<u32> {
    None
}

#[cfg(test)]
mod tests {
    use platform::languages::Words;
    use platform::text::Language;

    use super::*;

    #[test]
    fn only_64_hexadecimal_digits_are_a_key() {
        let good = "0123456789abcdefABCDEF0123456789".repeat(2);
        assert_eq!(content(format!("{good}\n").as_bytes()), None);
        let cases: [(&[u8], &str); 5] = [
            (b"", "the file is empty"),
            (b"abcd\n", "the file holds 4 hexadecimal digits"),
            (&good.as_bytes()[1..], "the file holds 63 hexadecimal digits"),
            (
                b"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
                "hexadecimal digits only",
            ),
            (b"\xff\xfe raw bytes", "hexadecimal digits only"),
        ];
        for (bytes, expected) in cases {
            let said = content(bytes).unwrap().say(Words::new(Language::En));
            assert!(said.contains(expected), "{said}");
            let secret = String::from_utf8_lossy(bytes.trim_ascii());
            assert!(secret.is_empty() || !said.contains(&*secret), "{said}");
        }
    }

    #[test]
    fn what_the_service_is_given_later_is_no_mistake() {
        let named = Origin::Variable("MAMORI_KEYS__MASTER".to_owned());
        assert!(is_made_later(Path::new("no/such/file"), &Origin::Default));
        assert!(!is_made_later(Path::new("no/such/file"), &named));
        let credential = Path::new("/run/credentials/mamori.service/master.key");
        assert!(is_made_later(credential, &named));
    }
}
