//! The packs that are compiled in, packs that replace them, and every way a pack can be wrong.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::fs;

use super::*;

mod faults;

const UUID: &str = "6f6d8b46-4f6e-4f0c-9b0a-1c2d3e4f5a6b";

fn packs() -> Packs {
    Packs::load(None).unwrap()
}

/// The path of a template with every parameter filled in.
fn path(template: &str) -> String {
    let fill = |segment: &str| if segment.starts_with('{') { UUID.into() } else { segment.into() };
    template.split('/').map(fill).collect::<Vec<String>>().join("/")
}

fn segments(path: &str) -> Vec<&str> {
    path.strip_prefix('/').unwrap().split('/').collect()
}

#[test]
fn every_line_of_the_packs_is_found_by_its_own_method_and_path() {
    let packs = packs();
    for flavour in Flavour::ALL {
        let mut found = 0;
        for component in Component::ALL {
            let Some(pack) = packs.pack(component, flavour) else { continue };
            for operation in pack.operations() {
                let path = path(operation.template());
                let same = pack.find(operation.method(), &segments(&path)).unwrap();
                assert_eq!(same.name(), operation.name());
                assert!(pack.methods(&segments(&path)).contains(operation.method()));
                found += 1;
            }
        }
        let expected = match flavour {
            Flavour::Standard => 195, // without drc's five /import operations
            Flavour::OpenZaak => 198, // without PUT and PATCH of ztc's catalogussen
        };
        assert_eq!(found, expected, "{flavour:?}");
    }
}

#[test]
fn an_unknown_path_a_wrong_method_and_a_wrong_type_are_not_found() {
    let packs = packs();
    let zrc = packs.pack(Component::Zrc, Flavour::Standard).unwrap();
    let upper = UUID.to_ascii_uppercase();
    for (method, path, known) in [
        (Method::Get, format!("/zaken/{UUID}"), true),
        (Method::Get, format!("/zaken/{upper}"), true),
        (Method::Get, format!("/zaken/{UUID}/"), false),
        (Method::Get, format!("/zaken/{UUID}x"), false),
        (Method::Get, format!("/zaken/{}", UUID.replace('-', "")), false),
        (Method::Get, "/zaken/12".into(), false),
        (Method::Get, "/zaken/".into(), false),
        (Method::Get, "/Zaken".into(), false),
        (Method::Get, "/".into(), false),
        (Method::Get, "/nergens".into(), false),
        (Method::Get, "/zaken/_zoek".into(), false),
        (Method::Post, "/zaken/_zoek".into(), true),
        (Method::Post, format!("/zaken/{UUID}"), false),
        (Method::Get, format!("/zaken/{UUID}/besluiten/{UUID}"), true),
        (Method::Get, format!("/zaken/{UUID}/besluiten/{UUID}/{UUID}"), false),
    ] {
        assert_eq!(zrc.find(method, &segments(&path)).is_some(), known, "{method} {path}");
    }
    assert!(zrc.find(Method::Get, &[]).is_none());
}

#[test]
fn a_literal_goes_before_a_parameter() {
    let packs = packs();
    let ac = packs.pack(Component::Ac, Flavour::Standard).unwrap();
    let consumer = ac.find(Method::Get, &["applicaties", "consumer"]).unwrap();
    assert_eq!(consumer.name(), "ac GET /applicaties/consumer");
    assert!(ac.find(Method::Put, &["applicaties", "consumer"]).is_none());
}

#[test]
fn the_methods_of_a_path_are_listed_for_allow_and_an_unknown_path_has_none() {
    let packs = packs();
    let zrc = packs.pack(Component::Zrc, Flavour::Standard).unwrap();
    assert_eq!(zrc.methods(&["zaken"]).to_string(), "GET, HEAD, POST");
    assert_eq!(zrc.methods(&["zaken", UUID]).to_string(), "GET, HEAD, PUT, PATCH, DELETE");
    assert_eq!(zrc.methods(&["zaken", "_zoek"]).to_string(), "POST");
    assert!(zrc.methods(&["nergens"]).is_empty());
}

#[test]
fn head_is_judged_as_get_and_other_methods_are_none_of_ours() {
    use actix_web::http::Method as Http;
    assert_eq!(Method::of_request(&Http::HEAD), Some(Method::Get));
    assert_eq!(Method::of_request(&Http::PATCH), Some(Method::Patch));
    assert_eq!(Method::of_request(&Http::OPTIONS), None);
    assert_eq!(Method::parse("get"), None);
}

