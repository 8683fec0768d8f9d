//! Drafts: making, answering, checking, listing, queueing.

pub(crate) mod card;
pub(crate) mod check;
pub(crate) mod form;
pub(crate) mod inspect;
pub(crate) mod list;
pub(crate) mod newer;
pub(crate) mod overview;
pub(crate) mod papers;
pub(crate) mod paths;
pub(crate) mod prefill;
pub(crate) mod send;
pub(crate) mod usecases;
pub(crate) mod view;
