//! Fields, ticks and lists of choices, by their labels.

use anyhow::Result;
use thirtyfour::prelude::*;

use super::{Window, clicks::literal};
use crate::wait;

impl Window {
    /// Takes one of a few visible choices from the keyboard: Tab goes to them, an arrow from one to the next.
    ///
    /// # Errors
    /// When no choice begins with these words.
    pub async fn arrow_to(&self, words: &str) -> Result<()> {
        let here = "const one = document.activeElement; return one?.type === 'radio' ? one.closest('label')?.innerText ?? '' : null";
        for goes_to_choices in [true, false] {
            for _ in 0..60 {
                let choice = self.read(here).await?;
                let found = choice.as_str().is_some_and(|text| text.trim().starts_with(words));
                if found {
                    return Ok(());
                }
                if goes_to_choices && choice.is_string() {
                    break;
                }
                self.press(if goes_to_choices { Key::Tab } else { Key::Down })
                    .await?;
            }
        }
        self.explain(Err(anyhow::anyhow!("no choice begins with “{words}”")))
            .await
    }

    /// The field with this label.
    ///
    /// # Errors
    /// When there is none.
    pub async fn field(&self, label: &str) -> Result<WebElement> {
        let text = literal(label);
        self.element(
            &format!("the field “{label}”"),
            By::XPath(format!(
                "//*[self::input or self::textarea][@id=//label[normalize-space()={text} or starts-with(normalize-space(),concat({text},' '))]/@for or \
                 @aria-label={text} or @aria-labelledby=//*[normalize-space()={text} or starts-with(normalize-space(),concat({text},' '))]/@id]"
            )),
        )
        .await
    }

    /// Replaces what is in the field with this label. A page that draws itself anew meanwhile is met again.
    ///
    /// # Errors
    /// When there is none.
    pub async fn refill(&self, label: &str, text: &str) -> Result<()> {
        let typed = wait::until(&format!("“{label}” to type into"), || async {
            let field = self.field(label).await?;
            self.click_on(&field).await?;
            field.send_keys(Key::Control + "a").await?;
            field.send_keys(text).await?;
            Ok(Some(()))
        })
        .await;
        self.explain(typed).await
    }

    /// Types into a field that offers choices and takes the one with this name.
    ///
    /// # Errors
    /// When it is not offered.
    pub async fn choose_typed(&self, label: &str, typed: &str, choice: &str) -> Result<()> {
        self.refill(label, typed).await?;
        let text = literal(choice);
        let option = format!("//*[@role='option'][starts-with(normalize-space(),{text})]");
        let chosen = wait::until(&format!("“{choice}” under “{label}”"), || async {
            if let Some(option) = self.shown(&option).await? {
                option.click().await?;
                return Ok(Some(()));
            }
            // A page that moves closes its lists; the arrow opens this one again.
            if self.shown("//*[@role='listbox']").await?.is_none() {
                self.press(Key::Down).await?;
            }
            Ok(None)
        })
        .await;
        self.explain(chosen).await
    }

    /// Opens a list under this label and takes the choice with this name.
    ///
    /// # Errors
    /// When there is none.
    pub async fn choose(&self, label: &str, choice: &str) -> Result<()> {
        let (of_label, of_choice) = (literal(label), literal(choice));
        let button = format!(
            "//*[self::label or self::span][normalize-space()={of_label} or starts-with(normalize-space(),concat({of_label},' '))]/following::button[1]"
        );
        let option = format!(
            "//*[@role='option'][normalize-space()={of_choice} or .//*[normalize-space()={of_choice}]]"
        );
        let chosen = wait::until(&format!("“{choice}” under “{label}”"), || async {
            // A page that draws itself anew may close the list; it is opened again.
            if self.shown(&option).await?.is_none() {
                if let Some(button) = self.shown(&button).await? {
                    self.click_on(&button).await?;
                }
                return Ok(None);
            }
            if let Some(option) = self.shown(&option).await? {
                option.click().await?;
                return Ok(Some(()));
            }
            Ok(None)
        })
        .await;
        self.explain(chosen).await
    }

    async fn shown(&self, xpath: &str) -> Result<Option<WebElement>> {
        for element in self.find_all(xpath).await? {
            if element.is_displayed().await? {
                return Ok(Some(element));
            }
        }
        Ok(None)
    }

    /// What is in the field with this label.
    ///
    /// # Errors
    /// When there is none.
    pub async fn value(&self, label: &str) -> Result<String> {
        Ok(self.field(label).await?.value().await?.unwrap_or_default())
    }

    /// Waits until the field with this label holds a text.
    ///
    /// # Errors
    /// When it goes on holding another.
    pub async fn holds(&self, label: &str, text: &str) -> Result<()> {
        let held = wait::until(&format!("“{text}” in “{label}”"), || async {
            Ok((self.value(label).await? == text).then_some(()))
        })
        .await;
        self.explain(held).await
    }
}
