//! One configuration takes the place of another while requests run: whole, or not at all.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use chrono::{DateTime, Utc};
use edge::operations::Packs;

use crate::app::App;
use crate::config::GatewayConfig;
use crate::generation::Generation;
use crate::ground::Ground;
use crate::start::StartError;

/// The generation that new requests are judged by, and what it stands on.
#[derive(Debug)]
pub(crate) struct Current {
    ground: Ground,
    newest: ArcSwap<Generation>,
    /// What it was started with.
    config: GatewayConfig,
    /// One reload at a time.
    reloads: Mutex<()>,
}

/// How the configuration was read last.
#[derive(Debug)]
pub(crate) struct Readings(Mutex<Reading>);

/// A reading of the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reading {
    /// Since when what is in force is.
    pub(crate) since: DateTime<Utc>,
    /// Why what was read behind that is not.
    pub(crate) refused: Option<String>,
}

/// Reads other configurations into a running gateway.
#[derive(Debug, Clone)]
pub struct Reloader(Arc<Current>);

/// Why what is in force stays in force.
#[derive(Debug, thiserror::Error)]
pub enum ReloadError {
    /// It says something else that is read only once.
    #[error(
        "{}: read at the start only, and changed since; restart for it, or put it back and reload again",
        .0.join(", ")
    )]
    Fixed(Vec<&'static str>),
    /// A gateway could not start with it.
    #[error(transparent)]
    Start(#[from] StartError),
}

impl Readings {
    /// What is in force is from now.
    pub(crate) const fn since(now: DateTime<Utc>) -> Self {
        Self(Mutex::new(Reading { since: now, refused: None }))
    }

    /// The last.
    pub(crate) fn last(&self) -> Reading {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn taken(&self, now: DateTime<Utc>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) =
            Reading { since: now, refused: None };
    }

    fn refused(&self, why: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).refused = Some(why);
    }
}

impl Current {
    /// The first generation of a gateway.
    pub(crate) fn begin(
        config: &GatewayConfig,
        packs: Packs,
        ground: Ground,
    ) -> Result<Self, StartError> {
        let first = Generation::new(config, packs, &ground, None)?;
        let (newest, config) = (ArcSwap::from_pointee(first), config.clone());
        Ok(Self { ground, newest, config, reloads: Mutex::default() })
    }

    /// Has the first one looked after, once nothing can fail any more. Called inside the runtime.
    pub(crate) fn watch(&self) {
        self.newest.load().watch(&self.ground);
    }

    /// What new requests are judged by.
    pub(crate) fn newest(&self) -> Arc<Generation> {
        self.newest.load_full()
    }

    /// What it stands on.
    pub(crate) const fn ground(&self) -> &Ground {
        &self.ground
    }
}

impl Reloader {
    pub(crate) const fn of(current: Arc<Current>) -> Self {
        Self(current)
    }

    /// What differs there and is read at the start only.
    pub fn fixed_that_differ_in(&self, config: &GatewayConfig) -> Vec<&'static str> {
        self.0.config.fixed_that_differ_in(config)
    }

    /// Puts a configuration in force for every request that comes from now on. On an error nothing
    /// has changed. Called inside the runtime.
    pub fn reload(&self, config: &GatewayConfig, packs: Packs) -> Result<(), ReloadError> {
        let Current { ground, newest, config: started, reloads } = &*self.0;
        let _alone = reloads.lock().unwrap_or_else(PoisonError::into_inner);
        let fixed = started.fixed_that_differ_in(config);
        if !fixed.is_empty() {
            return Err(ReloadError::Fixed(fixed));
        }
        let before = newest.load_full();
        let next = Generation::new(config, packs, ground, Some(&before))?;
        next.watch(ground);
        newest.store(Arc::new(next));
        before.leave();
        ground.readings.taken(ground.clock.now());
        // Who renewed a certificate and says so need not wait for the next look.
        ground.certificates.look(ground.clock.now());
        Ok(())
    }

    /// Notes why what was read is not in force, for who asks how the gateway is.
    pub fn refused(&self, why: String) {
        self.0.ground.readings.refused(why);
    }
}

/// What a worker holds: its own view of the generation that it last saw.
#[derive(Debug)]
pub(crate) struct Worker {
    current: Arc<Current>,
    seen: RefCell<(Arc<Generation>, Rc<App>)>,
}

impl Worker {
    /// One that sees what is in force.
    pub(crate) fn new(current: Arc<Current>) -> Self {
        let generation = current.newest.load_full();
        let app = Rc::new(generation.app(&current.ground));
        Self { current, seen: RefCell::new((generation, app)) }
    }

    /// What a request is judged by, to its end, whatever is reloaded meanwhile.
    pub(crate) fn app(&self) -> Rc<App> {
        let newest = self.current.newest.load();
        let mut seen = self.seen.borrow_mut();
        if !Arc::ptr_eq(&seen.0, &newest) {
            let app = Rc::new(newest.app(&self.current.ground));
            *seen = (Arc::clone(&newest), app);
        }
        Rc::clone(&seen.1)
    }
}
