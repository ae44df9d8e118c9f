//! A configuration with mistakes: all of them at once, each with its line, and a way out.

use std::net::TcpListener;
use std::path::Path;

use crate::harness::{Bench, Finished, run};
use crate::{cases, house};

cases![a_key_file_that_others_can_read_is_refused_with_the_command_to_run];

house![
    the_file_with_every_key_is_valid,
    a_gateway_starts_from_its_own_section_alone,
    the_other_section_is_not_needed_but_its_mistakes_are_told,
    all_faults_are_told_at_once_with_line_and_nearest_key,
    tokens_that_live_too_short_or_too_long_are_refused_at_start,
    a_file_that_is_no_toml_is_told_with_its_line,
    a_log_filter_that_is_none_is_told_with_its_line_beside_other_faults,
    a_secret_in_the_configuration_is_refused_and_not_repeated,
    a_key_can_be_set_in_the_environment_and_a_fault_names_the_variable,
    a_bad_route_pack_is_told_with_its_line,
    an_issuer_starts_from_its_own_section_alone,
    up_fills_in_what_a_file_leaves_out,
    the_file_with_every_key_is_printed,
    a_port_in_use_is_told_in_one_line_that_says_what_to_do,
    urls_of_the_autorisaties_api_that_lead_nowhere_are_told,
    a_notificaties_api_that_is_told_over_plain_http_is_told_of,
];

pub(super) fn with(text: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Finished {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("zaakpoort.toml"), text).unwrap();
    run(folder.path(), arguments, environment)
}

/// The documented file, which is also what counts when there is none.
fn documented() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config/zaakpoort.toml");
    std::fs::read_to_string(path).unwrap()
}

fn the_file_with_every_key_is_valid() {
    // With an upstream key that is not there, reading the file goes well and reading the key fails.
    let finished = with(&documented(), &["gateway", "upstream-secret", "app"], &[]);
    assert_eq!(finished.status.code(), Some(2));
    assert!(finished.stderr.contains("keys/upstream.key cannot be read"), "{}", finished.stderr);
    assert_eq!(finished.stderr.lines().count(), 1, "{}", finished.stderr);
}

/// The documented file without one of its sections.
pub(super) fn without(section: &str) -> String {
    let text = documented();
    let (issuer, gateway) = (text.find("[issuer]").unwrap(), text.find("[gateway]").unwrap());
    match section {
        "issuer" => format!("{}{}", &text[..issuer], &text[gateway..]),
        _ => text[..gateway].to_owned(),
    }
}

fn a_gateway_starts_from_its_own_section_alone() {
    let text = without("issuer");
    let starting = with(&text, &["gateway"], &[]);
    assert_eq!(starting.status.code(), Some(1), "it came as far as its keys: {}", starting.stderr);
    assert!(starting.stderr.contains("cannot be read"), "{}", starting.stderr);
    let asking = with(&text, &["gateway", "upstream-secret", "app"], &[]);
    assert!(asking.stderr.contains("keys/upstream.key cannot be read"), "{}", asking.stderr);
    let (listen, holder) = taken();
    let both = with(&text, &["up"], &[("ZAAKPOORT__ISSUER__LISTEN", &listen)]);
    assert!(both.stderr.contains("something listens there already"), "filled in: {}", both.stderr);
    drop(holder);
}

/// An address where somebody listens already, for as long as the second is there.
fn taken() -> (String, TcpListener) {
    let holder = TcpListener::bind("127.0.0.1:0").unwrap();
    (holder.local_addr().unwrap().to_string(), holder)
}

