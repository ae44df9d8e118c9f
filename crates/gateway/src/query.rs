//! Which parameters a query names, as the most liberal server would read it.

mod parameters;

pub(crate) use parameters::{Query, fold};

/// Whether a query names a parameter: decoded, in any case, with underscores or without, and with
/// `;` counted as a separator too, for some servers do.
pub(crate) fn has(query: &str, parameter: &str) -> bool {
    let wanted = parameter.bytes().filter(|byte| *byte != b'_');
    query.split(['&', ';']).any(|pair| {
        let name = pair.split('=').next().unwrap_or_default();
        let name = Decoded(name.as_bytes()).filter(|byte| *byte != b'_');
        name.map(|byte| byte.to_ascii_lowercase()).eq(wanted.clone())
    })
}

/// The bytes of a name, percent-decoded where two hexadecimal digits follow.
struct Decoded<'a>(&'a [u8]);

impl Iterator for Decoded<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        let (&first, rest) = self.0.split_first()?;
        if let (b'%', Some(byte)) = (first, rest.get(..2).and_then(hex)) {
            self.0 = &rest[2..];
            return Some(byte);
        }
        self.0 = rest;
        Some(first)
    }
}

fn hex(digits: &[u8]) -> Option<u8> {
    let digits = digits.iter().map(|digit| char::from(*digit).to_digit(16));
    let value =
        digits.collect::<Option<Vec<_>>>()?.iter().fold(0, |value, digit| value * 16 + digit);
    u8::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::has;

    #[test]
    fn a_parameter_is_found_however_it_is_written() {
        for query in [
            "expand=zaaktype",
            "page=2&expand=x",
            "expand",
            "EXPAND=x",
            "%65xpand=x",
            "a=1;expand=x",
            "ex_pand=1",
        ] {
            assert!(has(query, "expand"), "{query}");
        }
        assert!(has("accessToken=x", "access_token"));
    }

    #[test]
    fn another_parameter_or_a_value_is_not_taken_for_it() {
        for query in ["", "expander=x", "q=expand", "q=%26expand%3D1", "exp%and=1", "%6=expand"] {
            assert!(!has(query, "expand"), "{query}");
        }
    }
}
