//! The throw-away PostgreSQL leaves nothing behind, also when the run is killed.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use cluster::{Cluster, Installed};

/// Set in the process that is killed.
const CHILD: &str = "ZAAKPOORT_TEST_CLUSTER_CHILD";

fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_secs(30), "{what}");
        std::thread::yield_now();
    }
}

#[test]
fn a_killed_run_leaves_no_server_and_no_folder() {
    if Installed::look() == Installed::No {
        return;
    }
    if let Ok(note) = std::env::var(CHILD) {
        let cluster = Cluster::start();
        cluster.freeze();
        std::fs::write(note, cluster.folder().display().to_string()).unwrap();
        loop {
            std::thread::park();
        }
    }
    let scratch = tempfile::tempdir().unwrap();
    let note = scratch.path().join("folder");
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_killed_run_leaves_no_server_and_no_folder"])
        .env(CHILD, &note)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let written = || std::fs::read_to_string(&note).is_ok_and(|text| !text.is_empty());
    wait_until("the child has a server", written);
    let folder = PathBuf::from(std::fs::read_to_string(&note).unwrap());
    let pid = std::fs::read_to_string(folder.join("data/postmaster.pid")).unwrap();
    let process = PathBuf::from("/proc").join(pid.lines().next().unwrap());
    assert!(process.exists());
    child.kill().unwrap();
    child.wait().unwrap();
    wait_until("the server has ended", || !process.exists());
    wait_until("the folder is gone", || !folder.exists());
}
