//! Tokens of programs: theirs who made them, as long as they hold.

use std::sync::Arc;

use contracts::ids::StaffId;
use jiff::SignedDuration;
use platform::actor::{Actor, Role};
use platform::identity::{AccountError, Identity, Passwords, Settings};
use platform::on_both_databases;
use platform::store::platform_migrations;
use platform::testing::TestDatabase;
use platform::vault::MasterKey;

const SYSTEM: Actor = Actor::System("test");
const DAY: SignedDuration = SignedDuration::from_hours(24);

on_both_databases! {
    migrations: platform_migrations;

    async fn a_token_works_for_its_person_until_its_last_day(database: &TestDatabase) {
        let (identity, id) = account(database).await;
        let token = identity.create_token(&SYSTEM, id, "export", DAY).await.unwrap();
        let roles = |actor: Option<Actor>| match actor {
            Some(Actor::Staff { id: found, roles, .. }) if found == id => roles,
            other => panic!("{other:?}"),
        };
        assert_eq!(roles(identity.authenticate_token(&token).await.unwrap()), [Role::Secretariat]);
        identity.set_roles(&SYSTEM, id, &[Role::Organiser]).await.unwrap();
        assert_eq!(roles(identity.authenticate_token(&token).await.unwrap()), [Role::Organiser], "as of now");
        assert_eq!(identity.authenticate(&token).await.unwrap(), None, "a token is no session");
        assert_eq!(identity.authenticate_token("x").await.unwrap(), None);
        database.advance(DAY - SignedDuration::from_secs(1));
        assert!(identity.authenticate_token(&token).await.unwrap().is_some());
        database.advance(SignedDuration::from_secs(1));
        assert_eq!(identity.authenticate_token(&token).await.unwrap(), None, "it has ended");
        assert!(identity.tokens().await.unwrap().is_empty());
        platform::audit::verify(database.store.reader()).await.unwrap().unwrap();
    }

    async fn whatever_signs_a_person_out_ends_their_tokens(database: &TestDatabase) {
        let (identity, id) = account(database).await;
        for way in 0..4 {
            let token = identity.create_token(&SYSTEM, id, "export", DAY).await.unwrap();
            assert!(identity.authenticate_token(&token).await.unwrap().is_some());
            match way {
                0 => identity.set_password(&SYSTEM, id, "ika-ga-5-hiki-oyogu").await.unwrap(),
                1 => identity.reset_second_factor(&SYSTEM, id).await.unwrap(),
                2 => drop(identity.sign_out_everywhere(&SYSTEM, id).await.unwrap()),
                _ => identity.set_disabled(&SYSTEM, id, true).await.unwrap(),
            }
            assert_eq!(identity.authenticate_token(&token).await.unwrap(), None, "way {way}");
        }
        let closed = identity.create_token(&SYSTEM, id, "export", DAY).await;
        assert!(matches!(closed, Err(AccountError::Unknown)), "a closed account gets none: {closed:?}");
    }
}

async fn account(database: &TestDatabase) -> (Identity, StaffId) {
    let identity = Identity::new(
        database.store.clone(),
        Arc::new(database.clock.clone()),
        MasterKey::from_hex(&"5a".repeat(32)).unwrap(),
        Passwords::with_cost(64, 1),
        Settings::default(),
    );
    let roles = [Role::Secretariat];
    let made = identity.create_account(&SYSTEM, "hanako@example.jp", "佐藤 花子", &roles, None);
    let id = made.await.unwrap();
    (identity, id)
}
