//! `cargo xtask chaos`: faults for as long as one likes. The last line says `… lost 0, doubled 0`,
//! or the program fails.

use std::{process::ExitCode, time::Instant};

use clap::{Parser, ValueEnum};
use motcua_chaos::{
    Finding,
    processes::{self, Campaign},
    simulation::{self, Against, Plant},
};

/// Desks, links and portals under seeded faults.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask chaos")]
struct Options {
    /// How many seeds of the simulation.
    #[arg(long, default_value_t = 10_000, conflicts_with = "real")]
    seeds: u64,
    /// The first seed.
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// Which portal.
    #[arg(long, value_enum, default_value_t = Portal::Both)]
    against: Portal,
    /// Prints every event; for a single seed.
    #[arg(long)]
    trace: bool,
    /// The programs themselves in place of the simulation, killed at random moments.
    #[arg(long)]
    real: bool,
    /// How many runs of the programs.
    #[arg(long, default_value_t = 50, requires = "real")]
    runs: u64,
    /// How many desks send at a time.
    #[arg(long, default_value_t = 10, requires = "real")]
    desks: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Portal {
    /// A model in memory.
    Model,
    /// The reference portal's handlers on real SQLite.
    Handlers,
    /// The model, and one seed in ten against the handlers as well.
    Both,
}

#[derive(Default)]
struct Count {
    lost: u64,
    doubled: u64,
}

impl Count {
    fn add(&mut self, finding: &Finding, replay: &str) {
        self.lost += u64::from(finding.lost());
        self.doubled += u64::from(finding.doubled());
        println!("seed {}: {:#?}", finding.seed, finding.complaints);
        println!("replay: cargo xtask chaos {replay} --from {}", finding.seed);
    }

    fn end(&self, seeds: u64) -> ExitCode {
        println!("seeds {seeds}, lost {}, doubled {}", self.lost, self.doubled);
        if self.lost + self.doubled == 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}

fn main() -> anyhow::Result<ExitCode> {
    let options = Options::parse();
    if options.real {
        real(&options)
    } else {
        Ok(simulated(&options))
    }
}

fn simulated(options: &Options) -> ExitCode {
    let mut count = Count::default();
    let tenth = options.seeds.div_ceil(10);
    let parts = match options.against {
        Portal::Model => vec![(Against::Model, "model", options.seeds)],
        Portal::Handlers => vec![(Against::Handlers, "handlers", options.seeds)],
        Portal::Both => vec![
            (Against::Model, "model", options.seeds),
            (Against::Handlers, "handlers", tenth),
        ],
    };
    for (against, name, seeds) in parts {
        let started = Instant::now();
        let plant = Plant::default();
        if options.trace {
            simulation::run(against, options.from, &plant, true);
        }
        simulation::hunt(against, options.from, seeds, &plant, |finding| {
            count.add(&finding, &format!("--seeds 1 --against {name} --trace"));
            true
        });
        println!(
            "{seeds} against the {name} in {:.1} s",
            started.elapsed().as_secs_f64()
        );
    }
    count.end(options.seeds)
}

fn real(options: &Options) -> anyhow::Result<ExitCode> {
    let mut count = Count::default();
    let started = Instant::now();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let tally = runtime.block_on(processes::campaign(
        Campaign {
            from: options.from,
            runs: options.runs,
            desks: options.desks,
            trace: options.trace,
        },
        |finding| count.add(&finding, "--real --runs 1 --trace"),
    ))?;
    println!(
        "{} runs in {:.0} s; portals killed {} times, desks {} times, {} sent again from a backup, {} fees paid",
        tally.runs,
        started.elapsed().as_secs_f64(),
        tally.portal_kills,
        tally.desk_kills,
        tally.from_backup,
        tally.payments
    );
    Ok(count.end(tally.runs))
}
