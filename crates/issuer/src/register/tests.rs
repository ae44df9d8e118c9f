//! Tables of bodies: what is made of each, and which faults are found.

use autorisaties::{Applicatie, ApplicatieId, Grants};
use serde_json::{Value, json};
use uuid::Uuid;

use super::*;

const TYPE: &str = "https://catalogi.example/zaaktypen/1";

fn read(body: &Value, extent: Extent) -> (Draft, Vec<Fault>) {
    let json = Json::parse(body.to_string().as_bytes()).unwrap();
    Draft::read(&json, extent, Vocabulary::V1_1)
}

/// The faults of a body that would be good but for these members.
fn faults(with: &Value) -> Vec<(String, &'static str)> {
    let mut body = json!({ "clientIds": ["a"], "label": "b", "heeftAlleAutorisaties": true });
    for (name, value) in with.as_object().unwrap() {
        body[name] = value.clone();
    }
    named(read(&body, Extent::Whole).1)
}

fn named(faults: Vec<Fault>) -> Vec<(String, &'static str)> {
    faults.into_iter().map(|fault| (fault.name, fault.rule.code())).collect()
}

fn of(autorisatie: &Value) -> Vec<(String, &'static str)> {
    faults(&json!({ "autorisaties": [autorisatie] }))
}

fn zaken(with: &Value) -> Value {
    let mut zaken = json!({
        "component": "zrc", "scopes": ["zaken.lezen"], "zaaktype": TYPE,
        "maxVertrouwelijkheidaanduiding": "openbaar"
    });
    for (name, value) in with.as_object().unwrap() {
        zaken[name] = value.clone();
    }
    zaken
}

#[test]
fn a_member_is_told_by_the_rule_that_its_value_breaks() {
    let (long, longer) = ("x".repeat(51), "x".repeat(101));
    for (with, name, code) in [
        (json!({ "clientIds": null }), "clientIds", "null"),
        (json!({ "clientIds": "a" }), "clientIds", "not_a_list"),
        (json!({ "clientIds": {} }), "clientIds", "not_a_list"),
        (json!({ "clientIds": [] }), "clientIds", "empty"),
        (json!({ "clientIds": [null] }), "clientIds.0", "null"),
        (json!({ "clientIds": ["a", " "] }), "clientIds.1", "blank"),
        (json!({ "clientIds": [true] }), "clientIds.0", "invalid"),
        (json!({ "clientIds": [["a"]] }), "clientIds.0", "invalid"),
        (json!({ "clientIds": [long] }), "clientIds.0", "max_length"),
        (json!({ "clientIds": ["a\u{0}"] }), "clientIds.0", "null_characters_not_allowed"),
        (json!({ "clientIds": ["a\nb"] }), "clientIds.0", "invalid"),
        (json!({ "label": null }), "label", "null"),
        (json!({ "label": "" }), "label", "blank"),
        (json!({ "label": longer }), "label", "max_length"),
        (json!({ "label": {} }), "label", "invalid"),
        (json!({ "label": "a\u{0}" }), "label", "null_characters_not_allowed"),
        (json!({ "heeftAlleAutorisaties": null }), "heeftAlleAutorisaties", "null"),
        (json!({ "heeftAlleAutorisaties": "abc" }), "heeftAlleAutorisaties", "invalid"),
        (json!({ "heeftAlleAutorisaties": 2 }), "heeftAlleAutorisaties", "invalid"),
        (json!({ "heeftAlleAutorisaties": [] }), "heeftAlleAutorisaties", "invalid"),
        (json!({ "alleenIsGereedVoorPublicatie": null }), "alleenIsGereedVoorPublicatie", "null"),
        (json!({ "autorisaties": null }), "autorisaties", "null"),
        (json!({ "autorisaties": "a" }), "autorisaties.nonFieldErrors", "not_a_list"),
        (json!({ "autorisaties": ["a"] }), "autorisaties.0.nonFieldErrors", "invalid"),
        (json!({ "client_ids": ["c"] }), "clientIds", "invalid"),
    ] {
        assert_eq!(faults(&with), [(name.to_owned(), code)], "{with}");
    }
}

