//! `zaakpoort up`: issuer and gateway in one process, on two ports. The gateway knows only what
//! the feed tells it, as it would elsewhere.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;
use std::sync::Mutex;

use edge::operations::Packs;
use edge::part::Part;
use edge::peer::Insider;
use edge::stop::StopSignal;
use edge::tls::{TlsName, Verification};
use gateway::{GatewayConfig, Reloader};
use issuer::{Founded, GatewaysConfig, Issuer, IssuerConfig};
use tokio::task::JoinHandle;
use tracing::info;

use super::issuer::{Opening, announce, open};
use crate::commands;
use crate::commands::reload::Reloading;
use crate::failure::Failure;
use crate::handover::Handover;
use crate::serving;
use crate::settings::{Needs, Settings, in_use, warn_of_another_name};

pub(crate) async fn run(config: Option<&Path>, stop: &StopSignal) -> Result<(), Failure> {
    let file = in_use(config);
    let settings = Settings::load(file.as_deref(), Needs::Both)?;
    settings.start_telemetry()?;
    let packs = settings.packs()?;
    let hangups = serving::prepare(stop)?;
    let (mut issuer, mut gateway) = (settings.issuer()?.clone(), settings.gateway()?.clone());
    introduce(&mut gateway, &mut issuer)?;
    prepare(&settings, None)?;
    let url = issuer.public_url.as_str().to_owned();
    let tell = |founded: &Founded, handover: &Handover| announce(founded, handover, &url);
    let credential = Some(gateway.credential.clone());
    let opening = Opening { config: issuer, gateway: credential, packs: &packs };
    let part = serving::begin(&settings, stop)?;
    let opened = open(opening, part.clone(), tell).await?;
    let Servers { ended, reloader } = serve(opened, &gateway, packs, part)?;
    let reloading = Reloading {
        file,
        started: settings,
        in_force: Mutex::default(),
        reloader,
        prepare: |read, in_force| prepare(read, Some(in_force.gateway()?)),
    };
    tokio::select! {
        both = ended => serving::ended(both.map_err(io::Error::other).and_then(|result| result)),
        never = reloading.run(hangups) => match never {},
    }
}

/// What has to be there, and what should be known, before the gateway takes these settings.
fn prepare(settings: &Settings, in_force: Option<&GatewayConfig>) -> Result<(), Failure> {
    let gateway = settings.gateway()?;
    warn_of_another_name(settings.issuer()?, gateway);
    commands::gateway::make_keys(gateway, in_force)
}

/// Both of them, running.
pub(crate) struct Servers {
    /// Ends when both have.
    pub(crate) ended: JoinHandle<io::Result<()>>,
    pub(crate) reloader: Reloader,
}

/// Has the issuer believe what its own gateway says of whom it asks for.
pub(crate) fn introduce(
    gateway: &mut GatewayConfig,
    issuer: &mut IssuerConfig,
) -> Result<(), Failure> {
    let insider = Insider::new().map_err(|error| Failure::Start(error.to_string()))?;
    gateway.insider = Some(insider.clone());
    issuer.transport.proxies = std::mem::take(&mut issuer.transport.proxies).and(insider);
    if issuer.gateways.addresses.is_empty() {
        issuer.gateways = beside(gateway);
    }
    Ok(())
}

/// The gateway of this process, for the issuer of it.
fn beside(gateway: &GatewayConfig) -> GatewaysConfig {
    let here = match gateway.listen.ip() {
        ip if !ip.is_unspecified() => ip,
        IpAddr::V4(_) => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::LOCALHOST),
    };
    let scheme = if gateway.tls.is_some() { "https" } else { "http" };
    let address = format!("{scheme}://{}", SocketAddr::new(here, gateway.listen.port()));
    // Over TLS it shows the public name that it has taken over.
    let name = gateway.upstreams.first().map(|upstream| upstream.public_url.host());
    let name = name.filter(|_| gateway.tls.is_some()).and_then(|name| TlsName::parse(name).ok());
    let addresses = address.parse().into_iter().collect();
    GatewaysConfig { addresses, verification: Verification { name, ..Verification::default() } }
}

/// Starts both. One that ends takes the other along.
pub(crate) fn serve(
    opened: Issuer,
    config: &GatewayConfig,
    packs: Packs,
    part: Part,
) -> Result<Servers, Failure> {
    let issuer = opened.serve().map_err(|error| Failure::Start(error.to_string()))?;
    info!(address = %issuer.address, "issuer listens");
    let stop = part.stop.clone();
    let gateway = commands::gateway::start(config, packs, part)?;
    info!(address = %gateway.address(), "gateway listens");
    let reloader = gateway.reloader();
    let ended = tokio::task::spawn_local(async move {
        let both = async {
            let issuer = async {
                let ended = issuer.server.await;
                stop.stop();
                ended
            };
            let gateway = async {
                let ended = gateway.finished().await;
                stop.stop();
                ended
            };
            tokio::join!(issuer, gateway)
        };
        let (issuer, gateway) = both.await;
        issuer.and(gateway)
    });
    Ok(Servers { ended, reloader })
}
