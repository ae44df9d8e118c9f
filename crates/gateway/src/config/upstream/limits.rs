//! How often each client may ask an upstream, and who keeps its applicaties there.

use std::time::Duration;

use edge::config::{Section, parse};

use super::reach::some_time;

/// How often one client may ask, on average and at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    /// So many requests
    pub requests: u32,
    /// in this time,
    pub per: Duration,
    /// and so many at once after a rest.
    pub burst: u32,
}

/// What an upstream's own Autorisaties API says of the gateway's clients: a ZGW API of before asks it,
/// and never ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Applicaties {
    /// Each has heeftAlleAutorisaties there, for the gateway judges.
    #[default]
    All,
    /// They are kept there by hand, and the upstream judges once more.
    Manual,
    /// The issuer writes them there as ours change (`issuer.mirror`), and the upstream judges once more.
    Mirror,
}

impl RateLimit {
    pub(super) fn read(section: &mut Section<'_>) -> Option<Self> {
        let requests = section.required("requests", parse::integer_in(1..=1_000_000));
        let per = section.default("per", Duration::from_secs(1), some_time);
        let burst = section.optional("burst", parse::integer_in(1..=1_000_000));
        let requests = requests?;
        Some(Self { requests, per: per?, burst: burst?.unwrap_or(requests) })
    }
}
