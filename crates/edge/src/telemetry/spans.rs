//! Which requests get a span, and with it a line: asked anew of each, for the filter of the log may
//! change while the process runs.

use std::rc::Rc;
use std::task::{Context, Poll};

use actix_web::Error;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform};
use futures_util::TryFutureExt as _;
use futures_util::future::{Either, LocalBoxFuture, MapOk};
use tracing_actix_web::{StreamSpan, TracingLogger};

use super::{RequestSpan, logs_requests, traces};

/// Which requests get a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spans {
    /// Every one.
    Always,
    /// Those that leave a line when they are answered; for a server that does so little with a
    /// request that its span would cost a quarter of it. Who logs there, logs
    /// [`about`](super::about) a request.
    WithItsLine,
}

impl Spans {
    fn are_made(self) -> bool {
        match self {
            Self::Always => true,
            Self::WithItsLine => logs_requests() || traces::are_sent(),
        }
    }
}

type Spanned<S> = <TracingLogger<RequestSpan> as Transform<Rc<S>, ServiceRequest>>::Transform;
type Body<B> = EitherBody<StreamSpan<B>, B>;
/// A future whose answer gets one of the two bodies.
type With<F, From, B> = MapOk<F, fn(ServiceResponse<From>) -> ServiceResponse<Body<B>>>;

impl<S, B> Transform<S, ServiceRequest> for Spans
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    S::Future: 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<Body<B>>;
    type Error = Error;
    type Transform = Logged<S, B>;
    type InitError = ();
    type Future = LocalBoxFuture<'static, Result<Self::Transform, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        let (spans, bare) = (*self, Rc::new(service));
        let spanned = TracingLogger::new().new_transform(Rc::clone(&bare));
        Box::pin(async move { Ok(Logged { spans, bare, spanned: spanned.await? }) })
    }
}

/// A service with its requests in spans, or without, as the log wants it now.
pub struct Logged<S, B>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    S::Future: 'static,
    B: MessageBody + 'static,
{
    spans: Spans,
    bare: Rc<S>,
    spanned: Spanned<S>,
}

impl<S, B> Service<ServiceRequest> for Logged<S, B>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    S::Future: 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<Body<B>>;
    type Error = Error;
    type Future = Either<
        With<<Spanned<S> as Service<ServiceRequest>>::Future, StreamSpan<B>, B>,
        With<S::Future, B, B>,
    >;

    fn poll_ready(&self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.bare.poll_ready(cx)
    }

    fn call(&self, request: ServiceRequest) -> Self::Future {
        if self.spans.are_made() {
            let answer = self.spanned.call(request);
            Either::Left(answer.map_ok(ServiceResponse::map_into_left_body))
        } else {
            let answer = self.bare.call(request);
            Either::Right(answer.map_ok(ServiceResponse::map_into_right_body))
        }
    }
}
