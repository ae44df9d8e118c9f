//! What a client adds to a read: conditions, ranges, and parameters that widen the answer.

use voorbeeldzaken::sample;

use super::{get, mark, melder, melding, refused, seen, unseen, zaak};
use crate::cases;
use crate::harness::{Bench, Request, TaskApplication};

cases![
    a_condition_tells_nothing_of_a_hidden_object,
    a_condition_on_a_visible_object_holds,
    what_would_change_the_answer_is_kept_from_the_upstream,
    parameters_that_widen_the_answer_have_one_reading,
];

fn a_condition_tells_nothing_of_a_hidden_object(bench: &Bench) {
    let at = bench.shared();
    let (token, all) = (melder(&at).token(&at), TaskApplication::with_all(&at).token(&at));
    let path = zaak(sample::ZAAK_BIJSTAND_OPENBAAR);
    let etag = get(&path, &all, "x").send(at.gateway).header("etag").unwrap().to_owned();
    let known = Request::get(&path).bearer(&all).header("If-None-Match", &etag).send(at.gateway);
    assert_eq!(known.status, 304);
    for (name, value) in [
        ("If-None-Match", "*"),
        ("If-None-Match", etag.as_str()),
        ("If-None-Match", "\"anders\""),
        ("If-Match", etag.as_str()),
        ("If-Match", "\"anders\""),
        ("If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT"),
        ("If-Unmodified-Since", "Thu, 01 Jan 1970 00:00:00 GMT"),
        ("If-Range", etag.as_str()),
        ("Range", "bytes=0-0"),
        ("Range", "bytes=99999999-"),
    ] {
        for method in ["GET", "HEAD"] {
            let request = Request::new(method, &path).bearer(&token).header(name, value);
            assert_eq!(request.send(at.gateway).status, 403, "{method} {name}: {value}");
        }
    }
}

fn a_condition_on_a_visible_object_holds(bench: &Bench) {
    let at = bench.shared();
    let token = melder(&at).token(&at);
    let etag = get(&melding(), &token, "x").send(at.gateway).header("etag").unwrap().to_owned();
    let with = |method: &str, value: &str| {
        let request = Request::new(method, &melding()).bearer(&token);
        request.header("If-None-Match", value).send(at.gateway)
    };
    for value in [etag.as_str(), &format!("W/{etag}"), &format!("\"x\", {etag}"), "*"] {
        for method in ["GET", "HEAD"] {
            let answer = with(method, value);
            assert_eq!(answer.status, 304, "{method} {value}: {answer:?}");
            assert_eq!(answer.header("etag"), Some(etag.as_str()));
            assert!(answer.body.is_empty());
        }
    }
    assert_eq!(with("GET", "\"anders\"").status, 200);
}

fn what_would_change_the_answer_is_kept_from_the_upstream(bench: &Bench) {
    let at = bench.shared();
    let token = melder(&at).token(&at);
    let mark = mark();
    let answer = get(&melding(), &token, &mark)
        .header("Range", "bytes=0-3")
        .header("If-Range", "\"x\"")
        .header("If-Match", "\"x\"")
        .header("If-None-Match", "\"x\"")
        .header("If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT")
        .header("Accept-Encoding", "gzip, br;q=1")
        .body("application/json", "{}")
        .send(at.gateway);
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("content-encoding"), None);
    let seen = seen(&at.upstream, &mark);
    assert_eq!(seen.header("accept-encoding"), ["identity"]);
    let left_out = |name: &str| name.starts_with("if-") || name == "range";
    assert!(!seen.headers.iter().any(|(name, _)| left_out(name)), "{:?}", seen.headers);
    assert_eq!(seen.body.length, 0);
}

fn parameters_that_widen_the_answer_have_one_reading(bench: &Bench) {
    let at = bench.shared();
    let (token, all) = (melder(&at).token(&at), TaskApplication::with_all(&at).token(&at));
    for (query, status, code) in [
        // The scope of the component is missing, as the catalogus is none of a melder's.
        ("expand=zaaktype", 403, "scope-not-held"),
        ("expand=status,zaaktype", 403, "scope-not-held"),
        ("expand=status.statustype", 403, "scope-not-held"),
        ("expand=nergens", 403, "expand-not-judged"),
        ("fields=url", 403, "parameter-restricted"),
        ("EXPAND=status", 400, "parameter-unclear"),
        ("ex_pand=status", 400, "parameter-unclear"),
        ("a=b;expand=status", 400, "parameter-unclear"),
        ("expand=status&expand=rollen", 400, "parameter-unclear"),
        ("expand=&expand=hoofdzaak", 400, "parameter-unclear"),
    ] {
        let mark = mark();
        let path = format!("{}?{query}", melding());
        refused(&get(&path, &token, &mark).send(at.gateway), status, code);
        unseen(&at.upstream, &mark);
        get(&path, &all, &mark).send(at.gateway);
        assert_eq!(seen(&at.upstream, &mark).target, path);
    }
    for query in ["expand=status", "%65xpand=status", "expand", "expander=x&q=expand"] {
        let path = format!("{}?{query}", melding());
        let status = get(&path, &token, "x").send(at.gateway).status;
        assert_ne!(status, 403, "{query}");
    }
}
