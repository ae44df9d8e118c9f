//! Keys of ZGW JWTs, on their way from the database to the gateways: opened as they lie in the one, and
//! sealed as the others know them. Where issuer and gateways share no key, none is told.

use std::sync::Arc;

use autorisaties::ClientId;
use edge::config::SecretSource;
use edge::feed::FeedKey;
use edge::sealing::{SealingError, SealingKeys};

use crate::model::ZgwKey;
use crate::start::StartError;
use crate::store::zgw_keys;

/// Who opens the one seal and sets the other.
#[derive(Debug)]
pub(crate) struct Resealer {
    seals: Arc<SealingKeys>,
    feed_key: FeedKey,
}

impl Resealer {
    /// With the key that gateways have too, if there is one.
    pub(crate) fn read(
        feed_key: Option<&SecretSource>,
        seals: &Arc<SealingKeys>,
    ) -> Result<Option<Self>, StartError> {
        let Some(source) = feed_key else { return Ok(None) };
        let file = source.read().map_err(StartError::FeedKeyFile)?;
        let feed_key = FeedKey::parse(file).map_err(StartError::FeedKey)?;
        Ok(Some(Self { seals: Arc::clone(seals), feed_key }))
    }

    /// The key of a client, for gateways.
    pub(crate) fn reseal(&self, client: &ClientId, key: &ZgwKey) -> Result<Vec<u8>, SealingError> {
        let opened = zgw_keys::open(&self.seals, key)?;
        self.feed_key.seal(client.as_str(), key.id.as_str(), &opened)
    }
}
