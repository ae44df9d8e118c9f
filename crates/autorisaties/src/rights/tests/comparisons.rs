//! The promise that a verdict costs the same among however many applicaties.

use std::sync::Arc;

use super::*;
use crate::index::tests::comparisons_in;
use crate::{ClientId, Register};

const DRAWS: usize = 2_000;

/// Of 10,000 types, those of the applicatie of this number.
fn type_of(applicatie: usize, autorisatie: usize) -> TypeUrl {
    url(&format!("{}", (applicatie * 31 + autorisatie * 127) % 10_000))
}

fn client(number: usize) -> ClientId {
    ClientId::parse(&format!("app-{number}")).unwrap()
}

fn register(applicaties: usize, autorisaties: usize) -> Register {
    let mut register = Register::default();
    let mut compiler = Compiler::new(aliases());
    for number in 0..applicaties {
        let these = (0..autorisaties).map(|at| Autorisatie::Zrc {
            scopes: ["a", "b", "c"].map(|label| Scope::parse(label).unwrap()).to_vec(),
            zaaktype: Some(type_of(number, at)),
            max_vertrouwelijkheidaanduiding: Some(level("intern")),
        });
        let applicatie = Applicatie {
            id: ApplicatieId::new(uuid::Uuid::nil()),
            label: "test".to_owned(),
            grants: Grants::These(these.collect()),
            alleen_is_gereed_voor_publicatie: false,
        };
        register.insert(client(number), Arc::new(compiler.compile(&applicatie)));
    }
    register
}

/// The comparisons of each of many verdicts, client and type drawn by a fixed generator.
fn comparisons(applicaties: usize, autorisaties: usize) -> Vec<u64> {
    let register = register(applicaties, autorisaties);
    let requirement = requirement("b", Component::Zrc);
    let mut seed: usize = 42;
    let mut draw = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    let verdict = |_| {
        let (who, at) = (draw(applicaties), draw(autorisaties));
        let (client, zaaktype) = (client(who), type_of(who, at));
        let object = ObjectFacts::Zaak { zaaktype, level: level("intern") };
        let (verdict, count) = comparisons_in(|| {
            let rights = register.rights_of(&client).unwrap();
            rights.may_on(&TokenScopes::Unrestricted, &requirement, &object)
        });
        verdict.unwrap();
        count
    };
    (0..DRAWS).map(verdict).collect()
}

#[test]
fn a_verdict_takes_as_many_comparisons_among_10_000_applicaties_as_among_10() {
    // One client id, one type, one scope.
    let three = vec![3; DRAWS];
    assert_eq!(comparisons(10, 50), three);
    assert_eq!(comparisons(10_000, 50), three);
}

#[test]
fn a_verdict_takes_as_many_comparisons_with_5_000_autorisaties_as_with_5() {
    assert_eq!(comparisons(10, 5), comparisons(10, 5_000));
}