#[test]
fn a_member_of_an_autorisatie_is_told_by_the_rule_that_its_value_breaks() {
    for (with, name, code) in [
        (json!({ "component": null }), "component", "null"),
        (json!({ "component": "ZRC" }), "component", "invalid_choice"),
        (json!({ "component": 5 }), "component", "invalid_choice"),
        (json!({ "component": [] }), "component", "invalid_choice"),
        (json!({ "scopes": null }), "scopes", "null"),
        (json!({ "scopes": "zaken.lezen" }), "scopes", "not_a_list"),
        (json!({ "scopes": [""] }), "scopes.0", "blank"),
        (json!({ "scopes": ["a", "x".repeat(101)] }), "scopes.1", "max_length"),
        (json!({ "zaaktype": null }), "zaaktype", "null"),
        (json!({ "zaaktype": 5 }), "zaaktype", "invalid"),
        (json!({ "zaaktype": "http://x" }), "zaaktype", "invalid"),
        (json!({ "zaaktype": format!("{TYPE}{}", "x".repeat(1000)) }), "zaaktype", "max_length"),
        (json!({ "zaaktype": "" }), "zaaktype", "required"),
        (
            json!({ "maxVertrouwelijkheidaanduiding": null }),
            "maxVertrouwelijkheidaanduiding",
            "null",
        ),
        (
            json!({ "maxVertrouwelijkheidaanduiding": " " }),
            "maxVertrouwelijkheidaanduiding",
            "invalid_choice",
        ),
        (
            json!({ "maxVertrouwelijkheidaanduiding": "" }),
            "maxVertrouwelijkheidaanduiding",
            "required",
        ),
    ] {
        assert_eq!(of(&zaken(&with)), [(format!("autorisaties.0.{name}"), code)], "{with}");
    }
}

#[test]
fn ac_003_a_scope_about_objects_needs_a_type_and_where_they_have_one_a_level() {
    for (component, scope, expected) in [
        ("zrc", "zaken.lezen", vec!["zaaktype", "maxVertrouwelijkheidaanduiding"]),
        ("zrc", "documenten.lezen", vec![]),
        ("zrc", "audittrails.lezen", vec![]),
        ("drc", "documenten.lezen", vec!["informatieobjecttype", "maxVertrouwelijkheidaanduiding"]),
        ("drc", "notificaties.consumeren", vec![]),
        ("brc", "besluiten.lezen", vec!["besluittype"]),
        ("brc", "zaken.lezen", vec![]),
        ("ztc", "catalogi.lezen", vec![]),
        ("ac", "autorisaties.lezen", vec![]),
    ] {
        let found = of(&json!({ "component": component, "scopes": [scope] }));
        let expected: Vec<_> =
            expected.iter().map(|name| (format!("autorisaties.0.{name}"), "required")).collect();
        // Everything and an autorisatie do not go together; that is looked at later.
        assert_eq!(found, expected, "{component} {scope}");
    }
}

#[test]
fn every_fault_of_a_body_is_found_at_once() {
    let body = json!({
        "clientIds": [null, "b", ""],
        "heeftAlleAutorisaties": "x",
        "autorisaties": [zaken(&json!({})), {}, "a", zaken(&json!({ "zaaktype": "" }))]
    });
    let expected = [
        ("clientIds.0", "null"),
        ("clientIds.2", "blank"),
        ("label", "required"),
        ("heeftAlleAutorisaties", "invalid"),
        ("autorisaties.1.component", "required"),
        ("autorisaties.1.scopes", "required"),
        ("autorisaties.2.nonFieldErrors", "invalid"),
        ("autorisaties.3.zaaktype", "required"),
    ];
    let expected: Vec<_> = expected.map(|(name, code)| (name.to_owned(), code)).to_vec();
    assert_eq!(named(read(&body, Extent::Whole).1), expected);
}

#[test]
fn a_body_that_is_no_object_is_one_fault_and_an_empty_one_lacks_two_members() {
    for body in [json!([]), json!("a"), json!(true), json!(null), json!(5)] {
        let found = named(read(&body, Extent::Whole).1);
        assert_eq!(found, [("nonFieldErrors".to_owned(), "invalid")], "{body}");
    }
    let lacking = [("clientIds".to_owned(), "required"), ("label".to_owned(), "required")];
    assert_eq!(named(read(&json!({}), Extent::Whole).1), lacking);
    assert!(read(&json!({}), Extent::Part).1.is_empty());
}

#[test]
fn numbers_stand_in_for_texts_words_for_yes_and_underscores_for_capitals() {
    let body = json!({
        "client_ids": [5, " c ", "c"], "label": 5.5, "heeft_alle_autorisaties": "ON", "foo": {}
    });
    let (draft, faults) = read(&body, Extent::Whole);
    assert_eq!(named(faults), []);
    let ids = draft.client_ids.unwrap();
    assert_eq!(ids.iter().map(autorisaties::ClientId::as_str).collect::<Vec<_>>(), ["5", "c"]);
    assert_eq!((draft.label.as_deref(), draft.heeft_alle_autorisaties), (Some("5.5"), Some(true)));
    for (value, expected) in [
        (json!("t"), true),
        (json!(1.0), true),
        (json!("0"), false),
        (json!(0.0), false),
        (json!("No"), false),
    ] {
        let (draft, faults) = read(&json!({ "heeftAlleAutorisaties": value }), Extent::Part);
        assert_eq!((draft.heeft_alle_autorisaties, faults.len()), (Some(expected), 0), "{value}");
    }
}

