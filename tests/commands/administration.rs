//! Registering an application by commands alone, as the README tells it.

use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::Value;
use voorbeeldzaken::sample;

use crate::cases;
use crate::harness::{Bench, Finished, IN_FORCE, Installation, Request, eventually, write_secret};

cases![
    an_application_is_registered_used_and_stopped_by_commands_alone,
    a_refusal_says_what_the_issuer_said_and_ends_with_3,
    an_issuer_that_is_not_there_ends_with_4,
    without_a_secret_a_command_says_how_to_give_one,
    a_secret_is_not_sent_over_plain_http_to_another_machine,
];

/// Runs a command as the administrator, for machines, and reads its answer.
pub(crate) fn administer(at: &Installation, arguments: &[&str]) -> Value {
    let finished = as_administrator(at, arguments, &["--json"]);
    assert!(finished.status.success(), "{arguments:?}: {}", finished.stderr);
    serde_json::from_str(&finished.stdout).unwrap()
}

pub(crate) fn as_administrator(at: &Installation, arguments: &[&str], more: &[&str]) -> Finished {
    // A file of its own for each command: several run at once.
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let secret = at.first_secret();
    let path = at.path(&format!("beheerder-{}.secret", NEXT.fetch_add(1, Ordering::Relaxed)));
    write_secret(&path, &format!("{secret}\n"));
    let secret = ["--secret-file", path.to_str().unwrap()];
    at.command(&[arguments, &secret, more].concat())
}

pub(crate) fn text<'a>(answer: &'a Value, name: &str) -> &'a str {
    answer[name].as_str().unwrap()
}

fn an_application_is_registered_used_and_stopped_by_commands_alone(bench: &Bench) {
    let at = bench.fresh();
    let made = administer(&at, &["applicatie", "create", "--label", "Meldingen"]);
    let applicatie = text(&made, "id");
    let zaaktype = sample::url(&at.public_url(), sample::ZAAKTYPEN, sample::ZAAKTYPE_MELDING);
    let may = ["--component", "zrc", "--scope", "zaken.lezen", "--scope", "zaken.aanmaken"];
    let on = ["--type", &zaaktype, "--max", "openbaar"];
    let added = administer(&at, &[&["autorisatie", "add", applicatie], &may[..], &on[..]].concat());
    administer(&at, &["client", "create", "meldingen", "--applicatie", applicatie]);
    let secret = administer(&at, &["secret", "create", "meldingen", "--label", "productie"]);
    at.trust("meldingen");

    let path = at.path("meldingen.secret");
    write_secret(&path, text(&secret, "secret"));
    let file = ["--client-id", "meldingen", "--secret-file", path.to_str().unwrap()];
    let shown = at.command(&[&["token"], &file[..]].concat());
    assert!(shown.stdout.contains("\"client_id\": \"meldingen\""), "{}", shown.stdout);
    let raw = at.command(&[&["token"], &file[..], &["--raw"]].concat());
    let token = raw.stdout.trim();
    let path = format!("{}/{}", sample::ZAKEN, sample::ZAAK_MELDING_OPENBAAR);
    let ask = || Request::get(&path).bearer(token).send(at.gateway).status;
    eventually(IN_FORCE, "allowed", || ask() == 200);

    administer(&at, &["autorisatie", "remove", applicatie, text(&added, "id")]);
    eventually(IN_FORCE, "refused for want of an autorisatie", || ask() == 403);
    // Who pastes the whole secret sends its id alone.
    let revoke = ["secret", "revoke", "meldingen", text(&secret, "secret")];
    let refused = as_administrator(&at, &revoke, &[]);
    assert_eq!(refused.status.code(), Some(3), "{}", refused.stderr);
    assert!(refused.stderr.contains("say `--force`"), "it is the last: {}", refused.stderr);
    assert_eq!(ask(), 403, "nothing happened");
    administer(&at, &[&revoke[..], &["--force"]].concat());
    eventually(IN_FORCE, "refused for want of a secret", || ask() == 401);
}

fn a_refusal_says_what_the_issuer_said_and_ends_with_3(bench: &Bench) {
    let at = bench.shared();
    let nobody = ["client", "create", "x", "--applicatie", "00000000-0000-0000-0000-000000000000"];
    let finished = as_administrator(&at, &nobody, &[]);
    assert_eq!(finished.status.code(), Some(3));
    assert!(finished.stderr.contains("there is no applicatie"), "{}", finished.stderr);
    let odd = ["autorisatie", "add", "x", "--component", "zaken", "--scope", "zaken.lezen"];
    let finished = as_administrator(&at, &odd, &[]);
    assert_eq!(finished.status.code(), Some(3));
    assert_eq!(finished.stderr.lines().count(), 1, "{}", finished.stderr);
}

fn an_issuer_that_is_not_there_ends_with_4(bench: &Bench) {
    let at = bench.shared();
    let nowhere = ["applicatie", "create", "--label", "x", "--issuer", "http://127.0.0.1:1"];
    let finished = as_administrator(&at, &nowhere, &[]);
    assert_eq!(finished.status.code(), Some(4));
    assert!(finished.stderr.contains("is it running (`zaakpoort up`)"), "{}", finished.stderr);
}

fn without_a_secret_a_command_says_how_to_give_one(bench: &Bench) {
    let finished = bench.shared().command(&["secret", "create", "x"]);
    assert_eq!(finished.status.code(), Some(2));
    for way in ["--secret-file", "ZAAKPOORT_ADMIN_SECRET"] {
        assert!(finished.stderr.contains(way), "{}", finished.stderr);
    }
}

fn a_secret_is_not_sent_over_plain_http_to_another_machine(bench: &Bench) {
    let at = bench.shared();
    // 192.0.2.0/24 is nobody's (RFC 5737): what is sent there arrives nowhere.
    let refused = |arguments: &[&str]| {
        let finished = at.command(arguments);
        (finished.status.code(), finished.stderr)
    };
    write_secret(&at.path("ver.secret"), "zp_x");
    let far = ["--issuer", "http://192.0.2.1:9", "--secret-file", "ver.secret"];
    for command in [&["client", "list"][..], &["token", "--client-id", "x"]] {
        let (code, told) = refused(&[command, &far].concat());
        assert_eq!(code, Some(2), "{told}");
        assert!(told.contains("plain http to another machine") && told.contains("--plain-http"));
    }
    let with_password = ["--issuer", "http://jan:hush@192.0.2.1:9", "--secret-file", "ver.secret"];
    let (code, told) = refused(&[&["client", "list"], &with_password[..]].concat());
    assert_eq!(code, Some(2), "{told}");
    assert!(
        told.contains("(--issuer) has a user or a password") && !told.contains("hush"),
        "{told}"
    );
    let near = ["--issuer", "http://127.0.0.1:1", "--secret-file", "ver.secret"];
    assert_eq!(refused(&[&["client", "list"][..], &near].concat()).0, Some(4), "it is sent here");
    let nobody = ["--issuer", "http://nobody.invalid:9", "--secret-file", "ver.secret"];
    let all_the_same = [&["client", "list", "--plain-http"][..], &nobody].concat();
    assert_eq!(refused(&all_the_same).0, Some(4), "it is tried");
}
