//! Charter, clearing up, freeze, draw and result notices (D1, C12).

use std::sync::Arc;

use calls::domain::application::StateName;
use calls::error::Error;
use calls::ops::decide::End;
use calls::ops::draw::{FreezeDraw, PublishCharter, RunDraw};
use calls::ops::except::GrantException;
use calls::ops::notices::{DiscardNotice, PrepareResults, ReleaseNotice};
use calls::read::facts::shown;
use calls::read::in_state;
use contracts::ids::NoticeId;
use fair_draw::test_beacon::{TestKey, key_from_seed, sign_round};
use jiff::SignedDuration;
use platform::clock::from_tokyo;

use crate::simulation::agenda::Act;
use crate::simulation::people::PersonIndex;
use crate::simulation::world::{World, approver, clerk};

/// Genesis and period of the simulation's beacon: no real chain has them.
const GENESIS: u64 = 1_600_000_000;
const PERIOD: u64 = 3;

impl World {
    fn beacon_key(&self) -> TestKey {
        key_from_seed(format!("simulation {}", self.plan.seed).as_bytes())
    }

    pub(super) async fn publish_charter(&mut self) {
        let charter = PublishCharter {
            programme: Arc::clone(&self.programme),
            key: fair_draw::SigningKey::from_bytes(&[7; 32]),
            beacon: self.beacon_key().source(GENESIS, PERIOD),
            verifier: calls::ops::draw::VerifierPage::ours(),
            actor: clerk(),
        };
        self.must("charter", &charter).await;
    }

    /// What the desk does in the last hour: nobody may be left to be called, no company may stand twice, and in a call
    /// without contacts somebody has to look at those who don't meet the rules.
    pub(super) async fn clear_up(&mut self) {
        for index in self.people_in(StateName::Received).await {
            self.end_one(
                index,
                End::Refuse,
                "期日までにご連絡がつかず、申込みを完了できなかったため",
                Vec::new(),
            )
            .await;
        }
        for index in self.people_in(StateName::Complete).await {
            let person = self.people.get(index).clone();
            if person.again {
                self.end_one(
                    index,
                    End::Withdraw,
                    "同じ会社から先に申込みがあるため",
                    Vec::new(),
                )
                .await;
            } else if person.outcome == "review" && person.fate.excepted {
                self.except(index).await;
            } else if person.outcome != "eligible" && !self.programme.file.journey().contact {
                self.end_one(
                    index,
                    End::Refuse,
                    "募集要項の参加要件を満たさないため",
                    person.refer_to,
                )
                .await;
            }
        }
    }

    async fn except(&mut self, index: PersonIndex) {
        if self.programme.file.journey().contact {
            return; // Granted with the contact.
        }
        let (application, number) = (self.people.get(index).id, self.people.get(index).number);
        let Ok(shown) = shown(self.store.reader(), application).await else {
            return;
        };
        let reason = "前回の支援の後に社内の環境が大きく変わったため".to_owned();
        let exception = GrantException {
            application,
            version: shown.version,
            reason,
            actor: clerk(),
        };
        self.must(&format!("R{number:05}"), &exception).await;
    }

    pub(super) async fn people_in(&mut self, state: StateName) -> Vec<PersonIndex> {
        match in_state(self.store.reader(), &self.programme, state).await {
            Ok(ids) => ids.into_iter().filter_map(|id| self.people.find(id)).collect(),
            Err(error) => {
                self.surprise(state.as_str(), "read", "ok", &error.to_string());
                Vec::new()
            }
        }
    }

    pub(super) async fn freeze(&mut self) {
        let freeze = FreezeDraw {
            programme: Arc::clone(&self.programme),
            actor: clerk(),
        };
        self.must("list", &freeze).await;
    }

    pub(super) async fn draw(&mut self) {
        let Some(draw_at) = self.programme.file.selection.draw_at else {
            return;
        };
        let key = self.beacon_key();
        let Ok(round) = key.chain(GENESIS, PERIOD).round_at(from_tokyo(draw_at)) else {
            return self.surprise("beacon", "run_draw", "a round", "none");
        };
        let beacon = sign_round(&key, round).bytes();
        let draw = RunDraw {
            programme: Arc::clone(&self.programme),
            beacon,
            actor: clerk(),
        };
        self.must("draw", &draw).await;
    }

    /// Writes the notices; somebody else releases them some hours later.
    pub(super) async fn prepare(&mut self) {
        let prepare = PrepareResults {
            programme: Arc::clone(&self.programme),
            actor: clerk(),
        };
        match self.run(&prepare).await {
            Ok(notice) => self.add(self.now() + SignedDuration::from_hours(3), Act::Release(notice)),
            // Nobody at all was drawn: there is nothing to tell.
            Err(Error::OutOfOrder(_)) if self.people_in(StateName::Complete).await.is_empty() => {}
            Err(error) => self.surprise("notices", "prepare_results", "ok", &error.to_string()),
        }
    }

    /// Whoever prepared them may not release them. When somebody left in between, they are written again.
    pub(super) async fn release(&mut self, notice: NoticeId) {
        let release = |actor| ReleaseNotice {
            programme: Arc::clone(&self.programme),
            notice,
            actor,
        };
        let (by_clerk, by_approver) = (release(clerk()), release(approver()));
        if !matches!(self.run(&by_clerk).await, Err(Error::SamePerson)) {
            self.surprise(
                "notices",
                "release_notice",
                "refused to who prepared them",
                "not refused",
            );
        }
        match self.run(&by_approver).await {
            Ok(_) => self.welcome().await,
            Err(Error::OutOfOrder(_)) => {
                self.must(
                    "notices",
                    &DiscardNotice {
                        notice,
                        actor: clerk(),
                    },
                )
                .await;
                self.prepare().await;
            }
            Err(error) => self.surprise("notices", "release_notice", "ok", &error.to_string()),
        }
    }
}