fn an_issuer_starts_from_its_own_section_alone() {
    let text = without("gateway");
    // Only an upstream beside it says for whom tokens are.
    let unsaid = with(&text, &["issuer"], &[]);
    assert!(unsaid.stderr.contains("[issuer] needs `default_audience`"), "{}", unsaid.stderr);
    let text = text.replace("# default_audience", "default_audience");
    let (taken, _holder) = taken();
    let starting = with(&text, &["issuer"], &[("ZAAKPOORT__ISSUER__LISTEN", &taken)]);
    assert_eq!(starting.status.code(), Some(1), "it came as far as its port: {}", starting.stderr);
    assert!(starting.stderr.contains("something listens there already"), "{}", starting.stderr);
    assert!(starting.stdout.contains("where gateway.credential points"), "{}", starting.stdout);
    let both = with(&text, &["up"], &[("ZAAKPOORT__ISSUER__LISTEN", &taken)]);
    assert!(both.stderr.contains("something listens there already"), "filled in: {}", both.stderr);
    let alone = with(&text, &["gateway"], &[]);
    assert!(alone.stderr.contains("[gateway] needs `issuer`"), "{}", alone.stderr);
}

/// What is said of a file that holds next to nothing; it comes as far as a port that is taken.
fn filled_in(text: &str, environment: &[(&str, &str)]) -> String {
    let (taken, _holder) = taken();
    let ports = [("ZAAKPOORT__ISSUER__LISTEN", &taken[..]), ("ZAAKPOORT__GATEWAY__LISTEN", &taken)];
    with(text, &["up"], &[&ports[..], environment].concat()).stderr
}

fn up_fills_in_what_a_file_leaves_out() {
    let started = "something listens there already";
    let upstream = "[[gateway.upstream]]\nname = \"dao\"\npublic_url = \"https://dao.example\"\n\
                    address = \"http://127.0.0.1:8300\"\ncredential = { kind = \"none\" }\n\
                    operations = [{ method = \"GET\", path = \"/ping\", answer = \"ping\" }]\n";
    let renamed = "[issuer]\npublic_url = \"http://LOCALHOST:8080/\"\n";
    for text in
        ["", "[log]\nformat = \"text\"\n", upstream, renamed, "[gateway]\nleeway = \"5s\"\n"]
    {
        let said = filled_in(text, &[]);
        assert!(said.contains(started), "{text}: {said}");
    }
    let one = [("ZAAKPOORT__GATEWAY__UPSTREAM__0__TIMEOUT", "5s")];
    assert!(filled_in("", &one).contains(started), "a variable changes what is filled in");
    let said = filled_in("issuer = 3\n", &[]);
    assert!(said.contains("expected a table"), "{said}");
    let asked = with("[log]\n", &["gateway", "upstream-secret", "app"], &[]);
    assert!(asked.stderr.contains("keys/upstream.key cannot be read"), "{}", asked.stderr);
}

fn the_file_with_every_key_is_printed() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(run(folder.path(), &["config"], &[]).stdout, documented());
}

fn the_other_section_is_not_needed_but_its_mistakes_are_told() {
    let text = documented().replace("hash_queue = 32", "hash_qeue = 32");
    let finished = with(&text, &["gateway"], &[]);
    assert_eq!(finished.status.code(), Some(2), "{}", finished.stderr);
    assert!(finished.stderr.contains("did you mean `hash_queue`?"), "{}", finished.stderr);
}

fn all_faults_are_told_at_once_with_line_and_nearest_key() {
    let text = documented()
        .replace("public_url = \"http://localhost:8080\"", "publc_url = \"http://localhost:8080\"")
        .replace("hash_queue = 32", "hash_queue = \"many\"")
        .replace("max_staleness = \"5m\"", "max_staleness = 5");
    let finished = with(&text, &["up"], &[]);
    assert_eq!(finished.status.code(), Some(2));
    let line = |what: &str| 1 + text.lines().position(|line| line.starts_with(what)).unwrap();
    for expected in [
        format!(
            "zaakpoort.toml:{}: unknown key `publc_url` in [issuer]; did you mean `public_url`?",
            line("publc_url")
        ),
        format!("zaakpoort.toml:{}: `issuer.hash_queue`", line("hash_queue")),
        format!("zaakpoort.toml:{}: `gateway.max_staleness`", line("max_staleness")),
    ] {
        assert!(finished.stderr.contains(&expected), "{expected}\n{}", finished.stderr);
    }
    assert_eq!(finished.stderr.lines().count(), 3, "{}", finished.stderr);
}

