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
use platform::actor::Actor;
use platform::health;
use platform::languages::Words;
use platform::store::Store;

use super::files::{self, Reader};
use super::outlook::{outlook, terms};
use super::verify::Format;
use crate::commands::place::{self, Missing, failed};
use crate::commands::{InWords as _, Programmes, Tell as _, complain, say, words_of_locale};
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
    /// How the result is printed.
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
        .ok_or_else(|| words_of_locale().say("draw-act-number-wrong"))
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
    let words = words_of_locale();
    let programme = match folder.get(command.programme(), words) {
        Ok(programme) => programme,
        Err(message) => {
            complain(message);
            return ExitCode::from(2);
        }
    };
    if !programme.file.is_lottery() {
        return failed(words.tell("draw-act-no-draw", &[("id", &programme.id())]));
    }
    place::with(config, Missing::Refuse, async |store| {
        match health::pending(store, &place::migrations()).await {
            Ok(pending) if pending.is_empty() => {}
            Ok(_) => return failed(words.say("draw-act-schema")),
            Err(error) => return failed(error.in_words(words)),
        }
        let acts = Acts {
            store,
            programme,
            words,
        };
        let done = match command {
            StoredCommand::Charter(_) => acts.charter(config).await,
            StoredCommand::Freeze(_) => acts.freeze().await,
            StoredCommand::Run(args) => acts.draw(args.source).await,
            StoredCommand::Status(args) => acts.show(args.format).await,
            StoredCommand::Bundle(args) => acts.write_bundle(&args.out).await,
            StoredCommand::Receipt(args) => acts.write_receipt(args.number, &args.out).await,
        };
        match done {
            Ok(text) => {
                say(&text);
                ExitCode::SUCCESS
            }
            Err(message) => failed(message),
        }
    })
    .await
}

/// What to say, or why not.
type Said = Result<String, String>;

/// The acts of one programme's draw.
struct Acts<'a> {
    store: &'a Store,
    programme: Arc<Programme>,
    words: Words,
}

