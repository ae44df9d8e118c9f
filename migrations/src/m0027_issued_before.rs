//! Revocations of what was issued before a moment, beside those of what was judged before a number.

use sea_orm_migration::prelude::*;

use crate::columns::moment_or_none;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    // On SQLite a migration is atomic only when asked to be.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = moment_or_none("issued_before");
        manager.alter_table(Table::alter().table("revocations").add_column(column).to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let alter = Table::alter().table("revocations").drop_column("issued_before").to_owned();
        manager.alter_table(alter).await
    }
}
