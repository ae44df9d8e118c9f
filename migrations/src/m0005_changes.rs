//! The change log: a rising number for every write that a gateway or another issuer must hear of, and the number before it.

use sea_orm_migration::prelude::*;

use crate::columns::{moment, number, number_key, text};

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
                    .table("changes")
                    .col(number_key("number"))
                    .col(number("prev"))
                    .col(text("kind"))
                    .col(text("key"))
                    .col(moment("at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("change_counter")
                    .col(number_key("id"))
                    .col(number("last"))
                    .to_owned(),
            )
            .await?;
        // The one row that every write locks: there from the start, so that nobody races to add it.
        let first = Query::insert()
            .into_table("change_counter")
            .columns(["id", "last"])
            .values_panic([1.into(), 0.into()])
            .to_owned();
        manager.exec_stmt(first).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("change_counter").to_owned()).await?;
        manager.drop_table(Table::drop().table("changes").to_owned()).await?;
        Ok(())
    }
}
