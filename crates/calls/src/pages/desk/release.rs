//! Releasing the results (C12): a second look first, because mails do not come back and places are given away by them.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use web::{Posted, Visitor};

use super::confirm::ConfirmPage;
use super::notices::{finish, load, open};
use super::problems;
use crate::context::Calls;
use crate::domain::definition::Programme;
use crate::ops::notices::{Leaving, LookAtRelease, ReleaseNotice};

/// Outcomes in the order in which they are shown, with what follows from each.
const OUTCOMES: [(&str, &str); 3] = [
    ("selected", "release-effect-selected"),
    ("waiting", "release-effect-waiting"),
    ("not_drawn", "release-effect-not-drawn"),
];

/// `POST /desk/{programme}/notices/{notice}/release`: shows what leaves; with `confirmed`, releases it.
pub(super) async fn release(
    State(calls): State<Calls>,
    Path((id, notice)): Path<(String, String)>,
    visitor: Visitor,
    posted: Posted,
) -> Response {
    let (programme, notice) = match open(&calls, &visitor, &id, &notice) {
        Ok(open) => open,
        Err(page) => return page,
    };
    if let Err(error) = load(&calls, &programme, notice).await {
        return problems::page(&visitor, &error);
    }
    let release = ReleaseNotice {
        programme: Arc::clone(&programme),
        notice,
        actor: visitor.actor.clone(),
    };
    let done = if posted.text("confirmed") == "yes" {
        calls.store.run(&release).await.map(|_| ())
    } else {
        match calls.store.run(&LookAtRelease(release)).await {
            Ok(leaving) => {
                let back = format!("/desk/{}/notices/{notice}", programme.file.id);
                let page = second_look(&visitor, &programme, visitor.href(&back), &leaving);
                return page.show(&calls, &programme).await;
            }
            Err(error) => Err(error),
        }
    };
    finish(&calls, &visitor, &programme, notice, done).await
}

fn second_look<'a>(
    visitor: &'a Visitor,
    programme: &Programme,
    back: String,
    leaving: &Leaving,
) -> ConfirmPage<'a> {
    let number = |number: usize| visitor.say_n("notices-number", "number", count(number));
    let mails = |outcome: &str| leaving.mails.get(outcome).copied().filter(|mails| *mails > 0);
    let all: usize = leaving.mails.values().sum();
    let mut facts = vec![
        (
            visitor.say("desk-programme"),
            programme
                .file
                .short_name
                .in_language(visitor.language())
                .to_owned(),
        ),
        (visitor.say("release-mails"), number(all)),
    ];
    let mut effects = Vec::new();
    for (outcome, effect) in OUTCOMES {
        let Some(mails) = mails(outcome) else { continue };
        facts.push((visitor.say(&format!("notice-outcome-{outcome}")), number(mails)));
        effects.push(visitor.say_n(effect, "number", count(mails)));
    }
    let companies = visitor.say_n("roster-count", "number", count(leaving.companies));
    facts.insert(2, (visitor.say("release-companies"), companies));
    effects.push(visitor.say("release-effect-final"));
    ConfirmPage {
        v: visitor,
        title: visitor.say("release-confirm"),
        action: format!("{back}/release"),
        back: (back, visitor.say("notices-preview")),
        facts,
        effects,
        letter: None,
        hidden: Vec::new(),
        button: visitor.say("notices-release"),
        editable: false,
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
