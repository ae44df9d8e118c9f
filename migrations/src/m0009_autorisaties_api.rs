//! What the Autorisaties API needs of applicaties and clients: their order, and which are shown.

use sea_orm_migration::prelude::*;

use crate::columns::{no_at_first, number_from_zero};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Rows that are there already get the order that they were made in.
const ORDER: &str = "UPDATE applicaties SET number = ordered.number FROM (SELECT id, ROW_NUMBER() \
     OVER (ORDER BY created_at, id) AS number FROM applicaties) AS ordered \
     WHERE ordered.id = applicaties.id";
const POSITIONS: &str = "UPDATE clients SET position = ordered.position FROM (SELECT id, \
     ROW_NUMBER() OVER (PARTITION BY applicatie_id ORDER BY created_at, id) AS position \
     FROM clients) AS ordered WHERE ordered.id = clients.id";
/// Shown is what may do everything, or has an autorisatie.
const SHOWN: &str = "UPDATE applicaties SET is_complete = (heeft_alle_autorisaties OR EXISTS \
     (SELECT 1 FROM autorisaties WHERE autorisaties.applicatie_id = applicaties.id))";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    // On SQLite a migration is atomic only when asked to be.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [number_from_zero("number"), no_at_first("is_complete")] {
            let alter = Table::alter().table("applicaties").add_column(column).to_owned();
            manager.alter_table(alter).await?;
        }
        let position = number_from_zero("position");
        let alter = Table::alter().table("clients").add_column(position).to_owned();
        manager.alter_table(alter).await?;
        for statement in [ORDER, POSITIONS, SHOWN] {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        let by_number = Index::create()
            .name("ix_applicaties_number")
            .table("applicaties")
            .col("number")
            .unique()
            .to_owned();
        manager.create_index(by_number).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let index = Index::drop().name("ix_applicaties_number").table("applicaties").to_owned();
        manager.drop_index(index).await?;
        for (table, column) in
            [("applicaties", "number"), ("applicaties", "is_complete"), ("clients", "position")]
        {
            let alter = Table::alter().table(table).drop_column(column).to_owned();
            manager.alter_table(alter).await?;
        }
        Ok(())
    }
}
