//! The tables of identity.

/// Members of staff.
pub mod staff {
    use contracts::ids::StaffId;
    use sea_orm::entity::prelude::*;

    use crate::store::At;

    /// A member of staff.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "staff")]
    pub struct Model {
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: StaffId,
        /// Signs in with it; lower case.
        #[sea_orm(unique)]
        pub email: String,
        /// Shown.
        pub name: String,
        /// argon2id, PHC string.
        pub password_hash: String,
        /// Roles, separated by blanks.
        pub roles: String,
        /// Second factor: TOTP secret, encrypted under the master key; empty until enrolled.
        pub totp_secret: Option<String>,
        /// The last time step that was used: a code works once.
        pub totp_last_step: i64,
        /// May not sign in.
        pub disabled: bool,
        /// Failed tries in a row.
        pub failures: i32,
        /// No try before.
        pub locked_until: Option<At>,
        /// When the account was made.
        pub created_at: At,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Signed-in browsers.
pub mod staff_session {
    use contracts::ids::StaffId;
    use sea_orm::entity::prelude::*;

    use crate::store::At;

    /// A session; only the hash of its token is kept.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "staff_session")]
    pub struct Model {
        /// SHA-256 of the cookie.
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: String,
        /// Whose.
        pub staff_id: StaffId,
        /// When it began.
        pub created_at: At,
        /// When it was last used.
        pub last_seen: At,
        /// When it ends in any case.
        pub expires_at: At,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
