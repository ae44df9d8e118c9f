//! From the feed's things to the state: parsed whole, or not taken at all.

use std::collections::BTreeSet;
use std::sync::Arc;

use autorisaties::{Applicatie, ClientId, Compiler, Scope, ScopeSet, TokenScopes};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use edge::feed::{
    ApiTokenState, ApplicatieState, ChangeNumber, ClientState, KeyState, Thing, ZgwKeyState,
};
use tokens::{Jwk, KeyId, VerificationKey};

use super::{ApiToken, Client, Credential, Digest, Documents, Held, State, Told, ZgwKey};
use crate::user::User;

/// A thing that this gateway cannot read. What it does not understand may be a restriction.
#[derive(Debug, thiserror::Error)]
#[error(
    "the feed says something of {what} that this gateway does not understand ({why}); update it"
)]
pub(crate) struct ThingFault {
    what: String,
    why: String,
}

impl State {
    /// The state with this thing in it, or without it where it ended.
    pub(crate) fn apply(
        &mut self,
        thing: &Thing,
        compiler: &mut Compiler,
    ) -> Result<(), ThingFault> {
        let (before, after) = match thing {
            Thing::Applicatie(told) => {
                let held = read_applicatie(told, compiler)
                    .map_err(|why| ThingFault { what: format!("applicatie {}", told.id), why })?;
                let now = Told { thing: Arc::new(held), digest: Digest::of(thing) };
                let after = now.digest;
                (digest(self.applicaties.insert(told.id, now)), after)
            }
            Thing::ApplicatieEnded(ended) => {
                (digest(self.applicaties.remove(&ended.id)), Digest::default())
            }
            Thing::Client(told) => {
                let id = client_id(&told.client_id)?;
                let client = read_client(told)?;
                let now = Told { thing: Arc::new(client), digest: Digest::of(thing) };
                let after = now.digest;
                (self.put_client(&id, now), after)
            }
            Thing::ClientEnded(ended) => {
                let before = self.clients.remove(&client_id(&ended.id)?);
                self.forget(before.as_ref());
                (digest(before), Digest::default())
            }
            Thing::Key(told) => self.set_key(told, Digest::of(thing)),
            Thing::KeyEnded(ended) => (self.end_key(&ended.id), Digest::default()),
            Thing::Revocation(told) => {
                let after = Digest::of(thing);
                let now = Told { thing: Arc::new(told.clone()), digest: after };
                (digest(self.revocations.insert(told.of.clone(), now)), after)
            }
            Thing::RevocationEnded(ended) => {
                (digest(self.revocations.remove(&ended.id)), Digest::default())
            }
        };
        self.digest.subtract(before);
        self.digest.add(after);
        Ok(())
    }

    /// The client, whose its API tokens are, and which origins there are. The digest of what was there before.
    fn put_client(&mut self, id: &ClientId, now: Told<Arc<Client>>) -> Digest {
        let client = Arc::clone(&now.thing);
        let before = self.clients.insert(id.clone(), now);
        self.forget(before.as_ref());
        for origin in &client.origins {
            let known = self.origins.get(origin).copied().unwrap_or_default();
            self.origins.insert(origin.clone(), known + 1);
        }
        for is in &client.foreigners {
            self.foreigners.insert(is.clone(), id.clone());
        }
        for token in &client.api_tokens {
            self.api_tokens.insert(token.hash, id.clone());
        }
        digest(before)
    }

    /// What is found by another name than the client's own.
    fn forget(&mut self, client: Option<&Told<Arc<Client>>>) {
        for token in client.iter().flat_map(|told| &told.thing.api_tokens) {
            self.api_tokens.remove(&token.hash);
        }
        for is in client.iter().flat_map(|told| &told.thing.foreigners) {
            self.foreigners.remove(is);
        }
        for origin in client.iter().flat_map(|told| &told.thing.origins) {
            if let Some(others @ 2..) = self.origins.remove(origin) {
                self.origins.insert(origin.clone(), others - 1);
            }
        }
    }

    /// The state at this number.
    pub(crate) fn stand_at(&mut self, number: ChangeNumber) {
        self.number = number;
    }

    /// A key of a kind that this gateway cannot verify with opens nothing, so it is left out; the
    /// tokens signed with it are refused. The digests before and after.
    fn set_key(&mut self, told: &KeyState, digest: Digest) -> (Digest, Digest) {
        match read_key(told) {
            Ok(key) => {
                let keys = Arc::make_mut(&mut self.keys);
                let before = keys.digests.insert(key.kid().clone(), digest);
                keys.set.insert(key);
                (before.unwrap_or_default(), digest)
            }
            Err(why) => {
                tracing::error!(
                    kid = told.kid,
                    why,
                    "cannot verify with this key; update the gateway"
                );
                (self.end_key(&told.kid), Digest::default())
            }
        }
    }

