//! `zaakpoort plan | apply | export`: a state that is kept in a file.

use serde_json::{Value, json};

use super::administration::{administer, as_administrator};
use crate::cases;
use crate::connect::register::{metadata, register};
use crate::harness::{Bench, Finished, Installation, write_secret};

cases![
    every_setting_goes_out_and_comes_back_without_a_difference,
    what_differs_is_told_line_by_line_and_plan_ends_with_2,
    every_fault_of_a_file_is_told_with_its_line_and_plan_ends_with_1,
    what_is_not_in_the_file_stays_until_it_is_pruned,
    what_the_issuer_would_refuse_is_told_before_anything_is_written,
    a_key_is_given_by_file_and_known_again,
    a_client_that_registered_itself_is_left_alone,
];

/// Everything that a file can say.
pub(super) const RICH: &str = include_str!("desired/rich.yaml");

/// Writes the file of a state, and does with it what is said.
pub(super) fn with(at: &Installation, text: &str, command: &str, more: &[&str]) -> Finished {
    let path = at.path("gewenst.yaml");
    std::fs::write(&path, text).unwrap();
    as_administrator(at, &[command, path.to_str().unwrap()], more)
}

pub(crate) fn applied(at: &Installation, text: &str) -> String {
    let finished = with(at, text, "apply", &[]);
    assert!(finished.status.success(), "{}{}", finished.stdout, finished.stderr);
    finished.stdout
}

/// What a plan says, and its exit code.
pub(crate) fn planned(at: &Installation, text: &str, more: &[&str]) -> (Option<i32>, String) {
    let finished = with(at, text, "plan", more);
    (finished.status.code(), format!("{}{}", finished.stdout, finished.stderr))
}

pub(crate) fn exported(at: &Installation) -> String {
    let finished = as_administrator(at, &["export"], &[]);
    assert!(finished.status.success(), "{}", finished.stderr);
    finished.stdout
}

