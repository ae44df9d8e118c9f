//! What people let clients do while they are away: each grant, and the refresh tokens that came of it one
//! after the other. A refresh token is only ever a hash here.

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
        for table in [grants(), refresh_tokens()] {
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
        manager.drop_index(Index::drop().name("ix_codes_grant").table("codes").to_owned()).await?;
        for table in ["refresh_tokens", "grants"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

const INDEXES: &[(&str, &str, &[&str])] = &[
    ("ix_codes_grant", "codes", &["grant_id"]),
    ("ix_grants_client", "grants", &["client_id"]),
    ("ix_grants_user", "grants", &["user_id"]),
    ("ix_refresh_tokens_end", "refresh_tokens", &["expires_at"]),
    ("ix_refresh_tokens_grant", "refresh_tokens", &["grant_id"]),
];

fn grants() -> TableCreateStatement {
    Table::create()
        .table("grants")
        .col(text_key("id"))
        .col(text("client_id"))
        .col(uuid("user_id"))
        .col(text("scope"))
        .col(json("audience"))
        .col(moment("authenticated_at"))
        .col(moment("created_at"))
        .col(moment("ends_at"))
        .col(moment_or_none("revoked_at"))
        .to_owned()
}

fn refresh_tokens() -> TableCreateStatement {
    Table::create()
        .table("refresh_tokens")
        .col(text_key("digest"))
        .col(text("grant_id"))
        .col(moment("expires_at"))
        .col(moment_or_none("used_at"))
        .col(text_or_none("successor"))
        .col(moment_or_none("retried_at"))
        .to_owned()
}
