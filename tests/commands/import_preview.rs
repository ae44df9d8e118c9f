//! `zaakpoort import autorisaties` as a person reads it before saying yes: whoever gets everything
//! stands out, and nothing there writes lines of its own here.

use serde_json::{Value, json};

use super::import::{Move, applicatie, page, saying};
use crate::cases;
use crate::harness::ac::path_of;
use crate::harness::{Bench, Finished, Installation, write_secret};

cases![
    who_gets_all_autorisaties_stands_out_and_so_does_which_way_that_changes,
    scopes_that_were_not_there_are_named,
    machines_are_told_what_each_applicatie_will_have,
    what_stands_there_has_one_line_here,
    what_moved_while_it_was_read_is_taken_once,
    what_changed_while_it_was_read_is_not_taken,
    a_file_that_is_no_credential_is_told_by_its_option,
    an_address_with_a_password_or_more_than_a_root_is_refused_and_not_repeated,
];

const ALL: &str = "+ Taakapplicatie 7 é (taak-7, taak-7-b): ALL autorisaties\n";

fn who_gets_all_autorisaties_stands_out_and_so_does_which_way_that_changes(bench: &Bench) {
    let moving = Move::new(bench);
    let [one, seven] =
        [1, 7].map(|number| moving.reader.done("POST", "/applicaties", &applicatie(number)));
    let asked = moving.import(&[]);
    assert!(asked.stdout.contains(ALL), "{}", asked.stdout);
    assert!(asked.stdout.contains("+ Taakapplicatie 1 é (taak-1, taak-1-b): 3 autorisaties\n"));
    let told = "3 applicaties change here, and 1 of them gets ALL autorisaties.";
    assert!(asked.stderr.contains(told), "{}", asked.stderr);
    moving.imported(&["--yes"]);
    let all = json!({ "heeftAlleAutorisaties": true, "autorisaties": [] });
    moving.reader.done("PATCH", &path_of(&one), &all);
    let less = json!({ "heeftAlleAutorisaties": false,
        "autorisaties": [{ "component": "ztc", "scopes": ["catalogi.lezen"] }] });
    moving.reader.done("PATCH", &path_of(&seven), &less);
    let asked = moving.import(&[]);
    for told in [
        "~ Taakapplicatie 1 é (taak-1, taak-1-b): heeft_alle_autorisaties: no -> YES, autorisaties (+0 -3)\n",
        "~ Taakapplicatie 7 é (taak-7, taak-7-b): heeft_alle_autorisaties: yes -> no, autorisaties (+1 -0)\n",
    ] {
        assert!(asked.stdout.contains(told), "{}", asked.stdout);
    }
    let told = "2 applicaties change here, and 1 of them gets ALL autorisaties.";
    assert!(asked.stderr.contains(told), "{}", asked.stderr);
}

fn scopes_that_were_not_there_are_named(bench: &Bench) {
    let moving = Move::new(bench);
    let made = moving.reader.done("POST", "/applicaties", &applicatie(1));
    moving.imported(&["--yes"]);
    let of = |scopes: &[&str]| {
        json!({ "autorisaties": [{ "component": "zrc", "scopes": scopes,
        "zaaktype": "https://catalogi.example/zaaktypen/1",
        "maxVertrouwelijkheidaanduiding": "zaakvertrouwelijk" }] })
    };
    let more = of(&["zaken.lezen", "zaken.verwijderen", "zaken.heropenen"]);
    moving.reader.done("PATCH", &path_of(&made), &more);
    let asked = moving.import(&[]);
    let told =
        "autorisaties (+1 -3, scopes that were not there: zaken.heropenen, zaken.verwijderen)\n";
    assert!(asked.stdout.contains(told), "{}", asked.stdout);
    assert!(asked.stderr.contains("1 applicatie changes here."), "{}", asked.stderr);
}

/// What machines are told of the one with this client id.
fn of<'a>(answer: &'a Value, client_id: &str) -> &'a Value {
    let results = answer["results"].as_array().unwrap();
    let has = |one: &&Value| one["client_ids"][0] == client_id;
    results.iter().find(has).unwrap_or_else(|| panic!("{client_id}: {answer}"))
}

