//! Benchmarks: every figure is a ratio within one run, against a floor or a peer measured beside it.

mod samples;
mod window;

use anyhow::Result;

#[tokio::main]
async fn main() -> Result<()> {
    println!("| what a user feels | measured | ratio | bar |\n|---|---|---|---|");
    for row in window::measure(20).await? {
        println!("{}", row.line());
    }
    Ok(())
}
