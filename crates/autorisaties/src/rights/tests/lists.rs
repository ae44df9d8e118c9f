//! Lists, and what can be said of an applicatie without an object.

use super::*;

const ZRC: Component = Component::Zrc;

/// `A intern, C geheim`, or the code of the refusal.
fn rows(held: &str, carried: &str, needed: &str, component: Component) -> String {
    let requirement = requirement(needed, component);
    match rights(held).visible(&token(carried), component, &requirement) {
        Ok(Visible::All) => "all".to_owned(),
        Ok(Visible::These(rows)) => {
            let row = |(url, ceiling): &(TypeUrl, Option<Vertrouwelijkheidaanduiding>)| {
                let name = url.as_str().strip_prefix(BASE).unwrap();
                ceiling.map_or_else(|| name.to_owned(), |ceiling| format!("{name} {ceiling}"))
            };
            rows.iter().map(row).collect::<Vec<_>>().join(", ")
        }
        Err(refusal) => refusal.code().to_owned(),
    }
}

#[test]
fn a_list_shows_what_each_autorisatie_allows_by_itself() {
    let held = "zrc a A openbaar + zrc a,b A intern + zrc b B geheim + zrc a C geheim";
    assert_eq!(rows(held, "-", "a", ZRC), "A intern, C geheim");
    assert_eq!(rows(held, "-", "a & b", ZRC), "A intern");
    assert_eq!(rows(held, "-", "a | b", ZRC), "A intern, B geheim, C geheim");
}

#[test]
fn a_type_is_shown_up_to_its_highest_ceiling_in_whichever_order_they_are_given() {
    assert_eq!(rows("zrc a A openbaar + zrc a A geheim", "-", "a", ZRC), "A geheim");
    assert_eq!(rows("zrc a A geheim + zrc a A openbaar", "-", "a", ZRC), "A geheim");
    assert_eq!(rows("zrc a oud/A geheim + zrc a A openbaar", "-", "a", ZRC), "A geheim");
}

#[test]
fn scopes_held_only_together_show_nothing_and_are_no_refusal() {
    assert_eq!(rows("zrc a A openbaar + zrc b A openbaar", "-", "a & b", ZRC), "");
}

#[test]
fn an_autorisatie_that_matches_no_object_shows_nothing() {
    assert_eq!(rows("zrc a", "-", "a", ZRC), "");
    assert_eq!(rows("zrc a A", "-", "a", ZRC), "");
    assert_eq!(rows("brc a", "-", "a", Component::Brc), "");
}

#[test]
fn a_list_without_the_scope_anywhere_is_refused() {
    assert_eq!(rows("zrc a A openbaar", "-", "b", ZRC), "scope-not-held");
    assert_eq!(rows("drc a A openbaar", "-", "a", ZRC), "scope-not-held");
    assert_eq!(rows("zrc a,b A openbaar", "b", "a", ZRC), "scope-not-in-token");
    assert_eq!(rows("zrc a A openbaar", "-", "superuser", ZRC), "superuser-only");
}

#[test]
fn a_token_narrows_what_a_list_shows() {
    assert_eq!(rows("zrc a A intern + zrc b B intern", "b", "a | b", ZRC), "B intern");
}

#[test]
fn each_component_shows_its_own_types() {
    let held = "zrc a A intern + drc a B geheim + brc a C";
    assert_eq!(rows(held, "-", "a", ZRC), "A intern");
    assert_eq!(rows(held, "-", "a", Component::Drc), "B geheim");
    assert_eq!(rows(held, "-", "a", Component::Brc), "C");
}

#[test]
fn a_scope_of_another_component_counts_for_every_row() {
    assert_eq!(rows("zrc a A intern + drc b Z openbaar", "-", "a & drc:b", ZRC), "A intern");
    assert_eq!(rows("zrc a,b A intern", "-", "a & drc:b", ZRC), "scope-not-held");
}

#[test]
fn heeft_alle_sees_every_row_and_so_does_everybody_where_rows_have_no_type() {
    assert_eq!(rows("alle", "-", "a", ZRC), "all");
    assert_eq!(rows("alle", "a", "a", ZRC), "all");
    assert_eq!(rows("alle", "-", "superuser", ZRC), "all");
    assert_eq!(rows("ztc a", "-", "a", Component::Ztc), "all");
}

#[test]
fn the_level_need_not_be_known_when_the_ceiling_is_the_highest() {
    let any = |held: &str, carried: &str, needed: &str, component, name: &str| {
        let requirement = requirement(needed, component);
        rights(held).may_at_any_level(&token(carried), &requirement, component, &url(name))
    };
    let held = "zrc a A zeer_geheim + zrc a B geheim + zrc b A geheim + drc c C zeer_geheim";
    assert!(any(held, "-", "a", ZRC, "A"));
    assert!(any(held, "-", "a", ZRC, "oud/A"));
    assert!(!any(held, "-", "a", ZRC, "B"), "one level below the highest");
    assert!(!any(held, "-", "a & b", ZRC, "A"), "one of both ends below");
    assert!(any(held, "-", "a | b", ZRC, "A"));
    assert!(!any(held, "b", "a", ZRC, "A"), "the token does not carry it");
    assert!(any(held, "-", "c", Component::Drc, "C"));
    assert!(any("brc a A", "-", "a", Component::Brc, "A"), "a besluit has no level");
    assert!(!any("brc a A", "-", "a", Component::Brc, "B"));
    assert!(any("alle", "-", "a", ZRC, "B"));
    assert!(!any("alle", "b", "a", ZRC, "B"));
    assert!(!any(held, "-", "superuser", ZRC, "A"));
    assert!(any("ztc a", "-", "a", Component::Ztc, "A"), "a component without types");
}

#[test]
fn only_listed_autorisaties_restrict_and_only_where_objects_have_types() {
    for component in Component::ALL {
        let expected = if component.is_typed() { Restriction::ByType } else { Restriction::Free };
        assert_eq!(rights("zrc a A openbaar").restricted_in(component), expected);
        assert_eq!(rights("").restricted_in(component), expected);
        assert_eq!(rights("alle").restricted_in(component), Restriction::Free);
    }
}

#[test]
fn the_scopes_held_are_those_of_every_component_but_not_the_systems() {
    let held = rights("zrc b,a A openbaar + drc b + ztc c,zaakpoort.x");
    assert_eq!(held.scopes().to_string(), "a b c");
    assert!(rights("alle").scopes().is_empty());
}
