//! What is over by itself: codes, and requests that wait.

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{CALLBACK, CHALLENGE, PASSWORD, is_a_page, redeeming};
use crate::cases;
use crate::harness::browser::hidden;
use crate::harness::client::encoded;
use crate::harness::people::basic;
use crate::harness::{Answer, Bench, Browser, Clocked, Request, eventually};

cases![
    a_code_is_good_for_a_minute,
    r9126_05_what_was_pushed_is_good_for_a_minute_until_somebody_comes,
    i33_who_has_not_signed_in_leaves_nothing_in_the_database,
    i33_so_many_requests_wait_for_one_session_and_no_more,
    one_person_gives_so_many_codes_at_once_and_then_one_by_one,
];

/// It is looked for three times a minute.
const SWEPT: Duration = Duration::from_mins(1);

/// A client that people are sent by, and one of them.
struct Stage {
    at: Clocked,
    secret: Value,
    browser: Browser,
}

impl Stage {
    fn open(bench: &Bench) -> Self {
        let at = Clocked::start(bench);
        let secret = at.client("portaal", TimeDelta::hours(1))["secret"].clone();
        let oauth = json!({ "grant_types": ["authorization_code"], "redirect_uris": [CALLBACK] });
        let admin = at.administrator();
        admin.done("PATCH", "/clients/portaal", &json!({ "oauth": oauth }));
        let person = json!({ "username": "jan", "name": "Jan", "password": PASSWORD });
        admin.done("POST", "/users", &person);
        let browser = Browser::at(at.issuer);
        Self { at, secret, browser }
    }

    fn basic(&self) -> String {
        basic("portaal", self.secret.as_str().unwrap())
    }

    fn redeem(&self, code: &str) -> u16 {
        let request = redeeming(code, &[]).header("Authorization", &self.basic());
        request.send(self.at.issuer).status
    }

    /// Where a request that was pushed is gone on with.
    fn push(&self) -> String {
        let pushed = Request::post("/connect/par").header("Authorization", &self.basic());
        let pushed = pushed.form(&request()).send(self.at.issuer);
        assert_eq!(pushed.status, 201, "{}", pushed.text());
        let uri = encoded(&pushed.member("request_uri"));
        format!("/connect/authorize?client_id=portaal&request_uri={uri}")
    }

    fn come(&mut self, path: &str) -> Answer {
        let sent = self.browser.get(path);
        assert_eq!(sent.status, 303, "{}", sent.text());
        self.browser.get(sent.header("location").unwrap())
    }

    fn agree(&mut self, page: &Answer) -> Answer {
        let (csrf, request) = (hidden(page, "csrf"), hidden(page, "verzoek"));
        let fields = [("csrf", &*csrf), ("verzoek", &request), ("antwoord", "toestaan")];
        self.browser.post("/toestemming", &fields)
    }

    fn waiting(&self) -> i64 {
        self.at.rows("SELECT COUNT(*) FROM authorizations")[0][0]
    }
}

fn request() -> String {
    format!(
        "redirect_uri={}&response_type=code&scope=openid&code_challenge={CHALLENGE}\
         &code_challenge_method=S256",
        encoded(CALLBACK)
    )
}

fn path() -> String {
    format!("/connect/authorize?client_id=portaal&{}", request())
}

fn code(answer: &Answer) -> String {
    let location = answer.header("location").unwrap_or_else(|| panic!("{}", answer.text()));
    location.split("code=").nth(1).unwrap().split('&').next().unwrap().to_owned()
}

fn a_code_is_good_for_a_minute(bench: &Bench) {
    let mut stage = Stage::open(bench);
    stage.browser.sign_in("jan", PASSWORD);
    let page = stage.come(&path());
    let first = code(&stage.agree(&page));
    stage.at.pass(TimeDelta::seconds(59));
    assert_eq!(stage.redeem(&first), 200);
    let second = code(&stage.browser.get(&path()));
    stage.at.pass(TimeDelta::seconds(61));
    assert_eq!(stage.redeem(&second), 400);
}

