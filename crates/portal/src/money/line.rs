//! How questions reach a bank: injected, so that a simulation can answer them, late, wrongly or not
//! at all.

use std::{sync::OnceLock, time::Duration};

use bytes::Bytes;
use futures_util::future::BoxFuture;

/// No answer is larger.
const LARGEST: usize = 64 * 1024;

/// Takes a question to the bank and its answer back.
pub trait BankLine: Send + Sync + 'static {
    /// Asks with a JSON document; `None`: no answer came.
    fn ask<'a>(&'a self, url: &'a str, question: Vec<u8>) -> BoxFuture<'a, Option<Bytes>>;
}

/// Over the network.
#[derive(Debug, Default)]
pub struct Network;

impl Network {
    fn client() -> Option<&'static reqwest::Client> {
        static CLIENT: OnceLock<Option<reqwest::Client>> = OnceLock::new();
        CLIENT
            .get_or_init(|| {
                reqwest::Client::builder()
                    .timeout(Duration::from_secs(15))
                    .redirect(reqwest::redirect::Policy::none())
                    .build()
                    .inspect_err(|error| log::error!("no HTTP client for the bank: {error}"))
                    .ok()
            })
            .as_ref()
    }
}

impl BankLine for Network {
    fn ask<'a>(&'a self, url: &'a str, question: Vec<u8>) -> BoxFuture<'a, Option<Bytes>> {
        Box::pin(async move {
            let request = Self::client()?
                .post(url)
                .header("content-type", "application/json")
                .body(question);
            match request.send().await {
                Ok(response) => response.bytes().await.ok().filter(|body| body.len() <= LARGEST),
                Err(error) => {
                    log::info!("the bank cannot be asked: {}", error.without_url());
                    None
                }
            }
        })
    }
}
