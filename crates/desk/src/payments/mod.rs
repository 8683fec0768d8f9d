//! Danh sách giao dịch and paying. The desk never makes up an amount and never marks anything as
//! paid: both are the portal's (I5).

pub(crate) mod attempts;
pub(crate) mod copies;
pub(crate) mod usecases;
pub(crate) mod view;
