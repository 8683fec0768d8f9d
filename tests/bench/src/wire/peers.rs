//! Others over the same cuts: one file each, started again by itself after every cut.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Instant,
};

use anyhow::{Context as _, Result, ensure};
use motcua_journey::{link::Link, papers, scene::Scene};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    process::Command,
};

use super::{Cuts, PASSWORD, ROUND_TRIP, WIDTH, needs};

/// A form that starts at its first byte each time may never come through: after so many tries it is given up.
const TRIES: u32 = 40;

/// Bytes over the wire as ratios to the bytes of the file, in words.
pub async fn beside(scene: &Scene, cuts: &Cuts, size: usize) -> Result<String> {
    let file = papers::pdf(scene.folder(), "cua-nguoi-khac.pdf", "Cua nguoi khac", size + 1)?;
    let bytes = std::fs::metadata(&file)?.len();
    let started = Instant::now();
    let tus = tus_js_client(scene, cuts, &file).await? as f64 / bytes as f64;
    let took = started.elapsed().as_secs_f64() / needs(bytes);
    let (sent, through) = multipart(cuts, &file).await?;
    let form = sent as f64 / bytes as f64;
    let through = if through {
        String::new()
    } else {
        format!(" and is not through after {TRIES} tries")
    };
    Ok(format!(
        "beside it tus-js-client sends {tus:.3} × the bytes of a file of {bytes} bytes in {took:.2} × the time they \
         need, a multipart form by curl {form:.1} ×{through}"
    ))
}

async fn tus_js_client(scene: &Scene, cuts: &Cuts, file: &Path) -> Result<u64> {
    let peers = Path::new(env!("CARGO_MANIFEST_DIR")).join("../interop/peers");
    ensure!(
        peers.join("node_modules").is_dir(),
        "the peers are not installed: cargo xtask bench does it"
    );
    let token = sign_in(&scene.portal.addresses.portal).await?;
    let before = scene.link.forwarded();
    let cutting = cuts.clone().cut(&scene.link);
    let ended = Command::new("node")
        .arg(peers.join("tus-upload.mjs"))
        .arg(format!("{}/v1/uploads", scene.link.address))
        .arg(file)
        .arg(scene.folder().join("tus-addresses.json"))
        .args(["--retries", "1000"])
        .env("MOTCUA_TOKEN", token)
        .stdout(Stdio::null())
        .status()
        .await
        .context("node")?;
    drop(cutting);
    scene.link.mend();
    ensure!(ended.success(), "tus-js-client gave up");
    Ok(scene.link.forwarded() - before)
}

async fn sign_in(portal: &str) -> Result<String> {
    let body =
        json!({ "name": "y.huong@example.vn", "password": PASSWORD, "device_id": uuid::Uuid::new_v4() });
    let answer: Value = reqwest::Client::new()
        .post(format!("{portal}/v1/sessions"))
        .json(&body)
        .send()
        .await?
        .error_for_status()?
        .json()
        .await?;
    Ok(answer["access_token"].as_str().context("a token")?.to_owned())
}

/// Bytes sent, and whether the form came through at last.
async fn multipart(cuts: &Cuts, file: &Path) -> Result<(u64, bool)> {
    let link = Link::open(taker().await?).await?;
    link.narrow(WIDTH, ROUND_TRIP);
    let cutting = cuts.clone().cut(&link);
    let mut part = std::ffi::OsString::from("file=@");
    part.push(PathBuf::from(file));
    let mut through = false;
    for _ in 0..TRIES {
        let ended = Command::new("curl")
            .args(["--silent", "--header", "Expect:", "--form"])
            .arg(&part)
            .arg(&link.address)
            .stdout(Stdio::null())
            .status()
            .await
            .context("curl")?;
        through = ended.success();
        if through {
            break;
        }
    }
    drop(cutting);
    Ok((link.forwarded(), through))
}

/// A server that takes whatever is posted to it. Its `host:port`.
async fn taker() -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?.to_string();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                // A sender that was cut off is of no interest.
                let _ = take(stream).await;
            });
        }
    });
    Ok(address)
}

async fn take(mut stream: TcpStream) -> std::io::Result<()> {
    let mut head = Vec::new();
    let mut piece = vec![0; 64 * 1024];
    let end = loop {
        let read = stream.read(&mut piece).await?;
        if read == 0 {
            return Ok(());
        }
        head.extend_from_slice(&piece[..read]);
        if let Some(end) = head.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
    };
    let text = String::from_utf8_lossy(&head[..end]).to_ascii_lowercase();
    let length: usize = text
        .lines()
        .find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok())
        .unwrap_or(0);
    let mut taken = head.len() - end;
    while taken < length {
        match stream.read(&mut piece).await? {
            0 => return Ok(()),
            read => taken += read,
        }
    }
    stream
        .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        .await
}
