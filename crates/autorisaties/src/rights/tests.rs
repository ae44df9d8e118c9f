//! The rules of the verdict, one test each, and the verdict against a naive evaluator.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use super::*;
use crate::{ApplicatieId, Autorisatie, Scope};

pub(super) mod comparisons;
mod naive;
mod rules;

fn url(name: &str) -> TypeUrl {
    TypeUrl::parse(&format!("https://zaken.example/{name}")).unwrap()
}

fn level(name: &str) -> Vertrouwelijkheidaanduiding {
    Vertrouwelijkheidaanduiding::parse(name).unwrap()
}

fn scopes(list: &str) -> Vec<Scope> {
    list.split(' ')
        .filter(|text| !text.is_empty())
        .map(|text| Scope::parse(text).unwrap())
        .collect()
}

/// `zrc zaken.lezen,zaken.aanmaken A openbaar`, each part but the first two optional (`-`).
fn autorisatie(text: &str) -> Autorisatie {
    let mut parts = text.split(' ');
    let component = Component::parse(parts.next().unwrap()).unwrap();
    let list = scopes(&parts.next().unwrap_or_default().replace(',', " "));
    let given = |part: Option<&str>| part.filter(|part| *part != "-").map(str::to_owned);
    let object_type = given(parts.next()).map(|name| url(&name));
    let ceiling = given(parts.next()).map(|name| level(&name));
    Autorisatie::from_parts(component, list, object_type, ceiling)
}

fn applicatie(grants: Grants) -> Applicatie {
    Applicatie {
        id: ApplicatieId::new(uuid::Uuid::nil()),
        label: "test".to_owned(),
        grants,
        alleen_is_gereed_voor_publicatie: false,
    }
}

fn rights(texts: &[&str]) -> Rights {
    let these = texts.iter().map(|text| autorisatie(text)).collect();
    Rights::compile(&applicatie(Grants::These(these)), &TypeAliases::default())
}

fn needs(expression: &str) -> Requirement {
    Requirement::Scopes(ScopeExpression::parse(expression, Component::Zrc).unwrap())
}

fn zaak(name: &str, at: &str) -> ObjectFacts {
    ObjectFacts::Zaak { zaaktype: url(name), level: level(at) }
}

fn narrowed(list: &str) -> TokenScopes {
    TokenScopes::These(ScopeSet::from_iter(scopes(list)))
}