fn machines_are_told_what_each_applicatie_will_have(bench: &Bench) {
    let at = reading(bench);
    let refused = json!({ "clientIds": ["x\ny"], "label": "l", "heeftAlleAutorisaties": true });
    let there = [applicatie(1), applicatie(7), refused];
    for outcome in ["created", "unchanged"] {
        let finished = import(&at, &saying(vec![page(3, "", &there)]), &["--yes", "--json"]);
        assert_eq!(finished.status.code(), Some(3), "{}", finished.stderr);
        let answer: Value = serde_json::from_str(&finished.stdout).unwrap();
        for (id, outcome, all, count) in [
            ("taak-1", outcome, false, 3),
            ("taak-7", outcome, true, 0),
            ("x\ny", "refused", true, 0),
        ] {
            let one = of(&answer, id);
            assert_eq!(one["outcome"], outcome, "{one}");
            assert_eq!(one["heeft_alle_autorisaties"], all, "{one}");
            assert_eq!(one["autorisaties"], count, "{one}");
        }
        let added = if outcome == "created" { 3 } else { 0 };
        assert_eq!(of(&answer, "taak-1")["autorisaties_added"], added, "{answer}");
    }
}

/// An installation that reads with a token.
fn reading(bench: &Bench) -> Installation {
    let at = bench.fresh();
    write_secret(&at.path("admin.secret"), &at.first_secret());
    write_secret(&at.path("token.txt"), "een-token-van-daar");
    at
}

fn import(at: &Installation, from: &str, more: &[&str]) -> Finished {
    let issuer = at.issuer_url();
    let mut arguments = vec!["import", "autorisaties", "--from", from, "--issuer", &issuer];
    arguments.extend(["--token-file", "token.txt", "--secret-file", "admin.secret"]);
    arguments.extend(more);
    at.command(&arguments)
}

fn what_stands_there_has_one_line_here(bench: &Bench) {
    let at = reading(bench);
    for line in ["\n", "\r", "\u{b}", "\u{c}", "\u{85}", "\u{2028}", "\u{2029}", "\t"] {
        let text = format!("x{line}+ goed (goed): 1 autorisaties");
        let mut evil = applicatie(1);
        evil["label"] = json!(text);
        evil["clientIds"] = json!([text]);
        evil["autorisaties"][0]["scopes"] = json!([text]);
        let finished = import(&at, &saying(vec![page(1, "", &[evil])]), &["--yes"]);
        assert_eq!(finished.status.code(), Some(3), "{}", finished.stderr);
        assert!(finished.stdout.starts_with("! x\u{fffd}+ goed"), "{line:?}: {}", finished.stdout);
        assert!(!finished.stdout.contains("x\n"), "{line:?}: {}", finished.stdout);
        let raw = ["\r", "\u{b}", "\u{c}", "\u{85}", "\u{2028}", "\u{2029}", "\t"];
        for raw in raw {
            assert!(!finished.stdout.contains(raw), "{line:?}: {:?}", finished.stdout);
        }
        assert_eq!(finished.stdout.lines().count(), 3, "{line:?}: {}", finished.stdout);
    }
}

fn at_url(mut applicatie: Value, url: &str) -> Value {
    applicatie["url"] = json!(url);
    applicatie
}

fn what_moved_while_it_was_read_is_taken_once(bench: &Bench) {
    let at = reading(bench);
    let [one, two] = [1, 2].map(|number| {
        at_url(applicatie(number), &format!("https://daar.example/autorisaties/{number}"))
    });
    let pages = vec![page(3, "x", &[two, one.clone()]), page(3, "", &[one])];
    let finished = import(&at, &saying(pages), &["--yes"]);
    assert!(finished.status.success(), "{}{}", finished.stdout, finished.stderr);
    assert!(finished.stdout.contains("Done: 2 created, 0 changed"), "{}", finished.stdout);
    let told = "1 of the applicaties there came twice, for the list changed while it was read";
    assert!(finished.stderr.contains(told), "{}", finished.stderr);
}

