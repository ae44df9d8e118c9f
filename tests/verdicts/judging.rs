//! The letter that comes of a question, and where it is not the one that was expected.

use std::collections::BTreeMap;

use serde_json::Value;
use voorbeeldzaken::CLIENT_ID_HEADER;

use super::bodies;
use super::making::Making;
use super::requests::Question;
use super::table::Row;
use super::world::path_of;
use crate::harness::Answer;

/// So many differences are told of one by one.
const TOLD: usize = 50;

/// What became of a question.
#[derive(Debug)]
pub(super) struct Verdict {
    pub(super) question: Question,
    found: Found,
    /// Whether the answer is the upstream's.
    pub(super) passed: bool,
}

#[derive(Debug, Clone)]
enum Found {
    /// A letter of the table, and what a refusal gives as its reason.
    Letter(char, String),
    /// An answer that is no verdict.
    Other(String),
}

/// Asks one question, or a whole list of which every row is one.
pub(super) fn judge(questions: &[Question], token: &str, making: &mut Making<'_>) -> Vec<Verdict> {
    match questions {
        [first, ..] if first.row.is_list() => listed(questions, token, making),
        _ => questions.iter().map(|question| asked(*question, token, making)).collect(),
    }
}

fn asked(question: Question, token: &str, making: &mut Making<'_>) -> Verdict {
    let asked = question.asked(making).by(token);
    let answer = making.line.ask(&asked);
    let passed = answer.header(&CLIENT_ID_HEADER.to_ascii_lowercase()).is_some();
    let found = match answer.status {
        200..=299 | 304 if passed => Found::Letter('a', String::new()),
        // Nothing changes its type or its zaak here; the upstream says so, and was asked.
        400 if passed && question.is_fixed_upstream() => Found::Letter('a', String::new()),
        // The upstream has no imports, and says so in a page.
        404 if question.row.operation.root() == "import" && answer.json().is_null() => {
            Found::Letter('a', String::new())
        }
        403 if !passed => Found::Letter('d', answer.member("code")),
        _ => Found::Other(told(&answer)),
    };
    Verdict { question, found, passed }
}

fn listed(questions: &[Question], token: &str, making: &mut Making<'_>) -> Vec<Verdict> {
    let asked = questions[0].asked(making).by(token);
    let found: Vec<Found> = match making.line.list(&asked) {
        Err(answer) if answer.status == 403 => {
            vec![Found::Letter('D', answer.member("code")); questions.len()]
        }
        Err(answer) => vec![Found::Other(told(&answer)); questions.len()],
        Ok(rows) => {
            let row = questions[0].row;
            let mains: Vec<String> = rows.iter().map(|listed| main_of(row, listed)).collect();
            let is_shown = |question: &Question| mains.contains(&question.main(making));
            let letter = |is_shown| Found::Letter(if is_shown { 'a' } else { '-' }, String::new());
            questions.iter().map(is_shown).map(letter).collect()
        }
    };
    let pairs = questions.iter().zip(found);
    pairs.map(|(question, found)| Verdict { question: *question, found, passed: true }).collect()
}

/// The path of what a row of a list is judged by: itself, or what it belongs to.
fn main_of(row: Row, listed: &Value) -> String {
    match row.operation.root() {
        "zaken" | "enkelvoudiginformatieobjecten" | "besluiten" => path_of(&listed["url"]),
        list => path_of(&listed[bodies::belongs_by(list)]),
    }
}

fn told(answer: &Answer) -> String {
    format!("{} {}", answer.status, answer.member("code"))
}

/// Tells of the first differences one by one, and how many there are of each operation.
pub(super) fn tell(verdicts: &[Verdict]) -> String {
    let differences = || verdicts.iter().filter(|verdict| verdict.differs());
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for difference in differences() {
        *counts.entry(difference.kind()).or_default() += 1;
    }
    let counts = counts.into_iter().map(|(kind, count)| format!("{count:6} × {kind}\n"));
    differences().take(TOLD).map(Verdict::line).chain(counts).collect()
}

impl Verdict {
    /// Whether the table says otherwise.
    pub(super) fn differs(&self) -> bool {
        !matches!(self.found, Found::Letter(letter, _) if letter == self.question.expected)
    }

    fn line(&self) -> String {
        let Question { row, cell, .. } = self.question;
        let of = format!("{}/{}", cell.of_type, cell.level());
        format!("{} on {of}: {}\n", row.applicatie, self.kind())
    }

    fn kind(&self) -> String {
        let Question { row, expected, .. } = self.question;
        let (method, path) = (row.operation.method, row.operation.path);
        let found = match &self.found {
            Found::Letter(letter, reason) => format!("{letter} {reason}"),
            Found::Other(answer) => answer.clone(),
        };
        format!("{method} {path} [{}]: {expected}, but {}", row.variant.0, found.trim_end())
    }
}
