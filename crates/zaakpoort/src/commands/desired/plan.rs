//! What would change: every difference between the file and what is there, each judged by the issuer in a
//! dry run, so that what it would refuse is known before anything is written.

use edge::chance;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::diff::{self, Line, Sign};
use super::file::{File, Thing};
use super::merge::{self, Strays, text};
use super::state::{self, APPLICATIES, Found, State, Stray};
use super::{normal, zgw_keys};
use crate::admin::{self, Session, segment};
use crate::commands::progress::Progress;
use crate::failure::Failure;
use crate::meant::Meant;

/// What would change, in the order in which it is done.
pub(super) struct Plan {
    pub(super) steps: Vec<Step>,
    /// How much is as it is to be.
    pub(super) same: usize,
    /// What is there and not in the file, and stays, in words.
    pub(super) strays: Vec<String>,
}

/// One change, which is one call and one commit.
pub(super) struct Step {
    pub(super) does: Does,
    /// What is changed, in words.
    pub(super) name: String,
    /// Its line in the file, if it stands there.
    pub(super) line: Option<u64>,
    pub(super) path: String,
    pub(super) body: Option<Value>,
    pub(super) meant: Meant,
    pub(super) differences: Vec<Line>,
    /// Why the issuer would not do it.
    pub(super) refused: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Does {
    Make,
    Change,
    TakeAway,
}

/// When a step is done: what narrows before what widens, and what others need before them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    Ends,
    Apis,
    Narrowing,
    Others,
    Keys,
    ApisEnd,
}

impl Plan {
    /// Compares all of it.
    pub(super) async fn of(
        session: &Session,
        file: &File,
        strays: Strays,
    ) -> Result<Self, Failure> {
        let there = state::apis(session).await?;
        let state = State::read(session, file, strays).await?;
        let (mut steps, mut pending) = (Vec::new(), Vec::new());
        let mut plan = Self { steps: Vec::new(), same: 0, strays: Vec::new() };
        for thing in &file.apis {
            match api(session, thing, &there).await? {
                Some(step) => {
                    pending.push(text(&thing.value, "client_id").to_owned());
                    steps.push((Turn::Apis, step));
                }
                None => plan.same += 1,
            }
        }
        let named: Vec<&str> = file.apis.iter().map(|api| text(&api.value, "client_id")).collect();
        let unnamed = there.iter().filter(|api| !named.contains(&text(api, "client_id")));
        for gone in unnamed {
            plan.stray(Step::ending_api(gone), Turn::ApisEnd, strays, &mut steps);
        }
        for gone in &state.strays {
            plan.stray(Step::ending(gone), Turn::Ends, strays, &mut steps);
        }
        if strays == Strays::Stay {
            plan.strays.extend(state.within.iter().cloned());
        }
        plan.applicaties(session, (file, &state, strays), &pending, &mut steps).await?;
        for key in zgw_keys::steps(session, file, &state).await? {
            match key {
                Some(step) => steps.push((Turn::Keys, step)),
                None => plan.same += 1,
            }
        }
        steps.sort_by_key(|(turn, _)| *turn);
        plan.steps = steps.into_iter().map(|(_, step)| step).collect();
        Ok(plan)
    }

    fn stray(&mut self, step: Step, turn: Turn, strays: Strays, steps: &mut Vec<(Turn, Step)>) {
        match strays {
            Strays::Go => steps.push((turn, step)),
            Strays::Stay => self.strays.push(step.name),
        }
    }

    async fn applicaties(
        &mut self,
        session: &Session,
        (file, state, strays): (&File, &State, Strays),
        pending: &[String],
        steps: &mut Vec<(Turn, Step)>,
    ) -> Result<(), Failure> {
        let differing = state.found.iter().filter(|found| !matches!(found, Found::Same)).count();
        let all = u64::try_from(differing).unwrap_or(u64::MAX);
        let (mut progress, mut done) = (Progress::of("comparing"), 0);
        for (thing, found) in file.applicaties.iter().zip(&state.found) {
            if matches!(found, Found::Same) {
                self.same += 1;
                continue;
            }
            match applicatie(session, (thing, found, strays), pending).await? {
                Some(step) => steps.push((step.turn(), step)),
                None => self.same += 1,
            }
            done += 1;
            progress.at(done, all);
        }
        Ok(())
    }

    pub(super) fn refused(&self) -> usize {
        self.steps.iter().filter(|step| step.refused.is_some()).count()
    }
}

impl Step {
    fn ending(stray: &Stray) -> Self {
        let clients = match stray.clients.as_slice() {
            [] => "without clients".to_owned(),
            some => format!("with its clients {}", some.join(", ")),
        };
        Self {
            does: Does::TakeAway,
            name: format!("applicatie {} ({}), {clients}", stray.label, stray.id),
            line: None,
            path: format!("/applicaties/{}", stray.id),
            body: None,
            meant: stray.meant.clone(),
            differences: Vec::new(),
            refused: None,
        }
    }

