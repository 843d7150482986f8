//! Names that point at something: referrals, forms, consents, courses.

use super::super::opened::Opened;
use crate::domain::definition::finding::{Code, Finding, did_you_mean, say};
use crate::domain::definition::load::Folder;

/// What names may point at, when all of them can be relied on.
pub(super) struct Targets<'a> {
    /// What they are, in both languages: フォーム, form.
    pub(super) what: (&'static str, &'static str),
    pub(super) ids: Vec<&'a str>,
}

impl Targets<'_> {
    /// Reports `id` at `pointer` of `file` unless it exists.
    pub(super) fn expect<T>(&self, file: &Opened<T>, out: &mut Vec<Finding>, pointer: &str, id: &str) {
        if self.ids.contains(&id) {
            return;
        }
        let (ja, en) = self.what;
        file.at(
            out,
            pointer,
            Code::UnknownReference,
            say(
                format!("{ja}「{id}」がありません。"),
                format!("There is no {en} \"{id}\"."),
            ),
            did_you_mean(id, self.ids.iter().copied()),
        );
    }
}

/// The forms, unless forms.toml cannot be relied on.
pub(super) fn forms<'a>(folder: &'a Folder<'_>) -> Option<Targets<'a>> {
    let file = folder.forms.as_ref().filter(|file| file.ids_are_sure("/form"))?;
    let ids = file.data.forms.iter().map(|form| form.id.as_str()).collect();
    Some(Targets {
        what: ("フォーム", "form"),
        ids,
    })
}

/// The consents.
pub(super) fn consents<'a>(folder: &'a Folder<'_>) -> Option<Targets<'a>> {
    let file = folder
        .consents
        .as_ref()
        .filter(|file| file.ids_are_sure("/consent"))?;
    let ids = file
        .data
        .consents
        .iter()
        .map(|consent| consent.id.as_str())
        .collect();
    Some(Targets {
        what: ("同意書", "consent"),
        ids,
    })
}

/// The courses.
pub(super) fn courses<'a>(folder: &'a Folder<'_>) -> Option<Targets<'a>> {
    let file = folder
        .programme
        .as_ref()
        .filter(|file| file.ids_are_sure("/course"))?;
    let ids = file
        .data
        .courses
        .iter()
        .map(|course| course.id.as_str())
        .collect();
    Some(Targets {
        what: ("コース", "course"),
        ids,
    })
}

/// The other programmes and services.
pub(super) fn referrals<'a>(folder: &'a Folder<'_>) -> Option<Targets<'a>> {
    let file = folder
        .programme
        .as_ref()
        .filter(|file| file.ids_are_sure("/referral"))?;
    let ids = file.data.referrals.iter().map(|one| one.id.as_str()).collect();
    Some(Targets {
        what: ("紹介先（referral）", "referral"),
        ids,
    })
}

pub(super) fn check(folder: &Folder<'_>, out: &mut Vec<Finding>) {
    if let Some(file) = &folder.programme {
        super::ids(
            file,
            out,
            "/referral",
            file.data.referrals.iter().map(|one| one.id.as_str()),
        );
        if let Some(targets) = referrals(folder) {
            for (index, rule) in file.data.eligibility.rules.iter().enumerate() {
                for (key, ids) in [("programmes", &rule.programmes), ("refer_to", &rule.refer_to)] {
                    for (place, id) in ids.iter().enumerate() {
                        targets.expect(file, out, &format!("/eligibility/rule/{index}/{key}/{place}"), id);
                    }
                }
            }
        }
    }
    if let Some(file) = &folder.consents {
        super::ids(
            file,
            out,
            "/consent",
            file.data.consents.iter().map(|one| one.id.as_str()),
        );
        for (index, consent) in file.data.consents.iter().enumerate() {
            if consent.parts.is_empty() {
                let message = say("誰も署名しない同意書です。", "Nobody signs this consent.");
                let remedy = say(
                    "parts に company か participant を書いてください。",
                    "Write company or participant into `parts`.",
                );
                file.at(
                    out,
                    &format!("/consent/{index}/parts"),
                    Code::WrongValue,
                    message,
                    remedy,
                );
            }
        }
    }
}
