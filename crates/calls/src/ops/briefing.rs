//! Registering for a briefing (C17): seats on site and on line, first come, until the day before.

use std::sync::Arc;

use contracts::ids::RegistrationId;
use platform::actor::Actor;
use platform::clock::from_tokyo;
use platform::entropy::new_id;
use platform::store::{At, Operation, Tx};
use platform::text::Language;
use platform::{audit, mail};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde_json::json;

use super::letters;
use crate::domain::definition::Programme;
use crate::domain::definition::delivery::Briefing;
use crate::error::{Error, Result};
use crate::store::entities::{registration, seat};

/// Where one takes part in a briefing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// 会場
    OnSite,
    /// オンライン
    Online,
}

impl Mode {
    /// Its name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OnSite => "on_site",
            Self::Online => "online",
        }
    }

    /// Seats of `briefing` in this mode.
    pub fn seats(self, briefing: &Briefing) -> Option<u32> {
        match self {
            Self::OnSite => briefing.seats_on_site,
            Self::Online => briefing.seats_online,
        }
    }
}

/// Free seats of `briefing` in a mode; `None` when one cannot take part that way.
pub async fn seats_left(
    connection: &impl sea_orm::ConnectionTrait,
    programme: &Programme,
    briefing: &Briefing,
    mode: Mode,
) -> Result<Option<i64>> {
    let Some(capacity) = mode.seats(briefing) else {
        return Ok(None);
    };
    let key = (
        programme.file.id.clone(),
        briefing.id.clone(),
        mode.as_str().to_owned(),
    );
    let row = seat::Entity::find_by_id(key).one(connection).await?;
    Ok(Some(row.map_or(i64::from(capacity), |row| {
        i64::from(capacity) - row.taken
    })))
}

/// The use case.
pub struct RegisterForBriefing {
    /// The call.
    pub programme: Arc<Programme>,
    /// Which briefing.
    pub briefing: String,
    /// Where.
    pub mode: Mode,
    /// As typed.
    pub company: String,
    /// As typed.
    pub name: String,
    /// Where the mail goes.
    pub email: String,
    /// Language of the mail.
    pub language: Language,
}

impl Operation for RegisterForBriefing {
    const NAME: &'static str = "register_for_briefing";
    type Output = RegistrationId;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<RegistrationId> {
        let briefing = self.programme.delivery.briefing(&self.briefing);
        let briefing = briefing.ok_or(Error::NotInCall("briefing"))?;
        let closed = from_tokyo(briefing.registration_closes);
        if tx.now() >= closed {
            return Err(Error::Closed { closed });
        }
        let seats = self.mode.seats(briefing).ok_or(Error::NotInCall("mode"))?;
        self.queue(tx, seats).await?;
        let earlier = self.earlier(tx).await?;
        if let Some(earlier) = earlier.iter().find(|row| row.mode == self.mode.as_str()) {
            return Ok(earlier.id);
        }
        self.take_seat(tx, seats).await?;
        if let Some(earlier) = earlier {
            return self.change_mode(tx, briefing, earlier).await;
        }
        let row = registration::Model {
            id: new_id(tx.now(), tx.entropy()),
            programme_id: self.programme.file.id.clone(),
            briefing_id: self.briefing.clone(),
            mode: self.mode.as_str().to_owned(),
            company_name: self.company.clone(),
            name: self.name.clone(),
            email: self.email.clone(),
            language: self.language.code().to_owned(),
            registered_at: At::from(tx.now()),
            cancelled_at: None,
        };
        tx.audit(audit::Entry {
            actor: Actor::Anonymous,
            action: "briefing.registered",
            subject: ("registration", row.id.to_string()),
            before: None,
            after: Some(json!({ "briefing": row.briefing_id, "mode": row.mode })),
        });
        let id = row.id;
        self.tell(tx, briefing, &row).await?;
        registration::ActiveModel::from(row)
            .insert(tx.connection())
            .await?;
        Ok(id)
    }
}

impl RegisterForBriefing {
    async fn tell(&self, tx: &Tx, briefing: &Briefing, row: &registration::Model) -> Result<()> {
        let prefix = if row.language == "en" { "/en" } else { "" };
        let href = format!(
            "{}{prefix}/programmes/{}/registrations/{}",
            mail::SITE,
            row.programme_id,
            row.id
        );
        mail::send(tx, letters::briefing(&self.programme, briefing, row, &href)).await?;
        Ok(())
    }

