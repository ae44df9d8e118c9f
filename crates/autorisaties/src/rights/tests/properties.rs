//! The compiled verdict is the naive one, whatever is held, carried, needed and judged.

use proptest::prelude::*;
use proptest::sample::select;

use super::naive::{self, Autorisatie, Expression, Grants, LEVELS, Needs, Object, Token};
use super::*;

const LABELS: [&str; 5] = ["a", "b", "c", "d", "zaakpoort.x"];
const TYPES: [&str; 4] = ["A", "B", "A/", "oud/A"];
const COMPONENTS: [&str; 4] = ["zrc", "drc", "brc", "ztc"];

fn any_autorisatie() -> impl Strategy<Value = Autorisatie> {
    let list = prop::collection::vec(select(&LABELS[..]), 0..4);
    let object_type = prop::option::weighted(0.9, select(&TYPES[..]));
    let ceiling = prop::option::weighted(0.9, 0..LEVELS.len());
    (select(&COMPONENTS[..]), list, object_type, ceiling).prop_map(
        |(component, scopes, object_type, ceiling)| Autorisatie {
            component,
            scopes,
            object_type: object_type.filter(|_| component != "ztc"),
            ceiling: ceiling.filter(|_| component == "zrc" || component == "drc"),
        },
    )
}

fn any_grants() -> impl Strategy<Value = Grants> {
    let these = prop::collection::vec(any_autorisatie(), 0..8).prop_map(Grants::These);
    prop_oneof![1 => Just(Grants::All), 9 => these]
}

fn any_token() -> impl Strategy<Value = Token> {
    prop::option::of(prop::collection::vec(select(&LABELS[..]), 0..4))
}

fn any_needs() -> impl Strategy<Value = Needs> {
    let scope = (select(&COMPONENTS[..]), select(&LABELS[..]));
    let scope = scope.prop_map(|(component, label)| Expression::Scope(component, label));
    let expression = scope.prop_recursive(3, 8, 3, |part| {
        let parts = prop::collection::vec(part, 1..4);
        prop_oneof![parts.clone().prop_map(Expression::All), parts.prop_map(Expression::Any),]
    });
    prop_oneof![1 => Just(Needs::Superuser), 19 => expression.prop_map(Needs::Scopes)]
}

fn any_object() -> impl Strategy<Value = Object> {
    (select(&COMPONENTS[..3]), select(&TYPES[..]), 0..LEVELS.len()).prop_map(
        |(component, kind, level)| Object {
            component,
            kind,
            level: Some(level).filter(|_| component != "brc"),
        },
    )
}

/// The same in words, read by the real types.
fn real_rights(held: &Grants) -> Rights {
    match held {
        Grants::All => rights("alle"),
        Grants::These(these) => rights(&these.iter().map(in_words).collect::<Vec<_>>().join(" + ")),
    }
}

fn in_words(one: &Autorisatie) -> String {
    let scopes = if one.scopes.is_empty() { ",".to_owned() } else { one.scopes.join(",") };
    let object_type = one.object_type.unwrap_or("-");
    let ceiling = one.ceiling.map_or("-", |rank| LEVELS[rank]);
    format!("{} {scopes} {object_type} {ceiling}", one.component)
}

fn real_token(carried: &Token) -> TokenScopes {
    match carried {
        None => TokenScopes::Unrestricted,
        Some(labels) => {
            TokenScopes::These(labels.iter().map(|label| Scope::parse(label).unwrap()).collect())
        }
    }
}

fn real_requirement(needs: &Needs, home: &str) -> Requirement {
    match needs {
        Needs::Superuser => Requirement::SuperuserOnly,
        Needs::Scopes(expression) => {
            requirement(&expression_in_words(expression), Component::parse(home).unwrap())
        }
    }
}

