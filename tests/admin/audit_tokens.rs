//! What the audit log has of tokens: a line for each that speaks for a person, counts of the rest, and what
//! was refused; nothing of it is lost when an issuer stops.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::cases;
use crate::connect::refresh::{Offline, refresh_token};
use crate::harness::people::basic;
use crate::harness::{
    Administrator, Bench, Browser, Clocked, IN_FORCE, Installation, Options, Request,
    TaskApplication, eventually, let_them_look,
};

cases![
    tokens_of_a_client_in_its_own_name_are_counted_and_written_when_the_issuer_stops,
    a_client_has_one_line_for_its_hour_and_no_row_for_each_token,
    issuers_on_one_database_write_their_own_counts_and_none_is_lost,
    what_is_refused_is_counted_for_a_client_of_ours_and_together_for_who_is_none,
    a_token_that_speaks_for_a_person_has_a_line_with_what_it_is_for,
    a_refresh_token_that_comes_twice_is_in_the_log_as_stolen,
    passwords_that_are_not_taken_are_counted_for_whom_and_from_where,
];

fn lines(admin: &Administrator, query: &str) -> Vec<Value> {
    let answer = admin.done("GET", &format!("/audit?{query}"), &json!({}));
    answer["results"].as_array().unwrap().clone()
}

fn ask_at(issuer: std::net::SocketAddr, client: &str, secret: &str) -> u16 {
    let request = Request::post("/connect/token").header("Authorization", &basic(client, secret));
    request.form("grant_type=client_credentials").send(issuer).status
}

fn tokens_of_a_client_in_its_own_name_are_counted_and_written_when_the_issuer_stops(bench: &Bench) {
    let mut at = bench.with(&Options::default().split());
    let one = TaskApplication::with_all(&at);
    let other = TaskApplication::with_all(&at);
    (0..7).for_each(|_| drop(one.token(&at)));
    other.token(&at);
    let of = |at: &Installation, application: &TaskApplication| {
        lines(&at.administrator(), &format!("act=token.issue&subject={}", application.client_id))
    };
    assert_eq!(of(&at, &one).len(), 0, "its hour is not over");
    at.stop_issuer();
    at.start_issuer();
    let found = of(&at, &one);
    let [line] = &found[..] else { panic!("{found:?}") };
    let said = &line["after"];
    assert_eq!((&said["count"], &said["grant_type"]), (&json!(7), &json!("client_credentials")));
    assert_eq!(said["sources"], json!([{ "address": "127.0.0.1", "count": 7 }]));
    assert_eq!((&line["actor"], &line["address"]), (&json!(one.client_id), &json!("127.0.0.1")));
    assert!(said["from"].as_str() <= said["until"].as_str() && said["from"].is_string(), "{said}");
    assert_eq!(of(&at, &other)[0]["after"]["count"], 1);
    at.stop_issuer();
    at.start_issuer();
    assert_eq!(of(&at, &one).len(), 1, "it is written once");
}

fn a_client_has_one_line_for_its_hour_and_no_row_for_each_token(bench: &Bench) {
    let at = Clocked::start(bench);
    let secret = at.client("uurtarief", TimeDelta::minutes(5))["secret"].clone();
    let rows = "SELECT COUNT(*) FROM audit WHERE act = 'token.issue' AND subject = 'uurtarief'";
    for _ in 0..50 {
        assert_eq!(at.ask("uurtarief", &secret).status, 200);
    }
    at.pass(TimeDelta::minutes(59));
    let_them_look();
    assert_eq!(at.rows(rows), [[0]]);
    at.ask("uurtarief", &secret);
    at.pass(TimeDelta::minutes(1));
    eventually(IN_FORCE * 4, "its hour is over", || at.rows(rows) == [[1]]);
    let line = lines(&at.administrator(), "act=token.issue&subject=uurtarief").remove(0);
    assert_eq!(line["after"]["count"], 51);
    at.pass(TimeDelta::hours(3));
    let_them_look();
    assert_eq!(at.rows(rows), [[1]], "nothing came, so nothing is said");
}

fn issuers_on_one_database_write_their_own_counts_and_none_is_lost(bench: &Bench) {
    let issuers = if bench.is_postgres() { 2 } else { 1 };
    let mut at = bench.with(&Options::default().apart(issuers, 1));
    let application = TaskApplication::with_all(&at);
    for (number, issuer) in at.issuers().into_iter().enumerate() {
        for _ in 0..=number {
            eventually(IN_FORCE, "it knows the client", || {
                ask_at(issuer, &application.client_id, &application.secret) == 200
            });
        }
    }
    (0..issuers).for_each(|number| at.restart_issuer(number));
    let query = format!("act=token.issue&subject={}", application.client_id);
    let found = lines(&at.administrator(), &query);
    let mut counts: Vec<u64> =
        found.iter().map(|line| line["after"]["count"].as_u64().unwrap()).collect();
    counts.sort_unstable();
    assert_eq!(counts, (1..=issuers as u64).collect::<Vec<_>>());
}

