//! The whole configuration: which file, which sections, every fault at once.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use edge::config::{Document, Section, parse};
use edge::metrics::Metrics;
use edge::operations::Packs;
#[cfg(feature = "issuer")]
use edge::public_url::PublicUrl;
use edge::telemetry::{self, Filter, Format, TracesConfig};

use crate::failure::Failure;

mod file;
#[cfg(all(feature = "issuer", feature = "gateway"))]
mod together;

pub(crate) use file::in_use;
use file::{USUAL_KEYS, document, faulty};

pub(crate) use file::DEFAULTS;
#[cfg(all(feature = "issuer", feature = "gateway"))]
pub(crate) use together::warn_of_another_name;

/// Our own facts, but no line for each request; of the libraries only what is amiss.
const FILTER: &str = "info,access=warn,actix_server=warn,sea_orm_migration=warn";

/// How this process logs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LogConfig {
    format: Format,
    filter: Filter,
}

impl LogConfig {
    fn read(section: &mut Section<'_>) -> Option<Self> {
        let format = parse::one_of(&[("text", Format::Text), ("json", Format::Json)]);
        let format = section.default("format", Format::Text, format);
        let filter = section.optional("filter", parse::text_as(Filter::parse));
        let filter = filter?.map_or_else(|| Filter::parse(FILTER), Ok);
        Some(Self { format: format?, filter: filter.ok()? })
    }

    /// Goes on logging with this filter.
    pub(crate) fn refilter(&self) -> Result<(), Failure> {
        telemetry::refilter(&self.filter).map_err(|error| Failure::Start(error.to_string()))
    }

    /// Which lines are logged.
    pub(crate) fn filter(&self) -> &str {
        self.filter.as_str()
    }
}

/// Which sections a command cannot do without. The other is read only if it is there, so that its
/// mistakes are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Needs {
    #[cfg(feature = "issuer")]
    Issuer,
    /// What an installation has stored, whether `up` runs it or an issuer alone.
    #[cfg(feature = "issuer")]
    Stored,
    #[cfg(feature = "gateway")]
    Gateway,
    /// What is behind the gateway of an installation, whether `up` runs it or a gateway alone.
    #[cfg(feature = "gateway")]
    Upstreams,
    /// Both, for one installation.
    #[cfg(all(feature = "issuer", feature = "gateway"))]
    Both,
}

impl Needs {
    fn sections(self) -> &'static [&'static str] {
        match self {
            #[cfg(feature = "issuer")]
            Self::Issuer | Self::Stored => &["issuer"],
            #[cfg(feature = "gateway")]
            Self::Gateway | Self::Upstreams => &["gateway"],
            #[cfg(all(feature = "issuer", feature = "gateway"))]
            Self::Both => &["issuer", "gateway"],
        }
    }

    /// The configuration, as far as the file must say it: a server alone makes up no name of its own.
    fn document(self, named: Option<&Path>) -> Result<Document, Failure> {
        match self {
            #[cfg(feature = "issuer")]
            Self::Issuer => document(named, &[]),
            #[cfg(feature = "issuer")]
            Self::Stored => document(named, USUAL_KEYS),
            #[cfg(feature = "gateway")]
            Self::Gateway => document(named, &[]),
            #[cfg(feature = "gateway")]
            Self::Upstreams => document(named, USUAL_KEYS),
            #[cfg(all(feature = "issuer", feature = "gateway"))]
            Self::Both => document(named, USUAL_KEYS),
        }
    }

    /// Reads a section that is needed or there.
    fn read<T>(
        self,
        document: &mut Document,
        name: &str,
        read: impl FnOnce(&mut Section<'_>) -> Option<T>,
    ) -> Option<T> {
        if self.sections().contains(&name) || document.has(name) {
            return document.section(name, read);
        }
        document.ignore(name);
        None
    }
}

/// Everything that a server needs to know. A section that this build does not know is not looked at.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) needs: Needs,
    pub(crate) log: LogConfig,
    pub(crate) traces: Option<TracesConfig>,
    /// Where metrics are told.
    pub(crate) metrics: Option<SocketAddr>,
    pub(crate) operations_dir: Option<PathBuf>,
    #[cfg(feature = "issuer")]
    issuer: Option<issuer::IssuerConfig>,
    #[cfg(feature = "gateway")]
    gateway: Option<gateway::GatewayConfig>,
}

impl Settings {
    /// Reads the file that was named, the usual one, or the defaults.
    pub(crate) fn load(named: Option<&Path>, needs: Needs) -> Result<Self, Failure> {
        Self::read(needs.document(named)?, needs)
    }

    /// Reads a text, for `demo`.
    #[cfg(feature = "demo")]
    pub(crate) fn parse(name: &str, text: &str, needs: Needs) -> Result<Self, Failure> {
        Self::read(Document::parse(name, text, []).map_err(|faults| faulty(&faults))?, needs)
    }

