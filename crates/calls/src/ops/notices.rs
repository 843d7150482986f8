//! Result notices (C12): prepared for everyone, previewed, released by a second person. Only the release makes
//! the offers: the period for answering counts from the notice (C13).

use std::collections::BTreeMap;
use std::sync::Arc;

use contracts::ids::NoticeId;
use platform::actor::Actor;
use platform::entropy::new_id;
use platform::store::{At, Operation, Tx};
use platform::{audit, mail};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::json;

use super::{change, letters, lottery, selection};
use crate::domain::application::{Event, StateName};
use crate::domain::definition::Programme;
use crate::error::{Error, Result};
use crate::store::entities::{application, notice, notice_item};

/// What a notice says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// 当選
    Selected,
    /// 補欠, with the position on the waiting list, from 1.
    Waiting(u64),
    /// 落選
    NotSelected,
}

impl Outcome {
    /// Its name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Selected => "selected",
            Self::Waiting(_) => "waiting",
            Self::NotSelected => "not_selected",
        }
    }
}

/// Writes a notice for everyone who was drawn.
pub struct PrepareResults {
    /// The call.
    pub programme: Arc<Programme>,
    /// Who.
    pub actor: Actor,
}

impl Operation for PrepareResults {
    const NAME: &'static str = "prepare_results";
    type Output = NoticeId;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<NoticeId> {
        let programme = &self.programme;
        // Locks the draw: two clerks prepare one after the other, and the second one finds the first one's.
        let outcomes = outcomes(tx, programme).await?;
        let standing = notice::Entity::find()
            .filter(notice::Column::ProgrammeId.eq(&programme.file.id))
            .filter(notice::Column::Kind.eq("result"))
            .filter(notice::Column::State.ne("discarded"))
            .count(tx.connection())
            .await?;
        if standing > 0 {
            return Err(Error::OutOfOrder("the results are prepared already"));
        }
        if outcomes.is_empty() {
            return Err(Error::OutOfOrder("nobody was drawn yet"));
        }
        let id = new_id::<NoticeId>(tx.now(), tx.entropy());
        let row = notice::Model {
            id,
            programme_id: programme.file.id.clone(),
            kind: "result".to_owned(),
            state: "prepared".to_owned(),
            prepared_by: self.actor.key().1,
            prepared_at: At::from(tx.now()),
            released_by: None,
            released_at: None,
        };
        notice::ActiveModel::from(row).insert(tx.connection()).await?;
        for (application, outcome) in &outcomes {
            let letter = letters::result(programme, application, *outcome);
            let item = notice_item::Model {
                notice_id: id,
                application_id: application.id,
                outcome: outcome.as_str().to_owned(),
                subject: letter.subject,
                body: letter.body,
            };
            notice_item::ActiveModel::from(item)
                .insert(tx.connection())
                .await?;
        }
        tx.audit(audit::Entry {
            actor: self.actor.clone(),
            action: "notice.prepared",
            subject: ("notice", id.to_string()),
            before: None,
            after: Some(json!({ "programme": programme.file.id, "notices": outcomes.len() })),
        });
        Ok(id)
    }
}

/// Everyone who was drawn and has not left, with what the draw gives them now, in rank order.
async fn outcomes(tx: &Tx, programme: &Programme) -> Result<Vec<(application::Model, Outcome)>> {
    let seats = lottery::Drawn::load(tx, programme).await?.pending()?;
    let rows = application::Entity::find()
        .filter(application::Column::ProgrammeId.eq(&programme.file.id))
        .filter(application::Column::State.eq(StateName::Complete.as_str()))
        .filter(application::Column::Rank.is_not_null())
        .order_by_asc(application::Column::Rank)
        .all(tx.connection())
        .await?;
    let mut position = 0;
    let waiting_list = programme.file.selection.waiting_list;
    Ok(rows
        .into_iter()
        .map(|row| {
            let label = row.label.as_ref().and_then(|label| label.parse().ok());
            let seated = label.is_some_and(|label| seats.contains(&label));
            let outcome = match (seated, waiting_list) {
                (true, _) => Outcome::Selected,
                (false, true) => {
                    position += 1;
                    Outcome::Waiting(position)
                }
                (false, false) => Outcome::NotSelected,
            };
            (row, outcome)
        })
        .collect())
}

/// Releases a prepared batch: offers are made, everyone is told.
pub struct ReleaseNotice {
    /// The call.
    pub programme: Arc<Programme>,
    /// Which batch.
    pub notice: NoticeId,
    /// Who releases; not the one who prepared it.
    pub actor: Actor,
}

