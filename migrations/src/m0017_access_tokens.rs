//! Access tokens that say nothing themselves: the hash of each, and what it stands for.

use sea_orm_migration::prelude::*;

use crate::columns::{json, moment, text_key};

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
                    .table("access_tokens")
                    .col(text_key("hash"))
                    .col(json("claims"))
                    .col(moment("expires_at"))
                    .to_owned(),
            )
            .await?;
        let by_end = Index::create()
            .name("ix_access_tokens_expires_at")
            .table("access_tokens")
            .col("expires_at")
            .to_owned();
        manager.create_index(by_end).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("access_tokens").to_owned()).await
    }
}
