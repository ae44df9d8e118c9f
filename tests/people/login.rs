//! `/login`: who has the password comes in, and gets a new session.

use std::collections::BTreeSet;

use serde_json::json;

use super::{PASSWORD, PASSWORD_PAGE, deeds_of, is_in, somebody, user};
use crate::cases;
use crate::harness::browser::{hidden, set_cookies};
use crate::harness::{Bench, Browser, Options};

cases![
    who_has_the_password_is_in_and_who_has_not_is_not,
    a_username_is_one_in_small_and_large_letters,
    the_answer_is_the_same_for_unknown_wrong_and_disabled,
    what_is_left_out_is_asked_for_where_it_is_missing,
    the_session_of_a_login_has_an_id_that_nobody_had_before,
    a_second_login_ends_the_first_session_of_that_browser,
    cookies_are_closed_to_scripts_and_to_other_sites,
    where_others_can_read_along_no_password_is_asked_for,
    who_is_in_already_goes_on_unless_they_must_sign_in_again,
    a_login_hint_stands_in_the_field,
    a_login_is_written_to_the_audit_log,
];

fn who_has_the_password_is_in_and_who_has_not_is_not(bench: &Bench) {
    let (_, mut browser) = somebody(bench, "binnen");
    let refused = browser.sign_in("binnen", "vier losse woordeN");
    assert_eq!(refused.status, 422);
    assert!(browser.session().is_none() && !is_in(&mut browser));
    let entered = browser.sign_in("binnen", PASSWORD);
    assert_eq!((entered.status, entered.header("location")), (303, Some("/account")));
    let account = browser.get("/account");
    assert!(account.text().contains("Jan Jansen") && account.text().contains("binnen"));
}

fn a_username_is_one_in_small_and_large_letters(bench: &Bench) {
    let (at, _) = somebody(bench, "Élise");
    for typed in ["Élise", "élise", " ÉLISE "] {
        assert_eq!(Browser::at(at.issuer).sign_in(typed, PASSWORD).status, 303, "{typed}");
    }
    assert_eq!(Browser::at(at.issuer).sign_in("elise", PASSWORD).status, 422);
}

fn the_answer_is_the_same_for_unknown_wrong_and_disabled(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    user(&admin, "xxxx-bekend");
    user(&admin, "xxxx-dicht");
    admin.done("POST", "/users/xxxx-dicht/disable", &json!({}));
    let mut told = Vec::new();
    for (username, password) in [
        ("xxxx-bekend", "vier losse woordeN"),
        ("xxxx-dicht", PASSWORD),
        ("xxxx-niemand", PASSWORD),
        ("xxxx-\0", PASSWORD),
    ] {
        let mut browser = Browser::at(at.issuer);
        let answer = browser.sign_in(username, password);
        let shown = username.replace('\0', "");
        let csrf = hidden(&answer, "csrf");
        let text = answer.text().replace(&shown, "NAME").replace(&csrf, "CSRF");
        let names: BTreeSet<String> = answer.headers.iter().map(|(name, _)| name.clone()).collect();
        told.push((answer.status, names, text));
        assert!(!is_in(&mut browser), "{username}");
    }
    assert_eq!(told[0].0, 422);
    for other in &told[1..] {
        assert_eq!(*other, told[0]);
    }
    admin.done("POST", "/users/xxxx-dicht/enable", &json!({}));
    assert_eq!(Browser::at(at.issuer).sign_in("xxxx-dicht", PASSWORD).status, 303);
}

fn what_is_left_out_is_asked_for_where_it_is_missing(bench: &Bench) {
    let mut browser = Browser::at(bench.shared().issuer);
    for (username, password, field) in
        [("", PASSWORD, "username"), ("  ", PASSWORD, "username"), ("jan", "", "password")]
    {
        let answer = browser.sign_in(username, password);
        let text = answer.text();
        assert_eq!(answer.status, 422);
        assert!(text.contains("<title>Fout: "), "{text}");
        assert!(text.contains("role=\"alert\"") && text.contains(&format!("href=\"#{field}\"")));
        assert_eq!(text.matches("aria-invalid=\"true\" aria-describedby=\"error\"").count(), 1);
        let (_, behind) = text.split_once(&format!("id=\"{field}\"")).unwrap();
        assert!(behind.split('>').next().unwrap().contains("aria-invalid"), "{text}");
    }
}

