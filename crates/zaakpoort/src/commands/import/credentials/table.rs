//! Secrets as CSV (RFC 4180), read strictly: what can be read in two ways is refused. A reader that
//! forgives makes one secret of many lines where a quote is not closed.

use super::{Credential, Place};

/// Reads all rows.
pub(super) fn read(text: &str) -> Result<Vec<Credential>, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // No field of ours holds a line break, so that a row is a line.
    let mut lines = text.lines().zip(1..).filter(|(line, _)| !line.is_empty());
    let (header, number) = lines.next().unwrap_or_default();
    let names = fields(header).map_err(|why| format!("line {number}: {why}"))?;
    let place_of = |wanted: &str| {
        let mut places = names.iter().zip(0..).filter(|(name, _)| name.trim() == wanted);
        places.next().map(|(_, place)| place).filter(|_| places.next().is_none())
    };
    let (Some(identifier), Some(secret)) = (place_of("identifier"), place_of("secret")) else {
        return Err("its first line must name the columns: identifier,secret".to_owned());
    };
    let credential = |(line, number): (&str, u64)| {
        let row = fields(line).map_err(|why| format!("line {number}: {why}"))?;
        let no_row = || {
            format!(
                "line {number} is no row of identifier and secret: it has {} fields, and the first \
                 line {}; a field with a comma stands in quotes",
                row.len(),
                names.len()
            )
        };
        let (Some(identifier), Some(secret)) = (row.get(identifier), row.get(secret)) else {
            return Err(no_row());
        };
        if row.len() != names.len() {
            return Err(no_row());
        }
        // White space is no part of a client id.
        let identifier = identifier.trim().to_owned();
        Ok(Credential { identifier, secret: secret.as_str().into(), place: Place::Line(number) })
    };
    lines.map(credential).collect()
}

/// The fields of a line.
fn fields(line: &str) -> Result<Vec<String>, &'static str> {
    let mut fields = Vec::new();
    let mut rest = Some(line);
    while let Some(from) = rest {
        let (field, behind) = match from.strip_prefix('"') {
            Some(quoted) => in_quotes(quoted)?,
            None => plain(from)?,
        };
        fields.push(field);
        rest = behind;
    }
    Ok(fields)
}

/// A field up to its comma, and what is behind that.
fn plain(text: &str) -> Result<(String, Option<&str>), &'static str> {
    let (field, behind) = match text.split_once(',') {
        Some((field, behind)) => (field, Some(behind)),
        None => (text, None),
    };
    if field.contains('"') {
        return Err(
            "there is a quote within a field; put that field in quotes, and each quote in \
                    it twice",
        );
    }
    Ok((field.to_owned(), behind))
}

/// A field up to the quote that closes it, and what is behind the comma that follows.
fn in_quotes(text: &str) -> Result<(String, Option<&str>), &'static str> {
    let mut field = String::new();
    let mut rest = text;
    loop {
        let (part, behind) = rest.split_once('"').ok_or(
            "a quote is opened and not closed; close it on its line, for neither identifiers nor \
             secrets have more than one",
        )?;
        field.push_str(part);
        match behind.strip_prefix('"') {
            Some(more) => {
                field.push('"');
                rest = more;
            }
            None if behind.is_empty() => return Ok((field, None)),
            None => {
                let behind = behind.strip_prefix(',');
                return behind.map(|behind| (field, Some(behind))).ok_or(
                    "text follows a closing quote; a quote within a field stands there twice",
                );
            }
        }
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
    fn csv_has_its_columns_in_any_order_and_quotes_what_it_must() {
        let text = "secret,identifier\n\"ge,\"\"heim\",a\nx,b\n";
        assert_eq!(pairs(text), Ok(vec![pair("a", "ge,\"heim"), pair("b", "x")]));
        let text = "\u{feff}identifier,secret\r\n\r\n\"a\",\"\"\"\"\r\nb,\"\"\r\n";
        assert_eq!(pairs(text), Ok(vec![pair("a", "\""), pair("b", "")]));
    }

    #[test]
    fn white_space_counts_in_secrets_alone() {
        let text = "note , identifier, secret\n, a ,x y\n,b, z\n";
        assert_eq!(pairs(text), Ok(vec![pair("a", "x y"), pair("b", " z")]));
    }

    #[test]
    fn a_quote_that_can_be_read_in_two_ways_is_refused_with_its_line() {
        for (bad, told) in [
            ("identifier,secret\na,\"hush\nb,hush\n", "line 2: a quote is opened and not closed"),
            ("identifier,secret\nb,y\n\na,\"hush\"\"\n", "line 4: a quote is opened and not"),
            ("identifier,secret\na,\"hu\nsh\"\n", "line 2: a quote is opened and not closed"),
            ("identifier,secret\na,\"hu\"sh\n", "line 2: text follows a closing quote"),
            ("identifier,secret\na,\"hush\" \n", "line 2: text follows a closing quote"),
            ("identifier,secret\n\"a\"b,hush\n", "line 2: text follows a closing quote"),
            ("identifier,secret\na,hu\"sh\n", "line 2: there is a quote within a field"),
            ("identifier,secret\na, \"hush\"\n", "line 2: there is a quote within a field"),
            ("identifier,\"secret\na,hush\n", "line 1: a quote is opened and not closed"),
        ] {
            let refused = pairs(bad).unwrap_err();
            assert!(refused.starts_with(told) && !refused.contains("hush"), "{bad}: {refused}");
        }
    }

    #[test]
    fn what_is_no_such_table_is_told_without_what_stands_in_it() {
        for bad in [
            "",
            "a,hush\n",
            "identifier,secret\na\n",
            "identifier;secret\na;hush\n",
            "identifier,secret,secret\na,hush,x\n",
        ] {
            let refused = pairs(bad).unwrap_err();
            assert!(!refused.contains("hush"), "{refused}");
        }
        for bad in ["b,\"hush\",y\n", "b\n", "b,hu,sh\n"] {
            let refused = pairs(&format!("identifier,secret\na,x\n{bad}")).unwrap_err();
            assert!(refused.contains("line 3") && !refused.contains("hush"), "{refused}");
        }
    }
}
