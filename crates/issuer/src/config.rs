//! The section `[issuer]` of the configuration, as real types.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use edge::config::{SecretSource, Section, parse};
use edge::public_url::PublicUrl;

use crate::secret::PoolSize;

const DEFAULT_LISTEN: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8080);
const DEFAULT_DATABASE: &str = "sqlite:data/zaakpoort.db";
const DEFAULT_LIFETIME: Duration = Duration::from_mins(5);
const DEFAULT_QUEUE: usize = 32;

/// How an issuer runs.
#[derive(Debug, Clone)]
pub struct IssuerConfig {
    /// Where it listens.
    pub listen: SocketAddr,
    /// Its name to the world, and the `iss` of its tokens.
    pub public_url: PublicUrl,
    /// Where everything is kept.
    pub database: Database,
    /// The key that seals what must be recoverable.
    pub sealing_key: SecretSource,
    /// For whom a token is when neither the request nor the client says so.
    pub default_audience: String,
    /// How long an access token lives, unless its client says otherwise.
    pub access_token_lifetime: Duration,
    /// How much hashing may go on at once.
    pub hashing: PoolSize,
}

impl IssuerConfig {
    /// Reads the section; faults are recorded in it.
    pub fn read(section: &mut Section<'_>) -> Option<Self> {
        let listen = section.default("listen", DEFAULT_LISTEN, parse::socket_address);
        let public_url = section.required("public_url", parse::text_as(PublicUrl::parse));
        let database = section.default("database", Database::usual(), database);
        let sealing_key = section.secret("sealing_key");
        let default_audience = section.required("default_audience", parse::string);
        let lifetime = section.default("access_token_lifetime", DEFAULT_LIFETIME, parse::duration);
        let workers = section.default("hash_workers", cores(), parse::integer_in(1..=1_024));
        let queue = section.default("hash_queue", DEFAULT_QUEUE, parse::integer_in(0..=65_536));
        Some(Self {
            listen: listen?,
            public_url: public_url?,
            database: database?,
            sealing_key: sealing_key?,
            default_audience: default_audience?,
            access_token_lifetime: lifetime?,
            hashing: PoolSize { workers: workers?, queue: queue? },
        })
    }
}

/// A SQLite database, as `sqlite:path/to/file.db`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Database {
    url: String,
    file: PathBuf,
}

impl Database {
    fn usual() -> Self {
        Self { url: DEFAULT_DATABASE.to_owned(), file: PathBuf::from("data/zaakpoort.db") }
    }

    /// Reads a database URL; the error says what to write instead.
    pub fn parse(url: &str) -> Result<Self, String> {
        let path = url.strip_prefix("sqlite:").map(|path| path.strip_prefix("//").unwrap_or(path));
        match path.and_then(|path| path.split('?').next()) {
            Some(file) if !file.is_empty() && !file.starts_with(':') => {
                Ok(Self { url: url.to_owned(), file: PathBuf::from(file) })
            }
            // A URL that is refused is not repeated: it may hold a password.
            _ => Err("expected a SQLite file such as sqlite:data/zaakpoort.db".to_owned()),
        }
    }

    /// The file that it is kept in.
    pub fn file(&self) -> Option<&Path> {
        Some(&self.file)
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

fn database(value: &edge::config::Value) -> Result<Database, String> {
    Database::parse(value.text()?)
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get)
}
