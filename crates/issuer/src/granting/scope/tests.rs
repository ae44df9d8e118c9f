//! What is granted of what was asked for, and what a client hears of the rest.

use autorisaties::{ApplicatieId, ClientId};
use edge::feed::ChangeNumber;

use super::*;
use crate::model::Belongs;

fn set(list: &str) -> ScopeSet {
    ScopeSet::parse_list(list).unwrap()
}

fn client() -> Client {
    Client {
        id: ClientId::parse("app").unwrap(),
        belongs: Belongs::To(ApplicatieId::new(uuid::Uuid::nil())),
        audiences: Vec::new(),
        extra_scopes: set("api1 zaakpoort.admin"),
        access_token_lifetime: None,
        issued_before: ChangeNumber::NONE,
        oauth: OAuth::default(),
    }
}

fn known() -> ScopeSet {
    set("zaken.lezen zaken.aanmaken zaken.verwijderen")
}

fn ask(list: Option<&str>, held: Option<&Held>) -> Result<Granted, NotHeld> {
    let asking = Asking { client: &client(), of_apis: set("dao_depzorg") };
    negotiate(requested(list)?, &asking, held, &known())
}

fn these() -> Held {
    Held::These(set("zaken.lezen zaken.aanmaken zaakpoort.feed"))
}

fn missing(scope: &str) -> Result<Granted, NotHeld> {
    Err(NotHeld::Scope(Scope::parse(scope).unwrap()))
}

fn unnamed(nearest: Option<&str>) -> Result<Granted, NotHeld> {
    let nearest = nearest.map(|nearest| Scope::parse(nearest).unwrap());
    Err(NotHeld::Unnamed { nearest })
}

#[test]
fn what_no_route_pack_names_is_not_repeated_and_what_was_meant_is() {
    assert_eq!(ask(Some("zaken.lezzen"), Some(&these())), unnamed(Some("zaken.lezen")));
    let told = ask(Some("zaken.lezzen"), Some(&these())).unwrap_err().to_string();
    assert!(told.ends_with("perhaps `zaken.lezen` was meant"), "{told}");
    let told = ask(Some("bsn-123456782"), Some(&these())).unwrap_err().to_string();
    assert!(told.ends_with("no route pack names"), "{told}");
}

#[test]
fn a_description_has_only_the_characters_that_rfc_6749_allows() {
    let allowed = |c: char| matches!(c, '\x20'..='\x21' | '\x23'..='\x5b' | '\x5d'..='\x7e');
    for text in [NOT_A_LIST, NO_DEFAULT, NOT_HELD, OF_ANOTHER] {
        assert!(text.chars().all(allowed), "{text}");
    }
}

#[test]
fn without_scope_a_client_gets_what_its_autorisaties_give_and_no_extra() {
    assert_eq!(ask(None, Some(&these())), Ok(Granted::Held));
    assert_eq!(ask(Some(""), Some(&these())), Ok(Granted::Held));
    assert_eq!(ask(None, None), Ok(Granted::Held));
}

#[test]
fn a_client_of_nlgov_gets_its_default_scopes_and_without_any_nothing() {
    let ask = |defaults: &str, held: &Held| {
        let profile = Profile::Nlgov;
        let oauth = OAuth { profile, default_scopes: set(defaults), ..OAuth::default() };
        let client = Client { oauth, ..client() };
        let asking = Asking { client: &client, of_apis: ScopeSet::default() };
        negotiate(None, &asking, Some(held), &known())
    };
    assert_eq!(ask("zaken.lezen", &these()), Ok(Granted::These(set("zaken.lezen"))));
    assert_eq!(ask("zaken.verwijderen", &these()), missing("zaken.verwijderen"));
    assert_eq!(ask("", &these()), Err(NotHeld::NoDefault));
}

