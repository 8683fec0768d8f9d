//! What can go wrong between the desk and a portal.

use motcua_portal_api::problem::{Problem, ProblemCode};
use uuid::Uuid;

/// Whether a failed request can have reached the portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reached {
    /// No byte of it got there: it can be sent again as it is.
    Never,
    /// Nobody knows: ask what became of it before sending again.
    Unknown,
}

/// Why a proxy lets nothing through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProxyTrouble {
    /// It asks for a name and a password, or does not take those it was given.
    Credentials,
    /// It does not answer.
    Unreachable,
    /// It refuses, or cannot reach the portal itself.
    Refused,
}

/// An error of the portal client. Its text is for logs and technicians; it holds no personal data
/// except in the portal's own words ([`ClientError::Problem`]).
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The address cannot be used.
    #[error("the portal's address cannot be used: {detail}")]
    Address {
        /// Why.
        detail: String,
    },
    /// No answer.
    #[error("the portal does not answer ({detail}); check the connection")]
    Unreachable {
        /// Whether the request can have arrived.
        reached: Reached,
        /// What the network said.
        detail: String,
    },
    /// The portal's certificate is not trusted. Nothing was sent.
    #[error(
        "the portal's certificate is not trusted ({detail}); check this computer's date, or call the portal"
    )]
    Tls {
        /// What the check said.
        detail: String,
    },
    /// The proxy on the way does not let anything through. Nothing was sent.
    #[error("the proxy does not let anything through ({trouble:?}); check the settings of the network")]
    Proxy {
        /// Why.
        trouble: ProxyTrouble,
    },
    /// Something else answers in the portal's place, e.g. the sign-in page of a wireless network.
    #[error(
        "something else answers in the portal's place ({detail}); open a web page to sign in to the network"
    )]
    Captive {
        /// What was seen.
        detail: String,
    },
    /// A portal answers, but not the one the store belongs to.
    #[error("another portal answers at this address; check the address")]
    OtherPortal {
        /// The one the store belongs to.
        expected: Uuid,
        /// The one that answers.
        found: Uuid,
    },
    /// The portal speaks another version of the contract.
    #[error("the portal speaks version {contract} of the contract; update the program")]
    TooNew {
        /// Its version.
        contract: u32,
    },
    /// The portal refused, in its own words.
    #[error("the portal refused: {} ({})", problem.title, problem.trace_id)]
    Problem {
        /// Its words.
        problem: Box<Problem>,
        /// Seconds to wait, if it said so.
        retry_after: Option<u32>,
    },
    /// Nobody is signed in, or the session has ended.
    #[error("sign in to the portal")]
    SignInNeeded,
    /// The portal answered something the contract does not know.
    #[error("the portal's answer cannot be understood ({detail}); report it to the portal")]
    Contract {
        /// What was wrong; no personal data.
        detail: String,
    },
}

impl ClientError {
    /// Whether the request can have changed something at the portal without the caller knowing.
    pub fn reached(&self) -> Reached {
        match self {
            Self::Unreachable { reached, .. } => *reached,
            Self::Contract { .. } | Self::Captive { .. } => Reached::Unknown,
            Self::Problem { problem, .. } if problem.status >= 500 => Reached::Unknown,
            _ => Reached::Never,
        }
    }

    /// The portal's problem document, if that is what it is.
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Problem { problem, .. } => Some(problem),
            _ => None,
        }
    }

    /// The problem's code, if it is a problem.
    pub fn code(&self) -> Option<ProblemCode> {
        self.problem().map(|problem| problem.code)
    }

    /// Whether the network, not the portal, is the trouble.
    pub fn offline(&self) -> bool {
        matches!(
            self,
            Self::Unreachable { .. } | Self::Captive { .. } | Self::Tls { .. } | Self::Proxy { .. }
        )
    }

    /// An error of the network.
    pub(crate) fn network(error: &reqwest::Error) -> Self {
        let detail = innermost(error);
        if error.is_connect() {
            if let Some(trouble) = proxy_trouble(error) {
                return Self::Proxy { trouble };
            }
            // rustls words every failed check of a certificate this way
            return if detail.contains("certificate") {
                Self::Tls { detail }
            } else {
                Self::Unreachable {
                    reached: Reached::Never,
                    detail,
                }
            };
        }
        if error.is_builder() {
            return Self::Address { detail };
        }
        Self::Unreachable {
            reached: Reached::Unknown,
            detail,
        }
    }
}

/// What the tunnel through a proxy said, if that is where it failed. Its error is private to the library that
/// makes it, so that its words are all there is (a test holds them).
fn proxy_trouble(error: &reqwest::Error) -> Option<ProxyTrouble> {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(here) = cause {
        match here.to_string().strip_prefix("tunnel error: ") {
            None => cause = here.source(),
            Some("proxy authorization required") => return Some(ProxyTrouble::Credentials),
            Some("failed to create underlying connection") => return Some(ProxyTrouble::Unreachable),
            Some("unsuccessful") => return Some(ProxyTrouble::Refused),
            Some(_) => return None,
        }
    }
    None
}

/// The innermost cause, which is the only one that says something, and never the URL.
fn innermost(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    if std::ptr::addr_eq(cause, error) {
        let kind = if error.is_timeout() {
            "timed out"
        } else {
            "connection failed"
        };
        return kind.to_owned();
    }
    cause.to_string()
}

/// A problem document for an answer that came without one.
pub(crate) fn problem_of_status(status: u16) -> Problem {
    let (code, title) = match status {
        429 => (ProblemCode::TooManyRequests, "Cổng đang nhận quá nhiều yêu cầu"),
        502..=504 => (ProblemCode::Unavailable, "Cổng tạm thời không phục vụ"),
        500.. => (ProblemCode::Internal, "Cổng gặp lỗi"),
        _ => (ProblemCode::Other, "Cổng từ chối yêu cầu"),
    };
    Problem {
        kind: "about:blank".to_owned(),
        title: title.to_owned(),
        status,
        code,
        detail: format!(
            "Cổng trả lời mã {status} mà không nói lý do. Hãy thử lại sau; nếu vẫn vậy, gọi đường dây nóng của cổng."
        ),
        field_errors: Vec::new(),
        retryable: status == 429 || status >= 500,
        trace_id: String::new(),
        limits: None,
    }
}
