//! Whatever a body says, it is read without a panic; and what is accepted is written as a body that
//! reads back to the same.

use autorisaties::ApplicatieId;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree as _;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{Draft, Extent, Fault, Json, Representation, Vocabulary};
use crate::store::shown::Shown;

/// Anything that JSON can say, with the texts and names that mean something among it.
fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,60}".prop_map(Value::from),
        select(vec!["zrc", "zaken.lezen", "openbaar", "true", "0", "", " ", "https://a.example/1"])
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 64, 6, |inner| {
        let members = vec((name(), inner.clone()), 0..6);
        let object = |members: Vec<(String, Value)>| Value::Object(Map::from_iter(members));
        prop_oneof![vec(inner, 0..6).prop_map(Value::from), members.prop_map(object)]
    })
}

fn name() -> impl Strategy<Value = String> {
    let known = vec![
        "clientIds",
        "client_ids",
        "label",
        "heeftAlleAutorisaties",
        "heeft_alle_autorisaties",
        "alleenIsGereedVoorPublicatie",
        "autorisaties",
        "component",
        "scopes",
        "zaaktype",
        "maxVertrouwelijkheidaanduiding",
    ];
    prop_oneof![9 => select(known).prop_map(str::to_owned), 1 => ".{0,10}"]
}

/// A body that is good more often than not.
fn likely() -> impl Strategy<Value = Value> {
    let text = || prop_oneof![8 => "[ -~é𝄞]{1,40}".prop_map(Value::from), 1 => anything()];
    let yes = prop_oneof![Just(json!(true)), Just(json!("no")), Just(json!(0.0)), anything()];
    (vec(text(), 1..4), text(), option::of(yes.clone()), option::of(yes), vec(one(), 0..4))
        .prop_map(|(client_ids, label, all, ready, autorisaties)| {
            let mut body = json!({ "clientIds": client_ids, "label": label });
            let rest = [("heeftAlleAutorisaties", all), ("alleenIsGereedVoorPublicatie", ready)];
            for (name, value) in rest {
                if let Some(value) = value {
                    body[name] = value;
                }
            }
            if !autorisaties.is_empty() {
                body["autorisaties"] = json!(autorisaties);
            }
            body
        })
}

fn one() -> impl Strategy<Value = Value> {
    let component = select(vec!["ac", "nrc", "zrc", "ztc", "drc", "brc", "cmc", "kc", "vrc"]);
    let scope =
        select(vec!["zaken.lezen", "documenten.lezen", "besluiten.lezen", "a b", " x ", "5"]);
    let url =
        select(vec!["https://a.example/1", " http://[::1]/é?x#y ", "ftp://A.example:21/", ""]);
    let level = select(vec!["openbaar", "zeer_geheim", ""]);
    (component, vec(scope, 0..4), url, level).prop_map(|(component, scopes, url, level)| {
        json!({ "component": component, "scopes": scopes, "zaaktype": url,
                "informatieobjecttype": url, "besluittype": url,
                "maxVertrouwelijkheidaanduiding": level })
    })
}

fn read(body: &str, extent: Extent, vocabulary: Vocabulary) -> (Draft, Vec<Fault>) {
    Draft::read(&Json::parse(body.as_bytes()).unwrap(), extent, vocabulary)
}

/// That what is accepted is written as a body that reads back to the same.
fn reads_back(body: &str, vocabulary: Vocabulary) -> bool {
    let id = ApplicatieId::new(Uuid::nil());
    let (mut draft, faults) = read(body, Extent::Whole, vocabulary);
    if !faults.is_empty() {
        return false;
    }
    let client_ids = draft.client_ids.take().unwrap();
    let Ok(applicatie) = draft.onto(id, None) else { return false };
    let shown = Shown {
        applicatie: applicatie.clone(),
        client_ids: client_ids.iter().map(ToString::to_string).collect(),
    };
    let url = "https://ac.example/1";
    let written = Representation { shown: &shown, url, vocabulary };
    let written = serde_json::to_string(&written).unwrap();
    let (mut again, faults) = read(&written, Extent::Whole, vocabulary);
    assert_eq!(faults, [], "{written}");
    assert_eq!(again.client_ids.take(), Some(client_ids), "{written}");
    assert_eq!(again.onto(id, None), Ok(applicatie), "{written}");
    true
}

proptest! {
    #[test]
    fn anything_is_read_with_its_faults_and_what_has_none_reads_back(body in anything()) {
        let text = body.to_string();
        for vocabulary in [Vocabulary::V1_0, Vocabulary::V1_1] {
            for extent in [Extent::Whole, Extent::Part] {
                let (_, faults) = read(&text, extent, vocabulary);
                prop_assert!(body.is_object() || faults.len() == 1);
                prop_assert!(faults.iter().all(|fault| !fault.name.is_empty()));
            }
            reads_back(&text, vocabulary);
        }
    }

    #[test]
    fn what_is_likely_to_be_good_reads_back(body in likely()) {
        reads_back(&body.to_string(), Vocabulary::V1_1);
    }

    #[test]
    fn bytes_are_json_or_not(bytes in vec(any::<u8>(), 0..200)) {
        if let Ok(json) = Json::parse(&bytes) {
            Draft::read(&json, Extent::Part, Vocabulary::V1_1);
        }
    }
}

#[test]
fn many_of_the_likely_bodies_are_good() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut good = 0;
    for _ in 0..300 {
        let body = likely().new_tree(&mut runner).unwrap().current();
        good += u32::from(reads_back(&body.to_string(), Vocabulary::V1_1));
    }
    assert!(good > 30, "{good} of 300: the property says too little");
}
