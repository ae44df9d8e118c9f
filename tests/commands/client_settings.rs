//! `zaakpoort client create|change|show|lint`: the settings of a client by flags.

use serde_json::json;

use super::administration::{administer, as_administrator, text};
use crate::cases;
use crate::harness::{Bench, Installation};

cases![
    each_flag_is_a_setting_and_unset_brings_the_default_back,
    a_client_is_shown_with_its_settings,
    lint_says_which_rules_are_broken_or_that_none_is,
    a_change_that_names_nothing_says_what_to_do,
    a_setting_is_unset_by_either_of_its_names_and_an_unknown_one_is_refused,
    what_the_issuer_says_of_settings_is_said_by_their_flags,
    a_new_client_is_followed_by_its_own_next_step,
];

fn new_client(at: &Installation, id: &str, more: &[&str]) {
    let made = administer(at, &["applicatie", "create", "--label", &format!("Van {id}")]);
    let applicatie = text(&made, "id").to_owned();
    administer(at, &[&["client", "create", id, "--applicatie", &applicatie][..], more].concat());
}

fn each_flag_is_a_setting_and_unset_brings_the_default_back(bench: &Bench) {
    let at = bench.fresh();
    let flags = [
        "--profile=baseline",
        "--grant=authorization_code",
        "--grant=refresh_token",
        "--authentication=private_key_jwt",
        "--name=Balie",
        "--application-type=native",
        "--redirect-uri=myapp://cb",
        "--redirect-uri=https://app.example/cb",
        "--post-logout-redirect-uri=https://app.example/uit",
        "--cors-origin=https://app.example",
        "--default-scope=api1",
        "--token-format=opaque",
        "--id-token-algorithm=PS256",
        "--require-pkce=false",
        "--require-par=true",
        "--refresh-token-idle-lifetime=60",
        "--refresh-token-lifetime=61",
        "--jwks-uri=https://app.example/keys",
        "--assertion-algorithm=PS256",
        "--assertion-lifetime=3600",
        "--assertion-tolerance=acm",
        "--orgcode=0123456789",
        "--orgnaam=Zorg",
        "--applicatienaam=DAO",
        "--rsin=1",
        "--oin=2",
        "--audience=https://api.example",
        "--extra-scope=api1",
        "--access-token-lifetime=600",
    ];
    new_client(&at, "vol", &flags);
    let client = administer(&at, &["client", "show", "vol"]);
    let oauth = json!({
        "grant_types": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_method": "private_key_jwt", "client_name": "Balie",
        "application_type": "native", "redirect_uris": ["myapp://cb", "https://app.example/cb"],
        "post_logout_redirect_uris": ["https://app.example/uit"],
        "cors_origins": ["https://app.example"], "default_scopes": ["api1"],
        "token_format": "opaque", "id_token_signed_response_alg": "PS256", "require_pkce": false,
        "require_pushed_authorization_requests": true, "refresh_token_idle_lifetime": 60,
        "refresh_token_lifetime": 61, "jwks_uri": "https://app.example/keys",
        "token_endpoint_auth_signing_alg": "PS256", "assertion_lifetime": 3600,
        "assertion_tolerance": "acm", "organisation": {
            "orgcode": "0123456789", "orgnaam": "Zorg", "applicatienaam": "DAO", "rsin": "1",
            "oin": "2",
        },
    });
    assert_eq!(client["oauth"], oauth);
    assert_eq!(client["audiences"], json!(["https://api.example"]));
    assert_eq!(client["extra_scopes"], json!(["api1"]));
    assert_eq!(client["access_token_lifetime"], 600);
    let change = [
        "client",
        "change",
        "vol",
        "--name=Loket",
        "--unset=token_format",
        "--unset=access_token_lifetime",
    ];
    let changed = administer(&at, &change);
    assert_eq!(changed["oauth"]["client_name"], "Loket");
    assert_eq!(changed["oauth"].get("token_format"), None);
    assert_eq!(changed["access_token_lifetime"], json!(null));
    assert_eq!(changed["oauth"]["organisation"]["orgcode"], "0123456789", "it stays");
}

fn a_client_is_shown_with_its_settings(bench: &Bench) {
    let at = bench.fresh();
    new_client(&at, "kaal", &[]);
    let shown = as_administrator(&at, &["client", "show", "kaal"], &[]).stdout;
    assert!(shown.contains("all as they are by default"), "{shown}");
    assert!(shown.contains("\nWhat it may do: zaakpoort applicatie show "), "{shown}");
    let system = as_administrator(&at, &["client", "show", "beheerder"], &[]).stdout;
    assert!(!system.contains("applicatie show"), "{system}");
    new_client(&at, "rijk", &["--token-format", "opaque", "--name", "Rijk\u{2026}"]);
    let shown = as_administrator(&at, &["client", "show", "rijk"], &[]).stdout;
    assert!(shown.contains("\n  client_name   Rijk\u{2026}\n  token_format  opaque\n"), "{shown}");
}

