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

    /// One of each kind that there is, without its shape.
    pub(crate) fn unshaped() -> Vec<Self> {
        let mut each = vec![Self::in_a_file()];
        let database = &each[0].database;
        database.file().map_or(Ok(()), super::sqlite::make_file).unwrap();
        if let Some(cluster) = &*CLUSTER {
            let url = cluster.url(&cluster.create_database());
            each.push(Self::at(&url, tempfile::tempdir().unwrap()));
        }
        each
    }

    async fn sqlite() -> Self {
        let scratch = Self::in_a_file();
        super::migrate(&scratch.database).await.unwrap();
        scratch
    }

    fn in_a_file() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}/x.db", folder.path().display());
        Self::at(&url, folder)
    }

    fn at(url: &str, folder: TempDir) -> Self {
        Self { database: Database::parse(url).unwrap(), _folder: folder }
    }

    /// In a server that the test may stop and freeze.
    pub(crate) async fn postgres(cluster: &Cluster) -> Self {
        let url = cluster.url(&cluster.create_database());
        let scratch = Self::at(&url, tempfile::tempdir().unwrap());
        super::migrate(&scratch.database).await.unwrap();
        scratch
    }

    pub(crate) async fn open(&self) -> Db {
        super::open(&self.database).await.unwrap()
    }
}
