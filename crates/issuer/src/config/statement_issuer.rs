//! `[[issuer.statement_issuer]]`: whose software statements are believed (RFC 7591 2.3).

use std::path::PathBuf;

use edge::config::{Section, Value, parse};

/// Who vouches for applications, and where the keys are that they sign with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementIssuerConfig {
    /// The `iss` of the statements.
    pub issuer: String,
    /// A file with the JWK Set of public keys.
    pub jwks_file: PathBuf,
}

/// Reads all of them; faults are recorded in the section.
pub(super) fn read_all(section: &mut Section<'_>) -> Option<Vec<StatementIssuerConfig>> {
    let all = section.tables("statement_issuer", |table| {
        let issuer = table.required("issuer", named);
        let jwks_file = table.required("jwks_file", parse::path);
        Some(StatementIssuerConfig { issuer: issuer?, jwks_file: jwks_file? })
    })?;
    let twice = |(number, one): (usize, &StatementIssuerConfig)| {
        all[..number].iter().any(|other| other.issuer == one.issuer)
    };
    if all.iter().enumerate().any(twice) {
        section.fault(
            "statement_issuer",
            "one issuer stands in two tables; put its keys into one file",
        );
        return None;
    }
    Some(all)
}

/// It is shown to people who are asked for consent.
fn named(value: &Value) -> Result<String, String> {
    let text = parse::string(value)?;
    let visible = text.bytes().all(|byte| byte.is_ascii_graphic());
    if visible && (1..=1_000).contains(&text.len()) {
        return Ok(text);
    }
    Err("expected the `iss` of its statements, such as \"https://keurmerk.example\"".to_owned())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use edge::config::Document;

    use super::*;

    fn read(lines: &str) -> Result<Vec<StatementIssuerConfig>, String> {
        let mut document = Document::parse("test", &format!("[issuer]\n{lines}\n"), []).unwrap();
        let read = document.section("issuer", read_all);
        match document.finish() {
            Ok(()) => Ok(read.unwrap()),
            Err(faults) => Err(faults.iter().map(ToString::to_string).collect()),
        }
    }

    fn table(issuer: &str) -> String {
        format!("[[issuer.statement_issuer]]\nissuer = '{issuer}'\njwks_file = 'keurmerk.json'\n")
    }

    #[test]
    fn each_issuer_is_named_once_with_its_keys() {
        assert!(read("").unwrap().is_empty());
        let two = format!("{}{}", table("https://a.example"), table("urn:b"));
        assert_eq!(read(&two).unwrap()[1].issuer, "urn:b");
        for (lines, told) in [
            (format!("{0}{0}", table("https://a.example")), "in two tables"),
            (table(""), "expected the `iss`"),
            (table("a b"), "expected the `iss`"),
            ("[[issuer.statement_issuer]]\nissuer = 'a'".to_owned(), "jwks_file"),
            ("[[issuer.statement_issuer]]\njwks_file = 'a'".to_owned(), "issuer"),
            (format!("{}jwks = 'x'", table("urn:a")), "unknown key `jwks`"),
        ] {
            let faults = read(&lines).unwrap_err();
            assert!(faults.contains(told), "{lines}: {faults}");
        }
    }
}
