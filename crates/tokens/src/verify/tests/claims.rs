//! Each claim: there, of its type, and what we expect.

use serde_json::{Value, json};

use crate::testing::{
    AUDIENCE, ISSUER, NOW, claims, forged, forged_text, header, our_key, payload, verify, with,
    without,
};
use crate::{AccessClaims, Audience, Flaw, OrganisationClaims, Part, TokenError, sign};

fn refusal(payload: &Value) -> Option<TokenError> {
    verify(&forged(&header(), payload)).err()
}

#[test]
fn a_required_claim_that_is_missing_is_named() {
    let required = ["iss", "sub", "aud", "exp", "iat", "jti", "client_id", "zp_change"];
    for claim in required {
        let missing = TokenError::Claim { claim, flaw: Flaw::Missing };
        assert_eq!(refusal(&without(payload(), claim)), Some(missing));
    }
}

#[test]
fn a_token_that_is_bound_to_what_its_client_holds_is_none_for_who_does_not_ask_for_that() {
    for cnf in [json!({ "x5t#S256": "x" }), json!({ "jkt": "x" }), json!({}), json!(null)] {
        assert_eq!(refusal(&with(payload(), "cnf", cnf.clone())), Some(TokenError::Bound), "{cnf}");
    }
    assert_eq!(refusal(&with(payload(), "cnf_", json!({}))), None);
}

#[test]
fn a_claim_that_may_be_missing_may_be_missing() {
    for claim in ["azp", "scope", "zp_credential"] {
        assert_eq!(refusal(&without(payload(), claim)), None, "{claim}");
    }
}

#[test]
fn a_text_must_be_a_text_with_something_in_it() {
    for claim in ["iss", "sub", "jti", "client_id", "azp", "scope", "zp_credential"] {
        let empty = TokenError::Claim { claim, flaw: Flaw::Empty };
        assert_eq!(refusal(&with(payload(), claim, "")), Some(empty));
        for odd in [json!(null), json!(1), json!(true), json!(["x"]), json!({"x": 1})] {
            let wrong = TokenError::Claim { claim, flaw: Flaw::WrongKind };
            assert_eq!(refusal(&with(payload(), claim, odd.clone())), Some(wrong), "{odd}");
        }
    }
}

#[test]
fn a_time_must_be_an_integer() {
    for claim in ["exp", "iat", "nbf"] {
        let wrong = TokenError::Claim { claim, flaw: Flaw::WrongKind };
        for odd in
            [json!(null), json!("1800000000"), json!(1_800_000_000.0), json!([1]), json!(true)]
        {
            assert_eq!(refusal(&with(payload(), claim, odd.clone())), Some(wrong), "{odd}");
        }
        let outside = TokenError::Claim { claim, flaw: Flaw::OutOfRange };
        for far in [json!(-1), json!(i64::MIN), json!(i64::MAX), json!(u64::MAX)] {
            assert_eq!(refusal(&with(payload(), claim, far.clone())), Some(outside), "{far}");
        }
    }
}

#[test]
fn a_change_number_must_be_a_number() {
    let flaw = |odd: Value| refusal(&with(payload(), "zp_change", odd));
    let refused = |flaw| Some(TokenError::Claim { claim: "zp_change", flaw });
    assert_eq!(flaw(json!("17")), refused(Flaw::WrongKind));
    assert_eq!(flaw(json!(17.5)), refused(Flaw::WrongKind));
    assert_eq!(flaw(json!(-17)), refused(Flaw::OutOfRange));
    assert_eq!(flaw(json!(u64::MAX)), None);
}

#[test]
fn the_issuer_is_compared_letter_by_letter() {
    let others = [
        "https://poort.voorbeeld.nl/",
        "https://poort.voorbeeld.nl.kwaad.nl",
        "https://POORT.voorbeeld.nl",
        "https://poort.voorbeeld.n",
        "http://poort.voorbeeld.nl",
    ];
    for other in others {
        assert_eq!(refusal(&with(payload(), "iss", other)), Some(TokenError::WrongIssuer));
    }
    assert_eq!(refusal(&with(payload(), "iss", ISSUER)), None);
}

