//! What is said beside an answer, and what of the upstream's own word stays.

use super::*;

fn answer(status: u16, headers: &[(HeaderName, &'static str)]) -> HttpResponse {
    let mut answer = HttpResponse::build(StatusCode::from_u16(status).unwrap()).body("{}");
    for (name, value) in headers {
        answer.headers_mut().append(name.clone(), HeaderValue::from_static(value));
    }
    answer
}

fn all(answer: &HttpResponse, name: HeaderName) -> Vec<&str> {
    answer.headers().get_all(name).map(|value| value.to_str().unwrap()).collect()
}

fn caching(status: u16, asked: &Method, headers: &[(HeaderName, &'static str)]) -> String {
    let mut answer = answer(status, headers);
    limit_caches(&mut answer, asked);
    all(&answer, CACHE_CONTROL).join("; ")
}

#[test]
fn nobody_keeps_an_answer_but_its_client_what_it_asks_about_each_time() {
    let tag = (ETAG, "\"a\"");
    assert_eq!(caching(200, &Method::GET, &[]), "no-store");
    assert_eq!(caching(200, &Method::GET, std::slice::from_ref(&tag)), "private, no-cache");
    assert_eq!(caching(200, &Method::HEAD, std::slice::from_ref(&tag)), "private, no-cache");
    assert_eq!(caching(304, &Method::GET, std::slice::from_ref(&tag)), "private, no-cache");
    assert_eq!(caching(200, &Method::PUT, std::slice::from_ref(&tag)), "no-store");
    assert_eq!(caching(403, &Method::GET, &[tag]), "no-store");
}

#[test]
fn an_upstream_that_limits_caches_itself_is_left_its_word() {
    for said in
        ["no-store", "private", "no-cache", "Private, max-age=60", "max-age=0, NO-CACHE, x=1"]
    {
        assert_eq!(caching(200, &Method::GET, &[(CACHE_CONTROL, said)]), said);
    }
    let lines = [(CACHE_CONTROL, "max-age=60"), (CACHE_CONTROL, "private")];
    assert_eq!(caching(200, &Method::GET, &lines), "max-age=60; private");
}

#[test]
fn an_upstream_that_opens_caches_is_not() {
    for said in [
        "public",
        "max-age=600",
        "private, public",
        "no-cache, s-maxage=60",
        "private=\"Set-Cookie\"",
        "no-cache=\"a, no-store\"",
        "privates",
        "",
    ] {
        assert_eq!(caching(200, &Method::GET, &[(CACHE_CONTROL, said)]), "no-store", "{said}");
    }
    let lines = [(CACHE_CONTROL, "private"), (CACHE_CONTROL, "public")];
    assert_eq!(caching(200, &Method::GET, &lines), "no-store");
}

#[test]
fn what_nobody_named_is_bytes_and_what_is_named_or_empty_stays() {
    let named = |mut answer: HttpResponse, asked: &Method| {
        name_type(&mut answer, asked);
        all(&answer, CONTENT_TYPE).join("; ")
    };
    let bytes = "application/octet-stream";
    assert_eq!(named(answer(200, &[]), &Method::GET), bytes);
    assert_eq!(named(answer(200, &[(CONTENT_TYPE, "text/x")]), &Method::GET), "text/x");
    assert_eq!(named(answer(204, &[]), &Method::DELETE), "");
    assert_eq!(named(answer(304, &[]), &Method::GET), "");
    assert_eq!(named(HttpResponse::new(StatusCode::CREATED), &Method::POST), "");
    assert_eq!(named(HttpResponse::new(StatusCode::OK), &Method::HEAD), bytes);
}

#[test]
fn no_page_frames_an_answer_whatever_the_upstream_allows() {
    for (said, kept) in [
        (None, vec![NO_FRAMES]),
        (Some(NO_FRAMES), vec![NO_FRAMES]),
        (Some("frame-ancestors *"), vec!["frame-ancestors *", NO_FRAMES]),
        (Some("default-src 'none'"), vec!["default-src 'none'", NO_FRAMES]),
    ] {
        let said: Vec<_> = said.into_iter().map(|said| (CONTENT_SECURITY_POLICY, said)).collect();
        let mut answer = answer(200, &said);
        answer.headers_mut().append(X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
        forbid_frames(answer.headers_mut());
        assert_eq!(all(&answer, CONTENT_SECURITY_POLICY), kept);
        assert_eq!(all(&answer, X_FRAME_OPTIONS), ["DENY"]);
    }
}

#[test]
fn tls_is_demanded_for_a_year_or_for_longer() {
    for (said, kept) in [
        (&[][..], HSTS),
        (&["max-age=0"], HSTS),
        (&["max-age=31535999; includeSubDomains"], HSTS),
        (&["includeSubDomains"], HSTS),
        (&["max-age=x"], HSTS),
        (&["max-age=63072000", "max-age=0"], HSTS),
        (&["Max-Age=\"31536000\"; preload"], "Max-Age=\"31536000\"; preload"),
        (&["includeSubDomains; max-age=63072000"], "includeSubDomains; max-age=63072000"),
    ] {
        let said: Vec<_> = said.iter().map(|said| (STRICT_TRANSPORT_SECURITY, *said)).collect();
        let mut answer = answer(200, &said);
        demand_tls(answer.headers_mut());
        assert_eq!(all(&answer, STRICT_TRANSPORT_SECURITY), [kept], "{said:?}");
    }
}
