//! One row, or one test, per rule of the verdict.

use super::*;

const ANY: TokenScopes = TokenScopes::Unrestricted;

/// What was decided, in one word.
fn word(verdict: Result<(), Refusal>) -> &'static str {
    verdict.map_or_else(|refusal| refusal.code(), |()| "ok")
}

#[test]
fn on_one_object() {
    let lezen = "zrc zaken.lezen A intern";
    let rows: &[(&str, &[&str], &str, ObjectFacts, &str)] = &[
        ("same type, below the ceiling", &[lezen], "zaken.lezen", zaak("A", "openbaar"), "ok"),
        ("the ceiling is inclusive", &[lezen], "zaken.lezen", zaak("A", "intern"), "ok"),
        (
            "above the ceiling",
            &[lezen],
            "zaken.lezen",
            zaak("A", "zaakvertrouwelijk"),
            "level-too-high",
        ),
        ("another type", &[lezen], "zaken.lezen", zaak("B", "openbaar"), "type-not-held"),
        (
            "a type that begins alike",
            &[lezen],
            "zaken.lezen",
            zaak("A/", "openbaar"),
            "type-not-held",
        ),
        ("another scope", &[lezen], "zaken.aanmaken", zaak("A", "openbaar"), "scope-not-held"),
        ("nothing at all", &[], "zaken.lezen", zaak("A", "openbaar"), "scope-not-held"),
        (
            "autorisaties of one type count together",
            &["zrc a A openbaar", "zrc b A openbaar"],
            "a & b",
            zaak("A", "openbaar"),
            "ok",
        ),
        (
            "but only those that reach the level",
            &["zrc a A openbaar", "zrc b A geheim"],
            "a & b",
            zaak("A", "intern"),
            "level-too-high",
        ),
        (
            "and only those of the type",
            &["zrc a A openbaar", "zrc b B openbaar"],
            "a & b",
            zaak("A", "openbaar"),
            "type-not-held",
        ),
        (
            "each scope up to its own ceiling",
            &["zrc zaken.lezen A openbaar", "zrc zaken.aanmaken A vertrouwelijk"],
            "zaken.lezen",
            zaak("A", "vertrouwelijk"),
            "level-too-high",
        ),
        (
            "the higher of two ceilings counts",
            &["zrc zaken.lezen A openbaar", "zrc zaken.lezen A vertrouwelijk"],
            "zaken.lezen",
            zaak("A", "intern"),
            "ok",
        ),
        (
            "without a type no object matches",
            &["zrc zaken.lezen"],
            "zaken.lezen",
            zaak("A", "openbaar"),
            "type-not-held",
        ),
        (
            "without a ceiling no zaak matches",
            &["zrc zaken.lezen A"],
            "zaken.lezen",
            zaak("A", "openbaar"),
            "type-not-held",
        ),
        (
            "the same label in another component is another scope",
            &["drc zaken.lezen A geheim"],
            "zaken.lezen",
            zaak("A", "openbaar"),
            "scope-not-held",
        ),
        (
            "a scope of another component counts component-wide",
            &["zrc a A openbaar", "drc b Z openbaar"],
            "a & drc:b",
            zaak("A", "openbaar"),
            "ok",
        ),
    ];
    for (rule, held, needed, object, expected) in rows {
        let verdict = rights(held).may_on(&ANY, &needs(needed), object);
        assert_eq!(word(verdict), *expected, "{rule}");
    }
}

#[test]
fn before_the_object_is_known_any_autorisatie_of_the_component_counts() {
    let held = rights(&["zrc a A openbaar", "zrc b B geheim", "zrc audittrails.lezen"]);
    for (needed, expected) in [
        ("a", "ok"),
        ("a & b", "ok"),
        ("audittrails.lezen", "ok"),
        ("c", "scope-not-held"),
        ("drc:a", "scope-not-held"),
    ] {
        assert_eq!(word(held.may(&ANY, &needs(needed))), expected, "{needed}");
    }
}

#[test]
fn a_token_narrows_what_the_autorisaties_give_and_never_widens_it() {
    let held = rights(&["zrc zaken.lezen,zaken.aanmaken A geheim"]);
    let object = zaak("A", "openbaar");
    for (token, needed, expected) in [
        ("zaken.lezen", "zaken.lezen", "ok"),
        ("zaken.lezen", "zaken.aanmaken", "scope-not-in-token"),
        ("zaken.lezen zaken.verwijderen", "zaken.verwijderen", "scope-not-held"),
        ("zaken", "zaken.lezen", "scope-not-in-token"),
        ("ZAKEN.LEZEN", "zaken.lezen", "scope-not-in-token"),
        ("", "zaken.lezen", "scope-not-in-token"),
    ] {
        let verdict = held.may_on(&narrowed(token), &needs(needed), &object);
        assert_eq!(word(verdict), expected, "token `{token}` for {needed}");
    }
}

#[test]
fn heeft_alle_may_do_everything_within_its_token() {
    let all = Rights::All;
    let object = zaak("A", "zeer_geheim");
    assert_eq!(word(all.may_on(&ANY, &needs("a & b"), &object)), "ok");
    assert_eq!(word(all.may_on(&narrowed("a b"), &needs("a & b"), &object)), "ok");
    assert_eq!(word(all.may_on(&narrowed("a"), &needs("a & b"), &object)), "scope-not-in-token");
}

