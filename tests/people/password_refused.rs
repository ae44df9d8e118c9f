//! `/account/wachtwoord`: what is not taken, where that is said, and that nothing changes.

use super::{PASSWORD, PASSWORD_PAGE, change_password, is_in, somebody};
use crate::cases;
use crate::harness::browser::hidden;
use crate::harness::{Answer, Bench, Browser};

cases![
    what_is_wrong_is_told_beside_its_field_and_nothing_changes,
    every_rule_of_passwords_is_told_in_both_languages,
    nothing_that_was_typed_is_on_the_page,
    a_form_of_another_page_browser_or_site_changes_nothing,
];

const NEW: &str = "mijn eigen lange zin";
const WRONG: &str = "een heel ander wachtwoord";

/// What stands beside a field, if it is marked.
fn told(answer: &Answer, field: &str) -> Option<String> {
    let text = answer.text();
    let (_, input) = text.split_once(&format!("<input id=\"{field}\"")).unwrap();
    let input = input.split('>').next().unwrap();
    let id = format!("{field}-wrong");
    assert_eq!(input.contains("aria-invalid=\"true\""), input.contains(&id), "{input}");
    let (_, behind) = text.split_once(&format!("<p class=\"wrong\" id=\"{id}\">"))?;
    assert!(input.contains(&id), "{input}");
    assert!(text.contains(&format!("<a href=\"#{field}\">")), "it stands above, too: {text}");
    Some(behind.split("</p>").next().unwrap().to_owned())
}

fn what_is_wrong_is_told_beside_its_field_and_nothing_changes(bench: &Bench) {
    let (_, mut browser) = somebody(bench, "vergist");
    browser.sign_in("vergist", PASSWORD);
    let (session, page) = (browser.session().cloned(), browser.get(PASSWORD_PAGE));
    assert_eq!((page.status, told(&page, "current")), (200, None));
    let none = [None, None, None];
    for (current, new, expected) in [
        (WRONG, [NEW, NEW], [Some("Dit is niet uw huidige wachtwoord."), None, None]),
        ("", [NEW, NEW], [Some("Vul uw huidige wachtwoord in."), None, None]),
        (PASSWORD, ["", ""], [None, Some("Vul een nieuw wachtwoord in."), None]),
        (PASSWORD, [NEW, WRONG], [None, None, Some("Dit is anders dan")]),
        (PASSWORD, [NEW, ""], [None, None, Some("Dit is anders dan")]),
        (PASSWORD, [PASSWORD; 2], [None, Some("Kies een ander wachtwoord"), None]),
        (WRONG, [WRONG; 2], [None, Some("Kies een ander wachtwoord"), None]),
        ("", ["kort", NEW], [Some("Vul uw"), Some("Een wachtwoord"), Some("Dit is anders dan")]),
    ] {
        let answer = change_password(&mut browser, current, new);
        assert_eq!(answer.status, 422, "{current} {new:?}");
        let text = answer.text();
        assert!(text.contains("<title>Fout: ") && text.contains("role=\"alert\""), "{text}");
        let said = ["current", "new", "repeated"].map(|field| told(&answer, field));
        for (said, expected) in said.iter().zip(expected) {
            assert_eq!(said.is_some(), expected.is_some(), "{current} {new:?}: {said:?}");
            assert!(said.as_deref().unwrap_or("").starts_with(expected.unwrap_or("")), "{said:?}");
        }
    }
    assert!(is_in(&mut browser) && browser.session() == session.as_ref());
    assert_eq!(change_password(&mut browser, PASSWORD, [NEW, NEW]).status, 303);
    let page = browser.get(PASSWORD_PAGE);
    assert_eq!(["current", "new", "repeated"].map(|field| told(&page, field)), none);
}

fn every_rule_of_passwords_is_told_in_both_languages(bench: &Bench) {
    let (_, mut browser) = somebody(bench, "regelmatig.gebruiker");
    browser.sign_in("regelmatig.gebruiker", PASSWORD);
    let long = "lang ".repeat(26);
    for (new, dutch, english) in [
        ("elf tekens.", "ten minste 12 tekens", "at least 12 characters"),
        (&*long, "ten hoogste 128 tekens", "at most 128 characters"),
        ("een\tgoed wachtwoord", "besturingstekens", "control characters"),
        ("Wachtwoord2026!", "de eerste die iedereen", "the first that anybody"),
        ("Regelmatig.Gebruiker", "niet uw gebruikersnaam", "not your username"),
    ] {
        for (language, words) in [("nl", dutch), ("en", english)] {
            let mut reader = browser.with("Accept-Language", language);
            let answer = change_password(&mut reader, PASSWORD, [new, new]);
            let said = told(&answer, "new").unwrap_or_default();
            assert!(answer.status == 422 && said.contains(words), "{new}: {said}");
        }
    }
    // Twelve are enough.
    assert_eq!(change_password(&mut browser, PASSWORD, ["twaalf teken"; 2]).status, 303);
}

fn nothing_that_was_typed_is_on_the_page(bench: &Bench) {
    let (_, mut browser) = somebody(bench, "zwijgzaam");
    browser.sign_in("zwijgzaam", PASSWORD);
    for (current, new) in [
        (WRONG, [NEW, NEW]),
        (PASSWORD, [NEW, "iets heel anders dan dat"]),
        (PASSWORD, [PASSWORD, NEW]),
        (PASSWORD, ["elf tekens.", "en nog meer"]),
    ] {
        let answer = change_password(&mut browser, current, new);
        let text = answer.text();
        assert_eq!(answer.status, 422);
        for typed in [current, new[0], new[1]] {
            assert!(!text.contains(typed), "{typed} in {text}");
        }
    }
}

fn typed(csrf: &str) -> [(&str, &str); 4] {
    [("csrf", csrf), ("current", PASSWORD), ("new", NEW), ("repeated", NEW)]
}

fn a_form_of_another_page_browser_or_site_changes_nothing(bench: &Bench) {
    let (at, mut browser) = somebody(bench, "vervalst");
    browser.sign_in("vervalst", PASSWORD);
    let csrf = hidden(&browser.get(PASSWORD_PAGE), "csrf");
    let mut other = Browser::at(at.issuer);
    let visits = hidden(&other.get("/login"), "csrf");
    other.sign_in("vervalst", PASSWORD);
    let others = hidden(&other.get(PASSWORD_PAGE), "csrf");
    for wrong in ["", "x", &csrf[1..], &visits, &others] {
        let answer = browser.post(PASSWORD_PAGE, &typed(wrong));
        assert!(answer.status == 403 && answer.text().contains("verlopen"), "{wrong}");
    }
    assert_eq!(browser.post(PASSWORD_PAGE, &typed("")[1..]).status, 403);
    for (name, value) in [
        ("Origin", "https://evil.example"),
        ("Origin", "null"),
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Site", "same-site"),
    ] {
        let answer = browser.with(name, value).post(PASSWORD_PAGE, &typed(&csrf));
        assert_eq!(answer.status, 403, "{value}");
    }
    assert!(is_in(&mut browser) && is_in(&mut other));
    let mut own = browser.with("Origin", &at.issuer_url()).with("Sec-Fetch-Site", "same-origin");
    assert_eq!(own.post(PASSWORD_PAGE, &typed(&csrf)).status, 303);
}
