//! Clicks: on what is named so, until it has led where it should.

use std::{
    cell::Cell,
    time::{Duration, Instant},
};

use anyhow::Result;
use thirtyfour::prelude::*;

use super::Window;
use crate::{acts::Part, desktop, wait};

/// How long a click may take to show before it is given again: on a link, and on what opens a dialog of the system,
/// of which there must not be two.
const AGAIN: Duration = Duration::from_secs(6);
const DIALOG_AGAIN: Duration = Duration::from_secs(25);

impl Window {
    /// Clicks what has this name and one of these tags or roles, once it is shown and enabled.
    async fn click_named(&self, name: &str, xpath: String) -> Result<()> {
        let clicked = wait::until(&format!("“{name}” to click"), || async {
            Ok(self.click_now(&xpath).await?.then_some(()))
        })
        .await;
        self.explain(clicked).await
    }

    /// Clicks the first that is shown and enabled, if there is one.
    async fn click_now(&self, xpath: &str) -> Result<bool> {
        for element in self.find_all(xpath).await? {
            if element.is_displayed().await? && element.is_enabled().await? {
                self.click_on(&element).await?;
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Clicks until the window is where that leads: a click that falls while the page is drawn anew reaches nothing,
    /// and a person clicks again.
    async fn lead(
        &self,
        name: &str,
        xpath: &str,
        again: Duration,
        arrived: impl AsyncFn() -> Result<bool>,
    ) -> Result<()> {
        let clicked: Cell<Option<Instant>> = Cell::new(None);
        let led = wait::until(&format!("“{name}” to lead where it should"), || async {
            if clicked.get().is_none_or(|at| at.elapsed() > again) && self.click_now(xpath).await? {
                clicked.set(Some(Instant::now()));
            }
            Ok((clicked.get().is_some() && arrived().await?).then_some(()))
        })
        .await;
        self.explain(led).await
    }

    /// Clicks. What lies out of view is gone to with the Tab key first, which brings it into view as it does for
    /// anybody without a mouse.
    pub(crate) async fn click_on(&self, element: &WebElement) -> Result<()> {
        let Err(refused) = element.click().await else {
            return Ok(());
        };
        for _ in 0..40 {
            self.press(Key::Tab).await?;
            let reached = "return arguments[0] === document.activeElement || arguments[0].contains(document.activeElement)";
            let reached = self.driver.execute(reached, vec![element.to_json()?]).await?;
            if reached.json().as_bool() == Some(true) {
                let button = ["button", "a"].contains(&element.tag_name().await?.as_str());
                // What is still covered, by a toast for instance, is pressed as from the keyboard.
                return match element.click().await {
                    Err(_) if button => self.press(Key::Enter).await,
                    clicked => Ok(clicked?),
                };
            }
        }
        Err(refused.into())
    }

    /// Clicks a button or link by its name.
    ///
    /// # Errors
    /// When there is none.
    pub async fn click(&self, name: &str) -> Result<()> {
        self.click_named(name, called(name)).await
    }

    /// Clicks a tab, whose name may be followed by a figure.
    ///
    /// # Errors
    /// When there is none.
    pub async fn tab(&self, name: &str) -> Result<()> {
        let text = literal(name);
        self.click_named(
            name,
            format!("//*[@role='tab'][starts-with(normalize-space(),{text})]"),
        )
        .await
    }

    /// Opens the row of a list that says this.
    ///
    /// # Errors
    /// When there is none.
    pub async fn open_row(&self, saying: &str) -> Result<()> {
        let text = literal(saying);
        self.click_named(
            saying,
            format!("//tbody//tr[contains(normalize-space(),{text})]//a"),
        )
        .await
    }

    /// Clicks a button whose words begin so.
    ///
    /// # Errors
    /// When there is none.
    pub async fn click_starting(&self, words: &str) -> Result<()> {
        let text = literal(words);
        self.click_named(words, format!("//button[starts-with(normalize-space(),{text})]"))
            .await
    }

    /// Clicks the button that sends a form, of which the page may have links of the same name.
    ///
    /// # Errors
    /// When there is none.
    pub async fn submit(&self, name: &str) -> Result<()> {
        let text = literal(name);
        self.click_named(
            name,
            format!("//button[@type='submit'][starts-with(normalize-space(),{text})]"),
        )
        .await
    }

    /// Clicks a button until the system's dialog is open.
    ///
    /// # Errors
    /// When there is no such button, or no dialog comes.
    pub async fn open_dialog(&self, button: &str) -> Result<()> {
        self.lead(button, &called(button), DIALOG_AGAIN, desktop::dialog_is_open)
            .await
    }

    /// Clicks a link until the window is at its place, whose address begins so (`/register`).
    ///
    /// # Errors
    /// When there is no such link, or it leads elsewhere.
    pub async fn follow(&self, link: &str, place: &str) -> Result<()> {
        self.lead(link, &called(link), AGAIN, async || {
            let there = self.read("return location.hash.slice(1)").await?;
            Ok(there.as_str().is_some_and(|there| there.starts_with(place)))
        })
        .await
    }

    /// Clicks what has this name among the places at the left, until that place stands.
    ///
    /// # Errors
    /// When there is none, or another place comes.
    pub async fn go(&self, place: &str) -> Result<()> {
        let text = literal(place);
        let link = format!(
            "//nav//a[.//*[starts-with(normalize-space(),{text})] or starts-with(normalize-space(),{text})]"
        );
        self.lead(place, &link, AGAIN, async || {
            let heading = self
                .read("return [...document.querySelectorAll('h1')].find((h) => h.offsetParent)?.textContent ?? ''")
                .await?;
            Ok(heading == place)
        })
        .await
    }

    /// Clicks a part of the dossier that is open, until it is shown.
    ///
    /// # Errors
    /// When no dossier is open.
    pub async fn part(&self, part: Part) -> Result<()> {
        self.lead(part.name(), &called(part.name()), AGAIN, async || {
            self.shows(part).await
        })
        .await
    }

    /// Waits until a part of the dossier that is open is shown.
    ///
    /// # Errors
    /// When another stays.
    pub async fn at_part(&self, part: Part) -> Result<()> {
        let there = wait::until(&format!("the part “{}”", part.name()), || async {
            Ok(self.shows(part).await?.then_some(()))
        })
        .await;
        self.explain(there).await
    }

    async fn shows(&self, part: Part) -> Result<bool> {
        let current = self
            .read("return document.querySelector('a[aria-current=step]')?.getAttribute('href').split('?')[0] ?? ''")
            .await?;
        Ok(current
            .as_str()
            .is_some_and(|current| current.ends_with(part.address())))
    }

    /// Clicks the label of a tick or choice.
    ///
    /// # Errors
    /// When there is none.
    pub async fn tick(&self, label: &str) -> Result<()> {
        let text = literal(label);
        self.click_named(
            label,
            format!("//label[normalize-space()={text} or .//*[normalize-space()={text}]]"),
        )
        .await
    }

    /// Clicks the label of a tick whose words begin so.
    ///
    /// # Errors
    /// When there is none.
    pub async fn tick_starting(&self, words: &str) -> Result<()> {
        let text = literal(words);
        self.click_named(words, format!("//label[starts-with(normalize-space(),{text})]"))
            .await
    }
}

/// Buttons, links and choices that are called so.
fn called(name: &str) -> String {
    let text = literal(name);
    format!(
        "//*[self::button or self::a or @role='button' or @role='link' or @role='tab' or @role='option' or \
         @role='menuitem' or @role='radio'][normalize-space()={text} or @aria-label={text} or \
         .//*[normalize-space()={text}]]"
    )
}

/// An XPath string literal.
pub(crate) fn literal(text: &str) -> String {
    if text.contains('\'') {
        format!("\"{text}\"")
    } else {
        format!("'{text}'")
    }
}