fn r9126_05_what_was_pushed_is_good_for_a_minute_until_somebody_comes(bench: &Bench) {
    let mut stage = Stage::open(bench);
    stage.browser.sign_in("jan", PASSWORD);
    let (taken, late) = (stage.push(), stage.push());
    stage.at.pass(TimeDelta::seconds(59));
    let page = stage.come(&taken);
    assert_eq!(page.status, 200);
    stage.at.pass(TimeDelta::seconds(2));
    is_a_page(&stage.browser.get(&late), 400);
    is_a_page(&stage.browser.get(&taken), 400);
    stage.at.pass(TimeDelta::minutes(8));
    assert!(!code(&stage.agree(&page)).is_empty(), "but who has come has time");
    stage.at.pass(TimeDelta::minutes(12));
    eventually(SWEPT, "it is gone", || stage.waiting() == 0);
}

fn i33_who_has_not_signed_in_leaves_nothing_in_the_database(bench: &Bench) {
    let mut stage = Stage::open(bench);
    for _ in 0..30 {
        let sent = stage.browser.get(&path());
        assert!(sent.header("location").unwrap().starts_with("/login?"), "{sent:?}");
    }
    assert_eq!(stage.waiting(), 0);
    let sent = stage.browser.get(&format!("{}&prompt=login&zp_since=1", path()));
    let login = sent.header("location").unwrap().to_owned();
    stage.at.pass(TimeDelta::seconds(1));
    let next = stage.browser.sign_in_at(&login, "jan", PASSWORD);
    let page = stage.come(next.header("location").unwrap());
    assert_eq!(page.status, 200, "they are asked once, and not again and again");
    assert_eq!(stage.waiting(), 1);
    stage.at.pass(TimeDelta::minutes(11));
    let later = stage.browser.get(next.header("location").unwrap());
    assert!(later.header("location").unwrap().starts_with("/login?"), "{later:?}");
    let long = Browser::at(stage.at.issuer).get(&format!("{}&state={}", path(), "s".repeat(7_970)));
    is_a_page(&long, 400);
}

fn i33_so_many_requests_wait_for_one_session_and_no_more(bench: &Bench) {
    let mut stage = Stage::open(bench);
    stage.browser.sign_in("jan", PASSWORD);
    for _ in 0..20 {
        assert_eq!(stage.browser.get(&path()).status, 303);
    }
    let refused = stage.browser.get(&path());
    is_a_page(&refused, 429);
    assert_eq!(refused.header("retry-after"), Some("600"));
    assert_eq!(stage.waiting(), 20);
    let mut other = Browser::at(stage.at.issuer);
    other.sign_in("jan", PASSWORD);
    assert_eq!(other.get(&path()).status, 303, "those of another session are counted apart");
    stage.at.pass(TimeDelta::minutes(10));
    assert_eq!(stage.browser.get(&path()).status, 303);
}

fn one_person_gives_so_many_codes_at_once_and_then_one_by_one(bench: &Bench) {
    let mut stage = Stage::open(bench);
    let other = json!({ "username": "piet", "name": "Piet", "password": PASSWORD });
    stage.at.administrator().done("POST", "/users", &other);
    stage.browser.sign_in("jan", PASSWORD);
    let page = stage.come(&path());
    code(&stage.agree(&page));
    for _ in 1..300 {
        code(&stage.browser.get(&path()));
    }
    for more in ["", "&prompt=none"] {
        let refused = stage.browser.get(&format!("{}{more}", path()));
        let location = refused.header("location").unwrap();
        assert!(location.contains("error=temporarily_unavailable"), "{location}");
        assert!(!location.contains("code="), "{location}");
    }
    let page = stage.come(&format!("{}&prompt=consent", path()));
    let refused = stage.agree(&page);
    assert!(refused.header("location").unwrap().contains("error=temporarily_unavailable"));
    assert_eq!(stage.waiting(), 0);
    let jan = std::mem::replace(&mut stage.browser, Browser::at(stage.at.issuer));
    stage.browser.sign_in("piet", PASSWORD);
    let page = stage.come(&path());
    code(&stage.agree(&page));
    stage.at.pass(TimeDelta::seconds(2));
    stage.browser = jan;
    code(&stage.browser.get(&path()));
    let refused = stage.browser.get(&path());
    assert!(refused.header("location").unwrap().contains("error=temporarily_unavailable"));
}
