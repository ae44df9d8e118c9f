//! Which scopes a token gets (RFC 6749 3.3, and what zgw-consumers can bear).

use serde_json::json;

use super::{assert_refused, claims, reader};
use crate::cases;
use crate::harness::client::encoded;
use crate::harness::{Bench, Installation, TaskApplication};

cases![
    without_scope_neither_the_answer_nor_the_token_names_one,
    a_scope_that_is_held_stands_in_answer_and_token,
    sd3_5_ng_87_a_scope_that_is_not_held_is_refused_and_never_dropped,
    order_does_not_matter_and_a_scope_that_is_named_twice_counts_once,
    a_scope_is_case_sensitive,
    what_cannot_be_a_scope_is_refused,
    an_extra_scope_counts_only_when_it_is_named,
    heeft_alle_may_ask_for_what_a_route_pack_names,
    heeft_alle_does_not_carry_scopes_of_the_system,
    an_autorisatie_does_not_carry_scopes_of_the_system,
    a_scope_of_the_system_is_granted_by_name_alone,
    an_applicatie_without_autorisaties_holds_nothing,
    a_new_autorisatie_counts_at_once,
];

fn with_extra(
    at: &Installation,
    applicatie: &serde_json::Value,
    extra: &[&str],
) -> TaskApplication {
    TaskApplication::register(at, applicatie, &json!({ "extra_scopes": extra }))
}

fn everything() -> serde_json::Value {
    json!({ "label": "Alles", "heeft_alle_autorisaties": true })
}

fn without_scope_neither_the_answer_nor_the_token_names_one(bench: &Bench) {
    let at = bench.shared();
    let extra = with_extra(&at, &everything(), &["api1", "zaakpoort.admin"]);
    for application in [reader(&at), extra, TaskApplication::with_all(&at)] {
        for more in ["", "scope=", "scope=+", "scope=%20%20"] {
            let answer = application.ask(&at, more);
            assert_eq!(answer.status, 200, "{}", answer.text());
            assert!(answer.json().get("scope").is_none());
            assert!(claims::of(&answer.member("access_token")).get("scope").is_none());
        }
    }
}

fn a_scope_that_is_held_stands_in_answer_and_token(bench: &Bench) {
    let at = bench.shared();
    let answer = reader(&at).ask(&at, "scope=zaken.lezen");
    assert_eq!(answer.member("scope"), "zaken.lezen");
    assert_eq!(claims::of(&answer.member("access_token"))["scope"], "zaken.lezen");
}

fn sd3_5_ng_87_a_scope_that_is_not_held_is_refused_and_never_dropped(bench: &Bench) {
    let at = bench.shared();
    let application = reader(&at);
    for list in
        ["zaken.verwijderen", "zaken.lezen+zaken.verwijderen", "zaken", "zaken.lezen.x", "*"]
    {
        assert_refused(&application.ask(&at, &format!("scope={list}")), 400, "invalid_scope");
    }
    assert_eq!(application.ask(&at, "scope=zaken.lezen+zaken.aanmaken").status, 200);
}

fn order_does_not_matter_and_a_scope_that_is_named_twice_counts_once(bench: &Bench) {
    let at = bench.shared();
    let application = reader(&at);
    let mut lists = Vec::new();
    for list in ["zaken.lezen+zaken.aanmaken", "zaken.aanmaken+zaken.lezen+zaken.aanmaken"] {
        let answer = application.ask(&at, &format!("scope={list}"));
        assert_eq!(answer.status, 200, "{}", answer.text());
        lists.push(answer.member("scope"));
    }
    assert_eq!(lists, ["zaken.aanmaken zaken.lezen"; 2]);
}

fn a_scope_is_case_sensitive(bench: &Bench) {
    let at = bench.shared();
    assert_refused(&reader(&at).ask(&at, "scope=Zaken.lezen"), 400, "invalid_scope");
}

fn what_cannot_be_a_scope_is_refused(bench: &Bench) {
    let at = bench.shared();
    let long = "a".repeat(101);
    for scope in ["zaken\"lezen", "zaken\\lezen", "zakén", "a\tb", "a\nb", "\0", "\u{fffd}", &long]
    {
        let answer = reader(&at).ask(&at, &format!("scope={}", encoded(scope)));
        assert_refused(&answer, 400, "invalid_scope");
    }
}

