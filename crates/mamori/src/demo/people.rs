//! One account for each role.

use calls::error::Error;
use platform::actor::{Actor, Role};
use platform::clock::MovableClock;
use platform::identity::{AddStaff, Refused, hash_password};
use platform::store::Store;

/// The demo's password, printed for everybody to see.
const PASSWORD: &str = "mamori-demo-2025";

const PEOPLE: [(&str, &str, Role); 4] = [
    ("secretariat@example.jp", "西村 直子", Role::Secretariat),
    ("approver@example.jp", "原田 誠", Role::Approver),
    ("organiser@example.jp", "東京都 担当者", Role::Organiser),
    ("administrator@example.jp", "石井 修", Role::Administrator),
];

/// Makes the accounts; whether they were made now.
pub(super) async fn add(store: &Store, clock: &MovableClock) -> Result<bool, Error> {
    super::set(clock, "2023-08-01T09:00:00");
    let hash = hash_password(PASSWORD)
        .await
        .map_err(|error| Error::Denied(error.to_string()))?;
    for (email, name, role) in PEOPLE {
        let person = AddStaff {
            email: email.to_owned(),
            name: name.to_owned(),
            password_hash: hash.clone(),
            roles: vec![role],
            totp_secret: None,
            actor: Actor::System("demo"),
        };
        match store.run(&person).await {
            Ok(_) => {}
            Err(Refused::Exists) => return Ok(false),
            Err(Refused::Store(error)) => return Err(error.into()),
            Err(Refused::Wrong) => return Err(Error::Denied(email.to_owned())),
        }
    }
    Ok(true)
}

/// Prints who can sign in.
pub(super) fn print() {
    println!("Accounts (password {PASSWORD}, no code needed in the demo):");
    for (email, _, role) in PEOPLE {
        println!("  {:<14} {email}", role.as_str());
    }
}
