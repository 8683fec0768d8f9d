//! The use cases of Một Cửa as one typed interface: the window, the command line, the tests and
//! the benchmarks all go through [`Desk`] and through nothing else.

pub mod error;
pub mod views;
mod desk;

pub use desk::Desk;

/// Everything that crosses to the window, for the shell's commands.
pub mod prelude {
    pub use motcua_domain::problem::FieldProblem;
    pub use motcua_portal_api::{
        account::{AccountDetails, Registered, Registration},
        profile::PortalProfile,
    };

    pub use crate::views::{account::*, catalogue::*, dossier::*, event::*, follow::*, money::*, outbox::*, start::*};
}
