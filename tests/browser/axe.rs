//! axe-core: an accessibility checker, which runs in the page.

use serde_json::Value;

use crate::harness::Chromium;
use crate::harness::chromium::axe;

/// The rules of WCAG 2.2 AA and what is good practice beside them.
const RUN: &str = "
    const done = arguments[arguments.length - 1];
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const line = rule => rule.id + ': ' + rule.nodes.map(node => node.html).join(' | ');
    axe.run(document, { runOnly: tags, preload: false }).then(
        found => done({
            passed: found.passes.map(rule => rule.id),
            found: found.violations.concat(found.incomplete).map(line),
        }),
        error => done({ passed: [], found: [String(error)] }),
    );";

/// What it says of a page.
#[derive(Debug)]
pub(super) struct Said {
    /// The rules that there was something to hold against.
    pub(super) passed: Vec<String>,
    /// What broke a rule, and of what it could not tell.
    pub(super) found: Vec<String>,
}

/// Puts it into the page that is open.
pub(super) fn bring(browser: &Chromium) {
    browser.run(&std::fs::read_to_string(axe()).unwrap());
}

/// Has it look at the page as it is shown now.
pub(super) fn ask(browser: &Chromium) -> Said {
    let said = browser.run_until_done(RUN);
    let list = |name: &str| serde_json::from_value(Value::clone(&said[name])).unwrap();
    Said { passed: list("passed"), found: list("found") }
}
