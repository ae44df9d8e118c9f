//! What the standards demand of how a client is registered, rule by rule: each with its neighbour that
//! may be registered.

use serde_json::{Value, json};

use super::{assert_fout, empty};
use crate::cases;
use crate::harness::asserter::AssertingClient;
use crate::harness::client::encoded;
use crate::harness::forge::claims_of;
use crate::harness::{Answer, Bench, Installation, Request, TaskApplication};

cases![
    ng_00a_a_client_of_nlgov_and_one_of_the_baseline_are_served_by_one_issuer,
    ng_19_bp_17_a_redirect_uri_is_over_https_or_on_the_persons_own_machine,
    ng_20_a_web_client_of_nlgov_leads_nobody_to_their_own_machine,
    ng_21_redirect_uris_on_several_domains_are_told_by_lint,
    ng_57_a_public_client_has_no_client_credentials,
    ng_82g_a_client_of_nlgov_gets_its_default_scopes_where_it_names_none,
    ng_82h_a_scope_may_be_any_text_of_rfc_6749,
    sd1_2_who_holds_everything_passes_with_any_scope_and_that_was_written_down,
    sd3_4_offline_access_is_no_scope_of_a_client_that_speaks_for_itself,
];

fn given(at: &Installation, client_id: &str, oauth: &Value) -> Answer {
    let body = json!({ "client_id": client_id, "applicatie": empty(at), "oauth": oauth });
    at.administrator().call("POST", "/clients", &body)
}

/// A client that sends people back to this address.
fn leading_to(at: &Installation, client_id: &str, more: &Value, uris: &[&str]) -> Answer {
    let mut oauth = json!({ "grant_types": ["authorization_code"], "redirect_uris": uris });
    oauth.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    given(at, client_id, &oauth)
}

fn ng_00a_a_client_of_nlgov_and_one_of_the_baseline_are_served_by_one_issuer(bench: &Bench) {
    let at = bench.shared();
    let nlgov = json!({ "profile": "nlgov", "default_scopes": ["zaken.lezen"] });
    let strict = AssertingClient::new(&at, TaskApplication::with_all(&at), nlgov);
    let loose = TaskApplication::with_all(&at);
    assert_eq!(strict.ask(&at).status, 200);
    assert_eq!(loose.ask(&at, "").status, 200, "with Basic");
    let by_secret = strict.application.ask(&at, "");
    assert_eq!((by_secret.status, by_secret.member("error").as_str()), (401, "invalid_client"));
}

fn ng_19_bp_17_a_redirect_uri_is_over_https_or_on_the_persons_own_machine(bench: &Bench) {
    let at = bench.shared();
    let native = json!({ "application_type": "native", "token_endpoint_auth_method": "none" });
    for (number, uri) in
        ["http://example.org/cb", "http://10.0.0.1/cb", "http://127.0.0.1.example/cb"]
            .into_iter()
            .enumerate()
    {
        let refused = leading_to(&at, &format!("ng19-nee-{number}"), &native, &[uri]);
        assert_fout(&refused, 400, "invalid");
        assert!(refused.member("detail").contains("plain http"), "{}", refused.text());
    }
    for (number, uri) in
        ["https://example.org/cb", "http://127.0.0.1/cb", "http://[::1]/cb", "myapp://cb"]
            .into_iter()
            .enumerate()
    {
        let made = leading_to(&at, &format!("ng19-ja-{number}"), &native, &[uri]);
        assert_eq!(made.status, 201, "{uri}: {}", made.text());
    }
}

fn ng_20_a_web_client_of_nlgov_leads_nobody_to_their_own_machine(bench: &Bench) {
    let at = bench.shared();
    let web = json!({
        "profile": "nlgov",
        "token_endpoint_auth_method": "private_key_jwt",
        "jwks_uri": "https://app.example/keys",
    });
    for (number, uri) in
        ["http://localhost/cb", "http://127.0.0.1/cb", "https://localhost/cb", "https://[::1]/cb"]
            .into_iter()
            .enumerate()
    {
        let refused = leading_to(&at, &format!("ng20-nee-{number}"), &web, &[uri]);
        assert_fout(&refused, 400, "invalid");
        assert!(refused.member("detail").contains("(2.2.1)"), "{}", refused.text());
    }
    assert_eq!(leading_to(&at, "ng20-ja", &web, &["https://app.example/cb"]).status, 201);
    let native = json!({
        "profile": "nlgov", "application_type": "native", "token_endpoint_auth_method": "none",
    });
    let own = leading_to(&at, "ng20-eigen", &native, &["http://127.0.0.1/cb"]);
    assert!(!own.text().contains("2.2.1"), "{}", own.text());
}

