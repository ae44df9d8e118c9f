//! How a client may ask for tokens, as it was given; what is as it is by default is not stored.

use sea_orm_migration::prelude::*;

use crate::columns::json_or_none;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    // On SQLite a migration is atomic only when asked to be.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let alter = Table::alter().table("clients").add_column(json_or_none("oauth")).to_owned();
        manager.alter_table(alter).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let alter = Table::alter().table("clients").drop_column("oauth").to_owned();
        manager.alter_table(alter).await
    }
}
