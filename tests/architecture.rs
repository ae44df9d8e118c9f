//! The invariants of ARCHITECTURE.md, on the graph that cargo resolves.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, MetadataCommand};

use crate::cases;
use crate::harness::Bench;

cases![imports_only_go_down, the_gateway_alone_has_no_database, the_domain_is_pure];

/// Which of our crates may import which.
const HOUSE: &[(&str, &[&str])] = &[
    ("autorisaties", &[]),
    ("tokens", &["autorisaties"]),
    ("edge", &["autorisaties", "tokens"]),
    ("migrations", &[]),
    ("issuer", &["autorisaties", "tokens", "edge", "migrations"]),
    ("gateway", &["autorisaties", "tokens", "edge"]),
    ("voorbeeldzaken", &[]),
    ("zaakpoort", &["autorisaties", "tokens", "edge", "issuer", "gateway", "voorbeeldzaken"]),
];

/// What the domain may import of others.
const OF_THE_DOMAIN: &[&str] = &["thiserror", "uuid"];

fn imports_only_go_down(_: &Bench) {
    let direct = direct_dependencies();
    let ours: BTreeSet<&str> = HOUSE.iter().map(|(name, _)| *name).collect();
    assert_eq!(direct.keys().map(String::as_str).collect::<BTreeSet<_>>(), ours);
    for (name, allowed) in HOUSE {
        let imported = direct[*name].iter().map(String::as_str).filter(|one| ours.contains(one));
        for one in imported {
            assert!(allowed.contains(&one), "{name} imports {one}");
        }
    }
}

fn the_gateway_alone_has_no_database(_: &Bench) {
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

fn the_domain_is_pure(_: &Bench) {
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
