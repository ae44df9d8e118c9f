//! Client assertions that counted already: each counts once, at whichever issuer.

use sea_orm_migration::prelude::*;

use crate::columns::{moment, sealed, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    // On SQLite a migration is atomic only when asked to be.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("used_assertions")
                    .col(text("client_id"))
                    // Bytes: SHA-256 of the jti, or of what was signed.
                    .col(sealed("digest"))
                    .col(moment("expires_at"))
                    .primary_key(Index::create().col("client_id").col("digest"))
                    .to_owned(),
            )
            .await?;
        let by_end = Index::create()
            .name("ix_used_assertions_end")
            .table("used_assertions")
            .col("expires_at")
            .to_owned();
        manager.create_index(by_end).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("used_assertions").to_owned()).await
    }
}
