//! Secrets as a setup configuration of Open Zaak has them, which is YAML.

use std::fmt;

use serde::de::Visitor;
use serde::{Deserialize, Deserializer};

use super::{Credential, Place};

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
    identifier: Scalar,
    secret: Secret,
}

/// As it is, or where it is.
#[derive(Deserialize)]
#[serde(untagged)]
enum Secret {
    From { value_from: ValueFrom },
    Here(Scalar),
}

#[derive(Deserialize)]
struct ValueFrom {
    env: String,
}

/// What stands where a text should. How a number was written is lost once it is read as one.
enum Scalar {
    Text(String),
    NoText,
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor)
    }
}

struct ScalarVisitor;

impl Visitor<'_> for ScalarVisitor {
    type Value = Scalar;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E>(self, text: &str) -> Result<Scalar, E> {
        Ok(Scalar::Text(text.to_owned()))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Scalar, E> {
        Ok(Scalar::NoText)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Scalar, E> {
        Ok(Scalar::NoText)
    }

    fn visit_i128<E>(self, _: i128) -> Result<Scalar, E> {
        Ok(Scalar::NoText)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Scalar, E> {
        Ok(Scalar::NoText)
    }

    fn visit_u128<E>(self, _: u128) -> Result<Scalar, E> {
        Ok(Scalar::NoText)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Scalar, E> {
        Ok(Scalar::NoText)
    }

    fn visit_unit<E>(self) -> Result<Scalar, E> {
        Ok(Scalar::NoText)
    }
}

/// Reads all items.
pub(super) fn read(text: &str) -> Result<Vec<Credential>, String> {
    let read: SetupConfiguration = serde_saphyr::from_str(text).map_err(|error| {
        let Some(at) = error.location() else { return NO_SETUP.to_owned() };
        let (line, column) = (at.line(), at.column());
        let hint = if is_number(text, line, column) { NUMBER_THERE } else { "" };
        format!("{NO_SETUP} at line {line}, column {column}{hint}")
    })?;
    let items = read.vng_api_common_credentials.map(|part| part.items);
    let items = items.ok_or("it has no vng_api_common_credentials")?;
    items.into_iter().zip(1..).map(|(item, number)| credential(item, number)).collect()
}

const NO_SETUP: &str = "it is no setup configuration with vng_api_common_credentials, whose items have \
                        identifier and secret";
const NUMBER_THERE: &str = "; what stands there is a number as YAML reads it, and too large for one: put \
                            quotes around it";

/// Whether a number begins there, counted from 1; some are refused before anybody sees them.
fn is_number(text: &str, line: u64, column: u64) -> bool {
    let before = |count: u64| usize::try_from(count.saturating_sub(1)).unwrap_or(usize::MAX);
    let line = text.lines().nth(before(line)).unwrap_or_default();
    let there = line.chars().skip(before(column));
    let word: String = there.take_while(|c| !c.is_whitespace() && !",}]#".contains(*c)).collect();
    let named = word.trim_start_matches(['-', '+']).to_lowercase();
    word.parse::<f64>().is_ok() || matches!(named.as_str(), ".inf" | ".nan")
}

fn credential(item: Item, number: usize) -> Result<Credential, String> {
    let identifier = quoted(item.identifier, "identifier", number)?.trim().to_owned();
    let secret = match item.secret {
        Secret::Here(secret) => quoted(secret, "secret", number)?,
        Secret::From { value_from } => std::env::var(&value_from.env).map_err(|_| {
            format!("the secret of `{identifier}` is in {}, which is not set", value_from.env)
        })?,
    };
    Ok(Credential { identifier, secret: secret.into(), place: Place::Number(number) })
}

fn quoted(scalar: Scalar, key: &str, number: usize) -> Result<String, String> {
    match scalar {
        Scalar::Text(text) => Ok(text),
        Scalar::NoText => Err(format!(
            "the {key} of number {number} is a number, true, false or null as YAML reads it; put \
             quotes around it: {key}: \"…\""
        )),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    fn pairs(text: &str) -> Result<Vec<(String, String)>, String> {
        let pair = |one: Credential| (one.identifier, one.secret.expose_secret().to_owned());
        read(text).map(|all| all.into_iter().map(pair).collect())
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
        assert_eq!(pairs(text), Ok(expected));
    }

    fn digits(count: usize) -> String {
        "123456789".chars().cycle().take(count).collect()
    }

    #[test]
    fn a_number_that_yaml_holds_for_too_large_is_told_to_stand_in_quotes() {
        for bad in [digits(30), digits(255), digits(400), format!("-{}", digits(400))]
            .iter()
            .map(String::as_str)
            .chain(["1e999", ".inf", "-.INF", ".nan"])
        {
            for text in [
                format!(
                    "vng_api_common_credentials:\n  items:\n  - identifier: a\n    secret: {bad}\n"
                ),
                format!(
                    "vng_api_common_credentials: {{ items: [{{ identifier: {bad}, secret: x }}] }}"
                ),
                format!(
                    "vng_api_common_credentials: {{ items: [{{ secret: {bad}, identifier: x}}] }}"
                ),
            ] {
                let refused = pairs(&text).unwrap_err();
                assert!(refused.contains("put quotes around it"), "{text}: {refused}");
                assert!(!refused.contains(bad), "{refused}");
            }
        }
    }

    #[test]
    fn what_yaml_reads_as_another_thing_than_text_is_told_to_stand_in_quotes() {
        let with = |identifier: &str, secret: &str| {
            pairs(&format!(
                "vng_api_common_credentials:\n  items:\n  - identifier: a\n    secret: x\n  - \
                 identifier: {identifier}\n    secret: {secret}\n"
            ))
        };
        for bad in
            ["5", "-5", "0x10", "1.5", "1e10", "true", "null", "~", "", "9".repeat(30).as_str()]
        {
            for (key, read) in [("identifier", with(bad, "x")), ("secret", with("b", bad))] {
                let refused = read.unwrap_err();
                let told = format!("the {key} of number 2 is a number, true, false or null");
                assert!(refused.contains(&told), "{bad}: {refused}");
                assert!(refused.contains(&format!("{key}: \"…\"")), "{bad}: {refused}");
            }
            let quoted = format!("'{bad}'");
            assert_eq!(with("b", &quoted).unwrap()[1], pair("b", bad));
        }
        for text in ["5a", "no-5", "1-2-3", "0x"] {
            assert_eq!(with(text, text).unwrap()[1], pair(text, text));
        }
    }

    #[test]
    fn a_secret_may_stand_in_the_environment() {
        let text = |name: &str| {
            format!(
                "vng_api_common_credentials:\n  items:\n  - identifier: a\n    secret:\n      \
                 value_from:\n        env: {name}\n"
            )
        };
        assert!(pairs(&text("PATH")).is_ok());
        let refused = pairs(&text("ZAAKPOORT_TEST_NOT_SET")).unwrap_err();
        assert!(refused.contains("ZAAKPOORT_TEST_NOT_SET"), "{refused}");
    }

    #[test]
    fn what_is_no_such_file_is_told_without_what_stands_in_it() {
        for bad in [
            "vng_api_common_credentials:\n  items:\n  - identifier: a\n    geheim: hush\n",
            "vng_api_common_credentials:\n  items:\n  - identifier: a\n    secret: [hush]\n",
            "vng_api_common_credentials: hush\n",
            "other: hush\n",
            "- hush\n",
            "{hush",
        ] {
            let refused = pairs(bad).unwrap_err();
            assert!(!refused.contains("hush") && refused.contains("vng_api_common"), "{refused}");
            assert!(!refused.contains("put quotes"), "{refused}");
        }
    }
}
