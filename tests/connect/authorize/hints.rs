//! `id_token_hint`: a client says of whom it speaks, and hears of nobody else (OpenID Connect Core 3.1.2.1).

use serde_json::json;

use super::par::{come, go, push, pushing};
use super::{PASSWORD, Portal, back, is_a_page, refused};
use crate::cases;
use crate::connect::refresh::Offline;
use crate::harness::{Answer, Bench, Browser};

cases![
    who_is_hinted_at_goes_on_and_whoever_else_has_signed_in_must_sign_in_again,
    who_is_somebody_else_still_is_sent_back_with_login_required,
    with_prompt_none_somebody_else_is_login_required_at_once,
    what_is_no_id_token_of_ours_for_this_client_is_refused,
    a_hint_means_the_same_when_it_is_pushed,
    of_a_hint_nothing_is_kept_but_who_it_speaks_of,
];

const HINT: &str = "id_token_hint";

/// Somebody, whose ID token their client has, and a browser in which somebody else has signed in.
struct Stage {
    portal: Portal,
    token: String,
    other: Browser,
    names: (String, String),
}

impl Stage {
    fn open(bench: &Bench, name: &str) -> Self {
        let (one, two) = (format!("{name}-een"), format!("{name}-twee"));
        let mut portal = Portal::open(bench, &one);
        let user = json!({ "username": two, "name": "Piet", "password": PASSWORD });
        portal.at.administrator().done("POST", "/users", &user);
        let mut other = Browser::at(portal.at.issuer);
        assert_eq!(other.sign_in(&two, PASSWORD).status, 303);
        let code = portal.code(&[]);
        let token = portal.redeem(&code, &[]).member("id_token");
        Self { portal, token, other, names: (one, two) }
    }

    /// From here on the browser is the other's.
    fn swap(&mut self) {
        std::mem::swap(&mut self.portal.browser, &mut self.other);
    }

    fn ask(&mut self, more: &[(&str, &str)]) -> Answer {
        let token = self.token.clone();
        self.portal.ask(&[&[(HINT, token.as_str())], more].concat())
    }

    /// Signs in where a request leads to, and goes on from there.
    fn sign_in(&mut self, sent: &Answer, username: &str) -> Answer {
        let next = self.portal.sign_in(&again(sent), username);
        assert_eq!(next.status, 303, "{}", next.text());
        self.portal.browser.get(next.header("location").unwrap())
    }
}

/// The page at which they sign in once more.
fn again(sent: &Answer) -> String {
    let login = sent.header("location").unwrap_or_else(|| panic!("{sent:?}")).to_owned();
    assert!(login.starts_with("/login?") && login.contains("prompt=login"), "{login}");
    login
}

fn who_is_hinted_at_goes_on_and_whoever_else_has_signed_in_must_sign_in_again(bench: &Bench) {
    let mut stage = Stage::open(bench, "hint-wie");
    let same = back(&stage.ask(&[]))["code"].clone();
    assert_eq!(stage.portal.redeem(&same, &[]).status, 200);
    stage.swap();
    let sent = stage.ask(&[]);
    let (one, _) = stage.names.clone();
    let answer = stage.sign_in(&sent, &one);
    let code = back(&answer)["code"].clone();
    let theirs = stage.portal.redeem(&code, &[]).member("id_token");
    assert_eq!(super::payload(&theirs)["sub"], super::payload(&stage.token)["sub"]);
    // Whom nobody has asked yet is asked for consent, as ever.
    let page = stage.ask(&[("prompt", "consent")]);
    let page = stage.portal.browser.get(page.header("location").unwrap());
    assert!(back(&stage.portal.answer(&page, "toestaan")).contains_key("code"));
}

fn who_is_somebody_else_still_is_sent_back_with_login_required(bench: &Bench) {
    let mut stage = Stage::open(bench, "hint-ander");
    let (_, two) = stage.names.clone();
    stage.swap();
    let sent = stage.ask(&[]);
    let answer = stage.sign_in(&sent, &two);
    assert_eq!(refused(&answer), "login_required");
    let told = back(&answer)["error_description"].clone();
    assert!(told.contains("id_token_hint"), "{told}");
    // In a browser where nobody had signed in too.
    stage.portal.browser = Browser::at(stage.portal.at.issuer);
    let sent = stage.ask(&[]);
    let login = sent.header("location").unwrap().to_owned();
    let next = stage.portal.sign_in(&login, &two);
    let answer = stage.portal.browser.get(next.header("location").unwrap());
    assert_eq!(refused(&answer), "login_required");
    let page = stage.portal.ask(&[]).header("location").unwrap().to_owned();
    assert!(page.starts_with("/toestemming"), "its neighbour, without a hint: {page}");
}

