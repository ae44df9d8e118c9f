//! The audit log: who did what, when.

use sea_orm_migration::prelude::*;

use crate::columns::{moment, text, uuid_key};

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
                    .table("audit")
                    .col(uuid_key("id"))
                    .col(moment("at"))
                    .col(text("actor"))
                    .col(text("act"))
                    .col(text("subject"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("ix_audit_at").table("audit").col("at").to_owned())
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("audit").to_owned()).await?;
        Ok(())
    }
}
