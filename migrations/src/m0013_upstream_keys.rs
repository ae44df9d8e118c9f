//! What a client and an upstream share: sealed for the gateways, opaque to the issuer.

use sea_orm_migration::prelude::*;

use crate::columns::{moment, sealed, text};

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
                    .table("upstream_keys")
                    .col(text("client_id"))
                    .col(text("upstream"))
                    .col(sealed("sealed"))
                    .col(text("fingerprint"))
                    .col(moment("created_at"))
                    .primary_key(Index::create().col("client_id").col("upstream"))
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk_upstream_keys_client")
                            .from_col("client_id")
                            .to("clients", "id"),
                    )
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("upstream_keys").to_owned()).await
    }
}
