//! Judging a write: what is there already, what the body would leave behind, and what it links to.
//!
//! Open Zaak looks at what is stored alone, and not at all at the other end of a link. Here the old
//! state and the new one are judged, and who may not read a document cannot hand it on.

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use autorisaties::{TypeUrl, Vertrouwelijkheidaanduiding};
use edge::operations::{Method, Operation, Parent};

use super::facts::Facts;
use super::fault::BodyFault;
use super::incoming;
use super::judge::Judge;
use super::kind::Kind;
use super::lookup::For;
use super::place::{self, Named, Stored, Thing};
use super::scan::{Found, Member, Way};
use super::shape::{self, Described, Shape};
use crate::app::App;
use crate::permit::{PermittedBody, scopes_of};
use crate::principal::Principal;
use crate::refusal::Refusal;
use crate::route::Route;
use crate::shadow;

mod stated;

use stated::{Level, last, link, stands, stated_level, stated_type};

/// Reads what decides, and judges it; gives what may be sent.
pub(crate) async fn judge(
    operation: &Operation,
    principal: Principal,
    (request, payload, route): (&HttpRequest, Payload, &Route<'_>),
    app: &App,
) -> Result<(Principal, PermittedBody), Refusal> {
    let Some(shape) = shape::of(operation) else {
        let write = Write::of(&principal, operation, route, app);
        let judged = async { write?.touches_what_is_stored().await }.await;
        shadow::enforced(judged, route.upstream())?;
        return Ok((principal, PermittedBody::Streamed(payload)));
    };
    let body = match shape.lock {
        None => incoming::read(shape.wanted, request, payload, app).await?,
        Some(_) => incoming::read_any(shape.wanted, request, payload, app).await?,
    };
    // The body may have taken minutes; what counts is what is held when it is judged.
    let principal = app.principals.confirm(principal, app.live.token_time())?;
    let write = Write::of(&principal, operation, route, app);
    let judged = async { write?.judged(shape, &body.found).await }.await;
    shadow::enforced(judged, route.upstream())?;
    Ok((principal, body.judged().map_or(PermittedBody::None, PermittedBody::Judged)))
}

/// One write that is judged.
struct Write<'a> {
    judge: Judge<'a>,
    operation: &'a Operation,
    route: &'a Route<'a>,
    app: &'a App,
}

/// What is there already.
struct There {
    facts: Arc<Facts>,
    /// The document that the thing links to which is written anew.
    document: Option<String>,
}

impl<'a> Write<'a> {
    fn of(
        principal: &'a Principal,
        operation: &'a Operation,
        route: &'a Route<'a>,
        app: &'a App,
    ) -> Result<Self, Refusal> {
        Ok(Self { judge: Judge::new(principal, operation)?, operation, route, app })
    }

    async fn judged(&self, shape: &Shape, found: &Found) -> Result<(), Refusal> {
        let there = self.touches_what_is_stored().await?;
        let stored = there.as_ref().map(|there| &*there.facts);
        if let Some(described) = &shape.describes {
            self.leaves_behind(described, found, stored).await?;
        }
        if let Some((parent, way)) = shape.belongs {
            self.belongs(parent, way, found).await?;
        }
        if let Some(facts) = stored.filter(|_| stands(found, shape.status)) {
            self.judge.may_set_status(facts)?;
        }
        if let Some(way) = shape.zaak_of_besluit
            && let Some(zaak) = link(way, found.one(way))?
        {
            let facts = self.linked((Kind::Zaak, zaak), last(way)).await?;
            self.judge.may_change(&facts)?;
        }
        if let Some(way) = shape.documents {
            let known = there.as_ref().and_then(|there| there.document.as_deref());
            self.may_link_to(way, found, known).await?;
        }
        if let (Some(facts), Some(way)) = (stored, shape.lock)
            && !matches!(found.one(way), Some(Member::Text(lock)) if !lock.is_empty())
        {
            self.judge.may_unlock(facts)?;
        }
        Ok(())
    }

    /// Judges what the path names, as it is now.
    async fn touches_what_is_stored(&self) -> Result<Option<There>, Refusal> {
        let (named, document) = match place::stored(self.operation, self.route) {
            Stored::Nothing => return Ok(None),
            Stored::Itself(named) => (named, None),
            Stored::Above(named) => {
                self.lies_below(&named).await?;
                (named, None)
            }
            Stored::Belonging(parent) => {
                let thing = place::thing(parent, self.route, self.app).await?;
                let Thing { owner, document } = thing.ok_or(Refusal::NotThere)?;
                (Named { kind: Kind::of_parent(parent), url: owner }, document)
            }
        };
        let facts = self.look_up(&named).await?.ok_or(Refusal::NotThere)?;
        self.may_write_about(&facts).await?;
        self.app.lookups.forget(&named.url);
        Ok(Some(There { facts, document }))
    }

    /// Refuses to take the word of a path for whose a thing is that says it itself.
    async fn lies_below(&self, named: &Named) -> Result<(), Refusal> {
        let Some(parent) = place::told_by_itself(self.operation) else { return Ok(()) };
        let thing = place::thing(parent, self.route, self.app).await?;
        let below = thing.is_some_and(|thing| thing.owner == named.url);
        if below { Ok(()) } else { Err(Refusal::NotThere) }
    }

    /// Judges an object that is changed, or that what is written belongs to.
    async fn may_write_about(&self, facts: &Facts) -> Result<(), Refusal> {
        self.judge.may_touch(facts)?;
        if self.sets_a_status() {
            return self.judge.may_set_status(facts);
        }
        self.judge.may_change(facts)?;
        // Once a zaak is closed, what is decided on it is too. One that is not behind this gateway
        // has rules of its own.
        let Some(zaak) = facts.zaak.as_deref() else { return Ok(()) };
        let zaak = Named { kind: Kind::Zaak, url: zaak.to_owned() };
        self.look_up(&zaak).await?.map_or(Ok(()), |facts| self.judge.may_change(&facts))
    }

