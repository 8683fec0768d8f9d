//! `motcua-portal training`: portal, mailbox, bank simulator and officer in one process.
