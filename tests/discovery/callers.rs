//! How clients prove who they are, and what they get a token for: each way that the metadata names.

use serde_json::{Value, json};
use tokens::Algorithm;

use super::{Crawl, endpoints, given, texts};
use crate::connect::authorize::{Portal, VERIFIER};
use crate::harness::asserter::{Asserter, AssertingClient, TYPE};
use crate::harness::client::encoded;
use crate::harness::people::basic;
use crate::harness::{Answer, IN_FORCE, Request, TaskApplication, eventually};

/// A client that authenticates in one way, and somebody whom it sends.
struct Caller {
    portal: Portal,
    way: Way,
}

enum Way {
    Basic,
    Post,
    Assertion(Box<AssertingClient>),
    Nothing,
}

impl Caller {
    fn by(crawl: &Crawl, method: &str) -> Self {
        let with = |more: Value, way: Way| Self { portal: crawl.by(&more), way };
        match method {
            "client_secret_basic" => with(json!({}), Way::Basic),
            "client_secret_post" => with(json!({}), Way::Post),
            "private_key_jwt" => Self::signing(crawl, "ES256"),
            "none" => with(json!({ "token_endpoint_auth_method": "none" }), Way::Nothing),
            other => panic!("nothing here authenticates by {other}: write how"),
        }
    }

    /// One that signs with this algorithm and no other.
    fn signing(crawl: &Crawl, algorithm: &str) -> Self {
        let portal = crawl.by(&json!({}));
        let key = Asserter::new(Algorithm::parse(algorithm).unwrap());
        let only = json!({ "token_endpoint_auth_signing_alg": algorithm });
        let client = AssertingClient::by(&portal.at, portal.app.clone(), (key, only));
        Self { portal, way: Way::Assertion(Box::new(client)) }
    }

    fn send(&self, path: &str, form: &str) -> Answer {
        let (id, secret) = (&self.portal.app.client_id, &self.portal.app.secret);
        let request = Request::post(path);
        let request = match &self.way {
            Way::Basic => request.form(form).header("Authorization", &basic(id, secret)),
            Way::Post => request.form(&format!("{form}&client_id={id}&client_secret={secret}")),
            Way::Assertion(client) => request.form(&format!(
                "{form}&client_assertion_type={}&client_assertion={}",
                encoded(TYPE),
                client.assertion(&self.portal.at)
            )),
            Way::Nothing => request.form(&format!("{form}&client_id={id}")),
        };
        request.send(self.portal.at.issuer)
    }

    /// A token of whoever is sent, for which it authenticates.
    fn token(&mut self, crawl: &Crawl) -> String {
        let code = self.portal.code(&[("redirect_uri", "")]);
        let form = format!("grant_type=authorization_code&code={code}&code_verifier={VERIFIER}");
        given(&self.send(crawl.path("token_endpoint"), &form))
    }

    /// Revokes a token of its own, for which it authenticates too.
    fn revokes(&mut self, crawl: &Crawl) {
        let token = self.token(crawl);
        assert_eq!(crawl.userinfo(&token).status, 200);
        let answer = self.send(crawl.path("revocation_endpoint"), &format!("token={token}"));
        assert_eq!(answer.status, 200, "{}", answer.text());
        eventually(IN_FORCE, "it is over", || crawl.userinfo(&token).status == 401);
    }
}

pub(super) fn methods(crawl: &Crawl, methods: &Value) {
    for method in texts(methods) {
        Caller::by(crawl, method).token(crawl);
    }
}

pub(super) fn algorithms(crawl: &Crawl, algorithms: &Value) {
    for algorithm in texts(algorithms) {
        Caller::signing(crawl, algorithm).token(crawl);
    }
}

pub(super) fn revocation_methods(crawl: &Crawl, methods: &Value) {
    for method in texts(methods) {
        Caller::by(crawl, method).revokes(crawl);
    }
}

pub(super) fn revocation_algorithms(crawl: &Crawl, algorithms: &Value) {
    for algorithm in texts(algorithms) {
        Caller::signing(crawl, algorithm).revokes(crawl);
    }
}

/// Whoever introspects is no client: gateways and APIs have credentials of their own.
pub(super) fn introspection_methods(crawl: &Crawl, methods: &Value) {
    assert_eq!(texts(methods), ["client_secret_basic"], "prove the others too");
    assert_eq!(endpoints::introspected(crawl, "rommel").status, 200);
}

pub(super) fn grant_types(crawl: &Crawl, grants: &Value) {
    for grant in texts(grants) {
        match grant {
            "client_credentials" => {
                let app = TaskApplication::with_all(&crawl.portal.at);
                given(&app.ask(&crawl.portal.at, ""));
            }
            "authorization_code" => {
                Caller::by(crawl, "client_secret_basic").token(crawl);
            }
            "refresh_token" => {
                let mut portal = crawl.by_offline();
                let code = portal.code(&[("scope", "openid offline_access")]);
                let first = portal.redeem(&code, &[]).member("refresh_token");
                let form = format!("grant_type=refresh_token&refresh_token={first}");
                let caller = Caller { portal, way: Way::Basic };
                given(&caller.send(crawl.path("token_endpoint"), &form));
            }
            other => panic!("nothing here gets a token by {other}: write how"),
        }
    }
}
