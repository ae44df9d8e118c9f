//! From where it was done, in the audit log; what nobody asked for came from nowhere.

use sea_orm_migration::prelude::*;

use crate::columns::text_or_none;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    // On SQLite a migration is atomic only when asked to be.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = text_or_none("address");
        let alter = Table::alter().table("audit").add_column(column).to_owned();
        manager.alter_table(alter).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let alter = Table::alter().table("audit").drop_column("address").to_owned();
        manager.alter_table(alter).await
    }
}
