//! Secrets as CSV.

use csv::{ReaderBuilder, Trim};
use serde::Deserialize;

use super::{Credential, Place};

#[derive(Deserialize)]
struct Row {
    identifier: String,
    secret: String,
}

/// Reads all rows.
pub(super) fn read(text: &str) -> Result<Vec<Credential>, String> {
    let mut reader = ReaderBuilder::new().trim(Trim::Headers).from_reader(text.as_bytes());
    let headers = reader.headers().cloned().unwrap_or_default();
    if !["identifier", "secret"].iter().all(|name| headers.iter().any(|one| one == *name)) {
        return Err("its first line must name the columns: identifier,secret".to_owned());
    }
    let credential = |record: Result<csv::StringRecord, csv::Error>| {
        let no_row = |error: csv::Error| {
            let line = error.position().map(|at| format!(" {}", at.line()));
            format!("line{} is no row of identifier and secret", line.unwrap_or_default())
        };
        let record = record.map_err(no_row)?;
        let Row { identifier, secret } = record.deserialize(Some(&headers)).map_err(no_row)?;
        let line = record.position().map_or(0, csv::Position::line);
        // White space is no part of a client id.
        let identifier = identifier.trim().to_owned();
        Ok(Credential { identifier, secret: secret.into(), place: Place::Line(line) })
    };
    reader.records().map(credential).collect()
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
    fn csv_has_its_columns_in_any_order_and_quotes_what_it_must() {
        let text = "secret,identifier\n\"ge,\"\"heim\",a\nx,b\n";
        assert_eq!(pairs(text), Ok(vec![pair("a", "ge,\"heim"), pair("b", "x")]));
    }

    #[test]
    fn white_space_counts_in_secrets_alone() {
        let text = "note , identifier, secret\n, a ,x y\n,b, z\n";
        assert_eq!(pairs(text), Ok(vec![pair("a", "x y"), pair("b", " z")]));
    }

    #[test]
    fn what_is_no_such_table_is_told_without_what_stands_in_it() {
        for bad in ["a,hush\n", "identifier,secret\na\n", "identifier;secret\na;hush\n"] {
            let refused = pairs(bad).unwrap_err();
            assert!(!refused.contains("hush"), "{refused}");
        }
        let refused = pairs("identifier,secret\na,x\nb,\"hush\",y\n").unwrap_err();
        assert!(refused.contains("line 3") && !refused.contains("hush"), "{refused}");
    }
}
