//! A clock that is an hour off, either way, at the gateway, at the issuer or at its database.

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::harness::{
    Bench, Clocked, Database, IN_FORCE, Installation, Options, Request, eventually, let_them_look,
};
use crate::{cases, server};

cases![
    a_gateway_whose_clock_is_an_hour_off_judges_tokens_by_the_issuers,
    a_gateway_says_how_far_its_clock_is_from_the_issuers,
    an_issuer_whose_clock_is_set_an_hour_off_goes_on_and_what_it_withdraws_is_refused,
];

server![an_issuer_whose_clock_is_not_its_databases_says_so_and_leaves_keys_as_they_are];

const LIFETIME: i64 = 600;
const EITHER_WAY: [TimeDelta; 2] = [TimeDelta::hours(1), TimeDelta::hours(-1)];
/// The issuer says once a second what time it is.
const HEARD: Duration = Duration::from_secs(3);

fn token(at: &Clocked, client_id: &str, secret: &Value) -> String {
    let answer = at.ask(client_id, secret);
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.member("access_token")
}

fn a_gateway_whose_clock_is_an_hour_off_judges_tokens_by_the_issuers(bench: &Bench) {
    for off in EITHER_WAY {
        let at = Clocked::start(bench);
        let made = at.client("klok", TimeDelta::seconds(LIFETIME));
        let before = token(&at, "klok", &made["secret"]);
        eventually(IN_FORCE, "allowed", || at.call(&before) == 200);
        at.set_gateways_clock(off);
        let after = token(&at, "klok", &made["secret"]);
        let [of_before, of_after] = [&before, &after];
        eventually(HEARD, "both go on", || {
            [of_before, of_after].map(|one| at.call(one)) == [200; 2]
        });
        at.pass(TimeDelta::seconds(LIFETIME - 1));
        assert_eq!(at.call(&after), 200, "{off}: until its end");
        // The gateway allows for ten seconds.
        at.pass(TimeDelta::seconds(11));
        eventually(HEARD, "and no longer", || {
            [of_before, of_after].map(|one| at.call(one)) == [401; 2]
        });
        let last = token(&at, "klok", &made["secret"]);
        eventually(IN_FORCE, "a new one is allowed", || at.call(&last) == 200);
        at.administrator().done("POST", "/clients/klok/tokens/revoke", &json!({}));
        eventually(IN_FORCE, "a withdrawal is in force", || at.call(&last) == 401);
    }
}

fn a_gateway_says_how_far_its_clock_is_from_the_issuers(bench: &Bench) {
    let at = Clocked::start(bench);
    let ahead =
        || Request::get("/health/ready").send(at.gateway).json()["issuer_ahead_seconds"].clone();
    eventually(HEARD, "they agree", || ahead() == 0);
    at.set_gateways_clock(TimeDelta::hours(1));
    eventually(HEARD, "its own is ahead", || ahead() == -3_600);
    at.set_issuers_clock(TimeDelta::hours(2));
    eventually(HEARD, "the issuer's is ahead", || ahead() == 3_600);
}

fn an_issuer_whose_clock_is_set_an_hour_off_goes_on_and_what_it_withdraws_is_refused(
    bench: &Bench,
) {
    for off in EITHER_WAY {
        let at = Clocked::start(bench);
        let made = at.client("klok", TimeDelta::seconds(LIFETIME));
        at.set_issuers_clock(off);
        let issued = token(&at, "klok", &made["secret"]);
        eventually(HEARD, "what it issues now is allowed", || at.call(&issued) == 200);
        at.administrator().done("POST", "/clients/klok/tokens/revoke", &json!({}));
        eventually(IN_FORCE, "and refused once it is withdrawn", || at.call(&issued) == 401);
        at.set_issuers_clock(-off);
        assert_eq!(at.call(&issued), 401, "{off}: also when the clock is right again");
        let right = token(&at, "klok", &made["secret"]);
        eventually(HEARD, "what it issues then is allowed", || at.call(&right) == 200);
        at.administrator().done("DELETE", "/clients/klok", &json!({}));
        eventually(IN_FORCE, "and refused once its client ends", || at.call(&right) == 401);
    }
}

/// The phases of the keys of an algorithm, oldest first.
fn phases(at: &Installation, algorithm: &str) -> Vec<Value> {
    let keys = at.administrator().done("GET", "/keys", &json!({}));
    let keys = keys["results"].as_array().unwrap().iter().rev();
    keys.filter(|key| key["algorithm"] == algorithm).map(|key| key["phase"].clone()).collect()
}

/// A second issuer on another machine would see the same from its side.
fn an_issuer_whose_clock_is_not_its_databases_says_so_and_leaves_keys_as_they_are(bench: &Bench) {
    let mut at = bench.with(&Options::default().split());
    let database = at.database.clone();
    let Database::Postgres { cluster, name } = &database else { unreachable!("it has a server") };
    at.administrator().done("POST", "/keys/rotate", &json!({}));
    at.kill_issuer();
    cluster.sql(
        name,
        &format!(
            "UPDATE signing_keys SET phase_until = now() - interval '1 minute' WHERE phase = 'next';
             DELETE FROM signing_keys WHERE algorithm = 'RS256';
             CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS
                 $$SELECT pg_catalog.clock_timestamp() - interval '1 hour'$$;
             ALTER DATABASE {name} SET search_path = public, pg_catalog"
        ),
    );
    at.start_issuer();
    let told = || at.said().contains("clock differs from the database's");
    eventually(HEARD, "it is told", told);
    let_them_look();
    assert_eq!(phases(&at, "ES256"), ["active", "next"]);
    assert!(phases(&at, "RS256").is_empty(), "nor is one published that is wanting");
    let refused = at.administrator().call("POST", "/keys/rotate", &json!({}));
    assert_eq!((refused.status, refused.member("code").as_str()), (409, "clocks-differ"));
    at.kill_issuer();
    cluster.sql(name, "DROP FUNCTION public.clock_timestamp()");
    at.start_issuer();
    eventually(HEARD, "they agree", || phases(&at, "ES256") == ["retiring", "active"]);
    eventually(HEARD, "and it is published", || phases(&at, "RS256") == ["next"]);
}
