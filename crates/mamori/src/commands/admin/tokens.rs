//! `mamori admin token`.

use clap::Subcommand;
use contracts::ids::TokenId;
use jiff::SignedDuration;
use platform::identity::accounts;

use super::super::{Tell as _, say, words_of_locale};
use super::{ACTOR, Office, Refused};

/// Tokens.
#[derive(Subcommand, Debug)]
pub enum TokenCommand {
    /// Make a token; it may do what the person may, and is shown once
    Add {
        /// The person's mail address
        email: String,
        /// What it is for
        #[arg(long)]
        label: String,
        /// Days until it ends, at most 365
        #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(i64).range(1..=365))]
        days: i64,
    },
    /// List tokens that have not ended
    List,
    /// End a token
    End {
        /// Its id, as in the list
        id: String,
    },
}

pub(super) async fn run(office: &Office<'_>, command: TokenCommand) -> Result<(), Refused> {
    match command {
        TokenCommand::Add { email, label, days } => add(office, &email, &label, days).await,
        TokenCommand::List => list(office).await,
        TokenCommand::End { id } => {
            let unknown = || Refused(words_of_locale().tell("admin-no-token", &[("id", &id)]));
            let token: TokenId = id.parse().map_err(|_| unknown())?;
            if !office.identity.end_token(&ACTOR, token).await? {
                return Err(unknown());
            }
            say(&words_of_locale().tell("admin-token-ended", &[("id", &id)]));
            Ok(())
        }
    }
}

async fn add(office: &Office<'_>, email: &str, label: &str, days: i64) -> Result<(), Refused> {
    let label = label.trim();
    if label.is_empty() || label.chars().count() > 100 || label.chars().any(char::is_control) {
        return Err(Refused::with("admin-label-wrong"));
    }
    let account = office.account(email).await?;
    if account.disabled {
        let closed = words_of_locale().tell("admin-closed", &[("email", &account.email)]);
        return Err(Refused(closed));
    }
    let lasts = SignedDuration::from_hours(24 * days);
    let token = office
        .identity
        .create_token(&ACTOR, account.id, label, lasts)
        .await?;
    let words = words_of_locale();
    let values = [("email", account.email.into()), ("days", days.into())];
    say(&words.say_with("admin-token-made", &values));
    say(&words.tell("admin-token-shown", &[("token", &token)]));
    Ok(())
}

async fn list(office: &Office<'_>) -> Result<(), Refused> {
    let people = accounts(office.store.reader()).await?;
    for token in office.identity.tokens().await? {
        let owner = people.iter().find(|account| account.id == token.staff_id);
        let email = owner.map_or("", |account| account.email.as_str());
        let until = token.expires_at.strftime("%Y-%m-%dT%H:%M:%SZ");
        let until = words_of_locale().tell("admin-token-until", &[("until", &until)]);
        say(&format!("{}\t{email}\t{}\t{until}", token.id, token.label));
    }
    Ok(())
}
