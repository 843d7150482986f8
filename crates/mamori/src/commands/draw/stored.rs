//! `mamori draw charter | freeze | run | status | bundle | receipt`: on the configured database.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use calls::domain::definition::Programme;
use calls::error::Error;
use calls::ops::draw::{FreezeDraw, PublishCharter, RunDraw, bundle};
use calls::read::draw::{DrawStatus, Stage, receipt, status};
use clap::{Args, Subcommand};
use fair_draw::{Beacon, BeaconSource, Moment};
use jiff::Timestamp;
use platform::actor::Actor;
use platform::health;
use platform::store::Store;

use super::files::{self, Reader};
use super::verify::Format;
use crate::commands::place::{self, Missing, failed};
use crate::commands::{Programmes, words_of_locale};
use crate::config::Config;

/// Who acts, in the audit log.
const ACTOR: Actor = Actor::System("command line");

#[derive(Subcommand)]
pub(in crate::commands) enum StoredCommand {
    /// Sign and publish the charter, before the list is frozen. The organiser's key is made when it is missing.
    Charter(Which),
    /// Freeze the list of entries, between the charter's freeze time and its draw time. Everyone on it is told.
    Freeze(Which),
    /// Take the beacon's round in, and compute ranking and seats.
    Run(RunArgs),
    /// Where the draw stands, and what stands in its way.
    Status(StatusArgs),
    /// Write the public bundle that anybody can verify.
    Bundle(OutArgs),
    /// Write one applicant's receipt. It tells whoever has it which line of the list is theirs.
    Receipt(ReceiptArgs),
}

#[derive(Args)]
pub(in crate::commands) struct Which {
    /// Id of the programme.
    #[arg(long, value_name = "ID")]
    programme: String,
}

