//! How an upstream is reached, as its configuration says it.

use super::*;

#[test]
fn each_phase_has_its_time_and_the_shorter_ones_follow_the_longest() {
    let key = "name = \"openzaak\"";
    let reach = |more: &str| {
        let config = with(key, &format!("{key}\n{more}"));
        config.map(|config| config.upstreams[0].reach.clone())
    };
    let times = |more: &str| {
        let reach = reach(more).unwrap();
        [reach.connect_timeout, reach.timeout, reach.idle_timeout].map(|time| time.as_millis())
    };
    assert_eq!(times(""), [5_000, 30_000, 30_000]);
    assert_eq!(times("timeout = '8s'"), [4_000, 8_000, 8_000]);
    assert_eq!(times("timeout = '2m'\nidle_timeout = '1s'"), [5_000, 120_000, 1_000]);
    assert_eq!(times("connect_timeout = '29999ms'"), [29_999, 30_000, 30_000]);
    for (more, reason) in [
        ("connect_timeout = '30s'", "is not shorter than `timeout`"),
        ("timeout = '0s'", "would let nothing through"),
        ("idle_timeout = '0ms'", "would let nothing through"),
        ("connect_timeout = '0s'", "would let nothing through"),
        ("max_in_flight = 0", "from 1 to 1000000"),
    ] {
        let faults = reach(more).unwrap_err();
        assert!(faults.contains(reason) && faults.contains("zaakpoort.toml:"), "{more}: {faults}");
    }
}

#[test]
fn an_upstream_has_one_address_or_several_of_one_scheme() {
    let reached = |addresses: &str| {
        let config = with("\"http://127.0.0.1:8001\"", addresses);
        config.map(|config| config.upstreams[0].reach.addresses.len())
    };
    assert_eq!(reached("'http://10.0.0.1:1'"), Ok(1));
    assert_eq!(reached("['http://10.0.0.1:1']"), Ok(1));
    assert_eq!(reached("['http://10.0.0.1:1', 'http://10.0.0.1:2']"), Ok(2));
    let many = |count: u32| {
        let each: Vec<_> =
            (0..count).map(|at| format!("'http://10.0.0.1:{}'", 1000 + at)).collect();
        reached(&format!("[{}]", each.join(", ")))
    };
    assert_eq!(many(64), Ok(64));
    assert!(many(65).unwrap_err().contains("64 is the most"));
    for (addresses, reason) in [
        ("[]", "at least one address"),
        ("['http://10.0.0.1', 'https://10.0.0.2']", "http:// and https://"),
        ("['http://10.0.0.1', 'http://10.0.0.1:80']", "names http://10.0.0.1/ twice"),
        ("['http://10.0.0.1/x']", "scheme, host and port alone"),
    ] {
        let faults = reached(addresses).unwrap_err();
        assert!(faults.contains(reason), "{addresses}: {faults}");
    }
}

#[test]
fn a_health_check_needs_a_path_alone() {
    let key = "name = \"openzaak\"";
    let health = |check: &str| {
        let config = with(key, &format!("{key}\nhealth = {check}"));
        config.map(|config| config.upstreams[0].reach.health.clone().unwrap())
    };
    let usual = health("{ path = '/' }").unwrap();
    assert_eq!((usual.interval, usual.status), (Duration::from_secs(10), 200));
    assert_eq!((usual.healthy, usual.unhealthy), (2, 3));
    for (check, reason) in [
        ("{}", "needs `path`"),
        ("{ path = 'health' }", "expected a path such as"),
        ("{ path = '/', interval = '0s' }", "would let nothing through"),
        ("{ path = '/', healthy = 0 }", "from 1 to 100"),
        ("{ path = '/', status = 600 }", "from 200 to 599"),
        ("{ path = '/', pad = '/' }", "unknown key `pad`"),
    ] {
        let faults = health(check).unwrap_err();
        assert!(faults.contains(reason), "{check}: {faults}");
    }
}

