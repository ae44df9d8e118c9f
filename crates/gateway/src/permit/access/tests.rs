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
                    Ok(Access::Open) => "Open".to_owned(),
                    Ok(Access::ByBody(kind, _)) => format!("ByBody({kind:?})"),
                    Ok(Access::ByAnswer(kind, _)) => format!("ByAnswer({kind:?})"),
                    Err(Refusal::NoObjectRule { .. }) => "refused".to_owned(),
                    Err(other) => format!("{other:?}"),
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

#[test]
fn a_caller_restricted_by_type_is_refused_everything_that_no_rule_covers() {
    let restricted = held(false, Documents::Any);
    assert_eq!(
        exceptions(&restricted, &TYPED, "refused"),
        [
            "brc GET /besluiten/{uuid}: ByAnswer(Besluit)",
            "brc POST /besluiten: ByBody(Besluit)",
            "drc GET /enkelvoudiginformatieobjecten/{uuid}: ByAnswer(Document)",
            "drc POST /documentnummer_reserveren: Open",
            "drc POST /enkelvoudiginformatieobjecten: ByBody(Document)",
            "zrc GET /zaken/{uuid}: ByAnswer(Zaak)",
            "zrc POST /reserveer_zaaknummer: Open",
            "zrc POST /zaaknummer_reserveren: Open",
            "zrc POST /zaken: ByBody(Zaak)",
        ]
    );
}

#[test]
fn without_types_the_scopes_decide() {
    assert!(exceptions(&held(false, Documents::Any), &UNTYPED, "Open").is_empty());
}

#[test]
fn who_has_all_autorisaties_is_not_restricted() {
    assert!(exceptions(&held(true, Documents::Any), &TYPED, "Open").is_empty());
}

#[test]
fn who_may_only_read_what_is_for_publication_is_restricted_in_documents_alone() {
    let narrowed = held(true, Documents::ForPublication);
    assert!(exceptions(&narrowed, &[Component::Zrc, Component::Brc], "Open").is_empty());
    assert_eq!(
        exceptions(&narrowed, &[Component::Drc], "refused"),
        [
            "drc GET /enkelvoudiginformatieobjecten/{uuid}: ByAnswer(Document)",
            "drc POST /documentnummer_reserveren: Open",
            "drc POST /enkelvoudiginformatieobjecten: ByBody(Document)",
        ]
    );
}
