//! The bare verdict, without HTTP: client and type drawn at random among all applicaties.

use std::collections::HashMap;
use std::hint::black_box;

use autorisaties::{
    Applicatie, ClientId, Compiler, Component, ObjectFacts, Requirement, Rights, ScopeExpression,
    TokenScopes, TypeAliases, TypeUrl, Vertrouwelijkheidaanduiding,
};
use uuid::Uuid;

use crate::effort;
use crate::population::{ON_TYPES, applicatie, client_id, type_of, type_url};
use crate::requests::Draw;

/// Pairs that are drawn in advance; more than any cache of a processor holds.
const DRAWN: usize = 100_000;

/// Nanoseconds of one verdict among so many applicaties, the look-up of the client included.
pub(crate) fn nanoseconds(applicaties: usize, count: usize) -> f64 {
    let mut compiler = Compiler::new(TypeAliases::default());
    let register: HashMap<ClientId, Rights> = (0..applicaties)
        .filter_map(|number| {
            let told = Applicatie::try_from(&applicatie(number, Uuid::nil())).ok()?;
            Some((client_id(number)?, compiler.compile(&told)))
        })
        .collect();
    let Some(requirement) = ScopeExpression::parse("zaken.lezen", Component::Zrc).ok() else {
        return f64::NAN;
    };
    let requirement = Requirement::Scopes(requirement);
    let drawn = draws(applicaties);
    let allows = |(client, object): &&(ClientId, ObjectFacts)| {
        let rights = register.get(black_box(client));
        let verdict =
            rights.map(|rights| rights.may_on(&TokenScopes::Unrestricted, &requirement, object));
        matches!(black_box(verdict), Some(Ok(())))
    };
    let judge = || drawn.iter().cycle().take(count).filter(allows).count();
    let (allowed, seconds) = effort::of_each(count, judge);
    assert_eq!(allowed, count, "every pair that is drawn is allowed");
    seconds * 1e9
}

fn draws(applicaties: usize) -> Vec<(ClientId, ObjectFacts)> {
    let mut draw = Draw::new();
    let mut pair = || {
        let number = draw.below(applicaties);
        let zaaktype = TypeUrl::parse(&type_url(type_of(number, draw.below(ON_TYPES)))).ok()?;
        let level = Vertrouwelijkheidaanduiding::LOWEST;
        Some((client_id(number)?, ObjectFacts::Zaak { zaaktype, level }))
    };
    (0..DRAWN).filter_map(|_| pair()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verdict_that_is_timed_allows() {
        assert!(nanoseconds(10, 1_000) > 0.0);
    }
}
