//! The headers that were signed in this second: the same claims under the same secret are the same
//! JWT, so a worker signs it once. Whose JWT it is, client and user, is what it is kept by.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use autorisaties::ClientId;
use edge::sealing::SealingError;
use http::{HeaderName, HeaderValue};
use tokens::UnixTime;

use super::Upstream;
use crate::user::{Caller, User};

/// How many are kept; then all are dropped, for most are of a second that is over.
const MOST: usize = 4096;
/// The same of those with users in them, which are longer: 2.5 MiB if every name is as long as it may be.
const MOST_WITH_USERS: usize = 512;

/// What a worker signed.
#[derive(Debug)]
pub(crate) struct Signed {
    alone: Kept<(usize, ClientId)>,
    for_users: Kept<(usize, ClientId, Arc<User>)>,
}

#[derive(Debug)]
struct Kept<K> {
    headers: RefCell<HashMap<K, Header>>,
    most: usize,
}

#[derive(Debug, Clone)]
struct Header {
    name: HeaderName,
    value: HeaderValue,
    at: UnixTime,
}

type Written = Result<Option<(HeaderName, HeaderValue)>, SealingError>;

impl Default for Signed {
    fn default() -> Self {
        Self { alone: Kept::new(MOST), for_users: Kept::new(MOST_WITH_USERS) }
    }
}

impl Signed {
    /// The header that authenticates the gateway at an upstream, in the name of `caller`, whose client
    /// may share something with it.
    pub(crate) fn header(
        &self,
        upstream: &Upstream,
        caller: Caller<'_>,
        shared: impl FnOnce() -> Option<Arc<[u8]>>,
        now: UnixTime,
    ) -> Written {
        let fresh = || {
            let shared = shared();
            upstream.credential().header(upstream.name(), caller, shared.as_deref(), now)
        };
        let (number, client) = (upstream.number(), caller.client.clone());
        match caller.user {
            None => self.alone.header((number, client), fresh, now),
            Some(user) => self.for_users.header((number, client, Arc::clone(user)), fresh, now),
        }
    }
}

impl<K: Hash + Eq> Kept<K> {
    fn new(most: usize) -> Self {
        Self { headers: RefCell::default(), most }
    }

    fn header(&self, key: K, fresh: impl FnOnce() -> Written, now: UnixTime) -> Written {
        let mut kept = self.headers.borrow_mut();
        if let Some(header) = kept.get(&key).filter(|header| header.at == now) {
            return Ok(Some((header.name.clone(), header.value.clone())));
        }
        let Some((name, value)) = fresh()? else { return Ok(None) };
        if kept.len() >= self.most {
            kept.clear();
        }
        kept.insert(key, Header { name: name.clone(), value: value.clone(), at: now });
        Ok(Some((name, value)))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use serde_json::{Value, json};

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

    fn clients() -> [ClientId; 2] {
        ["lezer", "schrijver"].map(|id| ClientId::parse(id).unwrap())
    }

    /// What a header says of the user.
    fn user_in(header: &(HeaderName, HeaderValue)) -> Value {
        let payload = header.1.to_str().unwrap().split('.').nth(1).unwrap();
        let claims: Value =
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap();
        json!([claims.get("user_id"), claims.get("user_representation")])
    }

    #[test]
    fn what_is_kept_is_what_would_be_signed() {
        let [first, second] = upstreams();
        let signed = Signed::default();
        let jan = User::said_by_client(Some("jan"), None).map(Arc::new);
        for now in [1, 1, 2, 1].map(UnixTime::new) {
            for upstream in [&first, &second] {
                for (client, user) in clients().iter().zip([None, jan.as_ref()]) {
                    let caller = Caller { client, user };
                    let fresh = upstream.credential().header(upstream.name(), caller, None, now);
                    let fresh = fresh.unwrap();
                    for time in ["at first", "again"] {
                        let kept = signed.header(upstream, caller, || None, now).unwrap();
                        assert_eq!(kept, fresh, "{time}");
                    }
                }
            }
        }
    }

    #[test]
    fn of_users_of_one_second_each_has_a_name_of_their_own() {
        let [upstream, _] = upstreams();
        let (signed, clients) = (Signed::default(), clients());
        let users = [
            (None, json!([null, null])),
            (User::said_by_client(Some("jan"), None), json!(["jan", null])),
            (User::said_by_client(None, Some("jan")), json!([null, "jan"])),
            (User::said_by_client(Some("jan"), Some("Jan")), json!(["jan", "Jan"])),
            (User::said_by_client(Some("piet"), Some("Jan")), json!(["piet", "Jan"])),
            (User::said_by_issuer("jan"), json!(["jan", "jan"])),
        ];
        let users = users.map(|(user, said)| (user.map(Arc::new), said));
        for _ in 0..3 {
            for (user, said) in &users {
                for client in &clients {
                    let caller = Caller { client, user: user.as_ref() };
                    let header = signed.header(&upstream, caller, || None, UnixTime::new(1));
                    assert_eq!(user_in(&header.unwrap().unwrap()), *said);
                }
            }
        }
    }

    #[test]
    fn what_is_kept_has_a_bound() {
        let [upstream, _] = upstreams();
        let (signed, [client, _]) = (Signed::default(), clients());
        for number in 0..2 * MOST_WITH_USERS {
            let user = User::said_by_client(Some(&number.to_string()), None).map(Arc::new);
            let caller = Caller { client: &client, user: user.as_ref() };
            signed.header(&upstream, caller, || None, UnixTime::new(1)).unwrap();
            assert!(signed.for_users.headers.borrow().len() <= MOST_WITH_USERS);
        }
    }
}
