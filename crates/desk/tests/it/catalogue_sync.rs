//! Newer versions of the catalogue from the real portal, over a link that cuts and tampers.

use std::sync::{Arc, Mutex};

use motcua_desk::{Desk, error::ErrorCode};
use motcua_domain::content::FieldValue;
use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

use super::{common::*, portal::*};

pub const NEW_NAME: &str = "Cho phép tìm nguồn nước ngầm";

/// What the link does to the catalogue on its way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Link {
    Honest,
    /// Every answer about an edition ends in its middle.
    Cut,
    /// The changes say something else than the portal said.
    TamperedChanges,
    /// So does the whole edition.
    Tampered,
}

/// A link to a portal that carries GETs, notes them, and does as it is told.
pub struct Between {
    pub address: String,
    pub link: Mutex<Link>,
    /// Paths about editions with the bytes of their answers.
    pub asked: Mutex<Vec<(String, usize)>>,
    upstream: String,
}

impl Between {
    pub async fn start(upstream: String) -> Arc<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let between = Arc::new(Self {
            address: format!("http://{}", listener.local_addr().unwrap()),
            link: Mutex::new(Link::Honest),
            asked: Mutex::default(),
            upstream,
        });
        let here = Arc::clone(&between);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let here = Arc::clone(&here);
                tokio::spawn(async move { here.carry(stream).await });
            }
        });
        between
    }

    pub fn be(&self, link: Link) {
        *self.link.lock().unwrap() = link;
        self.asked.lock().unwrap().clear();
    }

    async fn carry(&self, stream: TcpStream) -> Option<()> {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        let first = lines.next_line().await.ok()??;
        let path = first.split(' ').nth(1)?.to_owned();
        while !lines.next_line().await.ok()??.is_empty() {}
        let answer = reqwest::get(format!("{}{path}", self.upstream)).await.ok()?;
        let status = answer.status();
        let kind = answer.headers()["content-type"].to_str().ok()?.to_owned();
        let mut body = answer.text().await.ok()?;
        let link = *self.link.lock().unwrap();
        let edition = path.starts_with("/v1/catalogue/");
        if edition {
            self.asked.lock().unwrap().push((path.clone(), body.len()));
        }
        if edition && (link == Link::Tampered || link == Link::TamperedChanges && path.contains("/changes")) {
            body = body.replace(NEW_NAME, "Cho phép tìm nguồn nước ngọt");
        }
        let head = format!(
            "HTTP/1.1 {} x\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            status.as_u16(),
            body.len()
        );
        let sent = if edition && link == Link::Cut {
            body.len() / 2
        } else {
            body.len()
        };
        write.write_all(head.as_bytes()).await.ok()?;
        write.write_all(&body.as_bytes()[..sent]).await.ok()
    }
}

/// Edition 2022 as it comes with the program, changed by `change`.
pub fn edition_2022(change: impl FnOnce(&mut Value)) -> String {
    let (_, text) = (motcua_data::CATALOGUES.iter())
        .find(|(name, _)| *name == "2022")
        .unwrap();
    let mut catalogue: Value = serde_json::from_str(text).unwrap();
    change(&mut catalogue);
    catalogue.to_string()
}

pub fn procedure<'c>(catalogue: &'c mut Value, code: &str) -> &'c mut Value {
    let procedures = catalogue["procedures"].as_array_mut().unwrap();
    procedures.iter_mut().find(|p| p["code"] == code).unwrap()
}

/// The second version: another title, one paper less, one more, one agency more.
pub fn second() -> String {
    edition_2022(|catalogue| {
        catalogue["version"] = 2.into();
        let mut agency = catalogue["agencies"][0].clone();
        agency["id"] = "trung-tam-moi".into();
        catalogue["agencies"].as_array_mut().unwrap().insert(1, agency);
        let procedure = procedure(catalogue, GROUNDWATER);
        procedure["name"] = NEW_NAME.into();
        procedure["components"].as_array_mut().unwrap().pop();
    })
}

