//! How values cross between Rust and SQLite.

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{
    ToSql,
    types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef},
};
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

use crate::{Result, StoreError};

/// A UUID as 16 bytes.
pub(crate) struct Id(pub Uuid);

impl ToSql for Id {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.as_bytes().as_slice().into())
    }
}
impl FromSql for Id {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Uuid::from_slice(value.as_blob()?)
            .map(Self)
            .map_err(FromSqlError::other)
    }
}

/// The owner column: an account, or nobody yet.
pub(crate) struct Owner(pub Option<Uuid>);

impl ToSql for Owner {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.unwrap_or_default().as_bytes().to_vec().into())
    }
}
impl FromSql for Owner {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Id::column_result(value).map(|Id(id)| Self((!id.is_nil()).then_some(id)))
    }
}

/// A moment in milliseconds.
pub(crate) struct Stamp(pub DateTime<Utc>);

impl ToSql for Stamp {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.timestamp_millis().into())
    }
}
impl FromSql for Stamp {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let millis = value.as_i64()?;
        DateTime::from_timestamp_millis(millis)
            .map(Self)
            .ok_or(FromSqlError::OutOfRange(millis))
    }
}

/// A day in ISO form.
pub(crate) struct Day(pub NaiveDate);

impl ToSql for Day {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.to_string().into())
    }
}
impl FromSql for Day {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map(Self).map_err(FromSqlError::other)
    }
}

/// An enumeration by the name serde gives it.
pub(crate) struct Name<T>(pub T);

impl<T: Serialize> ToSql for Name<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match serde_json::to_value(&self.0) {
            Ok(serde_json::Value::String(name)) => Ok(name.into()),
            Ok(_) => Err(rusqlite::Error::ToSqlConversionFailure(
                "not an enumeration".into(),
            )),
            Err(error) => Err(rusqlite::Error::ToSqlConversionFailure(error.into())),
        }
    }
}
impl<T: DeserializeOwned> FromSql for Name<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        use serde::de::{IntoDeserializer, value::Error};
        let name: serde::de::value::StrDeserializer<'_, Error> = value.as_str()?.into_deserializer();
        T::deserialize(name).map(Self).map_err(FromSqlError::other)
    }
}

/// Any value as JSON text.
pub(crate) struct Json<T>(pub T);

impl<T: Serialize> ToSql for Json<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        serde_json::to_string(&self.0)
            .map(Into::into)
            .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
    }
}
impl<T: DeserializeOwned> FromSql for Json<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        serde_json::from_str(value.as_str()?)
            .map(Self)
            .map_err(FromSqlError::other)
    }
}

/// A SHA-256 as 32 bytes; lower-case hex outside.
pub(crate) struct Sha(pub [u8; 32]);

impl Sha {
    pub(crate) fn parse(hex: &str) -> Result<Self> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(hex, &mut bytes).map_err(|_| StoreError::NotFound("file of that hash"))?;
        Ok(Self(bytes))
    }
    pub(crate) fn hex(&self) -> String {
        hex::encode(self.0)
    }
}

impl ToSql for Sha {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.as_slice().into())
    }
}
impl FromSql for Sha {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let bytes = value.as_blob()?;
        bytes
            .try_into()
            .map(Self)
            .map_err(|_| FromSqlError::InvalidBlobSize {
                expected_size: 32,
                blob_size: bytes.len(),
            })
    }
}

/// Sizes and offsets; SQLite's integers are signed.
pub(crate) fn signed(bytes: u64) -> Result<i64> {
    i64::try_from(bytes).map_err(|_| StoreError::Conflict("a size is out of range"))
}

/// Back from [`signed`]; a CHECK keeps negatives out.
pub(crate) fn unsigned(bytes: i64) -> u64 {
    u64::try_from(bytes).unwrap_or(0)
}

/// A number that is never negative: a count, a size.
pub(crate) fn number(conn: &rusqlite::Connection, sql: &str, given: impl rusqlite::Params) -> Result<u64> {
    Ok(unsigned(conn.query_row(sql, given, |row| row.get(0))?))
}
