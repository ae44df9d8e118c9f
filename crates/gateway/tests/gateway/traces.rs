//! Traces (W3C Trace Context): what an upstream is told of the one that a request belongs to.

use crate::harness::recorded::Recorded;
use crate::harness::{HOST, UUID, ZAAKTYPE, zaak};

const ZAKEN: &str = "/zaken/api/v1/zaken";
const JSON: &[(&str, &str)] = &[("content-type", "application/json")];
const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const PARENT: &str = "b7ad6b7169203331";

fn item() -> String {
    format!("{ZAKEN}/{UUID}")
}

#[tokio::test]
async fn an_upstream_is_told_the_trace_once_and_by_nobody_else() {
    let mut at = Recorded::new().await;
    let good = format!("traceparent: 00-{TRACE}-{PARENT}-00");
    let state = "tracestate: rojo=00f067aa0ba902b7,congo=t61rcWkgMzE";
    let said = ["X-NLX-Logrecord-ID: abc", "Fsc-Transaction-Id: def"];
    for (headers, continued) in [
        (vec![good.as_str(), state], true),
        (vec![good.as_str(), good.as_str(), state], false),
        (vec!["traceparent: 00-0-0-00", state], false),
        (vec![state], false),
    ] {
        let headers: Vec<_> = headers.into_iter().chain(said).collect();
        assert_eq!(at.world.get("alles", ZAKEN, &headers).await.status, 200);
        let (seen, record) = (at.world.upstream.only(), at.only().await);
        let [parent] = seen.all("traceparent")[..] else { panic!("not exactly one: {seen:?}") };
        let (trace, span) = (&record["trace_id"], &record["span_id"]);
        let [trace, span] = [trace, span].map(|id| id.as_str().unwrap());
        let flags = if continued { "00" } else { "03" };
        assert_eq!(parent, format!("00-{trace}-{span}-{flags}"));
        assert_eq!(trace == TRACE, continued);
        let expected = continued.then_some("rojo=00f067aa0ba902b7,congo=t61rcWkgMzE");
        assert_eq!(seen.all("tracestate"), expected.into_iter().collect::<Vec<_>>());
        assert_eq!(seen.all("x-nlx-logrecord-id"), ["abc"]);
        assert_eq!(seen.all("fsc-transaction-id"), ["def"]);
    }
}

#[tokio::test]
async fn what_the_gateway_looks_up_belongs_to_the_trace_too() {
    let at = Recorded::new().await;
    at.world.upstream.replies(&item(), 200, JSON, &zaak(ZAAKTYPE, "openbaar"));
    let path = format!("/zaken/api/v1/statussen/{UUID}");
    let body = format!(r#"{{"url":"x","zaak":"https://{HOST}{}"}}"#, item());
    at.world.upstream.replies(&path, 200, JSON, &body);
    let good = format!("traceparent: 00-{TRACE}-{PARENT}-00");
    assert_eq!(at.world.get("lezer", &path, &[&good]).await.status, 200);
    let seen = at.world.upstream.seen();
    assert_eq!(seen.len(), 2, "the status, and its zaak");
    assert!(seen.iter().all(|seen| seen.all("traceparent").concat().contains(TRACE)), "{seen:?}");
}
