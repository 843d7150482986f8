//! Companies' keys on both databases: what opens, what does not any more, and what says so.

use contracts::ids::{CompanyId, StaffId};
use platform::actor::{Actor, Role};
use platform::audit;
use platform::store::{Operation, StoreError, Tx, platform_migrations};
use platform::testing::TestDatabase;
use platform::vault::{
    self, DestroyOnMachine, DestructionState, Error, MasterKey, Place, ReleaseDestruction,
    RequestDestruction, Rewrap, Rotate, Vault, VaultError, WithdrawDestruction,
};
use uuid::Uuid;

fn company(number: u128) -> CompanyId {
    CompanyId(Uuid::from_u128(number))
}

fn place(row: u128) -> Place {
    Place::new("support_entry", Uuid::from_u128(row), "text")
}

fn person(number: u128) -> Actor {
    Actor::Staff {
        id: StaffId(Uuid::from_u128(number)),
        name: format!("担当{number}"),
        roles: vec![Role::Administrator],
    }
}

fn the_vault() -> Vault {
    Vault::new(MasterKey::new([7; 32]))
}

struct Seal {
    company: CompanyId,
    row: u128,
    text: &'static str,
}

impl Operation for Seal {
    const NAME: &'static str = "test.seal";
    type Output = String;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<String, Error> {
        the_vault()
            .seal_text(tx, self.company, place(self.row), self.text)
            .await
    }
}

async fn seal(database: &TestDatabase, company: CompanyId, row: u128, text: &'static str) -> String {
    database.store.run(&Seal { company, row, text }).await.unwrap()
}

async fn open(
    database: &TestDatabase,
    vault: &Vault,
    company: CompanyId,
    row: u128,
    sealed: &str,
) -> Result<String, VaultError> {
    let reader = database.store.reader();
    let opener = vault.opener(reader, company).await.unwrap();
    opener.open_text(place(row), sealed)
}

async fn destroy(database: &TestDatabase, company: CompanyId) -> vault::Certificate {
    let request = RequestDestruction {
        company,
        company_name: "株式会社みなも製作所".to_owned(),
        reason: "企業から破棄の求めがあった".to_owned(),
        actor: person(1),
    };
    let destruction = database.store.run(&request).await.unwrap();
    let release = ReleaseDestruction {
        destruction,
        actor: person(2),
    };
    database.store.run(&release).await.unwrap()
}

