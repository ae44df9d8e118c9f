//! People who sign in, and their sessions. A password and a session's id are only ever hashes here.

use sea_orm_migration::prelude::*;

use crate::columns::{moment, moment_or_none, text, text_key, text_or_none, uuid, uuid_key};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    // On SQLite a migration is atomic only when asked to be.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(users()).await?;
        manager.create_table(sessions()).await?;
        for (name, column) in
            [("ix_sessions_user", "user_id"), ("ix_sessions_seen", "last_seen_at")]
        {
            let index = Index::create().name(name).table("sessions").col(column).to_owned();
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("sessions").to_owned()).await?;
        manager.drop_table(Table::drop().table("users").to_owned()).await
    }
}

fn users() -> TableCreateStatement {
    Table::create()
        .table("users")
        .col(uuid_key("id"))
        .col(text("username"))
        // What two usernames are compared by, so that no two differ in their letters' size alone.
        .col(text("username_key").unique_key().to_owned())
        .col(text("name"))
        .col(text_or_none("email"))
        .col(text("role"))
        .col(text("hash"))
        .col(moment("created_at"))
        .col(moment_or_none("disabled_at"))
        .col(moment("password_changed_at"))
        .to_owned()
}

fn sessions() -> TableCreateStatement {
    Table::create()
        .table("sessions")
        .col(text_key("digest"))
        .col(uuid("user_id"))
        .col(moment("authenticated_at"))
        .col(moment("last_seen_at"))
        .foreign_key(
            ForeignKey::create().name("fk_sessions_user").from_col("user_id").to("users", "id"),
        )
        .to_owned()
}
