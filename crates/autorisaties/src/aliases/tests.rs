//! Which URLs are the same, and which pairs of bases cannot say it.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use proptest::prelude::*;

use super::*;

fn aliases(pairs: &[(&str, &str)]) -> Result<TypeAliases, AliasError> {
    TypeAliases::new(pairs.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())))
}

fn canonical(aliases: &TypeAliases, url: &str) -> String {
    aliases.canonical(&TypeUrl::parse(url).unwrap()).to_string()
}

#[test]
fn a_url_under_an_alias_is_the_url_under_the_other_base() {
    let aliases = aliases(&[("https://oud/api/", "https://nieuw/v1")]).unwrap();
    for (url, expected) in [
        ("https://oud/api/zaaktypen/1", "https://nieuw/v1/zaaktypen/1"),
        ("https://oud/api", "https://nieuw/v1"),
        ("https://oud/api/", "https://nieuw/v1/"),
        ("https://oud/api?x=1", "https://nieuw/v1?x=1"),
        ("https://nieuw/v1/zaaktypen/1", "https://nieuw/v1/zaaktypen/1"),
    ] {
        assert_eq!(canonical(&aliases, url), expected);
    }
}

#[test]
fn an_alias_matches_byte_by_byte_and_at_the_end_of_a_segment_only() {
    let aliases = aliases(&[("https://oud/api", "https://nieuw")]).unwrap();
    for other in [
        "https://oud/apis/1",
        "https://oud/api:1",
        "https://oud/api@x",
        "https://oud/ap",
        "https://oud.example/api/1",
        "http://oud/api/1",
        "https://OUD/api/1",
        "https://x/https://oud/api/1",
    ] {
        assert_eq!(canonical(&aliases, other), other);
    }
}

#[test]
fn the_longest_base_counts_in_whichever_order_they_are_given() {
    let pairs = [("https://a", "https://b"), ("https://a/x", "https://c")];
    for pairs in [pairs, [pairs[1], pairs[0]]] {
        let aliases = aliases(&pairs).unwrap();
        assert_eq!(canonical(&aliases, "https://a/x/1"), "https://c/1");
        assert_eq!(canonical(&aliases, "https://a/y/1"), "https://b/y/1");
    }
}

#[test]
fn two_aliases_may_lead_to_one_base() {
    let aliases = aliases(&[("http://a", "https://c"), ("https://b", "https://c")]).unwrap();
    assert_eq!(canonical(&aliases, "http://a/1"), canonical(&aliases, "https://b/1"));
}

#[test]
fn without_aliases_every_url_stands_for_itself() {
    assert_eq!(canonical(&TypeAliases::default(), "https://a/1"), "https://a/1");
}

#[test]
fn a_base_has_one_meaning() {
    let twice = aliases(&[("https://a", "https://b"), ("https://a/", "https://c")]);
    assert_eq!(twice, Err(AliasError::Twice("https://a".to_owned())));
}

#[test]
fn what_is_no_base_is_refused() {
    for bad in ["a", "", "/api", "https://a?x", "https://a/x#y", "https://"] {
        let refused = Err(AliasError::NotABase(bad.to_owned()));
        assert_eq!(aliases(&[(bad, "https://b")]), refused);
        assert_eq!(aliases(&[("https://b", bad)]), refused);
    }
}

#[test]
fn an_alias_never_leads_to_another_one() {
    for (first, second) in [
        (("https://a", "https://b"), ("https://b", "https://c")),
        (("https://a", "https://b/x"), ("https://b", "https://c")),
        (("https://a", "https://b"), ("https://b/x", "https://c")),
        (("https://a", "https://b"), ("https://b", "https://a")),
    ] {
        let refused = aliases(&[first, second]);
        assert!(matches!(refused, Err(AliasError::Chain { .. })), "{first:?}, {second:?}");
    }
    let itself = aliases(&[("https://a", "https://a/new")]);
    assert!(matches!(itself, Err(AliasError::Chain { .. })));
}

#[test]
fn a_url_that_its_new_name_makes_too_long_stands_for_itself() {
    let aliases = aliases(&[("https://a", "https://a.longer.example")]).unwrap();
    let long = format!("https://a/{}", "x".repeat(990));
    assert_eq!(canonical(&aliases, &long), long);
}

fn any_url() -> impl Strategy<Value = String> {
    "https?://[ab](/[ab]){0,3}"
}

proptest! {
    #[test]
    fn a_canonical_url_is_its_own_canonical_url(
        pairs in prop::collection::vec((any_url(), any_url()), 0..3),
        url in any_url(),
    ) {
        if let Ok(aliases) = TypeAliases::new(pairs) {
            let once = canonical(&aliases, &url);
            prop_assert_eq!(canonical(&aliases, &once), once);
        }
    }
}
