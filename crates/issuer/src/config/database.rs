//! `issuer.database`: where everything is kept, as a URL that holds no password.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use edge::config::{SecretError, SecretSource};
use secrecy::SecretString;
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use url::Url;

const DEFAULT_FILE: &str = "data/zaakpoort.db";

/// A SQLite file, as `sqlite:path/to/file.db`, or a PostgreSQL database, as
/// `postgres://user@host/name`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Database(Kind);

/// How `pg_dump` and `pg_restore` connect.
#[derive(Debug)]
pub struct Programs {
    /// Where, without a password.
    pub url: String,
    /// What else counts, as variables of the environment.
    pub variables: Vec<(&'static str, SecretString)>,
}

/// Which of the two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite { url: String, file: PathBuf },
    Postgres(Postgres),
}

/// A PostgreSQL database, and where the password lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Postgres {
    url: Url,
    password: Option<SecretSource>,
}

impl Database {
    /// What counts when nothing is said.
    pub(super) fn usual() -> Self {
        Self::sqlite(&format!("sqlite:{DEFAULT_FILE}"), DEFAULT_FILE)
    }

    /// Reads a database URL; the error says what to write instead. A URL that is refused is not
    /// repeated: it may hold a password.
    pub fn parse(text: &str) -> Result<Self, String> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            let file = path.split('?').next().unwrap_or_default();
            if !file.is_empty() && !file.starts_with(':') {
                return Ok(Self::sqlite(text, file));
            }
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Postgres::parse(text).map(|postgres| Self(Kind::Postgres(postgres)));
        }
        Err("expected a SQLite file such as sqlite:data/zaakpoort.db, or a PostgreSQL database \
             such as postgres://zaakpoort@db.example/zaakpoort"
            .to_owned())
    }

    fn sqlite(url: &str, file: &str) -> Self {
        Self(Kind::Sqlite { url: url.to_owned(), file: PathBuf::from(file) })
    }

    /// With the password that lies there; the error says why there is none to give.
    pub(super) fn with_password(self, password: Option<SecretSource>) -> Result<Self, String> {
        match (self.0, password) {
            (Kind::Postgres(postgres), password) => {
                Ok(Self(Kind::Postgres(Postgres { password, ..postgres })))
            }
            (Kind::Sqlite { .. }, Some(_)) => {
                Err("a SQLite file has no password; leave this key out".to_owned())
            }
            (sqlite @ Kind::Sqlite { .. }, None) => Ok(Self(sqlite)),
        }
    }

    /// The file that it is kept in, if it is one.
    pub fn file(&self) -> Option<&Path> {
        match &self.0 {
            Kind::Sqlite { file, .. } => Some(file),
            Kind::Postgres(_) => None,
        }
    }

    /// Which database this is, among all others of this machine: a path or a URL, and no secret.
    pub fn name(&self) -> String {
        match &self.0 {
            Kind::Sqlite { file, .. } => {
                std::path::absolute(file).unwrap_or_else(|_| file.clone()).display().to_string()
            }
            Kind::Postgres(postgres) => postgres.url.to_string(),
        }
    }

    /// How a program of PostgreSQL's own connects to it: a URL without a password, and the variables that it
    /// goes by otherwise, so that it asks of the server what we do. None of a SQLite file.
    pub fn for_programs(&self) -> Result<Option<Programs>, SecretError> {
        let Kind::Postgres(postgres) = &self.0 else { return Ok(None) };
        let mut variables = Vec::new();
        if let Some(password) = &postgres.password {
            variables.push(("PGPASSWORD", password.read()?));
        }
        let named = |key: &str| postgres.url.query_pairs().any(|(name, _)| name == key);
        let is_elsewhere = postgres.options().is_ok_and(|options| !is_here(&options));
        if is_elsewhere && !named("sslmode") {
            variables.push(("PGSSLMODE", "verify-full".into()));
        }
        if is_elsewhere && !named("sslrootcert") {
            variables.push(("PGSSLROOTCERT", "system".into()));
        }
        Ok(Some(Programs { url: postgres.url.to_string(), variables }))
    }

    pub(crate) fn kind(&self) -> &Kind {
        &self.0
    }
}

const PASSWORD: &str = "a password does not stand in the configuration; leave it out of the URL \
                        and write database_password = { file = \"/path\" } or { env = \"NAME\" }";

/// What may stand behind the question mark, as libpq calls it.
const PARAMETERS: &[&str] = &[
    "host",
    "port",
    "user",
    "dbname",
    "sslmode",
    "sslrootcert",
    "sslcert",
    "sslkey",
    "application_name",
];

impl Postgres {
    fn parse(text: &str) -> Result<Self, String> {
        let expected = "expected postgres://user@host/name, or for a socket \
                        postgres://user@localhost/name?host=/var/run/postgresql";
        let url = Url::parse(text).map_err(|_| format!("{expected}; {PASSWORD}"))?;
        let named = |key: &str| url.query_pairs().any(|(name, _)| name == key);
        // A password with a slash, a question mark or a number sign in it ends up in what follows.
        let follows = &url[url::Position::BeforePath..];
        let spilled = follows.contains('@') || url.fragment().is_some();
        if url.password().is_some() || named("password") || spilled {
            return Err(PASSWORD.to_owned());
        }
        if url.query_pairs().any(|(key, _)| !PARAMETERS.contains(&&*key)) {
            let known = PARAMETERS.join(", ");
            return Err(format!("behind its question mark the URL has nothing but {known}"));
        }
        if url.path().trim_matches('/').is_empty() && !named("dbname") {
            return Err(format!("the name of the database is missing: {expected}"));
        }
        let postgres = Self { url, password: None };
        postgres.options()?;
        Ok(postgres)
    }

    /// Where the password lies; without it the server must let the user in as it is.
    pub(crate) fn password(&self) -> Option<&SecretSource> {
        self.password.as_ref()
    }

    /// How to connect, but for the password.
    pub(crate) fn options(&self) -> Result<PgConnectOptions, String> {
        // The library's own words may repeat a value: they stay out.
        let options = PgConnectOptions::from_str(self.url.as_str())
            .map_err(|_| "it is no URL of a PostgreSQL database".to_owned())?;
        let asked = self.url.query_pairs().any(|(key, _)| key == "sslmode");
        if is_here(&options) {
            return Ok(options);
        }
        match options.get_ssl_mode() {
            _ if !asked => Ok(options.ssl_mode(PgSslMode::VerifyFull)),
            PgSslMode::Allow | PgSslMode::Prefer => {
                Err("this sslmode goes on unencrypted without a word; to another machine it is \
                 verify-full (the default), verify-ca, require or disable"
                    .to_owned())
            }
            _ => Ok(options),
        }
    }
}

/// Whether the server is reached over a socket file or the loopback interface.
fn is_here(options: &PgConnectOptions) -> bool {
    let host = options.get_host().trim_start_matches('[').trim_end_matches(']');
    options.get_socket().is_some()
        || host.starts_with('/')
        || host == "localhost"
        || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
