//! The tables of the audit log.

/// The chain.
pub mod audit_entry {
    use crate::store::At;
    use sea_orm::entity::prelude::*;

    /// One entry.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_entry")]
    pub struct Model {
        /// Number, from 1, without gaps.
        #[sea_orm(primary_key, auto_increment = false)]
        pub seq: i64,
        /// When.
        pub at: At,
        /// `staff`, `applicant`, `system`, `anonymous`.
        pub actor_kind: String,
        /// Its id.
        pub actor_id: String,
        /// What was done.
        pub action: String,
        /// On what kind of thing.
        pub subject_kind: String,
        /// Its id.
        pub subject_id: String,
        /// Hash of what stood before and after.
        pub payload_hash: String,
        /// Hash of the entry before.
        pub previous: String,
        /// Hash of this entry.
        pub hash: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// What stood before and after; may be erased.
pub mod audit_payload {
    use sea_orm::entity::prelude::*;

    /// One payload.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_payload")]
    pub struct Model {
        /// Number of the entry.
        #[sea_orm(primary_key, auto_increment = false)]
        pub seq: i64,
        /// Random, so that the hash does not give the contents away.
        pub salt: String,
        /// JSON.
        pub before: Option<String>,
        /// JSON.
        pub after: Option<String>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// The end of the chain; its row is the lock under which entries are appended.
pub mod audit_head {
    use sea_orm::entity::prelude::*;

    /// The one row.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_head")]
    pub struct Model {
        /// Always 1.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i32,
        /// Number of the last entry.
        pub seq: i64,
        /// Its hash.
        pub hash: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
