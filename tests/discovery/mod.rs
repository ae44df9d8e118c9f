//! The metadata (RFC 8414), crawled: whatever it names works, and nothing beside it does.

use std::collections::BTreeSet;
use std::sync::Arc;

use regex::Regex;
use serde_json::{Value, json};

use crate::architecture::sources;
use crate::connect::authorize::{self, Portal};
use crate::harness::{Answer, Bench, Request};
use crate::{Case, cases};

mod callers;
mod claims;
mod endpoints;
mod nothing_else;
mod requests;

pub(crate) const SUITES: &[&[Case]] = &[CASES, nothing_else::CASES];

cases![
    r8414_04_ng_65_whatever_the_metadata_names_works,
    r8414_05_every_path_below_connect_is_an_endpoint_of_the_metadata,
];

/// Who has signed in.
const PERSON: &str = "kruip";

/// Shows that what a member says is so.
type Proof = fn(&Crawl, &Value);

/// Every member of the metadata, and what proves it. Who adds a member adds its proof.
const PROOFS: &[(&str, Proof)] = &[
    ("authorization_endpoint", endpoints::authorization),
    ("authorization_response_iss_parameter_supported", requests::iss),
    ("claims_supported", claims::all),
    ("code_challenge_methods_supported", requests::challenge_methods),
    ("end_session_endpoint", endpoints::end_session),
    ("grant_types_supported", callers::grant_types),
    ("id_token_signing_alg_values_supported", claims::id_token_algorithms),
    ("introspection_endpoint", endpoints::introspection),
    ("introspection_endpoint_auth_methods_supported", callers::introspection_methods),
    ("issuer", endpoints::issuer),
    ("jwks_uri", endpoints::jwks),
    ("prompt_values_supported", requests::prompts),
    ("pushed_authorization_request_endpoint", endpoints::pushed),
    ("registration_endpoint", endpoints::registration),
    ("request_parameter_supported", requests::request_parameter),
    ("request_uri_parameter_supported", requests::request_uri_parameter),
    ("require_pushed_authorization_requests", requests::unpushed),
    ("response_modes_supported", requests::response_modes),
    ("response_types_supported", requests::response_types),
    ("revocation_endpoint", endpoints::revocation),
    ("revocation_endpoint_auth_methods_supported", callers::revocation_methods),
    ("revocation_endpoint_auth_signing_alg_values_supported", callers::revocation_algorithms),
    ("scopes_supported", requests::scopes),
    ("subject_types_supported", claims::subject_types),
    ("token_endpoint", endpoints::token),
    ("token_endpoint_auth_methods_supported", callers::methods),
    ("token_endpoint_auth_signing_alg_values_supported", callers::algorithms),
    ("ui_locales_supported", requests::locales),
    ("userinfo_endpoint", endpoints::userinfo),
];

fn r8414_04_ng_65_whatever_the_metadata_names_works(bench: &Bench) {
    let crawl = Crawl::open(bench, PERSON);
    let members = crawl.metadata.as_object().unwrap();
    for (name, value) in members {
        let proof = PROOFS.iter().find(|(proven, _)| proven == name);
        let (_, proof) = proof.unwrap_or_else(|| panic!("nothing proves {name}: write its proof"));
        proof(&crawl, value);
    }
    for (name, _) in PROOFS {
        assert!(members.contains_key(*name), "{name} is not said any more");
    }
}

fn r8414_05_every_path_below_connect_is_an_endpoint_of_the_metadata(bench: &Bench) {
    let crawl = Crawl::open(bench, "kruip-paden");
    let issuer = crawl.portal.at.issuer_url();
    let named: BTreeSet<String> = crawl
        .metadata
        .as_object()
        .unwrap()
        .values()
        .filter_map(Value::as_str)
        .filter_map(|value| value.strip_prefix(&issuer))
        .filter(|path| path.starts_with("/connect/"))
        .map(str::to_owned)
        .collect();
    let paths = Regex::new(r#""(/connect/[a-z]+)""#).unwrap();
    let mut built = BTreeSet::new();
    for (path, text) in sources() {
        if ["crates/issuer/src", "crates/edge/src"].iter().any(|of| path.starts_with(of)) {
            built.extend(paths.captures_iter(&text).map(|found| found[1].to_owned()));
        }
    }
    assert_eq!(built, named);
}

/// The metadata, and somebody who has signed in with whom to try it.
struct Crawl {
    metadata: Value,
    /// A client with the usual settings.
    portal: Portal,
}

impl Crawl {
    fn open(bench: &Bench, username: &str) -> Self {
        let portal = Portal::open(bench, username);
        let path = "/.well-known/oauth-authorization-server";
        let metadata = Request::get(path).send(portal.at.issuer).json();
        Self { metadata, portal }
    }

    /// The same person in the same browser, sent by another client.
    fn by(&self, more: &Value) -> Portal {
        let at = Arc::clone(&self.portal.at);
        let app = authorize::client(&at, more);
        Portal { at, app, browser: self.portal.browser.clone() }
    }

    /// One that may go on while the person is away.
    fn by_offline(&self) -> Portal {
        self.by(&json!({ "grant_types": ["authorization_code", "refresh_token"] }))
    }

    /// Where an endpoint is.
    fn path(&self, member: &str) -> &str {
        let address = self.metadata[member].as_str().unwrap();
        let issuer = self.metadata["issuer"].as_str().unwrap();
        address.strip_prefix(issuer).unwrap()
    }

    /// What the endpoint says of whom an access token stands for.
    fn userinfo(&self, token: &str) -> Answer {
        Request::get(self.path("userinfo_endpoint")).bearer(token).send(self.portal.at.issuer)
    }

    /// What others know and a member does not name.
    fn unadvertised<'a>(&self, member: &str, known: &[&'a str]) -> Vec<&'a str> {
        let named = texts(&self.metadata[member]);
        let others: Vec<&str> = known.iter().copied().filter(|one| !named.contains(one)).collect();
        assert!(!others.is_empty() && others.len() < known.len(), "{member}: {others:?}");
        others
    }
}

/// The texts of a list, of which there is at least one.
fn texts(list: &Value) -> Vec<&str> {
    let texts: Vec<&str> =
        list.as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
    assert!(!texts.is_empty());
    texts
}

/// The answer of a token endpoint, which gives a token.
fn given(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.member("access_token")
}
