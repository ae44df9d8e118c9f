//! The autorisaties of an applicatie are found in their order: one with very many of them is read
//! stretch by stretch, and none of these sorts the whole of it again.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    // On SQLite a migration is atomic only when asked to be.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let in_order = Index::create()
            .name("ix_autorisaties_in_order")
            .table("autorisaties")
            .col("applicatie_id")
            .col("position")
            .to_owned();
        manager.create_index(in_order).await?;
        let of_applicatie =
            Index::drop().name("ix_autorisaties_applicatie").table("autorisaties").to_owned();
        manager.drop_index(of_applicatie).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let of_applicatie = Index::create()
            .name("ix_autorisaties_applicatie")
            .table("autorisaties")
            .col("applicatie_id")
            .to_owned();
        manager.create_index(of_applicatie).await?;
        let in_order =
            Index::drop().name("ix_autorisaties_in_order").table("autorisaties").to_owned();
        manager.drop_index(in_order).await
    }
}
