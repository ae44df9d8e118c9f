//! What every page has: its headers, one language, and nothing that runs.

use super::{PASSWORD, PASSWORD_PAGE, every_page, somebody, user};
use crate::cases;
use crate::harness::{Answer, Bench, Browser, Request};

cases![
    bp_20_every_page_is_closed_to_frames_scripts_and_caches,
    no_page_has_a_script_or_a_style_of_its_own,
    a_page_is_in_the_language_that_its_reader_wants,
    who_comes_to_the_front_door_or_loses_the_way_gets_a_page_and_a_program_a_problem,
    every_field_has_its_label_and_is_filled_in_by_password_managers,
    a_form_may_lead_to_a_client_only_where_the_way_ends_there,
    what_pages_are_drawn_with_may_be_kept_for_ever_and_comes_from_here,
];

const HEADERS: &[(&str, &str)] = &[
    ("content-type", "text/html; charset=utf-8"),
    ("cache-control", "no-store"),
    ("referrer-policy", "same-origin"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
];
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";

fn bp_20_every_page_is_closed_to_frames_scripts_and_caches(bench: &Bench) {
    let (_, mut browser) = somebody(bench, "koppen");
    for (page, answer) in every_page(&mut browser, "koppen") {
        for (name, value) in HEADERS {
            assert_eq!(answer.header(name), Some(*value), "{page}: {name}");
        }
        let policy = answer.header("content-security-policy").unwrap();
        assert_eq!(policy, format!("{POLICY}; form-action 'self'"), "{page}");
        assert_eq!(answer.header("strict-transport-security"), None, "plain http has none");
    }
}

fn no_page_has_a_script_or_a_style_of_its_own(bench: &Bench) {
    let (_, mut browser) = somebody(bench, "schoon");
    for (page, answer) in every_page(&mut browser, "schoon") {
        let text = answer.text().to_lowercase();
        for part in [
            "<script",
            "<style",
            " style=",
            " onclick",
            " onload",
            "javascript:",
            "http://",
            "https://",
        ] {
            assert!(!text.contains(part), "{page} has {part}: {text}");
        }
        assert!(text.starts_with("<!doctype html>") && text.contains("<h1>"), "{page}");
        assert!(text.contains("<meta name=\"viewport\" content=\"width=device-width"), "{page}");
    }
}

fn who_comes_to_the_front_door_or_loses_the_way_gets_a_page_and_a_program_a_problem(bench: &Bench) {
    let at = bench.shared();
    let browser = "text/html,application/xhtml+xml,*/*;q=0.8";
    let by = |path: &str, accept: &str| Request::get(path).header("Accept", accept).send(at.issuer);
    let door = by("/", browser);
    assert_eq!((door.status, door.header("location")), (303, Some("/account")));
    let lost = by("/niets", browser);
    assert_eq!((lost.status, lost.header("content-type")), (404, Some(HEADERS[0].1)));
    assert!(lost.text().contains("Hier staat niets"), "{}", lost.text());
    for path in ["/", "/niets"] {
        let told = by(path, "*/*");
        assert_eq!((told.status, told.member("code").as_str()), (404, "not-found"));
    }
}

fn a_page_is_in_the_language_that_its_reader_wants(bench: &Bench) {
    let (at, _) = somebody(bench, "taal");
    let read = |asked: Option<&str>| {
        let mut browser = Browser::at(at.issuer);
        if let Some(asked) = asked {
            browser = browser.with("Accept-Language", asked);
        }
        every_page(&mut browser, "taal").into_iter().map(|(_, answer)| answer.text())
    };
    let dutch = [
        "Inloggen",
        "Fout: ",
        "Dit formulier",
        "Uw account",
        "Wachtwoord wijzigen",
        "Fout: ",
        "Dit formulier",
    ];
    let english = [
        "Sign in",
        "Error: ",
        "This form",
        "Your account",
        "Change password",
        "Error: ",
        "This form",
    ];
    for (asked, tag, words) in [
        (None, "nl", dutch),
        (Some("de"), "nl", dutch),
        (Some("en-GB,en;q=0.8,nl;q=0.6"), "en", english),
        (Some("en;q=0.4,nl;q=0.6"), "nl", dutch),
    ] {
        for (text, word) in read(asked).zip(words) {
            assert!(text.contains(&format!("<html lang=\"{tag}\">")), "{asked:?}: {text}");
            assert!(text.contains(&format!("<title>{word}")), "{asked:?}: {word}: {text}");
        }
    }
}

fn every_field_has_its_label_and_is_filled_in_by_password_managers(bench: &Bench) {
    let (_, mut browser) = somebody(bench, "beheerd");
    let login = browser.get("/login").text();
    browser.sign_in("beheerd", PASSWORD);
    let password = browser.get(PASSWORD_PAGE).text();
    for (page, field, complete) in [
        (&login, "username", "username"),
        (&login, "password", "current-password"),
        (&password, "current", "current-password"),
        (&password, "new", "new-password"),
        (&password, "repeated", "new-password"),
    ] {
        assert!(page.contains(&format!("<label for=\"{field}\">")), "{page}");
        let (_, input) = page.split_once(&format!("<input id=\"{field}\"")).unwrap();
        let input = input.split('>').next().unwrap();
        assert!(input.contains(&format!("autocomplete=\"{complete}\"")), "{input}");
    }
    let whose = "value=\"beheerd\" autocomplete=\"username\" readonly hidden";
    assert!(password.contains(whose), "it is kept under their name: {password}");
}

fn a_form_may_lead_to_a_client_only_where_the_way_ends_there(bench: &Bench) {
    let mut browser = Browser::at(bench.shared().issuer);
    let mut policy =
        |path: &str| browser.get(path).header("content-security-policy").unwrap().to_owned();
    for own in ["%2Faccount", "%2Faccount%2Fwachtwoord"] {
        let page = format!("/login?continue={own}");
        assert_eq!(policy(&page), format!("{POLICY}; form-action 'self'"));
    }
    assert_eq!(policy("/login?continue=%2Fconnect%2Fauthorize%3Fclient_id%3Da"), POLICY);
}

fn what_pages_are_drawn_with_may_be_kept_for_ever_and_comes_from_here(bench: &Bench) {
    let at = bench.shared();
    user(&at.administrator(), "stijl");
    let page = Browser::at(at.issuer).get("/login").text();
    let linked: Vec<&str> = page.split('"').filter(|part| part.starts_with("/assets/")).collect();
    assert!(linked.len() >= 2, "{page}");
    for path in linked {
        let asset: Answer = Request::get(path).send(at.issuer);
        assert_eq!(asset.status, 200, "{path}");
        let style = path.rsplit_once('.').is_some_and(|(_, ending)| ending == "css");
        let media_type = if style { "text/css; charset=utf-8" } else { "image/svg+xml" };
        assert_eq!(asset.header("content-type"), Some(media_type));
        assert_eq!(asset.header("cache-control"), Some("public, max-age=31536000, immutable"));
        let text = asset.text().replace("http://www.w3.org/2000/svg", "");
        for part in ["http:", "https:", "url(", "@import", "<script"] {
            assert!(!text.contains(part), "{path} has {part}");
        }
        let other = path.replace("zaakpoort-", "zaakpoort-0");
        assert_eq!(Request::get(&other).send(at.issuer).status, 404);
    }
}
