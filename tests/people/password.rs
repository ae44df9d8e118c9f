//! `/account/wachtwoord`: somebody makes a password their own.

use std::sync::Barrier;
use std::thread;

use serde_json::json;

use super::{PASSWORD, PASSWORD_PAGE, change_password, deeds_of, is_in, somebody};
use crate::cases;
use crate::connect::refresh::{self, Offline};
use crate::harness::Bench;
use crate::harness::browser::{hidden, set_cookies};

cases![
    who_changed_their_password_signs_in_with_the_new_one_alone,
    sessions_elsewhere_end_and_this_one_goes_on_under_another_id,
    what_clients_may_do_stays_and_can_be_withdrawn,
    a_change_is_written_to_the_audit_log_as_the_persons_own,
    who_is_not_in_signs_in_and_comes_back,
    who_is_disabled_meanwhile_or_gets_another_password_changes_nothing,
    an_administrators_password_that_comes_between_is_the_one_that_counts,
];

const NEW: &str = "mijn eigen lange zin";

fn who_changed_their_password_signs_in_with_the_new_one_alone(bench: &Bench) {
    let (_, mut browser) = somebody(bench, "eigenaar");
    let mut elsewhere = browser.clone();
    browser.sign_in("eigenaar", PASSWORD);
    let link = format!("href=\"{PASSWORD_PAGE}\"");
    assert!(browser.get("/account").text().contains(&link));
    let changed = change_password(&mut browser, PASSWORD, [NEW, NEW]);
    let account = changed.header("location").unwrap();
    assert_eq!((changed.status, account), (303, "/account?password_changed=1"));
    let page = browser.get(account).text();
    assert!(page.contains("role=\"status\">Uw wachtwoord is gewijzigd."), "{page}");
    assert!(!browser.get("/account").text().contains("role=\"status\""), "it is said once");
    assert_eq!(elsewhere.sign_in("eigenaar", PASSWORD).status, 422);
    assert_eq!(elsewhere.sign_in("eigenaar", NEW).status, 303);
    assert_eq!(change_password(&mut browser, NEW, [PASSWORD, PASSWORD]).status, 303, "once more");
    assert_eq!(elsewhere.sign_in("eigenaar", PASSWORD).status, 303);
}

fn sessions_elsewhere_end_and_this_one_goes_on_under_another_id(bench: &Bench) {
    let (at, mut browser) = somebody(bench, "verhuisd");
    super::user(&at.administrator(), "buurman");
    let (mut elsewhere, mut another) = (browser.clone(), browser.clone());
    browser.sign_in("verhuisd", PASSWORD);
    elsewhere.sign_in("verhuisd", PASSWORD);
    another.sign_in("buurman", PASSWORD);
    let (mut before, old) = (browser.clone(), hidden(&browser.get("/account"), "csrf"));
    let changed = change_password(&mut browser, PASSWORD, [NEW, NEW]);
    assert_eq!((changed.status, set_cookies(&changed).len()), (303, 1));
    assert!(set_cookies(&changed)[0].ends_with("; Path=/; HttpOnly; SameSite=Lax"));
    assert_ne!(browser.session(), before.session());
    assert!(is_in(&mut browser) && is_in(&mut another));
    assert!(!is_in(&mut before) && !is_in(&mut elsewhere));
    assert_ne!(hidden(&browser.get("/account"), "csrf"), old);
    assert_eq!(browser.post("/logout", &[("csrf", &old)]).status, 403, "so are its forms");
    assert!(is_in(&mut browser));
}

fn what_clients_may_do_stays_and_can_be_withdrawn(bench: &Bench) {
    let at = bench.shared();
    let mut client = Offline::at(&at, "doorgaand");
    let first = client.given(refresh::USUAL);
    let said = client.browser.get(PASSWORD_PAGE).text();
    assert!(said.contains("Wat u toepassingen toestond blijft"), "{said}");
    assert_eq!(change_password(&mut client.browser, PASSWORD, [NEW, NEW]).status, 303);
    let second = client.refresh(&refresh::refresh_token(&first));
    assert_eq!(second.status, 200, "{}", second.text());
    let account = client.browser.get("/account");
    assert!(account.text().contains("data-consent=\"doorgaand\""), "{}", account.text());
    let csrf = hidden(&account, "csrf");
    let withdrawn = [("csrf", &*csrf), ("client", "doorgaand")];
    assert_eq!(client.browser.post("/account/toestemmingen", &withdrawn).status, 303);
    refresh::is_invalid(&client.refresh(&refresh::refresh_token(&second)), "invalid_grant");
}

