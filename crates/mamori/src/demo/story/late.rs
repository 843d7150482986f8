//! Companies of a call that is over and owe papers still: this morning their stamped forms came in, and one of them names
//! another company than the application does. So the desk has something to look at from the first moment on.

use std::sync::Arc;

use calls::domain::call_document::consent_document;
use calls::domain::definition::Programme;
use calls::domain::definition::consents::{Consent, Part};
use calls::error::Result;
use calls::ops::documents::{Method, SignConsent, Upload};
use contracts::ids::ApplicationId;
use documents::model::{Block, SignatureForm};
use documents::pdf::Engine;
use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};
use platform::actor::Actor;
use platform::clock::{MovableClock, from_tokyo};
use platform::store::Store;
use platform::text::Language;

/// How long before the demo's first moment the first form comes in.
const BEFORE: SignedDuration = SignedDuration::from_mins(75);
/// Added to the name of a company that was put under a holding since it applied.
const RENAMED: &str = "ホールディングス";

/// A company that has confirmed and owes its papers.
pub(super) struct Late {
    pub(super) programme: Arc<Programme>,
    pub(super) application: ApplicationId,
    pub(super) company: String,
    /// With the prefecture.
    pub(super) address: String,
    pub(super) representative: String,
    pub(super) participant: String,
}

/// Two companies send in their first consent: one as a stamped scan, one signed on the page under a new name.
pub(super) async fn send_in(store: &Store, clock: &MovableClock, late: &[Late]) -> Result<()> {
    let start: DateTime = super::super::START.parse().unwrap_or_default();
    // The clock never goes back: what was told last may have happened later.
    clock.set((from_tokyo(start) - BEFORE).max(store.clock().now()));
    let engine = Engine::default();
    for (index, one) in late.iter().take(2).enumerate() {
        let Some(consent) = one.programme.consents.first() else {
            continue;
        };
        for part in &consent.parts {
            let method = if index == 0 {
                // Without a font there is nothing to print, and this company stays late.
                let Some(scan) = one.scan(&engine, consent, start.date()) else {
                    continue;
                };
                Method::Scan(scan)
            } else {
                Method::Typed
            };
            let company = if index == 0 {
                one.company.clone()
            } else {
                format!("{}{RENAMED}", one.company)
            };
            clock.set(store.clock().now() + SignedDuration::from_mins(9));
            store.run(&one.sign(consent, *part, method, company)).await?;
        }
    }
    Ok(())
}

impl Late {
    fn sign(&self, consent: &Consent, part: Part, method: Method, company: String) -> SignConsent {
        SignConsent {
            programme: Arc::clone(&self.programme),
            application: self.application,
            consent: consent.id.clone(),
            part,
            method,
            signer_name: match part {
                Part::Company => self.representative.clone(),
                Part::Participant => self.participant.clone(),
            },
            company: (part == Part::Company).then(|| (company, self.address.clone())),
            client_address: "192.0.2.24".to_owned(),
            reason: None,
            actor: Actor::Applicant {
                application: self.application,
            },
        }
    }

    /// The call's own form, filled in, with seals.
    fn scan(&self, engine: &Engine, consent: &Consent, day: Date) -> Option<Upload> {
        let mut document = consent_document(&self.programme, consent, Language::Ja);
        for block in &mut document.blocks {
            match block {
                Block::Signatures(form) => self.fill_in(form, consent, day),
                // A tagged PDF begins with a heading of level 1.
                Block::Heading(heading) => heading.level = 1,
                _ => {}
            }
        }
        let pdf = engine.pdf(&document).ok()?;
        Some(Upload {
            name: format!("{}（押印済み）.pdf", document.title),
            media_type: "application/pdf",
            contents: pdf.bytes,
        })
    }

    fn fill_in(&self, form: &mut SignatureForm, consent: &Consent, day: Date) {
        form.date = Some(platform::languages::Words::new(Language::Ja).date(day));
        for (part, wanted) in form.parts.iter_mut().zip(&consent.parts) {
            let (values, seal) = match wanted {
                Part::Company => (
                    vec![&self.company, &self.address, &self.representative],
                    "代表者印",
                ),
                Part::Participant => (vec![&self.participant], surname(&self.participant)),
            };
            for (line, value) in part.lines.iter_mut().zip(values) {
                line.value = Some(value.clone());
                line.seal = line.seal.as_ref().map(|_| seal.to_owned());
            }
        }
    }
}

fn surname(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or(name)
}
