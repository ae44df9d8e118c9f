//! API tokens beside the other credentials: to what each is limited, and for whom it speaks.

use sea_orm_migration::prelude::*;

use crate::columns::{json_or_none, uuid_or_none};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    // On SQLite a migration is atomic only when asked to be.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [json_or_none("scopes"), uuid_or_none("user_id")] {
            let alter = Table::alter().table("credentials").add_column(column).to_owned();
            manager.alter_table(alter).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["scopes", "user_id"] {
            let alter = Table::alter().table("credentials").drop_column(column).to_owned();
            manager.alter_table(alter).await?;
        }
        Ok(())
    }
}
