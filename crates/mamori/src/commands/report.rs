//! `mamori report`: a company's monthly report, as the company's page shows it.

use std::fmt::Display;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use calls::Calls;
use clap::{Args, Subcommand, ValueEnum};
use contracts::companies::Company;
use contracts::ids::CompanyId;
use platform::clock::date_in_tokyo;
use platform::languages::Words;
use platform::store::Store;
use platform::text::Language;
use serde_json::json;
use telemetry::Telemetry;
use telemetry::domain::terms::Terms;
use telemetry::error::Error;
use telemetry::ops::certificate::Authority;
use telemetry::ops::print::{Printed, company_with, lending, print_monthly};
use telemetry::report::grade::grade;
use telemetry::report::month::Month;

use super::place::{self, Missing};
use super::{InWords, Spoken, Tell as _, complain, render, say, serve, words_of_locale};
use crate::config::Config;

/// Reports to companies.
#[derive(Subcommand)]
pub(super) enum Command {
    /// Write a company's monthly report to a file: as it was issued, otherwise from what was collected
    ///
    /// What was issued is written as the company reads it, in its newest revision. Where nothing was issued, or with
    /// --fresh, the report is made from what the lake holds now and marked as not issued; it is not kept, and nobody is
    /// written to. The reports page at the desk and the job of the second business day issue reports.
    Monthly(Monthly),
}

#[derive(Args)]
pub(super) struct Monthly {
    /// Whose: the company's id, or the serial number of its appliance.
    #[arg(long, value_name = "ID")]
    company: String,
    /// Which month, as 2026-10.
    #[arg(long, value_name = "YYYY-MM", value_parser = month)]
    month: Month,
    /// File to write; - for standard output.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Language of the report [default: the company's].
    #[arg(long, value_enum, hide_default_value = true)]
    lang: Option<Spoken>,
    /// Id of the programme; needed only for a company that has had appliances of several.
    #[arg(long, value_name = "NAME")]
    programme: Option<String>,
    /// From what the lake holds now, even if a report was issued.
    #[arg(long)]
    fresh: bool,
    /// What is written: pdf, or json (the figures of the report, for programs).
    #[arg(long, value_enum, default_value_t = Kind::Pdf, hide_possible_values = true)]
    format: Kind,
    /// Folder to look for fonts in, before the system's; may be given more than once.
    #[arg(long, value_name = "DIR")]
    fonts: Vec<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    Pdf,
    Json,
}

fn month(text: &str) -> Result<Month, String> {
    text.parse()
        .map_err(|_| words_of_locale().tell("report-month-wrong", &[("month", &text)]))
}

pub(super) async fn run(command: Command, config: &Config) -> ExitCode {
    let Command::Monthly(args) = command;
    place::with(config, Missing::Refuse, async |store| {
        match monthly(&args, config, store).await {
            Ok(()) => ExitCode::SUCCESS,
            Err(message) => {
                complain(message);
                ExitCode::from(2)
            }
        }
    })
    .await
}

async fn monthly(args: &Monthly, config: &Config, store: &Store) -> Result<(), String> {
    let words = words_of_locale();
    let today = date_in_tokyo(store.clock().now());
    if args.month > Month::of(today) {
        return Err(words.tell("report-month-ahead", &[("month", &args.month), ("today", &today)]));
    }
    if args.format == Kind::Pdf && args.out == Path::new("-") && std::io::stdout().is_terminal() {
        return Err(words.say("report-terminal"));
    }
    let telemetry = reading(config, store)?;
    let company = company(&telemetry, args, words).await?;
    let terms = programme(&telemetry, args, &company, words).await?;
    let printed = print_monthly(&telemetry, &terms, &company, args.month, args.fresh).await;
    let printed = printed.map_err(|error| match error {
        Error::NoLake => words.tell(
            "report-no-lake",
            &[("folder", &config.collector.folder.display())],
        ),
        error => error.in_words(words),
    })?;
    let bytes = match args.format {
        Kind::Json => facts(&printed)?,
        Kind::Pdf => {
            let language = language(args.lang, &company);
            render::pdf(&printed.document(language), &args.fonts, words)?
        }
    };
    render::write(&args.out, &bytes).map_err(|error| {
        let (file, reason) = (args.out.display(), error.in_words(words));
        words.tell("render-not-written", &[("file", &file), ("reason", &reason)])
    })?;
    tell(args, &company, &printed, Month::of(today), words);
    Ok(())
}

/// The context for reading alone: it issues no certificates, so the authority's key is none that anybody trusts.
fn reading(config: &Config, store: &Store) -> Result<Telemetry, String> {
    let calls = Calls {
        store: store.clone(),
        catalogue: Arc::new(serve::catalogue(config)?),
    };
    let mut secret = [0; 32];
    store.entropy().fill(&mut secret);
    let authority = Authority::from_secret(&secret).map_err(|error| error.to_string())?;
    Ok(crate::monitoring::telemetry(
        &calls,
        authority,
        Arc::default(),
        &config.collector.folder,
    ))
}

