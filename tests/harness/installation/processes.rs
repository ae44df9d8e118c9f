//! The processes of an installation: started, killed and started again.

use std::net::SocketAddr;
use std::process::Stdio;
use std::time::{Duration, Instant};

use super::super::{Database, Moment, PAUSE, Process, Refuses, Request, eventually};
use super::{Installation, write_secret};

const START: Duration = Duration::from_secs(20);
/// What `up` makes by itself; a gateway alone is given it by its operator.
const UPSTREAM_KEY: &str = "6fd1b7a2c09e4835bb1a7f3e2c5d8069a4b3c2d1e0f9887766554433221100ff";

impl Installation {
    /// Starts all issuers at the same moment, and then all gateways.
    pub(super) fn start_apart(&mut self) {
        write_secret(&self.path("keys/upstream.key"), UPSTREAM_KEY);
        for number in 0..self.issuers.len() {
            self.launch_issuer(number);
        }
        self.issuers.iter().for_each(|issuer| self.wait_until_ready(issuer.address));
        for number in 0..self.gateways.len() {
            self.launch_gateway(number);
        }
        self.gateways.iter().for_each(|gateway| self.wait_until_ready(gateway.address));
    }

    /// Starts an issuer as a process of its own, and waits for it.
    pub(crate) fn start_issuer(&mut self) {
        self.start_issuer_number(0);
    }

    /// Starts one of several issuers, and waits for it.
    pub(crate) fn start_issuer_number(&mut self, number: usize) {
        self.launch_issuer(number);
        self.wait_until_ready(self.issuers[number].address);
    }

    /// Starts one of several issuers, and does not wait.
    pub(crate) fn launch_issuer(&mut self, number: usize) {
        let listen = [("ISSUER__LISTEN", self.issuers[number].address.to_string())];
        self.issuers[number].process = Some(self.process(&["issuer"], &listen));
    }

    /// Starts the gateway as a process of its own.
    pub(crate) fn start_gateway(&mut self) {
        self.launch_gateway(0);
    }

    /// Starts one of several gateways, and does not wait.
    pub(crate) fn launch_gateway(&mut self, number: usize) {
        let settings = [
            ("GATEWAY__LISTEN", self.gateways[number].address.to_string()),
            ("GATEWAY__ISSUER_ADDRESS", self.issuers_of_gateway(number)),
            ("GATEWAY__STATE", format!("data/gateway-{number}.state")),
        ];
        self.gateways[number].process = Some(self.process(&["gateway"], &settings));
    }

    /// Each follows another issuer, and goes to the next when that one is away.
    fn issuers_of_gateway(&self, number: usize) -> String {
        let issuers = self.issuers.iter().cycle().skip(number % self.issuers.len());
        let addresses: Vec<String> = issuers
            .take(self.issuers.len())
            .map(|issuer| format!("\"http://{}\"", issuer.address))
            .collect();
        format!("[{}]", addresses.join(", "))
    }

    /// Starts `up` anew, in the same folder, and waits for both.
    pub(crate) fn start_again(&mut self) {
        self.issuers[0].process = Some(self.process(&["up"], &[]));
        self.wait_until_ready(self.issuer);
        self.wait_until_ready(self.gateway);
    }

    /// Starts `up` anew with its log going elsewhere.
    pub(crate) fn start_again_logging_to(&mut self, log: Stdio) {
        let folder = self.folder.path();
        let process = Process::start_logging_to(log, folder, &["up"], &self.variables());
        self.issuers[0].process = Some(process);
        self.wait_until_ready(self.issuer);
        self.wait_until_ready(self.gateway);
    }

    /// Kills the issuer, at once.
    pub(crate) fn kill_issuer(&mut self) {
        self.kill_issuer_number(0);
    }

    /// Kills one of several issuers, at once.
    pub(crate) fn kill_issuer_number(&mut self, number: usize) {
        self.issuers[number].process = None;
    }

    /// Kills the gateway, at once, where it is a process of its own.
    pub(crate) fn kill_gateway(&mut self) {
        self.kill_gateway_number(0);
    }