fn tokens_that_live_too_short_or_too_long_are_refused_at_start() {
    let usual = "access_token_lifetime = \"5m\"";
    assert!(documented().contains(usual));
    for (time, refused) in [("59s", true), ("60s", false), ("24h", false), ("86401s", true)] {
        // One that is right ends at the other fault alone.
        let text = documented()
            .replace(usual, &format!("access_token_lifetime = \"{time}\""))
            .replace("hash_queue = 32", "hash_queue = \"many\"");
        let finished = with(&text, &["up"], &[]);
        assert_eq!(finished.status.code(), Some(2));
        let told = finished
            .stderr
            .contains("`issuer.access_token_lifetime`: expected a time from 1m to 24h");
        assert_eq!(told, refused, "{time}: {}", finished.stderr);
    }
}

fn a_file_that_is_no_toml_is_told_with_its_line() {
    let finished = with("[issuer]\nlisten = \n", &["up"], &[]);
    assert_eq!(finished.status.code(), Some(2));
    assert!(finished.stderr.starts_with("zaakpoort: zaakpoort.toml:2: "), "{}", finished.stderr);
    let finished = run(Path::new("/"), &["--config", "/nowhere/x.toml", "up"], &[]);
    assert_eq!(finished.status.code(), Some(2));
    assert!(finished.stderr.contains("/nowhere/x.toml"), "{}", finished.stderr);
}

fn a_log_filter_that_is_none_is_told_with_its_line_beside_other_faults() {
    let text = "[log]\nfilter = \"gateway=loud\"\nformat = \"xml\"\n";
    let finished = with(text, &["issuer"], &[]);
    assert_eq!(finished.status.code(), Some(2));
    for told in ["zaakpoort.toml:2: `log.filter`: `gateway=loud`", "zaakpoort.toml:3: `log.format`"]
    {
        assert!(finished.stderr.contains(told), "{}", finished.stderr);
    }
}

fn a_secret_in_the_configuration_is_refused_and_not_repeated() {
    let secret = "c2VjcmV0LWluLXRoZS1maWxl";
    let text = documented().replace("{ file = \"keys/sealing.key\" }", &format!("\"{secret}\""));
    let finished = with(&text, &["up"], &[]);
    assert_eq!(finished.status.code(), Some(2));
    assert!(finished.stderr.contains("{ file = "), "{}", finished.stderr);
    assert!(!finished.stderr.contains(secret), "{}", finished.stderr);
}

fn a_key_can_be_set_in_the_environment_and_a_fault_names_the_variable() {
    let variable = ("ZAAKPOORT__GATEWAY__LEEWAY", "an hour");
    let finished = with(&documented(), &["up"], &[variable]);
    assert_eq!(finished.status.code(), Some(2));
    assert!(finished.stderr.contains(variable.0), "{}", finished.stderr);
    let variable = ("ZAAKPOORT__GATEWAY__LEWAY", "5s");
    let finished = with(&documented(), &["up"], &[variable]);
    assert!(finished.stderr.contains("did you mean `leeway`?"), "{}", finished.stderr);
}

fn a_bad_route_pack_is_told_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let packs = folder.path().join("operations");
    std::fs::create_dir(&packs).unwrap();
    let pack = "component,api_version,method,path,scopes_standard,scopes_openzaak,object\n\
                zrc,1.7.0,FETCH,/zaken,zaken.lezen,zaken.lezen,list\n\
                zrc,1.7.0,GET,/zaken,(zaken.lezen,zaken.lezen,list\n";
    std::fs::write(packs.join("zrc.csv"), pack).unwrap();
    let finished = run(folder.path(), &["up"], &[("ZAAKPOORT__OPERATIONS__DIR", "operations")]);
    assert_eq!(finished.status.code(), Some(2), "{}", finished.stderr);
    for line in ["zrc.csv:2", "zrc.csv:3"] {
        assert!(finished.stderr.contains(line), "{line}\n{}", finished.stderr);
    }
    assert!(!folder.path().join("data").exists(), "nothing was made");
}

