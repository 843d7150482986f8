//! What is left of an application when its time of keeping is over (C20): nothing that leads to a company or a person,
//! and everything that statistics and the public draw need.

use contracts::ids::ApplicationId;
use platform::audit;
use platform::store::{At, Tx};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::change::{state_of, to_json};
use crate::domain::application::StateName;
use crate::domain::definition::Programme;
use crate::domain::retention::applications_until;
use crate::error::Result;
use crate::store::entities::application::FORGOTTEN;
use crate::store::entities::{
    access_link, applicant_session, application, contact, file, form_answer, notice_item, signature,
};
use crate::store::queries::companies;

/// Ids of one question: databases take a limited number of values.
const AT_ONCE: usize = 500;

/// Forgets the applications of a call whose time is over; how many there were.
pub(super) async fn forget(tx: &Tx, programme: &Programme) -> Result<u64> {
    let is_over = |took_part| applications_until(programme, took_part).is_some_and(|until| tx.now() >= until);
    let rows = match (is_over(false), is_over(true)) {
        (false, _) => return Ok(0),
        (true, everyone) => due(tx, programme, everyone).await?,
    };
    for row in &rows {
        forget_one(tx, row).await?;
    }
    let ids: Vec<ApplicationId> = rows.iter().map(|row| row.id).collect();
    for ids in ids.chunks(AT_ONCE) {
        forget_with(tx, ids).await?;
    }
    Ok(rows.len() as u64)
}

async fn due(tx: &Tx, programme: &Programme, everyone: bool) -> Result<Vec<application::Model>> {
    let seated = StateName::ALL.into_iter().filter(|name| name.is_seated());
    let mut query = application::Entity::find()
        .filter(application::Column::ProgrammeId.eq(&programme.file.id))
        .filter(application::Column::CompanyName.ne(FORGOTTEN))
        .order_by_asc(application::Column::Number);
    if !everyone {
        query = query.filter(application::Column::State.is_not_in(seated.map(StateName::as_str)));
    }
    Ok(query.lock_exclusive().all(tx.connection()).await?)
}

async fn forget_one(tx: &Tx, row: &application::Model) -> Result<()> {
    use application::Column;
    let key = application::forgotten_key(row.number);
    let nothing = || Expr::value("");
    let none = || Expr::value(None::<String>);
    let state = to_json(&state_of(row)?.without_words()).to_string();
    application::Entity::update_many()
        .col_expr(Column::CompanyName, Expr::value(FORGOTTEN))
        .col_expr(Column::CompanyKana, none())
        .col_expr(Column::CorporateNumber, none())
        .col_expr(Column::CompanyKey, Expr::value(key.clone()))
        .col_expr(Column::IdempotencyKey, Expr::value(key))
        .col_expr(Column::RequestHash, nothing())
        .col_expr(Column::SearchKey, nothing())
        .col_expr(Column::Address, nothing())
        .col_expr(Column::ParticipantName, nothing())
        .col_expr(Column::Email, nothing())
        .col_expr(Column::Telephone, nothing())
        .col_expr(Column::Answers, Expr::value("{}"))
        .col_expr(Column::Corrected, none())
        .col_expr(Column::Salt, nothing())
        .col_expr(
            Column::ExceptionReason,
            Expr::value(row.exception_reason.as_ref().map(|_| FORGOTTEN)),
        )
        .col_expr(Column::StateDetail, Expr::value(state))
        .col_expr(Column::DueAt, Expr::value(None::<At>))
        .col_expr(Column::Version, Expr::value(row.version + 1))
        .filter(Column::Id.eq(row.id))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// What hangs on applications: contacts, consents and scans, forms, letters, links, and the words of the audit log.
async fn forget_with(tx: &Tx, ids: &[ApplicationId]) -> Result<()> {
    companies::forget(tx.connection(), ids).await?;
    let ids = || ids.iter().copied();
    macro_rules! delete {
        ($($entity:ident),*) => {$(
            $entity::Entity::delete_many()
                .filter($entity::Column::ApplicationId.is_in(ids()))
                .exec(tx.connection())
                .await?;
        )*};
    }
    // Signatures point at files.
    delete!(
        contact,
        signature,
        file,
        form_answer,
        access_link,
        applicant_session
    );
    notice_item::Entity::update_many()
        .col_expr(notice_item::Column::Subject, Expr::value(FORGOTTEN))
        .col_expr(notice_item::Column::Body, Expr::value(FORGOTTEN))
        .filter(notice_item::Column::ApplicationId.is_in(ids()))
        .exec(tx.connection())
        .await?;
    let subjects: Vec<String> = ids().map(|id| id.to_string()).collect();
    audit::erase(tx, "application", &subjects).await?;
    Ok(())
}
