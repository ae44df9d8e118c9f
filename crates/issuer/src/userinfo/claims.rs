//! What is said of whom a token speaks for (OpenID Connect Core 5.1).

use serde::Serialize;
use tokens::AccessClaims;

use crate::person::{Email, Person};

/// What is said.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum UserInfo {
    Client(OfClient),
    Person(OfPerson),
}

/// Of a client that speaks for itself.
#[derive(Debug, Serialize)]
pub(super) struct OfClient {
    sub: String,
    /// A name that no person has.
    preferred_username: String,
    client_id: String,
}

/// Of a person: as much as the scopes of the token let know (OpenID Connect Core 5.4).
#[derive(Debug, Serialize)]
pub(super) struct OfPerson {
    sub: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    preferred_username: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
}

impl UserInfo {
    pub(super) fn of_client(claims: &AccessClaims) -> Self {
        Self::Client(OfClient {
            sub: claims.sub.clone(),
            preferred_username: format!("service-account-{}", claims.client_id),
            client_id: claims.client_id.clone(),
        })
    }

    pub(super) fn of_person(claims: &AccessClaims, person: &Person) -> Self {
        let scope = claims.scope.as_deref().unwrap_or_default();
        let may_know = |name: &str| scope.split(' ').any(|scope| scope == name);
        let profile = may_know("profile");
        let email = person.email.as_ref().filter(|_| may_know("email"));
        Self::Person(OfPerson {
            sub: claims.sub.clone(),
            name: profile.then(|| person.name.as_str().to_owned()),
            preferred_username: profile.then(|| person.username.as_str().to_owned()),
            email: email.map(|email: &Email| email.as_str().to_owned()),
        })
    }
}
