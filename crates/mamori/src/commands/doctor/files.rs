//! Keys, secrets, programmes, disk, fonts.

use std::fs;
use std::path::{Path, PathBuf};

use super::Finding;
use crate::commands::place;
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

pub(super) fn look(config: &Config) -> Vec<Finding> {
    let mut findings = vec![
        key("master key", "keys.master", &config.keys.master),
        key("organiser key", "keys.organiser", &config.keys.organiser),
    ];
    let secrets = [&config.database.url_file, &config.mail.password_file];
    for file in secrets.into_iter().flatten() {
        findings.push(readable("secret", file));
    }
    findings.push(programmes(&config.programmes));
    findings.push(space(&data_folder(config)));
    let places = ["/usr/share/fonts", "/usr/local/share/fonts"];
    findings.push(fonts(&places.map(Path::new)));
    findings
}

/// 32 bytes in hex, for the service's eyes only.
fn key(what: &'static str, name: &str, file: &Path) -> Finding {
    let shown = file.display();
    if !file.exists() {
        let remedy = "it is made at the first start; put it back instead if there is data already, and keep a copy apart from the backups";
        return Finding::warn(what, format!("{name}: {shown} is not there"), remedy);
    }
    let seen = readable(what, file);
    if seen.remedy.is_some() {
        return seen;
    }
    let text = fs::read_to_string(file).unwrap_or_default();
    let text = text.trim();
    if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        let remedy = "put back the right file: 64 hexadecimal digits; what was encrypted with it cannot be read otherwise";
        return Finding::fail(what, format!("{shown} holds no key"), remedy);
    }
    seen
}

fn readable(what: &'static str, file: &Path) -> Finding {
    let shown = file.display();
    if let Err(error) = fs::File::open(file) {
        let remedy = "run this as the user of the service, and give that user the file";
        return Finding::fail(what, format!("{shown} cannot be read: {error}"), remedy);
    }
    match mode(file) {
        Some(mode) if mode & 0o007 != 0 => Finding::fail(
            what,
            format!("{shown} can be read by everyone on this machine (mode {mode:03o})"),
            format!("chmod 600 {shown}"),
        ),
        Some(mode) if mode & 0o070 != 0 => Finding::warn(
            what,
            format!("{shown} can be read by its group (mode {mode:03o})"),
            format!("chmod 600 {shown}, unless that is meant"),
        ),
        _ => Finding::ok(what, format!("{shown}, for its owner only")),
    }
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

fn programmes(folder: &Path) -> Finding {
    let shown = folder.display();
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            let remedy = "name the folder that holds a folder for each programme in `programmes`";
            return Finding::fail("programmes", format!("{shown} cannot be read: {error}"), remedy);
        }
    };
    let count = entries
        .flatten()
        .filter(|entry| entry.path().join("programme.toml").is_file())
        .count();
    if count == 0 {
        let remedy = "copy last year's with `mamori programme new`, or check the path";
        return Finding::warn("programmes", format!("{shown} holds none"), remedy);
    }
    Finding::ok(
        "programmes",
        format!("{count} in {shown} (`mamori programme check` reads them)"),
    )
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

fn space(folder: &Path) -> Finding {
    let shown = folder.display();
    match rustix::fs::statvfs(folder) {
        Ok(disk) => judge_space(folder, disk.f_bavail.saturating_mul(disk.f_frsize)),
        Err(error) => Finding::fail(
            "disk",
            format!("{shown}: {error}"),
            "make the data folder and give it to the user of the service",
        ),
    }
}

fn judge_space(folder: &Path, free: u64) -> Finding {
    let message = format!("{} MB free for {}", free >> 20, folder.display());
    let remedy = "make room; a full disk refuses applications (nothing is half done), and they go on by themselves once there is room";
    match free {
        0..NO_SPACE => Finding::fail("disk", message, remedy),
        NO_SPACE..LITTLE_SPACE => Finding::warn("disk", message, remedy),
        _ => Finding::ok("disk", message),
    }
}

fn fonts(places: &[&Path]) -> Finding {
    match places.iter().find_map(|place| japanese_font(place, 6)) {
        Some(font) => Finding::ok("fonts", format!("{} for PDF", font.display())),
        None => Finding::fail(
            "fonts",
            "no Japanese font: PDFs would show empty boxes",
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

    use super::*;
    use crate::commands::doctor::State;

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
            let finding = key("master key", "keys.master", &file);
            assert_eq!(finding.state, expected, "{name}: {finding}");
        }
        let missing = key("master key", "keys.master", &folder.path().join("none"));
        assert_eq!(missing.state, State::Warn);
    }

    #[test]
    fn little_room_warns_and_none_fails() {
        let here = Path::new(".");
        assert_eq!(judge_space(here, 0).state, State::Fail);
        assert_eq!(judge_space(here, NO_SPACE - 1).state, State::Fail);
        assert_eq!(judge_space(here, NO_SPACE).state, State::Warn);
        assert_eq!(judge_space(here, LITTLE_SPACE).state, State::Ok);
        assert_eq!(space(Path::new("/no/such/folder")).state, State::Fail);
    }

    #[test]
    fn a_japanese_font_is_found_at_any_depth_and_another_one_does_not_count() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("truetype/noto");
        fs::create_dir_all(&deep).unwrap();
        fs::write(deep.join("DejaVuSans.ttf"), "").unwrap();
        assert_eq!(fonts(&[folder.path()]).state, State::Fail);
        fs::write(deep.join("NotoSansCJK-Regular.ttc"), "").unwrap();
        assert_eq!(fonts(&[folder.path()]).state, State::Ok);
    }

    #[test]
    fn a_folder_without_programmes_warns() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(programmes(folder.path()).state, State::Warn);
        assert_eq!(programmes(&folder.path().join("none")).state, State::Fail);
        fs::create_dir(folder.path().join("one")).unwrap();
        fs::write(folder.path().join("one/programme.toml"), "").unwrap();
        assert_eq!(programmes(folder.path()).state, State::Ok);
    }
}
