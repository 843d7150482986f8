//! Keys, secrets, programmes, disk, fonts.

use std::path::{Path, PathBuf};
use std::{fs, io};

use platform::languages::Words;

use super::Finding;
use crate::commands::{InWords as _, Tell as _, place};
use crate::config::Config;

/// Below this, a busy day may fill the disk.
const LITTLE_SPACE: u64 = 1 << 30;
/// Below this, the next upload may fail.
const NO_SPACE: u64 = 100 << 20;

/// Beginnings of the file names of fonts that hold Japanese (lower case).
const JAPANESE_FONTS: &[&str] = &[
    "notosanscjk",
    "notoserifcjk",
    "notosansjp",
    "notoserifjp",
    "bizud",
    "ipa",
    "takao",
];

pub(super) fn look(config: &Config, words: Words) -> Vec<Finding> {
    let mut findings = vec![
        key("master-key", "keys.master", &config.keys.master, words),
        key("organiser-key", "keys.organiser", &config.keys.organiser, words),
        key("devices-key", "keys.devices", &config.keys.devices, words),
    ];
    if let Some(vault) = &config.keys.vault {
        findings.push(key("vault-key", "keys.vault", vault, words));
    }
    let secrets = [&config.database.url_file, &config.mail.password_file];
    for file in secrets.into_iter().flatten() {
        findings.push(readable("secret", file, words));
    }
    findings.extend(database(config, words));
    findings.push(programmes(&config.programmes, words));
    findings.push(space(&data_folder(config), words));
    let places = ["/usr/share/fonts", "/usr/local/share/fonts"];
    findings.push(fonts(&places.map(Path::new), words));
    findings
}

/// 32 bytes in hex, for the service's eyes only.
fn key(what: &'static str, name: &str, file: &Path, words: Words) -> Finding {
    let shown = file.display();
    if !file.exists() {
        let message = words.tell("doctor-key-missing", &[("key", &name), ("file", &shown)]);
        return Finding::warn(what, message, words.say("doctor-key-missing-remedy"));
    }
    let seen = readable(what, file, words);
    if seen.remedy.is_some() {
        return seen;
    }
    let text = fs::read_to_string(file).unwrap_or_default();
    let text = text.trim();
    if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        let message = words.tell("doctor-no-key", &[("file", &shown)]);
        return Finding::fail(what, message, words.say("doctor-no-key-remedy"));
    }
    seen
}

fn readable(what: &'static str, file: &Path, words: Words) -> Finding {
    let shown = file.display();
    if let Err(error) = fs::File::open(file) {
        let values: [(_, &dyn std::fmt::Display); 2] = [("file", &shown), ("reason", &error.in_words(words))];
        let message = words.tell("doctor-unreadable", &values);
        return Finding::fail(what, message, words.say("doctor-unreadable-remedy"));
    }
    let said = |key: &str, mode: u32| {
        let mode = format!("{mode:03o}");
        words.tell(key, &[("file", &shown), ("mode", &mode)])
    };
    match mode(file) {
        Some(mode) if mode & 0o007 != 0 => Finding::fail(
            what,
            said("doctor-open-to-all", mode),
            format!("chmod 600 {shown}"),
        ),
        Some(mode) if mode & 0o070 != 0 => Finding::warn(
            what,
            said("doctor-open-to-group", mode),
            said("doctor-open-to-group-remedy", mode),
        ),
        _ => Finding::ok(what, words.tell("doctor-owner-only", &[("file", &shown)])),
    }
}

/// An SQLite file that others than its owner can read: Mamori makes it for the owner alone.
fn database(config: &Config, words: Words) -> Option<Finding> {
    let file = place::url(config).ok().and_then(|url| place::sqlite_file(&url))?;
    let mode = mode(&file).filter(|mode| mode & 0o077 != 0)?;
    let shown = file.display();
    let message = words.tell(
        "doctor-database-open",
        &[("file", &shown), ("mode", &format!("{mode:03o}"))],
    );
    let remedy = words.tell("doctor-database-open-remedy", &[("file", &shown)]);
    Some(Finding::warn("database", message, remedy))
}

#[cfg(unix)]
fn mode(file: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(file)
        .ok()
        .map(|metadata| metadata.permissions().mode() & 0o777)
}

#[cfg(not(unix))]
fn mode(_file: &Path) -> Option<u32> {
    None
}

fn programmes(folder: &Path, words: Words) -> Finding {
    let shown = folder.display();
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            let values: [(_, &dyn std::fmt::Display); 2] =
                [("file", &shown), ("reason", &error.in_words(words))];
            let message = words.tell("doctor-unreadable", &values);
            return Finding::fail("programmes", message, words.say("doctor-programmes-remedy"));
        }
    };
    let count = entries
        .flatten()
        .filter(|entry| entry.path().join("programme.toml").is_file())
        .count();
    if count == 0 {
        let message = words.tell("doctor-programmes-none", &[("folder", &shown)]);
        return Finding::warn("programmes", message, words.say("doctor-programmes-none-remedy"));
    }
    let values: [(_, &dyn std::fmt::Display); 2] = [("count", &count), ("folder", &shown)];
    Finding::ok("programmes", words.tell("doctor-programmes", &values))
}

