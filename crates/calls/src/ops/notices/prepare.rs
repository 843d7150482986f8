//! Writing the results for everyone.

use std::sync::Arc;

use contracts::ids::NoticeId;
use platform::actor::Actor;
use platform::entropy::new_id;
use platform::store::{At, Operation, Tx};
use platform::{audit, mail};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;

use super::outcomes;
use crate::domain::definition::Programme;
use crate::error::{Error, Result};
use crate::ops::letters;
use crate::store::entities::{notice, notice_item};

/// Writes a notice for everyone who applied.
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
                body: mail::with_site(&letter.body, tx.site()),
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
