//! Keys: those that sign tokens, with their phases, and those that the issuer keeps for itself; private halves sealed.

use sea_orm_migration::prelude::*;

use crate::columns::{moment, sealed, text, text_key};

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
                    .table("signing_keys")
                    .col(text_key("kid"))
                    .col(text("algorithm"))
                    .col(text("phase"))
                    .col(sealed("private"))
                    .col(moment("created_at"))
                    .col(moment("phase_since"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("issuer_keys")
                    .col(text_key("name"))
                    .col(sealed("key"))
                    .col(moment("created_at"))
                    .to_owned(),
            )
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("issuer_keys").to_owned()).await?;
        manager.drop_table(Table::drop().table("signing_keys").to_owned()).await?;
        Ok(())
    }
}
