//! `pg_dump` and `pg_restore`: they know how to copy a PostgreSQL, and are told where as we know it.

use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, Output};

use issuer::Programs;
use secrecy::ExposeSecret as _;

use crate::failure::Failure;
use crate::table;

/// Writes a copy, which is then looked through once.
pub(super) fn dump(programs: &Programs, to: &Path) -> Result<(), Failure> {
    let mut dump = command("pg_dump", programs);
    dump.args(["--format=custom", "--no-owner", "--no-privileges", "--file"]).arg(to);
    dump.arg("--dbname").arg(&programs.url);
    run(dump, "pg_dump")?;
    list(to).map(drop)
}

/// Puts a copy into a database, whole or not at all.
pub(super) fn restore(programs: &Programs, from: &Path) -> Result<(), Failure> {
    if !list(from)?.contains("change_counter") {
        return Err(Failure::Input(format!("{} is no backup of zaakpoort", from.display())));
    }
    let mut restore = command("pg_restore", programs);
    restore.args(["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"]);
    restore.arg("--dbname").arg(&programs.url).arg(from);
    run(restore, "pg_restore").map(drop).map_err(|error| match error {
        Failure::Start(said) => Failure::Start(format!(
            "nothing was put back ({said}); if the server is well, {} is damaged: take another backup",
            from.display()
        )),
        other => other,
    })
}

/// What a copy says it holds.
fn list(copy: &Path) -> Result<String, Failure> {
    let mut list = Command::new("pg_restore");
    list.arg("--list").arg(copy);
    let said = run(list, "pg_restore").map_err(|error| match error {
        Failure::Start(said) => Failure::Input(format!(
            "{} is damaged, or no backup of a PostgreSQL ({said}); take another backup",
            copy.display()
        )),
        other => other,
    })?;
    Ok(String::from_utf8_lossy(&said.stdout).into_owned())
}

fn command(program: &str, programs: &Programs) -> Command {
    let mut command = Command::new(program);
    for (name, value) in &programs.variables {
        command.env(name, value.expose_secret());
    }
    command
}

fn run(mut command: Command, name: &str) -> Result<Output, Failure> {
    let ran = command.output().map_err(|error| match error.kind() {
        ErrorKind::NotFound => Failure::Input(format!(
            "{name} is not installed; it comes with PostgreSQL's client programs (Debian: \
             postgresql-client), of the server's version or newer"
        )),
        _ => Failure::Start(format!("{name}: {error}")),
    })?;
    if ran.status.success() {
        return Ok(ran);
    }
    let said = String::from_utf8_lossy(&ran.stderr);
    Err(Failure::Start(format!("{name}: {}", table::printable(said.trim()))))
}
