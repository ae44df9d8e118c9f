//! Somebody makes a password their own by keyboard alone, with a mistake on the way.

use serde_json::json;

use super::{PASSWORD, SKIP, sign_in};
use crate::harness::chromium::ENTER;
use crate::harness::{Bench, Browser, Chromium};
use crate::in_browser;

in_browser![somebody_changes_their_password_with_a_keyboard_alone];

const NEW: &str = "mijn eigen lange zin";
const WRONG: &str = "Dit is niet uw huidige wachtwoord.";

fn somebody_changes_their_password_with_a_keyboard_alone(bench: &Bench) {
    let at = bench.shared();
    let user = json!({ "username": "zelfstandig", "name": "Jan Jansen", "password": PASSWORD });
    at.administrator().done("POST", "/users", &user);
    let browser = Chromium::start();
    browser.open(&format!("{}/account", at.issuer_url()));
    sign_in(&browser, "zelfstandig", PASSWORD);
    browser.comes_to("Uw account");
    browser.tab_to(&[SKIP, "Wachtwoord wijzigen"]);
    browser.press(ENTER);
    browser.comes_to("Wachtwoord wijzigen");
    browser.tab_to(&[SKIP, "Huidig wachtwoord"]);
    types(&browser, "een heel ander wachtwoord");
    is_told_where_the_mistake_is(&browser);
    types(&browser, PASSWORD);
    browser.comes_to("Uw account");
    let said = browser.text_of("[role=status]").unwrap();
    assert!(said.starts_with("Uw wachtwoord is gewijzigd."), "{said}");
    let mut elsewhere = Browser::at(at.issuer);
    assert_eq!(elsewhere.sign_in("zelfstandig", PASSWORD).status, 422);
    assert_eq!(elsewhere.sign_in("zelfstandig", NEW).status, 303);
}

/// From the first field on.
fn types(browser: &Chromium, current: &str) {
    browser.enter(current);
    browser.tab_to(&["Nieuw wachtwoord"]);
    browser.enter(NEW);
    browser.tab_to(&["Nieuw wachtwoord, nog een keer"]);
    browser.enter(NEW);
    browser.tab_to(&["Wachtwoord wijzigen"]);
    browser.press(ENTER);
}

fn is_told_where_the_mistake_is(browser: &Chromium) {
    browser.comes_to("Fout: wachtwoord is niet gewijzigd");
    let focus = browser.focus();
    assert!(focus.name.contains(WRONG) && focus.visible, "{focus:?}");
    assert!(browser.text_of("[role=alert]").unwrap().contains(WRONG));
    assert_eq!(browser.text_of("#current-wrong").as_deref(), Some(WRONG));
    let described = "#current[aria-invalid=true][aria-describedby=current-wrong]";
    assert!(browser.text_of(described).is_some());
    let kept = "return [...document.querySelectorAll('[type=password]')].map(at => at.value)";
    assert_eq!(browser.run(kept), json!(["", "", ""]), "no password comes back");
    browser.tab_to(&[WRONG]);
    browser.press(ENTER);
    assert_eq!(browser.focus().name, "Huidig wachtwoord");
}
