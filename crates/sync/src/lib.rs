//! motcua-sync