    /// Somebody registered comes on line instead of on site, or the other way round: the seat held so far is free.
    async fn change_mode(
        &self,
        tx: &Tx,
        briefing: &Briefing,
        mut row: registration::Model,
    ) -> Result<RegistrationId> {
        give_seat_back(tx, &row).await?;
        let before = json!({ "briefing": row.briefing_id, "mode": row.mode });
        self.mode.as_str().clone_into(&mut row.mode);
        row.registered_at = At::from(tx.now());
        registration::Entity::update_many()
            .col_expr(registration::Column::Mode, Expr::value(row.mode.clone()))
            .col_expr(registration::Column::RegisteredAt, Expr::value(row.registered_at))
            .filter(registration::Column::Id.eq(row.id))
            .exec(tx.connection())
            .await?;
        tx.audit(audit::Entry {
            actor: Actor::Anonymous,
            action: "briefing.registered",
            subject: ("registration", row.id.to_string()),
            before: Some(before),
            after: Some(json!({ "briefing": row.briefing_id, "mode": row.mode })),
        });
        self.tell(tx, briefing, &row).await?;
        Ok(row.id)
    }

    /// The same person registers once; a second try is answered with the first. Small companies share one address, so the
    /// name counts too.
    async fn earlier(&self, tx: &Tx) -> Result<Option<registration::Model>> {
        let row = registration::Entity::find()
            .filter(registration::Column::ProgrammeId.eq(&self.programme.file.id))
            .filter(registration::Column::BriefingId.eq(&self.briefing))
            .filter(registration::Column::Email.eq(&self.email))
            .filter(registration::Column::Name.eq(&self.name))
            .filter(registration::Column::CancelledAt.is_null())
            .lock_exclusive()
            .one(tx.connection())
            .await?;
        Ok(row)
    }

    /// One registration for a briefing after the other, so that a double click finds the first one.
    async fn queue(&self, tx: &Tx, capacity: u32) -> Result<()> {
        let row = seat::ActiveModel {
            programme_id: Set(self.programme.file.id.clone()),
            briefing_id: Set(self.briefing.clone()),
            mode: Set(self.mode.as_str().to_owned()),
            capacity: Set(i64::from(capacity)),
            taken: Set(0),
        };
        seat::Entity::insert(row)
            .on_conflict(
                OnConflict::columns([
                    seat::Column::ProgrammeId,
                    seat::Column::BriefingId,
                    seat::Column::Mode,
                ])
                .do_nothing()
                .to_owned(),
            )
            .exec_without_returning(tx.connection())
            .await?;
        seat::Entity::find()
            .filter(seat::Column::ProgrammeId.eq(&self.programme.file.id))
            .filter(seat::Column::BriefingId.eq(&self.briefing))
            .order_by_asc(seat::Column::Mode)
            .lock_exclusive()
            .all(tx.connection())
            .await?;
        Ok(())
    }

    async fn take_seat(&self, tx: &Tx, capacity: u32) -> Result<()> {
        let taken = seat::Entity::update_many()
            .col_expr(seat::Column::Taken, Expr::col(seat::Column::Taken).add(1))
            .col_expr(seat::Column::Capacity, Expr::value(i64::from(capacity)))
            .filter(seat::Column::ProgrammeId.eq(&self.programme.file.id))
            .filter(seat::Column::BriefingId.eq(&self.briefing))
            .filter(seat::Column::Mode.eq(self.mode.as_str()))
            // What the call says now: its seats may have been changed since the first registration.
            .filter(seat::Column::Taken.lt(i64::from(capacity)))
            .exec(tx.connection())
            .await?;
        if taken.rows_affected == 1 {
            Ok(())
        } else {
            Err(Error::Full {
                course: self.briefing.clone(),
            })
        }
    }
}

/// Frees the seat that a registration holds.
pub(super) async fn give_seat_back(tx: &Tx, row: &registration::Model) -> Result<()> {
    seat::Entity::update_many()
        .col_expr(seat::Column::Taken, Expr::col(seat::Column::Taken).sub(1))
        .filter(seat::Column::ProgrammeId.eq(&row.programme_id))
        .filter(seat::Column::BriefingId.eq(&row.briefing_id))
        .filter(seat::Column::Mode.eq(&row.mode))
        .exec(tx.connection())
        .await?;
    Ok(())
}
