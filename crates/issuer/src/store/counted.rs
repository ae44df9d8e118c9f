//! A connection that remembers which statements went over it, for tests that bound their number.

use std::sync::{Mutex, PoisonError};

use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, Statement};
use sea_orm_migration::async_trait::async_trait;

/// A connection, and what was asked of it.
pub(crate) struct Counted<C> {
    inner: C,
    asked: Mutex<Vec<Statement>>,
}

impl<C: ConnectionTrait> Counted<C> {
    pub(crate) fn new(inner: C) -> Self {
        Self { inner, asked: Mutex::default() }
    }

    /// What was asked since the last time.
    pub(crate) fn take(&self) -> Vec<Statement> {
        std::mem::take(&mut *self.asked.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The tables that a statement reads from end to end, in the words of the database. PostgreSQL
    /// does so only where it has no other way.
    pub(crate) async fn read_whole(&self, statement: Statement) -> Vec<String> {
        let explain = match self.inner.get_database_backend() {
            DbBackend::Postgres => {
                self.inner.execute_unprepared("SET LOCAL enable_seqscan = off").await.unwrap();
                "EXPLAIN"
            }
            _ => "EXPLAIN QUERY PLAN",
        };
        let explained = Statement { sql: format!("{explain} {}", statement.sql), ..statement };
        let rows = self.inner.query_all_raw(explained).await.unwrap();
        let column = if explain == "EXPLAIN" { "QUERY PLAN" } else { "detail" };
        let lines = rows.iter().map(|row| row.try_get::<String>("", column).unwrap());
        lines.filter(|line| is_whole(line)).collect()
    }

    fn remember(&self, statement: &Statement) {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.push(statement.clone());
    }
}

/// "SCAN x" and "Seq Scan on x"; "SCAN x USING INDEX y" goes along the index until it has enough.
fn is_whole(line: &str) -> bool {
    line.contains("Seq Scan") || line.starts_with("SCAN") && !line.contains("USING")
}

#[async_trait]
impl<C: ConnectionTrait + Sync> ConnectionTrait for Counted<C> {
    fn get_database_backend(&self) -> DbBackend {
        self.inner.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.remember(&statement);
        self.inner.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.remember(&Statement::from_string(self.get_database_backend(), sql));
        self.inner.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.remember(&statement);
        self.inner.query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.remember(&statement);
        self.inner.query_all_raw(statement).await
    }
}
