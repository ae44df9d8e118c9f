//! The verdict: a table with a row per rule, and the same rules again in a naive evaluator.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use super::*;
use crate::{ApplicatieId, Autorisatie, Scope};

mod comparisons;
mod lists;
mod many_scopes;
mod naive;
mod properties;
mod refusals;
mod rules;

/// `A` is a type under this base, `oud/A` the same type under its alias.
const BASE: &str = "https://zaken.example/zaaktypen/";
const OLD_BASE: &str = "https://oud.example/zaaktypen/";

fn url(name: &str) -> TypeUrl {
    let url = match name.strip_prefix("oud/") {
        Some(name) => format!("{OLD_BASE}{name}"),
        None => format!("{BASE}{name}"),
    };
    TypeUrl::parse(&url).unwrap()
}

fn aliases() -> TypeAliases {
    TypeAliases::new([(OLD_BASE.to_owned(), BASE.to_owned())]).unwrap()
}

fn level(name: &str) -> Vertrouwelijkheidaanduiding {
    Vertrouwelijkheidaanduiding::parse(name).unwrap()
}

/// `zrc zaken.lezen,zaken.aanmaken A intern`; type and level may be left out, from the right or
/// as `-`.
fn autorisatie(text: &str) -> Autorisatie {
    let mut words = text.split_whitespace();
    let component = Component::parse(words.next().unwrap()).unwrap();
    let labels = words.next().unwrap_or_default().split(',').filter(|label| !label.is_empty());
    let scopes = labels.map(|label| Scope::parse(label).unwrap()).collect();
    let mut given = || words.next().filter(|word| *word != "-");
    let (object_type, ceiling) = (given().map(url), given().map(level));
    Autorisatie::from_parts(component, scopes, object_type, ceiling)
}

/// `alle`, or autorisaties with `+` between them.
fn rights(text: &str) -> Rights {
    let texts = text.split('+').map(str::trim).filter(|text| !text.is_empty());
    compiled(match text {
        "alle" => Grants::All,
        _ => Grants::These(texts.map(autorisatie).collect()),
    })
}

fn compiled(grants: Grants) -> Rights {
    let applicatie = Applicatie {
        id: ApplicatieId::new(uuid::Uuid::nil()),
        label: "test".to_owned(),
        grants,
        alleen_is_gereed_voor_publicatie: false,
    };
    Rights::compile(&applicatie, &aliases())
}

/// `-` for a token without scopes of its own, or its scopes with `,` between them.
fn token(text: &str) -> TokenScopes {
    match text {
        "-" => TokenScopes::Unrestricted,
        _ => {
            TokenScopes::These(text.split(',').map(|label| Scope::parse(label).unwrap()).collect())
        }
    }
}

/// `superuser`, or an expression.
fn requirement(text: &str, home: Component) -> Requirement {
    match text {
        "superuser" => Requirement::SuperuserOnly,
        _ => Requirement::Scopes(ScopeExpression::parse(text, home).unwrap()),
    }
}

/// `zaak A intern`, `document A intern` or `besluit A`.
fn object(text: &str) -> ObjectFacts {
    let words: Vec<&str> = text.split_whitespace().collect();
    match *words {
        ["zaak", name, at] => ObjectFacts::Zaak { zaaktype: url(name), level: level(at) },
        ["document", name, at] => {
            ObjectFacts::Document { informatieobjecttype: url(name), level: level(at) }
        }
        ["besluit", name] => ObjectFacts::Besluit { besluittype: url(name) },
        _ => panic!("no object: {text}"),
    }
}

/// The code of a refusal, or `ok`.
fn word(verdict: &Result<(), Refusal>) -> &'static str {
    verdict.as_ref().map_or_else(Refusal::code, |()| "ok")
}
