//! A desktop that shows notifications: the service of the freedesktop specification, which notes what it is asked to show.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use anyhow::Result;
use zbus::zvariant::OwnedValue;

use crate::wait;

type Shown = Arc<Mutex<Vec<(String, String)>>>;

struct Service {
    shown: Shown,
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Service {
    #[allow(clippy::too_many_arguments)]
    fn notify(
        &self,
        _app_name: String,
        replaces: u32,
        _icon: String,
        summary: String,
        body: String,
        _actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _timeout: i32,
    ) -> u32 {
        let mut shown = self
            .shown
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        shown.push((summary, body));
        if replaces > 0 {
            replaces
        } else {
            u32::try_from(shown.len()).unwrap_or(u32::MAX)
        }
    }

    fn close_notification(&self, _id: u32) {}

    fn get_capabilities(&self) -> Vec<String> {
        vec!["body".to_owned()]
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        (
            "journey".to_owned(),
            "motcua".to_owned(),
            "1".to_owned(),
            "1.2".to_owned(),
        )
    }
}

/// What was shown.
pub struct Notifications {
    shown: Shown,
    _connection: zbus::Connection,
}

impl Notifications {
    /// Takes the place of the desktop's service on the session bus.
    ///
    /// # Errors
    /// When there is no bus or the place is taken.
    pub async fn start() -> Result<Self> {
        let shown = Shown::default();
        let connection = zbus::connection::Builder::session()?
            .name("org.freedesktop.Notifications")?
            .serve_at("/org/freedesktop/Notifications", Service { shown: shown.clone() })?
            .build()
            .await?;
        Ok(Self {
            shown,
            _connection: connection,
        })
    }

    /// Waits for a notification whose title or text contains `text`.
    ///
    /// # Errors
    /// When none comes.
    pub async fn see(&self, text: &str) -> Result<()> {
        wait::until(&format!("a notification with “{text}”"), || async {
            let shown = self
                .shown
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            Ok(shown
                .iter()
                .any(|(title, body)| title.contains(text) || body.contains(text))
                .then_some(()))
        })
        .await
    }
}