impl Operation for ReleaseNotice {
    const NAME: &'static str = "release_notice";
    /// How many were told.
    type Output = usize;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<usize> {
        let batch = load_prepared(tx, self.notice).await?;
        if batch.prepared_by == self.actor.key().1 {
            return Err(Error::SamePerson);
        }
        let prepared = items(tx, self.notice).await?;
        let outcomes = outcomes(tx, &self.programme).await?;
        if !still_true(&prepared, &outcomes) {
            return Err(Error::OutOfOrder(
                "somebody left since the notices were prepared: discard and prepare them again",
            ));
        }
        self.offer_seats(tx).await?;
        for (application, outcome) in &outcomes {
            self.tell(tx, application, *outcome, &prepared).await?;
        }
        set_state(tx, self.notice, "released", Some(&self.actor)).await?;
        tx.audit(audit::Entry {
            actor: self.actor.clone(),
            action: "notice.released",
            subject: ("notice", self.notice.to_string()),
            before: Some(json!({ "state": "prepared", "prepared_by": batch.prepared_by })),
            after: Some(json!({ "state": "released", "notices": outcomes.len() })),
        });
        Ok(outcomes.len())
    }
}

impl ReleaseNotice {
    /// In the order of the seats, as the public log has it.
    async fn offer_seats(&self, tx: &Tx) -> Result<()> {
        let programme = &self.programme;
        let mut drawn = lottery::Drawn::load(tx, programme).await?;
        for label in drawn.pending()? {
            drawn
                .append(tx, programme, label, lottery::LogEvent::Offered)
                .await?;
            let row = lottery::by_label(tx, programme, &label).await?;
            selection::place(tx, programme, row, &self.actor, "place.offered").await?;
            if !selection::asks_for_answer(programme) {
                drawn
                    .append(tx, programme, label, lottery::LogEvent::Accepted)
                    .await?;
            }
        }
        Ok(())
    }

    async fn tell(
        &self,
        tx: &Tx,
        application: &application::Model,
        outcome: Outcome,
        prepared: &BTreeMap<String, notice_item::Model>,
    ) -> Result<()> {
        if let Outcome::Waiting(_) = outcome {
            let row = change::load(tx, application.id).await?;
            change::apply(
                tx,
                &self.programme,
                row,
                Event::PutOnWaitingList,
                &self.actor,
                "application.waiting",
            )
            .await?;
        }
        if let Some(item) = prepared.get(&application.id.to_string()) {
            let row = change::load(tx, application.id).await?;
            mail::send(tx, letters::prepared(&self.programme, &row, item)).await?;
        }
        Ok(())
    }
}

fn still_true(
    prepared: &BTreeMap<String, notice_item::Model>,
    outcomes: &[(application::Model, Outcome)],
) -> bool {
    prepared.len() == outcomes.len()
        && outcomes.iter().all(|(application, outcome)| {
            prepared
                .get(&application.id.to_string())
                .is_some_and(|item| item.outcome == outcome.as_str())
        })
}

/// Discards a prepared batch.
pub struct DiscardNotice {
    /// Which.
    pub notice: NoticeId,
    /// Who.
    pub actor: Actor,
}

impl Operation for DiscardNotice {
    const NAME: &'static str = "discard_notice";
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<()> {
        load_prepared(tx, self.notice).await?;
        set_state(tx, self.notice, "discarded", None).await?;
        tx.audit(audit::Entry {
            actor: self.actor.clone(),
            action: "notice.discarded",
            subject: ("notice", self.notice.to_string()),
            before: Some(json!({ "state": "prepared" })),
            after: Some(json!({ "state": "discarded" })),
        });
        Ok(())
    }
}

async fn load_prepared(tx: &Tx, id: NoticeId) -> Result<notice::Model> {
    let row = notice::Entity::find_by_id(id)
        .one(tx.connection())
        .await?
        .ok_or(Error::NotFound)?;
    if row.state == "prepared" {
        Ok(row)
    } else {
        Err(Error::OutOfOrder(
            "the notices were released or discarded already",
        ))
    }
}

async fn items(tx: &Tx, id: NoticeId) -> Result<BTreeMap<String, notice_item::Model>> {
    let rows = notice_item::Entity::find()
        .filter(notice_item::Column::NoticeId.eq(id))
        .all(tx.connection())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.application_id.to_string(), row))
        .collect())
}

async fn set_state(tx: &Tx, id: NoticeId, state: &str, released_by: Option<&Actor>) -> Result<()> {
    let mut update = notice::Entity::update_many()
        .col_expr(notice::Column::State, Expr::value(state))
        .filter(notice::Column::Id.eq(id))
        .filter(notice::Column::State.eq("prepared"));
    if let Some(actor) = released_by {
        update = update
            .col_expr(notice::Column::ReleasedBy, Expr::value(actor.key().1))
            .col_expr(notice::Column::ReleasedAt, Expr::value(At::from(tx.now())));
    }
    let changed = update.exec(tx.connection()).await?;
    if changed.rows_affected == 1 {
        Ok(())
    } else {
        Err(Error::Stale)
    }
}
