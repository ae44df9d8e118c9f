//! Another program's connection to an installation's database: what looks into it, changes it or
//! holds its locks from beside.

use sea_orm::{ConnectOptions, ConnectionTrait as _, DbErr, Statement};

/// Another program's connection.
pub(crate) struct Session {
    pub(super) db: sea_orm::DatabaseConnection,
    runtime: tokio::runtime::Runtime,
}

impl Session {
    pub(super) fn open(url: &str) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let mut options = ConnectOptions::new(url);
        options.max_connections(1).sqlx_logging(false);
        let db = runtime.block_on(sea_orm::Database::connect(options)).unwrap();
        Self { db, runtime }
    }

    pub(super) fn does(&self, sql: &str) {
        self.run(self.db.execute_unprepared(sql));
    }

    pub(super) fn statement(&self, sql: &str) -> Statement {
        Statement::from_string(self.db.get_database_backend(), sql)
    }

    pub(super) fn run<T>(&self, what: impl Future<Output = Result<T, DbErr>>) -> T {
        self.runtime.block_on(what).unwrap()
    }
}
