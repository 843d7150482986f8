//! `mamori admin staff`.

use clap::Subcommand;
use platform::identity::{Account, accounts};
use serde_json::json;

use super::super::{Tell as _, say, words_of_locale};
use super::{ACTOR, Format, NewPassword, Office, Refused, RoleName, roles};

/// Accounts.
#[derive(Subcommand, Debug)]
pub enum StaffCommand {
    /// Make an account; the first sign-in sets up the second factor
    Add {
        /// Mail address to sign in with
        email: String,
        /// Name as colleagues see it
        #[arg(long)]
        name: String,
        /// What the person may be; several with commas
        #[arg(long, value_enum, required = true, value_delimiter = ',')]
        role: Vec<RoleName>,
        #[command(flatten)]
        password: NewPassword,
    },
    /// List all accounts
    List {
        /// How the result is printed
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Close an account: signed out everywhere, no sign-in any more; its name stays in the log
    Disable {
        /// The person's mail address
        email: String,
    },
    /// Open a closed account again
    Enable {
        /// The person's mail address
        email: String,
    },
    /// Set a new password and sign the person out everywhere
    ResetPassword {
        /// The person's mail address
        email: String,
        #[command(flatten)]
        password: NewPassword,
    },
    /// Take the second factor away (lost telephone): the next sign-in sets up a new one
    ResetSecondFactor {
        /// The person's mail address
        email: String,
    },
    /// Give a person these roles instead of those they had
    Role {
        /// The person's mail address
        email: String,
        /// What the person may be; several with commas
        #[arg(long, value_enum, required = true, value_delimiter = ',')]
        role: Vec<RoleName>,
    },
}

pub(super) async fn run(office: &Office<'_>, command: StaffCommand) -> Result<(), Refused> {
    let identity = &office.identity;
    match command {
        StaffCommand::Add {
            email,
            name,
            role,
            password,
        } => add(office, &email, &name, &role, &password).await,
        StaffCommand::List { format } => list(office, format).await,
        StaffCommand::Disable { email } => {
            let account = office.account(&email).await?;
            identity.set_disabled(&ACTOR, account.id, true).await?;
            done(&account, "admin-closed-now")
        }
        StaffCommand::Enable { email } => {
            let account = office.account(&email).await?;
            identity.set_disabled(&ACTOR, account.id, false).await?;
            done(&account, "admin-open-now")
        }
        StaffCommand::ResetPassword { email, password } => {
            let account = office.account(&email).await?;
            let (password, made_up) = password.get()?;
            identity.set_password(&ACTOR, account.id, &password).await?;
            done(&account, "admin-password-set")?;
            show(&password, made_up);
            Ok(())
        }
        StaffCommand::ResetSecondFactor { email } => {
            let account = office.account(&email).await?;
            identity.reset_second_factor(&ACTOR, account.id).await?;
            done(&account, "admin-factor-reset")
        }
        StaffCommand::Role { email, role } => {
            let account = office.account(&email).await?;
            identity.set_roles(&ACTOR, account.id, &roles(&role)).await?;
            let roles = names(&roles(&role));
            let values: [(_, &dyn std::fmt::Display); 2] = [("email", &account.email), ("roles", &roles)];
            say(&words_of_locale().tell("admin-roles-now", &values));
            Ok(())
        }
    }
}

async fn add(
    office: &Office<'_>,
    email: &str,
    name: &str,
    role: &[RoleName],
    password: &NewPassword,
) -> Result<(), Refused> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 100 || name.chars().any(char::is_control) {
        return Err(Refused::with("admin-name-wrong"));
    }
    let (password, made_up) = password.get()?;
    office
        .identity
        .create_account(&ACTOR, email, name, &roles(role), Some(&password))
        .await?;
    let account = office.account(email).await?;
    done(&account, "admin-made")?;
    show(&password, made_up);
    Ok(())
}

/// `hanako@example.jp: …`, the message `key`.
fn done(account: &Account, key: &str) -> Result<(), Refused> {
    say(&words_of_locale().tell(key, &[("email", &account.email)]));
    Ok(())
}

/// A password that was made up here is shown this once.
fn show(password: &str, made_up: bool) {
    if made_up {
        say(&words_of_locale().tell("admin-password-shown", &[("password", &password)]));
    }
}

fn names(roles: &[platform::actor::Role]) -> String {
    let names = roles.iter().map(|role| role.as_str());
    names.collect::<Vec<_>>().join(",")
}

async fn list(office: &Office<'_>, format: Format) -> Result<(), Refused> {
    let all = accounts(office.store.reader()).await?;
    match format {
        Format::Json => {
            let one = |account: &Account| {
                json!({
                    "id": account.id, "email": account.email, "name": account.name, "roles": account.roles,
                    "second_factor": account.enrolled, "disabled": account.disabled,
                })
            };
            say(&json!(all.iter().map(one).collect::<Vec<_>>()).to_string());
        }
        Format::Text => {
            for account in &all {
                let state = match (account.disabled, account.enrolled) {
                    (true, _) => "admin-state-closed",
                    (false, true) => "admin-state-open",
                    (false, false) => "admin-state-no-factor",
                };
                let state = words_of_locale().say(state);
                let roles = names(&account.roles);
                say(&format!("{}\t{}\t{roles}\t{state}", account.email, account.name));
            }
        }
    }
    Ok(())
}