#[test]
fn a_client_that_is_limited_to_some_scopes_gets_no_other_that_it_holds() {
    let ask = |list: Option<&str>, only: &str, held: &Held| {
        let oauth = OAuth { only_scopes: Some(set(only)), ..OAuth::default() };
        let client = Client { oauth, ..client() };
        let asking = Asking { client: &client, of_apis: set("dao_depzorg") };
        negotiate(requested(list)?, &asking, Some(held), &known())
    };
    let both = "zaken.lezen dao_depzorg";
    assert_eq!(ask(Some(both), both, &these()), Ok(Granted::These(set(both))));
    for asked in ["zaken.aanmaken", "api1", "zaken.lezen zaken.aanmaken"] {
        assert!(ask(Some(asked), both, &these()).is_err(), "{asked}");
        assert!(ask(Some(asked), both, &Held::All).is_err(), "{asked}");
    }
    assert_eq!(ask(None, both, &Held::All), Ok(Granted::These(set("zaken.lezen"))));
    assert_eq!(ask(None, "dao_depzorg", &these()), Err(NotHeld::NoDefault));
    assert_eq!(ask(None, "zaken.verwijderen", &these()), Err(NotHeld::NoDefault));
}

#[test]
fn a_scope_of_an_api_that_the_client_may_call_is_granted_by_name() {
    let asked = "dao_depzorg api1";
    assert_eq!(ask(Some(asked), None), Ok(Granted::These(set(asked))));
    assert_eq!(ask(Some("dao_lbbs"), None), unnamed(None));
    assert_eq!(ask(None, Some(&these())), Ok(Granted::Held), "and not unasked");
}

#[test]
fn held_and_extra_scopes_are_granted_as_asked() {
    let asked = "zaken.lezen api1";
    assert_eq!(ask(Some(asked), Some(&these())), Ok(Granted::These(set(asked))));
}

#[test]
fn one_scope_that_is_not_held_refuses_the_whole_request() {
    assert_eq!(
        ask(Some("zaken.lezen zaken.verwijderen"), Some(&these())),
        missing("zaken.verwijderen")
    );
    assert_eq!(ask(Some("zaken.LEZEN"), Some(&these())), unnamed(None));
    assert_eq!(ask(Some("zaken"), Some(&these())), unnamed(None));
    assert_eq!(ask(Some("zaken.lezen"), None), missing("zaken.lezen"));
}

#[test]
fn heeft_alle_may_ask_for_what_a_route_pack_names_and_not_more() {
    let asked = "zaken.verwijderen";
    assert_eq!(ask(Some(asked), Some(&Held::All)), Ok(Granted::These(set(asked))));
    assert_eq!(ask(Some("rondjes.fietsen"), Some(&Held::All)), unnamed(None));
}

#[test]
fn a_scope_of_the_system_is_granted_by_name_and_never_by_autorisaties() {
    let asked = "zaakpoort.admin";
    assert_eq!(ask(Some(asked), Some(&Held::All)), Ok(Granted::These(set(asked))));
    assert_eq!(ask(Some("zaakpoort.feed"), Some(&these())), unnamed(None));
    assert_eq!(ask(Some("zaakpoort.feed"), Some(&Held::All)), unnamed(None));
}

#[test]
fn what_is_no_list_of_scopes_is_refused() {
    for list in ["zaken.lezen\"", "zaken\\lezen", "zaakñ", "a\tb"] {
        assert_eq!(ask(Some(list), Some(&these())), Err(NotHeld::NotAList), "{list}");
    }
}

#[test]
fn a_client_hears_why_and_never_what_it_wrote() {
    let scope = || Scope::parse("geheim").unwrap();
    for (refusal, told) in [
        (NotHeld::NotAList, NOT_A_LIST),
        (NotHeld::NoDefault, NO_DEFAULT),
        (NotHeld::Scope(scope()), NOT_HELD),
        (NotHeld::Unnamed { nearest: Some(scope()) }, NOT_HELD),
        (NotHeld::OfAnother, OF_ANOTHER),
    ] {
        assert_eq!(refusal.told(), told, "{refusal:?}");
    }
}
