//! Who somebody is: accounts, sign-in in two steps, sessions.

use std::net::IpAddr;
use std::sync::Arc;

use contracts::ids::StaffId;
use jiff::SignedDuration;
use platform::actor::{Actor, Role};
use platform::audit;
use platform::identity::{
    AccountError, CodeOutcome, EnrolmentOutcome, Identity, IdentityError, NextStep, PasswordOutcome,
    PasswordProblem, Passwords, Pending, Settings, SignInOutcome, accounts, code_at,
};
use platform::on_both_databases;
use platform::store::platform_migrations;
use platform::testing::TestDatabase;
use platform::vault::MasterKey;
use sea_orm::{ConnectionTrait, Statement};

use crate::support::{execute, integer};

const LOGIN: &str = "hanako@example.jp";
const PASSWORD: &str = "kurage-ga-3-biki";
const SYSTEM: Actor = Actor::System("test");

on_both_databases! {
    migrations: platform_migrations;

    async fn the_first_sign_in_enrols_a_second_factor(database: &TestDatabase) {
        let identity = identity(database);
        let id = account(&identity, &[Role::Secretariat, Role::Approver]).await;
        let token = password(&identity, " Hanako@Example.jp ").await;
        assert_eq!(token.1, NextStep::Enrolment);
        assert_eq!(identity.pending(&token.0).await.unwrap(), Some(Pending::Enrolling));
        assert_eq!(identity.authenticate(&token.0).await.unwrap(), None, "half way is not in");
        assert_eq!(identity.check_code(&token.0, "000000").await.unwrap(), CodeOutcome::NotPending);

        let enrolment = identity.begin_enrolment(&token.0).await.unwrap().unwrap();
        assert_eq!(identity.begin_enrolment(&token.0).await.unwrap().unwrap(), enrolment, "reloading changes nothing");
        assert_eq!(identity.confirm_enrolment(&token.0, "000000").await.unwrap(), EnrolmentOutcome::Refused);
        let (signed_in, codes) = confirm(&identity, database, &token.0, &enrolment.secret).await;
        assert_eq!(codes.len(), 10);

        let session = identity.authenticate(&signed_in).await.unwrap().expect("signed in");
        let roles = vec![Role::Secretariat, Role::Approver];
        assert_eq!(session.actor, Actor::Staff { id, name: "佐藤 花子".to_owned(), roles });
        assert_eq!(identity.pending(&token.0).await.unwrap(), None, "the half-way token is void");
        assert_eq!(identity.authenticate(&token.0).await.unwrap(), None);
    }

    async fn a_code_is_good_once(database: &TestDatabase) {
        let (identity, _, secret, _) = enrolled(database).await;
        let (first, second) = (code(&identity).await, code(&identity).await);
        let now = current(database, &secret);
        assert_eq!(identity.check_code(&first, &now).await.unwrap(), CodeOutcome::Refused, "used while enrolling");
        database.advance(SignedDuration::from_secs(30));
        let now = current(database, &secret);
        // Two browsers with the same code at the same moment.
        let (one, other) = tokio::join!(identity.check_code(&first, &now), identity.check_code(&second, &now));
        let outcomes = [one.unwrap(), other.unwrap()];
        let signed_in = outcomes.iter().filter(|outcome| matches!(outcome, CodeOutcome::SignedIn { .. })).count();
        let refused = outcomes.iter().filter(|outcome| **outcome == CodeOutcome::Refused).count();
        assert_eq!((signed_in, refused), (1, 1), "{outcomes:?}");
    }

    async fn a_recovery_code_is_good_once(database: &TestDatabase) {
        let (identity, _, _, codes) = enrolled(database).await;
        for (attempt, expected) in [(0, true), (1, false)] {
            let token = code(&identity).await;
            let typed = codes[0].to_uppercase().replace('-', " ");
            let outcome = identity.check_code(&token, &typed).await.unwrap();
            let by_recovery = matches!(outcome, CodeOutcome::SignedIn { by_recovery_code: true, .. });
            assert_eq!(by_recovery, expected, "attempt {attempt}: {outcome:?}");
        }
    }

    async fn a_second_factor_cannot_be_replaced_half_way(database: &TestDatabase) {
        let identity = identity(database);
        account(&identity, &[]).await;
        let (first, second) = (password(&identity, LOGIN).await.0, password(&identity, LOGIN).await.0);
        let secret = identity.begin_enrolment(&first).await.unwrap().unwrap().secret;
        confirm(&identity, database, &first, &secret).await;
        database.advance(SignedDuration::from_secs(30));
        let outcome = identity.confirm_enrolment(&second, &current(database, &secret)).await.unwrap();
        assert_eq!(outcome, EnrolmentOutcome::NotPending);
    }

    async fn nothing_tells_whether_an_account_exists(database: &TestDatabase) {
        let identity = identity(database);
        let id = account(&identity, &[]).await;
        let closed = identity.create_account(&SYSTEM, "closed@example.jp", "閉", &[], Some(PASSWORD)).await.unwrap();
        identity.set_disabled(&SYSTEM, closed, true).await.unwrap();
        identity.create_account(&SYSTEM, "empty@example.jp", "空", &[], None).await.unwrap();
        let mut answers = Vec::new();
        for (login, password) in
            [(LOGIN, "wrong"), ("nobody@example.jp", "wrong"), ("closed@example.jp", PASSWORD), ("empty@example.jp", "")]
        {
            let mut outcomes = Vec::new();
            for _ in 0..7 {
                // An address of its own each time, so that only the name counts.
                let address = IpAddr::from([10, 0, u8::try_from(answers.len()).unwrap(), u8::try_from(outcomes.len()).unwrap()]);
                outcomes.push(identity.check_password(login, password, address).await.unwrap());
            }
            answers.push(outcomes);
        }
        assert_eq!(answers[0][..5], vec![PasswordOutcome::Refused; 5]);
        assert!(matches!(answers[0][5], PasswordOutcome::TooMany { .. }));
        for answer in &answers {
            assert_eq!(*answer, answers[0]);
        }
        let text = audit_text(database).await;
        assert!(!text.contains("nobody@example.jp") && !text.contains("wrong"), "{text}");
        assert!(!text.contains(&id.to_string()) || text.contains("staff.created"));
    }

    async fn pauses_end_and_grow(database: &TestDatabase) {
        let identity = identity(database);
        account(&identity, &[]).await;
        for _ in 0..5 {
            assert_eq!(try_password(&identity, "wrong").await, PasswordOutcome::Refused);
        }
        for seconds in [30, 60, 120] {
            let PasswordOutcome::TooMany { until } = try_password(&identity, PASSWORD).await else {
                panic!("even the right password waits");
            };
            database.advance(SignedDuration::from_secs(seconds - 1));
            assert_eq!(try_password(&identity, PASSWORD).await, PasswordOutcome::TooMany { until });
            database.advance(SignedDuration::from_secs(1));
            assert_eq!(try_password(&identity, "wrong").await, PasswordOutcome::Refused);
        }
        database.advance(SignedDuration::from_secs(240));
        password(&identity, LOGIN).await;
        for _ in 0..5 {
            assert_eq!(try_password(&identity, "wrong").await, PasswordOutcome::Refused, "success cleared the count");
        }
    }

    async fn an_address_is_paused_whatever_names_it_tries(database: &TestDatabase) {
        let identity = identity(database);
        let neighbours = ["2001:db8:1:2::1", "2001:db8:1:2:ffff::9"].map(|text| text.parse::<IpAddr>().unwrap());
        for number in 0..20 {
            let outcome = identity.check_password(&format!("n{number}@example.jp"), "x", neighbours[number % 2]).await;
            assert_eq!(outcome.unwrap(), PasswordOutcome::Refused, "{number}");
        }
        let outcome = identity.check_password("other@example.jp", "x", neighbours[0]).await.unwrap();
        assert!(matches!(outcome, PasswordOutcome::TooMany { .. }), "one /64 is one client: {outcome:?}");
        let elsewhere = "2001:db8:1:3::1".parse().unwrap();
        let outcome = identity.check_password("other@example.jp", "x", elsewhere).await.unwrap();
        assert_eq!(outcome, PasswordOutcome::Refused);
    }

    async fn codes_cannot_be_guessed(database: &TestDatabase) {
        let (identity, _, secret, _) = enrolled(database).await;
        database.advance(SignedDuration::from_secs(90));
        let right = current(database, &secret);
        let wrong = if right == "000000" { "000001" } else { "000000" };
        for _ in 0..5 {
            // A new sign-in gives no new guesses.
            let token = code(&identity).await;
            assert_eq!(identity.check_code(&token, wrong).await.unwrap(), CodeOutcome::Refused);
        }
        let token = code(&identity).await;
        assert!(matches!(identity.check_code(&token, &right).await.unwrap(), CodeOutcome::TooMany { .. }));
    }

    async fn many_guesses_at_once_are_no_more_than_the_free_ones(database: &TestDatabase) {
        let identity = identity(database);
        account(&identity, &[]).await;
        let guesses = (0..30u8).map(|number| {
            let identity = identity.clone();
            tokio::spawn(async move {
                let address = IpAddr::from([10, 1, 1, number]);
                identity.check_password(LOGIN, "wrong", address).await.unwrap()
            })
        });
        let mut refused = 0;
        for guess in guesses.collect::<Vec<_>>() {
            refused += usize::from(guess.await.unwrap() == PasswordOutcome::Refused);
        }
        assert_eq!(refused, 5);
    }

    async fn sessions_end(database: &TestDatabase) {
        let (identity, id, secret, _) = enrolled(database).await;
        let minute = SignedDuration::from_mins(1);
        // Idle: 30 minutes.
        let token = sign_in(&identity, database, &secret).await;
        database.advance(29 * minute);
        assert!(identity.authenticate(&token).await.unwrap().is_some());
        database.advance(29 * minute);
        assert!(identity.authenticate(&token).await.unwrap().is_some(), "use prolongs");
        database.advance(30 * minute);
        assert!(identity.authenticate(&token).await.unwrap().is_none());
        // In any case: 12 hours.
        let token = sign_in(&identity, database, &secret).await;
        for _ in 0..(12 * 60 / 20 - 1) {
            database.advance(20 * minute);
            assert!(identity.authenticate(&token).await.unwrap().is_some());
        }
        database.advance(20 * minute);
        assert!(identity.authenticate(&token).await.unwrap().is_none());
        // Half way: 10 minutes.
        let pending = code(&identity).await;
        database.advance(10 * minute);
        let outcome = identity.check_code(&pending, &current(database, &secret)).await.unwrap();
        assert_eq!(outcome, CodeOutcome::NotPending);
        // Signed out, here and everywhere.
        let (here, there) =
            (sign_in(&identity, database, &secret).await, sign_in(&identity, database, &secret).await);
        identity.sign_out(&here).await.unwrap();
        identity.sign_out(&here).await.unwrap();
        assert!(identity.authenticate(&here).await.unwrap().is_none());
        assert!(identity.authenticate(&there).await.unwrap().is_some());
        identity.sign_out_everywhere(&SYSTEM, id).await.unwrap();
        assert!(identity.authenticate(&there).await.unwrap().is_none());
    }

    async fn a_rotated_token_replaces_the_old_one(database: &TestDatabase) {
        let (identity, _, secret, _) = enrolled(database).await;
        let old = sign_in(&identity, database, &secret).await;
        let (one, other) = tokio::join!(identity.rotate(&old), identity.rotate(&old));
        let new: Vec<String> = [one.unwrap(), other.unwrap()].into_iter().flatten().collect();
        assert_eq!(new.len(), 1, "one of two wins");
        assert!(identity.authenticate(&new[0]).await.unwrap().is_some());
        assert!(identity.authenticate(&old).await.unwrap().is_none());
        for wrong in ["", "x", &new[0][1..], &format!("{}x", new[0])] {
            assert!(identity.authenticate(wrong).await.unwrap().is_none());
        }
    }

    async fn changes_of_an_account_take_effect_at_once(database: &TestDatabase) {
        let (identity, id, secret, _) = enrolled(database).await;
        let token = sign_in(&identity, database, &secret).await;
        identity.set_roles(&SYSTEM, id, &[Role::Organiser]).await.unwrap();
        let session = identity.authenticate(&token).await.unwrap().unwrap();
        assert!(matches!(session.actor, Actor::Staff { roles, .. } if roles == [Role::Organiser]));
        identity.set_password(&SYSTEM, id, "another-8-kurage").await.unwrap();
        assert!(identity.authenticate(&token).await.unwrap().is_none());
        assert_eq!(try_password(&identity, PASSWORD).await, PasswordOutcome::Refused);
        identity.set_password(&SYSTEM, id, PASSWORD).await.unwrap();
        identity.reset_second_factor(&SYSTEM, id).await.unwrap();
        let (token, next) = password(&identity, LOGIN).await;
        assert_eq!(next, NextStep::Enrolment);
        identity.set_disabled(&SYSTEM, id, true).await.unwrap();
        assert_eq!(identity.begin_enrolment(&token).await.unwrap(), None);
        assert!(accounts(database.store.reader()).await.unwrap()[0].disabled);
    }

    async fn accounts_are_refused_with_a_reason(database: &TestDatabase) {
        let identity = identity(database);
        account(&identity, &[]).await;
        let create = async |login: &str, password| identity.create_account(&SYSTEM, login, "名", &[], password).await;
        assert!(matches!(create("HANAKO@example.jp", None).await, Err(AccountError::Taken)));
        for wrong in ["", "taro", "花子@example.jp", "a b@example.jp", "@example.jp", "a@b@example.jp"] {
            assert!(matches!(create(wrong, None).await, Err(AccountError::Email)), "{wrong}");
        }
        let short = create("taro@example.jp", Some("short")).await;
        assert!(matches!(short, Err(AccountError::Password(PasswordProblem::TooShort))));
        let nobody = StaffId(uuid::Uuid::nil());
        assert!(matches!(identity.set_roles(&SYSTEM, nobody, &[]).await, Err(AccountError::Unknown)));
        assert!(matches!(identity.set_password(&SYSTEM, nobody, PASSWORD).await, Err(AccountError::Unknown)));
    }

    async fn one_form_can_ask_for_everything(database: &TestDatabase) {
        let (identity, _, secret, _) = enrolled(database).await;
        let address = "192.0.2.7".parse().unwrap();
        database.advance(SignedDuration::from_secs(30));
        let code = current(database, &secret);
        for (password, code) in [("wrong", code.as_str()), (PASSWORD, "000000"), (PASSWORD, "")] {
            let outcome = identity.sign_in(LOGIN, password, code, address).await.unwrap();
            assert_eq!(outcome, SignInOutcome::Refused);
        }
        let outcome = identity.sign_in(LOGIN, PASSWORD, &code, address).await.unwrap();
        let SignInOutcome::SignedIn { token } = outcome else { panic!("all is right: {outcome:?}") };
        assert!(identity.authenticate(&token).await.unwrap().is_some());
        identity.create_account(&SYSTEM, "taro@example.jp", "太郎", &[], Some(PASSWORD)).await.unwrap();
        let outcome = identity.sign_in("taro@example.jp", PASSWORD, "", address).await.unwrap();
        let SignInOutcome::Enrol { token } = outcome else { panic!("no factor yet: {outcome:?}") };
        assert!(identity.authenticate(&token).await.unwrap().is_none());
    }

    async fn only_the_demo_does_without_a_second_factor(database: &TestDatabase) {
        let identity = Identity::new(
            database.store.clone(),
            Arc::new(database.clock.clone()),
            MasterKey::new([7; 32]),
            Passwords::with_cost(64, 1),
            Settings { second_factor: false, ..Settings::default() },
        );
        account(&identity, &[]).await;
        let outcome = identity.sign_in(LOGIN, PASSWORD, "", "192.0.2.7".parse().unwrap()).await.unwrap();
        let SignInOutcome::SignedIn { token } = outcome else { panic!("the password is right: {outcome:?}") };
        assert!(identity.authenticate(&token).await.unwrap().is_some());
        database.advance(SignedDuration::from_mins(30));
        assert!(identity.authenticate(&token).await.unwrap().is_none());
    }

    async fn the_last_administrator_stays(database: &TestDatabase) {
        let identity = identity(database);
        let first = account(&identity, &[Role::Administrator]).await;
        let roles = &[Role::Administrator];
        let second = identity.create_account(&SYSTEM, "taro@example.jp", "太郎", roles, None).await.unwrap();
        identity.set_disabled(&SYSTEM, first, true).await.unwrap();
        assert!(matches!(identity.set_disabled(&SYSTEM, second, true).await, Err(AccountError::LastAdministrator)));
        let outcome = identity.set_roles(&SYSTEM, second, &[Role::Organiser]).await;
        assert!(matches!(outcome, Err(AccountError::LastAdministrator)));
        let all = accounts(database.store.reader()).await.unwrap();
        assert_eq!(all[1].roles, [Role::Administrator], "nothing half done");
        assert!(!all[1].disabled);
    }

    async fn the_wrong_master_key_is_an_error_not_a_way_in(database: &TestDatabase) {
        let (_, _, secret, _) = enrolled(database).await;
        let other = identity_with(database, [8; 32]);
        let token = code(&other).await;
        let outcome = other.check_code(&token, &current(database, &secret)).await;
        assert!(matches!(outcome, Err(IdentityError::Vault(_))), "{outcome:?}");
    }

    async fn no_secret_is_readable_in_the_database(database: &TestDatabase) {
        let (identity, _, secret, codes) = enrolled(database).await;
        let token = sign_in(&identity, database, &secret).await;
        let mut everything = audit_text(database).await;
        for table in ["staff", "staff_session", "recovery_code", "throttle"] {
            everything.push_str(&dump(database, table).await);
        }
        for hidden in [PASSWORD, &secret, &token, &codes[0], &codes[0].replace('-', ""), "192.0.2.7"] {
            let found = everything.contains(hidden);
            // The address is what the audit log is for.
            assert_eq!(found, hidden == "192.0.2.7", "{hidden}");
        }
        assert!(audit::verify(database.store.reader()).await.unwrap().is_ok());
    }

    async fn what_is_over_is_forgotten(database: &TestDatabase) {
        let (identity, _, secret, _) = enrolled(database).await;
        sign_in(&identity, database, &secret).await;
        code(&identity).await;
        assert_eq!(identity.forget_expired().await.unwrap(), 0);
        database.advance(SignedDuration::from_hours(72));
        assert!(identity.forget_expired().await.unwrap() > 0);
        assert_eq!(integer(database.store.reader(), "SELECT COUNT(*) FROM staff_session").await, 0);
        assert_eq!(integer(database.store.reader(), "SELECT COUNT(*) FROM throttle").await, 0);
    }

    async fn the_tables_refuse_what_cannot_be(database: &TestDatabase) {
        let id = account(&identity(database), &[]).await;
        let literal = |id: uuid::Uuid| match database.store.backend() {
            sea_orm::DatabaseBackend::Sqlite => format!("x'{}'", id.simple()),
            _ => format!("'{id}'"),
        };
        let (id, unknown) = (literal(id.0), literal(uuid::Uuid::nil()));
        execute(&database.store, &format!("INSERT INTO staff_role VALUES ({id}, 'organiser')")).await;
        for sql in [
            format!("INSERT INTO staff_role VALUES ({id}, 'emperor')"),
            format!("INSERT INTO staff_session VALUES ({id}, 'h', {id}, 'wrong', 1, 1, 2)"),
            format!("INSERT INTO staff_session VALUES ({id}, 'h', {id}, 'active', 2, 2, 2)"),
            format!("INSERT INTO staff_session VALUES ({id}, 'h', {unknown}, 'active', 1, 1, 2)"),
            "UPDATE staff SET email = 'ABC'".to_owned(),
        ] {
            assert!(database.store.writer().execute_unprepared(&sql).await.is_err(), "{sql}");
        }
    }
}

