//! Forms (P4): ids, options, conditions, and the fields that rules read.

mod conditions;
mod needed;

use platform::forms::{Field, FieldKind, Form};

use super::references;
use crate::domain::definition::finding::{Code, Finding, say};
use crate::domain::definition::forms::{FormsFile, StandardFile};
use crate::domain::definition::load::Folder;
use crate::domain::definition::opened::{Opened, finding};
use crate::domain::definition::programme::ProgrammeFile;
use crate::domain::definition::tree::Position;
use crate::domain::definition::well_known as known;
use crate::domain::definition::{FileKind, Sources};

/// A field as it is asked in a form, and where to report what is wrong with it there.
struct Asked<'a> {
    field: &'a Field,
    /// In `forms.toml`: the field, or the `use` that takes it in.
    pointer: String,
    /// It comes from a standard section.
    taken_in: bool,
}

impl Asked<'_> {
    fn at(&self, inner: &str) -> String {
        if self.taken_in {
            self.pointer.clone()
        } else {
            format!("{}/{inner}", self.pointer)
        }
    }
}

/// The standard sections by themselves.
pub(crate) fn standard(file: &Opened<StandardFile>, out: &mut Vec<Finding>) {
    let sections = &file.data.sections;
    super::ids(
        file,
        out,
        "/section",
        sections.iter().map(|section| section.id.as_str()),
    );
    for (index, section) in sections.iter().enumerate() {
        let at = format!("/section/{index}");
        if section.standard.is_some() {
            let message = say(
                "標準の節は、ほかの節を取り込めません。",
                "A standard section cannot take in another.",
            );
            file.at_key(out, &format!("{at}/use"), Code::Form, message, say("", ""));
        }
        if section.title.is_none() {
            let message = say("節に題（title）がありません。", "The section has no title.");
            file.at_key(out, &at, Code::MissingKey, message, say("", ""));
        }
        super::ids(
            file,
            out,
            &format!("{at}/field"),
            section.fields.iter().map(|field| field.id.as_str()),
        );
        for (place, field) in section.fields.iter().enumerate() {
            shape(file, out, &format!("{at}/field/{place}"), field);
        }
    }
}