fn with_prompt_none_somebody_else_is_login_required_at_once(bench: &Bench) {
    let mut stage = Stage::open(bench, "hint-stil");
    let none = [("prompt", "none")];
    assert!(back(&stage.ask(&none)).contains_key("code"), "its neighbour");
    stage.swap();
    stage.portal.code(&[]);
    assert!(back(&stage.portal.ask(&none)).contains_key("code"), "without a hint");
    assert_eq!(refused(&stage.ask(&none)), "login_required");
}

fn what_is_no_id_token_of_ours_for_this_client_is_refused(bench: &Bench) {
    let mut stage = Stage::open(bench, "hint-vals");
    let code = stage.portal.code(&[]);
    let access = stage.portal.redeem(&code, &[]).member("access_token");
    let mut other = Offline::at(&stage.portal.at, "hint-vals-client");
    let others = other.given("openid offline_access").member("id_token");
    let (message, _) = stage.token.rsplit_once('.').unwrap();
    let forged = format!("{message}.{}", others.rsplit('.').next().unwrap());
    for hint in
        [&*access, &others, &forged, "a.b.c", "rommel", stage.portal.app.secret.clone().as_str()]
    {
        for prompt in ["", "none"] {
            let answer = stage.portal.ask(&[(HINT, hint), ("prompt", prompt)]);
            assert_eq!(refused(&answer), "invalid_request", "{hint}");
            let told = back(&answer)["error_description"].clone();
            assert!(told.contains("id_token_hint"), "{told}");
        }
        let pushed = pushing(&stage.portal, &[(HINT, hint)]).send(stage.portal.at.issuer);
        super::par::is_refused(&pushed, 400, "invalid_request");
    }
    let twice = format!("{}&id_token_hint=x", stage.portal.request(&[(HINT, &stage.token)]));
    assert_eq!(refused(&stage.portal.browser.get(&twice)), "invalid_request");
    assert!(back(&stage.ask(&[])).contains_key("code"), "its neighbour");
}

fn a_hint_means_the_same_when_it_is_pushed(bench: &Bench) {
    let mut stage = Stage::open(bench, "hint-par");
    let token = stage.token.clone();
    let hint = [(HINT, token.as_str())];
    let (one, two) = stage.names.clone();
    let uri = push(&stage.portal, &hint);
    assert!(back(&come(&mut stage.portal, &uri)).contains_key("code"), "its neighbour");
    stage.swap();
    let uri = push(&stage.portal, &hint);
    let sent = come(&mut stage.portal, &uri);
    let answer = stage.sign_in(&sent, &two);
    assert_eq!(refused(&answer), "login_required");
    let path = go(&stage.portal, &uri, "");
    is_a_page(&stage.portal.browser.get(&path), 400);
    let uri = push(&stage.portal, &hint);
    let sent = come(&mut stage.portal, &uri);
    let answer = stage.sign_in(&sent, &one);
    assert!(back(&answer).contains_key("code"), "{answer:?}");
    stage.portal.browser = stage.other.clone();
    stage.portal.browser.sign_in(&two, PASSWORD);
    let uri = push(&stage.portal, &[hint[0], ("prompt", "none")]);
    assert_eq!(refused(&come(&mut stage.portal, &uri)), "login_required");
}

fn of_a_hint_nothing_is_kept_but_who_it_speaks_of(bench: &Bench) {
    let mut stage = Stage::open(bench, "hint-bewaard");
    let token = stage.token.clone();
    let asked = [(HINT, token.as_str()), ("prompt", "consent")];
    push(&stage.portal, &asked);
    let page = stage.portal.page(&asked);
    let stored = stage.portal.at.database_bytes();
    let holds = |text: &str| stored.windows(text.len()).any(|window| window == text.as_bytes());
    for part in token.split('.') {
        assert!(!holds(part), "{part}");
    }
    assert!(!stage.portal.at.said().contains(token.rsplit('.').next().unwrap()));
    assert!(back(&stage.portal.answer(&page, "toestaan")).contains_key("code"));
}
