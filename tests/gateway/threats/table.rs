//! The table in `README.md`, held against the suite, so that it cannot promise what nobody proves.

use std::path::Path;

use crate::house;

house![every_row_names_cases_that_are_in_the_suite,];

const TABLE: &str = include_str!("README.md");
/// How many ways in the table has.
const ROWS: usize = 33;

fn every_row_names_cases_that_are_in_the_suite() {
    let rows = TABLE.lines().filter(|line| line.starts_with("| G"));
    let rows: Vec<Vec<&str>> = rows.map(|row| row.split('|').map(str::trim).collect()).collect();
    let ids: Vec<&str> = rows.iter().map(|row| row[1]).collect();
    let expected: Vec<String> = (1..=ROWS).map(|number| format!("G{number}")).collect();
    assert_eq!(ids, expected);
    for row in &rows {
        let cases: Vec<&str> =
            row[4].split('`').map(str::trim).filter(|one| !one.is_empty()).collect();
        assert!(!cases.is_empty(), "{}: nothing proves it", row[1]);
        let missing = cases.iter().find(|case| !is_there(case));
        assert_eq!(missing, None, "{}: no such case", row[1]);
    }
}

/// A case of the suite, or `path.rs::case` beside the code.
fn is_there(case: &str) -> bool {
    if let Some((file, name)) = case.split_once(".rs::") {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let text = std::fs::read_to_string(root.join(format!("{file}.rs")));
        return text.is_ok_and(|text| text.contains(&format!("fn {name}(")));
    }
    let suites = crate::gateway::SUITES.iter().chain(crate::gateway::threats::SUITES);
    let mut cases = suites.chain(crate::tls::SUITES).flat_map(|suite| suite.iter());
    cases.any(|(name, _)| name.trim_start_matches("main::") == case)
}
