//! One more gateway of an installation, to be stopped and started by itself.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use serde_json::Value;

use super::{
    Answer, Finished, Installation, Process, Request, eventually, free_port, reloaded, run,
};

const START: Duration = Duration::from_secs(20);

/// A gateway with a state file of its own.
pub(crate) struct OwnGateway {
    folder: PathBuf,
    /// The installation's public name.
    host: String,
    address: SocketAddr,
    environment: Vec<(String, String)>,
    arguments: Vec<String>,
    written: String,
    process: Option<Process>,
}

impl OwnGateway {
    /// One that keeps its state under this name.
    pub(crate) fn new(at: &Installation, name: &str) -> Self {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()));
        let mut gateway = Self {
            folder: at.folder.path().to_owned(),
            host: at.gateway.to_string(),
            address,
            environment: Vec::new(),
            arguments: vec!["gateway".to_owned()],
            written: String::new(),
            process: None,
        };
        gateway.set("LISTEN", &address.to_string());
        gateway.set("STATE", &format!("data/{name}.state"));
        gateway
    }

    /// One that serves more: `more` is added to the installation's configuration.
    pub(crate) fn serving(at: &Installation, name: &str, more: &str) -> Self {
        let mut gateway = Self::new(at, name);
        let known = std::fs::read_to_string(at.path("zaakpoort.toml")).unwrap();
        let file = format!("{name}.toml");
        gateway.written = format!("{known}{more}");
        std::fs::write(at.path(&file), &gateway.written).unwrap();
        gateway.arguments.splice(0..0, ["--config".to_owned(), file]);
        gateway
    }

    /// Sets a key, as `MAX_STALENESS`.
    pub(crate) fn set(&mut self, key: &str, value: &str) {
        self.environment.push((format!("ZAAKPOORT__GATEWAY__{key}"), value.to_owned()));
    }

    fn variables(&self) -> Vec<(&str, &str)> {
        self.environment.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect()
    }

    fn arguments(&self) -> Vec<&str> {
        self.arguments.iter().map(String::as_str).collect()
    }

    /// Starts it, and waits until it listens.
    pub(crate) fn start(&mut self) {
        self.process = Some(Process::start(&self.folder, &self.arguments(), &self.variables()));
        let listens = || std::net::TcpStream::connect(self.address).is_ok();
        eventually(START, "the gateway listens", listens);
    }

    /// Starts it, and waits until it judges.
    pub(crate) fn start_ready(&mut self) {
        self.start();
        eventually(START, "the gateway is ready", || self.ready()["status"] == "ready");
    }

    /// Runs it to its end: it is expected not to start.
    pub(crate) fn run(&self) -> Finished {
        run(&self.folder, &self.arguments(), &self.variables())
    }

    /// Kills it, at once.
    pub(crate) fn kill(&mut self) {
        self.process = None;
    }

    /// Stops it in good order.
    pub(crate) fn stop(&mut self) {
        let mut process = self.process.take().unwrap();
        process.terminate();
        assert!(process.ended_within(START).success());
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The installation's public name, for which tokens are.
    pub(crate) fn public_url(&self) -> String {
        format!("http://{}", self.host)
    }

    /// The configuration that it was made with, if that is a file of its own.
    pub(crate) fn written(&self) -> &str {
        &self.written
    }

    /// Has it read this as its configuration. Returns why it was refused, if it was.
    pub(crate) fn reload(&self, text: &str) -> Option<String> {
        std::fs::write(self.folder.join(&self.arguments[1]), text).unwrap();
        reloaded(self.process.as_ref().unwrap(), self.address)
    }

    /// All that it has said since it was started.
    pub(crate) fn said(&self) -> String {
        self.process.as_ref().unwrap().said()
    }

    /// What it says of its state.
    pub(crate) fn ready(&self) -> Value {
        Request::get("/health/ready").send(self.address).json()
    }

    /// Sends a request for what it serves under another public name.
    pub(crate) fn ask(&self, host: &str, request: Request) -> Answer {
        request.header("Host", host).send(self.address)
    }

    /// Asks for something behind it.
    pub(crate) fn get(&self, path: &str, token: &str) -> Answer {
        Request::get(path).header("Host", &self.host).bearer(token).send(self.address)
    }
}
