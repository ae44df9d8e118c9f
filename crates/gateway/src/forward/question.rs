//! What the gateway asks of an upstream in a caller's name, to answer what they asked: the pages of a list.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use http::{HeaderMap, Method, Response, StatusCode};

use super::body::{Progress, UpstreamBody};
use super::relay::{self, Whose};
use super::{Answering, ask, collect, head, look_at, signed, told};
use crate::app::App;
use crate::principal::Principal;
use crate::refusal::Refusal;
use crate::route::Route;

/// One question, about the API of a route.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    /// A canonical path.
    pub(crate) path: String,
    /// Without `?`; may be empty.
    pub(crate) query: String,
    /// JSON, to search by; without it the question is a GET.
    pub(crate) body: Option<Bytes>,
}

/// Who asks, and by which request of theirs.
#[derive(Clone, Copy)]
pub(crate) struct Asker<'a> {
    pub(crate) request: &'a HttpRequest,
    pub(crate) route: &'a Route<'a>,
    pub(crate) principal: &'a Principal,
    pub(crate) app: &'a App,
}

/// What came back.
pub(crate) enum Said {
    /// A 200, read wholly.
    Whole(HeaderMap, Bytes),
    /// Why there is none; it holds no rows.
    Refused(Response<Answering>),
}

impl Question {
    pub(super) fn method(&self) -> Method {
        if self.body.is_some() { Method::POST } else { Method::GET }
    }
}

impl Asker<'_> {
    /// Passes on what came.
    pub(crate) fn relayed(&self, answered: Response<Answering>) -> Result<HttpResponse, Refusal> {
        let patience = self.route.upstream().patience().body;
        relay::streamed(answered, Whose::Upstreams, self.request.method(), patience)
    }

    /// Asks, and passes the answer on as it comes.
    pub(crate) async fn passed(&self, question: &Question) -> Result<HttpResponse, Refusal> {
        let answered = self.send(question).await?;
        self.relayed(answered)
    }

    /// Asks, and reads the answer wholly.
    pub(crate) async fn ask(&self, question: &Question) -> Result<Said, Refusal> {
        let answered = self.send(question).await?;
        match answered.status() {
            StatusCode::OK => {
                let (head, body) = answered.into_parts();
                let patience = self.route.upstream().patience().body;
                let body = collect(body, self.app.max_judged_answer, patience).await?;
                Ok(Said::Whole(head.headers, body))
            }
            status if status.is_client_error() || status.is_server_error() => {
                Ok(Said::Refused(answered))
            }
            status => Err(Refusal::UpstreamStatus { status: status.as_u16() }),
        }
    }

    async fn send(&self, question: &Question) -> Result<Response<Answering>, Refusal> {
        let (route, app) = (self.route, self.app);
        let upstream = route.upstream();
        let credential = signed(upstream, self.principal.caller(), app)?;
        let ours: Vec<_> = told(upstream, self.principal).into_iter().chain(credential).collect();
        let head = || head::of_question(self.request, route, question, &ours);
        let progress = Arc::new(Progress::begin());
        let outgoing = head()?.map(|()| UpstreamBody::of(question.body.clone()));
        let answered = ask(outgoing, head, &progress, (route, app)).await?;
        look_at(answered.status(), upstream, self.principal.client());
        Ok(answered)
    }
}
