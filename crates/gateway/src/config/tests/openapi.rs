//! An upstream whose operations a file describes, and lines beside it.

use std::path::PathBuf;

use super::*;

const FILE: &str = r"
openapi: 3.1.0
servers: [{ url: /v1 }]
security: [{ oauth: [dossiers.lezen] }]
paths:
  /dossiers/{id}:
    get: {}
    delete: { security: [{ oauth: [dossiers.beheren] }] }
  /versie:
    get: { security: [] }
components:
  securitySchemes: { oauth: { type: oauth2 } }
";

/// What an upstream serves whose file says this, with these keys beside its name, and these lines.
fn served(text: &str, keys: &str, lines: &str) -> Result<Vec<String>, String> {
    let folder = tempfile::tempdir().unwrap();
    let file: PathBuf = folder.path().join("dao.yaml");
    std::fs::write(&file, text).unwrap();
    let name = "name = \"openzaak\"";
    let openapi = format!("{name}\nopenapi = {{ file = '{}' {keys} }}\n{lines}", file.display());
    let config = read(&MINIMAL.replace(APIS, "").replace(name, &openapi))?;
    let listed = config.upstreams[0].operations.operations().map(|one| {
        let scopes = one.scopes().map_or_else(|| "nothing".to_owned(), ToString::to_string);
        format!("{}: {scopes}", one.name())
    });
    let mut listed: Vec<String> = listed.collect();
    listed.sort_unstable();
    Ok(listed)
}

const SECURED: [&str; 2] =
    ["DELETE /v1/dossiers/{id}: dossiers.beheren", "GET /v1/dossiers/{id}: dossiers.lezen"];

#[test]
fn what_asks_for_no_scope_is_served_only_where_that_is_said() {
    let said = served(FILE, "", "").unwrap_err();
    assert!(said.contains("asks for no scope at GET /v1/versie; give each a line"), "{said}");
    assert_eq!(served(FILE, ", unsecured = 'refused'", "").unwrap(), SECURED);
    let open = served(FILE, ", unsecured = 'any-client'", "").unwrap();
    assert_eq!(open, [&SECURED[..], &["GET /v1/versie: nothing"]].concat());
    let without = served(FILE, ", without = ['/versie']", "").unwrap();
    assert_eq!(without, SECURED);
    assert!(served(FILE, ", unsecured = 'all'", "").unwrap_err().contains("any-client"));
}

#[test]
fn a_line_settles_what_the_file_leaves_open_and_adds_to_it_and_never_differs_from_it() {
    let line = |method: &str, path: &str| {
        format!("operations = [{{ method = '{method}', path = '{path}', scope = 'eigen' }}]")
    };
    let settled = served(FILE, "", &line("GET", "/v1/versie")).unwrap();
    assert_eq!(settled, [&SECURED[..], &["GET /v1/versie: eigen"]].concat());
    for choice in ["refused", "any-client"] {
        let keys = format!(", unsecured = '{choice}'");
        assert_eq!(served(FILE, &keys, &line("GET", "/v1/versie")).unwrap(), settled);
    }
    let added = served(FILE, ", unsecured = 'refused'", &line("POST", "/v1/dossiers")).unwrap();
    assert_eq!(added, [&SECURED[..], &["POST /v1/dossiers: eigen"]].concat());
    let clash =
        served(FILE, ", unsecured = 'refused'", &line("GET", "/v1/dossiers/{nummer}")).unwrap_err();
    let said = "#/paths/~1dossiers~1{id}/get: the line GET /v1/dossiers/{nummer} says otherwise";
    assert!(clash.contains(said) && clash.contains("zaakpoort.toml:"), "{clash}");
}

#[test]
fn a_file_that_cannot_be_read_says_so_with_its_name_and_place() {
    let refused = ", unsecured = 'refused'";
    for (from, to, keys, said) in [
        ("3.1.0", "2.0.0", refused, "dao.yaml#: OpenAPI 2.0.0 is not read"),
        ("[dossiers.lezen]", "[zaakpoort.admin]", refused, "granted by name only"),
        ("oauth: [dossiers.beheren]", "oath: []", refused, "/delete/security/0/oath: "),
        ("openapi:", "openapi: [", refused, "it is no YAML"),
        ("/versie", "/dossiers/{nummer}", ", unsecured = 'any-client'", "is the same as GET /v1/d"),
        ("/versie", "/dossiers/{nummer}", "", "asks for no scope at GET /v1/dossiers/{nummer}"),
        ("url: /v1", "url: /autorisaties/api", refused, ""),
        ("/v1", "/v1", ", base = 'v1'", "base"),
        ("/v1", "/v1", ", bas = '/v1'", "unknown key `bas`"),
    ] {
        let served = served(&FILE.replace(from, to), keys, "");
        if said.is_empty() {
            assert!(served.is_ok(), "{served:?}");
            continue;
        }
        let found = served.unwrap_err();
        assert!(found.contains(said), "{to}: {found}");
        assert!(found.lines().all(|line| line.starts_with("zaakpoort.toml:")), "{to}: {found}");
    }
    let ours = FILE.replace("url: /v1", "url: /autorisaties/api/v1");
    let found = served(&ours, refused, "").unwrap_err();
    assert!(found.contains("the AC is the issuer's"), "{found}");
    // Beside a line that is faulty the file is no unknown key, and its faults are told too.
    let line = "operations = [{ method = 'get', path = '/x', scope = 'x' }]";
    let both = served(&FILE.replace("3.1.0", "2.0.0"), refused, line).unwrap_err();
    assert!(both.contains("operations.0.method") && both.contains("OpenAPI 2.0.0"), "{both}");
    assert!(!both.contains("unknown key"), "{both}");
    let nowhere = with(APIS, "openapi = { file = '/nergens/dao.yaml' }").unwrap_err();
    assert!(nowhere.contains("/nergens/dao.yaml: it cannot be read"), "{nowhere}");
}

#[test]
fn what_two_upstreams_serve_at_one_place_is_a_fault_also_by_a_file() {
    let other = "[[gateway.upstream]]\nname = 'ander'\npublic_url = 'https://zaken.example'\n\
                 address = 'http://127.0.0.1:8002'\ncredential = { kind = 'none' }\n\
                 operations = [{ method = 'GET', path = '/v1/dossiers/{id}', scope = 'a' }]\n";
    let found = served(FILE, ", unsecured = 'refused'", "").map(|_| ());
    assert_eq!(found, Ok(()));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("dao.yaml");
    std::fs::write(&file, FILE).unwrap();
    let openapi = format!("openapi = {{ file = '{}', unsecured = 'refused' }}", file.display());
    let found = read(&format!("{}\n{other}", MINIMAL.replace(APIS, &openapi))).unwrap_err();
    assert!(found.contains("two upstreams serve zaken.example/v1/dossiers/{id}"), "{found}");
}
