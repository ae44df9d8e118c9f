//! Files with the secrets of clients: a setup configuration of Open Zaak, or CSV. What stands in
//! them is never repeated in an error.

use std::path::Path;

use secrecy::SecretString;
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::failure::Failure;

/// A client and its secret.
#[derive(Debug)]
pub(super) struct Credential {
    pub(super) identifier: String,
    pub(super) secret: SecretString,
}

/// The part of a setup configuration that has them.
#[derive(Deserialize)]
struct SetupConfiguration {
    vng_api_common_credentials: Option<Items>,
}

#[derive(Deserialize)]
struct Items {
    items: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    identifier: String,
    secret: Secret,
}

/// As it is, or where it is.
#[derive(Deserialize)]
#[serde(untagged)]
enum Secret {
    Text(String),
    From { value_from: ValueFrom },
}

#[derive(Deserialize)]
struct ValueFrom {
    env: String,
}

#[derive(Deserialize)]
struct Row {
    identifier: String,
    secret: String,
}

/// Reads a file, by the end of its name.
pub(super) fn read(file: &Path) -> Result<Vec<Credential>, Failure> {
    let fault = |why: String| Failure::Input(format!("--from {}: {why}", file.display()));
    let text = std::fs::read_to_string(file).map_err(|error| fault(error.to_string()))?;
    let text = Zeroizing::new(text);
    let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let read = if extension.eq_ignore_ascii_case("yaml") || extension.eq_ignore_ascii_case("yml") {
        yaml(&text)
    } else {
        csv(&text)
    };
    let found = read.map_err(&fault)?;
    match found.iter().position(|one| one.identifier.trim().is_empty()) {
        Some(at) => Err(fault(format!("the identifier of number {} is empty", at + 1))),
        None if found.is_empty() => Err(fault("there are no secrets in it".to_owned())),
        None => Ok(found),
    }
}

fn yaml(text: &str) -> Result<Vec<Credential>, String> {
    let read: SetupConfiguration = serde_saphyr::from_str(text).map_err(|error| {
        let at = error.location();
        let at = at.map(|at| format!(" at line {}, column {}", at.line(), at.column()));
        format!(
            "it is no setup configuration with vng_api_common_credentials, whose items have \
             identifier and secret{}",
            at.unwrap_or_default()
        )
    })?;
    let items = read.vng_api_common_credentials.map(|part| part.items);
    let items = items.ok_or("it has no vng_api_common_credentials")?;
    items
        .into_iter()
        .map(|item| {
            let secret = match item.secret {
                Secret::Text(text) => text,
                Secret::From { value_from } => std::env::var(&value_from.env).map_err(|_| {
                    format!(
                        "the secret of `{}` is in {}, which is not set",
                        item.identifier, value_from.env
                    )
                })?,
            };
            Ok(Credential { identifier: item.identifier, secret: secret.into() })
        })
        .collect()
}

fn csv(text: &str) -> Result<Vec<Credential>, String> {
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let headed = reader.headers().is_ok_and(|headers| {
        ["identifier", "secret"].iter().all(|name| headers.iter().any(|one| one.trim() == *name))
    });
    if !headed {
        return Err("its first line must name the columns: identifier,secret".to_owned());
    }
    reader
        .deserialize::<Row>()
        .map(|row| {
            let row = row.map_err(|error| {
                let line = error.position().map(|at| format!(" {}", at.line()));
                format!("line{} is no row of identifier and secret", line.unwrap_or_default())
            })?;
            Ok(Credential { identifier: row.identifier, secret: row.secret.into() })
        })
        .collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    fn pairs(read: Result<Vec<Credential>, String>) -> Result<Vec<(String, String)>, String> {
        let pair = |one: Credential| (one.identifier, one.secret.expose_secret().to_owned());
        read.map(|all| all.into_iter().map(pair).collect())
    }

    fn pair(identifier: &str, secret: &str) -> (String, String) {
        (identifier.to_owned(), secret.to_owned())
    }

    #[test]
    fn a_setup_configuration_has_them_under_its_own_name() {
        let text = "vng_api_common_credentials_config_enable: true\nvng_api_common_credentials:\n  \
                    items:\n  - identifier: open-formulieren\n    secret: geheim-1\n  - identifier: '5'\n    \
                    secret: 'ge: heim'\nother:\n  items: []\n";
        let expected = vec![pair("open-formulieren", "geheim-1"), pair("5", "ge: heim")];
        assert_eq!(pairs(yaml(text)), Ok(expected));
    }

    #[test]
    fn a_secret_may_stand_in_the_environment() {
        let text = |name: &str| {
            format!(
                "vng_api_common_credentials:\n  items:\n  - identifier: a\n    secret:\n      \
                 value_from:\n        env: {name}\n"
            )
        };
        assert!(pairs(yaml(&text("PATH"))).is_ok());
        let refused = pairs(yaml(&text("ZAAKPOORT_TEST_NOT_SET"))).unwrap_err();
        assert!(refused.contains("ZAAKPOORT_TEST_NOT_SET"), "{refused}");
    }

    #[test]
    fn what_is_no_such_file_is_told_without_what_stands_in_it() {
        for bad in [
            "vng_api_common_credentials:\n  items:\n  - identifier: a\n    geheim: hush\n",
            "vng_api_common_credentials: hush\n",
            "other: hush\n",
            "- hush\n",
            "{hush",
        ] {
            let refused = pairs(yaml(bad)).unwrap_err();
            assert!(!refused.contains("hush") && refused.contains("vng_api_common"), "{refused}");
        }
        for bad in ["a,hush\n", "identifier,secret\na\n", "identifier;secret\na;hush\n"] {
            let refused = pairs(csv(bad)).unwrap_err();
            assert!(!refused.contains("hush"), "{refused}");
        }
    }

    #[test]
    fn csv_has_its_columns_in_any_order_and_quotes_what_it_must() {
        let text = "secret,identifier\n\"ge,\"\"heim\",a\nx,b\n";
        assert_eq!(pairs(csv(text)), Ok(vec![pair("a", "ge,\"heim"), pair("b", "x")]));
    }
}
