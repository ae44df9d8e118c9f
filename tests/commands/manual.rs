//! What comes with the program: completions, manual pages, and the question whether a server is ready.

use std::path::Path;

use crate::harness::{Bench, free_port, run};
use crate::{cases, house};

cases![a_server_is_asked_whether_it_is_ready];
house![
    each_command_is_completed_and_has_a_page,
    a_page_cannot_be_written_where_there_is_no_folder_for_it,
];

/// The commands that `--help` names.
fn commands() -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let help = run(folder.path(), &["--help"], &[]).stdout;
    let listed = help.split("Commands:").nth(1).unwrap().split("Options:").next().unwrap();
    let names = listed.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names: Vec<String> =
        names.map(|line| line.split_whitespace().next().unwrap().to_owned()).collect();
    assert!(names.len() > 20 && names.contains(&"backup".to_owned()), "{names:?}");
    names
}

fn each_command_is_completed_and_has_a_page() {
    let folder = tempfile::tempdir().unwrap();
    let commands = commands();
    for shell in ["bash", "zsh", "fish"] {
        let made = run(folder.path(), &["completions", shell], &[]);
        assert!(made.status.success(), "{}", made.stderr);
        for command in &commands {
            assert!(made.stdout.contains(command), "{shell} does not complete {command}");
        }
    }
    let made = run(folder.path(), &["man", "--to", "man1"], &[]);
    assert!(made.status.success(), "{}", made.stderr);
    let page = |name: &str| std::fs::read_to_string(folder.path().join("man1").join(name));
    for command in commands.iter().filter(|command| *command != "help") {
        let page = page(&format!("zaakpoort-{command}.1")).unwrap();
        assert!(page.contains(".SH NAME") && page.contains(".SH SYNOPSIS"), "{page}");
    }
    let first = run(folder.path(), &["man"], &[]).stdout;
    assert!(first.contains("OAuth 2.0 for zaak APIs"), "{first}");
}

fn a_page_cannot_be_written_where_there_is_no_folder_for_it() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("man1"), "a file").unwrap();
    let refused = run(folder.path(), &["man", "--to", "man1"], &[]);
    assert_eq!(refused.status.code(), Some(2), "{}", refused.stderr);
    let none = run(Path::new("/"), &["completions", "dos"], &[]);
    assert_eq!(none.status.code(), Some(2));
}

fn a_server_is_asked_whether_it_is_ready(bench: &Bench) {
    let at = bench.fresh();
    for address in [at.issuer, at.gateway] {
        let ready = at.command(&["health", &format!("http://{address}")]);
        assert!(ready.status.success(), "{}", ready.stderr);
        let live = at.command(&["health", "--live", &format!("http://{address}/")]);
        assert!(live.stdout.contains("live"), "{}", live.stdout);
    }
    let nobody = at.command(&["health", &format!("http://127.0.0.1:{}", free_port())]);
    assert_eq!(nobody.status.code(), Some(4), "{}", nobody.stderr);
    let other = at.command(&["health", &format!("http://{}/zaken", at.gateway)]);
    assert_eq!(other.status.code(), Some(3), "{}", other.stderr);
}
