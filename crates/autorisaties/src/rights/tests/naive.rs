//! The verdict again, as plainly as the rules are written, and whether both always agree.

use proptest::prelude::*;

use super::*;

/// An autorisatie as the rules speak of it.
#[derive(Debug, Clone)]
struct Plain {
    component: Component,
    scopes: Vec<Scope>,
    object_type: Option<TypeUrl>,
    ceiling: Option<Vertrouwelijkheidaanduiding>,
}

impl Plain {
    fn matches(&self, object: &ObjectFacts) -> bool {
        self.component == object.component()
            && self.object_type.as_ref() == Some(object.object_type())
            && match object.level() {
                Some(level) => self.ceiling.is_some_and(|ceiling| ceiling >= level),
                None => true,
            }
    }
}

/// Gathers the scopes of all autorisaties that match, then looks whether the expression holds.
fn naive(
    held: &[Plain],
    token: &TokenScopes,
    needed: &ScopeExpression,
    object: &ObjectFacts,
) -> bool {
    let mut union = Vec::new();
    for one in held {
        if one.component != object.component() || one.matches(object) {
            union.extend(one.scopes.iter().map(|scope| (one.component, scope.clone())));
        }
    }
    needed.evaluate(|component, scope| {
        union.contains(&(component, scope.clone()))
            && !scope.as_str().starts_with("zaakpoort.")
            && match token {
                TokenScopes::Unrestricted => true,
                TokenScopes::These(these) => these.iter().any(|one| one == scope),
            }
    })
}

fn any_component() -> impl Strategy<Value = Component> {
    prop::sample::select(vec![Component::Zrc, Component::Drc, Component::Brc, Component::Ztc])
}

fn any_scope() -> impl Strategy<Value = Scope> {
    prop::sample::select(scopes("a b c d zaakpoort.x"))
}

fn any_level() -> impl Strategy<Value = Vertrouwelijkheidaanduiding> {
    prop::sample::select(Vertrouwelijkheidaanduiding::ALL.to_vec())
}

fn any_type() -> impl Strategy<Value = TypeUrl> {
    prop::sample::select(vec![url("A"), url("B"), url("AB")])
}

fn any_plain() -> impl Strategy<Value = Plain> {
    let list = prop::collection::vec(any_scope(), 0..4);
    let object =
        (prop::option::weighted(0.9, any_type()), prop::option::weighted(0.9, any_level()));
    (any_component(), list, object).prop_map(|(component, scopes, (object_type, ceiling))| Plain {
        component,
        scopes,
        object_type: object_type.filter(|_| component.is_typed()),
        ceiling: ceiling.filter(|_| component.has_levels()),
    })
}

fn any_expression() -> impl Strategy<Value = ScopeExpression> {
    let texts =
        ["a", "a | b", "a & b", "(a | b) & c", "a & drc:b", "brc:a | ztc:b", "zaakpoort.x | d"];
    prop::sample::select(texts.to_vec())
        .prop_map(|text| ScopeExpression::parse(text, Component::Zrc).unwrap())
}

fn any_object() -> impl Strategy<Value = ObjectFacts> {
    let kind = prop::sample::select(vec![Component::Zrc, Component::Drc, Component::Brc]);
    (kind, any_type(), any_level()).prop_map(|(component, object_type, level)| match component {
        Component::Zrc => ObjectFacts::Zaak { zaaktype: object_type, level },
        Component::Drc => ObjectFacts::Document { informatieobjecttype: object_type, level },
        _ => ObjectFacts::Besluit { besluittype: object_type },
    })
}

fn any_token() -> impl Strategy<Value = TokenScopes> {
    let list = prop::collection::vec(any_scope(), 0..4);
    prop::option::of(list).prop_map(|list| match list {
        None => TokenScopes::Unrestricted,
        Some(list) => TokenScopes::These(list.into_iter().collect()),
    })
}

fn compiled(held: &[Plain]) -> Rights {
    let these = held.iter().map(|one| {
        Autorisatie::from_parts(
            one.component,
            one.scopes.clone(),
            one.object_type.clone(),
            one.ceiling,
        )
    });
    Rights::compile(&applicatie(Grants::These(these.collect())), &TypeAliases::default())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn the_compiled_verdict_is_the_naive_one(
        held in prop::collection::vec(any_plain(), 0..8),
        token in any_token(),
        needed in any_expression(),
        object in any_object(),
    ) {
        let expected = naive(&held, &token, &needed, &object);
        let verdict = compiled(&held).may_on(&token, &Requirement::Scopes(needed), &object);
        prop_assert_eq!(verdict.is_ok(), expected);
    }

    #[test]
    fn a_visible_row_is_one_that_a_single_autorisatie_allows(
        held in prop::collection::vec(any_plain(), 0..8),
        token in any_token(),
        needed in any_expression(),
        object in any_object(),
    ) {
        let component = object.component();
        // One autorisatie of the object's component at a time, beside those of other components.
        let expected = held.iter().filter(|one| one.matches(&object)).any(|one| {
            let others = held.iter().filter(|other| other.component != component);
            let alone: Vec<Plain> = others.chain([one]).cloned().collect();
            naive(&alone, &token, &needed, &object)
        });
        let visible = compiled(&held).visible(&token, component, &Requirement::Scopes(needed));
        let shown = match visible {
            Ok(Visible::These(rows)) => rows.iter().any(|(row, ceiling)| {
                let high = |level| ceiling.is_some_and(|ceiling| level <= ceiling);
                row == object.object_type() && object.level().is_none_or(high)
            }),
            Ok(Visible::All) => true,
            Err(_) => false,
        };
        prop_assert_eq!(shown, expected);
    }
}
