//! Registrations for briefings, beyond their last seat and their last minute (C17).

use std::sync::Arc;

use calls::domain::definition::delivery::Briefing;
use calls::error::Error;
use calls::ops::briefing::{Mode, RegisterForBriefing};
use jiff::SignedDuration;
use platform::clock::from_tokyo;
use platform::text::Language;

use crate::simulation::agenda::Act;
use crate::simulation::at_once::at_once;
use crate::simulation::world::World;

/// Those who come when all seats are taken.
const TOO_MANY: u32 = 5;
/// Those who send the form a second time.
const AGAIN: u32 = 3;

impl World {
    pub(super) fn plan_briefings(&mut self) {
        let programme = Arc::clone(&self.programme);
        for (number, briefing) in programme.delivery.briefings.iter().enumerate() {
            let closes = from_tokyo(briefing.registration_closes);
            for mode in [Mode::OnSite, Mode::Online] {
                if mode.seats(briefing).is_some() {
                    self.add(
                        closes - SignedDuration::from_hours(48),
                        Act::Register(number, mode),
                    );
                    self.add(closes, Act::RegisterLate(number));
                }
            }
        }
    }

    /// Everybody at once; then some again, who get their first registration.
    pub(super) async fn register(&mut self, briefings: Vec<(usize, Mode)>) {
        let programme = Arc::clone(&self.programme);
        for (number, mode) in briefings {
            let Some(briefing) = programme.delivery.briefings.get(number) else {
                continue;
            };
            let seats = mode.seats(briefing).unwrap_or(0);
            let first: Vec<_> = (0..seats + TOO_MANY)
                .map(|one| self.registration(briefing, mode, one))
                .collect();
            let store = self.store.clone();
            let answers = at_once(self.at_once, first, move |one| {
                let store = store.clone();
                async move { store.run(&one).await }
            });
            let answers = answers.await;
            self.ledger.operations += answers.len() as u64;
            let mut registered = 0;
            for answer in answers {
                match answer {
                    Ok(_) => registered += 1,
                    Err(Error::Full { .. }) => self.answered("briefing_full"),
                    Err(error) => {
                        self.surprise(&briefing.id, "register_for_briefing", "ok", &error.to_string());
                    }
                }
            }
            if registered != seats {
                self.surprise(
                    &briefing.id,
                    "register_for_briefing",
                    &seats.to_string(),
                    &registered.to_string(),
                );
            }
            for one in 0..AGAIN.min(seats) {
                let again = self.registration(briefing, mode, one);
                match self.run(&again).await {
                    Ok(_) | Err(Error::Full { .. }) => {}
                    Err(error) => {
                        self.surprise(&briefing.id, "register_for_briefing", "ok", &error.to_string());
                    }
                }
            }
        }
    }

    pub(super) async fn register_late(&mut self, briefings: Vec<usize>) {
        let programme = Arc::clone(&self.programme);
        for number in briefings {
            let Some(briefing) = programme.delivery.briefings.get(number) else {
                continue;
            };
            let late = self.registration(briefing, Mode::Online, 100_000);
            if !matches!(self.run(&late).await, Err(Error::Closed { .. })) {
                self.surprise(&briefing.id, "register_for_briefing", "closed", "taken");
            }
        }
    }

    fn registration(&self, briefing: &Briefing, mode: Mode, number: u32) -> RegisterForBriefing {
        RegisterForBriefing {
            programme: Arc::clone(&self.programme),
            briefing: briefing.id.clone(),
            mode,
            company: format!("みなも商会{number}"),
            name: "石井 直子".to_owned(),
            email: format!("listener{number}.{}@example.jp", mode.as_str()),
            language: Language::Ja,
        }
    }
}
