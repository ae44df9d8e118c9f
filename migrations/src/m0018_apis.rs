//! APIs that tokens are for, and which clients may call them: requested, and decided by the owner.

use sea_orm_migration::prelude::*;

use crate::columns::{json, moment, moment_or_none, text, text_key, text_or_none, uuid_key};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    // On SQLite a migration is atomic only when asked to be.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let to_client = |name: &str, column: &'static str| {
            ForeignKey::create().name(name).from_col(column).to("clients", "id").to_owned()
        };
        let apis = Table::create()
            .table("apis")
            .col(text_key("client_id"))
            .col(text("reference"))
            .col(json("resources"))
            .col(json("scopes"))
            .col(text_or_none("owner_code"))
            .col(text_or_none("owner_name"))
            .foreign_key(&mut to_client("fk_apis_client", "client_id"))
            .to_owned();
        manager.create_table(apis).await?;
        let accesses = Table::create()
            .table("accesses")
            .col(uuid_key("id"))
            .col(text("client_id"))
            .col(text("api_id"))
            .col(json("scopes"))
            .col(json("attributes"))
            .col(text("state"))
            .col(text("note"))
            .col(moment("requested_at"))
            .col(text("requested_by"))
            .col(moment_or_none("decided_at"))
            .col(text_or_none("decided_by"))
            .foreign_key(&mut to_client("fk_accesses_client", "client_id"))
            .foreign_key(&mut to_client("fk_accesses_api", "api_id"))
            .to_owned();
        manager.create_table(accesses).await?;
        for column in ["client_id", "api_id"] {
            let index = Index::create()
                .name(format!("ix_accesses_{column}"))
                .table("accesses")
                .col(column)
                .to_owned();
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["accesses", "apis"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
