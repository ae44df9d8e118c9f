//! What is measured is told as `OpenMetrics` has it, and nothing else is.

use actix_web::body::to_bytes;
use actix_web::test::TestRequest;
use chrono::DateTime;
use prometheus_client::metrics::counter::Counter;

use super::*;

fn metrics() -> Metrics {
    Metrics::new(DateTime::from_timestamp(1_800_000_000, 0).unwrap())
}

#[test]
fn what_a_part_counts_stands_under_its_name() {
    let (metrics, counter) = (metrics(), Counter::<u64>::default());
    metrics.register("poort", |registry| {
        registry.register("zaken", "What was counted", counter.clone());
    });
    counter.inc_by(3);
    let text = metrics.text().unwrap();
    assert!(text.contains("\nzaakpoort_poort_zaken_total 3\n"), "{text}");
    assert!(text.contains("# HELP zaakpoort_poort_zaken What was counted."), "{text}");
    assert!(text.ends_with("# EOF\n"), "{text}");
}

#[test]
fn what_the_process_uses_is_told_by_the_usual_names() {
    let text = metrics().text().unwrap();
    assert!(text.contains("\nprocess_start_time_seconds 1800000000.0\n"), "{text}");
    for name in [
        "process_cpu_seconds_total",
        "process_resident_memory_bytes",
        "process_virtual_memory_bytes",
        "process_open_fds",
        "process_max_fds",
    ] {
        let line = text.lines().find(|line| line.starts_with(&format!("{name} ")));
        let value = line.and_then(|line| line.split_once(' ')).map(|(_, value)| value.parse());
        let value: f64 = value.unwrap_or_else(|| panic!("{name}: {text}")).unwrap();
        assert!(value.is_finite() && value >= 0.0, "{name} {value}");
    }
    let version = env!("CARGO_PKG_VERSION");
    let told = format!("\nzaakpoort_build_info{{version=\"{version}\"}} 1\n");
    assert!(text.contains(&told), "{text}");
}

#[actix_web::test]
async fn it_is_at_one_path_and_is_only_read() {
    let metrics = metrics();
    let ask = |request: TestRequest| metrics.answer(&request.to_http_request());
    let answer = ask(TestRequest::get().uri("/metrics?name[]=x"));
    assert_eq!(answer.status(), 200);
    let kind = answer.headers().get(CONTENT_TYPE).unwrap().to_str().unwrap();
    assert_eq!(kind, "application/openmetrics-text; version=1.0.0; charset=utf-8");
    let body = to_bytes(answer.into_body()).await.unwrap();
    assert!(body.ends_with(b"# EOF\n"));
    let answer = ask(TestRequest::post().uri("/metrics"));
    assert_eq!(answer.status(), 405);
    assert_eq!(answer.headers().get(ALLOW).unwrap(), "GET, HEAD");
    assert_eq!(ask(TestRequest::get().uri("/")).status(), 404);
    assert_eq!(ask(TestRequest::get().uri("/metrics/x")).status(), 404);
}
