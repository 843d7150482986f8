//! `mamori vault`: the keys under which companies' confidences are sealed. No key is ever shown.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::fs::OpenOptions;
use std::io::{BufRead as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use calls::CompanyRecords;
use clap::{Args, Subcommand};
use contracts::companies::Companies as _;
use contracts::ids::CompanyId;
use incidents::ops::rewrap::RewrapAll;
use jiff::Timestamp;
use platform::actor::Actor;
use platform::clock::date_in_tokyo;
use platform::languages::Words;
use platform::store::Store;
use platform::vault::{
    self, CompanyKey, DestroyOnMachine, DestructionState, MasterKey, Rotate, Vault, VaultError,
};
use serde_json::json;

use super::audit::Format;
use super::place::{self, Missing};
use super::{InWords, Tell as _, complain, say, words_of_locale};
use crate::config::Config;

/// Who the audit log names.
const ACTOR: Actor = Actor::System("vault");

/// Keys under which what companies confide is sealed.
#[derive(Subcommand, Debug)]
pub(super) enum Command {
    /// List companies with their keys and how old they are; exit with 1 if one does not open under the present master key.
    Status {
        /// How the result is printed.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Give a company a new key: it seals from now on, what was sealed before still opens.
    Rotate(Who),
    /// Wrap the keys of all companies under a new master key, all of them or none
    ///
    /// Stop the service before. Afterwards the file of the new key belongs into the configuration as keys.vault: keys.master
    /// stays, because second factors and receipts stand on it. What is sealed does not change.
    Rewrap {
        /// File of the new master key: 64 hexadecimal digits, as `openssl rand -hex 32` makes them.
        #[arg(long, value_name = "FILE")]
        new: PathBuf,
    },
    /// Destroy a company's keys: nothing that it confided opens again, for ever
    ///
    /// What was asked for at the desk is released by it. Otherwise a reason is needed, and the certificate says that one
    /// person did both. Backups from before hold the keys until they are erased.
    Destroy(Destroy),
}

#[derive(Args, Debug)]
#[group(id = "who", required = true, multiple = false)]
pub(super) struct Who {
    /// Id of the company, as the list and the desk show it.
    #[arg(long, value_name = "ID")]
    company: Option<CompanyId>,
    /// All companies that have a key.
    #[arg(long)]
    all: bool,
}

#[derive(Args, Debug)]
pub(super) struct Destroy {
    /// Id of the company, as the list and the desk show it.
    #[arg(long, value_name = "ID")]
    company: CompanyId,
    /// Why: whose wish it is and how it was received. Not needed for what was asked for at the desk.
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    reason: String,
    /// Who does it, as the certificate names them.
    #[arg(long, value_name = "NAME")]
    by: String,
    /// New file for the certificate (JSON); its SHA-256 also stands in the audit log.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Do not ask for the company's id to be typed again.
    #[arg(long)]
    yes: bool,
}

pub(super) async fn run(command: Command, config: &Config) -> ExitCode {
    place::with(config, Missing::Refuse, async |store| {
        let outcome = match place::master_key(config, store).await {
            Ok(master) => perform(command, config, store, &master).await,
            Err(message) => Err(message),
        };
        outcome.unwrap_or_else(|message| {
            complain(message);
            ExitCode::from(2)
        })
    })
    .await
}

async fn perform(
    command: Command,
    config: &Config,
    store: &Store,
    master: &MasterKey,
) -> Result<ExitCode, String> {
    let words = words_of_locale();
    let old = place::vault_key(config, master)?;
    match command {
        Command::Status { format } => status(store, &Vault::new(old), format, words).await,
        Command::Rotate(who) => rotate(store, &Vault::new(old), &who, words).await,
        Command::Rewrap { new } => rewrap(store, config, old, &new, words).await,
        Command::Destroy(args) => destroy(store, &args, words).await,
    }
}

/// A company's keys in few figures.
struct Row {
    id: CompanyId,
    name: Option<String>,
    keys: Vec<CompanyKey>,
    opens: bool,
    is_waiting: bool,
}

impl Row {
    /// The key that seals now.
    fn active(&self) -> Option<&CompanyKey> {
        self.keys
            .iter()
            .rev()
            .find(|key| key.retired_at.is_none() && key.destroyed_at.is_none())
    }

    fn retired(&self) -> usize {
        let only_opens = |key: &&CompanyKey| key.retired_at.is_some() && key.destroyed_at.is_none();
        self.keys.iter().filter(only_opens).count()
    }

    fn destroyed(&self) -> usize {
        self.keys.iter().filter(|key| key.destroyed_at.is_some()).count()
    }
}

async fn rows(store: &Store, vault: &Vault) -> Result<Vec<Row>, String> {
    let words = words_of_locale();
    let keys = vault::all_keys(store.reader()).await;
    let mut of_company: BTreeMap<CompanyId, Vec<CompanyKey>> = BTreeMap::new();
    for key in keys.map_err(|error| error.in_words(words))? {
        of_company.entry(key.company_id).or_default().push(key);
    }
    let waiting = vault::destructions(store.reader(), None).await;
    let waiting = waiting.map_err(|error| error.in_words(words))?;
    let mut rows = Vec::with_capacity(of_company.len());
    for (id, keys) in of_company {
        let living = keys.iter().filter(|key| key.wrapped.is_some());
        rows.push(Row {
            id,
            name: name(store, id).await?,
            opens: living.into_iter().all(|key| vault.unwraps(key)),
            is_waiting: waiting
                .iter()
                .any(|one| one.company_id == id && one.progress() == DestructionState::Requested),
            keys,
        });
    }
    Ok(rows)
}

/// The company's name; none if it is forgotten.
async fn name(store: &Store, id: CompanyId) -> Result<Option<String>, String> {
    let company = CompanyRecords::new(store.clone()).company(id).await;
    let company = company.map_err(|error| words_of_locale().tell("store-failed", &[("reason", &error)]))?;
    Ok(company.map(|company| company.name))
}

async fn status(store: &Store, vault: &Vault, format: Format, words: Words) -> Result<ExitCode, String> {
    let rows = rows(store, vault).await?;
    let now = store.clock().now();
    match format {
        Format::Json => {
            let rows: Vec<_> = rows.iter().map(|row| as_json(row, now)).collect();
            say(&json!({ "companies": rows }).to_string());
        }
        Format::Text if rows.is_empty() => say(&words.say("vault-nothing")),
        Format::Text => {
            for row in &rows {
                say(&line(row, now, words));
            }
        }
    }
    Ok(match rows.iter().all(|row| row.opens) {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

fn age(key: &CompanyKey, now: Timestamp) -> i32 {
    (date_in_tokyo(now) - date_in_tokyo(key.created_at.instant())).get_days()
}

fn as_json(row: &Row, now: Timestamp) -> serde_json::Value {
    let keys = row.keys.iter().map(|key| {
        json!({
            "key": key.id,
            "generation": key.generation,
            "created": key.created_at.instant(),
            "age_days": age(key, now),
            "retired": key.retired_at.map(platform::store::At::instant),
            "destroyed": key.destroyed_at.map(platform::store::At::instant),
        })
    });
    json!({
        "company": row.id,
        "name": row.name,
        "opens": row.opens,
        "destruction_requested": row.is_waiting,
        "keys": keys.collect::<Vec<_>>(),
    })
}

fn line(row: &Row, now: Timestamp, words: Words) -> String {
    let name = row.name.clone().unwrap_or_else(|| words.say("vault-forgotten"));
    let mut parts = vec![format!("{}  {name}", row.id)];
    match row.active() {
        Some(key) => parts.push(words.tell(
            "vault-active",
            &[
                ("generation", &key.generation),
                ("made", &date_in_tokyo(key.created_at.instant())),
                ("days", &age(key, now)),
            ],
        )),
        None => parts.push(words.say("vault-none")),
    }
    for (key, count) in [("vault-retired", row.retired()), ("vault-gone", row.destroyed())] {
        if count > 0 {
            parts.push(words.tell(key, &[("count", &count)]));
        }
    }
    if row.is_waiting {
        parts.push(words.say("vault-waiting"));
    }
    if !row.opens {
        parts.push(words.say("vault-does-not-open"));
    }
    parts.join("  ")
}

async fn rotate(store: &Store, vault: &Vault, who: &Who, words: Words) -> Result<ExitCode, String> {
    let companies: Vec<CompanyId> = match who.company {
        Some(company) => vec![company],
        None => {
            let rows = rows(store, vault).await?;
            rows.iter()
                .filter(|row| row.active().is_some())
                .map(|row| row.id)
                .collect()
        }
    };
    if companies.is_empty() {
        say(&words.say("vault-nothing"));
    }
    for company in companies {
        let rotate = Rotate {
            vault: vault.clone(),
            company,
            actor: ACTOR,
        };
        let key = store.run(&rotate).await.map_err(|error| match error {
            vault::Error::NotFound => words.tell("vault-no-key", &[("company", &company)]),
            error => error.in_words(words),
        })?;
        let values: [(&'static str, &dyn Display); 2] =
            [("company", &company), ("generation", &key.generation)];
        say(&words.tell("vault-rotated", &values));
    }
    Ok(ExitCode::SUCCESS)
}

async fn rewrap(
    store: &Store,
    config: &Config,
    old: MasterKey,
    file: &Path,
    words: Words,
) -> Result<ExitCode, String> {
    let new = place::key_file("--new", file, words)?;
    if new.derive("vault") == old.derive("vault") {
        return Err(words.tell("vault-same-key", &[("file", &file.display())]));
    }
    let actor = ACTOR;
    let done = store.run(&RewrapAll { old, new, actor }).await;
    let done = done.map_err(|error| match error {
        incidents::error::Error::Vault(error) => error.in_words(words),
        incidents::error::Error::Store(error) => error.in_words(words),
        other => other.to_string(),
    })?;
    let file = file.display();
    let values: [(&'static str, &dyn Display); 3] =
        [("keys", &done.keys), ("notes", &done.notes), ("file", &file)];
    say(&words.tell("vault-rewrapped", &values));
    let key = if config.keys.vault.is_some() {
        "vault-replace"
    } else {
        "vault-name"
    };
    say(&words.tell(key, &[("file", &file)]));
    Ok(ExitCode::SUCCESS)
}

async fn destroy(store: &Store, args: &Destroy, words: Words) -> Result<ExitCode, String> {
    let keys = vault::keys_of(store.reader(), args.company).await;
    let keys = keys.map_err(|error| error.in_words(words))?;
    if keys.iter().all(|key| key.wrapped.is_none()) {
        return Err(words.tell("vault-no-key", &[("company", &args.company)]));
    }
    if args.by.trim().is_empty() {
        return Err(words.say("vault-by-whom"));
    }
    let destroyed = vault::destructions(store.reader(), Some(args.company)).await;
    let destroyed = destroyed.map_err(|error| error.in_words(words))?;
    let waits = destroyed
        .iter()
        .any(|one| one.progress() == DestructionState::Requested);
    if args.reason.trim().is_empty() && !waits {
        return Err(words.say("vault-reason"));
    }
    let name = name(store, args.company).await?;
    let company_name = name.unwrap_or_else(|| args.company.to_string());
    if !args.yes {
        confirm(args.company, &company_name, words)?;
    }
    // The file first: what is destroyed must have its certificate.
    let no_file = |error: std::io::Error| {
        let (file, reason) = (args.out.display(), error.in_words(words));
        words.tell("render-not-written", &[("file", &file), ("reason", &reason)])
    };
    let mut options = OpenOptions::new();
    let mut file = options
        .write(true)
        .create_new(true)
        .open(&args.out)
        .map_err(no_file)?;
    let destroy = DestroyOnMachine {
        company: args.company,
        company_name,
        reason: args.reason.clone(),
        by: args.by.trim().to_owned(),
        actor: ACTOR,
    };
    let certificate = store.run(&destroy).await.map_err(|error| {
        // Empty, and nobody's: the keys are still there.
        let _ = std::fs::remove_file(&args.out);
        error.in_words(words)
    })?;
    // As it was hashed: without a line end, so that the SHA-256 of the file is the fingerprint.
    let text = serde_json::to_string(&certificate).map_err(|error| error.to_string())?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(no_file)?;
    let (count, out) = (certificate.keys.len(), args.out.display());
    let fingerprint = certificate.fingerprint();
    let values: [(&'static str, &dyn Display); 4] = [
        ("keys", &count),
        ("company", &certificate.company_name),
        ("file", &out),
        ("fingerprint", &fingerprint),
    ];
    say(&words.tell("vault-destroyed", &values));
    Ok(ExitCode::SUCCESS)
}

/// The id, typed once more.
fn confirm(company: CompanyId, name: &str, words: Words) -> Result<(), String> {
    complain(words.tell("vault-confirm", &[("company", &company), ("name", &name)]));
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line);
    match read {
        Ok(_) if line.trim() == company.to_string() => Ok(()),
        _ => Err(words.say("vault-not-confirmed")),
    }
}

impl InWords for vault::Error {
    fn in_words(&self, words: Words) -> String {
        match self {
            Self::Store(error) => error.in_words(words),
            Self::Vault(VaultError::Wrapping) => words.say("vault-other-master"),
            Self::ReasonMissing => words.say("vault-reason"),
            other => other.to_string(),
        }
    }
}
