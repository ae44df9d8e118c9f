//! At which audiences a consent counts: what was said yes to for one is asked again for another. A consent
//! of before says nothing of that, so it is asked for once more.

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
        let column = json_or_none("audiences");
        manager.alter_table(Table::alter().table("consents").add_column(column).to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let alter = Table::alter().table("consents").drop_column("audiences").to_owned();
        manager.alter_table(alter).await
    }
}
