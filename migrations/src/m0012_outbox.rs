//! The outbox: what others must be told of, queued in the transaction of the deed itself.

use sea_orm_migration::prelude::*;

use crate::columns::{
    json, moment, moment_or_none, number_from_zero, number_key, text, text_or_none, uuid_or_none,
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
                    .table("outbox")
                    .col(number_key("number"))
                    .col(text("target"))
                    .col(text("subject"))
                    .col(json("message"))
                    .col(moment("created_at"))
                    .col(number_from_zero("attempts"))
                    // None: it waits behind an older one of its subject.
                    .col(moment_or_none("due_at"))
                    .col(uuid_or_none("claimed_by"))
                    .col(text_or_none("last_error"))
                    .to_owned(),
            )
            .await?;
        let by_subject = Index::create()
            .name("ix_outbox_subject")
            .table("outbox")
            .col("target")
            .col("subject")
            .col("number")
            .to_owned();
        manager.create_index(by_subject).await?;
        let by_due = Index::create().name("ix_outbox_due").table("outbox").col("due_at").to_owned();
        manager.create_index(by_due).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("outbox").to_owned()).await
    }
}
