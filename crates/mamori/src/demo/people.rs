//! One account for each role.

use calls::error::Error;
use contracts::ids::StaffId;
use platform::actor::{Actor, Role};
use platform::clock::MovableClock;
use platform::identity::{AccountError, Identity};

use crate::commands::{Tell as _, announce, words_of_locale};

/// The demo's password, printed for everybody to see.
const PASSWORD: &str = "mamori-demo-2025";

const PEOPLE: [(&str, &str, Role); 5] = [
    ("secretariat@example.jp", "西村 直子", Role::Secretariat),
    ("approver@example.jp", "原田 誠", Role::Approver),
    ("organiser@example.jp", "東京都 担当者", Role::Organiser),
    ("administrator@example.jp", "石井 修", Role::Administrator),
    ("support@example.jp", "早川 涼", Role::Support),
];

/// Who works in the demo's story.
pub(super) struct Staff {
    /// Calls companies, prepares draws and notices.
    pub clerk: Actor,
    /// Releases notices.
    pub approver: Actor,
    /// Looks after cases.
    pub support: Actor,
}

/// Makes the accounts; `None` when they were there already.
pub(super) async fn add(identity: &Identity, clock: &MovableClock) -> Result<Option<Staff>, Error> {
    super::set(clock, "2023-08-01T09:00:00");
    let demo = Actor::System("demo");
    let mut made = Vec::new();
    for (email, name, role) in PEOPLE {
        match identity
            .create_account(&demo, email, name, &[role], Some(PASSWORD))
            .await
        {
            Ok(id) => made.push(actor(id, name, role)),
            Err(AccountError::Taken) => return Ok(None),
            Err(AccountError::Store(error)) => return Err(error.into()),
            Err(refused) => return Err(Error::Denied(format!("{email}: {refused}"))),
        }
    }
    let [clerk, approver, _, _, support] = made.try_into().unwrap_or_else(|made: Vec<Actor>| {
        unreachable!("{} accounts were made, one for each of five people", made.len())
    });
    Ok(Some(Staff {
        clerk,
        approver,
        support,
    }))
}

fn actor(id: StaffId, name: &str, role: Role) -> Actor {
    Actor::Staff {
        id,
        name: name.to_owned(),
        roles: vec![role],
    }
}

/// Prints who can sign in.
pub(super) fn print() {
    let words = words_of_locale();
    announce(&words.tell("demo-accounts", &[("password", &PASSWORD)]));
    for (email, _, role) in PEOPLE {
        announce(&format!(
            "  {email:<26} {}",
            words.say(&format!("role-{}", role.as_str()))
        ));
    }
}
