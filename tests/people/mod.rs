//! The pages of people: `/login`, `/logout`, `/account` and what stands beneath it.

use chrono::TimeDelta;
use serde_json::json;

use crate::Case;
use crate::harness::browser::hidden;
use crate::harness::canaries::PASSWORD;
use crate::harness::{Administrator, Answer, Bench, Browser, Clocked, Installation, Request};

mod account;
mod continuing;
mod cost;
mod forms;
mod guesses;
mod login;
mod nul;
mod pages;
mod password;
mod password_refused;
mod secrecy;
mod secure;
mod sessions;

pub(crate) const SUITES: &[&[Case]] = &[
    account::CASES,
    continuing::CASES,
    cost::CASES,
    forms::CASES,
    guesses::CASES,
    login::CASES,
    nul::CASES,
    pages::CASES,
    password::CASES,
    password_refused::CASES,
    secrecy::CASES,
    secure::HOUSE,
    sessions::CASES,
];

const PASSWORD_PAGE: &str = "/account/wachtwoord";

/// Adds somebody who may sign in.
fn user(admin: &Administrator, username: &str) {
    let body = json!({ "username": username, "name": "Jan Jansen", "password": PASSWORD });
    admin.done("POST", "/users", &body);
}

/// Somebody at an installation that others use too.
fn somebody(bench: &Bench, username: &str) -> (std::sync::Arc<Installation>, Browser) {
    let at = bench.shared();
    user(&at.administrator(), username);
    let browser = Browser::at(at.issuer);
    (at, browser)
}

/// Somebody who has signed in where a case moves the clock.
fn signed_in(bench: &Bench, username: &str) -> (Clocked, Browser) {
    let at = Clocked::start(bench);
    user(&at.administrator(), username);
    let mut browser = Browser::at(at.issuer);
    assert_eq!(browser.sign_in(username, PASSWORD).status, 303);
    (at, browser)
}

/// Whether the browser is one of somebody who has signed in.
fn is_in(browser: &mut Browser) -> bool {
    let account = browser.get("/account");
    assert!(matches!(account.status, 200 | 303), "{account:?}");
    account.status == 200
}

/// Opens the page for that and sends its form: what they have, what it becomes, and that once more.
fn change_password(browser: &mut Browser, current: &str, [new, repeated]: [&str; 2]) -> Answer {
    let page = browser.get(PASSWORD_PAGE);
    assert_eq!(page.status, 200, "{}", page.text());
    let csrf = hidden(&page, "csrf");
    let typed = [("current", current), ("new", new), ("repeated", repeated)];
    browser.post(PASSWORD_PAGE, &[&[("csrf", &*csrf)], &typed[..]].concat())
}

/// What the audit log says that somebody did, and from where.
fn deeds_of(at: &Installation, username: &str) -> Vec<[Option<String>; 2]> {
    let query = format!(
        "SELECT a.act, a.address FROM audit a JOIN users u \
         ON a.actor = CAST(u.id AS TEXT) AND a.subject = CAST(u.id AS TEXT) \
         WHERE u.username = '{username}' ORDER BY a.at, a.id"
    );
    let query = match at.database.cluster() {
        Some(_) => query,
        // SQLite keeps a UUID as its bytes.
        None => query.replace(
            "CAST(u.id AS TEXT)",
            "lower(substr(hex(u.id),1,8)||'-'||substr(hex(u.id),9,4)||'-'||substr(hex(u.id),13,4)||'-'||substr(hex(u.id),17,4)||'-'||substr(hex(u.id),21))",
        ),
    };
    at.database.texts(at.folder.path(), &query)
}

/// Lets requests pass, each a while after the one before.
fn keep_busy(at: &Clocked, browser: &mut Browser, times: usize, pause: TimeDelta) -> usize {
    let busy = |_: &usize| {
        at.pass(pause);
        is_in(browser)
    };
    (0..times).take_while(busy).count()
}

/// Every page that there is, in one of its states each.
fn every_page(browser: &mut Browser, username: &str) -> Vec<(&'static str, Answer)> {
    let login = browser.get("/login");
    let wrong = browser.sign_in(username, "een heel ander wachtwoord");
    let odd = browser.send(Request::post("/login").json(&json!({})));
    browser.sign_in(username, PASSWORD);
    let account = browser.get("/account");
    let password = browser.get(PASSWORD_PAGE);
    let unchanged = change_password(browser, "een heel ander wachtwoord", ["kort", "korter"]);
    let foreign = browser.post("/logout", &[("csrf", "x")]);
    vec![
        ("login", login),
        ("wrong", wrong),
        ("odd", odd),
        ("account", account),
        ("password", password),
        ("unchanged", unchanged),
        ("foreign", foreign),
    ]
}
