//! When the next phase of a signing key's life begins: stored, so that a key which was promised to
//! verify for an hour does so whatever the configuration says later.

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
        let column = moment_or_none("phase_until");
        let alter = Table::alter().table("signing_keys").add_column(column).to_owned();
        manager.alter_table(alter).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let alter = Table::alter().table("signing_keys").drop_column("phase_until").to_owned();
        manager.alter_table(alter).await
    }
}