fn what_changed_while_it_was_read_is_not_taken(bench: &Bench) {
    let at = reading(bench);
    let url = "https://daar.example/autorisaties/1";
    let one = at_url(applicatie(1), url);
    let mut changed = one.clone();
    changed["label"] = json!("Anders");
    let two = at_url(applicatie(2), "https://daar.example/autorisaties/2");
    let pages = vec![page(3, "x", &[two, one]), page(3, "", &[changed])];
    let finished = import(&at, &saying(pages), &["--yes"]);
    assert_eq!(finished.status.code(), Some(3), "{}", finished.stderr);
    assert!(finished.stdout.contains("Done: 1 created, 0 changed"), "{}", finished.stdout);
    let told = "(taak-1, taak-1-b): it changed there while the list was read; run this again";
    assert!(finished.stdout.contains(told), "{}", finished.stdout);
    assert!(finished.stderr.contains("1 of 2 applicaties was not taken over"));
}

fn a_file_that_is_no_credential_is_told_by_its_option(bench: &Bench) {
    let at = reading(bench);
    let root = "http://127.0.0.1:9/autorisaties/api/v1";
    let issuer = at.issuer_url();
    let mut key = vec!["import", "autorisaties", "--from", root, "--issuer", &issuer];
    key.extend(["--zgw-client-id", "x", "--zgw-key-file", "token.txt"]);
    for bad in ["hush-1\nhush-2", "hush\u{1}", "hush\tx", "hush\r\n\r\n", "hush\u{85}x"] {
        write_secret(&at.path("token.txt"), bad);
        let token = import(&at, root, &[]);
        assert_eq!(token.status.code(), Some(2), "{}", token.stderr);
        assert!(token.stderr.contains("--token-file token.txt: "), "{}", token.stderr);
        let of_key = at.command(&key);
        assert_eq!(of_key.status.code(), Some(2), "{}", of_key.stderr);
        assert!(of_key.stderr.contains("--zgw-key-file token.txt: "), "{}", of_key.stderr);
        for said in [&token.stderr, &of_key.stderr] {
            assert!(said.contains("line break or another control character"), "{said}");
            assert!(!said.contains("hush"), "{said}");
        }
    }
    for bad in ["een token", "tokén", "to\u{2028}ken"] {
        write_secret(&at.path("token.txt"), bad);
        let token = import(&at, root, &[]);
        assert_eq!(token.status.code(), Some(2), "{}", token.stderr);
        assert!(token.stderr.contains("--token-file token.txt: "), "{}", token.stderr);
        assert!(!token.stderr.contains(bad), "{}", token.stderr);
    }
    let missing = import(&at, root, &["--from-ca", "x"]);
    assert!(missing.stderr.contains("--token-file token.txt: "), "{}", missing.stderr);
}

fn an_address_with_a_password_or_more_than_a_root_is_refused_and_not_repeated(bench: &Bench) {
    let at = reading(bench);
    for (bad, told) in [
        ("http://jan:hush@127.0.0.1:9/autorisaties/api/v1", "--from has a user or a password"),
        ("https://hush@daar.example/autorisaties/api/v1", "--from has a user or a password"),
        ("http://jan:hush@daar.example:x/", "--from is no"),
        ("https://daar.example/autorisaties/api/v1?key=hush", "--from has a query"),
        ("https://daar.example/autorisaties/api/v1#hush", "--from has a query"),
        ("ftp://daar.example/hush", "--from is no"),
        ("hush", "--from is no"),
    ] {
        let finished = import(&at, bad, &["--yes"]);
        assert_eq!(finished.status.code(), Some(2), "{bad}: {}", finished.stderr);
        assert!(finished.stderr.contains(told), "{bad}: {}", finished.stderr);
        assert!(!finished.stderr.contains("hush"), "{bad}: {}", finished.stderr);
    }
}
