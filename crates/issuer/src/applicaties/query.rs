//! Queries: a parameter that an operation does not know is refused, as the standard demands.

use crate::register::{self, Fault, Rule};

use super::error::AcError;

/// The parameters of a request, decoded, in their order.
#[derive(Debug)]
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    /// Reads a query whose parameters are all known.
    pub(super) fn read(query: &str, known: &[&str]) -> Result<Self, AcError> {
        let pairs: Vec<(String, String)> =
            form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let is_unknown = |name: &&str| !known.contains(name);
        let unknown = pairs.iter().map(|(name, _)| name.as_str()).filter(is_unknown);
        let unknown = register::once(unknown.map(str::to_owned).collect());
        if unknown.is_empty() {
            Ok(Self(pairs))
        } else {
            Err(AcError::Faulty(vec![Fault::of_the_whole(Rule::UnknownParameters(unknown))]))
        }
    }

    /// A parameter; of one that is repeated, the last.
    pub(super) fn last(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// Client ids, separated by commas; none when nothing is named. Nothing around a comma is
    /// taken away: it may belong to the id.
    pub(super) fn client_ids(&self, name: &str) -> Result<Vec<&str>, AcError> {
        let value = self.last(name).unwrap_or_default().trim();
        if value.contains('\0') {
            return Err(AcError::Faulty(vec![Fault::new(name, Rule::NullCharacters)]));
        }
        Ok(if value.is_empty() { Vec::new() } else { value.split(',').collect() })
    }

    /// The query with another page, parameters by name; nothing for the first one.
    pub(super) fn with_page(&self, page: u64) -> String {
        let others = self.0.iter().filter(|(name, _)| name != "page").cloned();
        let mut pairs: Vec<(String, String)> = others.collect();
        if page > 1 {
            pairs.push(("page".to_owned(), page.to_string()));
        }
        // Of one that is repeated the last counts, so that those stay as they are.
        pairs.sort_by(|(one, _), (other, _)| one.cmp(other));
        if pairs.is_empty() {
            return String::new();
        }
        format!("?{}", form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish())
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    const KNOWN: [&str; 2] = ["clientIds", "page"];

    fn read(query: &str) -> Query {
        Query::read(query, &KNOWN).unwrap()
    }

    #[test]
    fn every_unknown_parameter_is_named() {
        let refused = Query::read("foo=1&page=2&baz&=x&foo=2", &KNOWN).unwrap_err();
        let AcError::Faulty(faults) = refused else { panic!("{refused:?}") };
        let named = ["foo", "baz", ""].map(str::to_owned).to_vec();
        assert_eq!(faults, [Fault::of_the_whole(Rule::UnknownParameters(named))]);
    }

    #[test]
    fn client_ids_are_separated_by_commas_and_the_last_parameter_counts() {
        assert_eq!(
            read("clientIds=a&clientIds=b%2Cc").client_ids("clientIds").unwrap(),
            ["b", "c"]
        );
        assert_eq!(read("clientIds=+a,+b+").client_ids("clientIds").unwrap(), ["a", " b"]);
        assert_eq!(read("clientIds=a,").client_ids("clientIds").unwrap(), ["a", ""]);
        assert!(read("clientIds=").client_ids("clientIds").unwrap().is_empty());
        assert!(read("clientIds=%00").client_ids("clientIds").is_err());
    }

    #[test]
    fn another_page_keeps_the_rest_of_the_query() {
        assert_eq!(read("page=2&clientIds=a+b").with_page(3), "?clientIds=a+b&page=3");
        assert_eq!(read("page=2&clientIds=").with_page(1), "?clientIds=");
        assert_eq!(read("page=2").with_page(1), "");
        assert_eq!(read("clientIds=b&clientIds=").with_page(2), "?clientIds=b&clientIds=&page=2");
    }

    proptest::proptest! {
        #[test]
        fn any_query_is_read_or_refused_and_another_page_of_it_keeps_the_rest(
            query in "((clientIds|page|x|%6)=?[a-z0-9%+,;&= \u{0}-\u{ff}]{0,12}&?){0,5}",
            page in 2_u64..,
        ) {
            if let Ok(read) = Query::read(&query, &KNOWN) {
                let ids = read.client_ids("clientIds").ok();
                let link = read.with_page(page);
                let again = Query::read(link.trim_start_matches('?'), &KNOWN).unwrap();
                let number = page.to_string();
                proptest::prop_assert_eq!(again.last("page"), Some(number.as_str()));
                proptest::prop_assert_eq!(again.client_ids("clientIds").ok(), ids);
            }
        }
    }
}
