//! The section `[issuer]` of the configuration, as real types.

use std::net::SocketAddr;
use std::time::Duration;

use edge::config::{SecretSource, Section, parse};

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
    /// A sea-orm URL.
    pub database: String,
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
        let public_url = section.required("public_url", public_url);
        let database = section.default("database", DEFAULT_DATABASE.to_owned(), parse::string);
        let sealing_key = section.secret("sealing_key");
        let default_audience = section.required("default_audience", parse::string);
        let lifetime = section.default("access_token_lifetime", DEFAULT_LIFETIME, parse::duration);
        let workers = section.default("hash_workers", cores(), parse::integer::<usize>);
        let queue = section.default("hash_queue", DEFAULT_QUEUE, parse::integer::<usize>);
        Some(Self {
            listen: listen?,
            public_url: public_url?,
            database: database?,
            sealing_key: sealing_key?,
            default_audience: default_audience?,
            access_token_lifetime: lifetime?,
            hashing: PoolSize { workers: workers?.max(1), queue: queue? },
        })
    }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get)
}

/// The issuer's name to the world: an origin, `https://host[:port]`, as it stands in `iss`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl(String);

impl PublicUrl {
    /// Reads it; the error says what to write instead.
    pub fn parse(text: &str) -> Result<Self, String> {
        let url = url::Url::parse(text).map_err(|error| format!("`{text}` is no URL: {error}"))?;
        let origin = url.origin().ascii_serialization();
        if !matches!(url.scheme(), "http" | "https") || text.trim_end_matches('/') != origin {
            return Err(format!(
                "`{text}` must be an origin such as https://auth.gemeente.example"
            ));
        }
        Ok(Self(origin))
    }

    /// As it stands in `iss`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address of a path under it.
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }
}

fn public_url(value: &edge::config::Value) -> Result<PublicUrl, String> {
    PublicUrl::parse(value.text()?)
}
