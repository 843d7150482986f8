//! Archives that are not what they should be.

use std::io::{Read as _, Write as _};
use std::path::Path;

use serde_json::Value as Json;

use super::{Place, migrations};
use crate::audit;
use crate::backup::schema::names;
use crate::backup::{BackupError, check, restore};

/// Copies the archive, each member going through `change` (`None` drops it).
fn rewrite(from: &Path, to: &Path, change: impl Fn(&str, String) -> Option<String>) {
    let mut source = zip::ZipArchive::new(std::fs::File::open(from).unwrap()).unwrap();
    let mut target = zip::ZipWriter::new(std::fs::File::create(to).unwrap());
    for index in 0..source.len() {
        let mut member = source.by_index(index).unwrap();
        let name = member.name().unwrap().into_owned();
        let mut text = String::new();
        member.read_to_string(&mut text).unwrap();
        if let Some(text) = change(&name, text) {
            let options = zip::write::SimpleFileOptions::default();
            target.start_file(name, options).unwrap();
            target.write_all(text.as_bytes()).unwrap();
        }
    }
    target.finish().unwrap();
}

fn change_manifest(from: &Path, to: &Path, change: impl Fn(&mut Json)) {
    rewrite(from, to, |name, text| {
        if name != "manifest.json" {
            return Some(text);
        }
        let mut manifest: Json = serde_json::from_str(&text).unwrap();
        change(&mut manifest);
        Some(manifest.to_string())
    });
}

#[tokio::test]
async fn damaged_archives_are_refused_and_leave_the_place_empty() {
    let source = Place::filled("damaged").await.remove(0);
    let (file, summary) = source.backup().await;
    let bad = source.folder.path().join("bad.zip");
    let expect = |part: &str| {
        let error = check(&bad).unwrap_err().to_string();
        assert!(error.contains(part), "{error:?} does not say {part:?}");
    };
    let bytes = std::fs::read(&file).unwrap();
    for length in [0, 1, 100, bytes.len() / 2, bytes.len() - 1] {
        std::fs::write(&bad, &bytes[..length]).unwrap();
        expect("cut off");
    }
    // One bit anywhere: either it is noticed, or it stands where it changes nothing that is read.
    for position in (0..bytes.len()).step_by(7) {
        let mut changed = bytes.clone();
        changed[position] ^= 0x10;
        std::fs::write(&bad, &changed).unwrap();
        if let Ok(found) = check(&bad) {
            assert_eq!(found, summary, "byte {position}");
        }
    }
    rewrite(&file, &bad, |name, text| {
        Some(if name.contains("z_word") {
            text.replace('Z', "Y")
        } else {
            text
        })
    });
    expect("SHA-256");
    rewrite(&file, &bad, |name, text| {
        Some(if name.contains("z_word") {
            text.replacen("}\n", "}\n{\"word\":\"new\"}\n", 1)
        } else {
            text
        })
    });
    expect("rows expected");
    rewrite(&file, &bad, |name, text| {
        Some(if name.contains("z_word") {
            text.replace("\"word\"", "\"wort\"")
        } else {
            text
        })
    });
    expect("word is missing");
    rewrite(&file, &bad, |name, text| {
        (!name.contains("z_word")).then_some(text)
    });
    expect("it is missing");
    rewrite(&file, &bad, |name, text| {
        (name != "manifest.json").then_some(text)
    });
    expect("no manifest");
    change_manifest(&file, &bad, |manifest| manifest["format_version"] = 2.into());
    expect("format version 2");
    change_manifest(&file, &bad, |manifest| manifest["format"] = "other".into());
    expect("no backup of Mamori");
    change_manifest(&file, &bad, |manifest| {
        manifest["tables"].as_array_mut().unwrap().remove(0);
    });
    expect("does not name it");
    std::fs::write(&bad, "not a zip").unwrap();
    for target in Place::empty("damagedto").await {
        assert!(restore(&target.store, &migrations(), &bad).await.is_err());
        assert!(names(target.store.writer()).await.unwrap().is_empty());
    }
}

/// Contents and SHA-256 changed alike: only the audit chain shows it.
#[tokio::test]
async fn a_forged_audit_log_is_found_and_nothing_is_restored() {
    use sha2::Digest as _;
    let source = Place::filled("forged").await.remove(0);
    let (file, _) = source.backup().await;
    let forged = source.folder.path().join("forged.zip");
    let mut sha256 = String::new();
    let hash = std::cell::RefCell::new(&mut sha256);
    rewrite(&file, &forged, |name, text| {
        if name == "tables/audit_entry.jsonl" {
            let text = text.replacen("test.noted", "test.forge", 1);
            **hash.borrow_mut() = hex::encode(sha2::Sha256::digest(text.as_bytes()));
            return Some(text);
        }
        if name == "manifest.json" {
            let mut manifest: Json = serde_json::from_str(&text).unwrap();
            for member in manifest["tables"].as_array_mut().unwrap() {
                if member["table"] == "audit_entry" {
                    member["sha256"] = hash.borrow().as_str().into();
                }
            }
            return Some(manifest.to_string());
        }
        Some(text)
    });
    check(&forged).unwrap();
    for target in Place::empty("forgedto").await {
        let error = restore(&target.store, &migrations(), &forged).await.unwrap_err();
        assert!(
            matches!(error, BackupError::Audit(audit::Broken::Entry(1))),
            "{error}"
        );
        assert!(names(target.store.writer()).await.unwrap().is_empty());
        restore(&target.store, &migrations(), &file).await.unwrap();
    }
}
