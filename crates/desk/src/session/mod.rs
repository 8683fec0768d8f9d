//! Accounts and the session. A session is needed only to send (I6).

pub(crate) mod register;
pub(crate) mod sign_in;