async fn name(desk: &Desk) -> String {
    desk.procedure(GROUNDWATER.into(), None)
        .await
        .unwrap()
        .procedure
        .name
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_version_comes_by_what_changed_whole_or_not_at_all_and_open_drafts_keep_theirs() {
    let mut portal = Portal::start(real()).await;
    let between = Between::start(portal.address()).await;
    let bench = Bench::new();
    let desk = bench.open();
    desk.connect_portal(between.address.clone()).await.unwrap();
    desk.update_catalogue().await.unwrap();
    // nothing new: places and holidays are those that came with the program, and nothing is fetched
    assert_eq!(*between.asked.lock().unwrap(), []);
    let draft = desk.create_dossier(GROUNDWATER.into(), None).await.unwrap();
    desk.set_answers(draft, groundwater(150.0)).await.unwrap();
    let papers = desk.dossier(draft).await.unwrap().components.len();

    portal.down().await;
    portal.publish("2022", &second());
    // cut in the middle, tampered with on the way: the old one stays, whole, and says why
    between.be(Link::Cut);
    portal.up().await;
    desk.update_catalogue().await.unwrap_err();
    assert!(name(&desk).await.starts_with("Cấp giấy phép thăm dò"));
    between.be(Link::Tampered);
    let error = desk.update_catalogue().await.unwrap_err();
    assert_eq!(error.code, ErrorCode::BadFile);
    assert!(error.message.contains("mã kiểm tra"), "{}", error.message);
    assert!(name(&desk).await.starts_with("Cấp giấy phép thăm dò"));
    desk.close().await;
    let desk = bench.open();
    opened(&desk).await;
    assert!(name(&desk).await.starts_with("Cấp giấy phép thăm dò"));
    desk.close().await;

    // by what changed: one request, a small part of the edition
    between.be(Link::Honest);
    let desk = bench.open();
    opened(&desk).await;
    until(&desk, "the new version", || async {
        desk.update_catalogue().await.ok();
        (name(&desk).await == NEW_NAME).then_some(())
    })
    .await;
    let asked = between.asked.lock().unwrap().clone();
    let whole = second().len();
    assert!(!asked.is_empty());
    for (path, bytes) in asked {
        assert!(path.contains("/changes?cursor="), "{path}");
        assert!(bytes * 10 < whole, "{bytes} of {whole}");
    }
    assert!(!desk.update_catalogue().await.unwrap());

    // the draft that was open all the while keeps its version, new ones are made under the new; also after
    // a restart
    let new = desk.create_dossier(GROUNDWATER.into(), None).await.unwrap();
    desk.close().await;
    let desk = bench.open();
    opened(&desk).await;
    assert_eq!(name(&desk).await, NEW_NAME);
    let kept = desk.dossier(draft).await.unwrap();
    assert_eq!(kept.components.len(), papers);
    assert_eq!(kept.answers["form.flow_m3_per_day"], FieldValue::Number(150.0));
    assert_eq!(desk.dossier(new).await.unwrap().components.len(), papers - 1);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_changes_do_not_lead_to_what_was_announced_the_whole_edition_is_fetched() {
    let mut portal = Portal::start(real()).await;
    let between = Between::start(portal.address()).await;
    let bench = Bench::new();
    let desk = bench.open();
    desk.connect_portal(between.address.clone()).await.unwrap();
    portal.down().await;
    portal.publish("2022", &second());
    portal.up().await;
    between.be(Link::TamperedChanges);
    until(&desk, "the new version", || async {
        desk.update_catalogue().await.ok();
        (name(&desk).await == NEW_NAME).then_some(())
    })
    .await;
    let paths = || -> Vec<String> {
        let asked = between.asked.lock().unwrap();
        asked.iter().map(|(path, _)| path.clone()).collect()
    };
    assert!(
        paths().contains(&"/v1/catalogue/2022".to_owned()),
        "{:?}",
        paths()
    );

    // a version that the portal never had, from a stick: it says so, and the whole edition comes
    let foreign = second()
        .replace("\"version\":2", "\"version\":3")
        .replace(NEW_NAME, "Bản của máy khác");
    let mut file: Value = serde_json::from_slice(&desk.export_catalogue().await.unwrap()).unwrap();
    let document = &mut file["documents"][0];
    document["sha256"] = motcua_domain::canonical_json::sha256_hex(foreign.as_bytes()).into();
    document["body"] = foreign.into();
    desk.import_catalogue(serde_json::to_vec(&file).unwrap())
        .await
        .unwrap();
    assert_eq!(name(&desk).await, "Bản của máy khác");
    portal.down().await;
    let fourth = second()
        .replace("\"version\":2", "\"version\":4")
        .replace(NEW_NAME, "Bản thứ tư");
    portal.publish("2022", &fourth);
    between.be(Link::Honest);
    portal.up().await;
    until(&desk, "the fourth version", || async {
        desk.update_catalogue().await.ok();
        (name(&desk).await == "Bản thứ tư").then_some(())
    })
    .await;
    assert!(
        paths().contains(&"/v1/catalogue/2022".to_owned()),
        "{:?}",
        paths()
    );
    desk.close().await;
}