fn lint_says_which_rules_are_broken_or_that_none_is(bench: &Bench) {
    let at = bench.fresh();
    new_client(&at, "slordig", &[]);
    let linted = as_administrator(&at, &["client", "lint", "slordig"], &[]);
    let told = &linted.stdout;
    assert!(told.contains("2.3.3") && told.contains("`--authentication`"), "{told}");
    assert!(told.contains("zaakpoort client change slordig"), "{told}");
    assert_eq!(linted.status.code(), Some(6), "one is demanded");
    assert!(linted.stderr.contains("1 rule that the profile nlgov demands"), "{}", linted.stderr);
    let kept = ["client", "lint", "slordig", "--profile", "baseline"];
    let kept = as_administrator(&at, &kept, &[]);
    assert_eq!(kept.stdout.trim(), "client slordig keeps every rule of the profile baseline");
    assert_eq!(kept.status.code(), Some(0));
}

fn a_change_that_names_nothing_says_what_to_do(bench: &Bench) {
    let at = bench.fresh();
    new_client(&at, "stil", &[]);
    let finished = as_administrator(&at, &["client", "change", "stil"], &[]);
    assert_eq!(finished.status.code(), Some(2), "{}", finished.stderr);
    assert!(finished.stderr.contains("--unset"), "{}", finished.stderr);
}

fn a_setting_is_unset_by_either_of_its_names_and_an_unknown_one_is_refused(bench: &Bench) {
    let at = bench.fresh();
    let set = ["--authentication", "private_key_jwt", "--name", "Balie", "--oin", "1"];
    new_client(&at, "terug", &set);
    let unset = |names: &[&str]| {
        let flags = names.iter().flat_map(|name| ["--unset", name]);
        let change: Vec<&str> = ["client", "change", "terug"].into_iter().chain(flags).collect();
        as_administrator(&at, &change, &[])
    };
    for (unknown, told) in [("foobar", "--help"), ("authentification", "`authentication`")] {
        let refused = unset(&["name", unknown]);
        assert_eq!(refused.status.code(), Some(2), "{}", refused.stdout);
        assert!(refused.stderr.contains(told), "{}", refused.stderr);
    }
    let client = || administer(&at, &["client", "show", "terug"])["oauth"].clone();
    assert_eq!(client()["client_name"], "Balie", "nothing was done");
    assert!(unset(&["authentication", "client_name", "oin"]).status.success());
    assert_eq!(client(), json!({}));
    let by_alias = ["client", "change", "terug", "--client_name", "Loket"];
    assert_eq!(administer(&at, &by_alias)["oauth"]["client_name"], "Loket");
}

fn what_the_issuer_says_of_settings_is_said_by_their_flags(bench: &Bench) {
    let at = bench.fresh();
    new_client(&at, "vlag", &[]);
    let change = |more: &[&str]| {
        let refused = as_administrator(&at, &[&["client", "change", "vlag"], more].concat(), &[]);
        assert_eq!(refused.status.code(), Some(3), "{}", refused.stdout);
        refused.stderr
    };
    let nlgov = change(&["--profile", "nlgov"]);
    assert!(nlgov.contains("set `--authentication` to `private_key_jwt`"), "{nlgov}");
    let by_code = ["--grant", "authorization_code", "--redirect-uri"];
    let wild = change(&[&by_code[..], &["https://*.example/cb"]].concat());
    assert!(wild.contains("`--redirect-uri[0]`") && !wild.contains("needs"), "{wild}");
    assert!(wild.contains("without wildcards, and register every address by itself"), "{wild}");
    let none = change(&by_code[..2]);
    assert!(none.contains("needs `--redirect-uri`"), "{none}");
}

fn a_new_client_is_followed_by_its_own_next_step(bench: &Bench) {
    let at = bench.fresh();
    let made = administer(&at, &["applicatie", "create", "--label", "Stap"]);
    let create = |id: &str, more: &[&str]| {
        let create = ["client", "create", id, "--applicatie", text(&made, "id")];
        let done = as_administrator(&at, &[&create[..], more].concat(), &[]);
        assert!(done.status.success(), "{}", done.stderr);
        done.stdout
    };
    let said = create("geheim", &[]);
    assert!(said.contains("zaakpoort secret create geheim"), "{said}");
    let said = create("sleutel", &["--authentication", "private_key_jwt"]);
    assert!(
        said.contains("zaakpoort public-key add sleutel") && !said.contains("secret"),
        "{said}"
    );
    let public = ["--authentication", "none", "--grant", "authorization_code"];
    let said = create("open", &[&public[..], &["--redirect-uri", "https://x.example/"]].concat());
    assert!(!said.contains("zaakpoort"), "{said}");
}
