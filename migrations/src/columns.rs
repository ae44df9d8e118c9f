//! The kinds of column that our tables are made of, so that each migration reads as a list.

use sea_orm_migration::prelude::*;

/// Text that must be there.
pub(crate) fn text(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().not_null().to_owned()
}

/// Text that may be absent.
pub(crate) fn text_or_none(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().null().to_owned()
}

/// The text that names a row.
pub(crate) fn text_key(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().not_null().primary_key().to_owned()
}

/// The UUID that names a row.
pub(crate) fn uuid_key(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).uuid().not_null().primary_key().to_owned()
}

/// A UUID that may be absent.
pub(crate) fn uuid_or_none(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).uuid().null().to_owned()
}

/// A UUID that must be there.
pub(crate) fn uuid(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).uuid().not_null().to_owned()
}

/// Yes or no.
pub(crate) fn yes_or_no(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).boolean().not_null().to_owned()
}

/// A JSON value.
pub(crate) fn json(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).json_binary().not_null().to_owned()
}

/// A moment, in UTC.
pub(crate) fn moment(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).timestamp_with_time_zone().not_null().to_owned()
}

/// A moment that may not have come.
pub(crate) fn moment_or_none(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).timestamp_with_time_zone().null().to_owned()
}

/// A whole number of 64 bits.
pub(crate) fn number(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().not_null().to_owned()
}

/// A whole number of 64 bits that may be absent.
pub(crate) fn number_or_none(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().null().to_owned()
}

/// The number that names a row.
pub(crate) fn number_key(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().not_null().primary_key().to_owned()
}

/// Sealed bytes.
pub(crate) fn sealed(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).blob().not_null().to_owned()
}

/// Sealed bytes that may be absent.
pub(crate) fn sealed_or_none(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).blob().null().to_owned()
}

/// A JSON value that may be absent.
pub(crate) fn json_or_none(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).json_binary().null().to_owned()
}

/// A whole number of 64 bits, 0 for the rows that are there already.
pub(crate) fn number_from_zero(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().not_null().default(0).to_owned()
}

/// Yes or no, no for the rows that are there already.
pub(crate) fn no_at_first(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).boolean().not_null().default(false).to_owned()
}