fn a_port_in_use_is_told_in_one_line_that_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let holder = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = holder.local_addr().unwrap().to_string();
    let environment =
        [("ZAAKPOORT__ISSUER__LISTEN", "127.0.0.1:0"), ("ZAAKPOORT__GATEWAY__LISTEN", &taken)];
    let finished = run(folder.path(), &["up"], &environment);
    assert_eq!(finished.status.code(), Some(1));
    let last = finished.stderr.lines().last().unwrap();
    assert!(last.contains(&taken) && last.contains("gateway.listen"), "{}", finished.stderr);
    assert!(last.contains("something listens there already"), "{}", finished.stderr);
}

/// What an issuer and gateway say that come as far as a port that is taken.
fn started(environment: &[(&str, &str)]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let holder = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = holder.local_addr().unwrap().to_string();
    let ports = [("ZAAKPOORT__ISSUER__LISTEN", &taken[..]), ("ZAAKPOORT__GATEWAY__LISTEN", &taken)];
    let finished = run(folder.path(), &["up"], &[&ports[..], environment].concat());
    assert!(finished.stderr.contains("something listens there already"), "{}", finished.stderr);
    finished.stderr
}

fn urls_of_the_autorisaties_api_that_lead_nowhere_are_told() {
    let told = |public_url| started(&[("ZAAKPOORT__AUTORISATIES__PUBLIC_URL", public_url)]);
    let said = told("https://autorisaties.example");
    let line = said.lines().find(|line| line.contains("autorisaties.public_url")).expect(&said);
    for part in ["WARN", "https://autorisaties.example", "URLs of the Autorisaties API"] {
        assert!(line.contains(part), "{part}: {line}");
    }
    for known in ["http://localhost:8080", "http://localhost:8100"] {
        assert!(!told(known).contains("autorisaties.public_url"), "{known}");
    }
}

fn a_notificaties_api_that_is_told_over_plain_http_is_told_of() {
    let told = |url| {
        started(&[
            ("ZAAKPOORT__AUTORISATIES__NOTIFICATIES__URL", url),
            ("ZAAKPOORT__AUTORISATIES__NOTIFICATIES__CLIENT_ID", "zaakpoort"),
            ("ZAAKPOORT__AUTORISATIES__NOTIFICATIES__SECRET__ENV", "NRC_SECRET"),
            ("NRC_SECRET", "geheim"),
        ])
    };
    let said = told("http://10.0.0.1/api/v1");
    let line = said.lines().find(|line| line.contains("plain http")).expect(&said);
    for part in ["WARN", "http://10.0.0.1/api/v1", "autorisaties.notificaties.url"] {
        assert!(line.contains(part), "{part}: {line}");
    }
    for unseen in ["http://127.0.0.1:8000/api/v1", "https://10.0.0.1/api/v1"] {
        assert!(!told(unseen).contains("plain http"), "{unseen}");
    }
}

fn a_key_file_that_others_can_read_is_refused_with_the_command_to_run(bench: &Bench) {
    let at = bench.shared();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secret");
    std::fs::write(&path, "zp_x\n").unwrap();
    let path = path.display().to_string();
    let finished = at.command(&["applicatie", "create", "--label", "x", "--secret-file", &path]);
    assert_eq!(finished.status.code(), Some(2));
    let advice = format!("chmod 600 {path}");
    assert!(finished.stderr.contains(&advice), "{}", finished.stderr);
}