    fn ending_api(api: &Value) -> Self {
        let id = text(api, "client_id");
        Self {
            does: Does::TakeAway,
            name: format!("API {id} ({})", text(api, "reference")),
            line: None,
            path: format!("/clients/{}", segment(id)),
            body: None,
            meant: Meant::Always,
            differences: Vec::new(),
            refused: None,
        }
    }

    /// Whether it takes something from somebody.
    fn turn(&self) -> Turn {
        if self.differences.iter().any(|line| line.sign == Sign::Goes) {
            Turn::Narrowing
        } else {
            Turn::Others
        }
    }

    /// What is taken away because it is not in the file, in words.
    pub(super) fn method(&self) -> Method {
        match (self.does, self.path.starts_with("/imports/")) {
            (Does::TakeAway, _) => Method::DELETE,
            (_, true) => Method::POST,
            (_, false) => Method::PUT,
        }
    }
}

async fn api(session: &Session, thing: &Thing, there: &[Value]) -> Result<Option<Step>, Failure> {
    let id = text(&thing.value, "client_id");
    let known = there.iter().find(|api| text(api, "client_id") == id);
    let (before, after) = (known.map_or(json!({}), normal::api), normal::api(&thing.value));
    if known.is_some() && before == after {
        return Ok(None);
    }
    let mut body = thing.value.clone();
    body.as_object_mut().map(|body| body.remove("client_id"));
    Ok(Some(Step {
        does: if known.is_some() { Does::Change } else { Does::Make },
        name: format!("API {id} ({})", text(&thing.value, "reference")),
        line: Some(thing.line),
        path: format!("/apis/{}", segment(id)),
        body: Some(body),
        meant: match known {
            Some(known) => state::meant_for_api(session, known).await?,
            None => Meant::New,
        },
        differences: diff::between(&before, &after),
        refused: None,
    }))
}

/// What would become of an applicatie, by the issuer's word.
async fn applicatie(
    session: &Session,
    (thing, found, strays): (&Thing, &Found, Strays),
    pending: &[String],
) -> Result<Option<Step>, Failure> {
    let (there, refused) = match found {
        Found::Other(there) => (Some(&**there), None),
        Found::Unclear(why) => (None, Some(why.clone())),
        Found::Nothing | Found::Same => (None, None),
    };
    let id = match there.or(Some(&thing.value)).map(|one| text(one, "id")) {
        Some("") | None => {
            chance::uuid_v4().map_err(|why| Failure::Input(why.to_string()))?.to_string()
        }
        Some(id) => id.to_owned(),
    };
    let merged = merge::applicatie(&thing.value, there, strays);
    let mut step = Step {
        does: if there.is_some() { Does::Change } else { Does::Make },
        name: format!("applicatie {}", text(&thing.value, "label")),
        line: Some(thing.line),
        path: format!("{APPLICATIES}/{id}"),
        body: Some(merged.body),
        meant: there.map_or(Meant::New, |there| Meant::State(text(there, "etag").to_owned())),
        differences: Vec::new(),
        refused,
    };
    if step.refused.is_some() {
        return Ok(Some(step));
    }
    match tried(session, &step, pending).await? {
        Ok(after) => {
            let before = there.map_or(json!({}), normal::applicatie);
            step.differences = diff::between(&before, &normal::applicatie(&after));
            let is_same = there.is_some() && step.differences.is_empty();
            Ok((!is_same).then_some(step))
        }
        Err(why) => {
            step.refused = Some(why);
            Ok(Some(step))
        }
    }
}

/// The issuer's word for what would come of a step, or why it would not do it.
async fn tried(
    session: &Session,
    step: &Step,
    pending: &[String],
) -> Result<Result<Value, String>, Failure> {
    let pending: Vec<&str> = pending.iter().map(String::as_str).collect();
    let body = step.body.clone().unwrap_or(Value::Null);
    // What is to be made first is not there yet.
    let (body, left_out) = merge::without_accesses(&body, &pending);
    let path = format!("{}?dry_run=true", step.path);
    let answer = session.answer_for(Method::PUT, &path, Some(body), &step.meant).await?;
    let said: Value = serde_json::from_slice(answer.body()).unwrap_or(Value::Null);
    match answer.status() {
        StatusCode::OK => Ok(Ok(merge::with_accesses(said, left_out))),
        status if is_of_the_thing(status) => Ok(Err(text(&said, "detail").to_owned())),
        status => Err(admin::refused(status, answer.body())),
    }
}

/// Whether a refusal is about what was asked, and not about who asks or whether it can be done now.
pub(super) fn is_of_the_thing(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::BAD_REQUEST
            | StatusCode::NOT_FOUND
            | StatusCode::CONFLICT
            | StatusCode::PRECONDITION_FAILED
            | StatusCode::PAYLOAD_TOO_LARGE
    )
}
