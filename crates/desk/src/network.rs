//! The way to the portal: the user's choice, kept in the encrypted store (with the proxy's password).

use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
    sync::Arc,
};

use motcua_domain::{language::Language, problem::FieldProblem};
use motcua_sync::client::{Authorities, ManualProxy, Network, ProxyChoice};
use serde::{Deserialize, Serialize};

use crate::{
    error::{DeskError, ErrorCode},
    portal_link::connect,
    shared::room::Room,
    views::{
        event::DeskEvent,
        network::{CertificateFile, NetworkSettings, ProxyChange, ProxyKind},
    },
};

/// Setting under which it is kept.
const NAME: &str = "network";
/// Largest file of certificates that is read, in bytes.
const MAX_FILE: u64 = 1 << 20;

#[derive(Clone, Default, Serialize, Deserialize)]
struct Kept {
    proxy: ProxyKind,
    #[serde(default)]
    address: String,
    #[serde(default)]
    user: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    certificate: Option<KeptFile>,
}

#[derive(Clone, Serialize, Deserialize)]
struct KeptFile {
    name: String,
    pem: String,
}

impl Kept {
    fn way(&self) -> Network {
        let proxy = match self.proxy {
            ProxyKind::System => ProxyChoice::System,
            ProxyKind::None => ProxyChoice::Direct,
            // it was tried when it was kept
            ProxyKind::Manual => ManualProxy::new(&self.address, &self.user, &self.password)
                .map_or(ProxyChoice::System, ProxyChoice::Manual),
        };
        Network {
            proxy,
            authorities: self.authorities(),
        }
    }

    fn authorities(&self) -> Authorities {
        self.certificate
            .as_ref()
            .and_then(|file| Authorities::read(file.pem.as_bytes()).ok())
            .unwrap_or_default()
    }

    fn view(&self) -> NetworkSettings {
        let authorities = self.authorities();
        NetworkSettings {
            proxy: self.proxy,
            address: self.address.clone(),
            user: self.user.clone(),
            password_set: !self.password.is_empty(),
            certificate: self.certificate.as_ref().map(|file| CertificateFile {
                name: file.name.clone(),
                count: u32::try_from(authorities.certificates().len()).unwrap_or(u32::MAX),
                sha256: authorities.fingerprint().unwrap_or_default(),
            }),
        }
    }
}

async fn kept(room: &Arc<Room>) -> Result<Kept, DeskError> {
    room.read(|tx| Ok(tx.setting::<Kept>(NAME)?.unwrap_or_default()))
        .await
}

/// The way that the room's requests take.
pub(crate) async fn way(room: &Arc<Room>) -> Result<Network, DeskError> {
    Ok(kept(room).await?.way())
}

/// As it is set.
pub(crate) async fn view(room: &Arc<Room>) -> Result<NetworkSettings, DeskError> {
    Ok(kept(room).await?.view())
}

/// Sets the proxy; what is under way goes on over the new way.
pub(crate) async fn set_proxy(room: &Arc<Room>, change: ProxyChange) -> Result<NetworkSettings, DeskError> {
    let lang = room.lang();
    let mut now = kept(room).await?;
    now.proxy = change.proxy;
    change.address.trim().clone_into(&mut now.address);
    change.user.trim().clone_into(&mut now.user);
    if let Some(password) = change.password {
        now.password = password;
    }
    if now.user.is_empty() {
        now.password.clear();
    }
    if now.proxy == ProxyKind::Manual {
        match ManualProxy::new(&now.address, &now.user, &now.password) {
            Ok(proxy) => proxy.address().clone_into(&mut now.address),
            Err(_) => return Err(wrong_address(lang)),
        }
    }
    keep(room, now).await
}

/// Takes in a file of certificates, or lets go of the one there is.
pub(crate) async fn set_certificate(
    room: &Arc<Room>,
    file: Option<PathBuf>,
) -> Result<NetworkSettings, DeskError> {
    let lang = room.lang();
    let read = match file {
        None => None,
        Some(file) => Some(room.blocking(move || take_in(&file, lang)).await?),
    };
    let mut now = kept(room).await?;
    now.certificate = read;
    keep(room, now).await
}

fn take_in(file: &Path, lang: Language) -> Result<KeptFile, DeskError> {
    let unreadable = |_| {
        DeskError::say(
            ErrorCode::BadFile,
            lang,
            "Không đọc được tệp chứng thư. Hãy kiểm tra tệp còn ở đó và bạn có quyền mở, rồi thử lại.",
            "The certificate file could not be read. Check that it is there and that you may open it, then try again.",
        )
    };
    let mut bytes = Vec::new();
    File::open(file)
        .and_then(|file| file.take(MAX_FILE).read_to_end(&mut bytes))
        .map_err(unreadable)?;
    let read = Authorities::read(&bytes).map_err(|_| {
        DeskError::say(
            ErrorCode::BadFile,
            lang,
            "Tệp này không có chứng thư nào dùng được. Hãy xin người quản trị mạng tệp chứng thư gốc dạng .pem, .crt hoặc .cer.",
            "There is no usable certificate in this file. Ask whoever looks after the network for the root certificate as .pem, .crt or .cer.",
        )
    })?;
    Ok(KeptFile {
        name: file
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default(),
        pem: read.to_pem(),
    })
}

async fn keep(room: &Arc<Room>, now: Kept) -> Result<NetworkSettings, DeskError> {
    let view = now.view();
    room.write(move |tx| Ok(tx.set_setting(NAME, &now)?)).await?;
    connect::again(room).await?;
    room.emit(DeskEvent::Status);
    Ok(view)
}

fn wrong_address(lang: Language) -> DeskError {
    let mut error = DeskError::say(
        ErrorCode::InvalidFields,
        lang,
        "Địa chỉ proxy chưa đúng. Hãy nhập như 10.0.0.1:3128 hoặc proxy.tinh.vn:8080.",
        "The proxy's address is not right. Enter it like 10.0.0.1:3128 or proxy.example.vn:8080.",
    );
    error.fields.push(FieldProblem {
        path: "address".to_owned(),
        code: "proxy_address".to_owned(),
        message: error.message.clone(),
    });
    error
}
