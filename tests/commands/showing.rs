//! `zaakpoort demo`, `--help`: what a newcomer sees first.

use crate::harness::run;
use crate::house;

house![
    the_demo_shows_what_it_promises,
    help_teaches_the_first_command_and_the_exit_codes,
    every_command_explains_itself,
];

fn the_demo_shows_what_it_promises() {
    let folder = tempfile::tempdir().unwrap();
    let finished = run(folder.path(), &["demo", "--once"], &[]);
    assert!(finished.status.success(), "{}", finished.stderr);
    let printed = finished.stdout.lines().filter(|line| line.starts_with("# "));
    let statuses: Vec<&str> =
        printed.filter_map(|line| line.rsplit_once('(')?.1.strip_suffix(')')).collect();
    assert_eq!(statuses, ["200", "200", "201", "403", "403", "403", "401", "403"]);
    assert_eq!(finished.stderr, "", "nothing goes wrong on the way");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "it leaves no trace");
}

fn help_teaches_the_first_command_and_the_exit_codes() {
    let folder = tempfile::tempdir().unwrap();
    let help = run(folder.path(), &["--help"], &[]).stdout;
    assert!(help.contains("zaakpoort demo"), "{help}");
    assert!(help.contains("Exit codes: 0 done, 1"), "{help}");
}

/// What an administrator does.
const ADMINISTRATION: &[&[&str]] = &[
    &["applicatie", "create"],
    &["applicatie", "list"],
    &["applicatie", "show"],
    &["applicatie", "delete"],
    &["applicatie", "restore"],
    &["autorisatie", "add"],
    &["autorisatie", "list"],
    &["autorisatie", "remove"],
    &["client", "create"],
    &["client", "list"],
    &["client", "show"],
    &["client", "delete"],
    &["client", "restore"],
    &["client", "revoke-tokens"],
    &["import", "autorisaties"],
    &["import", "secrets"],
    &["upstream-key", "list"],
    &["upstream-key", "drop"],
    &["secret", "create"],
    &["secret", "list"],
    &["secret", "rotate"],
    &["secret", "revoke"],
    &["zgw-key", "create"],
    &["key", "list"],
    &["key", "rotate"],
    &["feed", "status"],
    &["access", "list"],
    &["token", "revoke"],
];

fn every_command_explains_itself() {
    let folder = tempfile::tempdir().unwrap();
    let commands: &[&[&str]] = &[
        &["up"],
        &["demo"],
        &["issuer"],
        &["migrate"],
        &["gateway"],
        &["gateway", "upstream-secret"],
        &["token"],
        &["config"],
    ];
    for command in commands.iter().chain(ADMINISTRATION) {
        let arguments: Vec<&str> = command.iter().copied().chain(["--help"]).collect();
        let finished = run(folder.path(), &arguments, &[]);
        assert!(finished.status.success(), "{command:?}");
        let first = finished.stdout.lines().next().unwrap_or_default().to_owned();
        assert!(first.len() > 15 && !first.starts_with("Usage"), "{command:?}: {first}");
        let example = format!("\n  zaakpoort {}", command.join(" "));
        let shows = finished.stdout.contains(&example);
        assert!(shows || !ADMINISTRATION.contains(command), "{command:?} shows no example");
    }
}