fn the_session_of_a_login_has_an_id_that_nobody_had_before(bench: &Bench) {
    let (at, mut browser) = somebody(bench, "vastgezet");
    browser.get("/login");
    let theirs = "A".repeat(43);
    browser.cookies.insert("zaakpoort-session".to_owned(), theirs.clone());
    assert_eq!(browser.sign_in("vastgezet", PASSWORD).status, 303);
    assert_ne!(browser.session(), Some(&theirs));
    let mut attacker = Browser::at(at.issuer);
    attacker.cookies.insert("zaakpoort-session".to_owned(), theirs);
    assert!(is_in(&mut browser) && !is_in(&mut attacker));
}

fn a_second_login_ends_the_first_session_of_that_browser(bench: &Bench) {
    let (_, mut browser) = somebody(bench, "tweemaal");
    browser.sign_in("tweemaal", PASSWORD);
    let mut elsewhere = browser.clone();
    elsewhere.cookies.clear();
    elsewhere.sign_in("tweemaal", PASSWORD);
    let mut before = browser.clone();
    assert!(is_in(&mut before));
    browser.sign_in("tweemaal", PASSWORD);
    assert_ne!(browser.session(), before.session());
    assert!(is_in(&mut browser) && !is_in(&mut before));
    assert!(is_in(&mut elsewhere), "another browser goes on");
}

fn cookies_are_closed_to_scripts_and_to_other_sites(bench: &Bench) {
    let (_, mut browser) = somebody(bench, "koekje");
    let login = browser.get("/login");
    let entered = browser.sign_in("koekje", PASSWORD);
    for cookie in [set_cookies(&login), set_cookies(&entered)].concat() {
        assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax"), "{cookie}");
    }
    assert_eq!(set_cookies(&entered).len(), 2, "one to keep, one to forget");
}

fn where_others_can_read_along_no_password_is_asked_for(bench: &Bench) {
    let trusting = Options::default().set("ISSUER__TRUSTED_PROXIES", "[\"127.0.0.1\"]");
    let at = bench.with(&trusting);
    let far = Browser::at(at.issuer).with("X-Forwarded-For", "203.0.113.9");
    for path in ["/login", "/account", PASSWORD_PAGE] {
        let plain = far.with("X-Forwarded-Proto", "http").get(path);
        assert_eq!(plain.status, 400, "{path}");
        assert!(plain.text().contains("https://") && !plain.text().contains("<form"));
        assert_ne!(far.with("X-Forwarded-Proto", "https").get(path).status, 400, "{path}");
    }
}

fn who_is_in_already_goes_on_unless_they_must_sign_in_again(bench: &Bench) {
    let (_, mut browser) = somebody(bench, "alweer");
    let onward = "/login?continue=%2Fconnect%2Fauthorize%3Fclient_id%3Da%26x%3D%2526";
    assert_eq!(browser.get(onward).status, 200);
    browser.sign_in("alweer", PASSWORD);
    let on = browser.get(onward);
    assert_eq!(on.header("location"), Some("/connect/authorize?client_id=a&x=%26"));
    assert_eq!(browser.get(&format!("{onward}&prompt=login")).status, 200);
    let again = browser.sign_in_at(&format!("{onward}&prompt=login"), "alweer", PASSWORD);
    assert_eq!(again.header("location"), Some("/connect/authorize?client_id=a&x=%26"));
}

fn a_login_hint_stands_in_the_field(bench: &Bench) {
    let mut browser = Browser::at(bench.shared().issuer);
    let page = browser.get("/login?login_hint=j.jansen%40gemeente.example").text();
    assert!(page.contains("value=\"j.jansen@gemeente.example\""), "{page}");
    let page = browser.get("/login?login_hint=%22%3E%3Cscript%3E").text();
    assert!(!page.contains("<script") && page.contains("&#34;&#62;&#60;script&#62;"), "{page}");
}

fn a_login_is_written_to_the_audit_log(bench: &Bench) {
    let (at, mut browser) = somebody(bench, "genoteerd");
    browser.sign_in("genoteerd", "een heel ander wachtwoord");
    browser.sign_in("genoteerd", PASSWORD);
    browser.sign_out();
    let row = |act: &str| [Some(act.to_owned()), Some("127.0.0.1".to_owned())];
    assert_eq!(deeds_of(&at, "genoteerd"), [row("user.login"), row("user.logout")]);
}