#[test]
fn a_certificate_is_shown_over_https_alone() {
    let key = "name = \"openzaak\"";
    let pair = "client_certificate = { certificate = 'a.pem', key = { file = 'a.key' } }";
    let faults = with(key, &format!("{key}\n{pair}")).unwrap_err();
    assert!(faults.contains("is shown over https alone"), "{faults}");
    let secure = MINIMAL.replace("http://127.0.0.1:8001", "https://10.1.1.1");
    let config = read(&secure.replace(key, &format!("{key}\n{pair}"))).unwrap();
    assert!(config.upstreams[0].reach.client_certificate.is_some());
    let keyless = "client_certificate = { certificate = 'a.pem' }";
    let faults = read(&secure.replace(key, &format!("{key}\n{keyless}"))).unwrap_err();
    assert!(faults.contains("needs `key`"), "{faults}");
}

#[test]
fn a_rate_needs_its_requests_alone_and_applicaties_are_kept_in_one_of_three_ways() {
    let key = "name = \"openzaak\"";
    let read = |more: &str| {
        let config = with(key, &format!("{key}\n{more}"));
        config.map(|config| config.upstreams[0].clone())
    };
    let usual = read("").unwrap();
    assert_eq!((usual.rate_limit, usual.applicaties), (None, Applicaties::All));
    let limited = read("rate_limit = { requests = 5 }\napplicaties = 'manual'").unwrap();
    let second = RateLimit { requests: 5, per: Duration::from_secs(1), burst: 5 };
    assert_eq!((limited.rate_limit, limited.applicaties), (Some(second), Applicaties::Manual));
    let mirrored = read("applicaties = 'mirror'").unwrap();
    assert_eq!(mirrored.applicaties, Applicaties::Mirror);
    for (more, reason) in [
        ("rate_limit = {}", "needs `requests`"),
        ("rate_limit = { requests = 0 }", "from 1 to"),
        ("rate_limit = { requests = 1, per = '0s' }", "would let nothing through"),
        ("rate_limit = { requests = 1, burst = 0 }", "from 1 to"),
        ("applicaties = 'none'", "expected `all` or `manual` or `mirror`"),
    ] {
        let faults = read(more).unwrap_err();
        assert!(faults.contains(reason), "{more}: {faults}");
    }
}

#[test]
fn an_upstream_is_mirrored_only_if_it_is_told_who_calls() {
    let zgw = "credential = { kind = \"zgw\", key = { file = \"upstream.key\" } }";
    let token = "credential = { kind = \"token\", token = { file = \"upstream.token\" } }";
    let mirrored = "\napplicaties = 'mirror'";
    let faults = with(zgw, &format!("{token}{mirrored}")).unwrap_err();
    assert!(faults.contains("`gateway.upstream.0.applicaties`"), "{faults}");
    assert!(faults.contains("kind = \"zgw\""), "{faults}");
    assert!(with(zgw, token).is_ok());
    assert!(with(zgw, &format!("{zgw}{mirrored}")).is_ok());
}

#[test]
fn what_the_file_with_every_key_shows_behind_a_comment_is_read() {
    let file = include_str!("../../../../../config/zaakpoort.toml");
    let shown = |key: &str| {
        let line = file.lines().find(|line| line.starts_with(&format!("# {key} = ")));
        line.map_or_else(|| panic!("no `{key}`"), |line| line[2..].to_owned())
    };
    let key = "name = \"openzaak\"";
    for shown in
        ["health", "rate_limit", "connect_timeout", "idle_timeout", "client_certificate"].map(shown)
    {
        let secure = MINIMAL.replace("http://127.0.0.1:8001", "https://10.1.1.1");
        let read = read(&secure.replace(key, &format!("{key}\n{shown}")));
        assert!(read.is_ok(), "{shown}: {read:?}");
    }
}
