//! Databases for unit tests: SQLite always, PostgreSQL where it is installed.

use std::sync::LazyLock;

use cluster::{Cluster, Installed};
use tempfile::TempDir;

use super::Db;
use crate::config::Database;

/// One server for all tests of this crate; it ends with their process.
static CLUSTER: LazyLock<Option<Cluster>> =
    LazyLock::new(|| (Installed::look() == Installed::Yes).then(Cluster::start));

/// An empty database, with its shape.
pub(crate) struct Scratch {
    pub(crate) database: Database,
    _folder: TempDir,
}

impl Scratch {
    /// One of each kind that there is.
    pub(crate) async fn each() -> Vec<Self> {
        let mut each = vec![Self::sqlite().await];
        if let Some(cluster) = &*CLUSTER {
            each.push(Self::postgres(cluster).await);
        }
        each
    }

    async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}/x.db", folder.path().display());
        Self::shaped(&url, folder).await
    }

    /// In a server that the test may stop and freeze.
    pub(crate) async fn postgres(cluster: &Cluster) -> Self {
        let url = cluster.url(&cluster.create_database());
        Self::shaped(&url, tempfile::tempdir().unwrap()).await
    }

    async fn shaped(url: &str, folder: TempDir) -> Self {
        let database = Database::parse(url).unwrap();
        super::migrate(&database).await.unwrap();
        Self { database, _folder: folder }
    }

    pub(crate) async fn open(&self) -> Db {
        super::open(&self.database).await.unwrap()
    }
}
