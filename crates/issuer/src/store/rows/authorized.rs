//! The rows of what people authorize: requests that wait for them, codes, and what they consented to.

pub(crate) mod authorizations {
    //! Table `authorizations`.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "authorizations")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) digest: String,
        pub(crate) request: Json,
        pub(crate) created_at: ChronoDateTimeUtc,
        pub(crate) expires_at: ChronoDateTimeUtc,
        pub(crate) session: Option<String>,
        pub(crate) pushed_by: Option<String>,
        pub(crate) begun_at: Option<ChronoDateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod codes {
    //! Table `codes`.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "codes")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) digest: String,
        pub(crate) grant_id: String,
        pub(crate) client_id: String,
        pub(crate) user_id: Uuid,
        pub(crate) given: Json,
        pub(crate) expires_at: ChronoDateTimeUtc,
        pub(crate) used_at: Option<ChronoDateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod consents {
    //! Table `consents`.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "consents")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) user_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) client_id: String,
        pub(crate) scopes: Json,
        pub(crate) audiences: Option<Json>,
        pub(crate) given_at: ChronoDateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
