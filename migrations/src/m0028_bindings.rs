//! Who a client is to other issuers: by the issuer and the value of a claim, of which each pair is one client.

use sea_orm_migration::prelude::*;

use crate::columns::{moment, text, uuid_key};

const ONCE: &str = "bindings_issuer_value";

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
                    .table("bindings")
                    .col(uuid_key("id"))
                    .col(text("client_id"))
                    .col(text("issuer"))
                    .col(text("value"))
                    .col(moment("created_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk_bindings_client")
                            .from_col("client_id")
                            .to("clients", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        let mut once = Index::create();
        once.name(ONCE).table("bindings").col("issuer").col("value").unique();
        manager.create_index(once).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("bindings").to_owned()).await
    }
}
