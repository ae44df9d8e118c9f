//! The headers that were signed in this second: the same claims under the same secret are the same
//! JWT, so a worker signs it once.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use autorisaties::ClientId;
use edge::sealing::SealingError;
use http::{HeaderName, HeaderValue};
use tokens::UnixTime;

use super::Upstream;

/// How many are kept; then all are dropped, for most are of a second that is over.
const MOST: usize = 4096;

/// What a worker signed.
#[derive(Debug, Default)]
pub(crate) struct Signed(RefCell<HashMap<(usize, ClientId), Header>>);

#[derive(Debug, Clone)]
struct Header {
    name: HeaderName,
    value: HeaderValue,
    at: UnixTime,
}

impl Signed {
    /// The header that authenticates the gateway at an upstream, in the name of `client`, who may
    /// share something with it.
    pub(crate) fn header(
        &self,
        upstream: &Upstream,
        client: &ClientId,
        shared: impl FnOnce() -> Option<Arc<[u8]>>,
        now: UnixTime,
    ) -> Result<Option<(HeaderName, HeaderValue)>, SealingError> {
        let key = (upstream.number(), client.clone());
        let mut kept = self.0.borrow_mut();
        if let Some(header) = kept.get(&key).filter(|header| header.at == now) {
            return Ok(Some((header.name.clone(), header.value.clone())));
        }
        let shared = shared();
        let credential = upstream.credential();
        let fresh = credential.header(upstream.name(), client, shared.as_deref(), now)?;
        let Some((name, value)) = fresh else { return Ok(None) };
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(key, Header { name: name.clone(), value: value.clone(), at: now });
        Ok(Some((name, value)))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;
    use crate::config::CredentialConfig;
    use crate::testing::{config, upstream};

    fn upstreams() -> [Upstream; 2] {
        let key = std::env::temp_dir().join(format!("upstream-key-{}", std::process::id()));
        std::fs::write(&key, "0123456789abcdef0123456789abcdef").unwrap();
        let mode = <std::fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o600);
        std::fs::set_permissions(&key, mode).unwrap();
        let mut told = [upstream("a", "https://a.example"), upstream("b", "https://b.example")];
        for told in &mut told {
            let key = edge::config::SecretSource::File(key.clone());
            told.credential = CredentialConfig::Zgw { key, version: 1 };
        }
        let gateway = config(told.to_vec());
        [0, 1].map(|at| Upstream::new(at, &gateway.upstreams[at], &gateway).unwrap())
    }

    #[test]
    fn what_is_kept_is_what_would_be_signed() {
        let [first, second] = upstreams();
        let signed = Signed::default();
        let clients = ["lezer", "schrijver"].map(|id| ClientId::parse(id).unwrap());
        for now in [1, 1, 2, 1].map(UnixTime::new) {
            for upstream in [&first, &second] {
                for client in &clients {
                    let fresh =
                        upstream.credential().header(upstream.name(), client, None, now).unwrap();
                    assert_eq!(signed.header(upstream, client, || None, now).unwrap(), fresh);
                    assert_eq!(
                        signed.header(upstream, client, || None, now).unwrap(),
                        fresh,
                        "again"
                    );
                }
            }
        }
    }
}
