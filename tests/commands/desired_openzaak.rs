//! `zaakpoort export openzaak`: what Open Zaak reads, with the secrets that gateways sign with there; and the
//! chapter of the README that tells all of this.

use std::os::unix::fs::PermissionsExt as _;

use serde_json::json;

use super::administration::as_administrator;
use super::desired::applied;
use crate::cases;
use crate::harness::{Bench, write_secret};

cases![
    each_client_stands_in_the_setup_configuration_with_the_secret_that_gateways_sign_with,
    a_setup_configuration_is_written_on_yes_alone_and_over_no_other_file,
];

const TWO: &str = "version: 1\napplicaties:\n- label: 'Twee: é'\n  clients: [{ client_id: een }, { client_id: twee }]\n";

fn each_client_stands_in_the_setup_configuration_with_the_secret_that_gateways_sign_with(
    bench: &Bench,
) {
    const OLD: &str = "een-oud-geheim-van-meer-dan-tweeendertig-tekens";
    let at = bench.fresh();
    applied(&at, TWO);
    write_secret(&at.path("oud.csv"), &format!("identifier,secret\ntwee,{OLD}\n"));
    let until = ["--until", "2028-06-30", "--yes"];
    let shared = as_administrator(&at, &["import", "secrets", "--from", "oud.csv"], &until);
    assert!(shared.status.success(), "{}", shared.stderr);
    let done = as_administrator(&at, &["export", "openzaak", "--to", "setup.yaml", "--yes"], &[]);
    assert!(done.status.success(), "{}", done.stderr);
    let text = std::fs::read_to_string(at.path("setup.yaml")).unwrap();
    let told = at.command(&["gateway", "upstream-secret", "een"]).stdout;
    let secret = told.split_whitespace().last().unwrap();
    let read: serde_json::Value = serde_saphyr::from_str(&text).unwrap();
    let credentials = &read["vng_api_common_credentials"]["items"];
    assert_eq!(*credentials, json!([{ "identifier": "een", "secret": secret }]), "{text}");
    assert_eq!(read["vng_api_common_credentials_config_enable"], true);
    assert!(done.stderr.contains("left out: twee shares an imported secret"), "{}", done.stderr);
    assert!(!text.contains(OLD) && !done.stdout.contains(secret) && !done.stderr.contains(secret));
    let applicatie = &read["vng_api_common_applicaties"]["items"][0];
    assert_eq!(applicatie["client_ids"], json!(["een", "twee"]), "{text}");
    assert_eq!(applicatie["label"], "Twee: é");
    assert_eq!(applicatie["heeft_alle_autorisaties"], true);
    let mode = std::fs::metadata(at.path("setup.yaml")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    // What Open Zaak reads, `import secrets` reads too.
    let again = ["import", "secrets", "--from", "setup.yaml", "--no-upstream"];
    let again = as_administrator(&at, &again, &until);
    assert!(again.status.success(), "{}{}", again.stdout, again.stderr);
}

fn a_setup_configuration_is_written_on_yes_alone_and_over_no_other_file(bench: &Bench) {
    let at = bench.fresh();
    applied(&at, TWO);
    let asked = as_administrator(&at, &["export", "openzaak", "--to", "setup.yaml"], &[]);
    assert_eq!(asked.status.code(), Some(2), "{}", asked.stderr);
    assert!(asked.stderr.contains("2 secrets in clear"), "{}", asked.stderr);
    assert!(!at.path("setup.yaml").exists());
    std::fs::write(at.path("setup.yaml"), "ander\n").unwrap();
    let done = as_administrator(&at, &["export", "openzaak", "--to", "setup.yaml", "--yes"], &[]);
    assert_eq!(done.status.code(), Some(2), "{}", done.stderr);
    assert_eq!(std::fs::read_to_string(at.path("setup.yaml")).unwrap(), "ander\n");
}
