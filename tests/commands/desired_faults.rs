//! `zaakpoort apply` among others and in bad days: killed at any point, two at once, a state that moved.

use std::fmt::Write as _;
use std::time::Duration;

use serde_json::{Value, json};

use super::administration::administer;
use super::desired::{applied, planned, with};
use crate::cases;
use crate::harness::{Bench, Installation, Process, Request, eventually, write_secret};

cases![
    an_apply_that_is_killed_anywhere_is_finished_by_the_next,
    of_two_who_apply_at_once_each_hears_what_became_of_it_and_the_next_one_settles_it,
    a_write_for_a_state_that_moved_is_refused_whole,
    a_file_of_many_applicaties_is_done_once_and_compared_quickly,
];

/// This many applicaties, each of which has something of everything.
fn many(count: usize, max: &str) -> String {
    let mut text =
        "version: 1\napis: [{ client_id: api, reference: API, scopes: [lezen] }]\napplicaties:\n"
            .to_owned();
    for number in 0..count {
        write!(
            text,
            "- label: Taak {number}\n  autorisaties:\n  - component: zrc\n    scopes: [zaken.lezen]\n    zaaktype: \
             https://catalogi.example/zaaktypen/{number}\n    max_vertrouwelijkheidaanduiding: {max}\n  clients:\n  - \
             client_id: taak-{number}\n    bindings: [{{ issuer: https://idp.example, value: t{number} }}]\n    \
             accesses: [{{ api: api, scopes: [lezen] }}]\n"
        )
        .unwrap();
    }
    text
}

fn wholes(at: &Installation) -> Vec<Value> {
    let answer = at.administrator().done("GET", "/desired-state/applicaties?limit=500", &json!({}));
    answer["results"].as_array().unwrap().clone()
}

fn an_apply_that_is_killed_anywhere_is_finished_by_the_next(bench: &Bench) {
    const COUNT: usize = 40;
    let at = bench.fresh();
    let text = many(COUNT, "openbaar");
    let (file, secret) = (at.path("veel.yaml"), at.path("a.secret"));
    std::fs::write(&file, &text).unwrap();
    write_secret(&secret, &at.first_secret());
    let arguments = ["apply", file.to_str().unwrap(), "--secret-file", secret.to_str().unwrap()];
    for killed_at in [0, 1, 7, 23, COUNT - 1] {
        let process = Process::start(&at.path(""), &arguments, &[]);
        eventually(Duration::from_secs(30), "so many are written", || {
            wholes(&at).len() >= killed_at
        });
        process.kill();
        for one in wholes(&at) {
            assert_eq!(one["autorisaties"].as_array().unwrap().len(), 1, "{one}");
            let client = &one["clients"][0];
            assert_eq!(client["bindings"].as_array().unwrap().len(), 1, "{one}");
            assert_eq!(client["accesses"].as_array().unwrap().len(), 1, "{one}");
        }
    }
    let before = wholes(&at);
    applied(&at, &text);
    assert_eq!(planned(&at, &text, &["--prune"]).0, Some(0));
    let after = wholes(&at);
    assert_eq!(after.len(), COUNT);
    assert!(before.iter().all(|one| after.contains(one)), "what was done stayed as it was");
}

fn of_two_who_apply_at_once_each_hears_what_became_of_it_and_the_next_one_settles_it(
    bench: &Bench,
) {
    let at = bench.fresh();
    applied(&at, &many(30, "openbaar"));
    let texts = [many(30, "intern"), many(30, "geheim")];
    let ended: Vec<(Option<i32>, String)> = std::thread::scope(|scope| {
        let run = |text: &str, number: usize| {
            let (file, secret) =
                (at.path(&format!("{number}.yaml")), at.path(&format!("{number}.secret")));
            std::fs::write(&file, text).unwrap();
            write_secret(&secret, &at.first_secret());
            let finished = at.command(&[
                "apply",
                file.to_str().unwrap(),
                "--secret-file",
                secret.to_str().unwrap(),
            ]);
            (finished.status.code(), format!("{}{}", finished.stdout, finished.stderr))
        };
        let both: Vec<_> = texts
            .iter()
            .zip(1..)
            .map(|(text, number)| scope.spawn(move || run(text, number)))
            .collect();
        both.into_iter().map(|one| one.join().unwrap()).collect()
    });
    for (code, said) in &ended {
        assert!(matches!(code, Some(0 | 3)), "{said}");
        if *code == Some(3) {
            assert!(said.contains("somebody changed it since the plan was made"), "{said}");
        }
    }
    for one in wholes(&at) {
        let these = one["autorisaties"].as_array().unwrap();
        assert_eq!(these.len(), 1, "one of the two, whole: {one}");
        assert_ne!(these[0]["max_vertrouwelijkheidaanduiding"], "openbaar");
    }
    applied(&at, &texts[0]);
    assert_eq!(planned(&at, &texts[0], &["--prune"]).0, Some(0));
}

fn a_write_for_a_state_that_moved_is_refused_whole(bench: &Bench) {
    let at = bench.fresh();
    applied(&at, &many(1, "openbaar"));
    let admin = at.administrator();
    let was = wholes(&at)[0].clone();
    let path = format!("/desired-state/applicaties/{}", was["id"].as_str().unwrap());
    let body = json!({ "label": "Ander", "clients": [{ "client_id": "taak-0" }, { "client_id": "nog-een" }] });
    let put = |headers: &[(&str, &str)], query: &str| {
        let mut request = Request::new("PUT", &format!("/admin/v1{path}{query}"));
        request = request.bearer(&admin.token).json(&body);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        request.send(at.issuer)
    };
    let etag = was["etag"].as_str().unwrap();
    crate::admin::assert_fout(&put(&[], ""), 428, "precondition-required");
    crate::admin::assert_fout(&put(&[("if-none-match", "*")], ""), 412, "precondition-failed");
    crate::admin::assert_fout(
        &put(&[("if-match", "\"sha256:0\"")], ""),
        412,
        "precondition-failed",
    );
    let tried = put(&[("if-match", etag)], "?dry_run=true");
    assert_eq!((tried.status, &tried.json()["label"]), (200, &json!("Ander")));
    assert_eq!(wholes(&at)[0], was, "nothing was written");
    let done = put(&[("if-match", etag)], "");
    assert_eq!(done.status, 200, "{}", done.text());
    assert_eq!(done.header("etag"), done.json()["etag"].as_str());
    crate::admin::assert_fout(&put(&[("if-match", etag)], ""), 412, "precondition-failed");
    let said = with(&at, &many(1, "openbaar"), "plan", &[]);
    assert_eq!(said.status.code(), Some(2), "{}", said.stderr);
    let acts = administer(&at, &["audit", "list"]);
    let told = acts["results"].as_array().unwrap();
    let acts: Vec<&str> = told.iter().filter_map(|row| row["act"].as_str()).collect();
    assert_eq!(acts.iter().filter(|act| **act == "applicatie.apply").count(), 2, "{acts:?}");
    let applied = told.iter().find(|row| row["act"] == "applicatie.apply").unwrap().to_string();
    assert!(applied.contains("\"Ander\"") && !applied.contains("etag"), "{applied}");
}

fn a_file_of_many_applicaties_is_done_once_and_compared_quickly(bench: &Bench) {
    let at = bench.fresh();
    let text = many(600, "openbaar");
    assert!(applied(&at, &text).contains("Done: 601 changes, 0 not."));
    assert_eq!(wholes(&at).len(), 500, "more than a page");
    assert!(applied(&at, &text).contains("Nothing to do: 601 things are as the file says."));
}
