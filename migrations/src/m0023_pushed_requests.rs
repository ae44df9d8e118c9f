//! Requests that a client pushed before it sends somebody (RFC 9126): whose they are, and since when
//! somebody is there. Without these two, a request was shown to somebody at once.

use sea_orm_migration::prelude::*;

use crate::columns::{moment_or_none, text_or_none};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const INDEXES: &[(&str, &str)] =
    &[("ix_authorizations_pushed", "pushed_by"), ("ix_authorizations_session", "session")];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    // On SQLite a migration is atomic only when asked to be.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [text_or_none("pushed_by"), moment_or_none("begun_at")] {
            let alter = Table::alter().table("authorizations").add_column(column).to_owned();
            manager.alter_table(alter).await?;
        }
        for (name, column) in INDEXES {
            let index = Index::create().name(*name).table("authorizations").col(*column).to_owned();
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, _) in INDEXES {
            let index = Index::drop().name(*name).table("authorizations").to_owned();
            manager.drop_index(index).await?;
        }
        for column in ["begun_at", "pushed_by"] {
            let alter = Table::alter().table("authorizations").drop_column(column).to_owned();
            manager.alter_table(alter).await?;
        }
        Ok(())
    }
}
