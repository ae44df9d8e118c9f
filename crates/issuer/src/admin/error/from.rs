//! What the parts below say went wrong, as errors of the admin API.

use super::AdminError;
use crate::client_keys::AddressNotKept;
use crate::fresh_keys::NotMade;
use crate::public_clients::NotKept;
use crate::register::RegisterError;
use crate::secret::{HashError, SecretsError};
use crate::store::StoreError;
use crate::store::keys::KeyError;

impl From<RegisterError> for AdminError {
    fn from(error: RegisterError) -> Self {
        match error {
            RegisterError::Faulty(faults) => Self::Faulty(faults),
            RegisterError::Store(error) => error.into(),
            RegisterError::Chance(error) => error.into(),
        }
    }
}

impl From<NotKept> for AdminError {
    fn from(error: NotKept) -> Self {
        match error {
            NotKept::Store(error) => error.into(),
            NotKept::Chance(error) => error.into(),
        }
    }
}

impl From<AddressNotKept> for AdminError {
    fn from(error: AddressNotKept) -> Self {
        match error {
            AddressNotKept::Forbidden(_) => Self::Invalid(error.to_string()),
            AddressNotKept::Otherwise(error) => error.into(),
        }
    }
}

impl From<KeyError> for AdminError {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Store(error) => error.into(),
            KeyError::Seal { .. } => Self::Internal,
        }
    }
}

impl From<StoreError> for AdminError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::OutcomeUnknown(_) => Self::OutcomeUnknown(error),
            _ => Self::Store(error),
        }
    }
}

impl From<HashError> for AdminError {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Busy => Self::Busy,
            HashError::Failed => Self::Internal,
        }
    }
}

impl From<SecretsError> for AdminError {
    fn from(error: SecretsError) -> Self {
        match error {
            SecretsError::Chance(error) => Self::Chance(error),
            SecretsError::Hash(error) => error.into(),
        }
    }
}

impl From<NotMade> for AdminError {
    fn from(_: NotMade) -> Self {
        Self::Internal
    }
}
