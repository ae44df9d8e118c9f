//! The rows of the tables, as sea-orm reads and writes them. Nothing outside `store` sees one.

mod authorized;
mod granted;
mod issued;
mod registered;
mod registering;

pub(crate) use authorized::{authorizations, codes, consents};
pub(crate) use granted::{grants, refresh_tokens};
pub(crate) use issued::{access_tokens, revocations};
pub(crate) use registered::{accesses, apis};
pub(crate) use registering::registration_tokens;
pub(crate) mod bindings;
pub(crate) mod held_back;
pub(crate) mod mirrored;
pub(crate) mod sessions;
pub(crate) mod users;

pub(crate) mod applicaties {
    //! Table `applicaties`.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "applicaties")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) label: String,
        pub(crate) heeft_alle_autorisaties: bool,
        pub(crate) alleen_is_gereed_voor_publicatie: bool,
        pub(crate) created_at: ChronoDateTimeUtc,
        pub(crate) deleted_at: Option<ChronoDateTimeUtc>,
        pub(crate) number: i64,
        pub(crate) is_complete: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod autorisaties {
    //! Table `autorisaties`.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "autorisaties")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) applicatie_id: Uuid,
        pub(crate) position: i64,
        pub(crate) origin: String,
        pub(crate) component: String,
        pub(crate) scopes: Json,
        pub(crate) object_type: Option<String>,
        pub(crate) max_vertrouwelijkheidaanduiding: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod clients {
    //! Table `clients`.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "clients")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: String,
        pub(crate) applicatie_id: Option<Uuid>,
        pub(crate) role: String,
        pub(crate) audiences: Json,
        pub(crate) extra_scopes: Json,
        pub(crate) access_token_lifetime: Option<i64>,
        pub(crate) issued_before: i64,
        pub(crate) created_at: ChronoDateTimeUtc,
        pub(crate) ended_at: Option<ChronoDateTimeUtc>,
        pub(crate) position: i64,
        pub(crate) oauth: Option<Json>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod credentials {
    //! Table `credentials`.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "credentials")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: String,
        pub(crate) client_id: String,
        pub(crate) kind: String,
        pub(crate) label: String,
        pub(crate) hash: String,
        pub(crate) created_at: ChronoDateTimeUtc,
        pub(crate) not_before: Option<ChronoDateTimeUtc>,
        pub(crate) expires_at: Option<ChronoDateTimeUtc>,
        pub(crate) last_used_at: Option<ChronoDateTimeUtc>,
        pub(crate) revoked_at: Option<ChronoDateTimeUtc>,
        pub(crate) sealed: Option<Vec<u8>>,
        pub(crate) scopes: Option<Json>,
        pub(crate) user_id: Option<Uuid>,
        pub(crate) warned_days: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod signing_keys {
    //! Table `signing_keys`.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "signing_keys")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) kid: String,
        pub(crate) algorithm: String,
        pub(crate) phase: String,
        pub(crate) private: Vec<u8>,
        pub(crate) created_at: ChronoDateTimeUtc,
        pub(crate) phase_since: ChronoDateTimeUtc,
        pub(crate) phase_until: Option<ChronoDateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod issuer_keys {
    //! Table `issuer_keys`.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "issuer_keys")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) name: String,
        pub(crate) key: Vec<u8>,
        pub(crate) created_at: ChronoDateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod changes {
    //! Table `changes`.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "changes")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) number: i64,
        pub(crate) prev: i64,
        pub(crate) kind: String,
        pub(crate) key: String,
        pub(crate) at: ChronoDateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod change_counter {
    //! Table `change_counter`, of one row.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "change_counter")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: i64,
        pub(crate) last: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod audit {
    //! Table `audit`.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) at: ChronoDateTimeUtc,
        pub(crate) actor: String,
        pub(crate) act: String,
        pub(crate) subject: String,
        pub(crate) address: Option<String>,
        pub(crate) before: Option<Json>,
        pub(crate) after: Option<Json>,
        pub(crate) user_id: Option<String>,
        pub(crate) user_representation: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod outbox {
    //! Table `outbox`.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "outbox")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) number: i64,
        pub(crate) target: String,
        pub(crate) subject: String,
        pub(crate) message: Json,
        pub(crate) created_at: ChronoDateTimeUtc,
        pub(crate) attempts: i64,
        pub(crate) due_at: Option<ChronoDateTimeUtc>,
        pub(crate) claimed_by: Option<Uuid>,
        pub(crate) last_error: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod upstream_keys {
    //! Table `upstream_keys`.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "upstream_keys")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) client_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) upstream: String,
        pub(crate) sealed: Vec<u8>,
        pub(crate) fingerprint: String,
        pub(crate) created_at: ChronoDateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
