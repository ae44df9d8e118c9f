//! The promise that a verdict costs the same with however many autorisaties. That finding the
//! rights costs the same among however many applicaties is up to whoever holds them.

use super::*;
use crate::index::tests::comparisons_in;

fn type_of(autorisatie: usize) -> TypeUrl {
    url(&format!("{}", autorisatie * 127 % 10_007))
}

fn rights_of(autorisaties: usize) -> Rights {
    let these = (0..autorisaties).map(|at| Autorisatie::Zrc {
        scopes: ["a", "b", "c"].map(|label| Scope::parse(label).unwrap()).to_vec(),
        zaaktype: Some(type_of(at)),
        max_vertrouwelijkheidaanduiding: Some(level("intern")),
    });
    compiled(Grants::These(these.collect()))
}

/// The comparisons of the verdicts on an object of each type that is held.
fn comparisons(autorisaties: usize) -> Vec<u64> {
    let rights = rights_of(autorisaties);
    let requirement = requirement("b", Component::Zrc);
    let verdict = |at| {
        let object = ObjectFacts::Zaak { zaaktype: type_of(at), level: level("intern") };
        let judge = || rights.may_on(&TokenScopes::Unrestricted, &requirement, &object);
        let (verdict, count) = comparisons_in(judge);
        verdict.unwrap();
        count
    };
    (0..autorisaties).map(verdict).collect()
}

#[test]
fn a_verdict_takes_as_many_comparisons_with_5_000_autorisaties_as_with_5() {
    // One type, one scope.
    for autorisaties in [5, 50, 5_000] {
        assert_eq!(comparisons(autorisaties), vec![2; autorisaties]);
    }
}