impl Acts<'_> {
    async fn charter(&self, config: &Config) -> Said {
        let (store, words) = (self.store, self.words);
        if let Some(status) = self.find().await?
            && (status.stage != Stage::Chartered || store.clock().now() < status.draw_at.instant())
        {
            let title = words.say("draw-act-charter-stands");
            return Ok(format!("{title}\n{}", terms(&status, words)));
        }
        if self.programme.awaits_review() {
            return Err(words.tell("draw-act-review", &[("id", &self.programme.id())]));
        }
        place::organiser_stands(config, store).await?;
        let key = files::organiser_key(&config.keys.organiser, store.entropy().as_ref())?;
        let publish = PublishCharter {
            programme: Arc::clone(&self.programme),
            key,
            beacon: BeaconSource::quicknet(),
            verifier: calls::ops::draw::VerifierPage::ours(),
            actor: ACTOR,
        };
        store.run(&publish).await.map_err(|error| error.in_words(words))?;
        let title = words.say("draw-act-charter-published");
        Ok(format!("{title}\n{}", terms(&self.standing().await?, words)))
    }

    async fn freeze(&self) -> Said {
        let words = self.words;
        if let Some(list) = &self.standing().await?.list {
            let at = list.frozen_at.as_ref().map_or("", Moment::as_str);
            let values = [
                ("at", at.to_owned().into()),
                ("entries", list.entries.into()),
                ("hash", list.hash.to_string().into()),
            ];
            return Err(words.say_with("draw-act-frozen-already", &values));
        }
        let operation = FreezeDraw {
            programme: Arc::clone(&self.programme),
            actor: ACTOR,
        };
        let done = self.store.run(&operation).await;
        let (entries, hash) = done.map_err(|error| error.in_words(words))?;
        let values = [("entries", entries.into()), ("hash", hash.to_string().into())];
        let title = words.say_with("draw-act-frozen", &values);
        Ok(format!("{title}\n{}", outlook(&self.standing().await?, words)))
    }

    async fn draw(&self, source: SourceArgs) -> Said {
        let words = self.words;
        let before = self.standing().await?;
        if let Some(at) = before.result.as_ref().and_then(|result| result.drawn_at.as_ref()) {
            return Err(words.tell("draw-act-drawn-already", &[("at", at)]));
        }
        let beacon = match (source.beacon, source.signature) {
            (Some(file), _) => {
                let bytes = std::fs::read(&file)
                    .map_err(|error| format!("{}: {}", file.display(), error.in_words(words)))?;
                files::beacon(&bytes)
            }
            (None, Some(signature)) => {
                let round = before.round.ok_or_else(|| words.say("draw-act-physical"))?;
                let signature = signature.trim().to_ascii_lowercase();
                Beacon::Round { round, signature }.bytes()
            }
            (None, None) => return Err(words.say("draw-act-no-source")),
        };
        let operation = RunDraw {
            programme: Arc::clone(&self.programme),
            beacon,
            actor: ACTOR,
        };
        self.store
            .run(&operation)
            .await
            .map_err(|error| error.in_words(words))?;
        Ok(outlook(&self.standing().await?, words))
    }

    async fn show(&self, format: Format) -> Said {
        let words = self.words;
        if let Format::Json = format {
            let found = serde_json::to_value(self.find().await?).map_err(|error| error.to_string())?;
            // Programs read an object before there is a charter, too.
            let is_there = !found.is_null();
            let status = if is_there { found } else { self.unchartered() };
            let text = serde_json::to_string_pretty(&status).map_err(|error| error.to_string())?;
            if is_there {
                return Ok(text);
            }
            say(&text);
        }
        let status = self.standing().await?;
        Ok(format!("{}\n{}", terms(&status, words), outlook(&status, words)))
    }

    /// What the programme itself says of a draw that has no charter yet.
    fn unchartered(&self) -> serde_json::Value {
        let selection = &self.programme.file.selection;
        serde_json::json!({
            "programme": self.programme.id(),
            "stage": "unchartered",
            "draw_id": selection.draw_id,
            "capacity": selection.capacity,
            "charter_hash": null,
            "list": null,
            "result": null,
        })
    }

    async fn write_bundle(&self, out: &Path) -> Said {
        self.standing().await?;
        let bytes = bundle(self.store.reader(), &self.programme)
            .await
            .map_err(|error| error.in_words(self.words))?;
        self.written(out, &bytes, Reader::Anybody)?;
        Ok(self.words.tell("draw-act-bundle", &[("file", &out.display())]))
    }

    async fn write_receipt(&self, number: i64, out: &Path) -> Said {
        let words = self.words;
        self.standing().await?;
        let receipt = receipt(self.store.reader(), &self.programme, number).await;
        let receipt = receipt.map_err(|error| match error {
            Error::NotFound => words.tell("draw-act-no-number", &[("id", &self.programme.id())]),
            other => other.in_words(words),
        })?;
        let text = serde_json::to_string_pretty(&receipt).map_err(|error| error.to_string())?;
        self.written(out, format!("{text}\n").as_bytes(), Reader::Owner)?;
        Ok(words.tell("draw-act-receipt", &[("file", &out.display())]))
    }

    fn written(&self, out: &Path, bytes: &[u8], reader: Reader) -> Result<(), String> {
        files::write(out, bytes, reader)
            .map_err(|error| format!("{}: {}", out.display(), error.in_words(self.words)))
    }

    async fn find(&self) -> Result<Option<DrawStatus>, String> {
        status(self.store.reader(), &self.programme)
            .await
            .map_err(|error| error.in_words(self.words))
    }

    async fn standing(&self) -> Result<DrawStatus, String> {
        let found = self.find().await?;
        found.ok_or_else(|| {
            self.words
                .tell("draw-act-no-charter", &[("id", &self.programme.id())])
        })
    }
}
