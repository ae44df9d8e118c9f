//! A plan and what became of it, as people and machines read it.

use serde_json::{Value, json};

use super::apply::Applied;
use super::plan::{Does, Plan, Step};
use crate::said::counted;

/// How many of what stays are named.
const NAMED: usize = 50;

impl Does {
    const fn sign(self) -> &'static str {
        match self {
            Self::Make => "+",
            Self::Change => "~",
            Self::TakeAway => "-",
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Make => "make",
            Self::Change => "change",
            Self::TakeAway => "take_away",
        }
    }
}

/// A plan for people.
pub(super) fn plan(plan: &Plan) -> String {
    let mut lines: Vec<String> = plan.steps.iter().flat_map(step).collect();
    if !plan.strays.is_empty() {
        lines.push("Not in the file, and left as it is (--prune takes it away):".to_owned());
        lines.extend(plan.strays.iter().take(NAMED).map(|stray| format!("    {stray}")));
        let more = plan.strays.len().saturating_sub(NAMED);
        lines.extend((more > 0).then(|| format!("    and {more} more")));
    }
    lines.push(summary(plan));
    lines.join("\n")
}

fn step(step: &Step) -> Vec<String> {
    let mut lines = vec![format!("{} {}", step.does.sign(), step.name)];
    let of = |line: &super::diff::Line| format!("    {} {}", line.sign.as_str(), line.text);
    lines.extend(step.differences.iter().map(of));
    let place = step.line.map(|line| format!(" (line {line})")).unwrap_or_default();
    lines.extend(step.refused.iter().map(|why| format!("    ! refused{place}: {why}")));
    lines
}

fn summary(plan: &Plan) -> String {
    if plan.steps.is_empty() {
        return format!(
            "Nothing to do: {} as the file says.",
            counted(plan.same, "thing is", "things are")
        );
    }
    let count = |does| plan.steps.iter().filter(|step| step.does == does).count();
    let refused = match plan.refused() {
        0 => String::new(),
        some => format!(" The issuer would refuse {some} of them."),
    };
    format!(
        "{} to make, {} to change, {} to take away; {} as the file says.{refused}",
        count(Does::Make),
        count(Does::Change),
        count(Does::TakeAway),
        plan.same
    )
}

/// A plan for machines.
pub(super) fn plan_json(plan: &Plan) -> Value {
    let of = |step: &Step| {
        let line =
            |line: &super::diff::Line| json!({ "sign": line.sign.as_str(), "text": line.text });
        json!({
            "does": step.does.word(), "name": step.name, "line": step.line,
            "differences": step.differences.iter().map(line).collect::<Vec<_>>(),
            "refused": step.refused,
        })
    };
    json!({
        "steps": plan.steps.iter().map(of).collect::<Vec<_>>(),
        "same": plan.same,
        "not_in_the_file": plan.strays,
    })
}

/// What became of it, for people.
pub(super) fn applied(applied: &Applied) -> String {
    let refused = applied.refused.iter().map(|why| format!("! {why}"));
    let tally = format!(
        "Done: {}, {} not.",
        counted(applied.done, "change", "changes"),
        applied.refused.len()
    );
    refused.chain([tally]).collect::<Vec<_>>().join("\n")
}
