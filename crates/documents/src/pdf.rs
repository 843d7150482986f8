//! PDF, tagged and conforming to PDF/UA-1, set by Typst from one template of ours (`typst/document.typ`).
//!
//! The template receives the document as data and nothing else: no packages, no files, no clock, no network.

use std::collections::BTreeSet;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use typst::diag::{FileError, FileResult, SourceDiagnostic, Warned};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::fonts::{Faces, FontError, FontOptions};
use crate::glyphs;
use crate::model::{Document, is_safe_link};

/// How many documents a part of the typesetter's memory outlives without being used.
const KEEP_FOR_DOCUMENTS: usize = 2;

static TEMPLATE: LazyLock<FileId> = LazyLock::new(|| file_id("document.typ"));
static DATA: LazyLock<FileId> = LazyLock::new(|| file_id("document.json"));

fn file_id(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("a plain file name is a path");
    FileId::new(RootedPath::new(VirtualRoot::Project, path))
}

/// A finished PDF.
#[derive(Clone, Debug)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// Number of pages.
    pub pages: usize,
    /// Characters that the font cannot show; each stands as 〓.
    pub missing: BTreeSet<char>,
}

/// Why there is no PDF.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// No font.
    #[error(transparent)]
    Font(#[from] FontError),
    /// The model cannot be handed over (a number that JSON does not know).
    #[error("the document cannot be handed to the typesetter")]
    Model(#[from] serde_json::Error),
    /// The typesetter refused it: a drawing that is not an SVG, or a fault of the template.
    #[error("the document could not be set: {}", .0.join("; "))]
    Typesetting(Vec<String>),
}

/// Sets documents. Fonts are looked for at the first one; documents are set one after the other, so that memory stays
/// bounded however many are asked for.
///
/// Setting a document takes tens of milliseconds of computing: call it from a blocking thread.
#[derive(Default)]
pub struct Engine {
    options: FontOptions,
    press: Mutex<Option<Press>>,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Engine")
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

impl Engine {
    /// An engine that looks for its fonts where `options` says.
    pub fn new(options: FontOptions) -> Self {
        Self {
            options,
            press: Mutex::new(None),
        }
    }

    /// Sets a document.
    ///
    /// # Errors
    /// [`PdfError::Font`] until a Japanese font is installed: it is looked for again each time.
    pub fn pdf(&self, document: &Document) -> Result<Pdf, PdfError> {
        let mut press = self.lock();
        let pdf = ready(&mut press, &self.options)?.print(document);
        typst::comemo::evict(KEEP_FOR_DOCUMENTS);
        pdf
    }

    /// Looks for the fonts now, so that a missing one is told at start and the first document is quick.
    pub fn warm_up(&self) -> Result<(), FontError> {
        ready(&mut self.lock(), &self.options).map(|_| ())
    }

    /// A document on which the typesetter panicked leaves nothing behind in the press.
    fn lock(&self) -> MutexGuard<'_, Option<Press>> {
        self.press.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn ready<'a>(press: &'a mut Option<Press>, options: &FontOptions) -> Result<&'a Press, FontError> {
    match press {
        Some(press) => Ok(press),
        None => Ok(press.insert(Press::new(Faces::find(options)?))),
    }
}

/// What all documents share.
struct Press {
    faces: Faces,
    library: LazyHash<Library>,
    template: Source,
}

#[derive(Serialize)]
struct Envelope<'a> {
    family: &'a str,
    full_title: String,
    document: &'a Document,
}

impl Press {
    fn new(faces: Faces) -> Self {
        // Header cells of rows; the template uses no other experimental feature.
        let features = [Feature::A11yExtras].into_iter().collect();
        Self {
            faces,
            library: LazyHash::new(Library::builder().with_features(features).build()),
            template: Source::new(*TEMPLATE, include_str!("../typst/document.typ").to_owned()),
        }
    }

    fn print(&self, document: &Document) -> Result<Pdf, PdfError> {
        let (data, missing) = self.data(document)?;
        let job = Job { press: self, data };
        let Warned { output, .. } = typst::compile::<PagedDocument>(&job);
        let laid_out = output.map_err(|errors| refused(&errors))?;
        let bytes =
            typst_pdf::pdf(&laid_out, &options(document.made_at)).map_err(|errors| refused(&errors))?;
        Ok(Pdf {
            bytes,
            pages: laid_out.pages().len(),
            missing,
        })
    }

    fn data(&self, document: &Document) -> Result<(Bytes, BTreeSet<char>), PdfError> {
        let mut envelope = serde_json::to_value(Envelope {
            family: &self.faces.family,
            full_title: document.full_title(),
            document,
        })?;
        drop_unsafe_links(&mut envelope);
        let missing = glyphs::replace_missing(&mut envelope, &|character| self.faces.shows(character));
        Ok((Bytes::new(serde_json::to_vec(&envelope)?), missing))
    }
}

fn drop_unsafe_links(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(drop_unsafe_links),
        Value::Object(fields) => {
            for (key, field) in fields.iter_mut() {
                match field {
                    Value::String(address) if key == "link" && !is_safe_link(address) => *field = Value::Null,
                    _ => drop_unsafe_links(field),
                }
            }
        }
        _ => {}
    }
}

fn options(made_at: Option<Timestamp>) -> PdfOptions {
    PdfOptions {
        creator: Smart::Custom(Some("Mamori".to_owned())),
        timestamp: made_at.and_then(timestamp),
        standards: PdfStandards::new(&[PdfStandard::Ua_1]).expect("one standard alone conflicts with none"),
        ..PdfOptions::default()
    }
}

fn timestamp(at: Timestamp) -> Option<typst_pdf::Timestamp> {
    let utc = at.to_zoned(jiff::tz::TimeZone::UTC);
    let part = |number: i8| u8::try_from(number).ok();
    let (month, day) = (part(utc.month())?, part(utc.day())?);
    let (hour, minute, second) = (part(utc.hour())?, part(utc.minute())?, part(utc.second())?);
    let date_time = Datetime::from_ymd_hms(utc.year().into(), month, day, hour, minute, second)?;
    Some(typst_pdf::Timestamp::new_utc(date_time))
}

fn refused(errors: &[SourceDiagnostic]) -> PdfError {
    PdfError::Typesetting(errors.iter().map(|error| error.message.to_string()).collect())
}

/// One document on the press: all that the typesetter can see.
struct Job<'a> {
    press: &'a Press,
    data: Bytes,
}

impl World for Job<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.press.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.press.faces.store.book()
    }

    fn main(&self) -> FileId {
        *TEMPLATE
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == *TEMPLATE {
            Ok(self.press.template.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == *DATA {
            Ok(self.data.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.press.faces.store.font(index)
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
