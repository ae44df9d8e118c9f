//! `GET` and `POST /connect/authorize`: where a client sends somebody.

use std::time::Duration;

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use edge::incoming;

use super::fault::Fault;
use super::parameters::Parameters;
use super::refusal::Refusal;
use super::step::{self, Came, Next, Request};
use crate::app::App;
use crate::pages::Language;
use crate::session;
use crate::{paths, transport};

/// What a `Location` of ours takes.
const LONGEST: usize = 8 * 1024;
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) async fn get(request: HttpRequest, app: Data<App>) -> HttpResponse {
    let answer = begin(&request, &app).await;
    answer.unwrap_or_else(|refusal| refusal.answer(Language::of(&request), &app))
}

async fn begin(request: &HttpRequest, app: &App) -> Result<HttpResponse, Refusal> {
    transport::private(request, app.plain_http)?;
    let asked = Parameters::parse(request.query_string())?;
    let asked = match Request::judge(asked, app.clock.now(), app).await? {
        Ok(asked) => asked,
        Err(refused) => return Ok(refused.answer()),
    };
    let session = session::present(request, app).await?;
    match asked.next(session.as_ref(), app).await? {
        Next::SignIn(_) if asked.judged.prompt.none => {
            Ok(asked.addressed.back.with_error(&Fault::LoginRequired))
        }
        Next::Ask if asked.judged.prompt.none => {
            Ok(asked.addressed.back.with_error(&Fault::ConsentRequired))
        }
        Next::SignIn(again) => {
            let onward = step::keep(&asked, app).await?;
            Ok(session::sign_in(&onward, again, asked.asked.login_hint.as_deref()))
        }
        Next::Ask => Ok(session::see_other(step::keep(&asked, app).await?.as_str())),
        Next::Go(session) => step::go(&asked, session, Came::Straight, app).await,
    }
}

/// A form from a client's site comes without our cookies, which are Lax: so it is asked for once more
/// with GET, which has them (OpenID Connect Core 3.1.2.1 has both).
pub(super) async fn post(request: HttpRequest, body: Payload, app: Data<App>) -> HttpResponse {
    let answer = again(&request, body, &app).await;
    answer.unwrap_or_else(|refusal| refusal.answer(Language::of(&request), &app))
}

async fn again(request: &HttpRequest, body: Payload, app: &App) -> Result<HttpResponse, Refusal> {
    transport::private(request, app.plain_http)?;
    let media_type = incoming::media_type(request.headers()).map_err(|_| Refusal::Body)?;
    if media_type != "application/x-www-form-urlencoded" || !request.query_string().is_empty() {
        return Err(Refusal::Body);
    }
    let body = incoming::read(request.headers(), body, LONGEST, PATIENCE).await;
    let body = body.map_err(|_| Refusal::Body)?;
    let query = std::str::from_utf8(&body).map_err(|_| Refusal::Body)?;
    let of_a_form =
        |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$'()*+,;=:@/?%&".contains(&byte);
    if !query.bytes().all(of_a_form) {
        return Err(Refusal::Body);
    }
    Ok(session::see_other(&format!("{}?{query}", paths::AUTHORIZE)))
}
