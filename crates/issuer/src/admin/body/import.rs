//! What an import changes.

use std::collections::{BTreeSet, HashMap};

use autorisaties::{Autorisatie, Grants, Scope};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::store::shown::Shown;

/// Whether anything is written.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::admin) struct ImportQuery {
    /// Only says what would change.
    #[serde(default)]
    pub(in crate::admin) dry_run: bool,
}

/// What became of an applicatie that was imported, or would become of it.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(in crate::admin) struct Imported {
    outcome: Outcome,
    /// The applicatie here; of one that would be created there is none yet.
    #[schema(required)]
    applicatie: Option<Uuid>,
    /// What differs from what was here.
    changes: Vec<Changed>,
    /// Client ids that end with it: their secrets are revoked and their tokens refused.
    clients_ended: Vec<String>,
    /// Whether it may do everything then.
    heeft_alle_autorisaties: bool,
    /// How many autorisaties it has then.
    autorisaties: usize,
    /// How many autorisaties come.
    autorisaties_added: usize,
    /// How many autorisaties go.
    autorisaties_removed: usize,
    /// Scopes that stand in its autorisaties then, and in none before; none of what could do
    /// everything before.
    scopes_added: Vec<String>,
}

/// What an import does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    Created,
    Updated,
    Unchanged,
}

/// What of an applicatie differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Changed {
    ClientIds,
    Label,
    HeeftAlleAutorisaties,
    AlleenIsGereedVoorPublicatie,
    Autorisaties,
}

impl Imported {
    pub(in crate::admin) fn of(before: Option<&Shown>, after: &Shown) -> Self {
        let old = before.map_or(&[][..], these);
        let (added, removed) = (missing(these(after), old), missing(old, these(after)));
        let changes = before.map(|before| changes(before, after)).unwrap_or_default();
        let outcome = match before {
            None => Outcome::Created,
            Some(_) if changes.is_empty() => Outcome::Unchanged,
            Some(_) => Outcome::Updated,
        };
        Self {
            outcome,
            applicatie: before.map(|before| before.applicatie.id.as_uuid()),
            changes,
            clients_ended: before.map(|before| ended(before, after)).unwrap_or_default(),
            heeft_alle_autorisaties: has_all(after),
            autorisaties: these(after).len(),
            autorisaties_added: added,
            autorisaties_removed: removed,
            scopes_added: scopes_added(before, after),
        }
    }

    pub(in crate::admin) fn is_unchanged(&self) -> bool {
        self.outcome == Outcome::Unchanged
    }
}

fn ended(before: &Shown, after: &Shown) -> Vec<String> {
    let goes = |id: &&String| !after.client_ids.contains(id);
    before.client_ids.iter().filter(goes).cloned().collect()
}

fn changes(before: &Shown, after: &Shown) -> Vec<Changed> {
    let (old, new) = (&before.applicatie, &after.applicatie);
    let ready = old.alleen_is_gereed_voor_publicatie != new.alleen_is_gereed_voor_publicatie;
    let each = [
        (before.client_ids != after.client_ids, Changed::ClientIds),
        (old.label != new.label, Changed::Label),
        (has_all(before) != has_all(after), Changed::HeeftAlleAutorisaties),
        (ready, Changed::AlleenIsGereedVoorPublicatie),
        (these(before) != these(after), Changed::Autorisaties),
    ];
    each.into_iter().filter_map(|(differs, what)| differs.then_some(what)).collect()
}

fn has_all(shown: &Shown) -> bool {
    matches!(shown.applicatie.grants, Grants::All)
}

fn scopes_added(before: Option<&Shown>, after: &Shown) -> Vec<String> {
    if before.is_some_and(has_all) {
        return Vec::new();
    }
    let scopes = |shown| these(shown).iter().flat_map(Autorisatie::scopes).map(Scope::as_str);
    let old: BTreeSet<&str> = before.into_iter().flat_map(scopes).collect();
    let new: BTreeSet<&str> = scopes(after).collect();
    new.difference(&old).copied().map(str::to_owned).collect()
}

fn these(shown: &Shown) -> &[Autorisatie] {
    match &shown.applicatie.grants {
        Grants::All => &[],
        Grants::These(these) => these,
    }
}

/// How many of these the others have not, each as often as it stands there.
fn missing(these: &[Autorisatie], others: &[Autorisatie]) -> usize {
    let text = |one: &Autorisatie| format!("{one:?}");
    let mut left: HashMap<String, usize> = HashMap::new();
    for other in others {
        *left.entry(text(other)).or_default() += 1;
    }
    let is_missing = |one: &&Autorisatie| match left.get_mut(&text(one)) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    these.iter().filter(is_missing).count()
}
