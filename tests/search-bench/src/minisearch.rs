//! MiniSearch under node, in a process of its own; it takes its times itself, without the pipe.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result};
use motcua_domain::catalogue::Catalogue;
use serde_json::{Value, json};

use crate::peer::{Engine, documents};

/// The peer.
pub struct MiniSearch {
    node: Child,
    ask: ChildStdin,
    answers: BufReader<ChildStdout>,
    built: Duration,
    bytes: usize,
}

impl MiniSearch {
    /// Starts node and fills the index.
    pub fn new(catalogue: &Catalogue) -> Result<Self> {
        let mut node = Command::new("node")
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/minisearch.mjs"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("node cannot be started; is Node 20 or newer installed?")?;
        let ask = node.stdin.take().context("node has no input")?;
        let answers = BufReader::new(node.stdout.take().context("node has no output")?);
        let mut out = Self {
            node,
            ask,
            answers,
            built: Duration::ZERO,
            bytes: 0,
        };
        let documents: Vec<Value> = documents(catalogue)
            .map(|d| {
                json!({ "code": d.code, "name": d.name, "sector": d.sector, "sectorId": d.sector_id,
                        "agency": d.agency, "details": d.details })
            })
            .collect();
        let answer = out.asked(&json!({ "documents": documents }))?;
        out.built = took(&answer);
        out.bytes = answer["bytes"]
            .as_u64()
            .and_then(|b| usize::try_from(b).ok())
            .unwrap_or(0);
        Ok(out)
    }

    fn asked(&mut self, question: &Value) -> Result<Value> {
        writeln!(self.ask, "{question}")?;
        self.ask.flush()?;
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        serde_json::from_str(&line).context("MiniSearch gave no answer; run npm ci in tests/search-bench")
    }
}

fn took(answer: &Value) -> Duration {
    Duration::from_nanos(answer["nanoseconds"].as_u64().unwrap_or(u64::MAX))
}

impl Engine for MiniSearch {
    fn name(&self) -> &'static str {
        "MiniSearch"
    }

    fn search(&mut self, text: &str, sector: Option<&str>) -> Result<(Vec<String>, Duration)> {
        let answer = self.asked(&json!({ "text": text, "sector": sector }))?;
        let codes = answer["codes"].as_array().into_iter().flatten();
        let codes = codes.filter_map(|c| c.as_str().map(str::to_owned)).collect();
        Ok((codes, took(&answer)))
    }

    fn bytes(&self) -> usize {
        self.bytes
    }

    fn built(&self) -> Duration {
        self.built
    }
}

impl Drop for MiniSearch {
    fn drop(&mut self) {
        let _ = self.node.kill();
        let _ = self.node.wait();
    }
}
