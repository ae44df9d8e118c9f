//! `zaakpoort zgw-key`: a key for who cannot fetch tokens yet, made here or in use already.

use std::os::unix::fs::PermissionsExt as _;

use serde_json::json;

use super::administration::{administer, as_administrator, text};
use crate::cases;
use crate::harness::ac::AcClient;
use crate::harness::{Bench, IN_FORCE, eventually, run, write_secret};

cases![
    a_key_is_made_for_a_client_that_signs_with_it_until_it_is_revoked,
    a_key_goes_into_a_file_or_is_shown_once,
    a_key_in_use_is_taken_over_and_a_short_one_is_warned_of,
    what_cannot_be_a_key_is_refused,
    an_end_is_a_day_or_a_moment_in_the_coming_three_years,
];

const END: &str = "2028-06-30T00:00:00Z";

/// A client of the AC that has no key of its own but the first.
fn with_key(ac: &AcClient, key: &str) -> u16 {
    let mut other = ac.at(ac.issuer());
    key.clone_into(&mut other.key);
    other.ask("GET", "/applicaties?clientIds=x").status
}

fn a_key_is_made_for_a_client_that_signs_with_it_until_it_is_revoked(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let id = ac.application.client_id.as_str();
    let made = administer(
        &at,
        &["zgw-key", "create", id, "--expires", END, "--label", "OpenNotificaties"],
    );
    assert_eq!((text(&made, "client_id"), text(&made, "expires_at")), (id, END));
    assert_eq!(made.get("note"), None);
    let key = text(&made, "key");
    assert_eq!(with_key(&ac, key), 200);
    let listed = administer(&at, &["secret", "list", id]);
    let newest = &listed["results"][0];
    assert_eq!((text(newest, "kind"), text(newest, "label")), ("zgw_hs256", "OpenNotificaties"));
    assert!(!listed.to_string().contains(key));
    let shown = as_administrator(&at, &["secret", "list", id], &[]).stdout;
    assert!(shown.contains("zgw_hs256") && shown.contains("OpenNotificaties"), "{shown}");
    administer(&at, &["secret", "revoke", id, text(&made, "id")]);
    eventually(IN_FORCE, "refused", || with_key(&ac, key) == 401);
    assert_eq!(with_key(&ac, &ac.key), 200, "the other goes on");
}

fn a_key_goes_into_a_file_or_is_shown_once(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let id = ac.application.client_id.as_str();
    let create = ["zgw-key", "create", id, "--expires", END];
    let shown = as_administrator(&at, &create, &[]);
    let key = shown.stdout.lines().nth(1).unwrap_or_default();
    assert_eq!(with_key(&ac, key), 200, "{}", shown.stdout);
    assert!(shown.stdout.contains(&format!("zaakpoort secret revoke {id} ")), "{}", shown.stdout);
    let file = at.path(&format!("{id}.key"));
    let to = ["--to", file.to_str().unwrap()];
    let told = as_administrator(&at, &create, &to);
    assert!(told.status.success(), "{}", told.stderr);
    let key = std::fs::read_to_string(&file).unwrap();
    assert!(!told.stdout.contains(key.trim()) && told.stdout.contains(to[1]), "{}", told.stdout);
    assert_eq!(with_key(&ac, key.trim()), 200);
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o077, 0);
    let again = as_administrator(&at, &create, &to);
    assert_eq!(again.status.code(), Some(2), "a file that is there stays: {}", again.stderr);
    let count = administer(&at, &["secret", "list", id])["results"].as_array().unwrap().len();
    assert_eq!(count, 4, "a secret and three keys: none was made for nothing");
}