pub(crate) fn identity(database: &TestDatabase) -> Identity {
    identity_with(database, [7; 32])
}

fn identity_with(database: &TestDatabase, key: [u8; 32]) -> Identity {
    Identity::new(
        database.store.clone(),
        Arc::new(database.clock.clone()),
        MasterKey::new(key),
        Passwords::with_cost(64, 1),
        Settings::default(),
    )
}

async fn account(identity: &Identity, roles: &[Role]) -> StaffId {
    identity
        .create_account(&SYSTEM, LOGIN, "佐藤 花子", roles, Some(PASSWORD))
        .await
        .expect("created")
}

async fn try_password(identity: &Identity, password: &str) -> PasswordOutcome {
    identity
        .check_password(LOGIN, password, "192.0.2.7".parse().unwrap())
        .await
        .unwrap()
}

async fn password(identity: &Identity, login: &str) -> (String, NextStep) {
    let outcome = identity
        .check_password(login, PASSWORD, "192.0.2.7".parse().unwrap())
        .await
        .unwrap();
    let PasswordOutcome::Accepted { token, next } = outcome else {
        panic!("the password is right: {outcome:?}");
    };
    (token, next)
}

/// A half-way token that awaits a code.
async fn code(identity: &Identity) -> String {
    let (token, next) = password(identity, LOGIN).await;
    assert_eq!(next, NextStep::Code);
    token
}

