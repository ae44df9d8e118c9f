//! Every operation of every pack, asked by who is restricted by type: none passes by silence.

use std::sync::Arc;

use autorisaties::{Applicatie, Rights, TypeAliases};
use edge::operations::{Flavour, Packs};

use super::*;
use crate::testing::reader;

fn held(all: bool, documents: Documents) -> Arc<Held> {
    let mut told = reader();
    told.heeft_alle_autorisaties = all;
    let applicatie = Applicatie::try_from(&told).unwrap();
    Arc::new(Held { rights: Rights::compile(&applicatie, &TypeAliases::default()), documents })
}

/// Each operation as `component METHOD template: outcome`, for those whose outcome is not `expected`.
fn exceptions(held: &Held, components: &[Component], expected: &str) -> Vec<String> {
    let packs = Packs::load(None).unwrap();
    let mut exceptions = Vec::new();
    for flavour in [Flavour::Standard, Flavour::OpenZaak] {
        for component in components {
            for operation in packs.pack(*component, flavour).unwrap().operations() {
                let outcome = match by_object(held, operation) {
                    Access::Open => "open",
                    Access::ByAnswer(Shown::Object(_), _) => "by what it shows",
                    Access::ByAnswer(Shown::Belonging(_), _) => "by whose it is",
                    Access::ByPath(_) => "by path",
                    Access::ByRows(_) => "by rows",
                    Access::ByWrite(_) => "by what is written",
                };
                if outcome != expected {
                    exceptions.push(format!("{}: {outcome}", operation.name()));
                }
            }
        }
    }
    exceptions.sort();
    exceptions.dedup();
    exceptions
}

const TYPED: [Component; 3] = [Component::Zrc, Component::Drc, Component::Brc];
const UNTYPED: [Component; 3] = [Component::Ztc, Component::Nrc, Component::Ac];

/// Of who is restricted by type: how each operation of a component is judged.
fn judged(component: Component, outcome: &str) -> Vec<String> {
    let restricted = held(false, Documents::Any);
    let all = exceptions(&restricted, &[component], "");
    let ending = format!(": {outcome}");
    all.iter().filter_map(|line| line.strip_suffix(&ending)).map(str::to_owned).collect()
}

#[test]
fn a_caller_restricted_by_type_is_judged_by_the_object_of_every_operation_that_has_one() {
    assert_eq!(
        judged(Component::Zrc, "open"),
        ["zrc POST /reserveer_zaaknummer", "zrc POST /zaaknummer_reserveren"]
    );
    // An import is for superusers alone; the lock of a document opens its parts.
    assert_eq!(
        judged(Component::Drc, "open"),
        [
            "drc DELETE /import/{uuid}/delete",
            "drc GET /import/{uuid}/report",
            "drc GET /import/{uuid}/status",
            "drc POST /documentnummer_reserveren",
            "drc POST /import/create",
            "drc POST /import/{uuid}/upload",
            "drc PUT /bestandsdelen/{uuid}",
        ]
    );
    assert!(judged(Component::Brc, "open").is_empty());
    for (component, shown) in [
        (Component::Zrc, "zrc GET /zaken/{uuid}"),
        (Component::Drc, "drc GET /enkelvoudiginformatieobjecten/{uuid}"),
        (Component::Brc, "brc GET /besluiten/{uuid}"),
    ] {
        assert_eq!(judged(component, "by what it shows"), [shown]);
    }
}

#[test]
fn without_types_the_scopes_decide() {
    assert!(exceptions(&held(false, Documents::Any), &UNTYPED, "open").is_empty());
}

#[test]
fn who_has_all_autorisaties_is_not_restricted() {
    assert!(exceptions(&held(true, Documents::Any), &TYPED, "open").is_empty());
}

#[test]
fn who_may_only_read_what_is_for_publication_is_judged_as_who_is_restricted_by_type() {
    let (narrowed, typed) = (held(true, Documents::ForPublication), held(false, Documents::Any));
    for component in TYPED {
        let judged = exceptions(&narrowed, &[component], "open");
        assert_eq!(judged, exceptions(&typed, &[component], "open"));
        assert!(judged.len() > 10);
    }
    assert!(exceptions(&narrowed, &UNTYPED, "open").is_empty());
}
