//! How expressions read, what they mean, and that no text breaks the parser.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use proptest::prelude::*;

use super::*;

fn parse(text: &str) -> ScopeExpression {
    ScopeExpression::parse(text, Component::Zrc).unwrap()
}

fn holds(expression: &str, held: &[&str]) -> bool {
    parse(expression).evaluate(|component, scope| is_held(held, component, scope))
}

fn is_held(held: &[&str], component: Component, scope: &Scope) -> bool {
    let home = component == Component::Zrc;
    let name = if home { scope.to_string() } else { format!("{component}:{scope}") };
    held.contains(&name.as_str())
}

#[test]
fn an_expression_holds_by_its_scopes() {
    for (expression, held, expected) in [
        ("a", &["a"][..], true),
        ("a", &["b"], false),
        ("a", &[], false),
        ("a | b", &["b"], true),
        ("a | b", &["c"], false),
        ("a & b", &["a"], false),
        ("a & b", &["a", "b"], true),
        ("(a | b) & c", &["b", "c"], true),
        ("(a | b) & c", &["a", "b"], false),
        ("(a | b) & c", &["c"], false),
    ] {
        assert_eq!(holds(expression, held), expected, "{expression} with {held:?}");
    }
}

#[test]
fn and_binds_tighter_than_or() {
    assert!(holds("a | b & c", &["a"]));
    assert!(!holds("a | b & c", &["b"]));
    assert!(!holds("(a | b) & c", &["a"]));
}

#[test]
fn a_scope_of_another_component_is_another_scope() {
    assert!(holds("a & drc:a", &["a", "drc:a"]));
    assert!(!holds("a & drc:a", &["a"]));
    assert_eq!(parse("zrc:a"), parse("a"));
}

#[test]
fn a_prefix_that_is_no_component_belongs_to_the_scope() {
    let expression = parse("urn:x:y");
    let scopes: Vec<_> = expression.scopes().map(|(_, scope)| scope.to_string()).collect();
    assert_eq!(scopes, ["urn:x:y"]);
}

#[test]
fn the_canonical_form_has_no_needless_parentheses() {
    for (text, canonical) in [
        (" ( a ) ", "a"),
        ("((a|b)|c)", "a | b | c"),
        ("a&(b&c)", "a & b & c"),
        ("(a|b)&drc:c", "(a | b) & drc:c"),
        ("a|b&zrc:c", "a | (b & c)"),
    ] {
        assert_eq!(parse(text).to_string(), canonical);
    }
}

#[test]
fn what_is_no_expression_is_refused_at_its_place() {
    use ExpressionError as E;
    for (text, error) in [
        ("", E::ScopeMissing(0)),
        ("  ", E::ScopeMissing(2)),
        ("a |", E::ScopeMissing(3)),
        ("| a", E::ScopeMissing(0)),
        ("a & & b", E::ScopeMissing(4)),
        ("()", E::ScopeMissing(1)),
        ("(a", E::NotClosed(2)),
        ("a)", E::Surplus(1)),
        ("a b", E::Surplus(2)),
        ("drc:", E::BadScope(0)),
    ] {
        assert_eq!(ScopeExpression::parse(text, Component::Zrc), Err(error), "{text:?}");
        let (told, position) = (error.to_string(), error.position().to_string());
        assert!(told.split(' ').any(|word| word == position), "{told}");
    }
}

#[test]
fn nesting_is_bounded() {
    let nested = |depth: usize| format!("{}a{}", "(".repeat(depth), ")".repeat(depth));
    assert!(ScopeExpression::parse(&nested(16), Component::Zrc).is_ok());
    let beside = ["(a)"; 100].join("|");
    assert!(ScopeExpression::parse(&beside, Component::Zrc).is_ok());
    let refused = ScopeExpression::parse(&nested(17), Component::Zrc);
    assert!(matches!(refused, Err(ExpressionError::TooDeep(_))));
    assert!(ScopeExpression::parse(&"(".repeat(100_000), Component::Zrc).is_err());
}

