//! `zaakpoort import secrets`: what clients sign with today goes on until an end, here and at the
//! upstream, and nothing has to change there.

use serde_json::{Value, json};

use crate::cases;
use crate::gateway::{melder, melding};
use crate::harness::ac::AcClient;
use crate::harness::{Bench, Finished, IN_FORCE, Installation, Request, eventually, write_secret};

cases![
    an_imported_secret_is_what_client_and_upstream_share_until_it_is_dropped,
    an_imported_secret_signs_zgw_jwts_and_fetches_no_token,
    what_is_not_registered_is_refused_by_name_and_nothing_is_repeated,
    another_import_sets_another_end_and_brings_nothing_back_that_was_revoked,
    a_file_that_does_not_say_exactly_one_thing_is_refused_with_what_to_do,
    a_short_secret_is_taken_over_with_a_warning_and_an_empty_one_is_not,
    an_end_that_has_passed_or_is_too_far_away_is_refused_before_anything_is_asked,
    the_same_import_again_has_nothing_to_do,
];

const OLD: &str = "het-oude-geheim-van-open-zaak-0123456789";

fn import(at: &Installation, more: &[&str]) -> Finished {
    write_secret(&at.path("admin.secret"), &at.first_secret());
    let issuer = at.issuer_url();
    let mut arguments = vec!["import", "secrets"];
    if !more.contains(&"--until") {
        arguments.extend(["--until", "2027-06-30"]);
    }
    arguments.extend(["--secret-file", "admin.secret", "--issuer", &issuer]);
    arguments.extend(more);
    at.command(&arguments)
}

fn an_imported_secret_is_what_client_and_upstream_share_until_it_is_dropped(bench: &Bench) {
    let at = bench.fresh();
    let application = melder(&at);
    let (id, token) = (application.client_id.clone(), application.token(&at));
    let status = || Request::get(&melding()).bearer(&token).send(at.gateway).status;
    assert_eq!(status(), 200, "what the gateway derives is known there");
    at.upstream.trusts(&id, OLD);
    eventually(IN_FORCE, "the upstream knows the old secret alone", || status() != 200);
    let file =
        format!("vng_api_common_credentials:\n  items:\n  - identifier: {id}\n    secret: {OLD}\n");
    write_secret(&at.path("setup.yaml"), &file);
    let done = import(&at, &["--from", "setup.yaml", "--yes"]);
    assert!(done.status.success(), "{}{}", done.stdout, done.stderr);
    assert!(done.stdout.contains("1 key added"), "{}", done.stdout);
    eventually(2 * IN_FORCE, "the gateway signs with the old secret", || status() == 200);
    let again = import(&at, &["--from", "setup.yaml", "--yes", "--json"]);
    let again: Value = serde_json::from_str(&again.stdout).unwrap();
    assert_eq!(again["results"][0]["outcome"], "unchanged", "{again}");
    let shared =
        at.administrator().done("GET", &format!("/clients/{id}/upstream-keys"), &json!({}));
    assert_eq!(shared["results"][0]["shared"], true, "{shared}");
    assert!(!at.said().contains(OLD) && !shared.to_string().contains(OLD));
    let issuer = at.issuer_url();
    let upstream = shared["results"][0]["upstream"].as_str().unwrap();
    let mut drop = vec!["upstream-key", "drop", &id, upstream, "--yes"];
    drop.extend(["--secret-file", "admin.secret", "--issuer", &issuer]);
    let dropped = at.command(&drop);
    assert!(dropped.status.success(), "{}", dropped.stderr);
    eventually(2 * IN_FORCE, "the gateway derives again", || status() != 200);
    at.trust(&id);
    eventually(2 * IN_FORCE, "which the upstream knows again", || status() == 200);
}

fn an_imported_secret_signs_zgw_jwts_and_fetches_no_token(bench: &Bench) {
    let at = bench.fresh();
    let mut ac = AcClient::writer(&at);
    let id = ac.application.client_id.clone();
    write_secret(&at.path("secrets.csv"), &format!("identifier,secret\n{id},{OLD}\n"));
    let asked = import(&at, &["--from", "secrets.csv", "--no-upstream"]);
    assert_eq!(asked.status.code(), Some(2), "a script must say yes: {}", asked.stderr);
    let done = import(&at, &["--from", "secrets.csv", "--no-upstream", "--yes"]);
    assert!(done.status.success(), "{}{}", done.stdout, done.stderr);
    OLD.clone_into(&mut ac.key);
    assert_eq!(ac.ask("GET", "/applicaties").status, 200);
    OLD.clone_into(&mut ac.application.secret);
    assert_eq!(ac.application.ask(&at, "").status, 401);
    let secrets = at.administrator().done("GET", &format!("/clients/{id}/secrets"), &json!({}));
    let imported = secrets["results"].as_array().unwrap().iter();
    let imported: Vec<&Value> = imported.filter(|one| one["label"] == "imported").collect();
    assert_eq!(imported.len(), 1);
    assert_eq!(
        (&imported[0]["kind"], &imported[0]["expires_at"]),
        (&json!("zgw_hs256"), &json!("2027-06-30T23:59:59Z"))
    );
    assert!(!String::from_utf8_lossy(&at.database_bytes()).contains(OLD));
}

