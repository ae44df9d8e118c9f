//! What people read of a client that registered itself.

use serde_json::json;

use super::Registrar;
use crate::cases;
use crate::harness::Bench;

cases![
    r7591_06_a_name_in_the_language_of_the_page_is_shown,
    r7591_07_ng_64_the_page_shows_the_name_as_text_and_that_it_registered_itself,
];

fn r7591_06_a_name_in_the_language_of_the_page_is_shown(bench: &Bench) {
    let registrar = Registrar::open(bench);
    let named = registrar.registered(&json!({
        "client_name": "Rapporti", "client_name#nl": "Meldingen", "client_name#en-GB": "Reports",
        "client_name#fr": "Rapports",
    }));
    assert_eq!(
        (&named["client_name#nl"], &named["client_name#en"]),
        (&json!("Meldingen"), &json!("Reports"))
    );
    assert_eq!(named.get("client_name#fr"), None, "no page is in it");
    let mut portal = registrar.portal(&named, "r7591-06");
    let page = portal.page(&[]).text();
    assert!(page.contains("Meldingen") && !page.contains("Rapporti"), "{page}");
    portal.browser = portal.browser.with("Accept-Language", "en");
    let page = portal.page(&[]).text();
    assert!(page.contains("Reports") && !page.contains("Meldingen"), "{page}");
    let unnamed = registrar.registered(&json!({ "client_name": "Rapporti" }));
    let page = registrar.portal(&unnamed, "r7591-06-ander").page(&[]).text();
    assert!(page.contains("Rapporti"), "{page}");
}

fn r7591_07_ng_64_the_page_shows_the_name_as_text_and_that_it_registered_itself(bench: &Bench) {
    let registrar = Registrar::open(bench);
    let name = "<script src=x></script>\"'&";
    let registered = registrar.registered(&json!({ "client_name": name, "client_name#nl": name }));
    let page = registrar.portal(&registered, "r7591-07").page(&[]).text();
    assert!(!page.contains("<script"), "{page}");
    assert!(page.contains("&#60;script src=x&#62;"), "{page}");
    assert!(page.contains("data-client-kind=\"dynamic\""), "{page}");
    assert!(page.contains("heeft zichzelf aangemeld"), "{page}");
    assert!(!page.contains("data-statement-issuer"), "{page}");
}