fn a_change_is_written_to_the_audit_log_as_the_persons_own(bench: &Bench) {
    let (at, mut browser) = somebody(bench, "opgetekend");
    browser.sign_in("opgetekend", PASSWORD);
    change_password(&mut browser, "een heel ander wachtwoord", [NEW, NEW]);
    change_password(&mut browser, PASSWORD, [NEW, NEW]);
    let row = |act: &str| [Some(act.to_owned()), Some("127.0.0.1".to_owned())];
    assert_eq!(deeds_of(&at, "opgetekend"), [row("user.login"), row("user.password")]);
    let shown = at.administrator().done("GET", "/users/opgetekend", &json!({}));
    let [created, changed] = ["created_at", "password_changed_at"].map(|name| shown[name].as_str());
    assert!(changed > created, "{shown}");
}

fn who_is_not_in_signs_in_and_comes_back(bench: &Bench) {
    let (_, mut browser) = somebody(bench, "buitenstaander");
    let login = "/login?continue=%2Faccount%2Fwachtwoord";
    let sent = browser.get(PASSWORD_PAGE);
    assert_eq!((sent.status, sent.header("location")), (303, Some(login)));
    let typed = [("current", PASSWORD), ("new", NEW), ("repeated", NEW)];
    let sent = browser.post(PASSWORD_PAGE, &typed);
    assert_eq!((sent.status, sent.header("location")), (303, Some(login)));
    let back = browser.sign_in_at(login, "buitenstaander", PASSWORD);
    assert_eq!(back.header("location"), Some(PASSWORD_PAGE));
    assert_eq!(change_password(&mut browser, PASSWORD, [NEW, NEW]).status, 303);
}

fn who_is_disabled_meanwhile_or_gets_another_password_changes_nothing(bench: &Bench) {
    let (at, browser) = somebody(bench, "ingehaald");
    let (admin, given) = (at.administrator(), "van de beheerder gekregen");
    for (deed, body, after) in
        [("disable", json!({}), PASSWORD), ("password", json!({ "password": given }), given)]
    {
        let mut browser = browser.clone();
        assert_eq!(browser.sign_in("ingehaald", PASSWORD).status, 303);
        let csrf = hidden(&browser.get(PASSWORD_PAGE), "csrf");
        admin.done("POST", &format!("/users/ingehaald/{deed}"), &body);
        let typed = [("csrf", &*csrf), ("current", PASSWORD), ("new", NEW), ("repeated", NEW)];
        let sent = browser.post(PASSWORD_PAGE, &typed);
        assert!(sent.header("location").unwrap().starts_with("/login?"), "{deed}");
        admin.done("POST", "/users/ingehaald/enable", &json!({}));
        assert_eq!(browser.sign_in("ingehaald", NEW).status, 422, "{deed}");
        assert_eq!(browser.sign_in("ingehaald", after).status, 303, "{deed}");
    }
}

/// Both hash, one after the other, so the one mostly writes while the new password of the other is hashed.
fn an_administrators_password_that_comes_between_is_the_one_that_counts(bench: &Bench) {
    let (at, browser) = somebody(bench, "tussendoor");
    let (admin, mut current) = (at.administrator(), PASSWORD.to_owned());
    for turn in 0..8 {
        let mut person = browser.clone();
        assert_eq!(person.sign_in("tussendoor", &current).status, 303);
        let csrf = hidden(&person.get(PASSWORD_PAGE), "csrf");
        let given = format!("van de beheerder {turn}");
        let typed = [("csrf", &*csrf), ("current", &current), ("new", NEW), ("repeated", NEW)];
        let start = Barrier::new(2);
        let answer = thread::scope(|scope| {
            let person = scope.spawn(|| {
                start.wait();
                person.post(PASSWORD_PAGE, &typed)
            });
            start.wait();
            admin.done("POST", "/users/tussendoor/password", &json!({ "password": given }));
            person.join().unwrap()
        });
        assert!([303, 422].contains(&answer.status), "{}", answer.text());
        assert!(!is_in(&mut person), "turn {turn}: no session of before is left");
        assert_eq!(browser.clone().sign_in("tussendoor", &given).status, 303, "turn {turn}");
        current = given;
    }
}
