//! `mamori admin`: accounts of staff, their sessions, and tokens for programs. Whoever may run this on the machine may
//! do it; everything stands in the audit log as done by the system.

mod people;
mod tokens;

use std::io::BufRead as _;
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use platform::actor::{Actor, Role};
use platform::entropy::{Entropy as _, OsEntropy};
use platform::identity::{Account, AccountError, Identity, accounts, normalise_email};
use platform::store::Store;

use super::audit::Format;
use super::place::{self, Missing, failed};
use super::{InWords as _, Tell as _, words_of_locale};
use crate::config::Config;

/// Who the audit log names.
const ACTOR: Actor = Actor::System("admin");

/// Accounts of staff, their sessions, and tokens for programs.
#[derive(Subcommand, Debug)]
pub enum AdminCommand {
    /// Accounts: who may sign in, and as what
    #[command(subcommand)]
    Staff(people::StaffCommand),
    /// Sessions: end them
    #[command(subcommand)]
    Sessions(SessionsCommand),
    /// Tokens for programs that use the API for a member of staff
    #[command(subcommand)]
    Token(tokens::TokenCommand),
}

/// Sessions.
#[derive(Subcommand, Debug)]
pub enum SessionsCommand {
    /// Sign a person out everywhere, and end their tokens
    End {
        /// The person's mail address
        email: String,
    },
}

/// What a person may be, as typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RoleName {
    /// Works on applications, prepares notices and draws
    Secretariat,
    /// Releases what the secretariat prepared
    Approver,
    /// Reads
    Organiser,
    /// Accounts, mails, the log
    Administrator,
}

impl RoleName {
    fn role(self) -> Role {
        match self {
            Self::Secretariat => Role::Secretariat,
            Self::Approver => Role::Approver,
            Self::Organiser => Role::Organiser,
            Self::Administrator => Role::Administrator,
        }
    }
}

fn roles(names: &[RoleName]) -> Vec<Role> {
    names.iter().map(|name| name.role()).collect()
}

/// Where a password comes from. Never the command line: other users of the machine can read it.
#[derive(Args, Debug)]
pub struct NewPassword {
    /// Read the password from the first line of standard input instead of making one up
    #[arg(long)]
    password_stdin: bool,
}

impl NewPassword {
    /// The password, and whether it was made up here and must be shown.
    fn get(&self) -> Result<(String, bool), Refused> {
        if !self.password_stdin {
            return Ok((made_up(), true));
        }
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line).map_err(|error| {
            let words = words_of_locale();
            let reason = error.in_words(words);
            Refused(words.tell("admin-input-unread", &[("reason", &reason)]))
        })?;
        let password = line.trim_end_matches(['\n', '\r']).to_owned();
        if password.is_empty() {
            return Err(Refused::with("admin-no-password"));
        }
        Ok((password, false))
    }
}

/// 25 letters and digits that are not mistaken for each other, in groups: 120 bits and easy to type once.
fn made_up() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut bytes = [0; 25];
    OsEntropy.fill(&mut bytes);
    let groups = bytes.chunks(5).map(|group| {
        let letter = |byte: &u8| char::from(LETTERS[usize::from(byte % 32)]);
        group.iter().map(letter).collect::<String>()
    });
    groups.collect::<Vec<_>>().join("-")
}

/// Why it was not done, with what to do.
#[derive(Debug, thiserror::Error)]
#[error("mamori admin: {0}")]
struct Refused(String);

impl Refused {
    /// A message without values.
    fn with(key: &str) -> Self {
        Self(words_of_locale().say(key))
    }
}

impl From<AccountError> for Refused {
    fn from(error: AccountError) -> Self {
        Self(error.in_words(words_of_locale()))
    }
}

impl From<platform::store::StoreError> for Refused {
    fn from(error: platform::store::StoreError) -> Self {
        let words = words_of_locale();
        Self(words.tell("admin-store", &[("reason", &error.in_words(words))]))
    }
}

/// What the commands work with.
struct Office<'a> {
    store: &'a Store,
    identity: Identity,
}

impl Office<'_> {
    /// The account with an address.
    async fn account(&self, email: &str) -> Result<Account, Refused> {
        let wanted = normalise_email(email);
        let found = accounts(self.store.reader()).await?;
        let found = found.into_iter().find(|account| account.email == wanted);
        found.ok_or_else(|| Refused(words_of_locale().tell("admin-no-account", &[("email", &wanted)])))
    }
}

/// Runs it.
pub async fn run(command: AdminCommand, config: &Config) -> ExitCode {
    place::with(config, Missing::Refuse, async |store| {
        let master = match place::master_key(config, store).await {
            Ok(master) => master,
            Err(message) => return failed(message),
        };
        let office = Office {
            store,
            identity: super::serve::identity(config, store, master),
        };
        match perform(&office, command).await {
            Ok(()) => ExitCode::SUCCESS,
            Err(refused) => {
                super::complain(refused);
                ExitCode::from(2)
            }
        }
    })
    .await
}

async fn perform(office: &Office<'_>, command: AdminCommand) -> Result<(), Refused> {
    match command {
        AdminCommand::Staff(command) => people::run(office, command).await,
        AdminCommand::Token(command) => tokens::run(office, command).await,
        AdminCommand::Sessions(SessionsCommand::End { email }) => {
            let account = office.account(&email).await?;
            let ended = office.identity.sign_out_everywhere(&ACTOR, account.id).await?;
            let values = [("email", account.email.into()), ("ended", ended.into())];
            super::say(&words_of_locale().say_with("admin-sessions-ended", &values));
            Ok(())
        }
    }
}
