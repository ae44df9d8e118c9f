//! A database that asks for a password, which lies in a file and is never said.

use std::os::unix::fs::PermissionsExt as _;

use crate::harness::{Bench, run, write_secret};
use crate::server;

server![a_password_in_a_file_opens_the_database_and_a_wrong_one_is_told_but_not_repeated];

fn a_password_in_a_file_opens_the_database_and_a_wrong_one_is_told_but_not_repeated(bench: &Bench) {
    let database = bench.own_server();
    let cluster = database.cluster().unwrap();
    cluster.sql("postgres", "CREATE ROLE opener LOGIN PASSWORD 'geheim-van-opener'");
    let name = database.url().split(['/', '?']).nth(3).unwrap().to_owned();
    cluster.sql("postgres", &format!("ALTER DATABASE {name} OWNER TO opener"));
    let rules = cluster.folder().join("data/pg_hba.conf");
    std::fs::write(rules, "local all opener scram-sha-256\nlocal all all trust\n").unwrap();
    cluster.sql("postgres", "SELECT pg_reload_conf()");

    let folder = tempfile::tempdir().unwrap();
    let url = database.url().replace("zaakpoort@", "opener@");
    let file = folder.path().join("keys/database.password");
    let environment = [
        ("ZAAKPOORT__ISSUER__DATABASE", url.as_str()),
        ("ZAAKPOORT__ISSUER__DATABASE_PASSWORD__FILE", "keys/database.password"),
    ];
    let migrate = || run(folder.path(), &["migrate"], &environment);
    write_secret(&file, "niet-dit-woord\n");
    let refused = migrate();
    assert_eq!(refused.status.code(), Some(1), "{}", refused.stderr);
    assert!(refused.stderr.contains("password authentication failed"), "{}", refused.stderr);
    assert!(refused.stderr.contains("issuer.database_password"), "{}", refused.stderr);
    assert!(!refused.stderr.contains("niet-dit-woord"), "{}", refused.stderr);

    write_secret(&file, "geheim-van-opener\n");
    let done = migrate();
    assert!(done.status.success(), "{}", done.stderr);
    assert!(done.stdout.contains("applied: m0001_applicaties"), "{}", done.stdout);
    assert!(!format!("{}{}", done.stdout, done.stderr).contains("geheim"));
    assert!(migrate().stdout.contains("nothing was done"));

    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    assert!(migrate().stderr.contains("chmod 600"), "a file that others can read");
}
