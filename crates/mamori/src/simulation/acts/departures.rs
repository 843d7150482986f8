//! Withdrawals and exclusions on the way (C16), at whatever stage they come.

use std::sync::Arc;

use calls::domain::application::Ending;
use calls::ops::decide::{End, EndApplication};
use calls::read::facts::shown;

use crate::simulation::people::PersonIndex;
use crate::simulation::world::{World, clerk};

impl World {
    /// Ends applications one after the other: each may lift somebody.
    pub(super) async fn leave(&mut self, people: Vec<PersonIndex>) {
        for index in people {
            let excluded = self.people.get(index).fate.excluded;
            let (end, reason) = if excluded {
                (End::Exclude, "申込書の記載に事実と異なる点があったため")
            } else {
                (End::Withdraw, "会社の都合により")
            };
            self.end_one(index, end, reason, Vec::new()).await;
        }
        self.welcome().await;
    }

    /// Ends an application unless it has ended.
    pub(super) async fn end_one(
        &mut self,
        index: PersonIndex,
        end: End,
        reason: &str,
        refer_to: Vec<String>,
    ) {
        let (id, number) = (self.people.get(index).id, self.people.get(index).number);
        let whose = format!("R{number:05}");
        let shown = match shown(self.store.reader(), id).await {
            Ok(shown) => shown,
            Err(error) => return self.surprise(&whose, "read", "ok", &error.to_string()),
        };
        if shown.state.is_final() {
            return;
        }
        let operation = EndApplication {
            programme: Arc::clone(&self.programme),
            application: id,
            version: shown.version,
            end,
            ending: Ending {
                reason: reason.to_owned(),
                refer_to,
            },
            actor: clerk(),
        };
        self.must(&whose, &operation).await;
    }
}
