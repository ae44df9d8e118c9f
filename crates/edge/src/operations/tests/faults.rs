//! What may be wrong with a pack.

use std::path::PathBuf;

use super::*;

const HEADER: &str = "component,api_version,method,path,scopes_standard,scopes_openzaak,object\n";

/// A directory of packs that is gone after the test.
struct Directory(PathBuf);

impl Directory {
    fn of(name: &str, files: &[(&str, &str)]) -> Self {
        let path = std::env::temp_dir().join(format!("packs-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        for (name, text) in files {
            fs::write(path.join(name), text).unwrap();
        }
        Self(path)
    }

    fn faults(&self) -> Vec<String> {
        let faults = Packs::load(Some(&self.0)).unwrap_err();
        let directory = format!("{}/", self.0.display());
        faults.iter().map(|fault| fault.to_string().replace(&directory, "")).collect()
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

fn fault_of(name: &str, line: &str) -> Vec<String> {
    Directory::of(name, &[("extra.csv", &format!("{HEADER}{line}\n"))]).faults()
}

#[test]
fn each_fault_of_a_line_is_named_with_file_line_and_reason() {
    for (line, reason) in [
        ("zzz,1,GET,/x,a,a,", "unknown component `zzz`"),
        (
            "zrc,1,FETCH,/x,a,a,",
            "unknown method `FETCH`; HEAD is judged as GET and has no line of its own",
        ),
        (
            "zrc,1,HEAD,/x,a,a,",
            "unknown method `HEAD`; HEAD is judged as GET and has no line of its own",
        ),
        ("zrc,,GET,/x,a,a,", "the column `api_version` is empty"),
        ("zrc,1,GET,x,a,a,", "bad path: a path begins with `/` and names something"),
        ("zrc,1,GET,/,a,a,", "bad path: a path begins with `/` and names something"),
        ("zrc,1,GET,/x/,a,a,", "bad path: a path has no empty segment, also not at its end"),
        (
            "zrc,1,GET,/x%20y,a,a,",
            "bad path: `x%20y` has a character that no canonical path has unescaped (RFC 3986 2.3)",
        ),
        (
            "zrc,1,GET,/x/..,a,a,",
            "bad path: `..` has a character that no canonical path has unescaped (RFC 3986 2.3)",
        ),
        (
            "zrc,1,GET,/x/{id},a,a,",
            "bad path: `{id}` is not a parameter: its name must end in `uuid`, the one type there is",
        ),
        (
            "zrc,1,GET,/x/{uuid,a,a,",
            "bad path: `{uuid` is not a parameter: its name must end in `uuid`, the one type there is",
        ),
        ("zrc,1,GET,/{uuid}/{uuid},a,a,", "bad path: the parameter `uuid` stands twice"),
        (
            "zrc,1,GET,/x,,,",
            "both scope columns are empty, so the operation is in no flavour; remove the line",
        ),
        (
            "zrc,1,GET,/x,zaakpoort.admin,a,",
            "the scope `zaakpoort.admin` is granted by name only and cannot be asked for by a pack",
        ),
        ("zrc,1,GET,/x,a,a,thing", "unknown object rule `thing`"),
        ("zrc,1,GET,/x,a,a,from:zaak", "unknown object rule `from:zaak`"),
        (
            "zrc,1,GET,/x,a,a,path:uuid",
            "the object rule names `uuid`, which is no parameter of the path",
        ),
        (
            "zrc,1,GET,/x,a,a,parent:besluit",
            "the objects of zrc are not found through a member `besluit`",
        ),
        ("ztc,1,GET,/x,a,a,self", "ztc has no objects with a type: `self` must be empty"),
        ("zrc,1,GET,/x,a,a", "has 6 fields instead of 7"),
        (
            "zrc,1,GET,/zaken,a,a,list",
            "the same method and path as config/operations/zrc.csv (built in):55",
        ),
        (
            "zrc,1,GET,/zaken/{other_uuid},a,,self",
            "the same method and path as config/operations/zrc.csv (built in):58",
        ),
    ] {
        assert_eq!(fault_of("lines", line), [format!("extra.csv:2: {reason}")], "{line}");
    }
    let literal = fault_of("literal", &format!("zrc,1,GET,/x/{UUID},a,a,"));
    assert_eq!(
        literal,
        [format!("extra.csv:2: bad path: `{UUID}` would match every UUID: write {{uuid}}")]
    );
}

#[test]
fn a_bad_expression_names_its_column() {
    let fault = &fault_of("expression", "zrc,1,GET,/x,a,(a |,")[0];
    assert!(fault.starts_with("extra.csv:2: bad expression in scopes_openzaak: "), "{fault}");
}

#[test]
fn all_faults_of_all_files_come_at_once() {
    let directory = Directory::of(
        "several",
        &[
            ("zrc.csv", &format!("{HEADER}zrc,1,GET,x,a,a,\nzrc,1,GO,/x,a,a,thing")),
            ("a.csv", "component,method,path,scopes_standard,scopes_openzaak,object,note\n"),
            ("b.csv", HEADER),
            ("notes.txt", "not a pack"),
        ],
    );
    let expected = [
        "zrc.csv:2: bad path: a path begins with `/` and names something",
        "zrc.csv:3: unknown method `GO`; HEAD is judged as GET and has no line of its own",
        "zrc.csv:3: unknown object rule `thing`",
        "a.csv: unknown column `note`",
        "a.csv: the column `api_version` is missing; the first line names all seven",
        "b.csv: has no operations",
    ];
    assert_eq!(directory.faults(), expected);
}

#[test]
fn a_directory_that_is_not_there_is_a_fault() {
    let faults = Packs::load(Some(&PathBuf::from("/nowhere/packs"))).unwrap_err();
    assert!(faults[0].to_string().starts_with("/nowhere/packs: cannot be read: "), "{faults:?}");
}

#[test]
fn a_file_of_the_same_name_replaces_a_pack_and_another_adds_one() {
    let directory = Directory::of(
        "replace",
        &[
            ("zrc.csv", &format!("{HEADER}# only this\nzrc,2, GET ,/nieuw,zaken.nieuw,,self\n")),
            ("vrc.csv", &format!("{HEADER}vrc,1,POST,/x/{{uuid}},vrc.x,vrc.x,\n")),
        ],
    );
    let packs = Packs::load(Some(&directory.0)).unwrap();
    let zrc = packs.pack(Component::Zrc, Flavour::Standard).unwrap();
    assert!(zrc.find(Method::Get, &["nieuw"]).is_some());
    assert!(zrc.find(Method::Get, &["zaken"]).is_none());
    assert!(packs.pack(Component::Zrc, Flavour::OpenZaak).is_none());
    let vrc = packs.pack(Component::Vrc, Flavour::Standard).unwrap();
    assert_eq!(vrc.find(Method::Post, &["x", UUID]).unwrap().name(), "vrc POST /x/{uuid}");
    assert!(packs.pack(Component::Drc, Flavour::Standard).is_some());
    assert!(packs.scopes().contains("zaken.nieuw") && packs.scopes().contains("vrc.x"));
    assert!(!packs.scopes().contains("zaken.verwijderen"));
}
