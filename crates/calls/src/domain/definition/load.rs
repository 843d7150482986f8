//! Files → programmes. Everything that is wrong comes out at once; what could be read is read.

use std::collections::BTreeMap;
use std::sync::Arc;

use platform::forms::{FieldKind, FieldOption, Form, Section};
use platform::text::Text;

use super::consents::{Consent, ConsentsFile};
use super::delivery::DeliveryFile;
use super::file::FileKind;
use super::finding::{Code, Finding};
use super::forms::{FormsFile, StandardFile};
use super::opened::{Opened, open, text};
use super::programme::ProgrammeFile;
use super::site::SiteFile;
use super::sources::Sources;
use super::{check, well_known};

/// One call with everything that belongs to it.
#[derive(Clone, Debug)]
pub struct Programme {
    /// Rules, windows, places, steps, chapters.
    pub file: ProgrammeFile,
    /// Documents to sign.
    pub consents: Vec<Consent>,
    /// Forms, with the standard sections taken in and the declarations and courses filled in as options.
    pub forms: Vec<Form>,
    /// Briefings, sessions, visits, surveys.
    pub delivery: DeliveryFile,
    /// What the public pages say beyond the call.
    pub site: SiteFile,
    /// Chapter id → its prose, Markdown with `{{blocks}}`.
    pub prose: BTreeMap<String, Text>,
}

impl Folder<'_> {
    /// Whether there is such a file, readable or not.
    pub(crate) fn has_file(&self, short: &str) -> bool {
        self.sources.get(&format!("{}/{short}", self.name)).is_some()
    }
}

impl Programme {
    /// The programme's id.
    pub fn id(&self) -> &str {
        &self.file.id
    }

    /// The form with an id.
    pub fn form(&self, id: &str) -> Option<&Form> {
        self.forms.iter().find(|form| form.id == id)
    }

    /// The consent with an id.
    pub fn consent(&self, id: &str) -> Option<&Consent> {
        self.consents.iter().find(|consent| consent.id == id)
    }

    /// Whether a person must look at something before it may be published.
    pub fn awaits_review(&self) -> bool {
        !self.file.review.is_empty()
    }
}

/// All programmes of a folder, by id.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    programmes: BTreeMap<String, Arc<Programme>>,
}

impl Catalogue {
    /// The programme with an id.
    pub fn get(&self, id: &str) -> Option<&Arc<Programme>> {
        self.programmes.get(id)
    }

    /// All programmes in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Programme>> {
        self.programmes.values()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.programmes.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.programmes.is_empty()
    }
}

impl FromIterator<Programme> for Catalogue {
    fn from_iter<I: IntoIterator<Item = Programme>>(programmes: I) -> Self {
        let programmes = programmes
            .into_iter()
            .map(|one| (one.file.id.clone(), Arc::new(one)))
            .collect();
        Self { programmes }
    }
}

/// What came of a folder.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// Every programme whose files could be read, even with mistakes in them.
    pub catalogue: Catalogue,
    /// Every mistake of every file, by file, line and column.
    pub findings: Vec<Finding>,
}

impl Loaded {
    /// The programmes that may be run: none while there is any mistake, and not those that still await a review.
    pub fn into_runnable(self) -> Result<Catalogue, Vec<Finding>> {
        if self.findings.iter().any(|finding| finding.code != Code::Review) {
            return Err(self.findings);
        }
        let mut catalogue = self.catalogue;
        catalogue
            .programmes
            .retain(|_, programme| !programme.awaits_review());
        Ok(catalogue)
    }
}

/// A programme's files as far as they could be read.
pub(crate) struct Folder<'a> {
    /// The folder's name.
    pub(crate) name: &'a str,
    pub(crate) sources: &'a Sources,
    pub(crate) programme: Option<Opened<ProgrammeFile>>,
    pub(crate) consents: Option<Opened<ConsentsFile>>,
    pub(crate) forms: Option<Opened<FormsFile>>,
    pub(crate) delivery: Option<Opened<DeliveryFile>>,
    pub(crate) site: Option<Opened<SiteFile>>,
    /// File name → text.
    pub(crate) prose: BTreeMap<String, String>,
}

