//! The invariants of ARCHITECTURE.md, on the graph that cargo resolves.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use cargo_metadata::{DependencyKind, MetadataCommand};

use crate::house;

house![
    imports_only_go_down,
    the_gateway_alone_has_no_database,
    the_domain_is_pure,
    every_file_says_why_it_exists_and_has_at_most_300_lines,
    oxide_auth_is_named_in_one_file,
    rows_never_leave_the_store,
    features_of_the_issuer_never_import_each_other,
    time_and_chance_come_in_through_one_door_each,
    r7636_02_what_somebody_proves_by_is_compared_in_constant_time,
];

/// Which of our crates may import which.
const IMPORTS: &[(&str, &[&str])] = &[
    ("autorisaties", &[]),
    ("tokens", &[]),
    ("edge", &["autorisaties", "tokens"]),
    ("migrations", &[]),
    ("cluster", &[]),
    ("issuer", &["autorisaties", "tokens", "edge", "migrations"]),
    ("gateway", &["autorisaties", "tokens", "edge"]),
    ("voorbeeldzaken", &[]),
    ("load", &["autorisaties", "tokens", "edge", "cluster"]),
    ("replay", &["edge"]),
    ("zaakpoort", &["autorisaties", "tokens", "edge", "issuer", "gateway", "voorbeeldzaken"]),
];

/// What the domain may import of others.
const OF_THE_DOMAIN: &[&str] = &["thiserror", "uuid", "hashbrown", "icu_properties"];

fn imports_only_go_down() {
    let direct = direct_dependencies();
    let ours: BTreeSet<&str> = IMPORTS.iter().map(|(name, _)| *name).collect();
    assert_eq!(direct.keys().map(String::as_str).collect::<BTreeSet<_>>(), ours);
    for (name, allowed) in IMPORTS {
        let imported = direct[*name].iter().map(String::as_str).filter(|one| ours.contains(one));
        for one in imported {
            assert!(allowed.contains(&one), "{name} imports {one}");
        }
    }
}

fn the_gateway_alone_has_no_database() {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let tree = std::process::Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--manifest-path", manifest, "--edges", "normal"])
        .args(["--no-default-features", "--features", "gateway", "--prefix", "none"])
        .output()
        .unwrap();
    let tree = String::from_utf8(tree.stdout).unwrap();
    assert!(tree.contains("gateway v"), "{tree}");
    for driver in ["sea-orm", "sqlx", "libsqlite3-sys", "argon2", "oxide-auth"] {
        assert!(!tree.lines().any(|line| line.starts_with(driver)), "{driver} is in it");
    }
}

fn the_domain_is_pure() {
    let direct = direct_dependencies();
    for one in &direct["autorisaties"] {
        assert!(OF_THE_DOMAIN.contains(&one.as_str()), "autorisaties imports {one}");
    }
    assert!(!direct["gateway"].iter().any(|one| one.starts_with("sea-orm")));
}

/// Our crates, and what each imports directly.
fn direct_dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let metadata = MetadataCommand::new()
        .manifest_path(manifest)
        .no_deps()
        .other_options(vec!["--offline".to_owned()])
        .exec()
        .unwrap();
    let normal = |package: &cargo_metadata::Package| {
        let normal = package.dependencies.iter().filter(|one| one.kind == DependencyKind::Normal);
        normal.map(|one| one.name.clone()).collect()
    };
    metadata.packages.iter().map(|package| (package.name.to_string(), normal(package))).collect()
}

/// The folders of the issuer that hold one feature each.
const FEATURES: &[&str] =
    &["token", "authorize", "discovery", "admin", "applicaties", "feed", "people", "registration"];

fn every_file_says_why_it_exists_and_has_at_most_300_lines() {
    for (path, text) in sources() {
        assert!(text.starts_with("//! "), "{} does not say why it exists", path.display());
        let lines = text.lines().count();
        assert!(lines <= 300, "{} has {lines} lines", path.display());
    }
}

fn oxide_auth_is_named_in_one_file() {
    let naming = sources().into_iter().filter(|(_, text)| {
        ["oxide_auth::", "oxide_auth_async"].iter().any(|name| text.contains(name))
    });
    let naming: Vec<_> = naming.map(|(path, _)| path).filter(|path| !is_this(path)).collect();
    assert_eq!(naming, [Path::new("crates/issuer/src/token/flow.rs")]);
}

fn rows_never_leave_the_store() {
    for (path, text) in of_the_issuer() {
        let inside = path.starts_with("crates/issuer/src/store");
        let names = text.contains("rows::") || text.contains("EntityTrait");
        assert!(inside || !names, "{} names rows of the store", path.display());
    }
}

fn features_of_the_issuer_never_import_each_other() {
    for feature in FEATURES {
        let own = Path::new("crates/issuer/src").join(feature);
        for (path, text) in of_the_issuer().into_iter().filter(|(path, _)| path.starts_with(&own)) {
            for other in FEATURES.iter().filter(|other| *other != feature) {
                let import = format!("crate::{other}");
                let found = text.lines().any(|line| {
                    let rest = line.split_once(&import).map(|(_, rest)| rest);
                    rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
                });
                assert!(!found, "{} imports {other}", path.display());
            }
        }
    }
}

/// clippy.toml bans the calls; this holds that nobody lifts the ban elsewhere.
fn time_and_chance_come_in_through_one_door_each() {
    let lifting =
        sources().into_iter().filter(|(_, text)| text.contains("clippy::disallowed_methods"));
    let lifting: BTreeSet<_> =
        lifting.map(|(path, _)| path).filter(|path| !is_this(path)).collect();
    let doors = [
        "crates/edge/src/clock.rs",
        "crates/voorbeeldzaken/src/clock.rs",
        "crates/voorbeeldzaken/tests/http/fixture.rs",
    ];
    assert_eq!(lifting, doors.iter().map(PathBuf::from).collect());
}

/// No clock shows it over a network, so the places are read.
fn r7636_02_what_somebody_proves_by_is_compared_in_constant_time() {
    let places = [
        ("crates/edge/src/peer/insider.rs", "one.as_bytes().ct_eq("),
        ("crates/issuer/src/secret/form.rs", ".ct_eq(tag."),
        ("crates/issuer/src/secret/verified.rs", "known.ct_eq(&tag)"),
        ("crates/issuer/src/session/csrf.rs", ".ct_eq(presented."),
        ("crates/issuer/src/token/code.rs", "theirs.as_bytes().ct_eq(challenge."),
    ];
    let sources: BTreeMap<PathBuf, String> = sources().into_iter().collect();
    for (path, comparison) in places {
        assert!(sources[Path::new(path)].contains(comparison), "{path}");
    }
}

fn is_this(path: &Path) -> bool {
    path == Path::new("tests/architecture.rs")
}

fn of_the_issuer() -> Vec<(PathBuf, String)> {
    sources().into_iter().filter(|(path, _)| path.starts_with("crates/issuer/src")).collect()
}

/// Every Rust file of ours, by its path from the root.
pub(crate) fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut found = Vec::new();
    for folder in ["crates", "migrations", "tests"] {
        collect(&root.join(folder), &mut found);
    }
    assert!(found.len() > 100, "the sources were not found");
    let relative = |path: PathBuf| path.strip_prefix(&root).unwrap().to_owned();
    found.into_iter().map(|(path, text)| (relative(path), text)).collect()
}

fn collect(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
}