    fn read(mut document: Document, needs: Needs) -> Result<Self, Failure> {
        let log = document.section("log", LogConfig::read);
        let traces = document.section("traces", TracesConfig::read);
        let metrics = document.section("metrics", Metrics::read);
        let operations_dir =
            document.section("operations", |section| section.optional("dir", parse::path));
        #[cfg(feature = "gateway")]
        let gateway = needs.read(&mut document, "gateway", gateway::GatewayConfig::read);
        #[cfg(not(feature = "gateway"))]
        document.ignore("gateway");
        #[cfg(all(feature = "issuer", feature = "gateway"))]
        let usual_audience = together::usual_audience(&document, gateway.as_ref());
        #[cfg(all(feature = "issuer", not(feature = "gateway")))]
        let usual_audience = None;
        #[cfg(all(feature = "issuer", feature = "gateway"))]
        let usual_origin = together::usual_origin(gateway.as_ref());
        #[cfg(all(feature = "issuer", not(feature = "gateway")))]
        let usual_origin = None;
        #[cfg(feature = "issuer")]
        let issuer = needs.read(&mut document, "issuer", |section| {
            issuer::IssuerConfig::read(section, usual_audience)
        });
        #[cfg(feature = "issuer")]
        let issuer = if let Some(issuer) = issuer {
            with_autorisaties(issuer, usual_origin, &mut document)
        } else {
            // What is amiss there is told once the issuer's own section is right.
            document.ignore("autorisaties");
            None
        };
        #[cfg(not(feature = "issuer"))]
        ["issuer", "autorisaties"].into_iter().for_each(|section| document.ignore(section));
        #[cfg(all(feature = "issuer", feature = "gateway"))]
        if let (Needs::Both, Some(issuer), Some(gateway)) = (needs, &issuer, &gateway) {
            together::check(&mut document, issuer, gateway);
        }
        document.finish().map_err(|faults| faulty(&faults))?;
        Ok(Self {
            needs,
            log: log.ok_or_else(|| incomplete("log"))?,
            traces: traces.ok_or_else(|| incomplete("traces"))?,
            metrics: metrics.ok_or_else(|| incomplete("metrics"))?,
            operations_dir: operations_dir.ok_or_else(|| incomplete("operations"))?,
            #[cfg(feature = "issuer")]
            issuer,
            #[cfg(feature = "gateway")]
            gateway,
        })
    }

    /// Starts logging, and sending spans where somebody gathers them.
    pub(crate) fn start_telemetry(&self) -> Result<(), Failure> {
        let started = telemetry::init(self.log.format, &self.log.filter, self.traces.as_ref());
        started.map_err(|error| Failure::Start(error.to_string()))
    }

    /// The issuer's section, for a command that needs it.
    #[cfg(feature = "issuer")]
    pub(crate) fn issuer(&self) -> Result<&issuer::IssuerConfig, Failure> {
        self.issuer.as_ref().ok_or_else(|| incomplete("issuer"))
    }

    /// The gateway's section, for a command that needs it.
    #[cfg(feature = "gateway")]
    pub(crate) fn gateway(&self) -> Result<&gateway::GatewayConfig, Failure> {
        self.gateway.as_ref().ok_or_else(|| incomplete("gateway"))
    }

    /// What is read at the start only, needed here, and differs in others; but for the gateway's own
    /// section, which it judges itself.
    pub(crate) fn fixed_that_differ_in(&self, others: &Self) -> Vec<&'static str> {
        let mut differ = Vec::new();
        if self.log.format != others.log.format {
            differ.push("log.format");
        }
        if self.metrics != others.metrics {
            differ.push("[metrics]");
        }
        if self.traces != others.traces {
            differ.push("[traces]");
        }
        #[cfg(feature = "issuer")]
        if self.needs.sections().contains(&"issuer") && self.issuer != others.issuer {
            differ.push(
                "[issuer] or [autorisaties], or what these take from the gateway's only upstream",
            );
        }
        differ
    }

    /// The route packs: those compiled in, and what the configured folder replaces or adds.
    pub(crate) fn packs(&self) -> Result<Packs, Failure> {
        Packs::load(self.operations_dir.as_deref())
            .map_err(|faults| Failure::Config(faults.iter().map(ToString::to_string).collect()))
    }
}

/// The issuer's address alone, for commands that talk to it; the rest is not looked at.
pub(crate) fn issuer_url(named: Option<&Path>) -> Result<String, Failure> {
    let mut document = document(named, USUAL_KEYS)?;
    let url = document.section("issuer", |section| section.required("public_url", parse::string));
    url.map(|url| url.trim_end_matches('/').to_owned()).ok_or_else(|| {
        Failure::Config(vec!["which issuer? name it with --issuer https://…".to_owned()])
    })
}

/// The Autorisaties API is the issuer's, and has a section of its own.
#[cfg(feature = "issuer")]
fn with_autorisaties(
    issuer: issuer::IssuerConfig,
    usual_origin: Option<PublicUrl>,
    document: &mut Document,
) -> Option<issuer::IssuerConfig> {
    let origin = usual_origin.unwrap_or_else(|| issuer.public_url.clone());
    let autorisaties = document.section("autorisaties", |section| {
        issuer::AutorisatiesConfig::read(section, &origin, &issuer.public_url)
    });
    Some(issuer::IssuerConfig { autorisaties: autorisaties?, ..issuer })
}

fn incomplete(section: &str) -> Failure {
    Failure::Config(vec![format!("the section [{section}] of the configuration is not complete")])
}

#[cfg(all(test, feature = "issuer", feature = "gateway"))]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
