//! What is told of a replay, and whether it holds.

use crate::differences::Differences;

/// A pair that was replayed.
#[derive(Debug)]
pub(crate) struct Replayed {
    pub(crate) name: String,
    /// Status and code of our answer, or why there was none.
    pub(crate) answered: String,
    /// Where it disagrees with the recorded one.
    pub(crate) disagreements: Vec<String>,
}

/// A text for people, and the verdict.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) text: String,
    /// Every pair agrees, or differs as it was named.
    pub(crate) holds: bool,
}

impl Report {
    /// A line for each fault of the list of differences, for each pair that is not as it should be,
    /// and the figure.
    pub(crate) fn of(
        replayed: &[Replayed],
        differences: &Differences,
        faults: Vec<String>,
    ) -> Self {
        let wrong = replayed.iter().filter_map(|one| judged(one, differences));
        let mut lines: Vec<String> = faults.into_iter().chain(wrong).collect();
        let holds = lines.is_empty();
        let agreeing = replayed.iter().filter(|one| one.disagreements.is_empty()).count();
        let deliberate = replayed.iter().filter(|one| is_deliberate(one, differences)).count();
        lines.push(format!(
            "agreeing {agreeing} / deliberate {deliberate} / total {}",
            replayed.len()
        ));
        Self { text: lines.join("\n"), holds }
    }
}

/// It disagrees in the way that was named.
fn is_deliberate(one: &Replayed, differences: &Differences) -> bool {
    !one.disagreements.is_empty() && differences.meant(&one.name) == Some(one.answered.as_str())
}

/// What is wrong with a pair, if anything is.
fn judged(one: &Replayed, differences: &Differences) -> Option<String> {
    let name = &one.name;
    match differences.meant(name) {
        None if one.disagreements.is_empty() => None,
        None => Some(format!("{name}: {}", one.disagreements.join("; "))),
        Some(_) if one.disagreements.is_empty() => {
            Some(format!("{name}: named as a difference, and agrees"))
        }
        Some(_) if is_deliberate(one, differences) => None,
        Some(meant) => Some(format!(
            "{name}: named as a difference that answers {meant}, and answers {}",
            one.answered
        )),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    const NAMED: &str = "['meant']\nanswers = '403 jwt-expired'\nreason = 'Zo.'";

    fn report(replayed: &[(&str, &str, bool)]) -> Report {
        let replayed: Vec<Replayed> = replayed
            .iter()
            .map(|(name, answered, agrees)| Replayed {
                name: (*name).to_owned(),
                answered: (*answered).to_owned(),
                disagreements: if *agrees { vec![] } else { vec!["a: x".into(), "b: y".into()] },
            })
            .collect();
        Report::of(&replayed, &Differences::parse(NAMED).unwrap(), Vec::new())
    }

    #[test]
    fn it_holds_where_all_agree_or_differ_as_named() {
        let report = report(&[("a", "200", true), ("meant", "403 jwt-expired", false)]);
        assert_eq!(report.text, "agreeing 1 / deliberate 1 / total 2");
        assert!(report.holds);
    }

    #[test]
    fn a_disagreement_of_no_name_has_a_line() {
        let report = report(&[("a", "200", false)]);
        assert_eq!(report.text, "a: a: x; b: y\nagreeing 0 / deliberate 0 / total 1");
        assert!(!report.holds);
    }

    #[test]
    fn a_named_difference_that_agrees_or_differs_otherwise_does_not_hold() {
        for (answered, agrees, told) in [
            ("200", true, "meant: named as a difference, and agrees"),
            ("500", false, "answers 403 jwt-expired, and answers 500"),
        ] {
            let report = report(&[("meant", answered, agrees)]);
            assert!(report.text.contains(told) && !report.holds, "{}", report.text);
            assert!(report.text.contains("deliberate 0"), "{}", report.text);
        }
    }

    #[test]
    fn a_fault_of_the_list_does_not_hold() {
        let report = Report::of(&[], &Differences::default(), vec!["x".to_owned()]);
        assert_eq!(report.text, "x\nagreeing 0 / deliberate 0 / total 0");
        assert!(!report.holds);
    }
}
