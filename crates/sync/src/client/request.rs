//! One request, from its parts to a checked answer.

use std::borrow::Cow;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use motcua_domain::language::Language;
use motcua_portal_api::{headers, problem::Problem};
use reqwest::{
    Method, RequestBuilder, Response, StatusCode, Url,
    header::{
        ACCEPT, ACCEPT_LANGUAGE, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, IF_MATCH, IF_NONE_MATCH,
        LOCATION, RETRY_AFTER,
    },
};
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

use super::{
    PortalClient,
    error::{ClientError, ProxyTrouble, Reached, problem_of_status},
};

/// Largest JSON answer that is read: a catalogue edition of 10,000 procedures is some 20 MB.
const MAX_JSON: usize = 64 << 20;
/// Largest problem document that is read.
const MAX_PROBLEM: usize = 256 << 10;
/// A request may take this long …
const BASE_TIMEOUT: Duration = Duration::from_secs(30);
/// … and as long again as its body needs at this rate.
const SLOWEST_BYTES_PER_SECOND: u64 = 1_500;
/// The probe is small; a link that needs longer for it is of no use.
const PROBE_TIMEOUT: Duration = Duration::from_secs(15);
/// Bodies below this gain nothing from compression.
const COMPRESS_FROM: usize = 860;

/// A request in parts.
pub(crate) struct Ask {
    method: Method,
    path: Cow<'static, str>,
    query: Vec<(&'static str, String)>,
    signed_in: bool,
    key: Option<Uuid>,
    if_match: Option<String>,
    if_none_match: Option<String>,
    body: Option<Bytes>,
    compressed: bool,
    timeout: Option<Duration>,
    url: Option<Url>,
    headers: Vec<(&'static str, String)>,
}

impl Ask {
    fn new(method: Method, path: impl Into<Cow<'static, str>>) -> Self {
        Self {
            method,
            path: path.into(),
            query: Vec::new(),
            signed_in: false,
            key: None,
            if_match: None,
            if_none_match: None,
            body: None,
            compressed: false,
            timeout: Some(BASE_TIMEOUT),
            url: None,
            headers: Vec::new(),
        }
    }
    pub(crate) fn get(path: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Method::GET, path)
    }
    pub(crate) fn delete(path: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Method::DELETE, path)
    }
    pub(crate) fn post(
        path: impl Into<Cow<'static, str>>,
        body: &impl Serialize,
    ) -> Result<Self, ClientError> {
        Self::new(Method::POST, path).with_body(body)
    }
    pub(crate) fn put(
        path: impl Into<Cow<'static, str>>,
        body: &impl Serialize,
    ) -> Result<Self, ClientError> {
        Self::new(Method::PUT, path).with_body(body)
    }
    fn with_body(mut self, body: &impl Serialize) -> Result<Self, ClientError> {
        let json = serde_json::to_vec(body).map_err(|error| ClientError::Address {
            detail: error.to_string(),
        })?;
        self.body = Some(json.into());
        Ok(self.fit_timeout())
    }
    fn fit_timeout(mut self) -> Self {
        let bytes = self.body.as_ref().map_or(0, |body| body.len() as u64);
        self.timeout = Some(BASE_TIMEOUT + Duration::from_secs(bytes / SLOWEST_BYTES_PER_SECOND));
        self
    }
    /// Needs the session.
    pub(crate) fn signed_in(mut self) -> Self {
        self.signed_in = true;
        self
    }
    /// The link's probe.
    pub(crate) fn probe(mut self) -> Self {
        self.timeout = Some(PROBE_TIMEOUT);
        self
    }
    /// The answer is streamed; only its beginning is waited for.
    pub(crate) fn streamed(mut self) -> Self {
        self.timeout = None;
        self
    }
    pub(crate) fn key(mut self, key: Uuid) -> Self {
        self.key = Some(key);
        self
    }
    pub(crate) fn if_match(mut self, version: u32) -> Self {
        self.if_match = Some(format!("\"{version}\""));
        self
    }
    pub(crate) fn if_none_match(mut self, etag: Option<&str>) -> Self {
        self.if_none_match = etag.map(str::to_owned);
        self
    }
    pub(crate) fn query(mut self, name: &'static str, value: Option<impl ToString>) -> Self {
        if let Some(value) = value {
            self.query.push((name, value.to_string()));
        }
        self
    }
    /// Compresses the body, if that pays.
    /// Bytes of the body as they travel.
    pub(crate) fn body_bytes(&self) -> u64 {
        self.body.as_ref().map_or(0, |body| body.len() as u64)
    }

