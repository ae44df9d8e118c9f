//! A refusal names what to ask for, and only that.

use super::*;

fn refused(held: &str, carried: &str, needed: &str, facts: &str) -> Refusal {
    let object = object(facts);
    let requirement = requirement(needed, object.component());
    rights(held).may_on(&token(carried), &requirement, &object).unwrap_err()
}

#[test]
fn a_refusal_names_the_scopes_that_are_missing_and_not_those_that_are_there() {
    for (held, carried, needed, missing) in [
        ("", "-", "a", "a"),
        ("zrc a A intern", "-", "a & b", "b"),
        ("zrc c A intern", "-", "(a | b) & c", "a | b"),
        ("zrc a A intern", "-", "(a | b) & (c | d)", "c | d"),
        ("zrc a A intern", "-", "a & drc:b", "drc:b"),
        ("zrc a A intern", "-", "(a & b) | c", "b | c"),
        ("zrc a,b A intern", "a", "a & b", "b"),
        ("zrc a A intern + zrc b B intern", "-", "a & b", "b"),
        ("zrc a A intern + zrc b A openbaar", "-", "a & b", "b"),
        ("alle", "a", "a & b", "b"),
        ("alle", "-", "a & zaakpoort.x", "zaakpoort.x"),
    ] {
        let refusal = refused(held, carried, needed, "zaak A intern");
        let named = refusal.missing().map(ToString::to_string);
        assert_eq!(named.as_deref(), Some(missing), "{held} / {carried} / {needed}: {refusal}");
    }
}

#[test]
fn a_refusal_reads_as_a_sentence_that_says_what_to_do() {
    let type_a = url("A");
    for (held, carried, needed, facts, sentence) in [
        (
            "",
            "-",
            "zaken.lezen",
            "zaak A intern",
            "this needs the scope zaken.lezen, which no autorisatie of this application gives"
                .to_owned(),
        ),
        (
            "zrc zaken.lezen A intern",
            "x",
            "zaken.lezen",
            "zaak A intern",
            "this needs the scope zaken.lezen, which the application holds and this token does \
             not carry; fetch a token with it, or without asking for scopes"
                .to_owned(),
        ),
        (
            "zrc zaken.lezen B intern",
            "-",
            "zaken.lezen",
            "zaak A intern",
            format!(
                "this needs the scope zaken.lezen for the type {type_a}, and no autorisatie of \
                 this application gives it there"
            ),
        ),
        (
            "zrc zaken.lezen A openbaar",
            "-",
            "zaken.lezen",
            "zaak A intern",
            format!(
                "this needs the scope zaken.lezen for the type {type_a} up to intern, and the \
                 autorisaties of this application end below that"
            ),
        ),
        (
            "zrc zaken.lezen A openbaar",
            "-",
            "superuser",
            "zaak A intern",
            "this is only for an application with heeftAlleAutorisaties".to_owned(),
        ),
        (
            "alle",
            "x",
            "superuser",
            "zaak A intern",
            "no scope gives this; fetch a token without asking for scopes".to_owned(),
        ),
    ] {
        assert_eq!(refused(held, carried, needed, facts).to_string(), sentence);
    }
}

#[test]
fn a_type_is_named_as_the_caller_wrote_it() {
    let refusal = refused("zrc a B intern", "-", "a", "zaak oud/A intern");
    assert!(refusal.to_string().contains(url("oud/A").as_str()), "{refusal}");
}
