//! The README, followed by somebody who has nothing but what stands there.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::Duration;

use tempfile::TempDir;

use super::{Answer, Database, Process, Request, eventually, free_port, run_line, write_secret};

const START: Duration = Duration::from_secs(20);

/// The fenced block of this language in which these words stand.
pub(crate) fn block(language: &str, words: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    let begin = format!("\n```{language}\n");
    let mut blocks = readme.split(&begin).skip(1).filter_map(|rest| rest.split("\n```").next());
    let found = blocks.find(|block| block.contains(words));
    found.unwrap_or_else(|| panic!("README.md has no {language} with `{words}`")).to_owned()
}

/// Whoever follows it, in a folder of their own.
pub(crate) struct Reader {
    folder: TempDir,
    environment: Vec<(String, String)>,
    /// What the README leaves open, and what stands there instead.
    known: Vec<(String, String)>,
    pub(crate) issuer: SocketAddr,
    gateway: SocketAddr,
    database: Database,
    process: Option<Process>,
}

impl Reader {
    /// With this `zaakpoort.toml`. Ports and database are the test's own.
    pub(crate) fn with(configuration: &str, database: Database) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("zaakpoort.toml"), configuration).unwrap();
        let [issuer, gateway]: [SocketAddr; 2] =
            [(), ()].map(|()| (Ipv4Addr::LOCALHOST, free_port()).into());
        let mut reader = Self {
            folder,
            environment: Vec::new(),
            known: Vec::new(),
            issuer,
            gateway,
            database,
            process: None,
        };
        reader.set("ZAAKPOORT__ISSUER__LISTEN", &issuer.to_string());
        reader.set("ZAAKPOORT__ISSUER__PUBLIC_URL", &format!("http://{issuer}"));
        reader.set("ZAAKPOORT__ISSUER__DATABASE", &reader.database.url());
        reader.set("ZAAKPOORT__GATEWAY__LISTEN", &gateway.to_string());
        reader
    }

    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.environment.push((name.to_owned(), value.to_owned()));
    }

    /// From here on they write this where the README leaves something open.
    pub(crate) fn knows(&mut self, open: &str, value: &str) {
        self.known.insert(0, (open.to_owned(), value.to_owned()));
    }

    fn variables(&self) -> Vec<(&str, &str)> {
        self.environment.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect()
    }

    /// `zaakpoort up`, until it judges; the secret that it shows is kept in the variable.
    pub(crate) fn up(&mut self) {
        let process = Process::start(self.folder.path(), &["up"], &self.variables());
        let secret = || {
            let said = process.said();
            said.split_whitespace().find(|word| word.starts_with("zp_")).map(str::to_owned)
        };
        eventually(START, "it shows the secret", || secret().is_some());
        let secret = secret().unwrap();
        let listens = || std::net::TcpStream::connect(self.gateway).is_ok();
        eventually(START, "it listens", listens);
        let ready = || Request::get("/health/ready").send(self.gateway).json()["status"] == "ready";
        eventually(START, "it judges", ready);
        self.process = Some(process);
        self.set("ZAAKPOORT_ADMIN_SECRET", &secret);
    }

    /// Runs the line of a block in which these words stand, and gives what it printed.
    pub(crate) fn runs(&self, block: &str, words: &str) -> String {
        let whole = block.replace("\\\n", " ");
        let line = whole.lines().find(|line| line.contains(words));
        let line = line.unwrap_or_else(|| panic!("no line with `{words}` in:\n{block}"));
        self.does(line)
    }

    /// Runs a whole block, and more behind it, in one shell; gives what it printed.
    pub(crate) fn runs_all(&self, block: &str, more: &str) -> String {
        self.does(&format!("set -e\n{block}\n{more}"))
    }

    fn does(&self, lines: &str) -> String {
        let known = self.known.iter();
        let lines = known.fold(lines.to_owned(), |lines, (open, it)| lines.replace(open, it));
        let finished = run_line(self.folder.path(), &lines, &self.variables());
        assert!(finished.status.success(), "{lines}\n{}{}", finished.stdout, finished.stderr);
        finished.stdout
    }

    /// The machine is lost, with its database; the keys are not.
    pub(crate) fn loses_the_machine(&mut self) {
        self.process = None;
        self.database.lose(self.folder.path());
    }

    /// Starts it again, until it judges.
    pub(crate) fn up_again(&mut self) {
        self.process = Some(Process::start(self.folder.path(), &["up"], &self.variables()));
        let listens = || std::net::TcpStream::connect(self.gateway).is_ok();
        eventually(START, "it listens", listens);
        let ready = || Request::get("/health/ready").send(self.gateway).json()["status"] == "ready";
        eventually(START, "it judges", ready);
    }

    /// Where the gateway listens.
    pub(crate) fn gateway(&self) -> SocketAddr {
        self.gateway
    }

    /// What stands in a file that a command wrote.
    pub(crate) fn reads(&self, file: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(file)).unwrap().trim().to_owned()
    }

    /// Has a file of their own.
    pub(crate) fn has(&self, file: &str, text: &str) {
        write_secret(&self.folder.path().join(file), text);
    }

    /// Sends a request to what it serves under this public name.
    pub(crate) fn ask(&self, host: &str, request: Request) -> Answer {
        request.header("Host", host).send(self.gateway)
    }
}
