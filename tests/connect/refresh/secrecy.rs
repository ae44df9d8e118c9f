//! No refresh token and no code is written anywhere.

use super::{Offline, USUAL, refresh_token};
use crate::cases;
use crate::harness::{Bench, IN_FORCE, Options, Request, eventually};

cases![i7_bp_52_no_refresh_token_and_no_code_is_written_to_log_or_database];

fn i7_bp_52_no_refresh_token_and_no_code_is_written_to_log_or_database(bench: &Bench) {
    let at = bench.with(&Options::default().set("LOG__FILTER", "debug"));
    let [mut client, other] = ["zwijgzaam", "nieuwsgierig"].map(|name| Offline::at(&at, name));
    let code = client.code(USUAL, "");
    let first = refresh_token(&client.redeem(&code));
    let second = refresh_token(&client.refresh(&first));
    // Used, another's, in the wrong place, too wide, twice, and at every endpoint.
    client.refresh(&first);
    other.refresh(&second);
    other.redeem(&code);
    client.refresh_for(&second, &format!("&scope={second}"));
    client.refresh_for(&second, &format!("&resource={second}"));
    client.refresh_for(&second, &format!("&{second}=1&{second}=2"));
    client.ask(&format!("grant_type={second}&client_id={second}"));
    client.redeem(&second);
    client.post("/connect/introspect", &format!("token={second}"));
    for to in [at.issuer, at.gateway] {
        Request::get("/zaken/api/v1/zaken").bearer(&second).send(to);
        Request::get("/connect/userinfo").bearer(&second).send(to);
    }
    Request::post(&format!("/connect/token?refresh_token={second}")).form("").send(at.issuer);
    let third = refresh_token(&client.refresh(&second));
    other.post("/connect/revocation", &format!("token={third}"));
    client.post("/connect/revocation", &format!("token={third}"));
    client.redeem(&code);
    eventually(IN_FORCE, "what happened is said", || at.said().contains("a code came twice"));
    let (said, database) = (at.said(), at.database_bytes());
    for canary in [&code, &first, &second, &third].map(|token| token.trim_start_matches("zpr_")) {
        let line = said.lines().find(|line| line.contains(canary));
        assert!(line.is_none(), "said: {}", line.unwrap_or_default());
        let mut windows = database.windows(canary.len());
        assert!(!windows.any(|window| window == canary.as_bytes()), "{canary} is stored");
    }
}
