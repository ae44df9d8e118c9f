//! `GET` and `POST /connect/authorize`: where a client sends somebody.

use std::time::Duration;

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};
use edge::incoming;

use super::parameters::{Parameters, SINCE, Unreadable};
use super::refusal::Refusal;
use super::step::{self, Arrival, Came, Next, Request, Way};
use super::waiting;
use crate::app::App;
use crate::onward::Onward;
use crate::pages::Language;
use crate::session::{self, Again};
use crate::{paths, transport};

/// What a `Location` of ours takes.
const LONGEST: usize = 8 * 1024;
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) async fn get(request: HttpRequest, app: Data<App>) -> HttpResponse {
    let answer = begin(&request, &app).await;
    let language = || language(request.query_string(), &request);
    answer.unwrap_or_else(|refusal| refusal.answer(language(), &app))
}

async fn begin(request: &HttpRequest, app: &App) -> Result<HttpResponse, Refusal> {
    transport::private(request, app.plain_http)?;
    let asked = Parameters::parse(request.query_string())?;
    if let Some(id) = asked.names_a_pushed_one() {
        let onward = waiting::arrive(id, asked.client_id.as_deref(), app).await?;
        return Ok(session::see_other(onward.as_str()));
    }
    let arrival = Arrival { at: waiting::since(&asked, app.clock.now()), way: Way::Browser };
    let session = session::present(request, app).await?;
    let silent = asked.prompt.as_deref() == Some("none");
    let asked = match Request::judge(asked, arrival, app).await {
        // RFC 9700 4.11.2: nobody is led to a stranger's site by a link alone.
        Err(Refusal::Back(sent))
            if session.is_none() && !silent && sent.leads_where_nobody_looked() =>
        {
            let onward = back_here(request.query_string(), arrival.at)?;
            return Ok(session::sign_in(&onward, Again::No, None));
        }
        judged => judged?,
    };
    match asked.next(session.as_ref(), app).await? {
        Next::Back(fault) => Ok(asked.addressed.back.with_error(&fault)),
        Next::SignIn(again) => {
            let onward = back_here(request.query_string(), asked.arrival.at)?;
            Ok(session::sign_in(&onward, again, asked.asked.login_hint.as_deref()))
        }
        Next::Ask => {
            let session = session.as_ref().ok_or(Refusal::Over)?;
            Ok(session::see_other(waiting::keep(&asked, session, app).await?.as_str()))
        }
        Next::Go(session) => step::go(&asked, session, Came::Straight, app).await,
    }
}

/// The same request, for when they have signed in. It stands in the address and nowhere else.
fn back_here(query: &str, since: DateTime<Utc>) -> Result<Onward, Refusal> {
    let pairs = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != SINCE);
    let since = since.timestamp_micros().to_string();
    let mut again = form_urlencoded::Serializer::new(String::new());
    let again = again.extend_pairs(pairs).append_pair(SINCE, &since).finish();
    let onward = Onward::parse(&format!("{}?{again}", paths::AUTHORIZE));
    onward.ok_or(Refusal::Unreadable(Unreadable::TooLong))
}

/// A form from a client's site comes without our cookies, which are Lax: so it is asked for once more
/// with GET, which has them (OpenID Connect Core 3.1.2.1 has both).
pub(super) async fn post(request: HttpRequest, body: Payload, app: Data<App>) -> HttpResponse {
    match read(&request, body, &app).await {
        Ok(form) => {
            again(&form).unwrap_or_else(|refusal| refusal.answer(language(&form, &request), &app))
        }
        Err(refusal) => refusal.answer(Language::of(&request), &app),
    }
}

async fn read(request: &HttpRequest, body: Payload, app: &App) -> Result<String, Refusal> {
    transport::private(request, app.plain_http)?;
    let media_type = incoming::media_type(request.headers()).map_err(|_| Refusal::Body)?;
    if media_type != "application/x-www-form-urlencoded" || !request.query_string().is_empty() {
        return Err(Refusal::Body);
    }
    let body = incoming::read(request.headers(), body, LONGEST, PATIENCE).await;
    let body = body.map_err(|_| Refusal::Body)?;
    String::from_utf8(body.to_vec()).map_err(|_| Refusal::Body)
}

fn again(query: &str) -> Result<HttpResponse, Refusal> {
    let of_a_form =
        |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$'()*+,;=:@/?%&".contains(&byte);
    if !query.bytes().all(of_a_form) {
        return Err(Refusal::Body);
    }
    Ok(session::see_other(&format!("{}?{query}", paths::AUTHORIZE)))
}

/// Of a page that says what is wrong with a request. What stands beside one that was pushed counts for
/// nothing, here too.
fn language(query: &str, request: &HttpRequest) -> Language {
    let pushed = Parameters::parse(query).is_ok_and(|asked| asked.names_a_pushed_one().is_some());
    let wish = if pushed { None } else { Language::wished_in(query) };
    Language::wished(wish, request)
}
