//! The commands, as a person runs them.

use crate::cases;
use crate::harness::{Bench, run};

cases![the_demo_shows_what_it_promises];

fn the_demo_shows_what_it_promises(_: &Bench) {
    let folder = tempfile::tempdir().unwrap();
    let finished = run(folder.path(), &["demo", "--once"], &[]);
    assert!(finished.status.success(), "{}", finished.stderr);
    for status in ["(200)", "(201)", "(401)", "(403)"] {
        assert!(finished.stdout.contains(status), "{status}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "it leaves no trace");
}
