//! What an autorisatie must name (`ac-003`), and what it may not.

use serde_json::{Value, json};

use super::{assert_fout, empty};
use crate::cases;
use crate::harness::Bench;

cases![
    a_scope_on_objects_needs_the_type_and_the_level,
    a_scope_on_no_object_needs_neither,
    a_member_of_another_component_is_refused,
    an_unknown_component_or_level_is_refused_with_those_that_are,
    a_type_is_an_absolute_url,
    every_level_of_the_standard_is_known,
    a_scope_that_no_operation_asks_for_is_taken_with_a_note,
];

const URL: &str = "https://catalogi.example/catalogi/api/v1/zaaktypen/1";

fn add(bench: &Bench, autorisatie: &Value) -> crate::harness::Answer {
    let at = bench.shared();
    let path = format!("/applicaties/{}/autorisaties", empty(&at));
    at.administrator().call("POST", &path, autorisatie)
}

fn a_scope_on_objects_needs_the_type_and_the_level(bench: &Bench) {
    let level = "max_vertrouwelijkheidaanduiding";
    for (component, scope, member) in [
        ("zrc", "zaken.lezen", "zaaktype"),
        ("drc", "documenten.lezen", "informatieobjecttype"),
        ("brc", "besluiten.lezen", "besluittype"),
    ] {
        let levelled = component != "brc";
        let mut whole = json!({ "component": component, "scopes": ["x", scope], member: URL });
        if levelled {
            whole[level] = json!("openbaar");
        }
        assert_eq!(add(bench, &whole).status, 201, "{whole}");
        for missing in [member, level].iter().take(1 + usize::from(levelled)) {
            let mut less = whole.clone();
            less.as_object_mut().unwrap().remove(*missing);
            let answer = add(bench, &less);
            assert_fout(&answer, 400, "invalid");
            let detail = answer.member("detail");
            assert!(detail.contains(missing) && detail.contains("ac-003"), "{detail}");
        }
    }
}

fn a_scope_on_no_object_needs_neither(bench: &Bench) {
    for (component, scope) in [
        ("zrc", "audittrails.lezen"),
        ("zrc", "zaken"),
        ("drc", "notificaties.publiceren"),
        ("brc", "audittrails.lezen"),
        ("ztc", "catalogi.lezen"),
        ("nrc", "notificaties.consumeren"),
        ("ac", "autorisaties.lezen"),
    ] {
        let answer = add(bench, &json!({ "component": component, "scopes": [scope] }));
        assert_eq!(answer.status, 201, "{component} {scope}: {}", answer.text());
    }
}

fn a_member_of_another_component_is_refused(bench: &Bench) {
    for (component, member) in
        [("drc", "zaaktype"), ("zrc", "besluittype"), ("ztc", "informatieobjecttype")]
    {
        let body = json!({ "component": component, "scopes": ["x"], member: URL });
        assert_fout(&add(bench, &body), 400, "invalid");
    }
    let level = json!({ "component": "brc", "scopes": ["x"],
                        "max_vertrouwelijkheidaanduiding": "openbaar" });
    assert_fout(&add(bench, &level), 400, "invalid");
}

fn an_unknown_component_or_level_is_refused_with_those_that_are(bench: &Bench) {
    for component in ["ZRC", "zaken", "", "zrc "] {
        let answer = add(bench, &json!({ "component": component, "scopes": ["x"] }));
        assert_fout(&answer, 400, "invalid");
        assert!(answer.member("detail").contains("zrc, drc, brc"), "{}", answer.text());
    }
    for level in ["Openbaar", "strikt_geheim", ""] {
        let body = json!({ "component": "zrc", "scopes": ["zaken.lezen"], "zaaktype": URL,
                           "max_vertrouwelijkheidaanduiding": level });
        let answer = add(bench, &body);
        assert_fout(&answer, 400, "invalid");
        assert!(answer.member("detail").contains("zeer_geheim"), "{}", answer.text());
    }
}

fn a_type_is_an_absolute_url(bench: &Bench) {
    let long = format!("{URL}{}", "x".repeat(1_000));
    for url in ["", "/zaaktypen/1", "zaaktype", "javascript:alert(1)", "urn:x:y", &long] {
        let body = json!({ "component": "zrc", "scopes": ["zaken.lezen"], "zaaktype": url,
                           "max_vertrouwelijkheidaanduiding": "openbaar" });
        let answer = add(bench, &body);
        assert_fout(&answer, 400, "invalid");
        assert!(answer.member("detail").contains("zaaktype"), "{}", answer.text());
    }
}

fn every_level_of_the_standard_is_known(bench: &Bench) {
    for level in [
        "openbaar",
        "beperkt_openbaar",
        "intern",
        "zaakvertrouwelijk",
        "vertrouwelijk",
        "confidentieel",
        "geheim",
        "zeer_geheim",
    ] {
        let body = json!({ "component": "drc", "scopes": ["documenten.lezen"],
                           "informatieobjecttype": URL, "max_vertrouwelijkheidaanduiding": level });
        assert_eq!(add(bench, &body).status, 201, "{level}");
    }
}

fn a_scope_that_no_operation_asks_for_is_taken_with_a_note(bench: &Bench) {
    let with = |scopes: &[&str]| json!({ "component": "ztc", "scopes": scopes });
    let answer = add(bench, &with(&["catalogi.lezzen", "catalogi.lezen"]));
    assert_eq!(answer.status, 201, "{}", answer.text());
    let note = answer.member("note");
    assert!(note.contains("asks for `catalogi.lezzen`, perhaps `catalogi.lezen` was"), "{note}");
    assert!(!note.contains(';'), "the other one is right: {note}");
    let answer = add(bench, &with(&["catalogi.lezen"]));
    assert_eq!((answer.status, answer.json().get("note")), (201, None));
}
