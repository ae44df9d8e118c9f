//! Claims that do not hold, under a signature that does (G8, G9).

use serde_json::{Value, json};

use super::{accepted, rejected};
use crate::harness::{ANDERE, LoneGateway, ZAKEN, get_at};
use crate::house;

house![
    a_claim_that_is_missing_or_of_another_type_is_refused,
    a_claim_that_comes_twice_is_refused,
    ng_93_another_issuer_is_refused_to_the_letter,
    ng_91_bp_11_bp_50_another_audience_is_refused_to_the_letter,
    r6750_02_r6750_11_a_token_counts_in_its_time_and_ten_seconds_around_it,
    a_client_or_credential_that_is_not_there_is_refused,
];

/// The honest claims with another value for one of them; none takes it out.
fn with(at: &LoneGateway, name: &str, value: Option<Value>) -> String {
    let mut claims = at.claims("alles");
    match value {
        Some(value) => claims[name] = value,
        None => drop(claims.as_object_mut().unwrap().remove(name)),
    }
    at.sign(&claims)
}

fn a_claim_that_is_missing_or_of_another_type_is_refused() {
    let at = LoneGateway::start();
    let needed =
        ["iss", "sub", "aud", "exp", "iat", "jti", "client_id", "zp_credential", "zp_change"];
    let wrong = [json!(null), json!(true), json!([]), json!({}), json!(""), json!([1]), json!(-1)];
    for name in needed {
        rejected(&at, &with(&at, name, None), &format!("no {name}"));
        for value in &wrong {
            let what = format!("{name} = {value}");
            rejected(&at, &with(&at, name, Some(value.clone())), &what);
        }
    }
    for name in ["iss", "sub", "jti", "client_id", "zp_credential"] {
        let honest = at.claims("alles")[name].clone();
        rejected(&at, &with(&at, name, Some(json!([honest]))), name);
        rejected(&at, &with(&at, name, Some(json!(1))), name);
    }
    for name in ["exp", "iat", "zp_change"] {
        let honest = at.claims("alles")[name].clone();
        let float = honest.as_f64().unwrap() + 0.5;
        for value in [json!(honest.to_string()), json!(float), json!([honest])] {
            rejected(&at, &with(&at, name, Some(value)), name);
        }
    }
    accepted(&at, &with(&at, "azp", None), "azp is not needed");
    accepted(&at, &with(&at, "unknown", Some(json!({ "a": [1] }))), "a claim nobody knows");
}

fn a_claim_that_comes_twice_is_refused() {
    let at = LoneGateway::start();
    let honest = at.claims("alles");
    for (name, value) in honest.as_object().unwrap() {
        let text = honest.to_string();
        let twice = format!("{{\"{name}\":{value},{}", text.strip_prefix('{').unwrap());
        rejected(&at, &at.forge.sign(&at.forge.header(), &twice), name);
    }
    let text = honest.to_string();
    let escaped = format!("{{\"e\\u0078p\":9999999999,{}", text.strip_prefix('{').unwrap());
    rejected(&at, &at.forge.sign(&at.forge.header(), &escaped), "exp, escaped");
    for payload in
        ["", "null", "[]", "\"x\"", "{", &format!("{honest}x"), &format!("\u{feff}{honest}")]
    {
        rejected(&at, &at.forge.sign(&at.forge.header(), payload), payload);
    }
}

fn ng_93_another_issuer_is_refused_to_the_letter() {
    let at = LoneGateway::start();
    let iss = at.claims("alles")["iss"].as_str().unwrap().to_owned();
    for other in [
        format!("{iss}/"),
        format!("{iss}.evil.example"),
        iss.replace("http://", "HTTP://"),
        iss.replace("http://", "https://"),
        iss.trim_start_matches("http://").to_owned(),
        format!(" {iss}"),
        format!("{iss}\n"),
        iss[..iss.len() - 1].to_owned(),
        format!("{iss} {ZAKEN}"),
    ] {
        rejected(&at, &with(&at, "iss", Some(json!(other))), &other);
    }
}

fn ng_91_bp_11_bp_50_another_audience_is_refused_to_the_letter() {
    let at = LoneGateway::start();
    for other in [
        json!(ANDERE),
        json!("http://zaken.example/"),
        json!("http://zaken.example/zaken"),
        json!("HTTP://zaken.example"),
        json!("http://ZAKEN.example"),
        json!("https://zaken.example"),
        json!("zaken.example"),
        json!("http://zaken.example.evil"),
        json!("http://zaken"),
        json!("*"),
        json!("http://zaken.example http://andere.example"),
        json!([ANDERE]),
        json!([]),
        json!([[ZAKEN]]),
        json!([ZAKEN, 1]),
        json!({ ZAKEN: true }),
    ] {
        let what = other.to_string();
        rejected(&at, &with(&at, "aud", Some(other)), &what);
    }
    accepted(&at, &with(&at, "aud", Some(json!([ANDERE, ZAKEN]))), "one of several is ours");
}

fn r6750_02_r6750_11_a_token_counts_in_its_time_and_ten_seconds_around_it() {
    let at = LoneGateway::start();
    let now = at.claims("alles")["iat"].as_i64().unwrap();
    for exp in [0, 1, now - 3600, now - 30, i64::MIN, i64::MAX] {
        rejected(&at, &with(&at, "exp", Some(json!(exp))), &format!("exp {exp}"));
    }
    rejected(&at, &with(&at, "exp", Some(json!(u64::MAX))), "exp u64::MAX");
    rejected(&at, &with(&at, "exp", Some(json!(1e300))), "exp 1e300");
    rejected(&at, &with(&at, "iat", Some(json!(now + 60))), "iat to come");
    rejected(&at, &with(&at, "nbf", Some(json!(now + 60))), "nbf to come");
    rejected(&at, &with(&at, "nbf", Some(json!((now + 60).to_string()))), "nbf as text");
    rejected(&at, &with(&at, "nbf", Some(json!(null))), "nbf null");
    accepted(&at, &with(&at, "exp", Some(json!(now - 1))), "within the leeway");
    accepted(&at, &with(&at, "iat", Some(json!(now + 5))), "within the leeway");
    accepted(&at, &with(&at, "nbf", Some(json!(now + 1))), "within the leeway");
}

fn a_client_or_credential_that_is_not_there_is_refused() {
    let at = LoneGateway::start();
    for other in ["niemand", "ALLES", "alles ", " alles", "alles\u{0}", &"a".repeat(51), "gateway"]
    {
        rejected(&at, &with(&at, "client_id", Some(json!(other))), other);
    }
    for other in ["lezer-1", "alles-2", "ALLES-1", "alles-1 ", "1"] {
        rejected(&at, &with(&at, "zp_credential", Some(json!(other))), other);
    }
    let mark = super::super::mark();
    let ahead = with(&at, "zp_change", Some(json!(101)));
    let request = get_at(ZAKEN, &super::super::melding()).bearer(&ahead).header("X-Mark", &mark);
    let answer = request.send(at.address);
    super::super::refused(&answer, 503, "state-behind");
    assert!(answer.header("retry-after").is_some());
    super::super::unseen(&at.upstream, &mark);
}
