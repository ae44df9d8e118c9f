//! No password, no cookie and no token of a form is written anywhere.

use serde_json::json;

use super::{PASSWORD, PASSWORD_PAGE, change_password};
use crate::cases;
use crate::harness::browser::hidden;
use crate::harness::{Bench, Browser, Options, Request};

cases![no_password_and_no_cookie_is_written_to_log_or_database];

fn no_password_and_no_cookie_is_written_to_log_or_database(bench: &Bench) {
    let at = bench.with(&Options::default().set("LOG__FILTER", "debug"));
    let admin = at.administrator();
    let new = "een geheim van later";
    let body = json!({ "username": "zwijger", "name": "Z", "password": PASSWORD });
    admin.done("POST", "/users", &body);
    admin.call("POST", "/users", &body);
    let made = admin.done("POST", "/users", &json!({ "username": "gemaakt", "name": "G" }));
    admin.call("POST", "/users/zwijger/password", &json!({ "password": { PASSWORD: 1 } }));
    admin.done("POST", "/users/zwijger/password", &json!({ "password": new }));
    let mut browser = Browser::at(at.issuer);
    let csrf = hidden(&browser.get("/login"), "csrf");
    let visit = browser.cookies.values().next().unwrap().clone();
    // Right, wrong, and in the field of the username, as happens.
    browser.clone().sign_in("zwijger", PASSWORD);
    browser.clone().sign_in(PASSWORD, "x");
    browser.clone().post("/login", &[("username", "zwijger"), ("password", PASSWORD)]);
    browser.clone().post("/login", &[(PASSWORD, PASSWORD), (PASSWORD, PASSWORD)]);
    browser.sign_in("gemaakt", made["password"].as_str().unwrap());
    browser.sign_in("zwijger", new);
    let session = browser.session().unwrap().clone();
    let form = hidden(&browser.get("/account"), "csrf");
    let own = "zelf bedacht en bewaard";
    for (current, typed) in [(PASSWORD, [own, own]), (new, [own, PASSWORD]), (new, [own, own])] {
        change_password(&mut browser, current, typed);
    }
    let later = browser.session().unwrap().clone();
    assert_ne!(later, session);
    let later_form = hidden(&browser.get("/account"), "csrf");
    browser.clone().post(PASSWORD_PAGE, &[(own, own), ("current", new), ("new", own)]);
    Request::post("/login").json(&json!({ "password": PASSWORD })).send(at.issuer);
    browser.sign_out();
    let (said, database) = (at.said(), at.database_bytes());
    let made = made["password"].as_str().unwrap();
    let passwords = [PASSWORD, new, own, made];
    let of_browsers = [&*visit, &session, &later, &csrf, &form, &later_form];
    for canary in passwords.into_iter().chain(of_browsers) {
        let line = said.lines().find(|line| line.contains(canary));
        assert!(line.is_none(), "said: {}", line.unwrap_or_default());
        let mut windows = database.windows(canary.len());
        assert!(!windows.any(|window| window == canary.as_bytes()), "{canary} is stored");
    }
    for happened in ["somebody signed in", "somebody changed their password"] {
        assert!(said.contains(happened), "what happened is said");
    }
    let text = String::from_utf8_lossy(&database);
    assert!(text.contains("zwijger") && text.contains("$argon2id$v=19$m=19456,t=2,p=1$"));
}
