//! The browser's driver as a process, and what it is told to start. A shell keeps it and reads from a
//! pipe: when this process ends, killed or not, the pipe does too, then the driver, then the browser.

use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::harness::{eventually, free_port};

const START: Duration = Duration::from_secs(20);
const KEEPER: &str = "\"$@\" & driver=$!; cat >/dev/null; kill \"$driver\"; wait";

/// The variable that makes it a failure when something of it is not installed: `required`.
const VARIABLE: &str = "ZAAKPOORT_TEST_BROWSER";

/// What cases in a browser need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Needed {
    /// All of it is there.
    Installed,
    /// Something is not, and that is no fault.
    Missing(&'static str),
}

impl Needed {
    /// Looks for it.
    pub(crate) fn look() -> Self {
        let needed = [
            (program("chromium").is_some(), "Chromium is not installed"),
            (program("chromedriver").is_some(), "chromedriver is not installed"),
            (axe().is_file(), "axe-core is not there: run tests/browser/install"),
        ];
        let Some((_, why)) = needed.into_iter().find(|(there, _)| !there) else {
            return Self::Installed;
        };
        let required = std::env::var(VARIABLE).is_ok_and(|value| value == "required");
        assert!(!required, "{VARIABLE}=required, but {why}");
        Self::Missing(why)
    }
}

/// Where the accessibility checker lies.
pub(crate) fn axe() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    target.join("browser/node_modules/axe-core/axe.min.js")
}

fn program(name: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// A running driver. Ends when dropped, and its browser with it.
pub(super) struct Driver {
    keeper: Child,
    pub(super) url: String,
}

impl Driver {
    /// Starts one; what it and its browser keep for themselves lies in this folder.
    pub(super) fn start(home: &Path) -> Self {
        let port = free_port();
        let keeper = Command::new("/bin/sh")
            .args(["-c", KEEPER, "sh"])
            .arg(program("chromedriver").unwrap())
            .arg(format!("--port={port}"))
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", home)
            .env("TMPDIR", home)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let listens = || TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok();
        eventually(START, "chromedriver listens", listens);
        Self { keeper, url: format!("http://127.0.0.1:{port}/") }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

/// The browser that is wanted, with more preferences.
pub(super) fn capabilities(home: &Path, preferences: &Value) -> Map<String, Value> {
    let profile = format!("--user-data-dir={}", home.join("profile").display());
    let mut all = json!({ "intl.accept_languages": "nl" });
    for (name, value) in preferences.as_object().unwrap() {
        all[name] = value.clone();
    }
    let wanted = json!({
        "browserName": "chrome",
        // The authority of an installation that speaks TLS is made for one case.
        "acceptInsecureCerts": true,
        "goog:loggingPrefs": { "browser": "ALL" },
        "goog:chromeOptions": {
            "binary": program("chromium").unwrap(),
            "prefs": all,
            "args": [
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                // By a pipe, so that it ends when its driver does.
                "--remote-debugging-pipe",
                "--window-size=1280,900",
                profile,
            ],
        },
    });
    wanted.as_object().unwrap().clone()
}
