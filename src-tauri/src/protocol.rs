//! `motcua://`: bytes of papers and results for the viewer, straight from the encrypted store.

use motcua_desk::{Desk, error::ErrorCode};
use tauri::{
    Manager, UriSchemeContext, UriSchemeResponder,
    http::{Method, Request, Response, StatusCode, Uri, header},
};
use uuid::Uuid;

/// The scheme; a page asks for `motcua://localhost/paper/<dossier>/<paper>` (on Windows
/// `http://motcua.localhost/…`).
pub const SCHEME: &str = "motcua";

/// Pages that may read the bytes.
const PAGES: [&str; 3] = [
    "tauri://localhost",
    "http://tauri.localhost",
    "http://localhost:5173",
];

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Paper(Uuid, Uuid),
    Result(Uuid, Uuid),
}

/// Answers a request.
pub fn serve(
    context: UriSchemeContext<'_, tauri::Wry>,
    request: Request<Vec<u8>>,
    responder: UriSchemeResponder,
) {
    let app = context.app_handle().clone();
    let from_window = context.webview_label() == crate::window::LABEL;
    tauri::async_runtime::spawn(async move {
        let page = page(&request);
        let wanted = (request.method() == Method::GET && from_window)
            .then(|| wanted(request.uri()))
            .flatten();
        let Some(wanted) = wanted else {
            return responder.respond(empty(StatusCode::NOT_FOUND, page));
        };
        let Some(desk) = app.try_state::<Desk>() else {
            return responder.respond(empty(StatusCode::SERVICE_UNAVAILABLE, page));
        };
        let file = match wanted {
            Wanted::Paper(dossier, paper) => desk.paper_bytes(dossier, paper).await,
            Wanted::Result(dossier, result) => desk.result_bytes(dossier, result).await,
        };
        responder.respond(match file {
            Ok(file) => headers(page)
                .header(header::CONTENT_TYPE, served_type(&file.media_type))
                .body(file.bytes)
                .unwrap_or_default(),
            Err(error) if error.code == ErrorCode::NotFound => empty(StatusCode::NOT_FOUND, page),
            Err(_) => empty(StatusCode::SERVICE_UNAVAILABLE, page),
        });
    });
}

/// Only what the viewer can show keeps its type: anything else is plain bytes that nothing runs.
fn served_type(media_type: &str) -> &'static str {
    match media_type {
        "application/pdf" => "application/pdf",
        "image/jpeg" => "image/jpeg",
        "image/png" => "image/png",
        _ => "application/octet-stream",
    }
}

fn page(request: &Request<Vec<u8>>) -> Option<&'static str> {
    let origin = request.headers().get(header::ORIGIN)?.to_str().ok()?;
    PAGES.into_iter().find(|page| *page == origin)
}

fn headers(page: Option<&'static str>) -> tauri::http::response::Builder {
    let builder = Response::builder()
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
        .header(header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox")
        .header(header::CACHE_CONTROL, "no-store");
    match page {
        Some(page) => builder.header(header::ACCESS_CONTROL_ALLOW_ORIGIN, page),
        None => builder,
    }
}

fn empty(status: StatusCode, page: Option<&'static str>) -> Response<Vec<u8>> {
    headers(page).status(status).body(Vec::new()).unwrap_or_default()
}

/// Reads `/<kind>/<uuid>/<uuid>`; the page's helper encodes the slashes.
fn wanted(uri: &Uri) -> Option<Wanted> {
    let path = uri.path().replace("%2F", "/").replace("%2f", "/");
    let mut parts = path.trim_start_matches('/').split('/');
    let kind = parts.next()?;
    let dossier = Uuid::try_parse(parts.next()?).ok()?;
    let file = Uuid::try_parse(parts.next()?).ok()?;
    match (kind, parts.next()) {
        ("paper", None) => Some(Wanted::Paper(dossier, file)),
        ("result", None) => Some(Wanted::Result(dossier, file)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_two_kinds_of_addresses_are_understood() {
        let (a, b) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let read = |text: &str| wanted(&text.parse().unwrap());
        assert_eq!(
            read(&format!("motcua://localhost/paper%2F{a}%2F{b}")),
            Some(Wanted::Paper(a, b))
        );
        assert_eq!(
            read(&format!("http://motcua.localhost/result/{a}/{b}")),
            Some(Wanted::Result(a, b))
        );
        for wrong in [
            "motcua://localhost/",
            "motcua://localhost/paper/x/y",
            "motcua://localhost/paper%2F..%2F..",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        assert_eq!(read(&format!("motcua://localhost/paper/{a}/{b}/more")), None);
        assert_eq!(read(&format!("motcua://localhost/store/{a}/{b}")), None);
    }

    #[test]
    fn nothing_is_served_as_a_page() {
        assert_eq!(served_type("text/html"), "application/octet-stream");
        assert_eq!(served_type("image/svg+xml"), "application/octet-stream");
    }
}
