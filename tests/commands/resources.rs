//! What a server asks of the system.

use std::time::Duration;

use crate::harness::{Process, eventually};
use crate::house;

house![a_server_may_have_as_many_connections_as_the_system_allows];

const START: Duration = Duration::from_secs(20);

fn a_server_may_have_as_many_connections_as_the_system_allows() {
    let folder = tempfile::tempdir().unwrap();
    let anywhere = [
        ("ZAAKPOORT__ISSUER__LISTEN", "127.0.0.1:0"),
        ("ZAAKPOORT__GATEWAY__LISTEN", "127.0.0.1:0"),
    ];
    let process = Process::start_behind("ulimit -Sn 256", folder.path(), &["up"], &anywhere);
    eventually(START, "it listens", || process.said().contains("gateway listens"));
    let [allowed, most] = process.file_limits();
    assert_eq!(allowed, most);
    assert_ne!(allowed, "256");
}
