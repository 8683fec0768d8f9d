//! Frames from a key to what it shows, in the real window: the letter in the field, and the rows found.

use anyhow::{Context as _, Result};
use motcua_journey::{wait, window::Window};
use serde_json::Value;

use crate::samples::{Row, Samples};

/// What a clerk types, letter by letter.
const TYPED: [&str; 6] = [
    "cap phep tham do nuoc duoi dat",
    "gp khoan gieng",
    "xa thai vao nguon nuoc",
    "so do quyen su dung dat",
    "khai thac khoang san cat soi",
    "danh gia tac dong moi truong",
];

/// Counts frames; notes in which one a key came, the field changed, and the rows changed. It only reads.
const WATCH: &str = "
const seen = { frame: 0, key: null, echo: null, rows: null };
window.seenByBench = seen;
const count = () => { seen.frame += 1; requestAnimationFrame(count); };
requestAnimationFrame(count);
document.addEventListener('keydown', () => { seen.key = seen.frame; seen.echo = null; seen.rows = null; }, true);
document.addEventListener('input', () => { seen.echo ??= seen.frame; }, true);
new MutationObserver((changes) => {
  if (seen.key !== null && seen.rows === null && changes.some(({ target }) => (target.nodeType === 1 ? target : target.parentElement)?.closest('table'))) seen.rows = seen.frame;
}).observe(document.querySelector('main'), { subtree: true, childList: true, characterData: true });
";

/// Types and counts.
///
/// # Errors
/// When the window does not come up.
pub async fn measure() -> Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let window = Window::open(&folder.path().join("home"), &[]).await?;
    window.click("Bắt đầu soạn").await?;
    window.go("Tìm thủ tục").await?;
    window.refill("Tên hoặc mã thủ tục", "").await?;
    window.read(WATCH).await?;
    let (mut echo, mut rows) = (Samples::default(), Samples::default());
    for text in TYPED {
        window.refill("Tên hoặc mã thủ tục", "").await?;
        settled(&window).await?;
        for letter in text.chars() {
            window.press(letter.to_string()).await?;
            let seen = settled(&window).await?;
            let key = seen["key"].as_f64().context("a key")?;
            // Drawn by the frame that follows the change.
            if let Some(frame) = seen["echo"].as_f64() {
                echo.push(frame - key + 1.0);
            }
            if let Some(frame) = seen["rows"].as_f64() {
                rows.push(frame - key + 1.0);
            }
        }
    }
    window.close().await?;
    let row = |what: &str, frames: &Samples, bar: f64| Row {
        what: what.to_owned(),
        measured: format!(
            "{:.0} frames in the middle, {:.0} at p99, {} keys; the ratio is the frames at p99",
            frames.median(),
            frames.quantile(0.99),
            frames.len()
        ),
        ratio: frames.quantile(0.99),
        bar,
    };
    Ok(vec![
        row("a key echoes in the search field", &echo, 1.0),
        row("rows follow a key of the search", &rows, 2.0),
    ])
}

/// Waits until ten frames have passed since the last key: what it changes has changed by then.
async fn settled(window: &Window) -> Result<Value> {
    wait::until("ten frames", || async {
        let seen = window.read("return window.seenByBench").await?;
        let since = seen["frame"].as_f64().unwrap_or(0.0) - seen["key"].as_f64().unwrap_or(0.0);
        Ok((since >= 10.0).then_some(seen))
    })
    .await
}