fn expression_in_words(expression: &Expression) -> String {
    let joined = |parts: &[Expression], separator| {
        let parts: Vec<String> = parts.iter().map(expression_in_words).collect();
        format!("({})", parts.join(separator))
    };
    match expression {
        Expression::Scope(component, label) => format!("{component}:{label}"),
        Expression::All(parts) => joined(parts, " & "),
        Expression::Any(parts) => joined(parts, " | "),
    }
}

fn real_object(facts: &Object) -> ObjectFacts {
    let name = facts.kind;
    let level = facts.level.map_or("", |rank| LEVELS[rank]);
    object(&match facts.component {
        "zrc" => format!("zaak {name} {level}"),
        "drc" => format!("document {name} {level}"),
        _ => format!("besluit {name}"),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_verdict_before_the_object_is_known_is_the_naive_one(
        held in any_grants(),
        carried in any_token(),
        needs in any_needs(),
    ) {
        let verdict = real_rights(&held).may(&real_token(&carried), &real_requirement(&needs, "zrc"));
        prop_assert_eq!(word(&verdict), naive::may(&held, &carried, &needs));
    }

    #[test]
    fn a_verdict_on_an_object_is_the_naive_one(
        held in any_grants(),
        carried in any_token(),
        needs in any_needs(),
        facts in any_object(),
    ) {
        let needed = real_requirement(&needs, facts.component);
        let verdict = real_rights(&held).may_on(&real_token(&carried), &needed, &real_object(&facts));
        prop_assert_eq!(word(&verdict), naive::may_on(&held, &carried, &needs, &facts));
    }

    #[test]
    fn an_object_is_listed_where_a_single_autorisatie_allows_it(
        held in any_grants(),
        carried in any_token(),
        needs in any_needs(),
        facts in any_object(),
    ) {
        let (needed, object) = (real_requirement(&needs, facts.component), real_object(&facts));
        let visible = real_rights(&held).visible(&real_token(&carried), object.component(), &needed);
        let listed = match visible {
            Ok(Visible::All) => true,
            Ok(Visible::These(rows)) => rows.iter().any(|(url, ceiling)| {
                *url == aliases().canonical(object.object_type()) && *ceiling >= object.level()
            }),
            Err(_) => false,
        };
        prop_assert_eq!(listed, naive::is_listed(&held, &carried, &needs, &facts));
    }

    #[test]
    fn at_any_level_is_at_the_highest_level(
        held in any_grants(),
        carried in any_token(),
        needs in any_needs(),
        facts in any_object(),
    ) {
        let (needed, object) = (real_requirement(&needs, facts.component), real_object(&facts));
        let (component, url) = (object.component(), object.object_type());
        let any = real_rights(&held).may_at_any_level(&real_token(&carried), &needed, component, url);
        let highest = Object { level: facts.level.map(|_| LEVELS.len() - 1), ..facts };
        prop_assert_eq!(any, naive::may_on(&held, &carried, &needs, &highest) == "ok");
    }

    #[test]
    fn whoever_gets_what_a_refusal_names_is_refused_by_it_no_longer(
        held in any_grants(),
        needs in any_needs(),
    ) {
        let needed = real_requirement(&needs, "zrc");
        let Err(Refusal::ScopeNotHeld { missing }) = real_rights(&held).may(&TokenScopes::Unrestricted, &needed)
        else { return Ok(()) };
        let Requirement::Scopes(needed) = needed else { return Ok(()) };
        let asked: Vec<_> = missing.scopes().collect();
        let held = real_rights(&held);
        let holds = |component, scope: &Scope| {
            let alone = ScopeExpression::parse(&format!("{component}:{scope}"), component).unwrap();
            held.may(&TokenScopes::Unrestricted, &Requirement::Scopes(alone)).is_ok()
        };
        prop_assert!(!asked.iter().any(|(component, scope)| holds(*component, scope)));
        let with_it = needed.evaluate(|component, scope| {
            holds(component, scope) || asked.contains(&(component, scope))
        });
        prop_assert!(with_it);
    }
}
