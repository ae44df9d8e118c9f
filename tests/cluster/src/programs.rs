//! Where PostgreSQL's programs are, also where the system keeps them off PATH, as Debian does.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder with `postgres` and `initdb` in it: of PATH, of `pg_config`, or the newest of
/// `/usr/lib/postgresql`.
pub(crate) fn folder() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    folders.extend(of_pg_config());
    folders.extend(of_debian());
    folders.into_iter().find(|folder| is_complete(folder))
}

fn of_pg_config() -> Option<PathBuf> {
    let output = Command::new("pg_config").arg("--bindir").output().ok()?;
    let folder = String::from_utf8(output.stdout).ok()?;
    Some(PathBuf::from(folder.trim()))
}

fn of_debian() -> Vec<PathBuf> {
    let entries = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<(u32, PathBuf)> = entries
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path())))
        .collect();
    versions.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    versions.into_iter().map(|(_, path)| path.join("bin")).collect()
}

fn is_complete(folder: &Path) -> bool {
    ["postgres", "initdb", "psql", "pg_dump", "pg_isready"]
        .iter()
        .all(|program| folder.join(program).is_file())
}