fn what_is_not_registered_is_refused_by_name_and_nothing_is_repeated(bench: &Bench) {
    let at = bench.fresh();
    let file = format!("identifier,secret\nniemand,{OLD}\n");
    write_secret(&at.path("secrets.csv"), &file);
    let refused = import(&at, &["--from", "secrets.csv", "--yes", "--no-upstream"]);
    assert_eq!(refused.status.code(), Some(3));
    assert!(
        refused.stdout.contains("! niemand: there is no client `niemand`"),
        "{}",
        refused.stdout
    );
    for said in [&refused.stdout, &refused.stderr, &at.said()] {
        assert!(!said.contains(OLD), "{said}");
    }
}

fn another_import_sets_another_end_and_brings_nothing_back_that_was_revoked(bench: &Bench) {
    let at = bench.fresh();
    let mut ac = AcClient::writer(&at);
    let id = ac.application.client_id.clone();
    write_secret(&at.path("secrets.csv"), &format!("identifier,secret\n{id},{OLD}\n"));
    let again = |until: &str| {
        import(&at, &["--from", "secrets.csv", "--no-upstream", "--yes", "--until", until])
    };
    assert!(again("2027-06-30").stdout.contains("1 key added"));
    let shorter = again("2027-01-31");
    assert!(shorter.stdout.contains("1 given another end"), "{}", shorter.stdout);
    let admin = at.administrator();
    let secrets = admin.done("GET", &format!("/clients/{id}/secrets"), &json!({}));
    let imported = secrets["results"].as_array().unwrap().iter();
    let imported: Vec<&Value> = imported.filter(|one| one["label"] == "imported").collect();
    assert_eq!(imported.len(), 1, "{secrets}");
    assert_eq!(imported[0]["expires_at"], "2027-01-31T23:59:59Z");
    let same = json!({ "key": OLD, "expires_at": "2027-01-31T23:59:59Z" });
    let twice = admin.call("POST", &format!("/clients/{id}/zgw-keys"), &same);
    assert_eq!(twice.status, 400, "{}", twice.text());
    let key = imported[0]["id"].as_str().unwrap();
    admin.call("DELETE", &format!("/clients/{id}/secrets/{key}?force=true"), &json!({}));
    let revoked = again("2027-06-30");
    assert_eq!(revoked.status.code(), Some(3), "{}", revoked.stdout);
    assert!(revoked.stdout.contains("was revoked here"), "{}", revoked.stdout);
    OLD.clone_into(&mut ac.key);
    assert_eq!(ac.ask("GET", "/applicaties").status, 401);
    assert_eq!(admin.call("POST", &format!("/clients/{id}/zgw-keys"), &same).status, 201);
}

fn a_file_that_does_not_say_exactly_one_thing_is_refused_with_what_to_do(bench: &Bench) {
    let at = bench.shared();
    let yaml = |items: &str| format!("vng_api_common_credentials: {{ items: [{items}] }}\n");
    for (name, text, told) in [
        ("twice.csv", "identifier,secret\na,hush\na,hush\n".to_owned(), "in line 2 and line 3"),
        (
            "space.csv",
            "identifier, secret\na, hush\n".to_owned(),
            "begins or ends with white space",
        ),
        ("number.yaml", yaml("{ identifier: hush, secret: 123456 }"), "put quotes around it"),
        ("quote.csv", "identifier,secret\na,\"hush\nb,hush\n".to_owned(), "line 2"),
        ("more.csv", "identifier,secret\nb,y\na,\"hu\"sh\n".to_owned(), "line 3"),
        ("tab.csv", "identifier,secret\na,hu\tsh\n".to_owned(), "control character"),
        ("line.yaml", yaml("{ identifier: a, secret: \"hu\\nsh\" }"), "control character"),
    ] {
        write_secret(&at.path(name), &text);
        let refused = import(&at, &["--from", name, "--yes", "--no-upstream"]);
        assert_eq!(refused.status.code(), Some(2), "{name}: {}{}", refused.stdout, refused.stderr);
        assert!(refused.stderr.contains(told), "{name}: {}", refused.stderr);
        assert!(!refused.stderr.contains("hush"), "{name}: {}", refused.stderr);
    }
    std::fs::write(at.path("open.csv"), "identifier,secret\na,hush\n").unwrap();
    let refused = import(&at, &["--from", "open.csv", "--yes", "--no-upstream"]);
    assert_eq!(refused.status.code(), Some(2), "{}", refused.stderr);
    assert!(refused.stderr.contains("run: chmod 600 open.csv"), "{}", refused.stderr);
}

