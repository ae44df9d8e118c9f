//! Tokens that were revoked before their end.

use sea_orm_migration::prelude::*;

use crate::columns::{moment, number, text_key};

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
                    .table("revocations")
                    .col(text_key("of"))
                    .col(number("before"))
                    .col(moment("until"))
                    .to_owned(),
            )
            .await?;
        let by_end = Index::create()
            .name("ix_revocations_until")
            .table("revocations")
            .col("until")
            .to_owned();
        manager.create_index(by_end).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("revocations").to_owned()).await
    }
}
