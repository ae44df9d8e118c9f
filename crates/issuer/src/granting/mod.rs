//! What a client may be given, judged alike wherever it asks: at the token endpoint, and where people
//! are sent to authorize it; and the code that leads from there to here.

pub(crate) mod audience;
pub(crate) mod code;
pub(crate) mod person;
pub(crate) mod scope;