#[test]
fn one_of_our_names_must_be_in_the_audience_letter_by_letter() {
    let for_others = [
        json!("https://zaken.voorbeeld.nl/"),
        json!("https://zaken.voorbeeld"),
        json!("https://ZAKEN.voorbeeld.nl"),
        json!(["https://elders.voorbeeld.nl", "https://zaken.voorbeeld.nl.kwaad.nl"]),
        json!([]),
        json!(""),
    ];
    for other in for_others {
        let refused = refusal(&with(payload(), "aud", other.clone()));
        assert_eq!(refused, Some(TokenError::WrongAudience), "{other}");
    }
    for ours in [json!(AUDIENCE), json!([AUDIENCE]), json!(["elders", AUDIENCE])] {
        assert_eq!(refusal(&with(payload(), "aud", ours.clone())), None, "{ours}");
    }
}

#[test]
fn a_name_is_the_only_one_in_an_audience_or_one_of_several() {
    let audience = |names: &[&str]| -> Audience {
        names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>().into()
    };
    assert!(audience(&["a"]).is_only("a"));
    for others in [&["b"][..], &["a", "b"], &["a", "a"], &[]] {
        assert!(!audience(others).is_only("a"), "{others:?}");
    }
}

#[test]
fn an_audience_is_a_text_or_texts() {
    let wrong = Some(TokenError::Claim { claim: "aud", flaw: Flaw::WrongKind });
    for odd in
        [json!(null), json!(1), json!({AUDIENCE: 1}), json!([AUDIENCE, 1]), json!([[AUDIENCE]])]
    {
        assert_eq!(refusal(&with(payload(), "aud", odd.clone())), wrong, "{odd}");
    }
}

#[test]
fn a_verifier_without_a_name_takes_no_token() {
    use crate::testing::{NOW, expectations, keys, token};
    use crate::{Expectations, Meant, UnverifiedToken};
    let nameless = Expectations { audience: Meant::For(Vec::new()), ..expectations() };
    let token = token();
    let refused = UnverifiedToken::parse(&token).unwrap().verify(&keys(), &nameless, NOW);
    assert_eq!(refused.err(), Some(TokenError::WrongAudience));
}

#[test]
fn an_issuer_knows_a_token_of_its_own_whomever_it_is_for() {
    use crate::testing::{NOW, expectations, keys, token};
    use crate::{Expectations, UnverifiedToken};
    let verify = |own: &Expectations| {
        UnverifiedToken::parse(&token()).unwrap().verify(&keys(), own, NOW).err()
    };
    assert_eq!(verify(&Expectations::own(expectations().issuer)), None);
    assert_eq!(verify(&Expectations::own("https://elders")), Some(TokenError::WrongIssuer));
}

#[test]
fn kept_claims_are_read_as_those_of_a_signed_token_are() {
    use crate::AccessClaims;
    let good = payload().to_string();
    let read = AccessClaims::kept(good.as_bytes()).unwrap();
    assert_eq!(AccessClaims::kept(&serde_json::to_vec(&read).unwrap()), Ok(read));
    for bad in ["", "[]", "{}", "null"] {
        assert!(AccessClaims::kept(bad.as_bytes()).is_err(), "{bad}");
    }
}

#[test]
fn a_claim_that_stands_twice_is_refused_even_where_both_say_the_same() {
    let good = payload().to_string();
    let twice = good.replacen('{', r#"{"client_id":"taakapp","#, 1);
    let unknown = good.replacen('{', r#"{"vo":1,"vo":1,"#, 1);
    for payload in [twice, unknown] {
        let refused = verify(&forged_text(&header().to_string(), &payload)).err();
        assert_eq!(refused, Some(TokenError::Duplicate(Part::Payload)));
    }
}

#[test]
fn a_claim_that_we_do_not_know_is_ignored() {
    assert_eq!(refusal(&with(payload(), "vo_orgcode", "OVO1")), None);
}

#[test]
fn a_verified_token_says_every_claim_that_was_signed() {
    let text = |text: &str| Some(text.to_owned());
    let organisation = OrganisationClaims {
        vo_orgcode: text("OVO000001"),
        vo_orgnaam: text("Gemeente Voorbeeld"),
        vo_applicatienaam: text("Taakapp"),
        rsin: text("002220647"),
        oin: text("00000001002220647000"),
    };
    let (zp_grant, auth_time) = (text("g1"), Some(NOW.minus(60)));
    let full = AccessClaims { organisation, zp_grant, auth_time, ..claims() };
    assert_eq!(*verify(&sign(&full, &our_key()).unwrap()).unwrap().claims(), full);
    let kept = serde_json::to_vec(&full).unwrap();
    assert_eq!(AccessClaims::kept(&kept), Ok(full), "and so does one that says nothing itself");
}
