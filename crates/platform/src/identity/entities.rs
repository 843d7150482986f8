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
        /// Signs in with it; as [`crate::identity::normalise_email`] writes it.
        #[sea_orm(unique)]
        pub email: String,
        /// Name for display.
        pub name: String,
        /// PHC string of argon2id; none until the first one is set.
        pub password_hash: Option<String>,
        /// The TOTP secret, sealed; none until enrolled.
        pub totp_secret: Option<String>,
        /// A TOTP secret shown but not confirmed yet, sealed.
        pub totp_pending: Option<String>,
        /// The last step whose code was used: it and those before are refused.
        pub totp_last_step: Option<i64>,
        /// When the account was made.
        pub created_at: At,
        /// When it was closed.
        pub disabled_at: Option<At>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Roles of members of staff.
pub mod staff_role {
    use contracts::ids::StaffId;
    use sea_orm::entity::prelude::*;

    /// One role of one person.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "staff_role")]
    pub struct Model {
        /// Who.
        #[sea_orm(primary_key, auto_increment = false)]
        pub staff_id: StaffId,
        /// [`crate::actor::Role::as_str`].
        #[sea_orm(primary_key, auto_increment = false)]
        pub role: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Codes for when the telephone with the authenticator is lost.
pub mod recovery_code {
    use contracts::ids::StaffId;
    use sea_orm::entity::prelude::*;

    use crate::store::At;

    /// One code.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "recovery_code")]
    pub struct Model {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub staff_id: StaffId,
        /// SHA-256 of the code.
        #[sea_orm(primary_key, auto_increment = false)]
        pub code_hash: String,
        /// When it was used up.
        pub used_at: Option<At>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Signed-in browsers of staff.
pub mod staff_session {
    use contracts::ids::{SessionId, StaffId};
    use sea_orm::entity::prelude::*;

    use crate::store::At;

    /// A browser that said who it is, or is half way.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "staff_session")]
    pub struct Model {
        /// Id, for audit entries.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: SessionId,
        /// SHA-256 of the cookie's token.
        #[sea_orm(unique)]
        pub token_hash: String,
        /// Whose.
        pub staff_id: StaffId,
        /// `awaiting_code`, `enrolling` or `active`.
        pub state: String,
        /// When it began.
        pub created_at: At,
        /// When it was last used, to the minute.
        pub last_seen_at: At,
        /// When it ends at the latest.
        pub expires_at: At,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Counted attempts.
pub mod throttle {
    use sea_orm::entity::prelude::*;

    use crate::store::At;

    /// How often something was tried lately.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "throttle")]
    pub struct Model {
        /// SHA-256 of what is counted: no addresses and names in clear.
        #[sea_orm(primary_key, auto_increment = false)]
        pub key: String,
        /// Attempts without success.
        pub attempts: i32,
        /// The last one.
        pub last_at: At,
        /// Until when further ones are refused.
        pub blocked_until: Option<At>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Tokens of programs.
pub mod api_token {
    use contracts::ids::{StaffId, TokenId};
    use sea_orm::entity::prelude::*;

    use crate::store::At;

    /// A token that a program sends for a member of staff.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "api_token")]
    pub struct Model {
        /// Id, to end it with.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: TokenId,
        /// SHA-256 of the token.
        #[sea_orm(unique)]
        pub token_hash: String,
        /// Whose.
        pub staff_id: StaffId,
        /// What it is for.
        pub label: String,
        /// When it was made.
        pub created_at: At,
        /// When it ends.
        pub expires_at: At,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
