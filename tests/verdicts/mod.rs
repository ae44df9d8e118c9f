//! Every verdict of the gateway beside that of a program that knows the rules and nothing of the gateway: see README.md.

use std::collections::HashMap;
use std::process::Command;
use std::time::Instant;

use voorbeeldzaken::Content;

use crate::harness::{LoneGateway, Mood, Upstream, ZAKEN};
use crate::{Case, house};

mod asking;
mod bodies;
mod composites;
mod hidden;
mod judging;
mod known;
mod making;
mod requests;
mod table;
mod variants;
mod world;

use asking::Asking;
use hidden::nothing_of_a_list_depends_on_hidden_rows;
use judging::Verdict;
use making::Making;
use requests::Question;
use table::Row;
use world::World;

/// Every suite of this folder.
pub(crate) const SUITES: &[&[Case]] = &[HOUSE];

house![
    every_object_is_judged_as_the_table_says,
    the_table_is_what_its_program_writes,
    nothing_of_a_list_depends_on_hidden_rows,
];

/// `whole` asks for every row.
const VARIABLE: &str = "ZAAKPOORT_VERDICTS";

/// Without it, one row of so many is asked: of each case other applicaties than of the case before.
const SLICE: usize = 7;

/// The applicatie that may do everything.
const MAKER: &str = "alles";

/// Writes that nobody may make can stand beside each other.
const BATCH: usize = 64;

/// What the upstream sees of one batch is less.
const SEEN: usize = 20_000;

fn the_table_is_what_its_program_writes() {
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/verdicts/make");
    let made = Command::new(program).arg("--check").output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}

fn every_object_is_judged_as_the_table_says() {
    let begun = Instant::now();
    let rows = asked_for();
    let bench = Judged::start();
    let (writes, reads): (Vec<Row>, Vec<Row>) = rows.iter().partition(|row| row.writes());
    let mut verdicts = bench.all(&reads);
    for batch in batches(&writes) {
        verdicts.extend(bench.written(batch));
    }
    let differing = verdicts.iter().filter(|verdict| verdict.differs()).count();
    println!("{} rows, {} verdicts, in {:?}", rows.len(), verdicts.len(), begun.elapsed());
    assert_eq!(differing, 0, "of {} verdicts:\n{}", verdicts.len(), judging::tell(&verdicts));
}

/// All rows, or one of seven.
fn asked_for() -> Vec<Row> {
    let rows = table::rows();
    let applicaties = table::applicaties().len();
    match std::env::var_os(VARIABLE) {
        Some(form) if form == "whole" => rows,
        Some(other) => panic!("{VARIABLE} is {other:?}: set it to `whole`, or not at all"),
        None => {
            let of_case = |place: usize| place / applicaties + place % applicaties;
            let numbered = rows.into_iter().enumerate();
            numbered.filter(|(place, _)| of_case(*place) % SLICE == 0).map(|(_, row)| row).collect()
        }
    }
}

/// What may be asked at once: one row that changes something, or many that change nothing.
fn batches(rows: &[Row]) -> Vec<&[Row]> {
    let changes = |row: &Row| row.verdicts.contains('a');
    let alike = rows.chunk_by(|one, next| !changes(one) && !changes(next));
    alike.flat_map(|rows| rows.chunks(BATCH)).collect()
}

/// The gateway, what stands behind it, and who asks.
struct Judged {
    gateway: LoneGateway,
    asking: Asking,
    world: World,
}

impl Judged {
    fn start() -> Self {
        let upstream = Upstream::start_with(Content::Grid, ZAKEN);
        let gateway = LoneGateway::before(upstream, known::things(), Mood::Well);
        gateway.wait_until_ready();
        let asking = Asking::of(gateway.address);
        let token = gateway.token(MAKER);
        let world = asking.each(&[()], |(), line| making::complete(line, &token)).remove(0);
        gateway.upstream.settle();
        gateway.upstream.remembers(SEEN);
        Self { gateway, asking, world }
    }

    /// Asks all questions of rows that write, and holds that nothing of what was denied was done.
    fn written(&self, rows: &[Row]) -> Vec<Verdict> {
        self.gateway.upstream.forgets();
        let verdicts = self.all(rows);
        let others = |client: &str| client != MAKER && client != "gateway";
        let seen = self.gateway.upstream.saw("").into_iter();
        let seen = seen.filter(|seen| seen.caller.as_ref().is_some_and(|by| others(&by.client_id)));
        let passed = |verdict: &&Verdict| verdict.passed && others(verdict.question.row.applicatie);
        let passed = verdicts.iter().filter(passed).count();
        assert_eq!(seen.count(), passed, "more was done than was told, in {:?}", rows[0]);
        self.gateway.upstream.reset();
        verdicts
    }

    /// Asks all questions of these rows, in no particular order.
    fn all(&self, rows: &[Row]) -> Vec<Verdict> {
        let clients = rows.iter().map(|row| row.applicatie).chain([MAKER]);
        // Fresh each time: the whole table takes longer than a token lives.
        let tokens: HashMap<&str, String> =
            clients.map(|client| (client, self.gateway.token(client))).collect();
        let asked: Vec<(Row, Vec<Question>)> = rows.iter().flat_map(|row| together(*row)).collect();
        let judged = self.asking.each(&asked, |(row, questions), line| {
            let mut making = Making { line, maker: &tokens[MAKER], world: &self.world };
            judging::judge(questions, &tokens[row.applicatie], &mut making)
        });
        judged.into_iter().flatten().collect()
    }
}

/// The questions of a row, those in one vector that one answer tells of.
fn together(row: Row) -> Vec<(Row, Vec<Question>)> {
    let letters = row.cells().into_iter().zip(row.verdicts.chars());
    let questions: Vec<Question> =
        letters.map(|(cell, expected)| Question { row, cell, expected }).collect();
    if row.is_one_list() {
        return vec![(row, questions)];
    }
    questions.into_iter().map(|question| (row, vec![question])).collect()
}
