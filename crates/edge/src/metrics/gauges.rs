//! What is not counted as it happens, but read from where it stands when somebody asks.

use std::fmt;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric as _, MetricEncoder};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Registry;

use crate::tls::Certificates;

/// A thing that can say how it stands.
pub trait Read: Send + Sync + 'static {
    /// Says it; it must wait for nothing.
    fn read(&self, gauges: &mut Gauges<'_>) -> fmt::Result;
}

/// Has a thing asked whenever somebody asks for metrics.
pub fn read_when_asked(registry: &mut Registry, thing: impl Read) {
    registry.register_collector(Box::new(Asked(thing)));
}

/// Takes what a thing says.
pub struct Gauges<'a>(DescriptorEncoder<'a>);

impl Gauges<'_> {
    /// One number.
    pub fn one(&mut self, name: &str, help: &str, value: f64) -> fmt::Result {
        let encoder = self.described((name, help), MetricType::Gauge)?;
        ConstGauge::new(value).encode(encoder)
    }

    /// One that is not always there.
    pub fn maybe(&mut self, name: &str, help: &str, value: Option<f64>) -> fmt::Result {
        value.map_or(Ok(()), |value| self.one(name, help, value))
    }

    /// What only ever rises.
    pub fn count(&mut self, name: &str, help: &str, value: f64) -> fmt::Result {
        let encoder = self.described((name, help), MetricType::Counter)?;
        ConstCounter::new(value).encode(encoder)
    }

    /// What is registered has its help ended by the library, and this by us.
    fn described<'s>(
        &'s mut self,
        (name, help): (&'s str, &str),
        kind: MetricType,
    ) -> Result<MetricEncoder<'s>, fmt::Error> {
        self.0.encode_descriptor(name, &format!("{help}."), None, kind)
    }

    /// One number for each of several things, which its labels name.
    pub fn each<const N: usize>(
        &mut self,
        (name, help): (&str, &str),
        labels: [&str; N],
        values: impl IntoIterator<Item = ([String; N], f64)>,
    ) -> fmt::Result {
        let mut encoder = self.described((name, help), MetricType::Gauge)?;
        for (said, value) in values {
            ConstGauge::new(value).encode(encoder.encode_family(&zipped(labels, said))?)?;
        }
        Ok(())
    }

    /// When each of these certificates ends.
    #[expect(clippy::cast_precision_loss, reason = "seconds since 1970")]
    pub fn certificates(&mut self, these: &Certificates) -> fmt::Result {
        let ends = these.ends().into_iter();
        let ends = ends.map(|one| ([one.key], one.not_after.timestamp() as f64));
        let help = "When a certificate that is shown ends, by the key that names it, since 1970";
        self.each(("certificate_end_timestamp_seconds", help), ["certificate"], ends)
    }

    /// What only ever rises, for each of several things.
    pub fn count_each<const N: usize>(
        &mut self,
        (name, help): (&str, &str),
        labels: [&str; N],
        values: impl IntoIterator<Item = ([String; N], f64)>,
    ) -> fmt::Result {
        let mut encoder = self.described((name, help), MetricType::Counter)?;
        for (said, value) in values {
            ConstCounter::new(value).encode(encoder.encode_family(&zipped(labels, said))?)?;
        }
        Ok(())
    }
}

fn zipped<const N: usize>(labels: [&str; N], said: [String; N]) -> Vec<(&str, String)> {
    labels.into_iter().zip(said).collect()
}

struct Asked<T>(T);

impl<T: Read> Collector for Asked<T> {
    fn encode(&self, encoder: DescriptorEncoder<'_>) -> fmt::Result {
        self.0.read(&mut Gauges(encoder))
    }
}

impl<T> fmt::Debug for Asked<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Asked(…)")
    }
}
