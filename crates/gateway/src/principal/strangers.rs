//! Opaque tokens that nobody knows here: asking the issuer about each would let whoever invents them use
//! up what it answers, at the cost of all others. So what was no token is remembered for a while, and who
//! shows many of those is told to wait, alone.

use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use quick_cache::sync::Cache;
use secrecy::SecretString;
use tokens::AccessClaims;
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout};

use crate::introspection::Introspector;
use crate::refusal::Refusal;

/// How long the issuer's no stands. A token that is issued later has another value, so it stands rightly;
/// but a no that came by mistake should not stand long.
const NO_STANDS: Duration = Duration::from_secs(5);
/// How many of them, and of those who showed them, are remembered.
const REMEMBERED: usize = 10_000;
/// How many that were none one address may show at once, and then one in which time: a fifth of what the
/// issuer takes of a gateway.
const BURST: u32 = 100;
const EVERY: Duration = Duration::from_millis(500);
/// How many of one address are asked about at once: half of what the gateway asks.
const AT_ONCE: usize = 8;
/// How long others of that address wait for their turn.
const PATIENCE: Duration = Duration::from_secs(3);

/// What was no token, and who showed it.
#[derive(Debug)]
pub(super) struct Strangers {
    refused: Cache<[u8; 32], Instant>,
    sources: Cache<IpAddr, Arc<Source>>,
}

/// An address from which unknown tokens come.
#[derive(Debug)]
struct Source {
    turns: Semaphore,
    /// When all that it showed would be over at the pace.
    until: Mutex<Instant>,
}

/// An unknown token, its digest, and whence it came.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shown<'a> {
    pub(super) token: &'a SecretString,
    pub(super) digest: [u8; 32],
    pub(super) from: IpAddr,
}

impl Strangers {
    pub(super) fn new() -> Self {
        Self { refused: Cache::new(REMEMBERED), sources: Cache::new(REMEMBERED) }
    }

    /// What the issuer says that a token stands for.
    pub(super) async fn ask(
        &self,
        shown: Shown<'_>,
        introspector: &Introspector,
    ) -> Result<AccessClaims, Refusal> {
        let source = self.source(shown.from);
        self.look(shown.digest, &source)?;
        let turn = timeout(PATIENCE, source.turns.acquire()).await;
        let _turn =
            turn.ok().and_then(Result::ok).ok_or(Refusal::TokensThrottled { after: EVERY })?;
        // Those before it in the queue may have been none.
        self.look(shown.digest, &source)?;
        let said = introspector.ask(shown.token).await.map_err(Refusal::NotIntrospected)?;
        said.ok_or_else(|| {
            self.refused.insert(shown.digest, Instant::now() + NO_STANDS);
            source.count();
            Refusal::NotActive
        })
    }

    /// Whether it is worth asking, and whether this address may.
    fn look(&self, digest: [u8; 32], source: &Source) -> Result<(), Refusal> {
        if self.refused.get(&digest).is_some_and(|until| Instant::now() < until) {
            return Err(Refusal::NotActive);
        }
        source.demand_room()
    }

    fn source(&self, from: IpAddr) -> Arc<Source> {
        let made = self.sources.get_or_insert_with(&network(from), || {
            let until = Mutex::new(Instant::now());
            Ok::<_, std::convert::Infallible>(Arc::new(Source {
                turns: Semaphore::new(AT_ONCE),
                until,
            }))
        });
        match made {
            Ok(source) => source,
            Err(never) => match never {},
        }
    }
}

impl Source {
    fn demand_room(&self) -> Result<(), Refusal> {
        let until = *self.until.lock().unwrap_or_else(PoisonError::into_inner);
        let over = until.saturating_duration_since(Instant::now() + EVERY * (BURST - 1));
        if over.is_zero() { Ok(()) } else { Err(Refusal::TokensThrottled { after: over }) }
    }

    fn count(&self) {
        let mut until = self.until.lock().unwrap_or_else(PoisonError::into_inner);
        *until = (*until).max(Instant::now()) + EVERY;
    }
}

/// Whoever has one address of IPv6 has the 64 bits behind it too.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(four) => four.into(),
        IpAddr::V6(six) => {
            let [a, b, c, d, ..] = six.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn an_address_shows_so_many_that_are_none_and_then_one_in_a_while_and_no_other_waits() {
        let strangers = Strangers::new();
        let [flood, other] = ["192.0.2.1", "192.0.2.2"].map(|from| strangers.source(address(from)));
        for number in 0..BURST {
            assert!(flood.demand_room().is_ok(), "{number}");
            flood.count();
        }
        assert!(matches!(flood.demand_room(), Err(Refusal::TokensThrottled { .. })));
        assert!(other.demand_room().is_ok());
        tokio::time::advance(EVERY).await;
        assert!(strangers.source(address("::ffff:192.0.2.1")).demand_room().is_ok(), "the same");
        flood.count();
        assert!(flood.demand_room().is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn a_no_stands_for_a_few_seconds_for_the_whole_token_alone() {
        let strangers = Strangers::new();
        let source = strangers.source(address("192.0.2.1"));
        strangers.refused.insert([1; 32], Instant::now() + NO_STANDS);
        let refused = |digest| strangers.look(digest, &source).is_err();
        assert!(refused([1; 32]) && !refused([2; 32]));
        tokio::time::advance(NO_STANDS).await;
        assert!(!refused([1; 32]));
    }

    #[test]
    fn the_addresses_of_one_network_are_one() {
        let same = |one: &str, other: &str| network(address(one)) == network(address(other));
        assert!(same("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"));
        assert!(!same("2001:db8:1:2::1", "2001:db8:1:3::1"));
        assert!(!same("192.0.2.1", "192.0.2.2"));
    }
}
