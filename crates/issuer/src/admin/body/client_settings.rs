//! The settings of a client as they are given, all or those that change; and what a look at them says.

use autorisaties::{Scope, ScopeSet};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::words::explained;
use crate::admin::error::AdminError;
use crate::app::LIFETIMES;
use crate::model::Client;
use crate::object::Object;
use crate::settings::{Breach, OAuth, OAuthBody, Profile, Weight};

/// What may be set of a client of an applicatie, or of an API.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(in crate::admin) struct ClientSettings {
    /// What its tokens may be for; the first is the default.
    pub(super) audiences: Vec<String>,
    /// Scopes that no autorisatie gives, granted by name.
    pub(super) extra_scopes: Vec<String>,
    /// In seconds, from 60 to 86400; without it the issuer's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) access_token_lifetime: Option<i64>,
    /// How it may ask for tokens.
    #[serde(deserialize_with = "Object::member")]
    pub(super) oauth: OAuthBody,
}

impl ClientSettings {
    /// Those that a client has.
    pub(in crate::admin) fn of(client: &Client) -> Self {
        Self {
            audiences: client.audiences.clone(),
            extra_scopes: client.extra_scopes.iter().map(ToString::to_string).collect(),
            access_token_lifetime: client.access_token_lifetime,
            oauth: client.oauth.to_body(),
        }
    }

    /// These with some of them changed (RFC 7396).
    pub(in crate::admin) fn patched(&self, patch: Value) -> Result<Self, AdminError> {
        let mut settings = serde_json::to_value(self).map_err(|_| AdminError::Internal)?;
        merge(&mut settings, patch);
        serde_json::from_value(settings)
            .map_err(|error| AdminError::Invalid(explained(&error.to_string())))
    }

    /// A client with these settings, if they keep the rules.
    pub(in crate::admin) fn settle(&self, client: Client) -> Result<Client, AdminError> {
        // Who registered a client is nobody's to say.
        let registered = client.oauth.registered;
        let registration = client.oauth.registration.clone();
        let oauth = OAuthBody { registered, registration, ..self.oauth.clone() };
        Ok(Client {
            audiences: self.audiences()?,
            extra_scopes: self.extra_scopes()?,
            access_token_lifetime: self.lifetime()?,
            oauth: OAuth::parse(&oauth)
                .map_err(|fault| AdminError::Invalid(format!("`oauth`: {fault}")))?,
            ..client
        })
    }

    pub(super) fn say_nothing(&self) -> bool {
        self.audiences.is_empty()
            && self.extra_scopes.is_empty()
            && self.access_token_lifetime.is_none()
            && self.oauth == OAuthBody::default()
    }

    /// What a token may be for: URIs (RFC 8707 2) or the names of APIs, a few of them.
    fn audiences(&self) -> Result<Vec<String>, AdminError> {
        const MOST: usize = 20;
        let is_name = |text: &String| {
            let visible = text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#');
            (1..=1_000).contains(&text.len()) && visible
        };
        if self.audiences.len() > MOST || !self.audiences.iter().all(is_name) {
            return Err(AdminError::Invalid(
                "`audiences` holds at most 20 URIs or names, without spaces and fragment".into(),
            ));
        }
        Ok(self.audiences.clone())
    }

    fn extra_scopes(&self) -> Result<ScopeSet, AdminError> {
        self.extra_scopes.iter().map(|text| token_scope(text)).collect()
    }

    fn lifetime(&self) -> Result<Option<i64>, AdminError> {
        match self.access_token_lifetime {
            Some(seconds) if !LIFETIMES.contains(&seconds) => Err(AdminError::Invalid(
                "`access_token_lifetime` is in seconds, from 60 to 86400".into(),
            )),
            lifetime => Ok(lifetime),
        }
    }
}

/// RFC 7396 2.
fn merge(target: &mut Value, patch: Value) {
    let Value::Object(patch) = patch else {
        *target = patch;
        return;
    };
    if !target.is_object() {
        *target = Value::Object(serde_json::Map::new());
    }
    let Value::Object(target) = target else { return };
    for (name, value) in patch {
        if value.is_null() {
            target.remove(&name);
        } else {
            merge(target.entry(name).or_insert(Value::Null), value);
        }
    }
}

/// A scope that a client asks for by name, so it must fit into the parameter `scope`.
fn token_scope(text: &str) -> Result<Scope, AdminError> {
    let scope = super::scope(text)?;
    if scope.is_token() {
        Ok(scope)
    } else {
        Err(AdminError::Invalid(format!(
            "scope `{text}` cannot stand in a token request (RFC 6749 3.3)"
        )))
    }
}

/// By which profile a client is looked at.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::admin) struct LintQuery {
    /// `nlgov` when it is left out.
    #[param(inline)]
    pub(in crate::admin) profile: Option<Profile>,
}

/// Which rules of a profile a client breaks.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::admin) struct Lint {
    pub(in crate::admin) broken: Vec<Broken>,
}

/// A rule that is broken.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::admin) struct Broken {
    /// The section of the NL GOV Assurance profile for OAuth 2.0.
    section: &'static str,
    /// `demanded`: no client of the profile is registered without it; or `advised`.
    weight: &'static str,
    /// What the rule is, and what to do.
    rule: &'static str,
}

impl From<Breach> for Broken {
    fn from(breach: Breach) -> Self {
        let weight = match breach.weight {
            Weight::Demanded => "demanded",
            Weight::Advised => "advised",
        };
        Self { section: breach.section, weight, rule: breach.text }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_patch_is_merged_as_rfc_7396_says() {
        for (target, patch, expected) in [
            (json!({"a": "b"}), json!({"a": "c"}), json!({"a": "c"})),
            (json!({"a": "b"}), json!({"b": "c"}), json!({"a": "b", "b": "c"})),
            (json!({"a": "b"}), json!({"a": null}), json!({})),
            (json!({"a": ["b"]}), json!({"a": ["c"]}), json!({"a": ["c"]})),
            (
                json!({"a": {"b": "c", "d": 1}}),
                json!({"a": {"b": null, "e": {"f": null}}}),
                json!({"a": {"d": 1, "e": {}}}),
            ),
            (json!({"a": [1]}), json!({"a": {"b": 1}}), json!({"a": {"b": 1}})),
        ] {
            let mut merged = target.clone();
            merge(&mut merged, patch);
            assert_eq!(merged, expected, "{target}");
        }
    }
}
