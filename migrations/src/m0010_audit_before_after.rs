//! What a thing was before a deed and after it, and for whom the actor said that it acted.

use sea_orm_migration::prelude::*;

use crate::columns::{json_or_none, text_or_none};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const COLUMNS: [&str; 4] = ["before", "after", "user_id", "user_representation"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    // On SQLite a migration is atomic only when asked to be.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let [before, after, user_id, user_representation] = COLUMNS;
        for column in [
            json_or_none(before),
            json_or_none(after),
            text_or_none(user_id),
            text_or_none(user_representation),
        ] {
            let alter = Table::alter().table("audit").add_column(column).to_owned();
            manager.alter_table(alter).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in COLUMNS {
            let alter = Table::alter().table("audit").drop_column(column).to_owned();
            manager.alter_table(alter).await?;
        }
        Ok(())
    }
}
