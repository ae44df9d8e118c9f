//! A software statement among the metadata (RFC 7591 2.3): what somebody vouches for whom we trust. It wins
//! over what the application says itself, which adds nothing by which others could pass for what is vouched for.

use serde_json::{Map, Value};
use tokens::statement::Unverified;

use super::error::RegistrationError;
use super::members::Members;
use super::words::Method;
use crate::app::App;
use crate::settings::RedirectUri;

/// One that was verified.
pub(super) struct Statement {
    /// As it was sent.
    pub(super) text: String,
    /// Who vouches.
    pub(super) issuer: String,
}

const MEMBER: &str = "software_statement";
const METHOD: &str = "token_endpoint_auth_method";
const AFTERWARDS: &str = "post_logout_redirect_uris";
/// What stands for one thing: who vouches for one of them vouches against the others.
const ALIKE: [(&str, &[&str]); 3] =
    [("jwks", &["jwks_uri"]), ("jwks_uri", &["jwks"]), ("client_name", &["client_name#"])];

/// Verifies the statement, if there is one, and puts what it says in the place of what was sent.
pub(super) fn apply(
    members: &mut Members,
    app: &App,
) -> Result<Option<Statement>, RegistrationError> {
    let Some(value) = members.value(MEMBER) else { return Ok(None) };
    let text = value.as_str().ok_or(RegistrationError::NoStatement)?.to_owned();
    let statement = Unverified::parse(&text)?;
    let issuer = statement.issuer().to_owned();
    let keys = app.statement_issuers.keys_of(&issuer).ok_or(RegistrationError::Unapproved)?;
    let said = statement.verify(&keys, app.public_url.as_str(), app.clock.unix())?;
    for (_, others) in ALIKE.iter().filter(|(named, _)| said.contains_key(*named)) {
        others.iter().for_each(|other| members.remove(other));
    }
    demand_near(&said, members)?;
    let keys = ["jwks", "jwks_uri"].iter().any(|name| said.contains_key(*name));
    members.extend(said);
    if keys {
        demand_keys(members)?;
    }
    Ok(Some(Statement { text, issuer }))
}

/// Whoever has read a statement could send it: whose it is shows by the keys that it names.
fn demand_keys(members: &mut Members) -> Result<(), RegistrationError> {
    members.or_text(METHOD, Method::PrivateKeyJwt.as_str());
    match Method::of(members)? {
        Method::PrivateKeyJwt => Ok(()),
        _ => Err(RegistrationError::Metadata(KEYS.to_owned())),
    }
}

/// Where people go after they signed out is, unless the statement says so, where it has them come back.
fn demand_near(said: &Map<String, Value>, members: &Members) -> Result<(), RegistrationError> {
    let Some(vouched) = said.get("redirect_uris").filter(|_| !said.contains_key(AFTERWARDS)) else {
        return Ok(());
    };
    let vouched = vouched.as_array().into_iter().flatten().filter_map(Value::as_str);
    let vouched: Vec<_> = vouched.filter_map(|uri| RedirectUri::parse(uri).ok()).collect();
    let near = |uri: &RedirectUri| vouched.iter().any(|one| one.is_at_the_place_of(uri));
    for (number, uri) in members.texts(AFTERWARDS)?.into_iter().flatten().enumerate() {
        if !RedirectUri::parse(&uri).is_ok_and(|uri| near(&uri)) {
            // It may hold a password, so it is named by its place.
            let text = format!("{AFTERWARDS}[{number}] {ELSEWHERE}");
            return Err(RegistrationError::Metadata(text));
        }
    }
    Ok(())
}

const KEYS: &str = "the software statement names the keys of this client, so its token_endpoint_auth_method \
                    is private_key_jwt; say that, or leave it out";
const ELSEWHERE: &str = "has not the scheme, host and port of a redirect URI in the software statement; use one \
                         that has, or ask the issuer of the statement to name it";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_has_only_the_characters_that_rfc_6749_allows() {
        let allowed = |c: char| matches!(c, '\x20'..='\x21' | '\x23'..='\x5b' | '\x5d'..='\x7e');
        for text in [KEYS, ELSEWHERE] {
            assert!(text.chars().all(allowed), "{text}");
        }
    }
}
