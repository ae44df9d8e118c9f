//! The work bench of a run: which database, and the one installation that most cases share.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use cluster::Cluster;

use super::{Database, Installation, Options, canaries};

/// Given to every case that has a database.
#[derive(Clone)]
pub(crate) struct Bench {
    engine: Engine,
    shared: Arc<OnceLock<Mutex<Option<Arc<Installation>>>>>,
}

/// What keeps the data.
#[derive(Clone)]
enum Engine {
    Sqlite,
    /// One PostgreSQL for all, started by the first who needs it.
    Postgres(Arc<Mutex<Option<Arc<Cluster>>>>),
}

impl Bench {
    pub(crate) fn sqlite() -> Self {
        Self { engine: Engine::Sqlite, shared: Arc::default() }
    }

    pub(crate) fn postgres() -> Self {
        Self { engine: Engine::Postgres(Arc::default()), shared: Arc::default() }
    }

    /// The name of what keeps the data, before the names of its cases.
    pub(crate) fn name(&self) -> &'static str {
        match self.engine {
            Engine::Sqlite => "sqlite",
            Engine::Postgres(_) => "postgres",
        }
    }

    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self.engine, Engine::Postgres(_))
    }

    /// An installation that other cases use too: register what you need under names of your own.
    pub(crate) fn shared(&self) -> Arc<Installation> {
        let slot = self.shared.get_or_init(Mutex::default);
        let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(slot.get_or_insert_with(|| Arc::new(self.fresh())))
    }

    /// An installation of your own, to stop, to starve or to break.
    pub(crate) fn fresh(&self) -> Installation {
        self.with(&Options::default())
    }

    /// One that runs with other settings.
    pub(crate) fn with(&self, options: &Options) -> Installation {
        Installation::start(options, self.database())
    }

    /// An empty database for an installation.
    pub(crate) fn database(&self) -> Database {
        match &self.engine {
            Engine::Sqlite => Database::sqlite(),
            Engine::Postgres(slot) => {
                let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
                let start = || Arc::new(Cluster::start());
                Database::postgres(Arc::clone(slot.get_or_insert_with(start)))
            }
        }
    }

    /// An empty database in a server of its own, to stop and to freeze.
    pub(crate) fn own_server(&self) -> Database {
        match self.engine {
            Engine::Sqlite => Database::sqlite(),
            Engine::Postgres(_) => Database::postgres(Arc::new(Cluster::start())),
        }
    }

    /// An installation whose database server is its own.
    pub(crate) fn with_own_server(&self, options: &Options) -> Installation {
        Installation::start(options, self.own_server())
    }

    /// Ends what is shared. Statics are never dropped, and a process must not be left behind.
    pub(crate) fn close(&self) {
        if let Some(slot) = self.shared.get() {
            let shared = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
            if let Some(shared) = shared {
                canaries::look_through_stored(&shared.database_bytes());
            }
        }
        if let Engine::Postgres(slot) = &self.engine {
            slot.lock().unwrap_or_else(PoisonError::into_inner).take();
        }
    }
}
