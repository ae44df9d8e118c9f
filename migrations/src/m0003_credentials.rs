//! Credentials of clients, of kinds that never mix. A secret is only ever a hash here.

use sea_orm_migration::prelude::*;

use crate::columns::{moment, moment_or_none, text, text_key};

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
                    .table("credentials")
                    .col(text_key("id"))
                    .col(text("client_id"))
                    .col(text("kind"))
                    .col(text("label"))
                    .col(text("hash"))
                    .col(moment("created_at"))
                    .col(moment_or_none("not_before"))
                    .col(moment_or_none("expires_at"))
                    .col(moment_or_none("last_used_at"))
                    .col(moment_or_none("revoked_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk_credentials_client")
                            .from_col("client_id")
                            .to("clients", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("ix_credentials_client")
                    .table("credentials")
                    .col("client_id")
                    .to_owned(),
            )
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("credentials").to_owned()).await?;
        Ok(())
    }
}
