//! motcua-portal