    pub(crate) fn compressed(mut self) -> Self {
        if let Some(body) = &self.body
            && body.len() >= COMPRESS_FROM
            && let Ok(small) = zstd::bulk::compress(body, 9)
        {
            self.body = Some(small.into());
            self.compressed = true;
        }
        self.fit_timeout()
    }
    /// At an address the portal gave, already found to be its own.
    pub(crate) fn at(method: Method, url: Url) -> Self {
        let mut ask = Self::new(method, "");
        ask.url = Some(url);
        ask
    }
    pub(crate) fn post_empty(path: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Method::POST, path)
    }
    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

impl PortalClient {
    /// Sends and reads a JSON answer.
    pub(crate) async fn json<T: DeserializeOwned>(&self, ask: Ask) -> Result<T, ClientError> {
        let response = self.send(ask).await?;
        parse_json(response).await
    }

    /// Sends; the answer has no body that matters.
    pub(crate) async fn done(&self, ask: Ask) -> Result<(), ClientError> {
        self.send(ask).await.map(drop)
    }

    /// Sends, signs in again if the access token ran out, and turns every refusal into an error.
    /// 304 comes back as it is.
    pub(crate) async fn send(&self, ask: Ask) -> Result<Response, ClientError> {
        check(self.answer(&ask).await?).await
    }

    /// As [`PortalClient::send`], with refusals as they are.
    pub(crate) async fn answer(&self, ask: &Ask) -> Result<Response, ClientError> {
        if !ask.signed_in {
            return self.once(ask, None).await;
        }
        let token = self.access_token().await?;
        let response = self.once(ask, Some(&token)).await?;
        if response.status() != StatusCode::UNAUTHORIZED {
            return Ok(response);
        }
        // 401 is an answer: nothing was done, so the same request may go again with a new token.
        let token = self.renewed_token(&token).await?;
        let response = self.once(ask, Some(&token)).await?;
        if response.status() == StatusCode::UNAUTHORIZED {
            return Err(ClientError::SignInNeeded);
        }
        Ok(response)
    }

    /// The request in reqwest's terms, without its body.
    pub(crate) fn prepare(&self, ask: &Ask, token: Option<&str>) -> Result<RequestBuilder, ClientError> {
        let mut url = match &ask.url {
            Some(url) => url.clone(),
            None => self
                .inner
                .base
                .join(ask.path.trim_start_matches('/'))
                .map_err(|error| ClientError::Address {
                    detail: error.to_string(),
                })?,
        };
        if !ask.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&ask.query);
        }
        let language = self
            .inner
            .language
            .read()
            .map_or(Language::default(), |language| *language);
        let mut request = self
            .inner
            .http
            .request(ask.method.clone(), url)
            .header(
                ACCEPT,
                "application/json, application/problem+json;q=0.9, */*;q=0.1",
            )
            .header(ACCEPT_LANGUAGE, accept_language(language));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        if let Some(key) = ask.key {
            request = request.header(headers::IDEMPOTENCY_KEY, key.to_string());
        }
        if let Some(version) = &ask.if_match {
            request = request.header(IF_MATCH, version);
        }
        if let Some(etag) = &ask.if_none_match {
            request = request.header(IF_NONE_MATCH, etag);
        }
        for (name, value) in &ask.headers {
            request = request.header(*name, value);
        }
        Ok(request)
    }

    async fn once(&self, ask: &Ask, token: Option<&str>) -> Result<Response, ClientError> {
        let mut request = self.prepare(ask, token)?;
        if let Some(body) = &ask.body {
            request = request
                .header(CONTENT_TYPE, "application/json")
                .body(body.clone());
        }
        if ask.compressed {
            request = request.header(CONTENT_ENCODING, "zstd");
        }
        if let Some(timeout) = ask.timeout {
            return self.carry(request.timeout(timeout)).await;
        }
        tokio::time::timeout(BASE_TIMEOUT, self.carry(request))
            .await
            .map_err(|_| ClientError::Unreachable {
                reached: Reached::Unknown,
                detail: "timed out".to_owned(),
            })?
    }
}

