//! Where an issuer of the stage keeps its data.

use cluster::{Cluster, Installed};

use crate::kind::Database;

/// A database that nobody has used.
pub(super) struct Kept {
    /// As the configuration says it.
    pub(super) url: String,
    /// For the name of a folder.
    pub(super) name: &'static str,
    /// Ends with it.
    _cluster: Option<Cluster>,
}

impl Kept {
    /// None where the database is not installed.
    pub(super) fn on(database: Database) -> Option<Self> {
        match database {
            Database::Sqlite => {
                let url = "sqlite:data/zaakpoort.db".to_owned();
                Some(Self { url, name: "sqlite", _cluster: None })
            }
            Database::Postgres if Installed::look() == Installed::No => None,
            Database::Postgres => {
                let cluster = Cluster::start();
                let url = cluster.url(&cluster.create_database());
                Some(Self { url, name: "postgres", _cluster: Some(cluster) })
            }
        }
    }
}
