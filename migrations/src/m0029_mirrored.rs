//! What lies at the Autorisaties APIs of upstreams, and which rights gateways hear of only when it does.

use sea_orm_migration::prelude::*;

use crate::columns::{json, moment, text, text_key, uuid};

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
                    .table("mirrored")
                    .col(text("upstream"))
                    .col(uuid("applicatie_id"))
                    // What it is called there.
                    .col(text("there"))
                    .primary_key(Index::create().col("upstream").col("applicatie_id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("held_back")
                    // As the outbox names it.
                    .col(text_key("applicatie"))
                    // What gateways are told meanwhile.
                    .col(json("told"))
                    .col(moment("until"))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("held_back").to_owned()).await?;
        manager.drop_table(Table::drop().table("mirrored").to_owned()).await
    }
}
