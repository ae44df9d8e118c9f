//! Credentials that must be recoverable, as the key of a ZGW JWT: sealed, in place of a hash.

use sea_orm_migration::prelude::*;

use crate::columns::sealed_or_none;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    // On SQLite a migration is atomic only when asked to be.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = sealed_or_none("sealed");
        let alter = Table::alter().table("credentials").add_column(column).to_owned();
        manager.alter_table(alter).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let alter = Table::alter().table("credentials").drop_column("sealed").to_owned();
        manager.alter_table(alter).await
    }
}
