//! `zaakpoort plan | apply | export`: what is there, kept as a file. What differs is told first, each change
//! is one commit for the state that was seen, and nothing goes that was not asked to.

use std::path::Path;

use serde_json::json;

use crate::admin::{Output, Session};
use crate::cli::{ApplyArgs, ExportArgs, ExportWhat, PlanArgs};
use crate::consent;
use crate::failure::Failure;
use crate::said::{self, counted};

mod apply;
mod diff;
mod export;
mod file;
mod merge;
mod normal;
#[cfg(feature = "gateway")]
mod openzaak;
mod plan;
mod reader;
mod schema;
mod state;
mod told;
mod written;
mod yaml;
mod zgw_keys;

use file::File;
use merge::Strays;
use plan::{Does, Plan};

/// `zaakpoort plan FILE`
pub(crate) async fn plan(config: Option<&Path>, args: &PlanArgs) -> Result<(), Failure> {
    let planned = planned(config, args).await;
    let steps = planned.map_err(|failure| Failure::Untold(Box::new(failure)))?;
    match steps {
        0 => Ok(()),
        some => Err(Failure::Drift(format!(
            "{}: not as the file says; `zaakpoort apply` makes it so",
            counted(some, "difference", "differences")
        ))),
    }
}

async fn planned(config: Option<&Path>, args: &PlanArgs) -> Result<usize, Failure> {
    let file = File::read(&args.file)?;
    let session = Session::open(&args.admin, config).await?;
    let plan = Plan::of(&session, &file, strays(args.prune)).await?;
    session.print(&told::plan_json(&plan), |_| told::plan(&plan))?;
    match plan.refused() {
        0 => Ok(plan.steps.len()),
        refused => Err(would_refuse(refused)),
    }
}

fn would_refuse(refused: usize) -> Failure {
    let what = counted(refused, "change", "changes");
    Failure::Refused(format!("the issuer would refuse {what}; the reasons stand above"))
}

/// `zaakpoort apply FILE`
pub(crate) async fn apply(config: Option<&Path>, args: &ApplyArgs) -> Result<(), Failure> {
    let file = File::read(&args.file)?;
    let session = Session::open(&args.admin, config).await?;
    let plan = Plan::of(&session, &file, strays(args.prune)).await?;
    if session.output == Output::People {
        said::say(said::printable(&told::plan(&plan)))?;
    }
    if args.prune && takes_away(&plan) {
        consent::demand(
            "What stands above with a minus goes, for it is not in the file.",
            &args.yes,
        )?;
    }
    let applied = apply::apply(&session, &plan).await?;
    let mut answer = told::plan_json(&plan);
    answer["done"] = json!(applied.done);
    answer["not_done"] = json!(applied.refused);
    if session.output == Output::Machines || !plan.steps.is_empty() {
        session.print(&answer, |_| told::applied(&applied))?;
    }
    match applied.refused.len() {
        0 => Ok(()),
        refused => Err(Failure::Refused(format!(
            "{refused} of {} not done; the reasons stand above",
            counted(plan.steps.len(), "change was", "changes were")
        ))),
    }
}

fn strays(prune: bool) -> Strays {
    if prune { Strays::Go } else { Strays::Stay }
}

fn takes_away(plan: &Plan) -> bool {
    let goes = |line: &diff::Line| line.sign == diff::Sign::Goes;
    plan.steps.iter().any(|step| step.does == Does::TakeAway || step.differences.iter().any(goes))
}

/// `zaakpoort export`
pub(crate) async fn export(config: Option<&Path>, args: &ExportArgs) -> Result<(), Failure> {
    match &args.what {
        #[cfg(feature = "gateway")]
        Some(ExportWhat::Openzaak(args)) => openzaak::export(config, args).await,
        #[cfg(not(feature = "gateway"))]
        Some(ExportWhat::Openzaak(_)) => {
            Err(Failure::Input("this build has no gateway, whose secrets these are".to_owned()))
        }
        None => {
            let session = Session::open(&args.admin, config).await?;
            let text = export::text(&session).await?;
            match &args.to {
                Some(path) => export::keep(path, &text),
                None => said::say(text.trim_end()),
            }
        }
    }
}
