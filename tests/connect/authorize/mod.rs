//! `/connect/authorize` and `/toestemming`, and the codes that come of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::harness::browser::hidden;
use crate::harness::canaries::PASSWORD;
use crate::harness::client::encoded;
use crate::harness::people::basic;
use crate::harness::{Answer, Bench, Browser, Installation, Request, TaskApplication};

pub(crate) mod clients;
pub(crate) mod codes;
pub(crate) mod floods;
pub(crate) mod hints;
pub(crate) mod locales;
pub(crate) mod pages;
pub(crate) mod par;
pub(crate) mod passing_time;
pub(crate) mod pushing;
pub(crate) mod requests;

/// RFC 7636, appendix B.
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
pub(crate) const CALLBACK: &str = "https://portaal.example/terug?van=hier";
/// A client that people are sent by, and somebody in a browser.
#[derive(Clone)]
pub(crate) struct Portal {
    pub(crate) at: Arc<Installation>,
    pub(crate) app: TaskApplication,
    pub(crate) browser: Browser,
}

impl Portal {
    /// With the usual settings, and somebody who has signed in.
    pub(crate) fn open(bench: &Bench, username: &str) -> Self {
        let mut portal = Self::with(bench, username, &json!({}));
        assert_eq!(portal.browser.sign_in(username, PASSWORD).status, 303);
        portal
    }

    /// With more settings, and somebody who has not.
    pub(crate) fn with(bench: &Bench, username: &str, more: &Value) -> Self {
        Self::at(bench.shared(), username, more)
    }

    pub(crate) fn at(at: Arc<Installation>, username: &str, more: &Value) -> Self {
        let app = client(&at, more);
        let body = json!({ "username": username, "name": "Jan Jansen", "password": PASSWORD,
                           "email": "jan@gemeente.example" });
        at.administrator().done("POST", "/users", &body);
        let browser = Browser::at(at.issuer);
        Self { at, app, browser }
    }

    pub(crate) fn sign_in(&mut self, page: &str, username: &str) -> Answer {
        self.browser.sign_in_at(page, username, PASSWORD)
    }

    /// The usual request, with changes; an empty value leaves a parameter out.
    pub(crate) fn request(&self, changes: &[(&str, &str)]) -> String {
        let mut all = BTreeMap::from([
            ("client_id", self.app.client_id.as_str()),
            ("redirect_uri", CALLBACK),
            ("response_type", "code"),
            ("scope", "openid zaken.lezen"),
            ("state", "xyz"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ]);
        all.extend(changes.iter().copied());
        let pair = |(name, value): (&str, &str)| format!("{name}={}", encoded(value));
        let pairs: Vec<String> =
            all.into_iter().filter(|(_, value)| !value.is_empty()).map(pair).collect();
        format!("/connect/authorize?{}", pairs.join("&"))
    }

    pub(crate) fn ask(&mut self, changes: &[(&str, &str)]) -> Answer {
        let request = self.request(changes);
        self.browser.get(&request)
    }

    /// The page that asks for consent.
    pub(crate) fn page(&mut self, changes: &[(&str, &str)]) -> Answer {
        let sent = self.ask(changes);
        assert_eq!(sent.status, 303, "{}", sent.text());
        let page = self.browser.get(sent.header("location").unwrap());
        assert_eq!(page.status, 200, "{} {:?}", page.text(), sent.header("location"));
        page
    }

    pub(crate) fn answer(&mut self, page: &Answer, answer: &str) -> Answer {
        let names = ["csrf", "verzoek", "ui_locales"];
        let [csrf, request, locales] = names.map(|name| hidden(page, name));
        let fields = [("csrf", &*csrf), ("verzoek", &request), ("ui_locales", &locales)];
        self.browser.post("/toestemming", &[&fields[..], &[("antwoord", answer)]].concat())
    }

    /// A code, by way of the page if there is one.
    pub(crate) fn code(&mut self, changes: &[(&str, &str)]) -> String {
        let request = self.request(changes);
        self.code_of(&request)
    }

    /// The same of a request that somebody else wrote.
    pub(crate) fn code_of(&mut self, request: &str) -> String {
        let mut answer = self.browser.get(request);
        if answer.header("location").is_some_and(|to| to.starts_with("/toestemming")) {
            let page = self.browser.get(answer.header("location").unwrap());
            answer = if page.status == 200 { self.answer(&page, "toestaan") } else { page };
        }
        back(&answer).remove("code").unwrap_or_else(|| panic!("{answer:?}"))
    }

    /// Redeems a code as the client, with changes; an empty value leaves a parameter out.
    pub(crate) fn redeem(&self, code: &str, changes: &[(&str, &str)]) -> Answer {
        let header = basic(&self.app.client_id, &self.app.secret);
        redeeming(code, changes).header("Authorization", &header).send(self.at.issuer)
    }
}

/// A client that people are sent by: with a secret, unless it is public.
pub(crate) fn client(at: &Installation, more: &Value) -> TaskApplication {
    let mut oauth = json!({
        "client_name": "Het <b>portaal</b>",
        "grant_types": ["authorization_code"],
        "redirect_uris": [CALLBACK],
        "organisation": { "orgnaam": "Gemeente Voorbeeld" },
    });
    for (name, value) in more.as_object().unwrap() {
        oauth[name] = value.clone();
    }
    let all = json!({ "label": "Portaal", "heeft_alle_autorisaties": true });
    TaskApplication::register(at, &all, &json!({ "oauth": oauth }))
}

pub(crate) fn redeeming(code: &str, changes: &[(&str, &str)]) -> Request {
    let mut all = BTreeMap::from([
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ]);
    all.extend(changes.iter().copied());
    let pair = |(name, value): (&str, &str)| format!("{name}={}", encoded(value));
    let pairs: Vec<String> =
        all.into_iter().filter(|(_, value)| !value.is_empty()).map(pair).collect();
    Request::post("/connect/token").form(&pairs.join("&"))
}

/// What a redirect to the client says.
pub(crate) fn back(answer: &Answer) -> BTreeMap<String, String> {
    assert_eq!(answer.status, 303, "{answer:?}");
    let location = answer.header("location").unwrap();
    let (uri, query) = location.split_once('?').unwrap();
    assert_eq!(uri, CALLBACK.split('?').next().unwrap(), "{location}");
    assert!(!location.contains('#'), "{location}");
    url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

/// Which error a redirect to the client says.
pub(crate) fn refused(answer: &Answer) -> String {
    let said = back(answer);
    assert!(!said.contains_key("code"), "{said:?}");
    assert_eq!(said["van"], "hier", "the query of the URI is kept");
    assert!(said.contains_key("iss") && said.contains_key("error_description"), "{said:?}");
    said["error"].clone()
}

/// A page of ours that leads nowhere.
pub(crate) fn is_a_page(answer: &Answer, status: u16) {
    assert_eq!(answer.status, status, "{answer:?}");
    assert_eq!(answer.header("location"), None);
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
    let policy = answer.header("content-security-policy").unwrap();
    assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
}

pub(crate) fn payload(token: &str) -> Value {
    let part = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

pub(crate) fn half_hash(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(&digest(&SHA256, token.as_bytes()).as_ref()[..16])
}