fn an_extra_scope_counts_only_when_it_is_named(bench: &Bench) {
    let at = bench.shared();
    let may = json!({ "component": "ztc", "scopes": ["catalogi.lezen"] });
    let applicatie = json!({ "label": "Extra", "autorisaties": [may] });
    let application = with_extra(&at, &applicatie, &["api1", "urn:x:y"]);
    let answer = application.ask(&at, "scope=api1+catalogi.lezen+urn:x:y");
    assert_eq!(answer.member("scope"), "api1 catalogi.lezen urn:x:y");
    assert_refused(&application.ask(&at, "scope=api2"), 400, "invalid_scope");
    assert_refused(&reader(&at).ask(&at, "scope=api1"), 400, "invalid_scope");
}

fn heeft_alle_may_ask_for_what_a_route_pack_names(bench: &Bench) {
    let at = bench.shared();
    let application = TaskApplication::with_all(&at);
    let metadata = super::super::library::metadata(&at);
    let known = metadata["scopes_supported"].as_array().unwrap().clone();
    let of_people = ["openid", "profile", "email", "offline_access"];
    let known: Vec<&str> = known.iter().map(|scope| scope.as_str().unwrap()).collect();
    let known: Vec<&str> = known.into_iter().filter(|scope| !of_people.contains(scope)).collect();
    for scope in ["zaken.lezen", "documenten.lezen", "besluiten.lezen", "catalogi.lezen"] {
        assert!(known.contains(&scope), "{scope}");
    }
    let all = application.ask(&at, &format!("scope={}", encoded(&known.join(" "))));
    assert_eq!(all.status, 200, "{}", all.text());
    assert_refused(&application.ask(&at, "scope=rondjes.fietsen"), 400, "invalid_scope");
}

fn heeft_alle_does_not_carry_scopes_of_the_system(bench: &Bench) {
    let at = bench.shared();
    let application = TaskApplication::with_all(&at);
    for scope in ["zaakpoort.admin", "zaakpoort.feed", "zaakpoort.", "zaakpoort.x"] {
        assert_refused(&application.ask(&at, &format!("scope={scope}")), 400, "invalid_scope");
    }
}

fn an_autorisatie_does_not_carry_scopes_of_the_system(bench: &Bench) {
    let at = bench.shared();
    let may = json!({ "component": "ztc", "scopes": ["zaakpoort.admin", "catalogi.lezen"] });
    let applicatie = json!({ "label": "Slim", "autorisaties": [may] });
    let answer = at.administrator().call("POST", "/applicaties", &applicatie);
    if answer.status == 201 {
        let application = TaskApplication::register(&at, &applicatie, &json!({}));
        assert_refused(&application.ask(&at, "scope=zaakpoort.admin"), 400, "invalid_scope");
        assert_eq!(application.ask(&at, "scope=catalogi.lezen").status, 200);
    } else {
        assert_eq!(answer.status, 400, "{}", answer.text());
    }
}

fn a_scope_of_the_system_is_granted_by_name_alone(bench: &Bench) {
    let at = bench.shared();
    let application = with_extra(&at, &everything(), &["zaakpoort.admin"]);
    let asked = application.ask(&at, "scope=zaakpoort.admin");
    assert_eq!(asked.member("scope"), "zaakpoort.admin");
    assert_refused(&application.ask(&at, "scope=zaakpoort.feed"), 400, "invalid_scope");
}

fn an_applicatie_without_autorisaties_holds_nothing(bench: &Bench) {
    let at = bench.shared();
    let application = TaskApplication::register(&at, &json!({ "label": "Leeg" }), &json!({}));
    assert_refused(&application.ask(&at, "scope=zaken.lezen"), 400, "invalid_scope");
    assert_eq!(application.ask(&at, "").status, 200, "a token for nothing is no harm");
}

fn a_new_autorisatie_counts_at_once(bench: &Bench) {
    let at = bench.shared();
    let application = reader(&at);
    let path = format!("/applicaties/{}/autorisaties", application.applicatie);
    let may = json!({ "component": "ztc", "scopes": ["catalogi.lezen"] });
    let added = at.administrator().done("POST", &path, &may);
    assert_eq!(application.ask(&at, "scope=catalogi.lezen").status, 200);
    let path = format!("{path}/{}", added["id"].as_str().unwrap());
    at.administrator().done("DELETE", &path, &json!({}));
    assert_refused(&application.ask(&at, "scope=catalogi.lezen"), 400, "invalid_scope");
}
