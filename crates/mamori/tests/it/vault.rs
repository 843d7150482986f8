//! `mamori vault` as whoever looks after the machine uses it.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;

use contracts::ids::CompanyId;
use platform::clock::SystemClock;
use platform::entropy::OsEntropy;
use platform::store::{Operation, Store, StoreOptions, Tx};
use platform::vault::{Certificate, Error, MasterKey, Place, Vault};
use uuid::Uuid;

use crate::Folder;
use crate::monitored::{COMPANY, OTHER, house};

const FIRST: &str = "0101010101010101010101010101010101010101010101010101010101010101";
const SECOND: &str = "0202020202020202020202020202020202020202020202020202020202020202";

fn key_file(folder: &Folder, name: &str, key: &str) {
    let file = folder.path(name);
    fs::write(&file, format!("{key}\n")).unwrap();
    fs::set_permissions(file, fs::Permissions::from_mode(0o600)).unwrap();
}

fn company() -> CompanyId {
    COMPANY.parse().unwrap()
}

fn place() -> Place {
    Place::new("support_entry", Uuid::from_u128(1), "text")
}

struct Seal(Vault);

impl Operation for Seal {
    const NAME: &'static str = "test.seal";
    type Output = String;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<String, Error> {
        self.0.seal_text(tx, company(), place(), "本文").await
    }
}

fn with_store<T>(folder: &Folder, work: impl AsyncFnOnce(&Store) -> T) -> T {
    let url = format!("sqlite:{}", folder.path("data/mamori.sqlite").display());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let options = StoreOptions::new(&url);
        let store = Store::connect(&options, Arc::new(SystemClock), Arc::new(OsEntropy));
        let store = store.await.unwrap();
        work(&store).await
    })
}

fn vault(key: &str) -> Vault {
    Vault::new(MasterKey::from_hex(key).unwrap())
}

/// A house in which one company has confided something.
fn confided() -> (Folder, String) {
    let folder = house();
    key_file(&folder, "data/master.key", FIRST);
    let sealed = with_store(&folder, async |store| {
        store.run(&Seal(vault(FIRST))).await.unwrap()
    });
    (folder, sealed)
}

fn opened(folder: &Folder, key: &str, sealed: &str) -> Option<Vec<u8>> {
    with_store(folder, async |store| {
        let vault = vault(key);
        let opened = vault.open(store.reader(), company(), place(), sealed).await;
        opened.ok()
    })
}

#[test]
fn keys_are_listed_and_changed_and_never_shown() {
    let empty = house();
    let nothing = empty.english(&["vault", "status"]).well();
    assert!(nothing.out.contains("there are no keys"), "{nothing:?}");
    let (folder, sealed) = confided();
    let listed = folder.english(&["vault", "status"]).well();
    assert!(
        listed.out.contains(COMPANY) && listed.out.contains("見本商店"),
        "{listed:?}"
    );
    assert!(
        listed.out.contains("key 1 of ") && !listed.out.contains(FIRST),
        "{listed:?}"
    );
    let one = folder.english(&["vault", "rotate", "--company", COMPANY]).well();
    assert_eq!(one.out, format!("{COMPANY}: key 2 seals from now on\n"));
    folder.english(&["vault", "rotate", "--all"]).well();
    let json = folder.english(&["vault", "status", "--format", "json"]).well();
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    let row = &json["companies"][0];
    assert_eq!(
        (row["keys"].as_array().unwrap().len(), &row["opens"]),
        (3, &true.into())
    );
    assert!(
        opened(&folder, FIRST, &sealed).is_some(),
        "what was sealed before still opens"
    );
    let none = folder.english(&["vault", "rotate", "--company", OTHER]);
    assert_eq!(none.code, Some(2));
    assert!(none.err.contains("has no key"), "{none:?}");
    assert_eq!(folder.english(&["vault", "rotate"]).code, Some(2));
    folder.english(&["audit", "verify"]).well();
}

#[test]
fn a_new_master_key_wraps_all_of_them_or_none() {
    let (folder, sealed) = confided();
    let missing = folder.english(&["vault", "rewrap", "--new", "second.key"]);
    assert_eq!(missing.code, Some(2));
    assert!(
        missing.err.contains("second.key") && !folder.path("second.key").exists(),
        "{missing:?}"
    );
    let same = folder.english(&["vault", "rewrap", "--new", "data/master.key"]);
    assert!(same.err.contains("wraps already"), "{same:?}");
    key_file(&folder, "second.key", SECOND);
    let done = folder.english(&["vault", "rewrap", "--new", "second.key"]).well();
    assert!(
        done.out.contains("1 keys of companies") && done.out.contains("keys.vault = \"second.key\""),
        "{done:?}"
    );
    assert!(opened(&folder, FIRST, &sealed).is_none() && opened(&folder, SECOND, &sealed).is_some());
    let before = folder.english(&["vault", "status"]);
    assert_eq!(before.code, Some(1), "{before:?}");
    assert!(before.out.contains("DOES NOT OPEN"), "{before:?}");
    let again = folder.english(&["vault", "rewrap", "--new", "second.key"]);
    assert!(
        again.code == Some(2) && again.err.contains("keys.vault"),
        "{again:?}"
    );
    fs::write(folder.path("mamori.toml"), "[keys]\nvault = \"second.key\"\n").unwrap();
    folder.english(&["vault", "status"]).well();
    folder.english(&["config", "check"]).well();
    key_file(&folder, "second.key", "not a key");
    assert_eq!(folder.english(&["vault", "status"]).code, Some(2));
    let checked = folder.english(&["config", "check"]);
    assert!(
        checked.code == Some(1) && checked.out.contains("keys.vault = "),
        "{checked:?}"
    );
}

#[test]
fn a_destruction_is_confirmed_and_leaves_its_certificate() {
    let (folder, sealed) = confided();
    let destroy = [
        "vault",
        "destroy",
        "--company",
        COMPANY,
        "--by",
        "運用 担当",
        "--out",
        "c.json",
    ];
    let without = folder.english(&[&destroy[..], &["--yes"]].concat());
    assert!(
        without.code == Some(2) && without.err.contains("--reason"),
        "{without:?}"
    );
    // Nobody types anything.
    let unconfirmed = folder.english(&[&destroy[..], &["--reason", "申し出"]].concat());
    assert!(
        unconfirmed.code == Some(2) && unconfirmed.err.contains("nothing was destroyed"),
        "{unconfirmed:?}"
    );
    assert!(!folder.path("c.json").exists() && opened(&folder, FIRST, &sealed).is_some());
    let done = folder
        .english(&[&destroy[..], &["--reason", "申し出", "--yes"]].concat())
        .well();
    let text = fs::read_to_string(folder.path("c.json")).unwrap();
    let certificate: Certificate = serde_json::from_str(&text).unwrap();
    assert_eq!(
        (certificate.keys.len(), certificate.company_name.as_str()),
        (1, "見本商店")
    );
    assert!(done.out.contains(&certificate.fingerprint()), "{done:?}");
    assert!(opened(&folder, FIRST, &sealed).is_none());
    let listed = folder.english(&["vault", "status"]).well();
    assert!(listed.out.contains("destroyed: 1"), "{listed:?}");
    let again = folder.run(&[&destroy[..], &["--reason", "申し出", "--yes"]].concat());
    assert!(
        again.code == Some(2) && again.err.contains("鍵はありません"),
        "{again:?}"
    );
    folder.english(&["audit", "verify"]).well();
}