/// Reads all programmes of `sources` and checks them.
pub fn load(sources: &Sources) -> Loaded {
    let mut findings = Vec::new();
    let standard: Option<Opened<StandardFile>> = open(
        sources,
        &FileKind::Standard.file_name(),
        FileKind::Standard,
        &mut findings,
    );
    if let Some(standard) = &standard {
        check::standard(standard, &mut findings);
    }
    let folders: Vec<Folder<'_>> = sources
        .folders()
        .into_iter()
        .map(|name| folder(sources, name, &mut findings))
        .collect();
    let standard = standard.filter(|_| !check::standard_missing(sources, &folders, &mut findings));
    for folder in &folders {
        check::folder(folder, standard.as_ref(), &mut findings);
    }
    check::across(&folders, &mut findings);
    let catalogue = folders
        .into_iter()
        .filter_map(|folder| assemble(folder, standard.as_ref()))
        .collect();
    findings.sort_by(|left, right| {
        (&left.file, left.line, left.column, left.code).cmp(&(
            &right.file,
            right.line,
            right.column,
            right.code,
        ))
    });
    findings.dedup();
    Loaded { catalogue, findings }
}

fn folder<'a>(sources: &'a Sources, name: &'a str, out: &mut Vec<Finding>) -> Folder<'a> {
    let path = |kind: FileKind| format!("{name}/{}", kind.file_name());
    let mut prose = BTreeMap::new();
    let inside = format!("{name}/prose/");
    for file in sources.paths() {
        let Some(short) = file.strip_prefix(&inside) else {
            continue;
        };
        // Pictures and editors' leftovers are no prose; the check names those that nobody reads.
        if short.starts_with('.') || !short.ends_with(".md") {
            continue;
        }
        let bytes = sources.get(file).unwrap_or_default();
        if let Some(text) = text(&sources.shown(file), bytes, out) {
            prose.insert(short.to_owned(), text.to_owned());
        }
    }
    Folder {
        name,
        sources,
        programme: open(sources, &path(FileKind::Programme), FileKind::Programme, out),
        consents: open(sources, &path(FileKind::Consents), FileKind::Consents, out),
        forms: open(sources, &path(FileKind::Forms), FileKind::Forms, out),
        delivery: open(sources, &path(FileKind::Delivery), FileKind::Delivery, out),
        site: open(sources, &path(FileKind::Site), FileKind::Site, out),
        prose,
    }
}

fn assemble(folder: Folder<'_>, standard: Option<&Opened<StandardFile>>) -> Option<Programme> {
    let file = folder.programme?.data;
    let sections = standard.map_or(&[][..], |standard| &standard.data.sections);
    let forms = folder
        .forms?
        .data
        .forms
        .into_iter()
        .map(|form| resolve(form, sections, &file))
        .collect();
    let prose = file
        .chapters
        .iter()
        .map(|chapter| {
            let text = |language: &str| {
                folder
                    .prose
                    .get(&format!("{}.{language}.md", chapter.id))
                    .cloned()
                    .unwrap_or_default()
            };
            (
                chapter.id.clone(),
                Text {
                    ja: text("ja"),
                    en: text("en"),
                },
            )
        })
        .collect();
    Some(Programme {
        consents: folder.consents?.data.consents,
        forms,
        delivery: folder.delivery?.data,
        site: folder.site?.data,
        prose,
        file,
    })
}

/// Takes the standard sections in, and fills in the options that stand elsewhere in the programme.
fn resolve(mut form: Form, standard: &[Section], file: &ProgrammeFile) -> Form {
    for section in &mut form.sections {
        if let Some(found) = section
            .standard
            .as_ref()
            .and_then(|id| standard.iter().find(|candidate| candidate.id == *id))
        {
            section.title = section.title.take().or_else(|| found.title.clone());
            section.intro = section.intro.take().or_else(|| found.intro.clone());
            section.fields.splice(0..0, found.fields.iter().cloned());
        }
        for field in &mut section.fields {
            if !field.options.is_empty() {
                continue;
            }
            field.options = match (field.id.as_str(), field.kind) {
                (well_known::DECLARATIONS, FieldKind::Tick) => declared(file),
                (well_known::COURSE, FieldKind::Select | FieldKind::Choice) => courses(file),
                _ => Vec::new(),
            };
        }
    }
    form
}

fn declared(file: &ProgrammeFile) -> Vec<FieldOption> {
    let option = |declaration: &super::programme::Declaration| FieldOption {
        id: declaration.mark.clone(),
        label: Text {
            ja: format!("{} {}", declaration.mark, declaration.text.ja),
            en: format!("{} {}", declaration.mark, declaration.text.en),
        },
        exclusive: false,
    };
    file.eligibility.declarations.iter().map(option).collect()
}

fn courses(file: &ProgrammeFile) -> Vec<FieldOption> {
    let option = |course: &super::programme::Course| FieldOption {
        id: course.id.clone(),
        label: course.name.clone(),
        exclusive: false,
    };
    file.courses.iter().map(option).collect()
}
