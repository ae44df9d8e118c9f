//! A write of this API: committed with who did it, what it was before and after, and who is told.

use autorisaties::ApplicatieId;

use super::caller::Caller;
use super::error::AcError;
use crate::act::Act;
use crate::app::App;
use crate::deeds::{self, Done};
use crate::notices::{Actie, Notice};
use crate::register::recorded;
use crate::store::Write;
use crate::store::audit::{Content, Deed};
use crate::store::changes::Subject;
use crate::store::shown::Shown;

/// What was done to which applicatie.
pub(super) struct Written<'a> {
    pub(super) id: ApplicatieId,
    pub(super) actie: Actie,
    pub(super) before: Option<&'a Shown>,
    pub(super) after: Option<&'a Shown>,
    pub(super) changed: Vec<Subject>,
}

/// Commits it all at once. The time is that of the request, as everything in it.
pub(super) async fn commit(
    write: Write,
    caller: &Caller,
    written: Written<'_>,
    app: &App,
) -> Result<(), AcError> {
    let Written { id, actie, before, after, changed } = written;
    let act = match actie {
        Actie::Create => Act::ApplicatieCreate,
        Actie::Update | Actie::PartialUpdate => Act::ApplicatieUpdate,
        Actie::Destroy => Act::ApplicatieDelete,
    };
    let kept = |shown: Option<&Shown>| shown.and_then(|shown| recorded(shown, app));
    let content = Content::changed(kept(before), kept(after));
    let deed = Deed {
        address: Some(caller.address),
        user: caller.user.clone(),
        ..Deed::new(caller.client_id.as_str(), act, id.to_string(), content)
    };
    let notice = Some(Notice { applicatie: id, actie });
    deeds::commit::<AcError>(write, Done { deed, changed, notice }, app, caller.now).await?;
    Ok(())
}
