//! What the gateway authenticates with at an upstream, as the configuration says it.

use super::*;

const ZGW: &str = r#"{ kind = "zgw", key = { file = "upstream.key" } }"#;

fn oauth2(more: &str) -> Result<OAuth2Config, String> {
    let config = with(ZGW, &format!("{{ kind = 'oauth2', {more} }}"))?;
    match &config.upstreams[0].credential {
        CredentialConfig::OAuth2(config) => Ok(config.clone()),
        other => unreachable!("{other:?}"),
    }
}

#[test]
fn a_token_of_its_own_is_fetched_over_https_or_on_this_machine() {
    let rest = "client_id = 'poort', client_secret = { env = 'S' }";
    let usual = oauth2(&format!("token_url = 'https://idp.example/token', {rest}")).unwrap();
    assert_eq!((usual.scope, usual.audience), (None, None));
    assert!(oauth2(&format!("token_url = 'http://127.0.0.1:1/token', {rest}")).is_ok());
    for (more, reason) in [
        (format!("token_url = 'http://idp.example/token', {rest}"), "over https alone"),
        (rest.to_owned(), "needs `token_url`"),
        ("token_url = 'https://idp.example/', client_id = 'p'".to_owned(), "needs `client_secret`"),
        (
            format!("token_url = 'http://127.0.0.1/t', ca = 'ca.pem', {rest}"),
            "who is believed over https",
        ),
    ] {
        let faults = oauth2(&more).unwrap_err();
        assert!(faults.contains(reason), "{more}: {faults}");
    }
}

#[test]
fn the_callers_own_token_goes_on_only_where_the_gateway_looks_nothing_up() {
    let passing = MINIMAL.replace(ZGW, "{ kind = 'passthrough' }");
    let faults = read(&passing).unwrap_err();
    assert!(faults.contains("write objects = \"upstream\", or another kind"), "{faults}");
    let name = "name = \"openzaak\"";
    let trusting = passing.replace(name, &format!("{name}\nobjects = 'upstream'"));
    assert!(read(&trusting).is_ok());
    let line = "operations = [{ method = \"GET\", path = \"/v1/dossiers/{id}\", scope = \"a\" }]";
    assert!(read(&passing.replace(APIS, line)).is_ok(), "no objects are judged there");
}

#[test]
fn types_are_not_looked_up_where_the_gateway_has_no_credential() {
    let types = |credential: &str| {
        let api = "apis = [{ component = 'ztc', path = '/catalogi/api/v1' }]";
        let second = format!(
            "[[gateway.upstream]]\nname = 'types'\npublic_url = 'https://types.example'\n\
             address = 'http://127.0.0.1:8002'\nobjects = 'upstream'\ncredential = {credential}\n\
             {api}"
        );
        read(&format!("{MINIMAL}\n{second}"))
    };
    assert!(types("{ kind = 'none' }").is_ok());
    let faults = types("{ kind = 'passthrough' }").unwrap_err();
    assert!(
        faults.contains("`openzaak` judges objects by types that may lie at `types`"),
        "{faults}"
    );
}

#[test]
fn what_the_file_with_every_key_shows_of_credentials_is_read() {
    let file = include_str!("../../../../../config/zaakpoort.toml");
    let shown: Vec<&str> =
        file.lines().filter_map(|line| line.strip_prefix("# credential = ")).collect();
    assert_eq!(shown.len(), 4, "{shown:?}");
    let name = "name = \"openzaak\"";
    let trusting = MINIMAL.replace(name, &format!("{name}\nobjects = 'upstream'"));
    for shown in shown {
        let read = read(&trusting.replace(ZGW, shown));
        assert!(read.is_ok(), "{shown}: {read:?}");
    }
}
