//! Every fault at once, each with its place: files, variables, secrets.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::net::SocketAddr;
use std::time::Duration;

use super::*;

mod overrides;
mod secrets;
mod values;

const FILE: &str = "zaakpoort.toml";

#[derive(Debug, PartialEq)]
struct Gateway {
    listen: SocketAddr,
    workers: u16,
    timeout: Duration,
    label: Option<String>,
    upstreams: Vec<(String, u64)>,
}

fn gateway(section: &mut Section<'_>) -> Option<Gateway> {
    let listen = section.required("listen", parse::socket_address);
    let workers = section.default("workers", 2, parse::integer_in(1..=64));
    let timeout = section.default("timeout", Duration::from_secs(5), parse::duration);
    let label = section.optional("label", parse::string);
    let upstreams = section.tables("upstream", upstream);
    Some(Gateway {
        listen: listen?,
        workers: workers?,
        timeout: timeout?,
        label: label?,
        upstreams: upstreams?,
    })
}

fn upstream(section: &mut Section<'_>) -> Option<(String, u64)> {
    let address = section.required("address", parse::string);
    let limit = section.section("limits", |limits| limits.default("body", 9, parse::byte_size));
    Some((address?, limit?))
}

fn read(text: &str, variables: &[(&str, &str)]) -> Result<Gateway, Vec<String>> {
    let variables = variables.iter().map(|(name, text)| ((*name).into(), (*text).into()));
    let shown = |faults: Vec<Fault>| faults.iter().map(ToString::to_string).collect::<Vec<_>>();
    let mut document = Document::parse(FILE, text, variables).map_err(shown)?;
    let gateway = document.section("gateway", gateway);
    document.finish().map_err(shown)?;
    Ok(gateway.unwrap())
}

fn faults(text: &str) -> Vec<String> {
    read(text, &[]).unwrap_err()
}

#[test]
fn what_stands_in_the_file_is_read_and_the_rest_has_its_default() {
    let text = "[gateway]\nlisten = \"[::1]:80\"\nlabel = \"a\"\n\n[[gateway.upstream]]\n\
                address = \"x\"\n[gateway.upstream.limits]\nbody = \"2 KiB\"\n\n\
                [[gateway.upstream]]\naddress = \"y\"\n";
    let expected = Gateway {
        listen: "[::1]:80".parse().unwrap(),
        workers: 2,
        timeout: Duration::from_secs(5),
        label: Some("a".into()),
        upstreams: vec![("x".into(), 2048), ("y".into(), 9)],
    };
    assert_eq!(read(text, &[]).unwrap(), expected);
}

#[test]
fn every_fault_comes_at_once_in_the_order_of_the_file() {
    let text = "[gatway]\nx = 1\n\n[gateway]\nlisten = \"here\"\nworkers = \"two\"\n\
                timeout = 5\nlable = 1\n\n[[gateway.upstream]]\nadress = \"x\"\n";
    let expected = [
        "zaakpoort.toml:1: unknown key `gatway` in the file; did you mean `gateway`?",
        "zaakpoort.toml:5: `gateway.listen`: `here` is not an address and port such as \
         127.0.0.1:8080",
        "zaakpoort.toml:6: `gateway.workers`: expected a whole number, found a string",
        "zaakpoort.toml:7: `gateway.timeout`: expected a time with its unit, such as \"250ms\", \
         \"10s\" or \"5m\"",
        "zaakpoort.toml:8: unknown key `lable` in [gateway]; did you mean `label`?",
        "zaakpoort.toml:10: [[gateway.upstream]] needs `address` (or the variable \
         ZAAKPOORT__GATEWAY__UPSTREAM__0__ADDRESS)",
        "zaakpoort.toml:11: unknown key `adress` in [[gateway.upstream]]; did you mean `address`?",
    ];
    assert_eq!(faults(text), expected);
}

#[test]
fn a_missing_section_is_named_by_the_key_it_should_hold() {
    let expected = ["zaakpoort.toml: [gateway] needs `listen` (or the variable \
                     ZAAKPOORT__GATEWAY__LISTEN)"];
    assert_eq!(faults(""), expected);
}

#[test]
fn a_key_unlike_any_other_has_no_suggestion() {
    let text = "[gateway]\nlisten = \"[::1]:80\"\ncolour = 1\n";
    assert_eq!(faults(text), ["zaakpoort.toml:3: unknown key `colour` in [gateway]"]);
}

#[test]
fn a_section_that_is_ignored_is_no_fault_and_one_that_is_not_is() {
    let text = "[issuer]\nx = 1\n";
    let mut document = Document::parse(FILE, text, []).unwrap();
    assert!(document.has("issuer") && !document.has("gateway"));
    document.ignore("issuer");
    assert_eq!(document.finish(), Ok(()));
    assert!(Document::parse(FILE, text, []).unwrap().finish().is_err());
}

#[test]
fn a_table_where_a_value_is_wanted_and_the_reverse_are_refused() {
    let text = "[gateway]\nlisten = \"[::1]:80\"\nlabel = { a = 1 }\nupstream = 4\n";
    let expected = [
        "zaakpoort.toml:3: `gateway.label`: expected a string, found a table",
        "zaakpoort.toml:4: `gateway.upstream`: expected tables ([[gateway.upstream]]), found a \
         whole number",
    ];
    assert_eq!(faults(text), expected);
    let expected = ["zaakpoort.toml:1: `gateway`: expected a table, found a whole number"];
    assert_eq!(faults("gateway = 1\n"), expected);
}

#[test]
fn text_that_is_not_toml_is_refused_with_its_lines() {
    let text = "[gateway]\nlisten = nowhere\n\n[gateway]\n";
    let shown = faults(text);
    assert!(shown.first().unwrap().starts_with("zaakpoort.toml:2: not TOML: "), "{shown:?}");
    assert!(shown.iter().any(|fault| fault.starts_with("zaakpoort.toml:4: ")), "{shown:?}");
    assert!(shown.iter().all(|fault| !fault.contains('\n')), "{shown:?}");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let path = std::path::Path::new("/nowhere/zaakpoort.toml");
    let fault = Document::load(Some(path), []).unwrap_err().remove(0).to_string();
    assert!(fault.starts_with("/nowhere/zaakpoort.toml: cannot be read: "), "{fault}");
    assert!(Document::load(None, []).is_ok());
}

#[test]
fn a_fault_of_the_reader_stands_at_its_key() {
    let text = "[a]\nx = 1\n";
    let mut document = Document::parse(FILE, text, []).unwrap();
    let answer = document.section("a", |section| {
        section.fault("x", "contradicts y");
        section.optional("x", parse::integer::<u8>)
    });
    assert_eq!(answer, None);
    let faults = document.finish().unwrap_err();
    assert_eq!(faults[0].to_string(), "zaakpoort.toml:2: `a.x`: contradicts y");
}
