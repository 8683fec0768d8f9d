//! The list of an office's dossiers in the real window: paged through by keyboard, and narrowed by typing, against the
//! frames of an empty page.

use std::time::Duration;

use anyhow::{Context as _, Result};
use motcua_journey::{wait, window::Window};
use motcua_store::{Store, StoreMode, SystemVault};
use thirtyfour::Key;

use crate::{
    crowd, frames,
    samples::{Row, Samples},
};

/// What the desk's key is kept under in the keyring.
const KEYRING: &str = "vn.motcua.desk";
/// Pages that are gone through.
const PAGES: u32 = 120;
/// A key that is held down comes again after so long.
const REPEAT: Duration = Duration::from_millis(33);
/// What a clerk types to find a person, letter by letter.
const TYPED: [&str; 3] = ["nguyen van an", "phạm thị hương", "0900000777"];

/// Counts frames from the first page to the last. It only reads.
const WATCH: &str = "
const seen = { pages: 0, first: null, last: null, frames: [] };
window.pagesSeenByBench = seen;
const count = (now) => { seen.frames.push(now); requestAnimationFrame(count); };
requestAnimationFrame(count);
document.addEventListener('keydown', () => { seen.pages += 1; seen.last = performance.now(); seen.first ??= seen.last; }, true);
";

/// Frames between the first and the last page, the time between them and the longest wait for a frame, both in ms.
const SEEN: &str = "
const { pages, first, last, frames } = window.pagesSeenByBench;
const between = frames.filter((at) => at >= first && at <= last);
const gaps = between.slice(1).map((at, index) => at - between[index]);
return { pages, frames: between.length, took: last - first, longest: Math.max(...gaps) };
";

/// Makes a desk with `crowd` dossiers and works in its list.
///
/// # Errors
/// When there is no keyring, or the window does not come up.
pub async fn measure(crowd: usize) -> Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let home = folder.path().join("home");
    let vault = SystemVault::new(KEYRING);
    let store = Store::create(
        &home.join("stores/real"),
        StoreMode::Real,
        &vault,
        None,
        crowd::start(),
    )?;
    crowd::fill(&store, crowd)?;
    drop(store);

    let mut empty = Samples::default();
    frames::empty_page(folder.path(), &mut empty).await?;
    let window = Window::open(&home, &[]).await?;
    window.click("Bắt đầu soạn").await?;
    window.visit("/dossiers?filter=all").await?;
    let paged = paged(&window, &empty, crowd).await?;
    let keys = frames::typed(&window, "Tìm hồ sơ", &TYPED).await?;
    window.close().await?;
    Ok(vec![
        paged,
        keys.row(
            format!("list of {crowd} dossiers: frames from key to rows"),
            &empty,
        ),
    ])
}

/// Goes through pages as a key that is held down does.
async fn paged(window: &Window, empty: &Samples, crowd: usize) -> Result<Row> {
    window.on_screen("[data-lead]").await?;
    window.read(WATCH).await?;
    let mut repeat = tokio::time::interval(REPEAT);
    for _ in 0..PAGES {
        repeat.tick().await;
        window.press(Key::PageDown).await?;
    }
    let seen = wait::until("all pages", || async {
        let seen = window.read(SEEN).await?;
        Ok((seen["pages"].as_u64() == Some(PAGES.into())).then_some(seen))
    })
    .await?;
    let number = |name: &str| seen[name].as_f64().context("a number");
    let wanted = number("took")? / empty.median();
    let share = number("frames")? / wanted;
    Ok(Row {
        what: format!("list of {crowd} dossiers: frames while paging through it"),
        measured: format!(
            "{PAGES} pages in {:.0} ms: {:.0} of {wanted:.0} frames of an empty page ({:.1} %), the longest {:.0} ms; the ratio is wanted to drawn",
            number("took")?,
            number("frames")?,
            share * 100.0,
            number("longest")?,
        ),
        ratio: 1.0 / share,
        // 95 % of an empty page's frames.
        bar: 1.0 / 0.95,
    })
}
