//! Frames from a key to what it shows, in the real window: the letter in the field, and the rows found, over
//! the bundled catalogue and over one of a country's size, against the frames of an empty page.

use std::{path::Path, time::Duration};

use anyhow::{Context as _, Result};
use motcua_journey::{desktop, wait, webdriver, window::Window};
use serde_json::Value;
use thirtyfour::Key;

use crate::{
    neighbours,
    samples::{Row, Samples},
};

/// The field of the search.
const FIELD: &str = "Tên hoặc mã thủ tục";
/// What a clerk types, letter by letter.
const TYPED: [&str; 6] = [
    "cap phep tham do nuoc duoi dat",
    "gp khoan gieng",
    "xa thai vao nguon nuoc",
    "so do quyen su dung dat",
    "khai thac khoang san cat soi",
    "danh gia tac dong moi truong",
];
/// Procedures of the larger catalogue. Ten times as many are more than a catalogue file may hold.
const MANY: usize = 10_000;
/// Frames of an empty page that are timed, each time.
const EMPTY: usize = 120;
/// How long a large catalogue may take to be checked, kept and made ready to be searched.
const READY: Duration = Duration::from_secs(120);

/// Counts frames; notes in which one a key came, the field changed, and the rows changed, and when the
/// changed rows were drawn. It only reads.
const WATCH: &str = "
const seen = { frame: 0, key: null, at: null, echo: null, rows: null, drawn: null };
window.seenByBench = seen;
const count = () => { seen.frame += 1; requestAnimationFrame(count); };
requestAnimationFrame(count);
document.addEventListener('keydown', () => { seen.key = seen.frame; seen.at = performance.now(); seen.echo = null; seen.rows = null; seen.drawn = null; }, true);
document.addEventListener('input', () => { seen.echo ??= seen.frame; }, true);
new MutationObserver((changes) => {
  if (seen.key !== null && seen.rows === null && changes.some(({ target }) => (target.nodeType === 1 ? target : target.parentElement)?.closest('table'))) {
    seen.rows = seen.frame;
    const { key } = seen;
    requestAnimationFrame(() => { if (seen.key === key) seen.drawn = performance.now(); });
  }
}).observe(document.querySelector('main'), { subtree: true, childList: true, characterData: true });
";

/// Times frames of a page on which nothing happens.
const TIME: &str = "
window.framesOfBench = [];
const time = (now) => { window.framesOfBench.push(now); requestAnimationFrame(time); };
requestAnimationFrame(time);
";

/// What the keys of one catalogue showed.
#[derive(Default)]
pub(crate) struct Keys {
    /// Frames until the letter stood in the field.
    pub(crate) echo: Samples,
    /// Milliseconds until the rows were drawn.
    pub(crate) rows: Samples,
}

impl Keys {
    /// How long rows took, in frames of an empty page.
    pub(crate) fn row(&self, what: String, empty: &Samples) -> Row {
        let frame = empty.median();
        Row {
            what,
            measured: format!(
                "{:.1} ms in the middle, {:.1} ms at p99, {} keys; a frame of an empty page takes {frame:.1} ms (median of {}); the ratio is in such frames at p99",
                self.rows.median(),
                self.rows.quantile(0.99),
                self.rows.len(),
                empty.len()
            ),
            ratio: self.rows.quantile(0.99) / frame,
            bar: 2.0,
        }
    }
}

/// Types and counts.
///
/// # Errors
/// When a window does not come up, or the larger catalogue is not taken.
pub async fn measure() -> Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let large = folder.path().join("danh-muc.json");
    neighbours::write(&large, MANY)?;
    let mut empty = Samples::default();
    empty_page(folder.path(), &mut empty).await?;
    let window = Window::open(&folder.path().join("home"), &[]).await?;
    window.click("Bắt đầu soạn").await?;
    let bundled = search(&window).await?;
    empty_page(folder.path(), &mut empty).await?;
    bring(&window, &large).await?;
    let many = search(&window).await?;
    window.close().await?;
    empty_page(folder.path(), &mut empty).await?;

    let mut rows = vec![Row {
        what: "a key echoes in the search field".to_owned(),
        measured: format!(
            "{:.0} frames in the middle, {:.0} at p99, {} keys; the ratio is the frames at p99",
            bundled.echo.median(),
            bundled.echo.quantile(0.99),
            bundled.echo.len()
        ),
        ratio: bundled.echo.quantile(0.99),
        bar: 1.0,
    }];
    rows.extend(
        [("the bundled catalogue", bundled), ("10,000 procedures", many)]
            .map(|(over, keys)| keys.row(format!("search: frames from key to rows, {over}"), &empty)),
    );
    Ok(rows)
}