/// Where this machine's data grows.
fn data_folder(config: &Config) -> PathBuf {
    let file = place::url(config)
        .ok()
        .and_then(|url| place::sqlite_file(&url))
        .unwrap_or_else(|| config.keys.master.clone());
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

fn space(folder: &Path, words: Words) -> Finding {
    match rustix::fs::statvfs(folder) {
        Ok(disk) => judge_space(folder, disk.f_bavail.saturating_mul(disk.f_frsize), words),
        Err(error) => Finding::fail(
            "disk",
            format!("{}: {}", folder.display(), io::Error::from(error).in_words(words)),
            words.say("doctor-disk-remedy"),
        ),
    }
}

fn judge_space(folder: &Path, free: u64, words: Words) -> Finding {
    let values: [(_, &dyn std::fmt::Display); 2] = [("free", &(free >> 20)), ("folder", &folder.display())];
    let message = words.tell("doctor-disk-free", &values);
    let remedy = || words.say("doctor-disk-full-remedy");
    match free {
        0..NO_SPACE => Finding::fail("disk", message, remedy()),
        NO_SPACE..LITTLE_SPACE => Finding::warn("disk", message, remedy()),
        _ => Finding::ok("disk", message),
    }
}

fn fonts(places: &[&Path], words: Words) -> Finding {
    match places.iter().find_map(|place| japanese_font(place, 6)) {
        Some(font) => Finding::ok("fonts", words.tell("doctor-font", &[("font", &font.display())])),
        None => Finding::fail(
            "fonts",
            words.say("doctor-no-font"),
            "apt-get install fonts-noto-cjk",
        ),
    }
}

fn japanese_font(folder: &Path, depth: usize) -> Option<PathBuf> {
    let entries = fs::read_dir(folder).ok()?;
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            if let Some(found) = depth.checked_sub(1).and_then(|depth| japanese_font(&path, depth)) {
                return Some(found);
            }
            continue;
        }
        let name = path
            .file_name()?
            .to_string_lossy()
            .to_lowercase()
            .replace(['-', '_'], "");
        let is_font = [".ttc", ".otf", ".ttf"].iter().any(|end| name.ends_with(end));
        if is_font && JAPANESE_FONTS.iter().any(|font| name.starts_with(font)) {
            return Some(path);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use platform::text::Language;

    use super::*;
    use crate::commands::doctor::State;

    const WORDS: Words = Words::new(Language::En);

    fn written(folder: &Path, name: &str, text: &str, mode: u32) -> PathBuf {
        let file = folder.join(name);
        fs::write(&file, text).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
        file
    }

    #[test]
    fn a_key_is_there_sound_and_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let sound = "ab".repeat(32);
        let cases = [
            ("good", sound.as_str(), 0o600, State::Ok),
            ("group", sound.as_str(), 0o640, State::Warn),
            ("world", sound.as_str(), 0o604, State::Fail),
            ("short", "abab", 0o600, State::Fail),
            ("words", &"zz".repeat(32), 0o600, State::Fail),
        ];
        for (name, text, mode, expected) in cases {
            let file = written(folder.path(), name, text, mode);
            let finding = key("master-key", "keys.master", &file, WORDS);
            assert_eq!(finding.state, expected, "{name}: {finding:?}");
        }
        let missing = key("master-key", "keys.master", &folder.path().join("none"), WORDS);
        assert_eq!(missing.state, State::Warn);
    }

    #[test]
    fn an_sqlite_file_that_others_can_read_warns() {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config::default();
        for (mode, warns) in [(0o600, false), (0o640, true), (0o644, true)] {
            let file = written(folder.path(), "mamori.sqlite", "", mode);
            config.database.url = format!("sqlite:{}", file.display());
            let finding = database(&config, WORDS);
            assert_eq!(finding.is_some(), warns, "{mode:o}: {finding:?}");
        }
        config.database.url = "postgres://mamori@127.0.0.1/mamori".to_owned();
        assert_eq!(database(&config, WORDS), None);
    }

    #[test]
    fn little_room_warns_and_none_fails() {
        let here = Path::new(".");
        assert_eq!(judge_space(here, 0, WORDS).state, State::Fail);
        assert_eq!(judge_space(here, NO_SPACE - 1, WORDS).state, State::Fail);
        assert_eq!(judge_space(here, NO_SPACE, WORDS).state, State::Warn);
        assert_eq!(judge_space(here, LITTLE_SPACE, WORDS).state, State::Ok);
        assert_eq!(space(Path::new("/no/such/folder"), WORDS).state, State::Fail);
    }

    #[test]
    fn a_japanese_font_is_found_at_any_depth_and_another_one_does_not_count() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("truetype/noto");
        fs::create_dir_all(&deep).unwrap();
        fs::write(deep.join("DejaVuSans.ttf"), "").unwrap();
        assert_eq!(fonts(&[folder.path()], WORDS).state, State::Fail);
        fs::write(deep.join("NotoSansCJK-Regular.ttc"), "").unwrap();
        assert_eq!(fonts(&[folder.path()], WORDS).state, State::Ok);
    }

    #[test]
    fn a_folder_without_programmes_warns() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(programmes(folder.path(), WORDS).state, State::Warn);
        assert_eq!(programmes(&folder.path().join("none"), WORDS).state, State::Fail);
        fs::create_dir(folder.path().join("one")).unwrap();
        fs::write(folder.path().join("one/programme.toml"), "").unwrap();
        assert_eq!(programmes(folder.path(), WORDS).state, State::Ok);
    }
}
