//! By keyboard alone: in, with a mistake on the way; yes and no to a client; consent taken back; out.

use super::{PASSWORD, SKIP, Visit, sign_in};
use crate::harness::chromium::{ENTER, TAB};
use crate::harness::{Bench, Chromium};
use crate::in_browser;

in_browser![
    r9207_01_somebody_comes_in_and_out_with_a_keyboard_alone,
    r9207_01_who_says_no_to_a_client_is_sent_back_with_that,
];

const WRONG: &str = "Deze gebruikersnaam en dit wachtwoord horen niet bij elkaar.";

fn r9207_01_somebody_comes_in_and_out_with_a_keyboard_alone(bench: &Bench) {
    let visit = Visit::to(bench, "toetsenbord");
    let browser = Chromium::start();
    visit.begin(&browser);
    with_a_mistake(&browser, "toetsenbord");
    browser.comes_to("Toegang geven?");
    browser.tab_to(&[SKIP, "Toestaan", "Weigeren"]);
    browser.tab_back_to("Toestaan");
    browser.press(ENTER);
    comes_back_with_a_code(&visit, &browser);
    visit.begin(&browser);
    comes_back_with_a_code(&visit, &browser);
    takes_it_back(&visit, &browser);
    visit.begin(&browser);
    browser.comes_to("Toegang geven?");
    signs_out(&visit, &browser);
}

/// A wrong password is told where the keyboard is, and leads to what is to be mended.
fn with_a_mistake(browser: &Chromium, username: &str) {
    sign_in(browser, username, "een heel ander wachtwoord");
    browser.comes_to("Fout: inloggen is niet gelukt");
    let focus = browser.focus();
    assert!(focus.name.contains(WRONG) && focus.visible, "{focus:?}");
    let alert = browser.text_of("[role=alert]").unwrap();
    assert!(alert.contains(WRONG), "{alert}");
    browser.tab_to(&[WRONG]);
    browser.press(ENTER);
    assert_eq!(browser.focus().name, "Gebruikersnaam");
    for field in ["username", "password"] {
        let described = format!("#{field}[aria-invalid=true][aria-describedby=error]");
        assert!(browser.text_of(&described).is_some(), "{field}");
    }
    let kept = browser.run("return document.activeElement.value");
    assert_eq!(kept, username, "what was typed is not typed again");
    browser.tab_to(&["Wachtwoord"]);
    browser.enter(PASSWORD);
    browser.tab_to(&["Inloggen"]);
    browser.press(ENTER);
}

fn comes_back_with_a_code(visit: &Visit, browser: &Chromium) {
    let heard = visit.heard(browser);
    assert_eq!(heard.get("state").map(String::as_str), Some("xyz"), "{heard:?}");
    assert_eq!(heard["iss"], visit.portal.at.issuer_url());
    let to = visit.site.url("/terug");
    let redeemed = visit.portal.redeem(&heard["code"], &[("redirect_uri", &to)]);
    assert_eq!(redeemed.status, 200, "{}", redeemed.text());
}

fn takes_it_back(visit: &Visit, browser: &Chromium) {
    browser.open(&visit.issuer("/account"));
    let consent = browser.text_of("[data-consent]").unwrap();
    assert!(consent.contains("Mijn Voorbeeld"), "{consent}");
    let withdraw = format!("Intrekken: Mijn Voorbeeld ({})", visit.portal.app.client_id);
    browser.tab_to(&[SKIP, "Wachtwoord wijzigen", "Uitloggen", &withdraw]);
    browser.press(ENTER);
    browser.waits_until("the consent is gone", |at| at.text_of("[data-consent]").is_none());
    browser.comes_to("Uw account");
}

fn signs_out(visit: &Visit, browser: &Chromium) {
    browser.open(&visit.issuer("/account"));
    browser.tab_to(&[SKIP, "Wachtwoord wijzigen", "Uitloggen"]);
    browser.press(ENTER);
    browser.comes_to("Inloggen");
    assert_eq!(browser.text_of("[role=status]").as_deref(), Some("U bent uitgelogd."));
    browser.open(&visit.issuer("/account"));
    browser.comes_to("Inloggen");
    browser.press(TAB);
    browser.press(ENTER);
    browser.tab_to(&["Gebruikersnaam"]);
}

fn r9207_01_who_says_no_to_a_client_is_sent_back_with_that(bench: &Bench) {
    let visit = Visit::to(bench, "weigeraar");
    let browser = Chromium::start();
    visit.begin(&browser);
    sign_in(&browser, "weigeraar", PASSWORD);
    browser.comes_to("Toegang geven?");
    browser.tab_to(&[SKIP, "Toestaan", "Weigeren"]);
    browser.press(ENTER);
    let heard = visit.heard(&browser);
    assert_eq!(heard["error"], "access_denied");
    assert_eq!((heard["state"].as_str(), heard.get("code")), ("xyz", None));
    assert_eq!(heard["iss"], visit.portal.at.issuer_url());
}