fn ng_21_redirect_uris_on_several_domains_are_told_by_lint(bench: &Bench) {
    let at = bench.shared();
    let lint = |client: &str| {
        let path = format!("/clients/{client}/lint?profile=nlgov");
        at.administrator().done("GET", &path, &json!(null)).to_string()
    };
    let domains = "redirect URIs lie on one domain";
    let two = ["https://een.example/cb", "https://twee.example/cb"];
    assert_eq!(leading_to(&at, "ng21-twee", &json!({}), &two).status, 201);
    assert!(lint("ng21-twee").contains(domains));
    let one = ["https://een.example/cb", "https://een.example/anders"];
    assert_eq!(leading_to(&at, "ng21-een", &json!({}), &one).status, 201);
    assert!(!lint("ng21-een").contains(domains));
}

fn ng_57_a_public_client_has_no_client_credentials(bench: &Bench) {
    let at = bench.shared();
    let public = json!({ "token_endpoint_auth_method": "none", "application_type": "native" });
    let refused = given(&at, "ng57-beide", &public);
    assert_fout(&refused, 400, "invalid");
    let made = leading_to(&at, "ng57-publiek", &public, &["http://127.0.0.1/cb"]);
    assert_eq!(made.status, 201, "{}", made.text());
    let form = "grant_type=client_credentials&client_id=ng57-publiek";
    let answer = Request::post("/connect/token").form(form).send(at.issuer);
    let said = (answer.status, answer.member("error"));
    assert!(
        [(400, "unauthorized_client".to_owned()), (401, "invalid_client".to_owned())]
            .contains(&said),
        "{}",
        answer.text()
    );
    assert_eq!(answer.json()["access_token"], Value::Null);
}

fn ng_82g_a_client_of_nlgov_gets_its_default_scopes_where_it_names_none(bench: &Bench) {
    let at = bench.shared();
    let nlgov = json!({ "profile": "nlgov", "default_scopes": ["zaken.lezen"] });
    let client = AssertingClient::new(&at, TaskApplication::with_all(&at), nlgov);
    let answer = client.ask(&at);
    assert_eq!(answer.member("scope"), "zaken.lezen", "{}", answer.text());
    assert_eq!(claims_of(&answer.member("access_token"))["scope"], "zaken.lezen");
}

fn ng_82h_a_scope_may_be_any_text_of_rfc_6749(bench: &Bench) {
    let at = bench.shared();
    let scopes = ["zaken.lezen", "dao_depzorg", "api1", "urn:x:y", "a/b!c#d"];
    let body = json!({ "extra_scopes": scopes });
    let applicatie = json!({ "label": "Scopes", "autorisaties": [] });
    let application = TaskApplication::register(&at, &applicatie, &body);
    for scope in scopes {
        let asked = application.ask(&at, &format!("scope={}", encoded(scope)));
        assert_eq!(
            (asked.status, asked.member("scope")),
            (200, scope.to_owned()),
            "{}",
            asked.text()
        );
    }
    let wrong = json!({
        "client_id": "ng82h-fout", "applicatie": empty(&at), "extra_scopes": ["a\"b"],
    });
    assert_fout(&at.administrator().call("POST", "/clients", &wrong), 400, "invalid");
}

fn sd1_2_who_holds_everything_passes_with_any_scope_and_that_was_written_down(bench: &Bench) {
    let at = bench.fresh();
    let applicatie = json!({ "label": "Alles", "heeft_alle_autorisaties": true });
    let application = TaskApplication::register(&at, &applicatie, &json!({}));
    at.trust(&application.client_id);
    let token = application.token(&at);
    for path in ["/zaken/api/v1/zaken", "/catalogi/api/v1/zaaktypen"] {
        let answer = Request::get(path).bearer(&token).send(at.gateway);
        assert!(![401, 403].contains(&answer.status), "{path}: {}", answer.text());
    }
    let held = TaskApplication::with(&at, &[]);
    at.trust(&held.client_id);
    let refused = Request::get("/zaken/api/v1/zaken").bearer(&held.token(&at)).send(at.gateway);
    assert_eq!(refused.status, 403);
    let query =
        format!("SELECT act, actor FROM audit WHERE subject = '{}'", application.applicatie);
    let written = at.database.texts::<2>(at.folder.path(), &query);
    let row = ["applicatie.create", "beheerder"].map(|text| Some(text.to_owned()));
    assert_eq!(written, [row]);
}

fn sd3_4_offline_access_is_no_scope_of_a_client_that_speaks_for_itself(bench: &Bench) {
    let at = bench.shared();
    let application = TaskApplication::with_all(&at);
    let refused = application.ask(&at, "scope=zaken.lezen%20offline_access");
    assert_eq!((refused.status, refused.member("error").as_str()), (400, "invalid_scope"));
    let given = application.ask(&at, "scope=zaken.lezen");
    assert_eq!((given.status, &given.json()["refresh_token"]), (200, &Value::Null));
}
