//! What Grafana and Prometheus are given in `deploy`, and what the README says of it: every metric that they
//! name is one that is told.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::Command;

use regex::Regex;
use serde_json::Value;

use crate::harness::readme::block;
use crate::harness::{
    Bench, Options, PlayedNotificaties, Request, Scrape, TaskApplication, eventually, free_port,
};
use crate::{cases, house};

cases![
    every_metric_of_the_dashboard_of_the_alerts_and_of_the_readme_is_told,
    metrics_are_read_as_the_readme_says,
];

house![a_panel_of_the_dashboard_says_what_it_shows_and_no_two_lie_on_each_other];

fn file(name: &str) -> String {
    let deploy = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy");
    std::fs::read_to_string(deploy.join(name)).unwrap()
}

/// Every name in expressions, whatever is said around it.
fn named(text: &str) -> BTreeSet<String> {
    let metric =
        Regex::new(r"\b(zaakpoort_(?:issuer|gateway|build)_[a-z_]+|process_[a-z_]+)\b").unwrap();
    metric.find_iter(text).map(|found| found.as_str().to_owned()).collect()
}

/// What can be asked of a family, by the suffixes that its samples have.
fn is_told(name: &str, scrape: &Scrape) -> bool {
    let suffixes = ["", "_total", "_bucket", "_count", "_sum", "_info"];
    suffixes.iter().any(|suffix| {
        name.strip_suffix(suffix).is_some_and(|family| scrape.families.contains(family))
    })
}

fn every_metric_of_the_dashboard_of_the_alerts_and_of_the_readme_is_told(bench: &Bench) {
    let metrics = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()));
    let notificaties = PlayedNotificaties::start();
    let options = Options::default().telling(&notificaties);
    let at = bench.with(&options.set("METRICS__LISTEN", &metrics.to_string()));
    let token = TaskApplication::with_all(&at).token(&at);
    assert_eq!(Request::get("/zaken/api/v1/zaken").bearer(&token).send(at.gateway).status, 200);
    let files = ["grafana/zaakpoort.json", "prometheus/alerts.yaml", "../README.md"];
    let names = files.map(|name| named(&file(name)));
    let counts = names.each_ref().map(BTreeSet::len);
    assert!(counts[0] > 30 && counts[1] > 10 && counts[2] > 5, "{names:?}");
    let untold = || {
        let scrape = Scrape::of(metrics);
        let names = names.iter().flatten();
        names.filter(|name| !is_told(name, &scrape)).cloned().collect::<Vec<_>>()
    };
    // The outbox is looked at now and then.
    eventually(std::time::Duration::from_secs(20), "all are told", || {
        let untold = untold();
        assert!(untold.iter().all(|name| name.contains("outbox")), "{untold:?}");
        untold.is_empty()
    });
}

fn metrics_are_read_as_the_readme_says(bench: &Bench) {
    let metrics = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()));
    let _at = bench.with(&Options::default().set("METRICS__LISTEN", &metrics.to_string()));
    let line = block("sh", "/metrics").replace("127.0.0.1:9464", &metrics.to_string());
    let printed = Command::new("sh").args(["-c", &line]).output().unwrap();
    let printed = String::from_utf8(printed.stdout).unwrap();
    assert!(printed.contains("zaakpoort_build_info{") && printed.ends_with("# EOF\n"), "{printed}");
}

fn a_panel_of_the_dashboard_says_what_it_shows_and_no_two_lie_on_each_other() {
    let dashboard: Value = serde_json::from_str(&file("grafana/zaakpoort.json")).unwrap();
    let mut taken = BTreeSet::new();
    for panel in dashboard["panels"].as_array().unwrap() {
        let at = |name: &str| panel["gridPos"][name].as_u64().unwrap();
        for (x, y) in (0..at("w")).flat_map(|x| (0..at("h")).map(move |y| (x, y))) {
            assert!(taken.insert((at("x") + x, at("y") + y)), "{panel}");
        }
        assert!(at("x") + at("w") <= 24, "{panel}");
        if panel["type"] != "row" {
            assert!(panel["description"].as_str().unwrap().len() > 10, "{panel}");
            assert!(!panel["targets"].as_array().unwrap().is_empty(), "{panel}");
        }
    }
}