/// What a built-in line requires and where its object is; empty when it is not in the flavour.
fn line(flavour: Flavour, component: Component, method: Method, path: &str) -> String {
    let packs = packs();
    let path = path.replace("{}", UUID);
    let pack = packs.pack(component, flavour).unwrap();
    pack.find(method, &segments(&path)).map_or_else(String::new, |operation| {
        let requirement = match operation.requirement() {
            Requirement::Scopes(expression) => expression.to_string(),
            Requirement::SuperuserOnly => "superuser".into(),
        };
        format!("{requirement} at {:?}", operation.object())
    })
}

#[test]
fn the_flavours_differ_where_open_zaak_does() {
    use Component::{Drc, Ztc};
    use Flavour::{OpenZaak, Standard};
    let document = "/enkelvoudiginformatieobjecten/{}";
    let forced = "documenten.bijwerken | documenten.geforceerd-bijwerken at Own";
    for method in [Method::Put, Method::Patch] {
        assert_eq!(line(Standard, Drc, method, document), forced);
        assert_eq!(line(OpenZaak, Drc, method, document), "documenten.bijwerken at Own");
    }
    assert_eq!(line(Standard, Drc, Method::Post, "/import/create"), "");
    assert_eq!(line(OpenZaak, Drc, Method::Post, "/import/create"), "superuser at None");
    assert_eq!(line(OpenZaak, Ztc, Method::Put, "/catalogussen/{}"), "");
    assert_ne!(line(Standard, Ztc, Method::Put, "/catalogussen/{}"), "");
}

/// `zgw/domain.md` 4.2, once more: what the packs say must follow from resource and path.
fn expected_object(operation: &Operation) -> ObjectRule {
    let segments = segments(operation.template());
    let (first, rest) = segments.split_first().unwrap();
    match *first {
        _ if !operation.component().is_typed() => ObjectRule::None,
        // An import is for superusers alone.
        "zaaknummer_reserveren"
        | "reserveer_zaaknummer"
        | "documentnummer_reserveren"
        | "import" => ObjectRule::None,
        "bestandsdelen" => ObjectRule::Lock,
        "zaak_registreren" | "document_registreren" | "besluit_verwerken" => ObjectRule::Parts,
        "zaak_afsluiten" | "zaak_bijwerken" | "zaak_opschorten" | "zaak_verlengen" => {
            ObjectRule::Path { segment: 1 }
        }
        _ if rest.is_empty() && operation.method() == Method::Get => ObjectRule::List,
        "zaken" | "enkelvoudiginformatieobjecten" | "besluiten" => match rest {
            ["_zoek"] => ObjectRule::Search,
            [] | [_] => ObjectRule::Own,
            _ => ObjectRule::Path { segment: 1 },
        },
        "zaaknotities" => ObjectRule::Parent(Parent::GerelateerdAan),
        _ => ObjectRule::Parent(match operation.component() {
            Component::Drc => Parent::Informatieobject,
            Component::Brc => Parent::Besluit,
            _ => Parent::Zaak,
        }),
    }
}

#[test]
fn the_object_of_every_operation_is_found_where_the_domain_has_it() {
    let packs = packs();
    for flavour in Flavour::ALL {
        for component in Component::ALL {
            let Some(pack) = packs.pack(component, flavour) else { continue };
            for operation in pack.operations() {
                assert_eq!(operation.object(), expected_object(operation), "{}", operation.name());
            }
        }
    }
}

#[test]
fn every_scope_of_the_packs_may_be_asked_for_and_no_other() {
    let packs = packs();
    for known in ["zaken.lezen", "documenten.geforceerd-unlock", "autorisaties.bijwerken"] {
        assert!(packs.scopes().contains(known), "{known}");
    }
    for unknown in ["superuser", "zaakpoort.admin", "zrc:zaken.aanmaken"] {
        assert!(!packs.scopes().contains(unknown), "{unknown}");
    }
}

#[test]
fn a_uuid_is_one_in_its_own_text_form_only() {
    assert!(is_uuid(UUID) && is_uuid(&UUID.to_ascii_uppercase()));
    let braced = format!("{{{UUID}}}");
    let moved = UUID.replacen("6f6d8b46-4", "6f6d8b464-", 1);
    let foreign = UUID.replacen('6', "g", 1);
    for text in ["", &UUID[1..], &braced, &moved, &foreign, "urn:uuid:6f6d8b46"] {
        assert!(!is_uuid(text), "{text}");
    }
}
