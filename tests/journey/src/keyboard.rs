//! A window that is worked by keys alone, each counted.

use std::{
    collections::BTreeSet,
    sync::atomic::{AtomicUsize, Ordering},
    time::Instant,
};

use anyhow::{Context as _, Result};
use thirtyfour::Key;

use crate::{wait, window::Window};

/// The names of what has the focus: its own, its labels', its text.
const FOCUSED: &str = "
const one = document.activeElement;
if (!one || one === document.body) return [];
const text = (element) => (element?.innerText ?? '').replace(/\\s+/g, ' ').trim();
const by = (one.getAttribute('aria-labelledby') ?? '').split(' ').filter(Boolean);
return [one.getAttribute('aria-label') ?? '', ...[...(one.labels ?? [])].map(text), ...by.map((id) => text(document.getElementById(id))), text(one)].filter(Boolean);
";

/// Works a window by keys.
pub struct Keyboard<'a> {
    window: &'a Window,
    keys: AtomicUsize,
    letters: AtomicUsize,
}

impl<'a> Keyboard<'a> {
    /// Takes the pointer away.
    pub fn of(window: &'a Window) -> Self {
        Self {
            window,
            keys: AtomicUsize::new(0),
            letters: AtomicUsize::new(0),
        }
    }

    /// Keys pressed so far that are not text.
    pub fn count(&self) -> usize {
        self.keys.load(Ordering::SeqCst)
    }

    /// Letters of text typed so far.
    pub fn letters(&self) -> usize {
        self.letters.load(Ordering::SeqCst)
    }

    /// Pulls a scanner's trigger: its keys come all at once, with Enter at the end. Counts as one.
    ///
    /// # Errors
    /// When the window is gone.
    pub async fn trigger(&self, code: &str) -> Result<()> {
        self.keys.fetch_add(1, Ordering::SeqCst);
        self.window.press(format!("{code}{}", Key::Enter.value())).await
    }

    /// Waits until the focus has come to what is named so, without a key.
    ///
    /// # Errors
    /// When it stays elsewhere.
    pub async fn arrives_at(&self, name: &str) -> Result<()> {
        wait::until(&format!("the focus on “{name}”"), || async {
            Ok(self.is_on(name).await?.then_some(()))
        })
        .await?;
        self.shows_focus(name).await
    }

    /// Presses a key.
    ///
    /// # Errors
    /// When the window is gone.
    pub async fn press(&self, key: Key) -> Result<()> {
        self.keys.fetch_add(1, Ordering::SeqCst);
        self.window.press(key).await
    }

    /// Presses a key together with Control.
    ///
    /// # Errors
    /// When the window is gone.
    pub async fn control(&self, letter: &str) -> Result<()> {
        self.keys.fetch_add(1, Ordering::SeqCst);
        self.window.press(Key::Control + letter).await
    }

    /// Types text where the focus is.
    ///
    /// # Errors
    /// When the window is gone.
    pub async fn text(&self, text: &str) -> Result<()> {
        self.letters.fetch_add(text.chars().count(), Ordering::SeqCst);
        self.window.press(text).await
    }

    /// The names of what has the focus.
    async fn focused(&self) -> Result<Vec<String>> {
        Ok(serde_json::from_value(self.window.read(FOCUSED).await?)?)
    }

    async fn is_on(&self, name: &str) -> Result<bool> {
        Ok(self.focused().await?.iter().any(|one| one.starts_with(name)))
    }

    /// Goes with Tab to what is named so (or whose name begins so), and sees that the focus shows.
    ///
    /// # Errors
    /// When Tab does not lead there, or nothing shows where the focus is. What is still to come is waited for.
    pub async fn to(&self, name: &str) -> Result<()> {
        let deadline = Instant::now() + wait::PATIENCE;
        let mut passed = BTreeSet::new();
        while Instant::now() < deadline {
            if self.is_on(name).await? {
                return self.shows_focus(name).await;
            }
            passed.insert(self.focused().await?.join(" / "));
            self.press(Key::Tab).await?;
        }
        let shown = self.window.text().await?;
        anyhow::bail!("Tab does not lead to “{name}”; it passed {passed:?}; the window shows:\n{shown}")
    }

    /// Whoever sees the window sees where the focus is: an outline, or a border or shadow that only focus gives.
    async fn shows_focus(&self, name: &str) -> Result<()> {
        wait::until(&format!("the focus shown on “{name}”"), || async {
            let shown = self
                .window
                .read(
                    "for (let one = document.activeElement; one && one !== document.body; one = one.parentElement) {
                       const style = getComputedStyle(one);
                       if (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1) return true;
                       if (one.matches('[data-focus-visible], :focus-visible') && style.boxShadow !== 'none') return true;
                     }
                     return false;",
                )
                .await?;
            Ok((shown == true).then_some(()))
        })
        .await
    }

    /// Goes to a button or link and presses it.
    ///
    /// # Errors
    /// When Tab does not lead there.
    pub async fn enter(&self, name: &str) -> Result<()> {
        self.to(name).await?;
        self.press(Key::Enter).await
    }

    /// Goes to a field and types over what is in it.
    ///
    /// # Errors
    /// When Tab does not lead there.
    pub async fn fill(&self, label: &str, text: &str) -> Result<()> {
        self.to(label).await?;
        self.control("a").await?;
        self.text(text).await
    }

    /// Goes to a field that offers choices, types some letters and takes the first that is offered.
    ///
    /// # Errors
    /// When nothing is offered.
    pub async fn pick(&self, label: &str, typed: &str, choice: &str) -> Result<()> {
        self.fill(label, typed).await?;
        wait::until(&format!("“{choice}” offered"), || async {
            let offered = self
                .window
                .read("return document.querySelector('[role=option]')?.innerText ?? ''")
                .await?;
            Ok(offered
                .as_str()
                .is_some_and(|text| text.contains(choice))
                .then_some(()))
        })
        .await?;
        self.press(Key::Down).await?;
        self.press(Key::Enter).await
    }

    /// Goes to a list, opens it and takes the choice that begins so.
    ///
    /// # Errors
    /// When there is none.
    pub async fn choose(&self, label: &str, choice: &str) -> Result<()> {
        self.to(label).await?;
        self.press(Key::Enter).await?;
        for _ in 0..40 {
            if self.is_on(choice).await? {
                return self.press(Key::Enter).await;
            }
            self.press(Key::Down).await?;
        }
        let shown = self.window.text().await.context("the window")?;
        anyhow::bail!("no choice “{choice}” under “{label}”:\n{shown}")
    }
}