fn every_setting_goes_out_and_comes_back_without_a_difference(bench: &Bench) {
    let (at, other) = (bench.fresh(), bench.fresh());
    let said = applied(&at, RICH);
    assert!(said.contains("Done: 5 changes, 0 not."), "{said}");
    let (code, said) = planned(&at, RICH, &["--prune"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(applied(&at, RICH).contains("Nothing to do: 5 things are as the file says."));
    let text = exported(&at);
    let (code, said) = planned(&at, &text, &["--prune"]);
    assert_eq!(code, Some(0), "{said}\n{text}");
    applied(&other, &text);
    assert_eq!(exported(&other), text, "line by line");
    for word in
        ["reference: DAO API", "client_id: \"yes\"", "client_id: \"007\"", "- id: \"0f7b2f52"]
    {
        assert!(text.contains(word), "{word}: {text}");
    }
}

fn what_differs_is_told_line_by_line_and_plan_ends_with_2(bench: &Bench) {
    let at = bench.fresh();
    applied(&at, RICH);
    let text = RICH
        .replace("label: Zaaksysteem", "label: Zaken")
        .replace("scopes: [zaken.lezen, zaken.aanmaken]", "scopes: [zaken.lezen]")
        .replace("access_token_lifetime: 600", "access_token_lifetime: 900")
        .replace("token_format: opaque", "token_format: jwt")
        .replace("owner_code: '0363'\n    owner_name", "owner_code: '0344'\n    owner_name");
    let (code, said) = planned(&at, &text, &[]);
    assert_eq!(code, Some(2), "{said}");
    for line in [
        "~ API dao-api (DAO API)",
        "    ~ owner_code: 0363 → 0344",
        "~ applicatie Zaken",
        "    ~ label: Zaaksysteem → Zaken",
        "    ~ client zaaksysteem, access_token_lifetime: 600 → 900",
        "    - client portaal, oauth.token_format: opaque",
        "    - autorisaties: component zrc; max_vertrouwelijkheidaanduiding zaakvertrouwelijk; scopes \
         zaken.aanmaken, zaken.lezen; zaaktype https://catalogi.example/catalogi/api/v1/zaaktypen/1",
        "0 to make, 2 to change, 0 to take away; 3 as the file says.",
        "2 differences: not as the file says; `zaakpoort apply` makes it so",
    ] {
        assert!(said.contains(line), "{line}\n{said}");
    }
    let machines = with(&at, &text, "plan", &["--json"]);
    let read: Value = serde_json::from_str(&machines.stdout).unwrap();
    assert_eq!((machines.status.code(), &read["same"]), (Some(2), &json!(3)), "{read}");
    assert_eq!(read["steps"][1]["does"], "change");
    let id = administer(&at, &["applicatie", "list", "--client-id", "portaal"])["results"][0]["id"]
        .clone();
    applied(&at, &text);
    assert_eq!(planned(&at, &text, &["--prune"]).0, Some(0));
    let now =
        administer(&at, &["applicatie", "list", "--client-id", "portaal"])["results"][0].clone();
    assert_eq!((&now["id"], &now["label"]), (&id, &json!("Zaken")), "the same applicatie");
}

fn every_fault_of_a_file_is_told_with_its_line_and_plan_ends_with_1(bench: &Bench) {
    let at = bench.fresh();
    let text =
        RICH.replace("redirect_uris", "redirect_urls").replace("label: Alles", "lable: Alles");
    let (code, said) = planned(&at, &text, &[]);
    assert_eq!(code, Some(1), "{said}");
    let line = |word: &str| 1 + text.lines().position(|line| line.contains(word)).unwrap();
    let told = format!(
        "gewenst.yaml:{}: unknown key `redirect_urls` in `oauth`; did you mean",
        line("  redirect_urls")
    );
    assert!(said.contains(&told), "{told}\n{said}");
    assert!(
        said.contains(&format!("gewenst.yaml:{}: unknown key `lable`", line("lable"))),
        "{said}"
    );
    let (code, said) = planned(&at, "version: 1\napplicaties: [", &[]);
    assert!(code == Some(1) && said.contains("not YAML that can be read"), "{said}");
    let refused = with(&at, &text, "apply", &[]);
    assert_eq!(refused.status.code(), Some(2), "{}", refused.stderr);
    let none = as_administrator(&at, &["plan", "nergens.yaml"], &[]);
    assert_eq!(none.status.code(), Some(1), "{}", none.stderr);
    assert_eq!(administer(&at, &["applicatie", "list"])["results"], json!([]), "nothing was done");
}

fn what_is_not_in_the_file_stays_until_it_is_pruned(bench: &Bench) {
    let at = bench.fresh();
    applied(&at, RICH);
    let text = "version: 1\napplicaties:\n- label: Zaaksysteem\n  clients:\n  - client_id: zaaksysteem\n    \
                audiences: [b, a]\n    extra_scopes: [extra, andere]\n    access_token_lifetime: 600\n  \
                alleen_is_gereed_voor_publicatie: true\n";
    applied(&at, text);
    let (code, said) = planned(&at, text, &[]);
    assert_eq!(code, Some(0), "{said}");
    for stays in [
        "API dao-api (DAO API)",
        "applicatie Alles (",
        "with its clients 007, yes",
        "applicatie Nog leeg (0f7b2f52-6d1e-4e57-9c55-2b7a90c1d999), without clients",
        "applicatie Zaaksysteem, client portaal",
        "applicatie Zaaksysteem, client zaaksysteem: access to dao-api",
        "applicatie Zaaksysteem, client zaaksysteem: binding https://idp.example zaaksysteem é",
    ] {
        assert!(said.contains(stays), "{stays}\n{said}");
    }
    let (code, said) = planned(&at, text, &["--prune"]);
    assert_eq!(code, Some(2), "{said}");
    let asked = with(&at, text, "apply", &["--prune"]);
    assert_eq!(asked.status.code(), Some(2), "{}", asked.stderr);
    assert!(asked.stderr.contains("say --yes"), "{}", asked.stderr);
    assert_eq!(planned(&at, RICH, &[]).0, Some(2), "autorisaties alone went");
    let done = with(&at, text, "apply", &["--prune", "--yes"]);
    assert!(done.status.success(), "{}{}", done.stdout, done.stderr);
    assert_eq!(planned(&at, text, &["--prune"]).0, Some(0));
    assert_eq!(administer(&at, &["applicatie", "list"])["results"].as_array().unwrap().len(), 1);
    assert_eq!(administer(&at, &["api", "list"])["results"], json!([]));
    let (code, said) = planned(&at, RICH, &[]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("restore it first"), "{said}");
}

fn what_the_issuer_would_refuse_is_told_before_anything_is_written(bench: &Bench) {
    let at = bench.fresh();
    let other = administer(&at, &["applicatie", "create", "--label", "Eerder"]);
    let home = other["id"].as_str().unwrap();
    administer(&at, &["client", "create", "bezet", "--applicatie", home]);
    let text = "version: 1\napplicaties:\n- label: A\n  clients:\n  - client_id: a\n    access_token_lifetime: 5\n\
                - label: B\n  clients: [{ client_id: bezet }, { client_id: b }]\n- id: \
                0f7b2f52-6d1e-4e57-9c55-2b7a90c1d998\n  label: C\n";
    let (code, said) = planned(&at, text, &[]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("! refused (line 3): client `a`: `access_token_lifetime`"), "{said}");
    assert_eq!(administer(&at, &["applicatie", "list"])["results"].as_array().unwrap().len(), 1);
    let done = with(&at, text, "apply", &[]);
    assert_eq!(done.status.code(), Some(3), "{}", done.stderr);
    assert!(done.stdout.contains("Done: 2 changes, 1 not."), "{}", done.stdout);
    let known = administer(&at, &["applicatie", "show", home]);
    assert_eq!((&known["label"], &known["client_ids"]), (&json!("B"), &json!(["b", "bezet"])));
}

fn a_key_is_given_by_file_and_known_again(bench: &Bench) {
    const SECRET: &str = "een-geheim-van-meer-dan-tweeendertig-tekens";
    let at = bench.fresh();
    let key = at.path("a.key");
    write_secret(&key, SECRET);
    let until = |year: i32| format!("{year}-06-30");
    let text = |until: &str| {
        format!(
            "version: 1\napplicaties:\n- label: A\n  heeft_alle_autorisaties: true\n  clients:\n  - client_id: a\n    \
             zgw_keys:\n    - {{ secret: {{ file: {} }}, until: {until} }}\n",
            key.display()
        )
    };
    let now = 1970
        + i32::try_from(std::time::UNIX_EPOCH.elapsed().unwrap().as_secs() / 31_557_600).unwrap();
    let (first, second) = (text(&until(now + 1)), text(&until(now + 2)));
    let (code, said) = planned(&at, &first, &[]);
    assert!(code == Some(2) && said.contains("+ key for ZGW JWTs of client a"), "{said}");
    applied(&at, &first);
    assert_eq!(planned(&at, &first, &["--prune"]).0, Some(0));
    let (code, said) = planned(&at, &second, &[]);
    assert!(code == Some(2) && said.contains("~ key for ZGW JWTs of client a"), "{said}");
    applied(&at, &second);
    let keys = administer(&at, &["zgw-key", "list", "a"]);
    assert_eq!(keys["results"].as_array().unwrap().len(), 1, "{keys}");
    let text = exported(&at);
    assert!(!text.contains(SECRET) && !at.said().contains(SECRET), "{text}");
    assert_eq!(planned(&at, &text, &["--prune"]).0, Some(0));
    let clear = second.replace(&format!("{{ file: {} }}", key.display()), SECRET);
    let (code, said) = planned(&at, &clear, &[]);
    assert!(code == Some(1) && said.contains("a secret never stands in this file"), "{said}");
    assert!(!said.contains(SECRET), "{said}");
}

fn a_client_that_registered_itself_is_left_alone(bench: &Bench) {
    let at = bench.fresh();
    applied(&at, "version: 1\napplicaties:\n- label: A\n  clients: [{ client_id: a }]\n");
    let found = administer(&at, &["applicatie", "list", "--client-id", "a"]);
    let home = found["results"][0]["id"].as_str().unwrap();
    let create = ["registration-token", "create", home, "--label", "x"];
    let token = administer(&at, &create);
    let made = register(&at, token["token"].as_str().unwrap(), &metadata(&json!({})));
    assert_eq!(made.status, 201, "{}", made.text());
    let id = made.member("client_id");
    assert!(!exported(&at).contains(&id));
    let text = "version: 1\napplicaties:\n- label: B\n  clients: [{ client_id: a }]\n";
    let done = with(&at, text, "apply", &["--prune", "--yes"]);
    assert!(done.status.success(), "{}{}", done.stdout, done.stderr);
    assert_eq!(administer(&at, &["client", "show", &id])["deleted_at"], Value::Null);
}
