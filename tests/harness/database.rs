//! Where an installation keeps its data: a SQLite file in its folder, or a database in PostgreSQL.

mod session;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use cluster::Cluster;
use sea_orm::{ConnectionTrait as _, QueryResult};
use session::Session;

use super::{canaries, eventually};

/// The file, as it stands in the configuration.
const FILE: &str = "data/zaakpoort.db";

/// What a copy of it is called.
const COPY: &str = "copy";

/// One installation's database.
#[derive(Clone)]
pub(crate) enum Database {
    Sqlite,
    Postgres { cluster: Arc<Cluster>, name: String },
}

impl Database {
    pub(crate) fn sqlite() -> Self {
        Self::Sqlite
    }

    /// A new one, empty.
    pub(crate) fn postgres(cluster: Arc<Cluster>) -> Self {
        let name = cluster.create_database();
        Self::Postgres { cluster, name }
    }

    /// What stands in the configuration.
    pub(crate) fn url(&self) -> String {
        match self {
            Self::Sqlite => format!("sqlite:{FILE}"),
            Self::Postgres { cluster, name } => cluster.url(name),
        }
    }

    /// What it is called among all databases of the machine, if its installation is in this folder.
    pub(crate) fn name(&self, folder: &Path) -> String {
        match self {
            Self::Sqlite => folder.canonicalize().unwrap().join(FILE).display().to_string(),
            Self::Postgres { .. } => self.url(),
        }
    }