    /// The digest of the key that was there.
    fn end_key(&mut self, kid: &str) -> Digest {
        let (keys, kid) = (Arc::make_mut(&mut self.keys), KeyId::new(kid));
        keys.set.remove(&kid);
        keys.digests.remove(&kid).unwrap_or_default()
    }
}

/// What a thing that was there before added; nothing if there was none.
fn digest<T>(before: Option<Told<T>>) -> Digest {
    before.map(|told| told.digest).unwrap_or_default()
}

fn client_id(text: &str) -> Result<ClientId, ThingFault> {
    ClientId::parse(text)
        .map_err(|error| ThingFault { what: "a client".to_owned(), why: error.to_string() })
}

fn read_client(told: &ClientState) -> Result<Client, ThingFault> {
    let credentials = told.credentials.iter();
    let upstream_keys = told.upstream_keys.iter().map(|key| {
        let sealed = URL_SAFE_NO_PAD.decode(&key.sealed);
        let sealed = sealed.map_err(|error| ThingFault {
            what: format!("what client {} shares with {}", told.client_id, key.upstream),
            why: error.to_string(),
        });
        Ok((key.upstream.as_str().into(), sealed?.into()))
    });
    let origins: BTreeSet<&str> = told.origins.iter().map(String::as_str).collect();
    let scopes = told.scopes.iter().map(|scope| Scope::parse(scope)).collect::<Result<_, _>>();
    let scopes = scopes.map_err(|error| ThingFault {
        what: format!("client {}", told.client_id),
        why: error.to_string(),
    });
    Ok(Client {
        zgw_keys: told.zgw_keys.iter().map(read_zgw_key).collect::<Result<_, _>>()?,
        foreigners: told.foreigners.clone(),
        scopes: scopes?,
        origins: origins.into_iter().map(Box::from).collect(),
        api_tokens: told.api_tokens.iter().map(read_api_token).collect::<Result<_, _>>()?,
        upstream_keys: upstream_keys.collect::<Result<_, _>>()?,
        applicatie: told.applicatie,
        issued_before: told.issued_before,
        credentials: credentials
            .map(|told| Credential { id: told.id.as_str().into(), expires: told.expires })
            .collect(),
    })
}

fn read_zgw_key(told: &ZgwKeyState) -> Result<ZgwKey, ThingFault> {
    let sealed = URL_SAFE_NO_PAD.decode(&told.sealed).map_err(|error| ThingFault {
        what: format!("the key {} of ZGW JWTs", told.id),
        why: error.to_string(),
    });
    Ok(ZgwKey { id: told.id.as_str().into(), sealed: sealed?.into(), expires: told.expires })
}

fn read_api_token(told: &ApiTokenState) -> Result<ApiToken, ThingFault> {
    let fault = |why: &str| ThingFault { what: format!("API token {}", told.id), why: why.into() };
    let hash = URL_SAFE_NO_PAD.decode(&told.hash).ok().and_then(|hash| hash.try_into().ok());
    let scopes = match &told.scopes {
        None => TokenScopes::Unrestricted,
        Some(these) => {
            let these = these.iter().map(|scope| Scope::parse(scope));
            let these: Result<ScopeSet, _> = these.collect();
            TokenScopes::These(these.map_err(|error| fault(&error.to_string()))?)
        }
    };
    Ok(ApiToken {
        id: told.id.as_str().into(),
        hash: hash.ok_or_else(|| fault("its hash is none"))?,
        scopes,
        user: told.user.as_deref().and_then(User::said_by_issuer).map(Arc::new),
        expires: told.expires,
    })
}

fn read_key(told: &KeyState) -> Result<VerificationKey, String> {
    let jwk: Jwk = serde_json::from_value(told.jwk.clone()).map_err(|error| error.to_string())?;
    let key = VerificationKey::from_jwk(&jwk).map_err(|error| error.to_string())?;
    // The id is the key's own thumbprint: one that is not would let a key stand in for another.
    if key.kid().as_str() != told.kid {
        return Err("its id is not the thumbprint of the key".to_owned());
    }
    Ok(key)
}

fn read_applicatie(told: &ApplicatieState, compiler: &mut Compiler) -> Result<Held, String> {
    if told.heeft_alle_autorisaties && !told.autorisaties.is_empty() {
        return Err("it has all autorisaties and single ones".to_owned());
    }
    let applicatie = Applicatie::try_from(told).map_err(|error| error.to_string())?;
    let documents = if applicatie.alleen_is_gereed_voor_publicatie {
        Documents::ForPublication
    } else {
        Documents::Any
    };
    Ok(Held { rights: compiler.compile(&applicatie), documents })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