#[derive(Args)]
pub(in crate::commands) struct RunArgs {
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    source: SourceArgs,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct SourceArgs {
    /// beacon.json, or the round's JSON as a beacon server gave it, or the record of the physical draw.
    #[arg(long, value_name = "FILE")]
    beacon: Option<PathBuf>,
    /// The round's signature: 96 hexadecimal digits.
    #[arg(long, value_name = "HEX")]
    signature: Option<String>,
}

#[derive(Args)]
pub(in crate::commands) struct StatusArgs {
    #[command(flatten)]
    which: Which,
    /// How it is printed.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Args)]
pub(in crate::commands) struct OutArgs {
    #[command(flatten)]
    which: Which,
    /// New file to write.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Args)]
pub(in crate::commands) struct ReceiptArgs {
    #[command(flatten)]
    which: Which,
    /// Receipt number, as R00001.
    #[arg(long, value_name = "NUMBER", value_parser = number)]
    number: i64,
    /// New file to write.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

fn number(text: &str) -> Result<i64, String> {
    let digits = text.strip_prefix(['R', 'r']).unwrap_or(text);
    digits
        .parse()
        .ok()
        .filter(|number| *number > 0)
        .ok_or_else(|| "write it as on the receipt: R00001".to_owned())
}

impl StoredCommand {
    fn programme(&self) -> &str {
        match self {
            Self::Charter(which) | Self::Freeze(which) => &which.programme,
            Self::Run(args) => &args.which.programme,
            Self::Status(args) => &args.which.programme,
            Self::Bundle(args) => &args.which.programme,
            Self::Receipt(args) => &args.which.programme,
        }
    }
}

/// Runs one. Exit code 1: the draw does not allow it, and it is said why. 2: the programme cannot be had.
pub(in crate::commands) async fn run(command: StoredCommand, config: &Config) -> ExitCode {
    let folder = Programmes {
        programmes: config.programmes.clone(),
    };
    let programme = match folder.get(command.programme(), words_of_locale()) {
        Ok(programme) => programme,
        Err(message) => {
            eprintln!("mamori: {message}");
            return ExitCode::from(2);
        }
    };
    if !programme.file.is_lottery() {
        return failed(format!(
            "{}: places are not given by lot, there is no draw",
            programme.id()
        ));
    }
    place::with(config, Missing::Refuse, async |store| {
        match health::pending(store, &place::migrations()).await {
            Ok(pending) if pending.is_empty() => {}
            Ok(_) => return failed("the database has an older schema; run `mamori migrate` first"),
            Err(error) => return failed(error),
        }
        let done = match command {
            StoredCommand::Charter(_) => charter(store, config, programme).await,
            StoredCommand::Freeze(_) => freeze(store, programme).await,
            StoredCommand::Run(args) => draw(store, programme, args.source).await,
            StoredCommand::Status(args) => show(store, &programme, args.format).await,
            StoredCommand::Bundle(args) => write_bundle(store, &programme, &args.out).await,
            StoredCommand::Receipt(args) => write_receipt(store, &programme, args.number, &args.out).await,
        };
        match done {
            Ok(text) => {
                println!("{text}");
                ExitCode::SUCCESS
            }
            Err(message) => failed(message),
        }
    })
    .await
}

/// What to say, or why not.
type Said = Result<String, String>;

async fn charter(store: &Store, config: &Config, programme: Arc<Programme>) -> Said {
    if let Some(status) = find(store, &programme).await?
        && (status.stage != Stage::Chartered || store.clock().now() < status.draw_at.instant())
    {
        return Ok(format!("the charter stands already\n{}", terms(&status)));
    }
    if programme.awaits_review() {
        return Err(format!(
            "{}: values wait for a person's review (`mamori programme check` lists them); nothing is published before",
            programme.id()
        ));
    }
    let key = files::organiser_key(&config.keys.organiser, store.entropy().as_ref())?;
    let publish = PublishCharter {
        programme: Arc::clone(&programme),
        key,
        beacon: BeaconSource::quicknet(),
        verifier: calls::ops::draw::VerifierPage::ours(),
        actor: ACTOR,
    };
    store.run(&publish).await.map_err(|error| refusal(&error))?;
    let status = standing(store, &programme).await?;
    Ok(format!("the charter is published\n{}", terms(&status)))
}

async fn freeze(store: &Store, programme: Arc<Programme>) -> Said {
    let before = standing(store, &programme).await?;
    if let Some(list) = &before.list {
        let at = list.frozen_at.as_ref().map_or("", Moment::as_str);
        return Err(format!(
            "the list was frozen already, at {at}: {} entries, hash {}",
            list.entries, list.hash
        ));
    }
    let operation = FreezeDraw {
        programme: Arc::clone(&programme),
        actor: ACTOR,
    };
    let (entries, hash) = store.run(&operation).await.map_err(|error| refusal(&error))?;
    let after = standing(store, &programme).await?;
    Ok(format!(
        "the list is frozen: {entries} entries, hash {hash}\n{}",
        outlook(&after)
    ))
}

async fn draw(store: &Store, programme: Arc<Programme>, source: SourceArgs) -> Said {
    let before = standing(store, &programme).await?;
    if let Some(at) = before.result.as_ref().and_then(|result| result.drawn_at.as_ref()) {
        return Err(format!("it was drawn already, at {at}"));
    }
    let beacon = match (source.beacon, source.signature) {
        (Some(file), _) => {
            files::beacon(&std::fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?)
        }
        (None, Some(signature)) => {
            let round = before
                .round
                .ok_or("the charter names the physical draw: bring its record with --beacon")?;
            let signature = signature.trim().to_ascii_lowercase();
            Beacon::Round { round, signature }.bytes()
        }
        (None, None) => return Err("give --beacon FILE or --signature HEX".to_owned()),
    };
    let operation = RunDraw {
        programme: Arc::clone(&programme),
        beacon,
        actor: ACTOR,
    };
    store.run(&operation).await.map_err(|error| refusal(&error))?;
    Ok(outlook(&standing(store, &programme).await?))
}

async fn show(store: &Store, programme: &Programme, format: Format) -> Said {
    let status = standing(store, programme).await?;
    match format {
        Format::Json => serde_json::to_string_pretty(&status).map_err(|error| error.to_string()),
        Format::Text => Ok(format!("{}\n{}", terms(&status), outlook(&status))),
    }
}

async fn write_bundle(store: &Store, programme: &Programme, out: &Path) -> Said {
    standing(store, programme).await?;
    let bytes = bundle(store.reader(), programme)
        .await
        .map_err(|error| refusal(&error))?;
    written(out, &bytes, Reader::Anybody)?;
    Ok(format!(
        "{}: check it with `mamori draw verify {}`",
        out.display(),
        out.display()
    ))
}

async fn write_receipt(store: &Store, programme: &Programme, number: i64, out: &Path) -> Said {
    standing(store, programme).await?;
    let receipt = receipt(store.reader(), programme, number)
        .await
        .map_err(|error| match error {
            Error::NotFound => format!("{}: no application has this number", programme.id()),
            other => refusal(&other),
        })?;
    let text = serde_json::to_string_pretty(&receipt).map_err(|error| error.to_string())?;
    written(out, format!("{text}\n").as_bytes(), Reader::Owner)?;
    Ok(format!("{}: for this applicant's eyes only", out.display()))
}

fn written(out: &Path, bytes: &[u8], reader: Reader) -> Result<(), String> {
    files::write(out, bytes, reader).map_err(|error| format!("{}: {error}", out.display()))
}

async fn find(store: &Store, programme: &Programme) -> Result<Option<DrawStatus>, String> {
    status(store.reader(), programme)
        .await
        .map_err(|error| refusal(&error))
}

async fn standing(store: &Store, programme: &Programme) -> Result<DrawStatus, String> {
    let id = programme.id();
    find(store, programme).await?.ok_or_else(|| {
        format!("{id}: there is no charter yet; publish it with `mamori draw charter --programme {id}`")
    })
}

/// What was promised in the charter.
fn terms(status: &DrawStatus) -> String {
    let source = match (&status.beacon, status.round) {
        (BeaconSource::Drand(chain), Some(round)) if chain.is_quicknet() => {
            format!("drand quicknet, round {round}")
        }
        (_, Some(round)) => format!("NOT drand quicknet, round {round}"),
        (_, None) => "physical draw".to_owned(),
    };
    format!(
        "draw:         {}\ncharter hash: {}\norganiser:    {}\ncloses:       {}\nfreeze:       {}\ndraw:         {}\nrandomness:   {source}\nseats:        {}",
        status.draw_id,
        status.charter_hash,
        status.organiser,
        status.closes_at,
        status.freeze_at,
        status.draw_at,
        status.capacity
    )
}

/// Where it stands, and what comes next or stands in the way.
fn outlook(status: &DrawStatus) -> String {
    let mut lines = Vec::new();
    match (&status.list, &status.result) {
        (None, _) => {
            lines.push(format!(
                "list:         not frozen, {} complete applications so far",
                status.complete
            ));
            for group in &status.duplicates {
                lines.push(format!(
                    "note: {} have the same corporate number; end all but one of them, the freeze is refused before",
                    group.join(", ")
                ));
            }
            if !status.look_alikes.is_empty() {
                lines.push(format!(
                    "note: {} look like another application (name and address); a person decides",
                    status.look_alikes.join(", ")
                ));
            }
        }
        (Some(list), None) => {
            lines.push(format!(
                "list:         {} entries, hash {}",
                list.entries, list.hash
            ));
            lines.push(format!(
                "next:         draw from {} on{}",
                status.draw_at,
                fetch(status)
            ));
        }
        (Some(list), Some(result)) => {
            lines.push(format!(
                "list:         {} entries, hash {}",
                list.entries, list.hash
            ));
            let at = result.drawn_at.as_ref().map_or("", Moment::as_str);
            lines.push(format!("drawn:        {at}"));
            lines.push(format!(
                "standing:     {} not yet told, {} offered, {} accepted, {} waiting, {} out",
                result.pending, result.offered, result.accepted, result.waiting, result.out
            ));
            lines.push(format!(
                "log:          {} lines, head {}",
                result.log_lines, result.log_head
            ));
        }
    }
    if status.to_be_called > 0 {
        lines.push(format!(
            "note: {} applications still wait for their contact and are not on the list",
            status.to_be_called
        ));
    }
    if !status.missed.is_empty() {
        lines.push(format!(
            "note: {} became complete after the freeze and take no part",
            status.missed.join(", ")
        ));
    }
    lines.join("\n")
}

/// Where the round can be had; anybody may bring it.
fn fetch(status: &DrawStatus) -> String {
    match (&status.beacon, status.round) {
        (BeaconSource::Drand(chain), Some(round)) if chain.is_quicknet() => format!(
            ", with round {round}: https://api.drand.sh/{}/public/{round}",
            chain.chain_hash
        ),
        (_, Some(round)) => format!(", with round {round}"),
        (_, None) => String::new(),
    }
}

/// An operation's refusal as a sentence; times are Japan's.
fn refusal(error: &Error) -> String {
    let tokyo = |at: &Timestamp| Moment::new(*at, jiff::tz::offset(9));
    match error {
        Error::TooEarly { from } => format!("too early: not before {}", tokyo(from)),
        Error::TooLate { until } => format!(
            "too late: this was to be done before {}. A draw whose list or charter comes later proves nothing; \
             set new times and a new draw_id in the programme, say so in public, and publish a new charter",
            tokyo(until)
        ),
        Error::Duplicates(_) => {
            format!("{error}: end all but one of each company's applications, then freeze")
        }
        Error::Unsettled(_) => {
            format!("{error}: grant an exception or refuse them, then freeze")
        }
        Error::Invalid(fields) => {
            let lines: Vec<String> = fields
                .iter()
                .map(|field| format!("{}: {}", field.field, field.code))
                .collect();
            lines.join("\n")
        }
        Error::OutOfOrder(why) => (*why).to_owned(),
        Error::NotInCall(what) => format!("the programme has no {what}"),
        other => other.to_string(),
    }
}
