//! The promise that a verdict costs the same among however many applicaties.

use autorisaties::{
    Component, ObjectFacts, Requirement, ScopeExpression, TokenScopes, TypeUrl,
    Vertrouwelijkheidaanduiding,
};
use edge::feed::{ApplicatieState, AutorisatieState, ClientState, Thing};

use super::shards::tests::comparisons_in;
use super::*;
use crate::testing::{client, reader, state};

const AUTORISATIES: usize = 50;
const DRAWS: usize = 2_000;

/// Of 500 types, one of those of the applicatie of this number.
fn type_of(applicatie: usize, autorisatie: usize) -> String {
    let number = (applicatie * 31 + autorisatie * 7) % 500;
    format!("https://zaken.example/catalogi/api/v1/zaaktypen/{number}")
}

fn things(number: usize) -> [Thing; 2] {
    let id = Uuid::from_u128(number as u128);
    let given = &reader().autorisaties[0];
    let autorisaties = (0..AUTORISATIES)
        .map(|at| AutorisatieState { object_type: Some(type_of(number, at)), ..given.clone() });
    let autorisaties = autorisaties.collect();
    let client_id = format!("app-{number}");
    [
        Thing::Applicatie(ApplicatieState { id, autorisaties, ..reader() }),
        Thing::Client(ClientState { client_id, applicatie: Some(id), ..client() }),
    ]
}

fn object(zaaktype: &str) -> ObjectFacts {
    ObjectFacts::Zaak {
        zaaktype: TypeUrl::parse(zaaktype).unwrap(),
        level: Vertrouwelijkheidaanduiding::LOWEST,
    }
}

/// The comparisons that finding the rights for each of many verdicts takes.
fn comparisons(applicaties: usize) -> Vec<u64> {
    let things: Vec<Thing> = (0..applicaties).flat_map(things).collect();
    let state = state(1, &things);
    let needed = ScopeExpression::parse("zaken.lezen", Component::Zrc).unwrap();
    let requirement = Requirement::Scopes(needed);
    let verdict = |draw: usize| {
        // 7,919 is prime: the draws reach clients all over.
        let who = draw * 7_919 % applicaties;
        let id = ClientId::parse(&format!("app-{who}")).unwrap();
        let object = object(&type_of(who, draw % AUTORISATIES));
        let (verdict, count) = comparisons_in(|| {
            let held = state.held_by(state.client(&id).unwrap()).unwrap();
            held.rights.may_on(&TokenScopes::Unrestricted, &requirement, &object)
        });
        verdict.unwrap();
        count
    };
    (0..DRAWS).map(verdict).collect()
}

#[test]
fn a_verdict_takes_as_many_comparisons_among_10_000_applicaties_as_among_10() {
    // One client id, one applicatie; what its rights add is counted where they are
    // (`autorisaties`, `rights/tests/comparisons.rs`).
    let two = vec![2; DRAWS];
    assert_eq!(comparisons(10), two);
    assert_eq!(comparisons(10_000), two);
}
