//! The rows of table `mirrored`: where our applicaties lie at the upstreams.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mirrored")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) upstream: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) applicatie_id: Uuid,
    pub(crate) there: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
