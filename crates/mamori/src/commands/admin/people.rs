//! `mamori admin staff`.

use clap::Subcommand;
use platform::identity::{Account, accounts};
use serde_json::json;

use super::super::say;
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
        /// How to print them
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
            done(&account, "closed and signed out everywhere")
        }
        StaffCommand::Enable { email } => {
            let account = office.account(&email).await?;
            identity.set_disabled(&ACTOR, account.id, false).await?;
            done(&account, "open")
        }
        StaffCommand::ResetPassword { email, password } => {
            let account = office.account(&email).await?;
            let (password, made_up) = password.get()?;
            identity.set_password(&ACTOR, account.id, &password).await?;
            done(&account, "new password set, signed out everywhere")?;
            show(&password, made_up);
            Ok(())
        }
        StaffCommand::ResetSecondFactor { email } => {
            let account = office.account(&email).await?;
            identity.reset_second_factor(&ACTOR, account.id).await?;
            done(
                &account,
                "second factor taken away; the next sign-in sets up a new one",
            )
        }
        StaffCommand::Role { email, role } => {
            let account = office.account(&email).await?;
            identity.set_roles(&ACTOR, account.id, &roles(&role)).await?;
            done(&account, &format!("roles are now {}", names(&roles(&role))))
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
        return Err(Refused(
            "--name: write a name of 1 to 100 characters without control characters".to_owned(),
        ));
    }
    let (password, made_up) = password.get()?;
    office
        .identity
        .create_account(&ACTOR, email, name, &roles(role), Some(&password))
        .await?;
    let account = office.account(email).await?;
    done(&account, "account made")?;
    show(&password, made_up);
    Ok(())
}

fn done(account: &Account, what: &str) -> Result<(), Refused> {
    say(&format!("{}: {what}", account.email));
    Ok(())
}

/// A password that was made up here is shown this once.
fn show(password: &str, made_up: bool) {
    if made_up {
        say(&format!("password, shown only now: {password}"));
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
                    (true, _) => "closed",
                    (false, true) => "open",
                    (false, false) => "open, second factor not set up yet",
                };
                let roles = names(&account.roles);
                say(&format!("{}\t{}\t{roles}\t{state}", account.email, account.name));
            }
        }
    }
    Ok(())
}
