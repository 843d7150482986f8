//! `mamori programme render`: the published call, from the same data that runs it.

use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use calls::domain::call_document::{DrawNotice, call_document};
use clap::{Args, ValueEnum};
use documents::FontOptions;
use documents::html::{Style, page};
use documents::model::Document;
use documents::pdf::Engine;
use platform::languages::Words;
use platform::text::Language;

use super::{InWords as _, Outcome, Programmes, Spoken, Tell as _, words_of_locale};

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
    let words = words_of_locale();
    let programme = render.programmes.get(&render.id, words)?;
    let language = match render.lang {
        Spoken::Ja => Language::Ja,
        Spoken::En => Language::En,
    };
    if programme.awaits_review() {
        let count = programme.file.review.len();
        super::complain(words.say_with(
            "render-draft",
            &[("id", programme.id().into()), ("count", count.into())],
        ));
    }
    let document = call_document(&programme, &DrawNotice::Unknown, language);
    let bytes = match render.to {
        Kind::Html => page(&document, Style::Inside).into_bytes(),
        Kind::Pdf => pdf(&document, &render.fonts, words)?,
    };
    write(&render.out, &bytes).map_err(|error| {
        let (file, reason) = (render.out.display(), error.in_words(words));
        words.tell("render-not-written", &[("file", &file), ("reason", &reason)])
    })?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn pdf(document: &Document, folders: &[PathBuf], words: Words) -> Result<Vec<u8>, String> {
    let mut options = FontOptions::default();
    options.folders.splice(0..0, folders.iter().cloned());
    let pdf = Engine::new(options)
        .pdf(document)
        .map_err(|error| error.in_words(words))?;
    if !pdf.missing.is_empty() {
        let characters: Vec<String> = pdf
            .missing
            .iter()
            .map(|character| format!("{character} (U+{:04X})", u32::from(*character)))
            .collect();
        super::complain(words.tell("render-no-glyph", &[("characters", &characters.join(", "))]));
    }
    Ok(pdf.bytes)
}

pub(super) fn write(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if file == Path::new("-") {
        let mut out = std::io::stdout();
        match out.write_all(bytes).and_then(|()| out.flush()) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            written => written,
        }
    } else {
        std::fs::write(file, bytes)
    }
}
