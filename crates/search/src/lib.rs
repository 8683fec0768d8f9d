//! motcua-search