#[test]
fn what_belongs_to_another_component_is_left_out() {
    let given = zaken(&json!({ "component": "ztc" }));
    let (draft, faults) = read(&json!({ "autorisaties": [given] }), Extent::Part);
    assert!(faults.is_empty());
    let [one] = &draft.autorisaties.unwrap()[..] else { panic!("one was given") };
    assert_eq!((one.object_type(), one.ceiling()), (None, None));
}

#[test]
fn only_version_1_1_knows_alleen_is_gereed_voor_publicatie() {
    let body = json!({ "alleenIsGereedVoorPublicatie": true });
    let json = Json::parse(body.to_string().as_bytes()).unwrap();
    let read = |vocabulary| Draft::read(&json, Extent::Part, vocabulary).0;
    assert_eq!(read(Vocabulary::V1_1).alleen_is_gereed_voor_publicatie, Some(true));
    assert_eq!(read(Vocabulary::V1_0).alleen_is_gereed_voor_publicatie, None);
}

fn stored(grants: Grants) -> Applicatie {
    Applicatie {
        id: ApplicatieId::new(Uuid::nil()),
        label: "stored".to_owned(),
        grants,
        alleen_is_gereed_voor_publicatie: true,
    }
}

#[test]
fn what_is_not_given_counts_as_it_is_stored_and_both_or_neither_are_refused() {
    let one = read(&json!({ "autorisaties": [zaken(&json!({}))] }), Extent::Part);
    let these = Grants::These(one.0.autorisaties.unwrap());
    let some = json!([zaken(&json!({}))]);
    for (before, body, expected) in [
        (Some(&these), json!({}), Ok(&these)),
        (Some(&these), json!({ "heeftAlleAutorisaties": true }), Err(Rule::Ambiguous)),
        (
            Some(&these),
            json!({ "heeftAlleAutorisaties": true, "autorisaties": [] }),
            Ok(&Grants::All),
        ),
        (Some(&these), json!({ "autorisaties": [] }), Err(Rule::Missing)),
        (Some(&Grants::All), json!({}), Ok(&Grants::All)),
        (Some(&Grants::All), json!({ "autorisaties": some }), Err(Rule::Ambiguous)),
        (Some(&Grants::All), json!({ "heeftAlleAutorisaties": false }), Err(Rule::Missing)),
        (
            Some(&Grants::All),
            json!({ "heeftAlleAutorisaties": false, "autorisaties": some }),
            Ok(&these),
        ),
        (None, json!({}), Err(Rule::Missing)),
        (None, json!({ "heeftAlleAutorisaties": true }), Ok(&Grants::All)),
        (None, json!({ "autorisaties": some }), Ok(&these)),
    ] {
        let mut draft = read(&body, Extent::Part).0;
        draft.label = Some("new".to_owned());
        let before = before.map(|grants| stored(grants.clone()));
        let made = draft.onto(ApplicatieId::new(Uuid::nil()), before.as_ref());
        match (made, expected) {
            (Ok(made), Ok(grants)) => {
                assert_eq!((&made.grants, made.label.as_str()), (grants, "new"), "{body}");
                assert_eq!(made.alleen_is_gereed_voor_publicatie, before.is_some(), "{body}");
            }
            (Err(fault), Err(rule)) => assert_eq!(fault, Fault::of_the_whole(rule), "{body}"),
            (made, expected) => panic!("{body}: {made:?}, expected {expected:?}"),
        }
    }
}

#[test]
fn an_applicatie_has_at_most_20_000_autorisaties_and_5_000_client_ids() {
    let all = |most| vec![zaken(&json!({})); most];
    let these =
        |most| faults(&json!({ "heeftAlleAutorisaties": false, "autorisaties": all(most) }));
    assert_eq!((these(20_000), these(20_001)), (vec![], too_many("autorisaties")));
    let ids = |most: usize| faults(&json!({ "clientIds": (0..most).collect::<Vec<_>>() }));
    assert_eq!((ids(5_000), ids(5_001)), (vec![], too_many("clientIds")));
}

fn too_many(name: &str) -> Vec<(String, &'static str)> {
    vec![(name.to_owned(), "max_length")]
}