    /// Judges the object that a body describes, in the state that it would have.
    async fn leaves_behind(
        &self,
        described: &Described,
        found: &Found,
        stored: Option<&Facts>,
    ) -> Result<(), Refusal> {
        let kind = described.kind;
        let stated = stated_type(described, found)?;
        let Some(object_type) = stated.or_else(|| stored.map(|facts| facts.object_type.clone()))
        else {
            let member = last(described.object_type);
            return Err(BodyFault::NoType { member }.into());
        };
        let new = New { kind, object_type, stored };
        match stated_level(described, found)? {
            Level::Stated(level) => return self.may_leave(&new, level),
            // Only what replaces an object whole may give it another level by not naming one.
            Level::Absent if stored.is_some() && self.operation.method() != Method::Put => {}
            Level::Absent | Level::Empty if kind.has_level() => {
                self.at_the_types_level(&new).await?;
            }
            Level::Absent | Level::Empty => {}
        }
        let level = stored.map_or(Vertrouwelijkheidaanduiding::LOWEST, |facts| facts.level);
        self.may_leave(&new, level)
    }

    /// A closed zaak is one at its new level too.
    fn may_leave(&self, new: &New<'_>, level: Vertrouwelijkheidaanduiding) -> Result<(), Refusal> {
        new.kind.note(None, &new.object_type, level);
        self.judge.may_make(new.kind, &new.object_type, level)?;
        let Some(stored) = new.stored.filter(|stored| stored.kind == new.kind) else {
            return Ok(());
        };
        let object_type = new.object_type.clone();
        self.judge.may_change(&Facts { object_type, level, ..stored.clone() })
    }

    /// Open Zaak does not check a level that is left out, and then takes the type's: here it counts.
    async fn at_the_types_level(&self, new: &New<'_>) -> Result<(), Refusal> {
        let New { kind, object_type, stored } = new;
        // Nothing is looked up for a type that is refused anyway.
        self.judge.may_make(*kind, object_type, Vertrouwelijkheidaanduiding::LOWEST)?;
        let open = stored.is_none_or(|stored| !stored.closed);
        if open && self.judge.may_make_at_any_level(*kind, object_type) {
            return Ok(());
        }
        match self.app.levels.of_type(object_type, self.app).await? {
            Some(level) => self.may_leave(new, level),
            None => Err(Refusal::LevelUnknown { scopes: scopes_of(self.operation.requirement()) }),
        }
    }

    /// Judges the object that what is written would belong to.
    async fn belongs(&self, parent: Parent, way: Way, found: &Found) -> Result<(), Refusal> {
        let kind = Kind::of_parent(parent);
        let Some(url) = link(way, found.one(way))? else {
            // A partial update leaves it where it is.
            let moved = self.operation.method() != Method::Patch;
            let fault = moved.then_some(BodyFault::NoLink { member: last(way) });
            return fault.map_or(Ok(()), |fault| Err(fault.into()));
        };
        if let Stored::Above(named) = place::stored(self.operation, self.route) {
            // It was judged already; another one beside it would be a second reading.
            let other = named.url != url;
            let fault = other.then_some(BodyFault::NotOfThePath { member: last(way) });
            return fault.map_or(Ok(()), |fault| Err(fault.into()));
        }
        if self.whatever_its_state(kind, url) {
            return Ok(());
        }
        let facts = self.linked((kind, url), last(way)).await?;
        self.may_write_about(&facts).await
    }

    fn sets_a_status(&self) -> bool {
        self.operation.template() == "/statussen"
    }

    /// Whether neither level nor state of a zaak can matter, its type being known.
    fn whatever_its_state(&self, kind: Kind, url: &str) -> bool {
        if kind != Kind::Zaak {
            return false;
        }
        self.app.lookups.known_type(url).is_some_and(|zaaktype| {
            if self.sets_a_status() {
                self.judge.may_set_any_status(&zaaktype)
            } else {
                self.judge.may_change_any(&zaaktype)
            }
        })
    }

    /// Who may not read a document cannot hand it on to others.
    async fn may_link_to(
        &self,
        way: Way,
        found: &Found,
        known: Option<&str>,
    ) -> Result<(), Refusal> {
        for member in found.each(way) {
            let url = link(way, Some(member))?.filter(|url| Some(*url) != known);
            let Some(url) = url else { continue };
            let facts = self.linked((Kind::Document, url), last(way)).await?;
            if !self.judge.may_read(&facts) {
                return Err(Refusal::LinkHidden { member: last(way) });
            }
        }
        Ok(())
    }

    async fn linked(
        &self,
        (kind, url): (Kind, &str),
        member: &'static str,
    ) -> Result<Arc<Facts>, Refusal> {
        let named = Named { kind, url: url.to_owned() };
        self.look_up(&named).await?.ok_or(Refusal::NoSuchObject { member })
    }

    async fn look_up(&self, named: &Named) -> Result<Option<Arc<Facts>>, Refusal> {
        let looked_up = (named.kind, named.url.as_str());
        let found = self.app.lookups.object(looked_up, For::Writing, self.app).await?;
        Ok(found.inspect(|facts| facts.note(Some(&named.url))))
    }
}

/// An object as a body would leave it, but for its level.
struct New<'a> {
    kind: Kind,
    object_type: TypeUrl,
    stored: Option<&'a Facts>,
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
