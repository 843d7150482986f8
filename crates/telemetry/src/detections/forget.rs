//! What is forgotten of detections: that there was one stays, what the lines said goes.

use contracts::ids::CompanyId;
use platform::store::{At, StoreError, Tx};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::table::{Column as C, Entity};

/// No lines, no values, as the table has them.
const NOTHING: &str = "[]";

/// Forgets what a company's lines said, of detections that began until `until` and before `before`; of how many.
pub(crate) async fn of_company(
    tx: &Tx,
    company: CompanyId,
    until: At,
    before: Option<At>,
) -> Result<u64, StoreError> {
    let mut forgotten = Entity::update_many()
        .col_expr(C::Sample, Expr::value(NOTHING))
        .col_expr(C::Grouped, Expr::value(NOTHING))
        .col_expr(C::Host, Expr::value(Option::<String>::None))
        .filter(C::CompanyId.eq(company))
        .filter(C::FirstAt.lte(until));
    if let Some(before) = before {
        forgotten = forgotten.filter(C::FirstAt.lt(before));
    }
    Ok(forgotten.exec(tx.connection()).await?.rows_affected)
}

/// Forgets the lines of detections that ended before `before`: lines are kept no longer anywhere; of how many.
pub(crate) async fn lines_before(tx: &Tx, before: At) -> Result<u64, StoreError> {
    let forgotten = Entity::update_many()
        .col_expr(C::Sample, Expr::value(NOTHING))
        .filter(C::LastAt.lt(before))
        .filter(C::Sample.ne(NOTHING))
        .exec(tx.connection())
        .await?;
    Ok(forgotten.rows_affected)
}
