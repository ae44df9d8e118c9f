//! The parameters of a query, those that decide each with one reading.

use crate::refusal::Refusal;

/// A query, decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    /// Reads a query as it was sent. Some servers cut it at `;` too, so none may stand in it.
    pub(crate) fn read(query: &str) -> Result<Self, Refusal> {
        if query.contains(';') {
            return Err(Refusal::ParameterUnclear { parameter: ";".to_owned() });
        }
        let pairs = form_urlencoded::parse(query.as_bytes());
        Ok(Self(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect()))
    }

    /// A parameter that decides: it stands there once, spelled so, or not at all.
    pub(crate) fn one(&self, parameter: &str) -> Result<Option<&str>, Refusal> {
        let wanted = fold(parameter);
        let mut found = self.0.iter().filter(|(name, _)| fold(name) == wanted);
        match (found.next(), found.next()) {
            (None, _) => Ok(None),
            (Some((name, value)), None) if name == parameter => Ok(Some(value)),
            _ => Err(Refusal::ParameterUnclear { parameter: parameter.to_owned() }),
        }
    }

    /// The same without some parameters.
    pub(crate) fn without(&self, parameters: &[&str]) -> Self {
        let kept = self.0.iter().filter(|(name, _)| !parameters.contains(&name.as_str()));
        Self(kept.cloned().collect())
    }

    /// Some of its parameters.
    pub(crate) fn only(&self, parameters: &[&str]) -> Self {
        let kept = self.0.iter().filter(|(name, _)| parameters.contains(&name.as_str()));
        Self(kept.cloned().collect())
    }

    /// The same where this parameter has this value.
    pub(crate) fn with(&self, parameter: &str, value: &str) -> Self {
        let mut pairs = self.without(&[parameter]).0;
        pairs.push((parameter.to_owned(), value.to_owned()));
        Self(pairs)
    }

    /// Every name and value.
    pub(crate) fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    /// As it is sent, in the order of its names.
    pub(crate) fn text(&self) -> String {
        let mut pairs = self.0.clone();
        // Of a name that stands twice, the last value stays the last.
        pairs.sort_by(|one, next| one.0.cmp(&next.0));
        form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
    }
}

/// A name as a liberal server may read it.
pub(crate) fn fold(name: &str) -> String {
    name.chars().filter(|letter| *letter != '_').flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_that_decides_has_one_reading() {
        let query = Query::read("zaaktype=https%3A%2F%2Fx%2F1&page=2&rol__betrokkene=a+b").unwrap();
        assert_eq!(query.one("zaaktype").unwrap(), Some("https://x/1"));
        assert_eq!(query.one("status").unwrap(), None);
        for twice in ["zaak=a&zaak=b", "zaak=a&ZAAK=b", "ZAAK=a", "za_ak=a", "za%61k=a&zaak=a"] {
            assert!(Query::read(twice).unwrap().one("zaak").is_err(), "{twice}");
        }
        assert!(Query::read("a=1;zaak=b").is_err());
    }

    #[test]
    fn what_is_sent_says_what_was_read() {
        let query = Query::read("page=2&b=x%26y&a=1").unwrap();
        assert_eq!(query.with("page", "3").text(), "a=1&b=x%26y&page=3");
        assert_eq!(query.without(&["page", "a"]).text(), "b=x%26y");
        assert_eq!(Query::read("b=2&a=1&b=1").unwrap().text(), "a=1&b=2&b=1");
    }
}