async fn company(telemetry: &Telemetry, args: &Monthly, words: Words) -> Result<Company, String> {
    let id = match args.company.parse::<CompanyId>() {
        Ok(id) => Some(id),
        Err(_) => company_with(telemetry, &args.company, args.month)
            .await
            .map_err(|error| error.in_words(words))?,
    };
    let company = match id {
        Some(id) => telemetry.companies.company(id).await.map_err(|error| {
            let error = Error::from(error);
            error.in_words(words)
        })?,
        None => None,
    };
    company.ok_or_else(|| {
        words.tell(
            "report-no-company",
            &[("company", &args.company), ("month", &args.month)],
        )
    })
}

async fn programme(
    telemetry: &Telemetry,
    args: &Monthly,
    company: &Company,
    words: Words,
) -> Result<Arc<Terms>, String> {
    let all = lending(telemetry, company.id).await;
    let mut all = all.map_err(|error| error.in_words(words))?;
    let ids: Vec<&str> = all.iter().map(|terms| terms.programme.as_str()).collect();
    let ids = ids.join(", ");
    let values: [(&'static str, &dyn Display); 2] = [("company", &company.name), ("programmes", &ids)];
    match &args.programme {
        Some(wanted) => {
            let found = all.into_iter().find(|terms| terms.programme == *wanted);
            found.ok_or_else(|| {
                let key = if ids.is_empty() {
                    "report-no-programme"
                } else {
                    "report-other-programme"
                };
                words.tell(key, &[values[0], values[1], ("programme", wanted)])
            })
        }
        None if all.len() > 1 => Err(words.tell("report-which-programme", &values)),
        None => all
            .pop()
            .ok_or_else(|| words.tell("report-no-programme", &values)),
    }
}

fn language(asked: Option<Spoken>, company: &Company) -> Language {
    match asked {
        Some(Spoken::Ja) => Language::Ja,
        Some(Spoken::En) => Language::En,
        None => Language::from_code(&company.language).unwrap_or(Language::Ja),
    }
}

/// The figures as JSON, with what was issued.
fn facts(printed: &Printed) -> Result<Vec<u8>, String> {
    let issued = printed
        .issued
        .map(|(revision, at)| json!({ "revision": revision, "at": at }));
    let object = json!({
        "issued": issued,
        "is_issued": printed.is_issued,
        "grade": grade(&printed.facts),
        "facts": printed.facts,
    });
    let mut bytes = serde_json::to_vec_pretty(&object).map_err(|error| error.to_string())?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// What was written, and what to know of it. Beside a report on standard output it stands on standard error.
fn tell(args: &Monthly, company: &Company, printed: &Printed, this_month: Month, words: Words) {
    let on_stdout = args.out == Path::new("-");
    let line = |line: String| {
        if on_stdout {
            complain(line);
        } else {
            say(&line);
        }
    };
    let (file, month, name) = (args.out.display(), args.month, &company.name);
    let mut values: Vec<(&'static str, &dyn Display)> =
        vec![("file", &file), ("month", &month), ("company", name)];
    let issued = printed
        .issued
        .map(|(number, at)| (number, words.date(date_in_tokyo(at))));
    if let Some((number, made)) = &issued {
        values.extend([("number", number as &dyn Display), ("made", made as &dyn Display)]);
    }
    let key = match (printed.is_issued, &issued) {
        (true, _) => "report-written-issued",
        (false, Some(_)) => "report-written-fresh",
        (false, None) => "report-written-first",
    };
    line(words.tell(key, &values));
    if printed.facts.device.is_none() {
        line(words.tell("report-without-device", &values[..3]));
    }
    let unreadable = printed.facts.coverage.unreadable;
    if unreadable > 0 {
        let values: [(&'static str, &dyn Display); 2] = [("count", &unreadable), ("month", &month)];
        complain(words.tell("report-unreadable-files", &values));
    } else if printed.facts.coverage.events() == 0 {
        line(words.tell("report-without-logs", &values[..3]));
    } else if !printed.is_issued && month == this_month {
        line(words.tell("report-month-goes-on", &values[..3]));
    }
}

impl InWords for Error {
    fn in_words(&self, words: Words) -> String {
        match self {
            Self::Store(error) => error.in_words(words),
            Self::Read(error) => words.tell("store-failed", &[("reason", error)]),
            Self::Figures(reason) => words.tell("lake-io", &[("reason", reason)]),
            other => other.to_string(),
        }
    }
}