    /// Kills one of several gateways, at once.
    pub(crate) fn kill_gateway_number(&mut self, number: usize) {
        self.gateways[number].process = None;
    }

    /// Starts the first issuer, kills it at this moment, and gives what it said.
    pub(super) fn start_and_kill(&mut self, moment: Moment) -> String {
        self.launch_issuer(0);
        let process = self.issuers[0].process.take().unwrap();
        let rest = match moment {
            Moment::After(rest) => rest,
            Moment::Behind(words, rest) => {
                eventually(START, words, || process.said().contains(words));
                rest
            }
        };
        std::thread::park_timeout(rest);
        process.kill()
    }

    /// Stops one of several issuers in good order, and starts it again.
    pub(crate) fn restart_issuer(&mut self, number: usize) {
        self.stop_issuer_number(number);
        self.start_issuer_number(number);
    }

    /// Stops the issuer in good order.
    pub(crate) fn stop_issuer(&mut self) {
        self.stop_issuer_number(0);
    }

    fn stop_issuer_number(&mut self, number: usize) {
        stop(self.issuers[number].process.take().unwrap());
    }

    /// Stops one of several gateways in good order, and starts it again.
    pub(crate) fn restart_gateway(&mut self, number: usize) {
        stop(self.gateways[number].process.take().unwrap());
        self.launch_gateway(number);
        self.wait_until_ready(self.gateways[number].address);
    }

    /// Where each gateway is reached.
    pub(crate) fn gateways(&self) -> Vec<SocketAddr> {
        self.gateways.iter().map(|server| server.address).collect()
    }

    /// Where each issuer is reached.
    pub(crate) fn issuers(&self) -> Vec<SocketAddr> {
        self.issuers.iter().map(|server| server.address).collect()
    }

    /// Has the database refuse every write, or take them again: a server that only reads, or a disk
    /// on which no file of the first issuer takes another byte.
    pub(crate) fn database_refuses(&self, refuses: Refuses) {
        match (&self.database, refuses) {
            (Database::Postgres { .. }, refuses) => self.database.read_only(refuses),
            (Database::Sqlite, Refuses::Writes) => self.issuer_number(0).files_end_at(Some(0)),
            (Database::Sqlite, Refuses::Nothing) => self.issuer_number(0).files_end_at(None),
        }
    }

    /// One of several issuers.
    pub(crate) fn issuer_number(&self, number: usize) -> &Process {
        self.issuers[number].process.as_ref().unwrap()
    }

    /// The process that serves the issuer; of `up` it serves both.
    pub(crate) fn issuer_process(&mut self) -> &mut Process {
        self.issuers[0].process.as_mut().unwrap()
    }

    /// The gateway, where it is a process of its own.
    pub(crate) fn gateway_process(&self) -> &Process {
        self.gateways[0].process.as_ref().unwrap()
    }

    fn process(&self, arguments: &[&str], settings: &[(&str, String)]) -> Process {
        let keys: Vec<String> =
            settings.iter().map(|(key, _)| format!("ZAAKPOORT__{key}")).collect();
        let own = keys.iter().zip(settings).map(|(key, (_, value))| (key.as_str(), value.as_str()));
        // What the case asked for comes last, and counts.
        let environment: Vec<(&str, &str)> = own.chain(self.variables()).collect();
        Process::start(self.folder.path(), arguments, &environment)
    }

    fn variables(&self) -> Vec<(&str, &str)> {
        self.environment.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect()
    }

    fn wait_until_ready(&self, address: SocketAddr) {
        let begun = Instant::now();
        let ready = || {
            std::net::TcpStream::connect(address).is_ok()
                && Request::get("/health/ready").send(address).status == 200
        };
        while !ready() {
            assert!(begun.elapsed() < START, "{address} is not ready; said:\n{}", self.said());
            std::thread::park_timeout(PAUSE);
        }
    }
}

fn stop(mut process: Process) {
    process.terminate();
    let status = process.ended_within(START);
    assert!(status.success(), "{status}: {}", process.said());
}
