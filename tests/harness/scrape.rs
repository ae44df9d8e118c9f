//! What a process measures, asked as Prometheus asks and read as strictly as `OpenMetrics` 1.0 has it.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;

use regex::Regex;

use super::Request;

/// What was told at one moment.
pub(crate) struct Scrape {
    pub(crate) text: String,
    samples: Vec<Sample>,
    pub(crate) families: BTreeSet<String>,
}

struct Sample {
    name: String,
    labels: BTreeMap<String, String>,
    value: f64,
}

/// What may stand behind a family's name in the name of a sample, by the family's type.
const SUFFIXES: [(&str, &[&str]); 4] = [
    ("counter", &["_total"]),
    ("gauge", &[""]),
    ("histogram", &["_bucket", "_count", "_sum"]),
    ("info", &["_info"]),
];

impl Scrape {
    /// Asks whoever listens there.
    pub(crate) fn of(address: SocketAddr) -> Self {
        let answer = Request::get("/metrics").send(address);
        assert_eq!(answer.status, 200, "{}", answer.text());
        Self::read(answer.text())
    }

    /// Every line must be one of the format; every sample belongs to the family above it.
    fn read(text: String) -> Self {
        let line = Regex::new(r"^([a-z_:][a-z0-9_:]*)(?:\{(.*)\})? (-?[0-9.eE+-]+|NaN)$").unwrap();
        let label = Regex::new(r#"^([a-z_]+)="([^"\\\n]*)"(?:,|$)"#).unwrap();
        assert!(text.ends_with("\n# EOF\n"), "it ends there: {text}");
        let (mut samples, mut families) = (Vec::new(), BTreeSet::new());
        let mut family = (String::new(), String::new());
        for told in text.lines().filter(|told| *told != "# EOF") {
            if let Some(described) = told.strip_prefix("# TYPE ") {
                let (name, kind) = described.split_once(' ').unwrap();
                assert!(families.insert(name.to_owned()), "{name} is told twice");
                family = (name.to_owned(), kind.to_owned());
                continue;
            }
            if told.starts_with("# HELP ") {
                assert!(told.len() > 20 && told.ends_with('.'), "{told}");
                continue;
            }
            let read = line.captures(told).unwrap_or_else(|| panic!("no line of it: {told}"));
            let (_, suffixes) = SUFFIXES.iter().find(|(kind, _)| *kind == family.1).unwrap();
            let fits = suffixes.iter().any(|suffix| read[1] == format!("{}{suffix}", family.0));
            assert!(fits, "{told} is not of {family:?}");
            let (mut labels, mut rest) =
                (BTreeMap::new(), read.get(2).map_or("", |it| it.as_str()));
            while let Some(one) = label.captures(rest) {
                labels.insert(one[1].to_owned(), one[2].to_owned());
                rest = &rest[one[0].len()..];
            }
            assert_eq!(rest, "", "{told}");
            samples.push(Sample {
                name: read[1].to_owned(),
                labels,
                value: read[3].parse().unwrap(),
            });
        }
        Self { text, samples, families }
    }

    /// The sum of all samples of a name that have these labels; zero if there is none.
    pub(crate) fn sum(&self, name: &str, labels: &[(&str, &str)]) -> i64 {
        self.of_name(name, labels).map(|sample| whole(sample.value)).sum()
    }

    /// The only sample of a name that has these labels.
    pub(crate) fn one(&self, name: &str, labels: &[(&str, &str)]) -> i64 {
        whole(self.value(name, labels))
    }

    /// The only sample of a name that has these labels, which need be no whole number.
    pub(crate) fn value(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        let found: Vec<f64> = self.of_name(name, labels).map(|sample| sample.value).collect();
        let [value] = found[..] else { panic!("{name} {labels:?} {found:?}\n{}", self.text) };
        value
    }

    /// Whether there is a sample of a name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.of_name(name, &[]).next().is_some()
    }

    fn of_name<'a>(
        &'a self,
        name: &'a str,
        labels: &'a [(&str, &str)],
    ) -> impl Iterator<Item = &'a Sample> {
        let has = |sample: &&Sample| {
            labels
                .iter()
                .all(|(name, value)| sample.labels.get(*name).is_some_and(|it| it == value))
        };
        self.samples.iter().filter(move |sample| sample.name == name).filter(has)
    }
}

/// What is counted, and moments in seconds.
#[expect(clippy::cast_possible_truncation, reason = "it is looked at whether it is a whole number")]
fn whole(value: f64) -> i64 {
    assert!(value.fract().abs() < f64::EPSILON && value.abs() < 9e15, "{value}");
    value as i64
}
