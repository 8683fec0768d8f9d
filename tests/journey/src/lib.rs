//! What the journeys need to drive Một Cửa from outside: the real window through WebDriver, a real
//! portal behind a link that can be cut, the system's file dialog and drag and drop through
//! synthetic X events, a real browser for the bank's page, and a desktop to show notifications.
//!
//! Nothing here reaches into the program: it acts by clicks and keys, and reads what is shown.

pub mod acts;
pub mod browser;
pub mod desktop;
pub mod keyboard;
pub mod link;
pub mod notifications;
pub mod papers;
pub mod portal;
pub mod programs;
pub mod scene;
pub mod screen_reader;
pub mod wait;
pub mod webdriver;
pub mod window;
