//! Where to go instead (C3, C4), as pages show it.

use web::Visitor;

use crate::domain::definition::Programme;

/// Somewhere else to go.
pub(super) struct Referral {
    /// Name of the programme or service.
    pub(super) name: String,
    /// What it is.
    pub(super) note: String,
    /// Its page; empty when it has none.
    pub(super) url: String,
}

/// The referrals with these ids, each once.
pub(super) fn named<'i>(
    visitor: &Visitor,
    programme: &Programme,
    ids: impl IntoIterator<Item = &'i String>,
) -> Vec<Referral> {
    let language = visitor.language();
    let mut seen: Vec<&String> = Vec::new();
    for id in ids {
        if !seen.contains(&id) {
            seen.push(id);
        }
    }
    let known = &programme.file.referrals;
    let found = seen
        .into_iter()
        .filter_map(|id| known.iter().find(|one| one.id == *id));
    found
        .map(|one| Referral {
            name: one.name.in_language(language).to_owned(),
            note: one
                .note
                .as_ref()
                .map_or_else(String::new, |note| note.in_language(language).to_owned()),
            url: one.url.clone().unwrap_or_default(),
        })
        .collect()
}