fn current(database: &TestDatabase, secret: &str) -> String {
    use platform::clock::Clock as _;
    code_at(secret, database.clock.now()).unwrap()
}

async fn confirm(
    identity: &Identity,
    database: &TestDatabase,
    token: &str,
    secret: &str,
) -> (String, Vec<String>) {
    let outcome = identity
        .confirm_enrolment(token, &current(database, secret))
        .await
        .unwrap();
    let EnrolmentOutcome::Enrolled {
        token,
        recovery_codes,
    } = outcome
    else {
        panic!("the code is right: {outcome:?}");
    };
    (token, recovery_codes)
}

/// An account with its second factor: id, TOTP secret, recovery codes.
async fn enrolled(database: &TestDatabase) -> (Identity, StaffId, String, Vec<String>) {
    let identity = identity(database);
    let id = account(&identity, &[Role::Secretariat]).await;
    let (token, _) = password(&identity, LOGIN).await;
    let secret = identity.begin_enrolment(&token).await.unwrap().unwrap().secret;
    let (token, codes) = confirm(&identity, database, &token, &secret).await;
    identity.sign_out(&token).await.unwrap();
    (identity, id, secret, codes)
}

async fn sign_in(identity: &Identity, database: &TestDatabase, secret: &str) -> String {
    // A fresh step: a code is good once.
    database.advance(SignedDuration::from_secs(30));
    let token = code(identity).await;
    let outcome = identity
        .check_code(&token, &current(database, secret))
        .await
        .unwrap();
    let CodeOutcome::SignedIn { token, .. } = outcome else {
        panic!("the code is right: {outcome:?}");
    };
    token
}

async fn audit_text(database: &TestDatabase) -> String {
    dump(database, "audit_entry").await + &dump(database, "audit_payload").await
}

/// Every value of a table that reads as text.
async fn dump(database: &TestDatabase, table: &str) -> String {
    let backend = database.store.backend();
    let statement = Statement::from_string(backend, format!("SELECT * FROM {table}"));
    let rows = database.store.reader().query_all_raw(statement).await.unwrap();
    let mut text = String::new();
    for row in rows {
        for column in row.column_names() {
            if let Ok(Some(value)) = row.try_get::<Option<String>>("", &column) {
                text.push_str(&value);
                text.push('\n');
            }
        }
    }
    text
}
