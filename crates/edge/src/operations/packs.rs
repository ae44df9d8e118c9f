//! Every pack there is: those compiled in, and those of the operator's directory.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use autorisaties::{Component, Requirement, Scope, ScopeSet};

use super::fault::{Fact, PackFault, Place};
use super::pack::Pack;
use super::row::{self, Row};
use super::{Flavour, Operation};
use crate::digest::{Digest, Name};

/// The packs that are compiled in, by the name of their file.
const BUILT_IN: [(&str, &str); 6] = [
    ("zrc.csv", include_str!("../../../../config/operations/zrc.csv")),
    ("drc.csv", include_str!("../../../../config/operations/drc.csv")),
    ("brc.csv", include_str!("../../../../config/operations/brc.csv")),
    ("ztc.csv", include_str!("../../../../config/operations/ztc.csv")),
    ("nrc.csv", include_str!("../../../../config/operations/nrc.csv")),
    ("ac.csv", include_str!("../../../../config/operations/ac.csv")),
];

/// Every pack that was loaded.
#[derive(Debug)]
pub struct Packs {
    all: Assembled,
    scopes: ScopeSet,
    digest: Name,
}

impl Packs {
    /// The packs that are compiled in. A file `*.csv` of the directory replaces the one of its
    /// name; another one adds to them. Answers every fault of every file at once.
    pub fn load(directory: Option<&Path>) -> Result<Self, Vec<PackFault>> {
        let mut faults = Vec::new();
        let mut files: Vec<PackFile> = BUILT_IN.into_iter().map(PackFile::built_in).collect();
        if let Some(directory) = directory {
            add_directory(&mut files, directory, &mut faults);
        }
        let read = |file: &PackFile| row::read(&file.shown, &file.text, &mut faults);
        let rows: Vec<Row> = files.iter().flat_map(read).collect();
        let all = assemble(&rows, &mut faults);
        let packs = Self { all, scopes: scopes(&rows), digest: digest(&files) };
        if faults.is_empty() { Ok(packs) } else { Err(faults) }
    }

    /// The pack of a component in a flavour; none when no file has one.
    pub fn pack(&self, component: Component, flavour: Flavour) -> Option<&Arc<Pack>> {
        let wanted = |pack: &&(Component, Flavour, _)| (pack.0, pack.1) == (component, flavour);
        self.all.iter().find(wanted).map(|(_, _, pack)| pack)
    }

    /// Every scope that some pack names: what a client with heeftAlleAutorisaties may ask for.
    pub fn scopes(&self) -> &ScopeSet {
        &self.scopes
    }

    /// Names what all of them say.
    pub fn digest(&self) -> &Name {
        &self.digest
    }
}

fn digest(files: &[PackFile]) -> Name {
    let mut digest = Digest::begin();
    for file in files {
        digest.add(file.name.as_bytes());
        digest.add(file.text.as_bytes());
    }
    digest.name()
}

struct PackFile {
    /// Its name, by which a file of the directory replaces a built-in one.
    name: String,
    /// What faults call it.
    shown: Arc<str>,
    text: String,
}

impl PackFile {
    fn built_in((name, text): (&str, &str)) -> Self {
        let shown = Arc::from(format!("config/operations/{name} (built in)"));
        Self { name: name.to_owned(), shown, text: text.to_owned() }
    }
}

fn add_directory(files: &mut Vec<PackFile>, directory: &Path, faults: &mut Vec<PackFault>) {
    let mut note = |path: &Path, error: &io::Error| {
        let place = Place { file: Arc::from(path.display().to_string()), line: None };
        faults.push(PackFault::new(&place, Fact::Unreadable(error.to_string())));
    };
    let paths = match packs_in(directory) {
        Ok(paths) => paths,
        Err(error) => return note(directory, &error),
    };
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match fs::read_to_string(&path) {
            Ok(text) => {
                let file = PackFile { name, shown: Arc::from(path.display().to_string()), text };
                match files.iter_mut().find(|known| known.name == file.name) {
                    Some(known) => *known = file,
                    None => files.push(file),
                }
            }
            Err(error) => note(&path, &error),
        }
    }
}

fn packs_in(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(directory)?.map(|entry| Ok(entry?.path()));
    let mut paths = entries.collect::<io::Result<Vec<_>>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "csv"));
    paths.sort();
    Ok(paths)
}

type Assembled = Vec<(Component, Flavour, Arc<Pack>)>;

/// Puts the rows of every file into one pack per component and flavour.
fn assemble(rows: &[Row], faults: &mut Vec<PackFault>) -> Assembled {
    let mut packs = Assembled::new();
    for component in Component::ALL {
        for flavour in Flavour::ALL {
            let pack = pack(rows, component, flavour, faults);
            if pack.operations().next().is_some() {
                packs.push((component, flavour, Arc::new(pack)));
            }
        }
    }
    packs
}

fn pack(rows: &[Row], component: Component, flavour: Flavour, faults: &mut Vec<PackFault>) -> Pack {
    let mut pack = Pack::new();
    let mut placed = Vec::new();
    for row in rows.iter().filter(|row| row.component == component) {
        let Some(requirement) = row.requirement(flavour) else { continue };
        match pack.insert((row.method, &row.template), operation(row, requirement)) {
            Ok(()) => placed.push(&row.at),
            Err(other) => {
                let fault = PackFault::new(&row.at, Fact::Duplicate(placed[other].clone()));
                // Both flavours have the pair; it is one fault.
                if !faults.contains(&fault) {
                    faults.push(fault);
                }
            }
        }
    }
    pack
}

fn operation(row: &Row, requirement: &Requirement) -> Operation {
    let template = row.template.as_str();
    Operation {
        component: row.component,
        method: row.method,
        template: template.to_owned(),
        requirement: requirement.clone(),
        object: row.object,
        name: format!("{} {} {template}", row.component.as_str(), row.method),
    }
}

fn scopes(rows: &[Row]) -> ScopeSet {
    let requirements = rows
        .iter()
        .flat_map(|row| Flavour::ALL.into_iter().filter_map(|flavour| row.requirement(flavour)));
    requirements.flat_map(named).collect()
}

fn named(requirement: &Requirement) -> Vec<Scope> {
    match requirement {
        Requirement::Scopes(expression) => {
            expression.scopes().map(|(_, scope)| scope.clone()).collect()
        }
        Requirement::SuperuserOnly => Vec::new(),
    }
}
