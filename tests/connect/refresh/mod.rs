//! `grant_type=refresh_token`: how a client goes on while the person is away, and how that ends.

use std::net::SocketAddr;

use serde_json::{Value, json};

use super::authorize::{CALLBACK, CHALLENGE, VERIFIER, back};
use crate::harness::browser::hidden;
use crate::harness::client::encoded;
use crate::harness::people::basic;
use crate::harness::{Administrator, Answer, Browser, Installation, Request};

pub(crate) mod clients;
pub(crate) mod ending;
pub(crate) mod judged;
pub(crate) mod passing;
pub(crate) mod races;
pub(crate) mod revoked;
pub(crate) mod rotation;
pub(crate) mod scope;
pub(crate) mod secrecy;

pub(crate) const PASSWORD: &str = "vier losse woorden";
/// What it usually asks for.
pub(crate) const USUAL: &str = "openid offline_access zaken.lezen zaken.aanmaken";

/// A client that goes on while people are away, and somebody who lets it.
pub(crate) struct Offline {
    pub(crate) issuer: SocketAddr,
    pub(crate) client_id: String,
    pub(crate) secret: String,
    pub(crate) browser: Browser,
}

impl Offline {
    /// With the usual settings, at an installation that others use too. Client and person have this name.
    pub(crate) fn at(at: &Installation, name: &str) -> Self {
        Self::with(at, name, &json!({}))
    }

    /// With more settings.
    pub(crate) fn with(at: &Installation, name: &str, more: &Value) -> Self {
        let offline = Self::register(at.issuer, &at.administrator(), (name, more));
        at.trust(name);
        offline
    }

    pub(crate) fn register(
        issuer: SocketAddr,
        admin: &Administrator,
        (name, more): (&str, &Value),
    ) -> Self {
        let all = json!({ "label": name, "heeft_alle_autorisaties": true });
        let applicatie = admin.done("POST", "/applicaties", &all)["id"].clone();
        let mut oauth = json!({
            "grant_types": ["authorization_code", "refresh_token"], "redirect_uris": [CALLBACK],
        });
        let mut body = json!({ "client_id": name, "applicatie": applicatie });
        for (member, value) in more.as_object().unwrap() {
            let of_the_client = ["audiences", "extra_scopes"].contains(&member.as_str());
            let place = if of_the_client { &mut body } else { &mut oauth };
            place[member] = value.clone();
        }
        let public = oauth["token_endpoint_auth_method"] == "none";
        body["oauth"] = oauth;
        admin.done("POST", "/clients", &body);
        let secret = || admin.done("POST", &format!("/clients/{name}/secrets"), &json!({}));
        let secret = if public { Value::Null } else { secret()["secret"].clone() };
        let user = json!({ "username": name, "name": "Jan Jansen", "password": PASSWORD });
        admin.done("POST", "/users", &user);
        let mut browser = Browser::at(issuer);
        assert_eq!(browser.sign_in(name, PASSWORD).status, 303);
        let secret = secret.as_str().unwrap_or_default().to_owned();
        Self { issuer, client_id: name.to_owned(), secret, browser }
    }

    /// The person is sent to the issuer for this scope, with more parameters, and consents if asked.
    pub(crate) fn authorize(&mut self, scope: &str, more: &str) -> Answer {
        let answer = self.browser.get(&self.asking(scope, more));
        let Some(page) = answer.header("location").filter(|to| to.starts_with("/toestemming"))
        else {
            return answer;
        };
        let page = self.browser.get(page);
        let (csrf, kept) = (hidden(&page, "csrf"), hidden(&page, "verzoek"));
        let fields = [("csrf", &*csrf), ("verzoek", &kept), ("antwoord", "toestaan")];
        self.browser.post("/toestemming", &fields)
    }

    /// Where the person is sent.
    pub(crate) fn asking(&self, scope: &str, more: &str) -> String {
        format!(
            "/connect/authorize?client_id={}&redirect_uri={}&response_type=code&scope={}&state=xyz\
             &code_challenge={CHALLENGE}&code_challenge_method=S256{more}",
            self.client_id,
            encoded(CALLBACK),
            encoded(scope),
        )
    }

    pub(crate) fn code(&mut self, scope: &str, more: &str) -> String {
        let answer = self.authorize(scope, more);
        back(&answer).remove("code").unwrap_or_else(|| panic!("{answer:?}"))
    }

    pub(crate) fn redeem(&self, code: &str) -> Answer {
        let uri = encoded(CALLBACK);
        self.ask(&format!(
            "grant_type=authorization_code&code={code}&redirect_uri={uri}&code_verifier={VERIFIER}"
        ))
    }

    /// What comes of a person's consent.
    pub(crate) fn given(&mut self, scope: &str) -> Answer {
        let code = self.code(scope, "");
        let answer = self.redeem(&code);
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer
    }

    /// The refresh token that comes of the usual consent.
    pub(crate) fn token(&mut self) -> String {
        refresh_token(&self.given(USUAL))
    }

    pub(crate) fn refresh(&self, token: &str) -> Answer {
        self.refresh_for(token, "")
    }

    /// With more parameters.
    pub(crate) fn refresh_for(&self, token: &str, more: &str) -> Answer {
        self.ask(&format!("grant_type=refresh_token&refresh_token={token}{more}"))
    }

    /// Asks as the client: with its secret, or as a public one.
    pub(crate) fn ask(&self, form: &str) -> Answer {
        self.post("/connect/token", form)
    }

    pub(crate) fn post(&self, path: &str, form: &str) -> Answer {
        if self.secret.is_empty() {
            let form = format!("{form}&client_id={}", self.client_id);
            return Request::post(path).form(&form).send(self.issuer);
        }
        let header = basic(&self.client_id, &self.secret);
        Request::post(path).header("Authorization", &header).form(form).send(self.issuer)
    }
}

/// The refresh token of an answer, which must hold one.
pub(crate) fn refresh_token(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let token = answer.member("refresh_token");
    assert!(token.starts_with("zpr_") && token.len() == 47, "{}", answer.text());
    token
}

pub(crate) fn is_invalid(answer: &Answer, error: &str) {
    let status = if error == "invalid_client" { 401 } else { 400 };
    assert_eq!((answer.status, answer.member("error").as_str()), (status, error), "{answer:?}");
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.json().get("access_token"), None);
}

/// What a token says, of the payload of a JWT.
pub(crate) fn says(token: &str) -> Value {
    super::authorize::payload(token)
}

/// The status of a call through the gateway.
pub(crate) fn call(at: &Installation, token: &str) -> u16 {
    use voorbeeldzaken::sample;
    let path = format!("{}/{}", sample::ZAKEN, sample::ZAAK_MELDING_OPENBAAR);
    Request::get(&path).bearer(token).send(at.gateway).status
}
