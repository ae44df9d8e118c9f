//! The rows of what clients register themselves by.

pub(crate) mod registration_tokens {
    //! Table `registration_tokens`.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "registration_tokens")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: String,
        pub(crate) digest: String,
        pub(crate) label: String,
        pub(crate) applicatie_id: Uuid,
        pub(crate) profile: String,
        pub(crate) scopes: Option<Json>,
        pub(crate) uses: i64,
        pub(crate) used: i64,
        pub(crate) created_at: ChronoDateTimeUtc,
        pub(crate) expires_at: ChronoDateTimeUtc,
        pub(crate) ended_at: Option<ChronoDateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
