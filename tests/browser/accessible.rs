//! Every page, in both languages and both schemes of colour, wide and as narrow as WCAG 1.4.10 asks:
//! axe-core finds nothing, nobody scrolls sideways, and a picture is kept of each.

use super::{PASSWORD, Visit, axe};
use crate::harness::chromium::{ENTER, Look, TAB};
use crate::harness::{Bench, Browser, Chromium};
use crate::in_browser;

in_browser![
    an_accessibility_checker_finds_nothing_on_any_page,
    the_checker_and_the_console_tell_what_is_wrong_with_a_page,
];

fn an_accessibility_checker_finds_nothing_on_any_page(bench: &Bench) {
    let browser = Chromium::start();
    // They look the same with any database.
    let looks = if bench.is_postgres() { Look::OPPOSITE } else { Look::ALL };
    for language in ["nl", "en"] {
        browser.reads(language);
        let visit = Visit::to(bench, &format!("toegankelijk-{language}"));
        let see = |page: &str| is_accessible(&browser, &format!("{page}-{language}"), looks);
        browser.open(&visit.issuer("/login?signed_out=1"));
        see("uitgelogd");
        browser.open(&visit.issuer("/connect/authorize?client_id=niemand"));
        see("onbekende-toepassing");
        browser.open(&visit.issuer("/toestemming?verzoek=x"));
        see("verlopen");
        visit.begin(&browser);
        browser.arrives_at(&visit.issuer("/login?"));
        see("inloggen");
        let username = format!("toegankelijk-{language}");
        types(&browser, &username, "een heel ander wachtwoord");
        browser.waits_until("an error", |at| at.text_of("[role=alert]").is_some());
        see("fout-wachtwoord");
        let often = format!("te-vaak-{language}");
        for _ in 0..5 {
            let refused =
                Browser::at(visit.portal.at.issuer).sign_in(&often, "een ander wachtwoord");
            assert_eq!(refused.status, 422);
        }
        browser.open(&visit.issuer("/login"));
        types(&browser, &often, "een heel ander wachtwoord");
        browser.waits_until("an error", |at| at.text_of("[role=alert]").is_some());
        see("te-vaak");
        browser.open(&visit.issuer("/niets"));
        see("hier-staat-niets");
        browser.open(&visit.issuer("/account"));
        types(&browser, &username, PASSWORD);
        browser.arrives_at(&visit.issuer("/account"));
        see("account-leeg");
        browser.open(&visit.issuer("/account/wachtwoord"));
        see("wachtwoord");
        changes(&browser, "een heel ander wachtwoord");
        browser.waits_until("an error", |at| at.text_of("[role=alert]").is_some());
        see("fout-huidig-wachtwoord");
        changes(&browser, PASSWORD);
        browser.arrives_at(&visit.issuer("/account?password_changed=1"));
        see("wachtwoord-gewijzigd");
        visit.begin(&browser);
        browser.arrives_at(&visit.issuer("/toestemming?"));
        see("toestemming");
        (0..2).for_each(|_| browser.press(TAB));
        browser.press(ENTER);
        visit.heard(&browser);
        browser.open(&visit.issuer("/connect/endsession"));
        see("uitloggen");
        browser.open(&visit.issuer("/account"));
        see("account");
        browser.run("document.querySelector('form').requestSubmit()");
        browser.arrives_at(&visit.issuer("/login?signed_out=1"));
    }
}

/// On the login page of either language.
fn types(browser: &Chromium, username: &str, password: &str) {
    browser.run("document.getElementById('username').select()");
    browser.enter(username);
    browser.press(TAB);
    browser.enter(password);
    browser.press(ENTER);
}

/// On the page where one changes one's password.
fn changes(browser: &Chromium, current: &str) {
    browser.run("document.getElementById('current').select()");
    for typed in [current, "mijn eigen lange zin", "mijn eigen lange zin"] {
        browser.enter(typed);
        browser.press(TAB);
    }
    browser.press(ENTER);
}

fn is_accessible(browser: &Chromium, page: &str, looks: &[Look]) {
    let language = browser.run("return document.documentElement.lang");
    assert!(page.ends_with(&format!("-{}", language.as_str().unwrap())), "{page}: {language}");
    axe::bring(browser);
    for &look in looks {
        browser.look(look);
        let said = axe::ask(browser);
        assert!(said.found.is_empty(), "{page}, {look:?}: {said:#?}");
        for rule in ["color-contrast", "html-has-lang", "page-has-heading-one"] {
            assert!(said.passed.iter().any(|passed| passed == rule), "{page}: no {rule}");
        }
        assert!(!browser.is_too_wide(), "{page}, {look:?}: wider than the window");
        browser.keep_picture(page, look);
    }
    browser.look(looks[0]);
}

fn the_checker_and_the_console_tell_what_is_wrong_with_a_page(bench: &Bench) {
    let browser = Chromium::start();
    browser.open(&format!("{}/login", bench.shared().issuer_url()));
    axe::bring(&browser);
    browser.run("document.querySelector('label').htmlFor = 'x'");
    browser.run("document.documentElement.lang = 'x'");
    let found = axe::ask(&browser).found.join("\n");
    for rule in ["label:", "html-lang-valid:"] {
        assert!(found.contains(rule), "{found}");
    }
    assert!(browser.console().is_empty());
    browser.run("document.querySelector('h1').setAttribute('style', 'color: red')");
    let said = browser.console();
    assert!(said.len() == 1 && said[0].is_of_the_policy(), "{said:?}");
}
