//! What people authorize: requests that wait for them, codes, and what they consented to. An id of a
//! request and a code are only ever hashes here.

use sea_orm_migration::prelude::*;

use crate::columns::{json, moment, moment_or_none, text, text_key, text_or_none, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    // On SQLite a migration is atomic only when asked to be.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [authorizations(), codes(), consents()] {
            manager.create_table(table).await?;
        }
        for (name, table, columns) in INDEXES {
            let mut index = Index::create().name(*name).table(*table).to_owned();
            for column in *columns {
                index.col(*column);
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["consents", "codes", "authorizations"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

const INDEXES: &[(&str, &str, &[&str])] = &[
    ("ix_authorizations_end", "authorizations", &["expires_at"]),
    ("ix_codes_end", "codes", &["expires_at"]),
    ("ix_codes_user_client", "codes", &["user_id", "client_id"]),
];

fn authorizations() -> TableCreateStatement {
    Table::create()
        .table("authorizations")
        .col(text_key("digest"))
        .col(json("request"))
        .col(moment("created_at"))
        .col(moment("expires_at"))
        .col(text_or_none("session"))
        .to_owned()
}

fn codes() -> TableCreateStatement {
    Table::create()
        .table("codes")
        .col(text_key("digest"))
        .col(text("grant_id"))
        .col(text("client_id"))
        .col(uuid("user_id"))
        .col(json("given"))
        .col(moment("expires_at"))
        .col(moment_or_none("used_at"))
        .to_owned()
}

fn consents() -> TableCreateStatement {
    Table::create()
        .table("consents")
        .col(uuid("user_id"))
        .col(text("client_id"))
        .col(json("scopes"))
        .col(moment("given_at"))
        .primary_key(Index::create().col("user_id").col("client_id"))
        .to_owned()
}
