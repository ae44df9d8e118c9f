//! What is wrong with a file is told all at once, each with its line.

use super::*;

fn faults(text: &str) -> Vec<String> {
    let faults = File::parse("f", text).err().unwrap_or_default();
    let mut told: Vec<(u64, String)> = faults.into_iter().map(|one| (one.line, one.text)).collect();
    told.sort();
    told.into_iter().map(|(line, text)| format!("{line}: {text}")).collect()
}

const GOOD: &str = "\
version: 1
apis:
  - client_id: api
    reference: API
    scopes: [lezen]
applicaties:
  - label: A
    heeft_alle_autorisaties: true
    clients:
      - client_id: a
        accesses: [{ api: api, scopes: [lezen] }]
  - id: 0f7b2f52-6d1e-4e57-9c55-2b7a90c1ffff
    label: B
    autorisaties:
";

#[test]
fn a_file_that_is_right_is_read() {
    let file = File::parse("f", GOOD).map_err(|_| "refused").unwrap();
    assert_eq!((file.apis.len(), file.applicaties.len()), (1, 2));
    assert_eq!(file.applicaties[1].line, 12);
}

#[test]
fn every_fault_is_told_at_once_with_its_line() {
    let text = GOOD
        .replace("label: B", "lable: B")
        .replace("heeft_alle_autorisaties", "heeftAlleAutorisaties")
        .replace("scopes: [lezen] }]", "scopes: [5] }]")
        .replace("version: 1", "version: 2");
    let told = faults(&text);
    assert_eq!(told.len(), 5, "{told:#?}");
    assert!(told[0].starts_with("1: `version`: this Zaakpoort reads version 1"), "{told:?}");
    assert!(told[3].contains("12: one of `applicaties` needs `label`"), "{told:?}");
    assert!(
        told.iter().any(|one| one.starts_with("8: unknown key `heeftAlleAutorisaties`")
            && one.ends_with("did you mean `heeft_alle_autorisaties`?")),
        "{told:?}"
    );
    assert!(told.iter().any(|one| one.starts_with("13: unknown key `lable`")), "{told:?}");
    assert!(told.iter().any(|one| one.starts_with("11: `scopes` holds a number")), "{told:?}");
}

#[test]
fn a_secret_that_stands_in_the_file_is_refused_and_not_repeated() {
    let with = |secret: &str| {
        format!(
            "version: 1\napplicaties:\n- label: A\n  clients:\n  - client_id: a\n    zgw_keys:\n    - \
             secret: {secret}\n      until: 2027-06-30\n"
        )
    };
    for bad in ["hush", "12345", "[hush]", "{ text: hush }", "{ file: hush, env: hush }"] {
        let told = faults(&with(bad));
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].starts_with("7: `secret`: a secret never stands in this file"), "{told:?}");
        assert!(!told[0].contains("hush") && !told[0].contains("12345"), "{told:?}");
    }
    assert_eq!(faults(&with("{ file: a.key }")), Vec::<String>::new());
    assert_eq!(faults(&with("{ env: A }")), Vec::<String>::new());
}

#[test]
fn what_names_one_thing_stands_in_the_file_once() {
    let twice = "version: 1\napplicaties:\n- label: A\n  clients:\n  - client_id: a\n- label: B\n  \
                 clients:\n  - client_id: a\n";
    let told = faults(twice);
    assert_eq!(told, ["8: client id `a` stands in line 5 already; each stands here once"]);
    let nameless = faults("version: 1\napplicaties:\n- label: A\n");
    assert!(
        nameless[0].starts_with("3: an applicatie without clients needs an `id`"),
        "{nameless:?}"
    );
}

#[test]
fn a_scope_that_an_api_of_the_file_lacks_is_told() {
    let told = faults(&GOOD.replace("scopes: [lezen] }]", "scopes: [schrijven] }]"));
    assert_eq!(told, ["7: \"schrijven\" is no scope of API \"api\" of this file"]);
}
