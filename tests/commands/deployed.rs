//! The scripts of `deploy/`, as an operator's machine runs them.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::harness::{Bench, write_secret};
use crate::{cases, house};

cases![a_night_leaves_a_backup_and_the_log_of_the_day];
house![what_compose_mounts_is_made_once_and_fits_its_configuration];

fn deploy(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy").join(name)
}

/// Runs a script with the binary of this suite on the path.
fn runs(script: &Path, folder: &Path, arguments: &[&str], more: &[(&str, &str)]) -> Output {
    let binary = PathBuf::from(env!("CARGO_BIN_EXE_zaakpoort"));
    let path = format!("{}:/usr/bin:/bin", binary.parent().unwrap().display());
    let mut ran = Command::new("bash");
    ran.arg(script).args(arguments).current_dir(folder);
    ran.env_clear().env("PATH", path).envs(more.iter().copied()).output().unwrap()
}

fn a_night_leaves_a_backup_and_the_log_of_the_day(bench: &Bench) {
    let at = bench.fresh();
    at.administrator().done(
        "POST",
        "/clients",
        &serde_json::json!({ "client_id": "poort-2", "system": "gateway" }),
    );
    write_secret(&at.path("admin.secret"), &at.first_secret());
    let folder = at.path("").display().to_string();
    let variables = [("CREDENTIALS_DIRECTORY", folder.as_str())];
    let ran = runs(&deploy("backup/nightly"), &at.path(""), &["backups"], &variables);
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let made: Vec<String> = std::fs::read_dir(at.path("backups"))
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    let of = |ending: &str| made.iter().filter(|name| name.ends_with(ending)).count();
    assert_eq!((of(".backup"), of(".jsonl"), made.len()), (1, 2, 3), "{made:?}");
    let logs = made.iter().filter(|name| name.starts_with("audit-"));
    let logged: String =
        logs.map(|name| std::fs::read_to_string(at.path("backups").join(name)).unwrap()).collect();
    assert!(logged.contains("client.create") && logged.contains("database.backup"), "{logged}");
    // Nobody answers: it says so, and what there is stays.
    let variables = [("ZAAKPOORT_ADMIN_SECRET", "zp_none")];
    let failed = runs(&deploy("backup/audit"), &at.path(""), &["backups"], &variables);
    assert!(!failed.status.success());
}

fn what_compose_mounts_is_made_once_and_fits_its_configuration() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["prepare", "zaakpoort.toml"] {
        std::fs::copy(deploy("compose").join(name), folder.path().join(name)).unwrap();
    }
    let prepare = folder.path().join("prepare");
    let ran = runs(&prepare, folder.path(), &["meldingen"], &[]);
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let read = |name: &str| std::fs::read_to_string(folder.path().join("keys").join(name)).unwrap();
    let (trusted, sealing) = (read("trusted"), read("sealing.key"));
    assert_eq!(
        trusted.lines().filter(|line| line.starts_with("identifier")).count(),
        2,
        "{trusted}"
    );
    assert!(read("issuer.pem").contains("BEGIN CERTIFICATE"));
    assert!(runs(&prepare, folder.path(), &["meldingen"], &[]).status.success());
    assert_eq!((read("trusted"), read("sealing.key")), (trusted, sealing), "made once");
}
