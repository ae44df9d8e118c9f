//! Initial access tokens (RFC 7591 3): by which clients register themselves with an applicatie. Each is only
//! ever a hash here.

use sea_orm_migration::prelude::*;

use crate::columns::{json_or_none, moment, moment_or_none, number, text, text_key, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    // On SQLite a migration is atomic only when asked to be.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(registration_tokens()).await?;
        let digest = Index::create()
            .name("ux_registration_tokens_digest")
            .table("registration_tokens")
            .col("digest")
            .unique()
            .to_owned();
        manager.create_index(digest).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("registration_tokens").to_owned()).await
    }
}

fn registration_tokens() -> TableCreateStatement {
    Table::create()
        .table("registration_tokens")
        .col(text_key("id"))
        .col(text("digest"))
        .col(text("label"))
        .col(uuid("applicatie_id"))
        .col(text("profile"))
        .col(json_or_none("scopes"))
        .col(number("uses"))
        .col(number("used"))
        .col(moment("created_at"))
        .col(moment("expires_at"))
        .col(moment_or_none("ended_at"))
        .to_owned()
}
