//! A decision while it is made: what the steps of a request find out of it, until it goes on record and is counted.

use std::cell::{Cell, RefCell};

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use edge::telemetry;
use tokio::time::Instant;

use super::{NOTES, Notes, Rule, line};
use crate::app::App;
use crate::config::{OnFailure, Verdicts};
use crate::metrics::Decided;
use crate::principal::Principal;
use crate::refusal::{Refusal, Refused};
use crate::route::{Called, Route};
use crate::upstream::Upstream;

/// A decision that is being made. It goes on record when this is dropped, also of a client that
/// did not wait for it.
pub(crate) struct Decision<'a> {
    pub(super) request: &'a HttpRequest,
    pub(super) app: &'a App,
    began: Instant,
    pub(super) asked: Cell<Option<(&'a Upstream, Called<'a>)>>,
    pub(super) caller: RefCell<Option<Principal>>,
    pub(super) verdict: Cell<Verdict>,
    pub(super) answer: Cell<Option<Answered>>,
}

/// How a decision stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It was not reached.
    None,
    Permit,
    Deny,
    /// Somebody else makes it.
    NotOurs,
}

/// How a request was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Answered {
    pub(super) status: StatusCode,
    /// Of a refusal the code.
    code: Option<&'static str>,
}

/// Which way it fell, and by which rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) verdict: Verdict,
    /// Of a permit what gave it, of a refusal its code.
    pub(super) rule: Option<&'static str>,
    /// What went wrong beside the verdict, or instead of it.
    pub(super) failure: Option<&'static str>,
}

impl<'a> Decision<'a> {
    pub(super) fn open(request: &'a HttpRequest, app: &'a App) -> Self {
        Self {
            request,
            app,
            began: Instant::now(),
            asked: Cell::new(None),
            caller: RefCell::default(),
            verdict: Cell::new(Verdict::None),
            answer: Cell::new(None),
        }
    }

    /// It is the issuer who decides.
    pub(crate) fn is_not_ours(&self) {
        self.verdict.set(Verdict::NotOurs);
    }

    /// What is asked is known. Where nothing may go unrecorded, nothing is begun that would.
    pub(crate) fn is_about(&self, route: &Route<'a>) -> Result<(), Refusal> {
        self.asked.set(Some((route.upstream(), route.called())));
        let decisions = &self.app.decisions;
        match decisions.on_failure {
            OnFailure::Refuse if decisions.unwritten().is_some() => Err(Refusal::NotRecorded),
            OnFailure::Refuse | OnFailure::LetThrough => Ok(()),
        }
    }

    /// Who asks is known.
    pub(crate) fn is_of(&self, principal: &Principal) {
        *self.caller.borrow_mut() = Some(principal.clone());
    }

    /// It is known for whom.
    pub(crate) fn is_for_user_of(&self, principal: &Principal) {
        if principal.states_user() {
            self.is_of(principal);
        }
    }

    /// Nothing that follows takes it back: what goes wrong now is no verdict.
    pub(crate) fn is_permitted(&self) {
        self.verdict.set(Verdict::Permit);
    }

    pub(super) fn ended(&self, outcome: &Result<HttpResponse, Refused>) {
        match outcome {
            Ok(answer) => {
                self.answer.set(Some(Answered { status: answer.status(), code: None }));
                self.falls(Verdict::Permit);
            }
            Err(refused) => self.is_refused(refused),
        }
    }

    pub(super) fn is_refused(&self, refused: &Refused) {
        let (status, code) = refused.on_the_wire();
        self.answer.set(Some(Answered { status, code: Some(code) }));
        // Who could not judge has not refused.
        self.falls(if status.is_server_error() { Verdict::None } else { Verdict::Deny });
    }

    fn falls(&self, verdict: Verdict) {
        if self.verdict.get() == Verdict::None {
            self.verdict.set(verdict);
        }
    }

    /// What is said of it in the end.
    pub(super) fn outcome(&self, notes: &Notes) -> Outcome {
        let code = self.answer.get().and_then(|answered| answered.code);
        let (verdict, rule, failure) = match (notes.shadowed.get(), self.verdict.get()) {
            (Some(rule), _) => (Verdict::Deny, Some(rule), code),
            (None, Verdict::Permit) => (Verdict::Permit, notes.rule.get().map(Rule::name), code),
            (None, Verdict::Deny) => (Verdict::Deny, code, None),
            (None, verdict) => (verdict, None, code),
        };
        Outcome { verdict, rule, failure }
    }

    /// Whether its verdict is looked at only: what the rule refuses was let through, what it narrows
    /// was shown whole.
    pub(super) fn is_shadow(&self) -> bool {
        self.asked.get().is_some_and(|(upstream, _)| upstream.verdicts() == Verdicts::Shadow)
    }

    fn count(&self, notes: &Notes) {
        let Outcome { verdict, rule, failure } = self.outcome(notes);
        let verdict = match verdict {
            Verdict::Deny if self.is_shadow() => "deny-not-enforced",
            verdict => verdict.name(),
        };
        let credential = self.caller.borrow().as_ref().map(Principal::credential);
        let upstream = self.asked.get().map(|(upstream, _)| upstream);
        let decided = Decided { verdict, rule: rule.or(failure), credential };
        self.tell(decided);
        self.app.counts.decided(decided, upstream, self.began.elapsed());
    }

    /// Of the operation that was asked, which is what such a request is called.
    fn tell(&self, Decided { verdict, rule, credential }: Decided) {
        let Some((upstream, called)) = self.asked.get() else { return };
        let facts = [
            ("zaakpoort.upstream", upstream.name().as_str()),
            ("zaakpoort.operation", called.name()),
            ("zaakpoort.verdict", verdict),
            ("zaakpoort.rule", rule.unwrap_or_default()),
            ("zaakpoort.credential", credential.unwrap_or_default()),
        ];
        telemetry::tell(called.name(), &facts);
    }

    fn keep(&self, notes: &Notes) {
        let decisions = &self.app.decisions;
        let Some(journal) = &decisions.journal else { return };
        let mut line = decisions.line.borrow_mut();
        line.clear();
        line::write(self, notes, &mut line);
        journal.push(&line);
    }
}

impl Verdict {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Permit => "permit",
            Self::Deny => "deny",
            Self::None | Self::NotOurs => "none",
        }
    }
}

impl Drop for Decision<'_> {
    fn drop(&mut self) {
        if self.verdict.get() == Verdict::NotOurs {
            return;
        }
        let _ = NOTES.try_with(|notes| {
            self.count(notes);
            self.keep(notes);
        });
    }
}
