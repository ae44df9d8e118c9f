//! Variables over the file.

use super::*;

const LISTEN: &str = "[gateway]\nlisten = \"[::1]:80\"\n";

#[test]
fn a_variable_wins_over_the_file_and_is_read_as_its_key_wants() {
    let variables = [
        ("ZAAKPOORT__GATEWAY__LISTEN", "127.0.0.1:81"),
        ("ZAAKPOORT__Gateway__workers", "7"),
        ("ZAAKPOORT__GATEWAY__LABEL", "7"),
        ("ZAAKPOORT_ADMIN_SECRET", "is another thing"),
        ("PATH", "/bin"),
    ];
    let read = read(LISTEN, &variables).unwrap();
    assert_eq!(read.listen, "127.0.0.1:81".parse().unwrap());
    assert_eq!(read.workers, 7);
    assert_eq!(read.label.unwrap(), "7");
}

#[test]
fn variables_alone_make_sections_and_tables() {
    let variables = [
        ("ZAAKPOORT__GATEWAY__UPSTREAM__1__ADDRESS", "y"),
        ("ZAAKPOORT__GATEWAY__UPSTREAM__0__LIMITS__BODY", "1 KiB"),
        ("ZAAKPOORT__GATEWAY__UPSTREAM__0__ADDRESS", "x"),
        ("ZAAKPOORT__GATEWAY__LISTEN", "127.0.0.1:81"),
    ];
    let expected = [("x".to_owned(), 1024), ("y".to_owned(), 9)];
    assert_eq!(read("", &variables).unwrap().upstreams, expected);
}

#[test]
fn a_table_of_the_file_is_overridden_by_its_number() {
    let text = format!("{LISTEN}[[gateway.upstream]]\naddress = \"x\"\n");
    let variables = [("ZAAKPOORT__GATEWAY__UPSTREAM__0__LIMITS__BODY", "1 B")];
    assert_eq!(read(&text, &variables).unwrap().upstreams, [("x".to_owned(), 1)]);
}

#[test]
fn ten_tables_come_in_the_order_of_their_numbers() {
    let name = |index: usize| format!("ZAAKPOORT__GATEWAY__UPSTREAM__{index}__ADDRESS");
    let names: Vec<_> = (0..11).map(|index| (name(index), index.to_string())).collect();
    let variables: Vec<_> = names.iter().map(|(name, text)| (&**name, &**text)).collect();
    let read = read(LISTEN, &variables).unwrap();
    let read: Vec<_> = read.upstreams.into_iter().map(|(address, _)| address).collect();
    assert_eq!(read, (0..11).map(|index| index.to_string()).collect::<Vec<_>>());
}

#[test]
fn an_array_and_a_flag_are_read_from_a_variable() {
    let variables = [("ZAAKPOORT__S__NAMES", r#"["a", "b"]"#), ("ZAAKPOORT__S__FLAG", " true ")];
    let variables = variables.map(|(name, text)| (name.to_owned(), text.to_owned()));
    let mut document = Document::parse(FILE, "", variables).unwrap();
    let read = document.section("s", |section| {
        let names = section.required("names", parse::list_of(parse::string));
        let flag = section.required("flag", parse::boolean);
        Some((names?, flag?))
    });
    assert_eq!(read.unwrap(), (vec!["a".to_owned(), "b".to_owned()], true));
}

#[test]
fn a_fault_of_a_variable_names_the_variable() {
    let cases = [
        (
            "ZAAKPOORT__GATEWAY__WORKERS",
            "`gateway.workers`: expected a whole number, found a string",
        ),
        ("ZAAKPOORT__GATEWAY__LABLE", "unknown key `lable` in [gateway]; did you mean `label`?"),
        ("ZAAKPOORT__GATWAY__X", "unknown key `gatway` in the file; did you mean `gateway`?"),
        ("ZAAKPOORT__GATEWAY", "`gateway`: expected a table, found a string"),
        ("ZAAKPOORT__GATEWAY__LISTEN__X", "`x` cannot be set inside a string"),
        (
            "ZAAKPOORT__GATEWAY__UPSTREAM__1__ADDRESS",
            "there is no entry 1: the next one is 0 (they are counted from 0)",
        ),
        ("ZAAKPOORT__GATEWAY____X", "names no key; write levels apart with two underscores"),
        ("ZAAKPOORT__", "names no key; write levels apart with two underscores"),
    ];
    for (name, expected) in cases {
        let faults = read(LISTEN, &[(name, "x")]).unwrap_err();
        assert!(faults.contains(&format!("{name}: {expected}")), "{name}: {faults:?}");
    }
}

#[test]
fn two_variables_for_one_key_are_refused() {
    let variables = [("ZAAKPOORT__GATEWAY__LABEL", "a"), ("ZAAKPOORT__gateway__label", "b")];
    let expected = "ZAAKPOORT__gateway__label: sets the same key as ZAAKPOORT__GATEWAY__LABEL; \
                    keep one";
    assert_eq!(read(LISTEN, &variables).unwrap_err(), [expected]);
}

#[test]
fn the_variable_of_a_key_is_the_one_that_overrides_it() {
    assert_eq!(variable("gateway.upstream.0.address"), "ZAAKPOORT__GATEWAY__UPSTREAM__0__ADDRESS");
}
