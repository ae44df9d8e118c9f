//! The rows of registered APIs and of who may call them.

pub(crate) mod apis {
    //! Table `apis`.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "apis")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) client_id: String,
        pub(crate) reference: String,
        pub(crate) resources: Json,
        pub(crate) scopes: Json,
        pub(crate) owner_code: Option<String>,
        pub(crate) owner_name: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod accesses {
    //! Table `accesses`.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "accesses")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) client_id: String,
        pub(crate) api_id: String,
        pub(crate) scopes: Json,
        pub(crate) attributes: Json,
        pub(crate) state: String,
        pub(crate) note: String,
        pub(crate) requested_at: ChronoDateTimeUtc,
        pub(crate) requested_by: String,
        pub(crate) decided_at: Option<ChronoDateTimeUtc>,
        pub(crate) decided_by: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