/// Whether forms take in standard sections and the file that holds them is missing.
pub(crate) fn standard_missing(sources: &Sources, folders: &[Folder<'_>], out: &mut Vec<Finding>) -> bool {
    let name = FileKind::Standard.file_name();
    let forms = folders.iter().filter_map(|folder| folder.forms.as_ref());
    let mut sections = forms.flat_map(|file| file.data.forms.iter().flat_map(|form| &form.sections));
    let missing = sources.get(&name).is_none() && sections.any(|section| section.standard.is_some());
    if missing {
        let message = say(
            format!("ファイル「{name}」がありません。"),
            format!("The file \"{name}\" is missing."),
        );
        let remedy = say(
            "フォームが取り込む標準の節を、事業のフォルダーと並べて置いてください。",
            "Put it beside the programmes' folders: it holds the standard sections that forms take in.",
        );
        out.push(finding(
            &sources.shown(&name),
            Position::START,
            Code::File,
            message,
            remedy,
        ));
    }
    missing
}

/// The forms of a programme.
pub(super) fn check(folder: &Folder<'_>, standard: Option<&Opened<StandardFile>>, out: &mut Vec<Finding>) {
    let Some(file) = &folder.forms else { return };
    super::ids(
        file,
        out,
        "/form",
        file.data.forms.iter().map(|form| form.id.as_str()),
    );
    for (index, form) in file.data.forms.iter().enumerate() {
        sections(file, standard, out, index, form);
        let asked = asked(form, index, standard);
        // What a missing file would have asked, nobody knows.
        let whole = standard.is_some() || form.sections.iter().all(|section| section.standard.is_none());
        super::unique(
            file,
            out,
            asked.iter().map(|one| (one.at("id"), one.field.id.as_str())),
        );
        for (place, one) in asked.iter().enumerate() {
            if !one.taken_in {
                shape(file, out, &one.pointer, one.field);
            }
            if let Some(condition) = one.field.when.as_ref().filter(|_| whole) {
                conditions::when(
                    file,
                    out,
                    folder,
                    one,
                    condition,
                    &asked[..place],
                    &asked[place..],
                );
            }
        }
        if let Some(programme) = &folder.programme {
            options(folder, programme, file, out, &asked);
        }
    }
    needed::application(folder, file, standard, out);
    conditions::suits(folder, file, standard, out);
}

fn sections(
    file: &Opened<FormsFile>,
    standard: Option<&Opened<StandardFile>>,
    out: &mut Vec<Finding>,
    index: usize,
    form: &Form,
) {
    let list = format!("/form/{index}/section");
    super::ids(
        file,
        out,
        &list,
        form.sections.iter().map(|section| section.id.as_str()),
    );
    for (place, section) in form.sections.iter().enumerate() {
        let at = format!("{list}/{place}");
        if let Some(id) = &section.standard {
            let Some(standard) = standard.filter(|standard| standard.ids_are_sure("/section")) else {
                continue;
            };
            let ids: Vec<&str> = standard
                .data
                .sections
                .iter()
                .map(|section| section.id.as_str())
                .collect();
            references::Targets {
                what: ("標準の節", "standard section"),
                ids,
            }
            .expect(file, out, &format!("{at}/use"), id);
            continue;
        }
        if section.title.is_none() {
            let message = say("節に題（title）がありません。", "The section has no title.");
            file.at_key(
                out,
                &at,
                Code::MissingKey,
                message,
                say(
                    "title を書くか、use で標準の節を取り込んでください。",
                    "Write a title, or take in a standard section with `use`.",
                ),
            );
        }
        if section.fields.is_empty() && file.is_sure(&[&format!("{at}/field")]) {
            let message = say("質問のない節です。", "The section asks nothing.");
            file.at_key(out, &at, Code::Form, message, say("", ""));
        }
    }
}

fn asked<'a>(form: &'a Form, index: usize, standard: Option<&'a Opened<StandardFile>>) -> Vec<Asked<'a>> {
    let mut all = Vec::new();
    for (place, section) in form.sections.iter().enumerate() {
        let at = format!("/form/{index}/section/{place}");
        let found = section
            .standard
            .as_ref()
            .and_then(|id| standard?.data.sections.iter().find(|one| one.id == *id));
        for field in found.iter().flat_map(|found| &found.fields) {
            all.push(Asked {
                field,
                pointer: format!("{at}/use"),
                taken_in: true,
            });
        }
        for (number, field) in section.fields.iter().enumerate() {
            all.push(Asked {
                field,
                pointer: format!("{at}/field/{number}"),
                taken_in: false,
            });
        }
    }
    all
}

/// What can be said of a field alone.
fn shape<T>(file: &Opened<T>, out: &mut Vec<Finding>, at: &str, field: &Field) {
    super::ids(
        file,
        out,
        &format!("{at}/option"),
        field.options.iter().map(|option| option.id.as_str()),
    );
    if !file.is_sure(&[&format!("{at}/kind")]) {
        return;
    }
    let chosen = matches!(
        field.kind,
        FieldKind::Choice | FieldKind::Select | FieldKind::Choices
    );
    let filled_in = matches!(field.id.as_str(), known::COURSE | known::DECLARATIONS);
    if chosen && field.options.is_empty() && !filled_in && file.is_sure(&[&format!("{at}/option")]) {
        let message = say("選択肢（option）がありません。", "There are no options.");
        file.at_key(out, at, Code::Form, message, say("", ""));
    }
    if field.kind != FieldKind::Choices {
        exclusive(file, out, at, field);
    }
    if !chosen && field.kind != FieldKind::Tick && !field.options.is_empty() {
        let message = say(
            "この種類の質問に選択肢はありません。",
            "A field of this kind has no options.",
        );
        let remedy = say(
            "kind を choice、select、choices のいずれかにしてください。",
            "Make its kind choice, select or choices.",
        );
        file.at(out, &format!("{at}/kind"), Code::Form, message, remedy);
    }
    if let (Some(minimum), Some(maximum)) = (field.minimum, field.maximum)
        && minimum > maximum
        && file.is_sure(&[&format!("{at}/minimum")])
    {
        let message = say(
            format!("最大 {maximum} が最小 {minimum} より小さくなっています。"),
            format!("The maximum {maximum} is less than the minimum {minimum}."),
        );
        file.at(out, &format!("{at}/maximum"), Code::Form, message, say("", ""));
    }
    if field.max_length == Some(0) {
        let message = say("長さの上限が 0 です。", "The longest answer has 0 characters.");
        file.at(out, &format!("{at}/max_length"), Code::Form, message, say("", ""));
    }
    if let Some(kinds) = known::kinds(&field.id).filter(|kinds| !kinds.contains(&field.kind)) {
        let names: Vec<String> = kinds.iter().map(|kind| kind_name(*kind)).collect();
        let message = say(
            format!(
                "「{}」は規則が読む質問です。kind は {} でなければなりません。",
                field.id,
                names.join(" か ")
            ),
            format!(
                "Rules read \"{}\": its kind must be {}.",
                field.id,
                names.join(" or ")
            ),
        );
        file.at(out, &format!("{at}/kind"), Code::Form, message, say("", ""));
    }
}

/// Where one option alone is chosen, no other stands beside it.
fn exclusive<T>(file: &Opened<T>, out: &mut Vec<Finding>, at: &str, field: &Field) {
    for (place, option) in field.options.iter().enumerate() {
        if option.exclusive {
            let message = say(
                format!(
                    "「{}」の exclusive は、いくつも選べる質問（choices）だけで使えます。",
                    option.id
                ),
                format!(
                    "`exclusive` of \"{}\" has a meaning only where several can be chosen.",
                    option.id
                ),
            );
            let remedy = say(
                "exclusive を消すか、kind を choices にしてください。",
                "Remove `exclusive`, or make the kind choices.",
            );
            file.at(
                out,
                &format!("{at}/option/{place}/exclusive"),
                Code::Form,
                message,
                remedy,
            );
        }
    }
}

fn kind_name(kind: FieldKind) -> String {
    serde_json::to_value(kind)
        .ok()
        .and_then(|name| name.as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// Options whose ids mean something elsewhere.
fn options(
    folder: &Folder<'_>,
    programme: &Opened<ProgrammeFile>,
    file: &Opened<FormsFile>,
    out: &mut Vec<Finding>,
    asked: &[Asked<'_>],
) {
    for one in asked {
        let targets = match one.field.id.as_str() {
            known::COURSE => references::courses(folder),
            // An answer like "none" or "another one" is no programme, but must not look like a misspelt one.
            known::PAST_PROGRAMMES => references::referrals(folder).map(|mut targets| {
                targets.ids.extend(["none", "other"]);
                targets
            }),
            _ => None,
        };
        let Some(targets) = targets else { continue };
        for (place, option) in one.field.options.iter().enumerate() {
            targets.expect(file, out, &one.at(&format!("option/{place}/id")), &option.id);
        }
        // A misspelt option is one mistake, not two.
        let spelt = one
            .field
            .options
            .iter()
            .all(|option| targets.ids.contains(&option.id.as_str()));
        if one.field.id == known::PAST_PROGRAMMES && spelt {
            for rule in &programme.data.eligibility.rules {
                for id in rule
                    .programmes
                    .iter()
                    .filter(|id| !one.field.options.iter().any(|option| option.id == **id))
                {
                    let message = say(
                        format!("規則「{}」の「{id}」が選択肢にありません。", rule.id),
                        format!("\"{id}\" of the rule \"{}\" is not among the options.", rule.id),
                    );
                    file.at_key(out, &one.pointer, Code::Form, message, say("", ""));
                }
            }
        }
    }
}