fn a_short_secret_is_taken_over_with_a_warning_and_an_empty_one_is_not(bench: &Bench) {
    let at = bench.fresh();
    let mut ac = AcClient::writer(&at);
    let other = AcClient::writer(&at);
    let (id, empty) = (ac.application.client_id.clone(), &other.application.client_id);
    write_secret(&at.path("secrets.csv"), &format!("identifier,secret\n{id},kort\n{empty},\n"));
    let done = import(&at, &["--from", "secrets.csv", "--no-upstream", "--yes"]);
    assert_eq!(done.status.code(), Some(3), "{}{}", done.stdout, done.stderr);
    for told in ["1 key added", "1 refused", &format!("! {empty}: `key` has 1 to 255 characters")] {
        assert!(done.stdout.contains(told), "{told}: {}", done.stdout);
    }
    let warned = done.stdout.lines().find(|line| line.starts_with(&format!("! {id}: ")));
    let warned = warned.expect(&done.stdout);
    assert!(warned.contains("taken over") && warned.contains("RFC 7518 3.2"), "{warned}");
    "kort".clone_into(&mut ac.key);
    assert_eq!(ac.ask("GET", "/applicaties").status, 200);
    write_secret(&at.path("again.csv"), &format!("identifier,secret\n{id},kort\n"));
    let again = import(&at, &["--from", "again.csv", "--no-upstream", "--yes", "--json"]);
    let again: Value = serde_json::from_str(&again.stdout).unwrap();
    assert_eq!(again["results"][0]["outcome"], "unchanged", "{again}");
    assert!(again["results"][0]["note"].as_str().unwrap().contains("32 bytes"), "{again}");
}

fn an_end_that_has_passed_or_is_too_far_away_is_refused_before_anything_is_asked(bench: &Bench) {
    let at = bench.shared();
    write_secret(&at.path("end.csv"), &format!("identifier,secret\na,{OLD}\n"));
    let day = |days: i64| {
        let day = edge::clock::Clock::system().now() + chrono::TimeDelta::days(days);
        day.format("%Y-%m-%d").to_string()
    };
    for (until, told) in [
        (day(-1), "has passed"),
        ("2020-01-01T00:00:00Z".to_owned(), "has passed"),
        (day(1_097), "more than three years ahead"),
        ("9999-12-31".to_owned(), "more than three years ahead"),
        ("30-06-2027".to_owned(), "neither a day"),
    ] {
        let refused = import(&at, &["--from", "end.csv", "--no-upstream", "--until", &until]);
        assert_eq!(refused.status.code(), Some(2), "{until}: {}", refused.stderr);
        assert!(refused.stderr.contains("--until"), "{until}: {}", refused.stderr);
        assert!(refused.stderr.contains(told), "{until}: {}", refused.stderr);
        assert!(!refused.stderr.contains("Nobody is here"), "{until}: {}", refused.stderr);
    }
}

fn the_same_import_again_has_nothing_to_do(bench: &Bench) {
    let at = bench.fresh();
    let (one, two) = (AcClient::writer(&at), AcClient::writer(&at));
    let [one, two] = [&one, &two].map(|ac| ac.application.client_id.as_str());
    write_secret(&at.path("twice.csv"), &format!("identifier,secret\n{one},{OLD}\n{two},{OLD}\n"));
    let again = |more: &[&str]| {
        let done = import(&at, &[&["--from", "twice.csv", "--no-upstream"], more].concat());
        (done.status.code(), done.stdout, done.stderr)
    };
    let (_, _, asked) = again(&[]);
    assert!(asked.contains("2 secrets become keys for ZGW JWTs until 2027-06-30T23:59:59Z"));
    let (_, said, _) = again(&["--yes"]);
    assert!(said.contains("Done: 2 keys added, 0 given another end"), "{said}");
    for _ in 0..2 {
        assert_eq!(
            again(&["--yes"]),
            (Some(0), "Nothing to do: 2 as they are.\n".to_owned(), String::new())
        );
    }
    write_secret(&at.path("twice.csv"), &format!("identifier,secret\n{one},{OLD}\n"));
    let (_, _, asked) = again(&[]);
    assert!(asked.contains("1 secret becomes a key for ZGW JWTs until"), "{asked}");
}