fn a_key_in_use_is_taken_over_and_a_short_one_is_warned_of(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let id = ac.application.client_id.as_str();
    let create = ["zgw-key", "create", id, "--expires", END];
    for (key, warned) in [("12345678901234567890123456789012", false), ("geheim-van-é", true)] {
        let file = at.path(&format!("{id}-{warned}.in-use"));
        write_secret(&file, &format!("{key}\n"));
        let taken = as_administrator(&at, &create, &["--key-file", file.to_str().unwrap()]);
        assert!(taken.status.success(), "{}", taken.stderr);
        assert!(!taken.stdout.contains(key) && taken.stdout.contains(END), "{}", taken.stdout);
        assert_eq!(taken.stdout.contains("RFC 7518 3.2"), warned, "{}", taken.stdout);
        assert_eq!(with_key(&ac, key), 200);
    }
    let admin = at.path(&format!("{id}-beheer.secret"));
    write_secret(&admin, &at.first_secret());
    let from_env = ["zgw-key", "create", id, "--expires", END, "--key-env", "IN_GEBRUIK", "--json"];
    let login = ["--secret-file", admin.to_str().unwrap()];
    let key = "een-derde-sleutel-die-al-in-gebruik-is";
    let variables = [("IN_GEBRUIK", key)];
    let taken = run(at.folder.path(), &[&from_env[..], &login].concat(), &variables);
    assert!(taken.status.success() && !taken.stdout.contains(key), "{}", taken.stderr);
    assert_eq!(with_key(&ac, key), 200);
}

fn what_cannot_be_a_key_is_refused(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let id = ac.application.client_id.as_str();
    let secret = at.path(&format!("{id}.secret"));
    write_secret(&secret, &ac.application.secret);
    let secret = secret.to_str().unwrap();
    let guessed = at.path(&format!("{id}.guessed"));
    write_secret(&guessed, "geheim1\n");
    let create = ["zgw-key", "create", id, "--expires"];
    for (arguments, code) in [
        (&["2020-01-01T00:00:00Z"][..], 2),
        (&["morgen"], 2),
        (&["2099-01-01T00:00:00Z"], 2),
        (&[END, "--key-file", secret], 3),
        (&[END, "--key-file", guessed.to_str().unwrap()], 3),
        (&[END, "--key-file", "/nergens"], 2),
        (&[END, "--key-env", "NERGENS"], 2),
        (&[END, "--key-file", secret, "--to", "x"], 2),
        (&[END, "--key-file", secret, "--key-env", "PATH"], 2),
    ] {
        let refused = as_administrator(&at, &[&create, arguments].concat(), &[]);
        assert_eq!(refused.status.code(), Some(code), "{arguments:?}: {}", refused.stderr);
        let said = format!("{}{}", refused.stdout, refused.stderr);
        assert!(!said.contains(&ac.application.secret), "{arguments:?}");
    }
    let without_end = as_administrator(&at, &["zgw-key", "create", id], &[]);
    assert!(without_end.stderr.contains("--expires"), "{}", without_end.stderr);
    let system = as_administrator(&at, &["zgw-key", "create", "gateway", "--expires", END], &[]);
    assert_eq!(system.status.code(), Some(3), "{}", system.stderr);
}

fn an_end_is_a_day_or_a_moment_in_the_coming_three_years(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let id = ac.application.client_id.as_str();
    let create =
        |end: &str| as_administrator(&at, &["zgw-key", "create", id, "--expires", end], &[]);
    let made = create("2028-06-30");
    assert!(made.status.success(), "{}", made.stderr);
    let listed = administer(&at, &["secret", "list", id]);
    assert_eq!(text(&listed["results"][0], "expires_at"), "2028-06-30T23:59:59Z");
    for (end, told) in [
        ("2020-06-30", "--expires 2020-06-30T23:59:59Z has passed"),
        ("2020-06-30T12:00:00+02:00", "--expires 2020-06-30T10:00:00Z has passed"),
        ("9999-06-30", "--expires 9999-06-30T23:59:59Z is more than three years ahead"),
        ("30-06-2028", "neither a day"),
        ("soon", "neither a day"),
    ] {
        let refused = create(end);
        assert_eq!(refused.status.code(), Some(2), "{end}: {}", refused.stderr);
        assert!(refused.stderr.contains(told), "{end}: {}", refused.stderr);
    }
    let path = format!("/clients/{id}/zgw-keys");
    for (body, told) in [
        (json!({}), "`expires_at` must be given"),
        (json!({ "expires_at": "2020-06-30T00:00:00Z" }), "`expires_at` has passed"),
        (json!({ "expires_at": "9999-06-30T00:00:00Z" }), "more than three years ahead"),
    ] {
        let refused = at.administrator().call("POST", &path, &body);
        assert_eq!(refused.status, 400, "{}", refused.text());
        assert!(refused.text().contains(told), "{}", refused.text());
    }
}
