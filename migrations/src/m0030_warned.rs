//! Of which credentials it was said that they end before long.

use sea_orm_migration::prelude::*;

use crate::columns::number_or_none;

const BY_END: &str = "credentials_by_end";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    // On SQLite a migration is atomic only when asked to be.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = number_or_none("warned_days");
        let alter = Table::alter().table("credentials").add_column(column).to_owned();
        manager.alter_table(alter).await?;
        // What ends soon is looked for again and again.
        let index = Index::create().name(BY_END).table("credentials").col("expires_at").to_owned();
        manager.create_index(index).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name(BY_END).table("credentials").to_owned()).await?;
        let alter = Table::alter().table("credentials").drop_column("warned_days").to_owned();
        manager.alter_table(alter).await
    }
}
