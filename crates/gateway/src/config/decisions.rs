//! Where decisions go on record: `[gateway.decisions]`.

use std::path::PathBuf;

use edge::config::{Section, Value, parse};

/// Where each decision is written, and what happens when it cannot be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DecisionsConfig {
    /// Where.
    pub to: DecisionsTo,
    /// What then.
    pub on_failure: OnFailure,
}

/// Where decisions are written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum DecisionsTo {
    /// To standard output, unless that is a screen: there they would hide what is said to people.
    #[default]
    Stdout,
    /// To standard error, among the log.
    Stderr,
    /// To a file, which may be moved away at any time.
    File(PathBuf),
    /// Nowhere.
    Off,
}

/// What happens to requests while decisions cannot be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnFailure {
    /// They are judged as before; how many records were lost is said.
    #[default]
    LetThrough,
    /// They are answered 503 before anything is asked upstream.
    Refuse,
}

impl DecisionsConfig {
    pub(super) fn read(section: &mut Section<'_>) -> Option<Self> {
        let failure = [("let-through", OnFailure::LetThrough), ("refuse", OnFailure::Refuse)];
        let to = section.default("to", DecisionsTo::default(), to);
        let on_failure =
            section.default("on_failure", OnFailure::default(), parse::one_of(&failure));
        Some(Self { to: to?, on_failure: on_failure? })
    }
}

/// A word, or the path of a file: one that has a slash or an ending, so that no misspelt word is one.
fn to(value: &Value) -> Result<DecisionsTo, String> {
    match value.text()? {
        "stdout" => Ok(DecisionsTo::Stdout),
        "stderr" => Ok(DecisionsTo::Stderr),
        "off" => Ok(DecisionsTo::Off),
        path if path.contains(['/', '.']) => Ok(DecisionsTo::File(PathBuf::from(path))),
        other => Err(format!(
            "expected `stdout`, `stderr`, `off` or the path of a file such as \
             `data/decisions.jsonl`, found `{other}`"
        )),
    }
}
