//! Reading one object: its type and level decide, before a byte of it is shown.

use serde_json::{Value, json};
use uuid::Uuid;
use voorbeeldzaken::sample;

use super::{get, mark, melder, melding, refused, seen, unseen, zaak};
use crate::cases;
use crate::harness::{Answer, Bench, Installation, Request, TaskApplication};

cases![
    a_zaak_is_shown_by_type_and_level,
    a_document_is_shown_by_type_and_level,
    a_besluit_is_shown_by_type,
    a_hidden_object_says_nothing_of_itself,
    a_condition_tells_nothing_of_a_hidden_object,
    a_condition_on_a_visible_object_holds,
    what_would_change_the_answer_is_kept_from_the_upstream,
    parameters_that_widen_the_answer_are_refused,
    two_autorisaties_each_reach_their_own,
    only_what_is_ready_for_publication_is_shown_to_who_may_see_no_more,
];

/// An applicatie with these autorisaties, and its token.
fn holding(at: &Installation, autorisaties: &Value) -> String {
    let body = json!({ "label": "Lezer", "autorisaties": autorisaties });
    TaskApplication::register(at, &body, &json!({})).token(at)
}

fn zaaktype(at: &Installation, uuid: Uuid) -> String {
    sample::url(&at.public_url(), sample::ZAAKTYPEN, uuid)
}

fn ask(at: &Installation, token: &str, method: &str, path: &str) -> Answer {
    Request::new(method, path).bearer(token).send(at.gateway)
}

fn a_zaak_is_shown_by_type_and_level(bench: &Bench) {
    let at = bench.shared();
    let token = melder(&at).token(&at);
    for (uuid, shown) in [
        (sample::ZAAK_MELDING_OPENBAAR, true),
        (sample::ZAAK_MELDING_INTERN, true),
        (sample::ZAAK_MELDING_VERTROUWELIJK, false),
        (sample::ZAAK_BIJSTAND_OPENBAAR, false),
        (sample::ZAAK_BIJSTAND_ZEER_GEHEIM, false),
    ] {
        let (got, headed) =
            (ask(&at, &token, "GET", &zaak(uuid)), ask(&at, &token, "HEAD", &zaak(uuid)));
        if shown {
            assert_eq!(got.status, 200, "{got:?}");
            assert_eq!(got.json()["url"], format!("{}{}", at.public_url(), zaak(uuid)));
            assert_eq!(headed.header("etag"), got.header("etag"));
            assert_eq!(headed.header("content-length"), Some(&*got.body.len().to_string()));
        } else {
            refused(&got, 403, "object-not-held");
            assert_eq!(headed.header("etag"), None);
        }
        assert_eq!(headed.status, got.status);
        assert!(headed.body.is_empty());
    }
    assert_eq!(ask(&at, &token, "GET", &zaak(Uuid::nil())).status, 404);
}

fn a_document_is_shown_by_type_and_level(bench: &Bench) {
    let at = bench.shared();
    let of = |uuid, max: &str| {
        let url = sample::url(&at.public_url(), sample::INFORMATIEOBJECTTYPEN, uuid);
        json!([{ "component": "drc", "scopes": ["documenten.lezen"], "informatieobjecttype": url,
            "max_vertrouwelijkheidaanduiding": max }])
    };
    let status = |token: &str, uuid: Uuid| {
        ask(&at, token, "GET", &format!("{}/{uuid}", sample::DOCUMENTEN)).status
    };
    let fotos = holding(&at, &of(sample::INFORMATIEOBJECTTYPE_FOTO, "zeer_geheim"));
    assert_eq!(status(&fotos, sample::DOCUMENT_FOTO), 200);
    assert_eq!(status(&fotos, sample::DOCUMENT_INKOMEN), 403);
    let open = holding(&at, &of(sample::INFORMATIEOBJECTTYPE_INKOMEN, "confidentieel"));
    assert_eq!(status(&open, sample::DOCUMENT_INKOMEN), 200);
    let closed = holding(&at, &of(sample::INFORMATIEOBJECTTYPE_INKOMEN, "zaakvertrouwelijk"));
    assert_eq!(status(&closed, sample::DOCUMENT_INKOMEN), 403);
}

fn a_besluit_is_shown_by_type(bench: &Bench) {
    let at = bench.shared();
    let of = |uuid| {
        let url = sample::url(&at.public_url(), sample::BESLUITTYPEN, uuid);
        json!([{ "component": "brc", "scopes": ["besluiten.lezen"], "besluittype": url }])
    };
    let path = format!("{}/{}", sample::BESLUITEN, sample::BESLUIT_TOEKENNING);
    let token = holding(&at, &of(sample::BESLUITTYPE_TOEKENNING));
    assert_eq!(ask(&at, &token, "GET", &path).status, 200);
    let token = holding(&at, &of(Uuid::nil()));
    refused(&ask(&at, &token, "GET", &path), 403, "object-not-held");
}

