//! `openapi` of an upstream: operations that a file describes, beside those that stand in lines.

use std::path::PathBuf;

use edge::config::{Section, Value, parse};
use edge::operations::openapi::{self, Described, OpenApiFault, Terms};
use edge::operations::{Listed, Pack};
use edge::public_url::PublicUrl;

use super::names::{BasePath, not_ours};

/// How many faults of a file are told at once.
const MOST_TOLD: usize = 20;

/// What becomes of operations that ask for no scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unsecured {
    /// They are not served.
    Refused,
    /// Every client that the issuer knows may call them.
    AnyClient,
}

/// What a file says, and what is said of it.
struct ReadFile {
    name: String,
    operations: Vec<Described>,
    unsecured: Option<Unsecured>,
}

/// Adds the operations of the file that an upstream names to those of its lines, which settle what the
/// file leaves open. Whatever is wrong with the lines, the file is read too: its faults are told at once.
pub(super) fn add(
    section: &mut Section<'_>,
    public_url: Option<&PublicUrl>,
    lines: Option<Pack<Listed>>,
) -> Option<Pack<Listed>> {
    let file = section.optional_section("openapi", |file| read(file, public_url))?;
    let lines = lines?;
    let Some(file) = file else { return Some(lines) };
    let mut pack = lines;
    let faults = merge(&file, &mut pack);
    tell(section, "openapi", &faults).map(|()| pack)
}

fn read(section: &mut Section<'_>, public_url: Option<&PublicUrl>) -> Option<ReadFile> {
    let choices = [("refused", Unsecured::Refused), ("any-client", Unsecured::AnyClient)];
    let file = section.required("file", parse::string);
    let base = section.optional("base", base);
    let without = section.optional("without", parse::list_of(parse::string));
    let unsecured = section.optional("unsecured", parse::one_of(&choices));
    let (name, base, without, unsecured) = (file?, base?, without?, unsecured?);
    // Without one, that is the fault.
    let public_url = public_url?;
    let document = openapi::load(&PathBuf::from(&name));
    let document = document.map_err(|why| vec![format!("{name}: {why}")]);
    let without = without.unwrap_or_default();
    let terms = Terms { public_url, base: base.as_deref(), without: &without };
    let told =
        |faults: Vec<OpenApiFault>| faults.iter().map(|one| format!("{name}{one}")).collect();
    match document.and_then(|document| openapi::describe(&document, terms).map_err(told)) {
        Ok(operations) => Some(ReadFile { name, operations, unsecured }),
        Err(faults) => tell(section, "file", &faults).and(None),
    }
}

/// Below which path the API lies; `/` is the root.
fn base(value: &Value) -> Result<String, String> {
    match value.text()? {
        "/" => Ok(String::new()),
        _ => parse::text_as(BasePath::parse)(value).map(|base| base.as_str().to_owned()),
    }
}

/// What is wrong with it beside what stands there already.
fn merge(file: &ReadFile, pack: &mut Pack<Listed>) -> Vec<String> {
    let (mut faults, mut open) = (Vec::new(), Vec::new());
    let lines: Vec<Listed> = pack.operations().cloned().collect();
    for one in &file.operations {
        let listed = one.listed();
        let mut wrong =
            |what: String| faults.push(format!("{}#{}: {what}", file.name, one.pointer));
        if let Err(why) = not_ours(one.template()) {
            wrong(why);
        }
        let line = lines.iter().find(|line| line.is_like(&listed));
        match (one.is_secured(), line, file.unsecured) {
            (true, Some(line), _) => wrong(format!(
                "the line {} says otherwise, and which of the two counts is not said; take the line out, or \
                 name the path in `without`",
                line.name()
            )),
            // The line settles it.
            (false, Some(_), _) | (false, None, Some(Unsecured::Refused)) => {}
            (false, None, None) => open.push(listed.name().to_owned()),
            (true, None, _) | (false, None, Some(Unsecured::AnyClient)) => {
                if let Err(other) = pack.add(listed) {
                    wrong(format!(
                        "it is the same as {other}; name one of their paths in `without`"
                    ));
                }
            }
        }
    }
    if !open.is_empty() {
        faults.push(format!(
            "{} asks for no scope at {}; give each a line in `operations`, or write unsecured = \"refused\" \
             (they are not served) or \"any-client\" (every client that the issuer knows may call them)",
            file.name,
            open.join(", ")
        ));
    }
    faults
}

fn tell(section: &mut Section<'_>, key: &str, faults: &[String]) -> Option<()> {
    for fault in faults.iter().take(MOST_TOLD) {
        section.fault(key, fault.as_str());
    }
    if faults.len() > MOST_TOLD {
        section.fault(key, format!("and {} more", faults.len() - MOST_TOLD));
    }
    faults.is_empty().then_some(())
}
