//! The OpenAPI document: put together from the areas, the same as in `docs/portal-contract/`.

use motcua_portal_api::problem::Problem;
use serde_json::{Value, json};
use utoipa::{
    Modify, OpenApi,
    openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
};

use super::{accounts, catalogue, dossiers, feed, profile, results, uploads};
use crate::{error::ApiResult, money};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Một Cửa portal contract",
        version = "1",
        description = "What a public-service portal offers to the Một Cửa desk. Prose, with headers and status codes: README.md beside this document.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    components(schemas(Problem)),
    modifiers(&Bearer),
    security(("session" = [])),
    tags(
        (name = "portal", description = "Who the portal is"),
        (name = "catalogue", description = "The law as versioned data"),
        (name = "accounts", description = "Accounts"),
        (name = "sessions", description = "Signing in and out"),
        (name = "files", description = "Bytes of papers: tus 1.0"),
        (name = "dossiers", description = "Dossiers, batch, change feed, look-up"),
        (name = "money", description = "Fees, attempts, receipts"),
        (name = "banks", description = "Notices of banks: signed, without a session; not for the desk"),
    )
)]
struct Whole;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_with(Default::default);
        components.add_security_scheme(
            "session",
            SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build()),
        );
    }
}

/// The document as JSON text, ending in a line break.
///
/// # Errors
/// Never in practice: when a schema cannot be serialised.
pub fn json() -> ApiResult<String> {
    let mut document = Whole::openapi();
    for area in [
        profile::Doc::openapi(),
        catalogue::Doc::openapi(),
        accounts::Doc::openapi(),
        uploads::Doc::openapi(),
        dossiers::Doc::openapi(),
        results::Doc::openapi(),
        feed::Doc::openapi(),
        money::http::Doc::openapi(),
    ] {
        document.merge(area);
    }
    let mut value = serde_json::to_value(&document)?;
    complete(&mut value);
    Ok(serde_json::to_string_pretty(&value)? + "\n")
}

/// Problems always travel as `application/problem+json`, and any operation may meet one.
fn complete(document: &mut Value) {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else {
        return;
    };
    for operations in paths.values_mut().filter_map(Value::as_object_mut) {
        for (method, operation) in operations.iter_mut() {
            let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else {
                continue;
            };
            for response in responses.values_mut() {
                as_problem(response);
            }
            if method != "head" {
                responses.entry("default").or_insert_with(|| {
                    json!({
                        "description": "A problem document",
                        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
                    })
                });
            }
        }
    }
}

fn as_problem(response: &mut Value) {
    let Some(content) = response.get_mut("content").and_then(Value::as_object_mut) else {
        return;
    };
    let is_problem = content
        .get("application/json")
        .and_then(|c| c.pointer("/schema/$ref"))
        .is_some_and(|r| r == "#/components/schemas/Problem");
    if is_problem && let Some(schema) = content.remove("application/json") {
        content.insert("application/problem+json".into(), schema);
    }
}