#[test]
fn what_is_read_is_read_again_as_it_is_written() {
    // Each level has one pair of parentheses here, and two in the canonical form.
    let levels = |count: usize| format!("{}d{}", "a | b & (".repeat(count), " | c)".repeat(count));
    let parsed = |count: usize| ScopeExpression::parse(&levels(count), Component::Zrc);
    let written = parsed(8).unwrap().to_string();
    assert_eq!(written.matches('(').count(), 16);
    assert_eq!(ScopeExpression::parse(&written, Component::Zrc), parsed(8));
    assert!(matches!(parsed(9), Err(ExpressionError::TooDeep(_))));
}

#[test]
fn a_label_that_looks_like_another_components_keeps_its_own() {
    let expression = parse("zrc:drc:x");
    assert_eq!(
        expression.scopes().map(|(component, _)| component).collect::<Vec<_>>(),
        [Component::Zrc]
    );
    assert_eq!(expression.to_string(), "zrc:drc:x");
}

#[test]
fn what_is_missing_is_what_is_left_when_the_scopes_held_are_taken_out() {
    for (expression, held, missing) in [
        ("a", &["a"][..], None),
        ("a", &[], Some("a")),
        ("a & b", &["a"], Some("b")),
        ("a & b & c", &["b"], Some("a & c")),
        ("a | b", &["b"], None),
        ("a | b", &["c"], Some("a | b")),
        ("(a | b) & c", &["a"], Some("c")),
        ("(a | b) & c", &["c"], Some("a | b")),
        ("(a & b) | c", &["a"], Some("b | c")),
        ("(a & (b | c)) | d", &["a"], Some("b | c | d")),
        ("a & drc:a", &["a"], Some("drc:a")),
        ("((a & b) | c) & d", &["a", "b"], Some("d")),
    ] {
        let left = parse(expression).missing(|component, scope| is_held(held, component, scope));
        let left = left.map(|left| left.to_string());
        assert_eq!(left.as_deref(), missing, "{expression} with {held:?}");
    }
}

fn any_text() -> impl Strategy<Value = String> {
    let scope = prop_oneof!["[a-e]", "drc:[a-e]", "zrc:drc:[a-e]", "urn:[a-e]", ":[a-e]"];
    scope.prop_recursive(4, 24, 4, |inner| {
        let parts = prop::collection::vec(inner, 1..4);
        (parts, prop_oneof![Just(" & "), Just("|")])
            .prop_map(|(parts, separator)| format!("({})", parts.join(separator)))
    })
}

proptest! {
    #[test]
    fn the_canonical_form_reads_back_as_the_same_expression(text in any_text()) {
        let expression = parse(&text);
        prop_assert_eq!(parse(&expression.to_string()), expression);
    }

    #[test]
    fn what_is_missing_reads_back_too_and_is_nothing_only_when_the_expression_holds(
        text in any_text(),
        held in prop::collection::vec("[a-e]", 0..4),
    ) {
        let holds = |_: Component, scope: &Scope| held.iter().any(|label| label == scope.as_str());
        let expression = parse(&text);
        match expression.missing(holds) {
            None => prop_assert!(expression.evaluate(holds)),
            Some(left) => {
                prop_assert!(!expression.evaluate(holds) && !left.evaluate(holds));
                prop_assert_eq!(parse(&left.to_string()), left);
            }
        }
    }

    #[test]
    fn no_text_breaks_the_parser(text in prop_oneof![
        any::<String>(),
        r"[()&|a: é\t]{0,60}",
        "(zrc:|drc:|x:|a|[(]|[)]| [|] |&){0,20}",
    ]) {
        match ScopeExpression::parse(&text, Component::Zrc) {
            Ok(expression) => prop_assert_eq!(parse(&expression.to_string()), expression),
            Err(error) => prop_assert!(text.is_char_boundary(error.position())),
        }
    }
}
