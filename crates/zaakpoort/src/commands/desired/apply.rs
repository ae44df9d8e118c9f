//! Doing what was planned, step by step: each is one commit, so that what is done stays done whatever comes
//! then, and the next `apply` goes on from there.

use http::StatusCode;
use serde_json::Value;

use super::merge::text;
use super::plan::{Plan, Step, is_of_the_thing};
use crate::admin::{self, Session};
use crate::commands::progress::Progress;
use crate::failure::Failure;
use crate::said::counted;

/// What became of a plan.
pub(super) struct Applied {
    pub(super) done: usize,
    /// What was not done, and why, in words.
    pub(super) refused: Vec<String>,
}

/// Does all of it. What the issuer refuses of one thing leaves the others to be done.
pub(super) async fn apply(session: &Session, plan: &Plan) -> Result<Applied, Failure> {
    let all = u64::try_from(plan.steps.len()).unwrap_or(u64::MAX);
    let mut progress = Progress::of("writing");
    let mut applied = Applied { done: 0, refused: Vec::new() };
    for (step, number) in plan.steps.iter().zip(1..) {
        let refused = match &step.refused {
            Some(why) => Some(why.clone()),
            None => {
                done(session, step).await.map_err(|failure| unfinished(&failure, &applied, plan))?
            }
        };
        match refused {
            None => applied.done += 1,
            Some(why) => applied.refused.push(format!("{}: {why}", step.name)),
        }
        progress.at(number, all);
    }
    Ok(applied)
}

/// Why it was not done, if the issuer refused it.
async fn done(session: &Session, step: &Step) -> Result<Option<String>, Failure> {
    let answer =
        session.answer_for(step.method(), &step.path, step.body.clone(), &step.meant).await?;
    let said: Value = serde_json::from_slice(answer.body()).unwrap_or(Value::Null);
    match answer.status() {
        status if status.is_success() => Ok(None),
        StatusCode::PRECONDITION_FAILED => Ok(Some(MOVED.to_owned())),
        status if is_of_the_thing(status) => Ok(Some(text(&said, "detail").to_owned())),
        status => Err(admin::refused(status, answer.body())),
    }
}

const MOVED: &str = "somebody changed it since the plan was made, and nothing of it was written; run apply \
                     again to see how it stands now";

/// What failed in the midst of it says how far it came.
fn unfinished(failure: &Failure, applied: &Applied, plan: &Plan) -> Failure {
    let told = format!(
        "{failure}; {} of {} done and kept: run apply again, and it goes on from there",
        applied.done,
        counted(plan.steps.len(), "change is", "changes are")
    );
    match failure {
        Failure::Unreachable(_) => Failure::Unreachable(told),
        _ => Failure::Refused(told),
    }
}
