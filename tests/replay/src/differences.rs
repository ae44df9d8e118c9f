//! The differences that are meant, each named with our answer and the reason.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::pair::Pair;

/// More are not allowed.
const MOST: usize = 40;

/// One that is meant.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Difference {
    /// Status and code of our answer.
    answers: String,
    /// Where the recorded answer did what was asked: the rule that forbids it.
    forbidden_by: Option<String>,
    reason: String,
}

/// All that are meant, by the name of their pair.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub(crate) struct Differences(BTreeMap<String, Difference>);

impl Differences {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }

    /// Our answer to a pair, where it is meant to be another one.
    pub(crate) fn meant(&self, pair: &str) -> Option<&str> {
        self.0.get(pair).map(|difference| difference.answers.as_str())
    }

    /// What is wrong with the list itself, whatever is answered.
    pub(crate) fn faults(&self, pairs: &[Pair]) -> Vec<String> {
        let (mut faults, named) = (Vec::new(), self.0.len());
        if named > MOST {
            faults.push(format!("{named} differences are named, which is more than {MOST}"));
        }
        let there: BTreeSet<&str> = pairs.iter().map(|pair| pair.name.as_str()).collect();
        let strays = self.0.keys().filter(|name| !there.contains(name.as_str()));
        faults
            .extend(strays.map(|name| format!("{name}: named, and no pair of that name is there")));
        for (name, difference) in &self.0 {
            if difference.reason.trim().is_empty() {
                faults.push(format!("{name}: named without a reason"));
            }
        }
        for pair in pairs.iter().filter(|pair| pair.succeeded()) {
            let named = self.0.get(&pair.name);
            let rule = named.map(|difference| difference.forbidden_by.as_deref());
            if rule.is_some_and(|rule| rule.unwrap_or_default().trim().is_empty()) {
                faults.push(format!(
                    "{}: recorded {}, and named without what forbids that answer",
                    pair.name, pair.status
                ));
            }
        }
        faults
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use serde_json::json;

    use super::*;

    fn pair(name: &str, status: u16) -> Pair {
        serde_json::from_value(json!({
            "name": name, "method": "GET", "path": "/autorisaties", "query": "", "auth": null,
            "request_headers": {}, "request_body": null,
            "status": status, "response_headers": {}, "response_body": null,
        }))
        .unwrap()
    }

    fn faults(text: &str) -> Vec<String> {
        Differences::parse(text).unwrap().faults(&[pair("a/goed", 200), pair("a/fout", 404)])
    }

    #[test]
    fn one_is_named_with_its_reason_and_a_2xx_with_what_forbids_it() {
        let good = "['a/goed']\nanswers = '400 x'\nforbidden_by = 'RFC 1 2'\nreason = 'Zo.'\n\
                    ['a/fout']\nanswers = '400'\nreason = 'Zo.'";
        assert!(faults(good).is_empty());
        let differences = Differences::parse(good).unwrap();
        assert_eq!((differences.meant("a/goed"), differences.meant("b")), (Some("400 x"), None));
        for (bad, fault) in [
            ("['a/goed']\nanswers = '400'\nreason = 'Zo.'", "what forbids"),
            ("['a/goed']\nanswers = '400'\nreason = 'Zo.'\nforbidden_by = ''", "what forbids"),
            ("['a/fout']\nanswers = '400'\nreason = ' '", "without a reason"),
            ("['a/weg']\nanswers = '400'\nreason = 'Zo.'", "no pair"),
        ] {
            let faults = faults(bad);
            assert!(faults.len() == 1 && faults[0].contains(fault), "{bad}: {faults:?}");
        }
    }

    #[test]
    fn what_is_not_understood_or_named_twice_is_refused() {
        for bad in [
            "['a/fout']\nanswers = '400'",
            "['a/fout']\nanswers = '400'\nreason = 'x'\nwhy = 'x'",
            "['a/fout']\nanswers = '400'\nreason = 'x'\n['a/fout']\nanswers = '4'\nreason = 'x'",
        ] {
            assert!(Differences::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn there_are_not_more_than_forty() {
        let pairs: Vec<Pair> = (0..41).map(|number| pair(&number.to_string(), 404)).collect();
        let named = |count| {
            let named = (0..count).map(|n| format!("['{n}']\nanswers = '400'\nreason = 'x'\n"));
            Differences::parse(&named.collect::<String>()).unwrap().faults(&pairs).len()
        };
        assert_eq!((named(40), named(41)), (0, 1));
    }

    #[test]
    fn the_list_of_this_project_can_be_read() {
        let differences = Differences::parse(include_str!("../differences.toml")).unwrap();
        assert!(differences.0.len() <= MOST);
        assert!(differences.0.values().all(|one| !one.reason.trim().is_empty()));
    }
}
