//! motcua-print
