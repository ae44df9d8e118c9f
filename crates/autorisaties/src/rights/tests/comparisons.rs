//! Counts comparisons, and holds the promise that the number of applicaties does not matter.

use std::cell::Cell;
use std::sync::Arc;

use super::*;
use crate::{ClientId, Register};

thread_local! {
    static COMPARISONS: Cell<u64> = const { Cell::new(0) };
}

/// Called by the compiled verdict for each comparison of a type or a scope.
pub(in crate::rights) fn count() {
    COMPARISONS.set(COMPARISONS.get() + 1);
}

const AUTORISATIES: usize = 50;
const DRAWS: usize = 1_000;

fn client(index: usize) -> ClientId {
    ClientId::parse(&format!("app-{index}")).unwrap()
}

fn register(applicaties: usize) -> Register {
    let mut register = Register::default();
    for index in 0..applicaties {
        let texts: Vec<String> = (0..AUTORISATIES)
            .map(|number| format!("zrc zaken.lezen,zaken.aanmaken T{number} intern"))
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        register.insert(client(index), Arc::new(rights(&texts)));
    }
    register
}

/// The comparisons of a thousand verdicts, client and type drawn by a fixed generator.
fn comparisons(applicaties: usize) -> Vec<u64> {
    let register = register(applicaties);
    let requirement = needs("zaken.lezen");
    let mut seed: usize = 42;
    (0..DRAWS)
        .map(|draw| {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let who = client((seed >> 33) % applicaties);
            let object = zaak(&format!("T{}", draw % AUTORISATIES), "intern");
            let before = COMPARISONS.get();
            let held = register.rights_of(&who).unwrap();
            held.may_on(&TokenScopes::Unrestricted, &requirement, &object).unwrap();
            COMPARISONS.get() - before
        })
        .collect()
}

#[test]
fn a_verdict_takes_as_many_comparisons_among_10_000_applicaties_as_among_10() {
    let few = comparisons(10);
    assert_eq!(few, comparisons(10_000));
    // Bisection among 50, and a handful of scopes.
    assert!(few.iter().all(|count| (1..20).contains(count)), "{:?}", few.iter().max());
}
