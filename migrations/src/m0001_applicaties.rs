//! Applicaties and their autorisaties (Autorisaties API 1.1.0).

use sea_orm_migration::prelude::*;

use crate::columns::{
    json, moment, moment_or_none, number, text, text_or_none, uuid, uuid_key, yes_or_no,
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
                    .table("applicaties")
                    .col(uuid_key("id"))
                    .col(text("label"))
                    .col(yes_or_no("heeft_alle_autorisaties"))
                    .col(yes_or_no("alleen_is_gereed_voor_publicatie"))
                    .col(moment("created_at"))
                    .col(moment_or_none("deleted_at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("autorisaties")
                    .col(uuid_key("id"))
                    .col(uuid("applicatie_id"))
                    .col(number("position"))
                    .col(text("origin"))
                    .col(text("component"))
                    .col(json("scopes"))
                    .col(text_or_none("object_type"))
                    .col(text_or_none("max_vertrouwelijkheidaanduiding"))
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk_autorisaties_applicatie")
                            .from_col("applicatie_id")
                            .to("applicaties", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("ix_autorisaties_applicatie")
                    .table("autorisaties")
                    .col("applicatie_id")
                    .to_owned(),
            )
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("autorisaties").to_owned()).await?;
        manager.drop_table(Table::drop().table("applicaties").to_owned()).await?;
        Ok(())
    }
}