/// Types everything on the page of the search.
async fn search(window: &Window) -> Result<Keys> {
    window.go("Tìm thủ tục").await?;
    typed(window, FIELD, &TYPED).await
}

/// Types texts into a field of the page that is open, and watches the rows of its table.
pub(crate) async fn typed(window: &Window, field: &str, texts: &[&str]) -> Result<Keys> {
    empty_field(window, field).await?;
    window.read(WATCH).await?;
    let mut keys = Keys::default();
    for text in texts {
        empty_field(window, field).await?;
        settled(window).await?;
        for letter in text.chars() {
            window.press(letter.to_string()).await?;
            let seen = settled(window).await?;
            let key = seen["key"].as_f64().context("a key")?;
            // Drawn by the frame that follows the change.
            if let Some(frame) = seen["echo"].as_f64() {
                keys.echo.push(frame - key + 1.0);
            }
            if let (Some(at), Some(drawn)) = (seen["at"].as_f64(), seen["drawn"].as_f64()) {
                keys.rows.push(drawn - at);
            }
        }
    }
    Ok(keys)
}

/// Leaves a field empty.
async fn empty_field(window: &Window, field: &str) -> Result<()> {
    window.refill(field, "x").await?;
    window.press(Key::Backspace).await
}

/// Waits until ten frames have passed since the last key and what it changed is drawn.
async fn settled(window: &Window) -> Result<Value> {
    wait::until("ten frames", || async {
        let seen = window.read("return window.seenByBench").await?;
        let since = seen["frame"].as_f64().unwrap_or(0.0) - seen["key"].as_f64().unwrap_or(0.0);
        let drawn = seen["rows"].is_null() || !seen["drawn"].is_null();
        Ok((since >= 10.0 && drawn).then_some(seen))
    })
    .await
}

/// Imports a catalogue as a person would, and waits until it is searched.
async fn bring(window: &Window, file: &Path) -> Result<()> {
    window.go("Cài đặt").await?;
    window.click("Nhập danh mục từ tệp").await?;
    desktop::choose_file(file).await?;
    wait::until_within(READY, "the catalogue to be taken", || async {
        let text = window.text().await?;
        Ok(text.contains("Đã nhập: danh mục 2022").then_some(()))
    })
    .await?;
    window.go("Tìm thủ tục").await?;
    empty_field(window, FIELD).await?;
    wait::until_within(READY, "the catalogue to be searched", || async {
        let count = "return document.querySelector('main [role=status]')?.textContent ?? ''";
        let count = window.read(count).await?;
        let digits: String = count
            .as_str()
            .unwrap_or_default()
            .chars()
            .filter(char::is_ascii_digit)
            .collect();
        Ok((digits.parse::<usize>().unwrap_or(0) >= MANY).then_some(()))
    })
    .await
}

/// Times the frames of an empty window.
pub(crate) async fn empty_page(folder: &Path, intervals: &mut Samples) -> Result<()> {
    let waiting = webdriver::driver("motcua-empty-window", &folder.join("empty"), &[]).await?;
    let (driver, mut server) = waiting.open().await?;
    driver.execute(TIME, Vec::new()).await?;
    let times: Vec<f64> = wait::until("frames of an empty page", || async {
        let seen = driver.execute("return window.framesOfBench", Vec::new()).await?;
        let times: Vec<f64> = seen.convert()?;
        Ok((times.len() > EMPTY).then_some(times))
    })
    .await?;
    for pair in times.windows(2).take(EMPTY) {
        intervals.push(pair[1] - pair[0]);
    }
    driver.quit().await.ok();
    server.kill().await?;
    Ok(())
}
