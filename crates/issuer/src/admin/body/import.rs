//! What an import changes.

use std::collections::HashMap;

use autorisaties::{Autorisatie, Grants};
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
    /// How many autorisaties come.
    autorisaties_added: usize,
    /// How many autorisaties go.
    autorisaties_removed: usize,
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
            autorisaties_added: added,
            autorisaties_removed: removed,
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
    let has_all = |shown: &Shown| matches!(shown.applicatie.grants, Grants::All);
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
