//! What lies outside the page: the system's file dialog and drag and drop, by synthetic X events.

use std::{path::Path, time::Duration};

use anyhow::{Context as _, Result, ensure};
use tokio::{
    process::{Child, Command},
    time::Instant,
};

use crate::{programs, wait};

/// How long a picture waits for the window to come to rest.
const STILL: Duration = Duration::from_secs(3);

/// Chooses a file in the system's dialog that is open or about to open.
///
/// # Errors
/// When no dialog comes.
pub async fn choose_file(path: &Path) -> Result<()> {
    answer_dialog(path).await
}

/// Gives the name to save under in the system's dialog.
///
/// # Errors
/// When no dialog comes.
pub async fn save_as(path: &Path) -> Result<()> {
    answer_dialog(path).await
}

async fn answer_dialog(path: &Path) -> Result<()> {
    let dialog = wait::until("the system's file dialog", || async {
        Ok(dialogs().await?.into_iter().next())
    })
    .await?;
    let mut closed = Ok(());
    // The dialog's completion may eat keys and a Return: then the whole line is typed again. The next try comes only
    // when this one had its time, for once the dialog is closed its keys would go to the page behind.
    for _ in 0..4 {
        if !dialogs().await?.contains(&dialog) {
            return Ok(());
        }
        xdotool(&["windowactivate", "--sync", &dialog]).await?;
        // Keys as from the keyboard itself: the line for a path is opened, and what stands there replaced.
        xdotool(&["key", "ctrl+l", "ctrl+a"]).await?;
        xdotool(&["type", "--delay", "8", &path.display().to_string()]).await?;
        xdotool(&["key", "Return"]).await?;
        closed = wait::until_within(Duration::from_secs(20), "the dialog to close", || async {
            Ok((!dialogs().await?.contains(&dialog)).then_some(()))
        })
        .await;
        if closed.is_ok() {
            return Ok(());
        }
    }
    let picture = programs::pictures().join("failed-dialog.png");
    Command::new("import")
        .args(["-window", "root"])
        .arg(picture)
        .status()
        .await?;
    closed
}

/// Whether one of the system's dialogs is open.
///
/// # Errors
/// When the screen is gone.
pub async fn dialog_is_open() -> Result<bool> {
    Ok(!dialogs().await?.is_empty())
}

/// Windows that are dialogs of the toolkit.
async fn dialogs() -> Result<Vec<String>> {
    let mut found = Vec::new();
    let all = Command::new("xdotool")
        .args(["search", "--onlyvisible", "--class", "motcua-desk"])
        .output()
        .await?;
    for window in String::from_utf8_lossy(&all.stdout).split_whitespace() {
        let kind = Command::new("xprop")
            .args(["-id", window, "_NET_WM_WINDOW_TYPE"])
            .output()
            .await?;
        if String::from_utf8_lossy(&kind.stdout).contains("DIALOG") {
            found.push(window.to_owned());
        }
    }
    Ok(found)
}

/// Where the page of the desk begins on the screen.
///
/// # Errors
/// When its window is not there.
pub async fn page_corner() -> Result<(i32, i32)> {
    let found = Command::new("xdotool")
        .args(["search", "--onlyvisible", "--name", "Một Cửa"])
        .output()
        .await?;
    let all = String::from_utf8_lossy(&found.stdout).into_owned();
    let window = all.split_whitespace().last().context("the desk's window")?;
    let output = Command::new("xdotool")
        .args(["getwindowgeometry", "--shell", window])
        .output()
        .await?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let value = |name: &str| -> Result<i32> {
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        Ok(line.context("the window's place")?.parse()?)
    };
    Ok((value("X")?, value("Y")?))
}

/// What the screen shows of a desk's window, as PNG: what its user sees, which the page itself does not know.
///
/// # Errors
/// When the window is not on the screen.
pub async fn picture(desk: u32) -> Result<Vec<u8>> {
    let found = Command::new("xdotool")
        .args(["search", "--all", "--onlyvisible", "--pid"])
        .arg(desk.to_string())
        .args(["--name", "Một Cửa"])
        .output()
        .await?;
    let all = String::from_utf8_lossy(&found.stdout).into_owned();
    let window = all.split_whitespace().last().context("the desk's window")?;
    let deadline = Instant::now() + STILL;
    let mut before = Vec::new();
    // A colour that fades or a row that slides has arrived when two pictures are the same.
    loop {
        let taken = Command::new("import")
            .args(["-window", window, "-strip"])
            .args(["-define", "png:exclude-chunks=date,time", "png:-"])
            .output()
            .await?;
        ensure!(
            taken.status.success(),
            "the window could not be taken: {}",
            String::from_utf8_lossy(&taken.stderr)
        );
        // what turns for as long as something is awaited never comes to rest
        if taken.stdout == before || Instant::now() > deadline {
            return Ok(taken.stdout);
        }
        before = taken.stdout;
    }
}

/// A file dragged from another program's window and held over a point of the screen.
pub struct Drag {
    source: Child,
    x: i32,
    y: i32,
}

impl Drag {
    /// Drags a file there and holds it.
    ///
    /// # Errors
    /// When the other program does not come up.
    pub async fn over(path: &Path, x: i32, y: i32) -> Result<Self> {
        let source = Command::new(programs::built("drag-source"))
            .arg(path)
            .kill_on_drop(true)
            .spawn()
            .context("drag-source")?;
        let window = wait::until("the window to drag from", || async {
            let found = Command::new("xdotool")
                .args(["search", "--onlyvisible", "--name", "^drag-source$"])
                .output()
                .await?;
            Ok(String::from_utf8_lossy(&found.stdout)
                .split_whitespace()
                .next()
                .map(str::to_owned))
        })
        .await?;
        xdotool(&["windowmove", "--sync", &window, "1180", "620"]).await?;
        xdotool(&["windowraise", &window]).await?;
        xdotool(&["mousemove", "--sync", "1240", "680", "mousedown", "1"]).await?;
        // A drag begins only after the pointer has moved some way, and targets answer each motion.
        for step in 1..=20 {
            let (to_x, to_y) = (1240 + (x - 1240) * step / 20, 680 + (y - 680) * step / 20);
            xdotool(&["mousemove", "--sync", &to_x.to_string(), &to_y.to_string()]).await?;
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        Ok(Self { source, x, y })
    }

    /// Moves a little and back, for a target that has not seen it yet.
    ///
    /// # Errors
    /// When the screen is gone.
    pub async fn nudge(&self) -> Result<()> {
        for away in [3, 0] {
            let (x, y) = ((self.x + away).to_string(), self.y.to_string());
            xdotool(&["mousemove", "--sync", &x, &y]).await?;
        }
        Ok(())
    }

    /// Lets go.
    ///
    /// # Errors
    /// When the drag does not end.
    pub async fn drop(mut self) -> Result<()> {
        xdotool(&["mouseup", "1"]).await?;
        wait::until("the drop to be taken", || {
            let ended = self.source.try_wait();
            async move { Ok(ended?.map(drop)) }
        })
        .await
    }
}

async fn xdotool(arguments: &[&str]) -> Result<()> {
    // Its `--sync` waits for ever for a window that has gone.
    let output = Command::new("xdotool")
        .args(arguments)
        .kill_on_drop(true)
        .output();
    let output = tokio::time::timeout(wait::PATIENCE, output)
        .await
        .with_context(|| format!("xdotool {arguments:?} did not end"))?
        .context("xdotool")?;
    ensure!(
        output.status.success(),
        "xdotool {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}
