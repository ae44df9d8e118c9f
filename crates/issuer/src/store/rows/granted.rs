//! The rows of what people let clients do while they are away.

pub(crate) mod grants {
    //! Table `grants`.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "grants")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: String,
        pub(crate) client_id: String,
        pub(crate) user_id: Uuid,
        pub(crate) scope: String,
        pub(crate) audience: Json,
        pub(crate) authenticated_at: ChronoDateTimeUtc,
        pub(crate) created_at: ChronoDateTimeUtc,
        pub(crate) ends_at: ChronoDateTimeUtc,
        pub(crate) revoked_at: Option<ChronoDateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod refresh_tokens {
    //! Table `refresh_tokens`.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "refresh_tokens")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) digest: String,
        pub(crate) grant_id: String,
        pub(crate) expires_at: ChronoDateTimeUtc,
        pub(crate) used_at: Option<ChronoDateTimeUtc>,
        pub(crate) successor: Option<String>,
        pub(crate) retried_at: Option<ChronoDateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
