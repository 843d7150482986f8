//! What several tests need.

use platform::store::{Store, StoreError};
use sea_orm::{ConnectionTrait, DbErr, Statement};

/// Runs one SQL statement in a transaction of its own.
pub(crate) async fn execute(store: &Store, sql: &str) {
    store.writer().execute_unprepared(sql).await.expect(sql);
}

/// The first column of the first row, an integer.
pub(crate) async fn integer(connection: &impl ConnectionTrait, sql: &str) -> i64 {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let row = connection.query_one_raw(statement).await.expect(sql).expect(sql);
    row.try_get_by_index(0).expect(sql)
}

/// What a test gives up with, to see that nothing stays.
pub(crate) fn given_up() -> StoreError {
    StoreError::Database(DbErr::Custom("given up by the test".to_owned()))
}