fn a_hidden_object_says_nothing_of_itself(bench: &Bench) {
    let at = bench.shared();
    let token = melder(&at).token(&at);
    let hidden = [sample::ZAAK_BIJSTAND_ZEER_GEHEIM, sample::ZAAK_MELDING_VERTROUWELIJK];
    let answers = hidden.map(|uuid| ask(&at, &token, "GET", &zaak(uuid)));
    for answer in &answers {
        refused(answer, 403, "object-not-held");
        let all = format!("{answer:?}{}", answer.text());
        for told in ["geheim", "vertrouwelijk\"", "6e3f0c3a", "W/", "Overlast", "witgoed"] {
            assert!(!all.contains(told), "{told}: {all}");
        }
        assert_eq!(answer.header("etag"), None);
        assert_eq!(answer.header("api-version"), None);
    }
    assert_eq!(answers[0].member("detail"), answers[1].member("detail"));
}

fn a_condition_tells_nothing_of_a_hidden_object(bench: &Bench) {
    let at = bench.shared();
    let (token, all) = (melder(&at).token(&at), TaskApplication::with_all(&at).token(&at));
    let path = zaak(sample::ZAAK_BIJSTAND_OPENBAAR);
    let etag = ask(&at, &all, "GET", &path).header("etag").unwrap().to_owned();
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
    let etag = ask(&at, &token, "GET", &melding()).header("etag").unwrap().to_owned();
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

fn parameters_that_widen_the_answer_are_refused(bench: &Bench) {
    let at = bench.shared();
    let (token, all) = (melder(&at).token(&at), TaskApplication::with_all(&at).token(&at));
    for query in [
        "expand=zaaktype",
        "fields=url",
        "expand",
        "EXPAND=status",
        "%65xpand=status",
        "ex%70and=status",
        "ex_pand=status",
        "a=b&expand=status",
        "a=b;expand=status",
        "expand=&expand=hoofdzaak",
    ] {
        let mark = mark();
        let path = format!("{}?{query}", melding());
        refused(&get(&path, &token, &mark).send(at.gateway), 403, "parameter-restricted");
        unseen(&at.upstream, &mark);
        assert_eq!(get(&path, &all, &mark).send(at.gateway).status, 200);
        assert_eq!(seen(&at.upstream, &mark).target, path);
    }
    let path = format!("{}?expander=x&q=expand", melding());
    assert_eq!(ask(&at, &token, "GET", &path).status, 200);
}

fn two_autorisaties_each_reach_their_own(bench: &Bench) {
    let at = bench.shared();
    let one = |scopes: &[&str], uuid, max: &str| {
        json!({ "component": "zrc", "scopes": scopes, "zaaktype": zaaktype(&at, uuid),
            "max_vertrouwelijkheidaanduiding": max })
    };
    let token = holding(
        &at,
        &json!([
            one(&["zaken.lezen"], sample::ZAAKTYPE_MELDING, "openbaar"),
            one(&["zaken.lezen"], sample::ZAAKTYPE_BIJSTAND, "zaakvertrouwelijk"),
            one(&["zaken.aanmaken"], sample::ZAAKTYPE_MELDING, "zeer_geheim"),
        ]),
    );
    for (uuid, status) in [
        (sample::ZAAK_MELDING_OPENBAAR, 200),
        (sample::ZAAK_MELDING_INTERN, 403),
        (sample::ZAAK_MELDING_VERTROUWELIJK, 403),
        (sample::ZAAK_BIJSTAND_OPENBAAR, 200),
        (sample::ZAAK_BIJSTAND_ZAAKVERTROUWELIJK, 200),
        (sample::ZAAK_BIJSTAND_ZEER_GEHEIM, 403),
    ] {
        assert_eq!(ask(&at, &token, "GET", &zaak(uuid)).status, status, "{uuid}");
    }
}

fn only_what_is_ready_for_publication_is_shown_to_who_may_see_no_more(bench: &Bench) {
    let at = bench.shared();
    let all = json!({ "label": "Publicatie", "heeft_alle_autorisaties": true,
        "alleen_is_gereed_voor_publicatie": true });
    let token = TaskApplication::register(&at, &all, &json!({})).token(&at);
    let path = format!("{}/{}", sample::DOCUMENTEN, sample::DOCUMENT_FOTO);
    refused(&ask(&at, &token, "GET", &path), 403, "not-for-publication");
    assert_eq!(ask(&at, &token, "GET", &melding()).status, 200, "zaken are not documents");
}
