//! motcua-journey