platform::on_both_databases! {
    migrations: platform_migrations;

    /// Each company has its own key; what is moved to another company or row does not open, and is told apart from
    /// what was changed.
    async fn a_value_opens_for_its_company_and_row_only(database: &TestDatabase) {
        let vault = the_vault();
        let sealed = seal(database, company(1), 1, "経理のパソコン").await;
        seal(database, company(2), 1, "別の会社").await;
        assert!(!sealed.contains("経理"));
        assert_eq!(open(database, &vault, company(1), 1, &sealed).await.unwrap(), "経理のパソコン");
        assert_eq!(open(database, &vault, company(1), 2, &sealed).await, Err(VaultError::WrongPlace));
        // The other company's keys do not even know it.
        assert_eq!(open(database, &vault, company(2), 1, &sealed).await, Err(VaultError::Damaged));
        let cut = &sealed[..sealed.len() - 4];
        assert_eq!(open(database, &vault, company(1), 1, cut).await, Err(VaultError::Damaged));
        let keys = vault::keys_of(database.store.reader(), company(1)).await.unwrap();
        assert_eq!((keys.len(), keys[0].generation), (1, 1));
    }

    async fn rotation_keeps_what_was_sealed_before(database: &TestDatabase) {
        let vault = the_vault();
        let before = seal(database, company(1), 1, "前").await;
        let rotate = Rotate { vault: vault.clone(), company: company(1), actor: person(1) };
        assert_eq!(database.store.run(&rotate).await.unwrap().generation, 2);
        let after = seal(database, company(1), 2, "後").await;
        assert_ne!(before.split('.').nth(1), after.split('.').nth(1), "another key seals");
        assert_eq!(open(database, &vault, company(1), 1, &before).await.unwrap(), "前");
        assert_eq!(open(database, &vault, company(1), 2, &after).await.unwrap(), "後");
        let nobody = Rotate { vault, company: company(9), actor: person(1) };
        assert!(matches!(database.store.run(&nobody).await, Err(Error::NotFound)));
    }

    /// Wrapped anew under another master key, all or none; the old one opens nothing afterwards.
    async fn rewrapping_changes_the_master_key(database: &TestDatabase) {
        let sealed = seal(database, company(1), 1, "本文").await;
        let (old, new) = (MasterKey::new([7; 32]), MasterKey::new([8; 32]));
        let wrong = Rewrap { old: new.clone(), new: old.clone(), actor: person(1) };
        let refused = database.store.run(&wrong).await;
        assert!(matches!(refused, Err(Error::Vault(VaultError::Wrapping))));
        let rewrap = Rewrap { old: old.clone(), new: new.clone(), actor: person(1) };
        assert_eq!(database.store.run(&rewrap).await.unwrap(), 1);
        assert_eq!(open(database, &Vault::new(new), company(1), 1, &sealed).await.unwrap(), "本文");
        let refused = open(database, &Vault::new(old), company(1), 1, &sealed).await;
        assert_eq!(refused, Err(VaultError::Wrapping));
        // A process that still holds the old key makes no further one under it.
        let late = database.store.run(&Seal { company: company(2), row: 1, text: "別" }).await;
        assert!(matches!(late, Err(Error::Vault(VaultError::Wrapping))));
    }

    /// At the machine itself one person is enough, and the certificate says so; what waits at the desk is released.
    async fn a_destruction_at_the_machine_names_who_did_it(database: &TestDatabase) {
        let sealed = seal(database, company(1), 1, "本文").await;
        let destroy = |number, reason: &str| DestroyOnMachine {
            company: company(number),
            company_name: "見本商店".to_owned(),
            reason: reason.to_owned(),
            by: "運用 担当".to_owned(),
            actor: Actor::System("vault"),
        };
        let refused = database.store.run(&destroy(1, " ")).await;
        assert!(matches!(refused, Err(Error::ReasonMissing)));
        assert_eq!(open(database, &the_vault(), company(1), 1, &sealed).await.unwrap(), "本文");
        let certificate = database.store.run(&destroy(1, "申し出")).await.unwrap();
        assert_eq!(certificate.requested_by, "運用 担当");
        assert_eq!((certificate.released_by.as_str(), certificate.keys.len()), ("運用 担当", 1));
        let opened = open(database, &the_vault(), company(1), 1, &sealed).await;
        assert_eq!(opened, Err(VaultError::Destroyed));
        let again = database.store.run(&destroy(1, "申し出")).await;
        assert!(matches!(again, Err(Error::NotFound)));

        seal(database, company(2), 1, "別").await;
        let request = RequestDestruction {
            company: company(2),
            company_name: "見本食堂".to_owned(),
            reason: "退会".to_owned(),
            actor: person(1),
        };
        let waiting = database.store.run(&request).await.unwrap();
        let certificate = database.store.run(&destroy(2, "")).await.unwrap();
        assert_eq!((certificate.id, certificate.reason.as_str()), (waiting, "退会"));
        assert_eq!(certificate.requested_by, "担当1");
    }

    /// J, confidentiality consent, part 3: after destruction nothing opens, of any generation; the certificate names the
    /// keys, and its fingerprint stands in the log. Another company's data is not touched.
    async fn after_destruction_nothing_opens(database: &TestDatabase) {
        let vault = the_vault();
        let old = seal(database, company(1), 1, "前").await;
        let rotate = Rotate { vault: vault.clone(), company: company(1), actor: person(1) };
        database.store.run(&rotate).await.unwrap();
        let new = seal(database, company(1), 2, "後").await;
        let other = seal(database, company(2), 1, "別").await;
        let keys = vault::keys_of(database.store.reader(), company(1)).await.unwrap();

        let certificate = destroy(database, company(1)).await;
        for (row, sealed) in [(1, &old), (2, &new)] {
            let opened = open(database, &vault, company(1), row, sealed).await;
            assert_eq!(opened, Err(VaultError::Destroyed));
        }
        assert_eq!(open(database, &vault, company(2), 1, &other).await.unwrap(), "別");
        let certified: Vec<_> = certificate.keys.iter().map(|key| key.id).collect();
        assert_eq!(certified, keys.iter().map(|key| key.id).collect::<Vec<_>>());
        assert_eq!((certificate.requested_by.as_str(), certificate.released_by.as_str()), ("担当1", "担当2"));
        let kept = vault::certificate(database.store.reader(), certificate.id).await.unwrap().unwrap();
        assert_eq!(kept.fingerprint(), certificate.fingerprint());
        audit::verify(database.store.reader()).await.unwrap().unwrap();
        // What is confided later gets a key of its own.
        let later = seal(database, company(1), 3, "再び").await;
        assert_eq!(open(database, &vault, company(1), 3, &later).await.unwrap(), "再び");
        assert_eq!(open(database, &vault, company(1), 1, &old).await, Err(VaultError::Destroyed));
    }

    async fn a_destruction_needs_a_reason_and_a_second_person(database: &TestDatabase) {
        let sealed = seal(database, company(1), 1, "本文").await;
        let ask = |reason: &str| RequestDestruction {
            company: company(1),
            company_name: String::new(),
            reason: reason.to_owned(),
            actor: person(1),
        };
        assert!(matches!(database.store.run(&ask(" ")).await, Err(Error::ReasonMissing)));
        let destruction = database.store.run(&ask("求め")).await.unwrap();
        assert!(matches!(database.store.run(&ask("もう一度")).await, Err(Error::OutOfOrder)));
        let same = ReleaseDestruction { destruction, actor: person(1) };
        assert!(matches!(database.store.run(&same).await, Err(Error::SamePerson)));
        database.store.run(&WithdrawDestruction { destruction, actor: person(1) }).await.unwrap();
        let late = ReleaseDestruction { destruction, actor: person(2) };
        assert!(matches!(database.store.run(&late).await, Err(Error::OutOfOrder)));
        assert!(open(database, &the_vault(), company(1), 1, &sealed).await.is_ok());
        let rows = vault::destructions(database.store.reader(), Some(company(1))).await.unwrap();
        assert_eq!(rows[0].progress(), DestructionState::Withdrawn);
        let nobody = RequestDestruction { company: company(9), ..ask("求め") };
        assert!(matches!(database.store.run(&nobody).await, Err(Error::NotFound)));
    }
}

/// Errors of the store inside the vault's are seen by whoever decides about trying again.
#[test]
fn a_conflict_is_still_a_conflict() {
    let error = Error::from(StoreError::Corrupt("x".to_owned()));
    assert!(matches!(error, Error::Store(StoreError::Corrupt(_))));
}
