//! `mamori programme render`: the published call, from the same data that runs it.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use calls::domain::call_document::{DrawNotice, call_document};
use clap::{Args, ValueEnum};
use documents::FontOptions;
use documents::html::{Style, page};
use documents::model::Document;
use documents::pdf::Engine;
use platform::text::Language;

use super::{Outcome, Programmes, Spoken, words_of_locale};

#[derive(Args)]
pub(super) struct Render {
    /// Id of the programme.
    #[arg(value_name = "ID")]
    id: String,
    /// What to make.
    #[arg(long, value_enum)]
    to: Kind,
    /// File to write; - for standard output.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Language of the document.
    #[arg(long, value_enum, default_value = "ja")]
    lang: Spoken,
    /// Folder to look for fonts in, before the system's; may be given more than once.
    #[arg(long, value_name = "DIR")]
    fonts: Vec<PathBuf>,
    #[command(flatten)]
    programmes: Programmes,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Tagged PDF.
    Pdf,
    /// One HTML page with its style sheet inside.
    Html,
}

pub(super) fn run(render: &Render) -> Outcome {
    let programme = render.programmes.get(&render.id, words_of_locale())?;
    let language = match render.lang {
        Spoken::Ja => Language::Ja,
        Spoken::En => Language::En,
    };
    let document = call_document(&programme, &DrawNotice::Unknown, language);
    let bytes = match render.to {
        Kind::Html => page(&document, Style::Inside).into_bytes(),
        Kind::Pdf => pdf(&document, &render.fonts)?,
    };
    write(&render.out, &bytes)?;
    Ok(ExitCode::SUCCESS)
}

fn pdf(document: &Document, folders: &[PathBuf]) -> Result<Vec<u8>, String> {
    let mut options = FontOptions::default();
    options.folders.splice(0..0, folders.iter().cloned());
    let pdf = Engine::new(options)
        .pdf(document)
        .map_err(|error| error.to_string())?;
    if !pdf.missing.is_empty() {
        let characters: Vec<String> = pdf
            .missing
            .iter()
            .map(|character| format!("{character} (U+{:04X})", u32::from(*character)))
            .collect();
        eprintln!("no glyph, shown as 〓: {}", characters.join(", "));
    }
    Ok(pdf.bytes)
}

fn write(file: &Path, bytes: &[u8]) -> Result<(), String> {
    let written = if file == Path::new("-") {
        std::io::stdout().write_all(bytes)
    } else {
        std::fs::write(file, bytes)
    };
    written.map_err(|error| format!("--out {}: {error}", file.display()))
}