    /// The files of it that lie in the installation's folder.
    pub(crate) fn files(&self) -> &'static [&'static str] {
        match self {
            Self::Sqlite => {
                &["data/zaakpoort.db", "data/zaakpoort.db-wal", "data/zaakpoort.db-shm"]
            }
            Self::Postgres { .. } => &[],
        }
    }

    /// Empties it, as if it had never been.
    pub(crate) fn lose(&self, folder: &Path) {
        match self {
            Self::Sqlite => std::fs::remove_dir_all(folder.join("data")).unwrap(),
            Self::Postgres { cluster, name } => {
                cluster.sql("postgres", &format!("DROP DATABASE {name} WITH (FORCE)"));
                cluster.sql("postgres", &format!("CREATE DATABASE {name}"));
            }
        }
    }

    /// Makes a copy, with no issuer running.
    pub(crate) fn back_up(&self, folder: &Path) {
        match self {
            Self::Sqlite => copy_files(&folder.join("data"), &folder.join(COPY)),
            Self::Postgres { cluster, name } => {
                let make = format!("CREATE DATABASE {name}_{COPY} TEMPLATE {name}");
                cluster.sql("postgres", &make);
            }
        }
    }

    /// Puts the copy in its place, with no issuer running.
    pub(crate) fn restore(&self, folder: &Path) {
        match self {
            Self::Sqlite => {
                for file in self.files() {
                    // Of its three files some may not be there.
                    let _ = std::fs::remove_file(folder.join(file));
                }
                copy_files(&folder.join(COPY), &folder.join("data"));
            }
            Self::Postgres { cluster, name } => {
                cluster.sql("postgres", &format!("DROP DATABASE {name} WITH (FORCE)"));
                let make = format!("CREATE DATABASE {name} TEMPLATE {name}_{COPY}");
                cluster.sql("postgres", &make);
            }
        }
    }

    /// All that it holds, as bytes, and with PostgreSQL also what the server said.
    pub(crate) fn bytes(&self, folder: &Path) -> Vec<u8> {
        match self {
            Self::Sqlite => {
                let files = std::fs::read_dir(folder.join("data")).unwrap();
                files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
            }
            Self::Postgres { cluster, name } => {
                let dump = cluster.dump(name);
                let log = std::fs::read(cluster.folder().join("log")).unwrap();
                [unhexed(&dump), dump, log].concat()
            }
        }
    }

    /// Looks for secrets in the files of one case. A dump of each PostgreSQL would take longer than the
    /// cases do: there the database that most of them share is looked through.
    pub(crate) fn looked_through(&self, folder: &Path) {
        let Self::Sqlite = self else { return };
        // A case may have taken them away.
        let files = std::fs::read_dir(folder.join("data")).into_iter().flatten().flatten();
        for bytes in files.filter_map(|file| std::fs::read(file.path()).ok()) {
            canaries::look_through_stored(&bytes);
        }
    }

    /// The PostgreSQL that it is in.
    pub(crate) fn cluster(&self) -> Option<&Cluster> {
        match self {
            Self::Sqlite => None,
            Self::Postgres { cluster, .. } => Some(cluster),
        }
    }

    /// What a query of numbers finds.
    pub(crate) fn rows(&self, folder: &Path, query: &str) -> Vec<Vec<i64>> {
        let session = Session::open(&self.absolute(folder));
        let rows = session.run(session.db.query_all_raw(session.statement(query)));
        rows.iter()
            .map(|row| {
                let columns = row.column_names();
                columns.iter().map(|name| row.try_get("", name).unwrap()).collect()
            })
            .collect()
    }

    /// How many bytes the rows and their indexes take; what is free among them does not count with SQLite, and
    /// is made fit for use with PostgreSQL.
    pub(crate) fn size(&self, folder: &Path) -> i64 {
        let query = match self {
            Self::Sqlite => {
                "SELECT (p.page_count - f.freelist_count) * s.page_size FROM pragma_page_count() p, \
                 pragma_freelist_count() f, pragma_page_size() s"
            }
            Self::Postgres { .. } => {
                self.changed(folder, "VACUUM");
                "SELECT sum(pg_total_relation_size(relid))::bigint FROM pg_stat_user_tables"
            }
        };
        self.rows(folder, query)[0][0]
    }

    /// What a query of so many texts finds.
    pub(crate) fn texts<const N: usize>(
        &self,
        folder: &Path,
        query: &str,
    ) -> Vec<[Option<String>; N]> {
        let session = Session::open(&self.absolute(folder));
        let rows = session.run(session.db.query_all_raw(session.statement(query)));
        let text = |row: &QueryResult, index| row.try_get_by_index(index).unwrap();
        rows.iter().map(|row| std::array::from_fn(|index| text(row, index))).collect()
    }

    /// Has another program change something.
    pub(crate) fn changed(&self, folder: &Path, sql: &str) {
        Session::open(&self.absolute(folder)).does(sql);
    }

    /// Has another program hold the lock that every write needs, until that is dropped.
    pub(crate) fn locked(&self, folder: &Path) -> Session {
        let session = Session::open(&self.absolute(folder));
        match self {
            Self::Sqlite => session.does("BEGIN IMMEDIATE"),
            Self::Postgres { .. } => {
                session.does("BEGIN");
                session.does("SELECT * FROM change_counter FOR UPDATE");
            }
        }
        session
    }

    /// Has another program keep out all writes, those of the audit log too, until that is dropped.
    pub(crate) fn locked_whole(&self, folder: &Path) -> Session {
        let session = self.locked(folder);
        if let Self::Postgres { .. } = self {
            session.does("LOCK TABLE audit IN EXCLUSIVE MODE");
        }
        session
    }

    /// Has a server refuse every write, or take them again.
    pub(super) fn read_only(&self, refuses: Refuses) {
        let Self::Postgres { cluster, name } = self else { return };
        let refuses = refuses == Refuses::Writes;
        let set = format!("ALTER DATABASE {name} SET default_transaction_read_only = {refuses}");
        cluster.sql("postgres", &set);
        // It holds for new connections.
        end_connections(cluster, name);
    }

    /// Waits until nobody has it open any more who was in this process.
    pub(super) fn settle(&self, folder: &Path) {
        match self {
            Self::Sqlite => {
                let file = folder.join(FILE).canonicalize().unwrap();
                eventually(Duration::from_secs(20), "the last connection is closed", || {
                    !is_open_here(&file)
                });
            }
            Self::Postgres { cluster, name } => end_connections(cluster, name),
        }
    }

    /// Its URL for who is not in the installation's folder.
    pub(super) fn absolute(&self, folder: &Path) -> String {
        match self {
            Self::Sqlite => format!("sqlite:{}", folder.join(FILE).display()),
            Self::Postgres { .. } => self.url(),
        }
    }
}

fn end_connections(cluster: &Cluster, name: &str) {
    let end =
        format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
    cluster.sql("postgres", &end);
}

/// Its log is no sign of that: SQLite leaves it lying when two connections close at the same time.
fn is_open_here(file: &Path) -> bool {
    let open = std::fs::read_dir("/proc/self/fd").unwrap();
    open.flatten().filter_map(|one| std::fs::read_link(one.path()).ok()).any(|one| one == file)
}

/// SQLite's files, from one folder to another.
fn copy_files(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for file in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let name = file.file_name();
        if name.to_string_lossy().starts_with("zaakpoort.db") {
            std::fs::copy(file.path(), to.join(name)).unwrap();
        }
    }
}

/// What a database does not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refuses {
    Nothing,
    Writes,
}

/// What a dump writes as `'\x0102'` is bytes.
fn unhexed(dump: &[u8]) -> Vec<u8> {
    let dump = String::from_utf8_lossy(dump);
    let literals = dump.split("'\\x").skip(1).map(|rest| rest.split('\'').next().unwrap());
    literals.flat_map(bytes_of_hex).collect()
}

fn bytes_of_hex(hex: &str) -> Vec<u8> {
    let pairs = hex.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
    pairs.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
}
