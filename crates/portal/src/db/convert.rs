//! How values lie in the database: UUIDs as hyphenated text, moments as milliseconds since 1970 in
//! UTC, days as ISO text, enumerations by their names on the wire, documents as JSON text.

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Row, types::Type};
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

type Sql<T> = Result<T, rusqlite::Error>;

fn broken(column: &str, why: impl std::fmt::Display) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, Type::Text, format!("column {column}: {why}").into())
}

/// A moment as stored.
pub fn ms(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis()
}

/// A stored moment.
pub fn moment(ms: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(ms).unwrap_or_default()
}

/// A UUID column.
pub fn uuid(row: &Row<'_>, column: &str) -> Sql<Uuid> {
    let text: String = row.get(column)?;
    Uuid::parse_str(&text).map_err(|e| broken(column, e))
}

/// An optional UUID column.
pub fn uuid_opt(row: &Row<'_>, column: &str) -> Sql<Option<Uuid>> {
    let text: Option<String> = row.get(column)?;
    text.map(|t| Uuid::parse_str(&t).map_err(|e| broken(column, e)))
        .transpose()
}

/// A moment column.
pub fn at(row: &Row<'_>, column: &str) -> Sql<DateTime<Utc>> {
    Ok(moment(row.get(column)?))
}

/// An optional moment column.
pub fn at_opt(row: &Row<'_>, column: &str) -> Sql<Option<DateTime<Utc>>> {
    Ok(row.get::<_, Option<i64>>(column)?.map(moment))
}

/// An optional day column.
pub fn day_opt(row: &Row<'_>, column: &str) -> Sql<Option<NaiveDate>> {
    let text: Option<String> = row.get(column)?;
    text.map(|t| t.parse().map_err(|e| broken(column, e))).transpose()
}

/// A JSON document column.
pub fn json<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> Sql<T> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|e| broken(column, e))
}

/// An enumeration column, by the name it has on the wire.
pub fn name<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> Sql<T> {
    let text: String = row.get(column)?;
    serde_json::from_value(serde_json::Value::String(text)).map_err(|e| broken(column, e))
}

/// An optional enumeration column.
pub fn name_opt<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> Sql<Option<T>> {
    let text: Option<String> = row.get(column)?;
    text.map(|t| serde_json::from_value(serde_json::Value::String(t)).map_err(|e| broken(column, e)))
        .transpose()
}

/// The wire name of an enumeration's value, for storing.
pub fn wire_name<T: Serialize>(value: T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        other => unreachable!("an enumeration serialises as its name, not as {other:?}"),
    }
}
