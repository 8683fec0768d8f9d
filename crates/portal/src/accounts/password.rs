//! Passwords under Argon2id.

use argon2::{
    Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version,
    password_hash::SaltString,
};

use crate::{
    config::PasswordCost,
    error::{ApiError, ApiResult},
    state::App,
};

fn argon(cost: &PasswordCost) -> ApiResult<Argon2<'static>> {
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, None)
        .map_err(|e| ApiError::internal(format!("configured password cost: {e}")))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Hashes a password with a fresh salt, off the async threads.
///
/// # Errors
/// When the configured cost is impossible.
pub async fn hash(app: &App, password: String) -> ApiResult<String> {
    let mut salt = [0u8; 16];
    app.random.fill(&mut salt);
    let cost = app.config.password.clone();
    let _turn = app.password_gate.acquire().await;
    tokio::task::spawn_blocking(move || {
        let salt = SaltString::encode_b64(&salt).map_err(|e| ApiError::internal(format!("salt: {e}")))?;
        let hash = argon(&cost)?
            .hash_password(password.as_bytes(), &salt)
            .map_err(|e| ApiError::internal(format!("password hash: {e}")))?;
        Ok(hash.to_string())
    })
    .await?
}

/// Whether `password` is the one that was hashed. Without a hash (unknown name) the same work is
/// done, so that the time taken does not tell whether the name is known.
///
/// # Errors
/// When a stored hash cannot be read.
pub async fn verify(app: &App, password: String, hash: Option<String>) -> ApiResult<bool> {
    let Some(hash) = hash else {
        self::hash(app, password).await?;
        return Ok(false);
    };
    let _turn = app.password_gate.acquire().await;
    tokio::task::spawn_blocking(move || {
        let parsed =
            PasswordHash::new(&hash).map_err(|e| ApiError::internal(format!("stored password hash: {e}")))?;
        // The parameters of the stored hash count, so that the cost can be raised later.
        Ok(Argon2::default()
            .verify_password(password.as_bytes(), &parsed)
            .is_ok())
    })
    .await?
}
