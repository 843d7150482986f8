//! What happens: each act goes through the same operations as the pages.

mod answers;
mod applying;
mod briefings;
mod contacts;
mod departures;
mod draw;
mod papers;

use jiff::SignedDuration;
use platform::clock::from_tokyo;

use super::agenda::Act;
use super::arrivals::{arrivals, window};
use super::world::World;

/// Takes what one kind of act holds out of a list of acts of that kind.
macro_rules! each {
    ($acts:expr, $pattern:pat => $value:expr) => {
        $acts
            .into_iter()
            .filter_map(|act| match act {
                $pattern => Some($value),
                _ => None,
            })
            .collect::<Vec<_>>()
    };
}

impl World {
    /// Notes everything that is certain before the first day.
    pub(super) fn plan_ahead(&mut self) {
        let (opens, _) = window(&self.programme);
        let selection = &self.programme.file.selection;
        if let (true, Some(freeze), Some(draw)) = (
            self.programme.file.is_lottery(),
            selection.freeze_at,
            selection.draw_at,
        ) {
            let (freeze, draw) = (from_tokyo(freeze), from_tokyo(draw));
            self.add(opens, Act::Charter);
            self.add(freeze - SignedDuration::from_hours(1), Act::ClearUp);
            self.add(freeze, Act::Freeze);
            self.add(draw, Act::Draw);
            let results = self.results_at().unwrap_or(draw);
            self.add(results, Act::Prepare);
        }
        self.plan_briefings();
        for (at, arrival) in arrivals(&self.programme, self.plan.applicants, self.plan.seed) {
            self.add(at, Act::Arrive(arrival));
        }
    }

    /// Does `acts`, which are of one kind and happen at the same instant.
    pub(super) async fn act(&mut self, acts: Vec<Act>) {
        match acts.first() {
            Some(Act::Charter) => self.publish_charter().await,
            Some(Act::Register(..)) => {
                self.register(each!(acts, Act::Register(one, mode) => (one, mode)))
                    .await;
            }
            Some(Act::RegisterLate(_)) => {
                self.register_late(each!(acts, Act::RegisterLate(one) => one))
                    .await;
            }
            Some(Act::Arrive(_)) => self.arrive(each!(acts, Act::Arrive(arrival) => arrival)).await,
            Some(Act::Contact(..)) => {
                self.contact(each!(acts, Act::Contact(who, call) => (who, call)))
                    .await;
            }
            Some(Act::Leave(_)) => self.leave(each!(acts, Act::Leave(who) => who)).await,
            Some(Act::ClearUp) => self.clear_up().await,
            Some(Act::Freeze) => self.freeze().await,
            Some(Act::Draw) => self.draw().await,
            Some(Act::Prepare) => self.prepare().await,
            Some(Act::Release(notice)) => self.release(*notice).await,
            Some(Act::Answer(_)) => self.answer(each!(acts, Act::Answer(who) => who)).await,
            Some(Act::AnswerLate(_)) => self.answer_late(each!(acts, Act::AnswerLate(who) => who)).await,
            Some(Act::Lapse) => self.lapse().await,
            Some(Act::Documents(_)) => self.papers(each!(acts, Act::Documents(who) => who)).await,
            None => {}
        }
    }
}