fn what_is_refused_is_counted_for_a_client_of_ours_and_together_for_who_is_none(bench: &Bench) {
    let at = Clocked::start(bench);
    let secret = at.client("geweigerd", TimeDelta::minutes(5))["secret"].clone();
    let wrong = json!("fout");
    for _ in 0..3 {
        assert_eq!(at.ask("geweigerd", &wrong).status, 401);
    }
    for nobody in ["niemand-1", "niemand-2"] {
        assert_eq!(at.ask(nobody, &wrong).status, 401);
    }
    assert_eq!(at.ask("geweigerd", &secret).status, 200);
    at.pass(TimeDelta::minutes(1));
    let of =
        |subject: &str| lines(&at.administrator(), &format!("act=token.refuse&subject={subject}"));
    eventually(IN_FORCE * 4, "the minute is over", || of("geweigerd").len() == 1);
    let line = of("geweigerd").remove(0);
    let said = &line["after"];
    assert_eq!((&said["count"], &said["error"]), (&json!(3), &json!("invalid_client")));
    assert!(said["reason"].as_str().unwrap().starts_with("unknown client, wrong secret"), "{said}");
    // Whoever it was did not prove to be the client, so the client did not do it.
    assert_eq!((&line["actor"], &line["address"]), (&json!("zaakpoort"), &json!("127.0.0.1")));
    let unknown = of("unknown");
    assert_eq!((unknown.len(), &unknown[0]["after"]["count"]), (1, &json!(2)));
    let text = json!(lines(&at.administrator(), "act=token&limit=500")).to_string();
    assert!(
        !text.contains("niemand-") && !text.contains("fout"),
        "what was sent is not told: {text}"
    );
    at.pass(TimeDelta::hours(1));
    eventually(IN_FORCE * 4, "its token is counted", || {
        lines(&at.administrator(), "act=token.issue&subject=geweigerd").len() == 1
    });
}

/// The id of the person of this name.
fn user(at: &Installation, name: &str) -> String {
    let shown = at.administrator().done("GET", &format!("/users/{name}"), &json!({}));
    shown["id"].as_str().unwrap().to_owned()
}

fn a_token_that_speaks_for_a_person_has_a_line_with_what_it_is_for(bench: &Bench) {
    let at = bench.shared();
    let mut offline = Offline::at(&at, "namens-audit");
    let first = offline.given(crate::connect::refresh::USUAL);
    let second = offline.refresh(&refresh_token(&first));
    assert_eq!(second.status, 200);
    let user = user(&at, "namens-audit");
    let admin = at.administrator();
    let found = lines(&admin, &format!("act=token.issue&subject={user}&order=oldest"));
    let grants: Vec<&Value> = found.iter().map(|line| &line["after"]["grant_type"]).collect();
    assert_eq!(grants, ["authorization_code", "refresh_token"]);
    for line in &found {
        assert_eq!(
            (&line["actor"], &line["address"]),
            (&json!("namens-audit"), &json!("127.0.0.1"))
        );
        let said = &line["after"];
        assert_eq!((&said["user"], &said["client_id"]), (&json!(user), &json!("namens-audit")));
        assert!(said["scopes"].as_array().unwrap().contains(&json!("zaken.lezen")), "{said}");
        assert!(!said["audience"].as_array().unwrap().is_empty(), "{said}");
        assert_eq!(line["subject"], format!("{user}/{}", said["grant"].as_str().unwrap()));
    }
    let text = json!(found).to_string();
    for answer in [&first, &second] {
        for member in ["access_token", "refresh_token", "id_token"] {
            assert!(!text.contains(&answer.member(member)), "{member}");
        }
    }
    let consent = lines(&admin, &format!("actor={user}&act=consent.give")).remove(0);
    assert!(consent["after"]["scopes"].as_array().unwrap().contains(&json!("zaken.lezen")));
    assert_eq!(lines(&admin, "actor=namens-audit&act=token.issue").len(), 2, "by the client, too");
}

fn a_refresh_token_that_comes_twice_is_in_the_log_as_stolen(bench: &Bench) {
    let at = Clocked::start(bench);
    let mut offline = Offline::register(at.issuer, &at.administrator(), ("gestolen", &json!({})));
    let first = offline.token();
    let second = refresh_token(&offline.refresh(&first));
    at.pass(TimeDelta::minutes(5));
    assert_eq!(offline.refresh(&first).status, 400);
    assert_eq!(offline.refresh(&second).status, 400, "the grant has ended");
    let admin = at.administrator();
    let found = lines(&admin, "act=grant.stolen");
    let [line] = &found[..] else { panic!("{found:?}") };
    assert_eq!(line["before"]["client_id"], "gestolen");
    let user = admin.done("GET", "/users/gestolen", &json!({}))["id"].clone();
    assert_eq!((&line["before"]["user"], &line["subject"]), (&user, &line["before"]["id"]));
    let issued = lines(&admin, "actor=gestolen&act=token.issue");
    assert_eq!(issued.len(), 2, "and no line for what was refused");
}

fn passwords_that_are_not_taken_are_counted_for_whom_and_from_where(bench: &Bench) {
    let at = Clocked::start(bench);
    let user = json!({ "username": "vergeten", "name": "x", "password": "vier losse woorden" });
    let id = at.administrator().done("POST", "/users", &user)["id"].as_str().unwrap().to_owned();
    let mut browser = Browser::at(at.issuer);
    for (name, password) in
        [("vergeten", "een ander wachtwoord"), ("vergeten", "nog een ander"), ("wie-dan", "x y z")]
    {
        assert_eq!(browser.sign_in(name, password).status, 422);
    }
    at.pass(TimeDelta::minutes(1));
    let of =
        |subject: &str| lines(&at.administrator(), &format!("act=user.refuse&subject={subject}"));
    eventually(IN_FORCE * 4, "the minute is over", || of(&id).len() == 1);
    let line = of(&id).remove(0);
    assert_eq!((&line["after"]["count"], &line["address"]), (&json!(2), &json!("127.0.0.1")));
    let unknown = of("unknown").remove(0);
    assert_eq!(unknown["after"]["count"], 1);
    assert!(!unknown.to_string().contains("wie-dan"), "some type their password there");
}