fn accept_language(language: Language) -> &'static str {
    match language {
        Language::Vi => "vi, en;q=0.5",
        Language::En => "en, vi;q=0.5",
    }
}

/// Lets answers of the contract through, and makes errors of the rest.
pub(crate) async fn check(response: Response) -> Result<Response, ClientError> {
    let status = response.status();
    if status.is_success() || status == StatusCode::NOT_MODIFIED {
        return Ok(response);
    }
    if status.is_redirection() {
        // The contract has no redirects. One to elsewhere is how captive portals catch people.
        let to_elsewhere = response
            .headers()
            .get(LOCATION)
            .and_then(|location| location.to_str().ok())
            .and_then(|location| response.url().join(location).ok())
            .is_none_or(|url| url.origin() != response.url().origin());
        let detail = format!("redirected ({})", status.as_u16());
        return Err(if to_elsewhere {
            ClientError::Captive { detail }
        } else {
            ClientError::Contract { detail }
        });
    }
    if status == StatusCode::NETWORK_AUTHENTICATION_REQUIRED {
        return Err(ClientError::Captive {
            detail: "511".to_owned(),
        });
    }
    let retry_after = retry_after(response.headers());
    let is_problem = media_type(response.headers())
        .is_some_and(|kind| kind == "application/problem+json" || kind == "application/json");
    if is_problem {
        let body = read_capped(response, MAX_PROBLEM).await?;
        if let Ok(mut problem) = serde_json::from_slice::<Problem>(&body) {
            problem.status = status.as_u16();
            return Err(ClientError::Problem {
                problem: Box::new(problem),
                retry_after,
            });
        }
    }
    if status == StatusCode::PROXY_AUTHENTICATION_REQUIRED {
        return Err(ClientError::Proxy {
            trouble: ProxyTrouble::Credentials,
        });
    }
    // Refusals that something on the way makes in the portal's name, without its words. 403 and 404
    // are not among them: they say too much to be believed from anybody else.
    let plain = matches!(status.as_u16(), 400 | 401 | 405 | 413 | 414 | 415 | 429 | 431);
    if status.is_server_error() || plain {
        let problem = Box::new(problem_of_status(status.as_u16()));
        return Err(ClientError::Problem { problem, retry_after });
    }
    Err(ClientError::Contract {
        detail: format!("status {} without a problem document", status.as_u16()),
    })
}

/// Reads the bytes of a JSON body, with a limit.
pub(crate) async fn read_json_bytes(response: Response) -> Result<Bytes, ClientError> {
    match media_type(response.headers()).as_deref() {
        Some("application/json") => {}
        Some("text/html") => {
            return Err(ClientError::Captive {
                detail: "a web page came instead of data".to_owned(),
            });
        }
        other => {
            let detail = format!("media type {}", other.unwrap_or("missing"));
            return Err(ClientError::Contract { detail });
        }
    }
    read_capped(response, MAX_JSON).await
}

/// Reads a JSON body, with a limit.
pub(crate) async fn parse_json<T: DeserializeOwned>(response: Response) -> Result<T, ClientError> {
    let body = read_json_bytes(response).await?;
    serde_json::from_slice(&body).map_err(|error| {
        // the message of a data error may quote the data
        let detail = format!(
            "{:?} error at line {} column {}",
            error.classify(),
            error.line(),
            error.column()
        );
        ClientError::Contract { detail }
    })
}

/// Reads a body of at most `limit` bytes.
pub(crate) async fn read_capped(mut response: Response, limit: usize) -> Result<Bytes, ClientError> {
    let too_large = || ClientError::Contract {
        detail: format!("an answer of more than {limit} bytes"),
    };
    if response
        .content_length()
        .is_some_and(|length| length > limit as u64)
    {
        return Err(too_large());
    }
    let mut body = BytesMut::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|error| ClientError::network(&error))?
    {
        if body.len() + chunk.len() > limit {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

pub(crate) fn media_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    Some(
        value
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase(),
    )
}

/// `Retry-After` in seconds. The date form is not used by the contract and depends on clocks.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<u32> {
    headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()
}
