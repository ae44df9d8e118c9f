//! The OpenAPI document of this API, as YAML and as JSON. It needs no token: it says nothing about
//! this installation but where it is.

use actix_web::HttpResponse;
use actix_web::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL};
use actix_web::web::{Bytes, Data};

use super::error::AcError;
use crate::app::App;
use crate::config::{AutorisatiesConfig, Errors, Version};
use crate::paths;

/// The document before its version, its addresses and its challenge are known.
const SOURCE: &str = include_str!("openapi.yaml");
/// What stands between these lines is in version 1.1.0 only.
const FROM_1_1: &str = "# {1.1.0}";
const UNTIL_HERE: &str = "# {/1.1.0}";

/// The document in both its forms.
#[derive(Debug, Clone)]
pub(crate) struct Described {
    yaml: Bytes,
    json: Bytes,
}

/// Shows the document as YAML (RFC 9512).
pub(super) async fn yaml(app: Data<App>) -> HttpResponse {
    shown(&app, "application/yaml", |described| described.yaml)
}

/// Shows the document as JSON.
pub(super) async fn json(app: Data<App>) -> HttpResponse {
    shown(&app, "application/json", |described| described.json)
}

fn shown(app: &App, media_type: &str, form: impl FnOnce(Described) -> Bytes) -> HttpResponse {
    let token_url = || app.public_url.join(paths::TOKEN);
    let described = app.ac_description.get_or_init(|| describe(&app.autorisaties, &token_url()));
    let Some(described) = described.clone() else { return AcError::Internal.answer(app) };
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "public, max-age=3600"))
        // Tools that run in a browser read it too.
        .insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .content_type(media_type)
        .body(form(described))
}

/// The document of the API as it is served here.
fn describe(ac: &AutorisatiesConfig, token_url: &str) -> Option<Described> {
    let server = ac.public_url.join(paths::AUTORISATIES);
    let challenge = match ac.errors {
        Errors::Rfc6750 => "true",
        Errors::Zgw => "false",
    };
    let yaml = of_version(ac.version)
        .replace("${version}", ac.version.as_str())
        .replace("${server}", &server)
        .replace("${token_url}", token_url)
        .replace("${challenge}", challenge);
    let json: serde_json::Value = serde_saphyr::from_str(&yaml).ok()?;
    Some(Described { json: json.to_string().into(), yaml: yaml.into() })
}

fn of_version(version: Version) -> String {
    let mut taken = true;
    let mut text = String::with_capacity(SOURCE.len());
    for line in SOURCE.lines() {
        match line {
            FROM_1_1 => taken = version == Version::V1_1_0,
            UNTIL_HERE => taken = true,
            _ if taken => {
                text.push_str(line);
                text.push('\n');
            }
            _ => {}
        }
    }
    text
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use edge::public_url::PublicUrl;
    use serde_json::Value;

    use super::*;

    fn described(version: Version, errors: Errors) -> (String, Value) {
        let origin = PublicUrl::parse("https://zaken.example").unwrap();
        let ac = AutorisatiesConfig { version, errors, ..AutorisatiesConfig::usual(&origin) };
        let described = describe(&ac, "https://issuer.example/connect/token").unwrap();
        let yaml = String::from_utf8(described.yaml.to_vec()).unwrap();
        (yaml, serde_json::from_slice(&described.json).unwrap())
    }

    #[test]
    fn both_forms_say_the_same_and_nothing_is_left_to_fill_in() {
        for version in [Version::V1_0_0, Version::V1_1_0] {
            let (yaml, json) = described(version, Errors::Rfc6750);
            assert_eq!(serde_saphyr::from_str::<Value>(&yaml).unwrap(), json);
            assert!(!yaml.contains("${") && !yaml.contains("# {"), "{yaml}");
            assert_eq!(json["info"]["version"], version.as_str());
            assert_eq!(json["servers"][0]["url"], "https://zaken.example/autorisaties/api/v1");
        }
    }

    #[test]
    fn one_member_is_in_version_1_1_only() {
        let ready = |version| {
            let (yaml, json) = described(version, Errors::Rfc6750);
            let schemas = &json["components"]["schemas"];
            let of = |schema: &str| {
                schemas[schema]["properties"]["alleenIsGereedVoorPublicatie"].is_object()
            };
            assert_eq!(yaml.contains("alleenIsGereedVoorPublicatie"), of("Applicatie"));
            (of("Applicatie"), of("PatchedApplicatie"))
        };
        assert_eq!(ready(Version::V1_0_0), (false, false));
        assert_eq!(ready(Version::V1_1_0), (true, true));
    }

    #[test]
    fn a_challenge_is_promised_where_it_is_given() {
        for (errors, promised) in [(Errors::Rfc6750, true), (Errors::Zgw, false)] {
            let (_, json) = described(Version::V1_1_0, errors);
            assert_eq!(json["components"]["headers"]["WWW-Authenticate"]["required"], promised);
        }
    }
}
