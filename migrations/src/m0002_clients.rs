//! Clients: a client id stays bound to its applicatie for ever, so a row is ended and never removed (`ac-001`).

use sea_orm_migration::prelude::*;

use crate::columns::{
    json, moment, moment_or_none, number, number_or_none, text, text_key, uuid_or_none,
};

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
                    .table("clients")
                    .col(text_key("id"))
                    .col(uuid_or_none("applicatie_id"))
                    .col(text("role"))
                    .col(json("audiences"))
                    .col(json("extra_scopes"))
                    .col(number_or_none("access_token_lifetime"))
                    .col(number("issued_before"))
                    .col(moment("created_at"))
                    .col(moment_or_none("ended_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk_clients_applicatie")
                            .from_col("applicatie_id")
                            .to("applicaties", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("ix_clients_applicatie")
                    .table("clients")
                    .col("applicatie_id")
                    .to_owned(),
            )
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("clients").to_owned()).await?;
        Ok(())
    }
}
