//! One account for each role.

use calls::error::Error;
use platform::actor::{Actor, Role};
use platform::clock::MovableClock;
use platform::identity::{AccountError, Identity};

/// The demo's password, printed for everybody to see.
const PASSWORD: &str = "mamori-demo-2025";

const PEOPLE: [(&str, &str, Role); 4] = [
    ("secretariat@example.jp", "西村 直子", Role::Secretariat),
    ("approver@example.jp", "原田 誠", Role::Approver),
    ("organiser@example.jp", "東京都 担当者", Role::Organiser),
    ("administrator@example.jp", "石井 修", Role::Administrator),
];

/// Makes the accounts; whether they were made now.
pub(super) async fn add(identity: &Identity, clock: &MovableClock) -> Result<bool, Error> {
    super::set(clock, "2023-08-01T09:00:00");
    let demo = Actor::System("demo");
    for (email, name, role) in PEOPLE {
        match identity
            .create_account(&demo, email, name, &[role], Some(PASSWORD))
            .await
        {
            Ok(_) => {}
            Err(AccountError::Taken) => return Ok(false),
            Err(AccountError::Store(error)) => return Err(error.into()),
            Err(refused) => return Err(Error::Denied(format!("{email}: {refused}"))),
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