#[test]
fn what_is_for_superusers_needs_heeft_alle_and_a_token_without_scopes() {
    let only = Requirement::SuperuserOnly;
    assert_eq!(word(Rights::All.may(&ANY, &only)), "ok");
    assert_eq!(word(Rights::All.may(&narrowed("zaken.lezen"), &only)), "superuser-only");
    assert_eq!(word(rights(&["zrc zaken.lezen A geheim"]).may(&ANY, &only)), "superuser-only");
}

#[test]
fn scopes_of_the_system_come_neither_of_autorisaties_nor_of_heeft_alle() {
    let held = rights(&["zrc zaakpoort.admin A geheim"]);
    assert_eq!(word(held.may(&ANY, &needs("zaakpoort.admin"))), "scope-not-held");
    assert_eq!(word(Rights::All.may(&ANY, &needs("zaakpoort.admin"))), "scope-not-held");
    assert!(held.scopes().is_empty());
}

#[test]
fn a_besluit_has_a_type_and_no_level() {
    let held = rights(&["brc besluiten.lezen A"]);
    let needed = ScopeExpression::parse("besluiten.lezen", Component::Brc).unwrap();
    let needed = Requirement::Scopes(needed);
    let besluit = |name| ObjectFacts::Besluit { besluittype: url(name) };
    assert_eq!(word(held.may_on(&ANY, &needed, &besluit("A"))), "ok");
    assert_eq!(word(held.may_on(&ANY, &needed, &besluit("B"))), "type-not-held");
}

#[test]
fn a_list_shows_what_each_autorisatie_allows_by_itself() {
    let held = rights(&[
        "zrc zaken.lezen A openbaar",
        "zrc zaken.lezen,zaken.aanmaken A intern",
        "zrc zaken.aanmaken B geheim",
        "zrc zaken.lezen C geheim",
        "zrc zaken.lezen",
        "drc zaken.lezen D geheim",
    ]);
    let visible = |needed: &str| held.visible(&ANY, Component::Zrc, &needs(needed));
    let row = |name: &str, at: &str| (url(name), Some(level(at)));
    assert_eq!(
        visible("zaken.lezen"),
        Ok(Visible::These(vec![row("A", "intern"), row("C", "geheim")]))
    );
    let both = Ok(Visible::These(vec![row("A", "intern")]));
    assert_eq!(visible("zaken.lezen & zaken.aanmaken"), both);
    assert!(matches!(visible("zaken.verwijderen"), Err(Refusal::ScopeNotHeld { .. })));
}

#[test]
fn a_list_of_scopes_held_only_together_is_empty_and_not_refused() {
    let held = rights(&["zrc a A openbaar", "zrc b A openbaar"]);
    let visible = held.visible(&ANY, Component::Zrc, &needs("a & b"));
    assert_eq!(visible, Ok(Visible::These(Vec::new())));
}

#[test]
fn heeft_alle_sees_every_row_and_so_does_everybody_where_rows_have_no_type() {
    assert_eq!(Rights::All.visible(&ANY, Component::Zrc, &needs("a")), Ok(Visible::All));
    let held = rights(&["ztc catalogi.lezen"]);
    let needed = needs("ztc:catalogi.lezen");
    assert_eq!(held.visible(&ANY, Component::Ztc, &needed), Ok(Visible::All));
}

#[test]
fn the_level_need_not_be_known_when_the_ceiling_is_the_highest() {
    let held = rights(&["zrc zaken.aanmaken A zeer_geheim", "zrc zaken.aanmaken B geheim"]);
    let free = |rights: &Rights, name: &str, needed: &str| {
        rights.may_at_any_level(&ANY, &needs(needed), Component::Zrc, &url(name))
    };
    assert!(free(&held, "A", "zaken.aanmaken"));
    assert!(!free(&held, "B", "zaken.aanmaken"));
    assert!(!free(&held, "A", "zaken.lezen"));
    assert!(free(&Rights::All, "B", "zaken.aanmaken"));
}

#[test]
fn only_listed_autorisaties_restrict_and_only_where_objects_have_types() {
    let held = rights(&["zrc zaken.lezen A openbaar"]);
    for component in Component::ALL {
        let expected = if component.is_typed() { Restriction::ByType } else { Restriction::Free };
        assert_eq!(held.restricted_in(component), expected);
        assert_eq!(Rights::All.restricted_in(component), Restriction::Free);
    }
}

#[test]
fn types_are_compared_after_alias_mapping() {
    let pair = ("https://oud.example".to_owned(), "https://zaken.example".to_owned());
    let aliases = TypeAliases::new([pair]).unwrap();
    let old = TypeUrl::parse("https://oud.example/A").unwrap();
    let one = Autorisatie::from_parts(
        Component::Zrc,
        scopes("zaken.lezen"),
        Some(old),
        Some(level("intern")),
    );
    let held = Rights::compile(&applicatie(Grants::These(vec![one])), &aliases);
    assert_eq!(word(held.may_on(&ANY, &needs("zaken.lezen"), &zaak("A", "intern"))), "ok");
}

#[test]
fn a_refusal_says_what_was_missing() {
    let held = rights(&["zrc zaken.lezen A openbaar"]);
    let refused = held.may_on(&ANY, &needs("zaken.lezen"), &zaak("A", "geheim")).unwrap_err();
    let text = refused.to_string();
    for part in ["zaken.lezen", "https://zaken.example/A", "geheim"] {
        assert!(text.contains(part), "{text}");
    }
}
