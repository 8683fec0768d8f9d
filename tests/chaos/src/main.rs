//! `cargo xtask chaos`: faults for as long as one likes. The last line says `… lost 0, doubled 0`,
//! or the program fails.

use std::{process::ExitCode, time::Instant};

use clap::{Parser, ValueEnum};
use motcua_chaos::simulation::{self, Against, Plant};

/// Desks, links and portals under seeded faults.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask chaos")]
struct Options {
    /// How many seeds.
    #[arg(long, default_value_t = 10_000)]
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
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Portal {
    /// A model in memory.
    Model,
    /// The reference portal's handlers on real SQLite.
    Handlers,
    /// One seed in ten against the handlers as well.
    Both,
}

fn main() -> ExitCode {
    let options = Options::parse();
    let tenth = options.seeds.div_ceil(10);
    let (mut lost, mut doubled) = (0u64, 0u64);
    for (against, name, seeds) in [
        (Against::Model, "model", options.seeds),
        (
            Against::Handlers,
            "handlers",
            if options.against == Portal::Both {
                tenth
            } else {
                options.seeds
            },
        ),
    ] {
        let wanted = match options.against {
            Portal::Both => true,
            Portal::Model => against == Against::Model,
            Portal::Handlers => against == Against::Handlers,
        };
        if !wanted {
            continue;
        }
        let started = Instant::now();
        if options.trace {
            simulation::run(against, options.from, &Plant::default(), true);
        }
        simulation::hunt(against, options.from, seeds, &Plant::default(), |finding| {
            lost += u64::from(finding.lost());
            doubled += u64::from(finding.doubled());
            println!(
                "seed {} against the {name}: {:#?}",
                finding.seed, finding.complaints
            );
            println!(
                "replay: cargo xtask chaos --seeds 1 --from {} --against {name} --trace",
                finding.seed
            );
            true
        });
        println!(
            "{seeds} seeds against the {name} in {:.1} s",
            started.elapsed().as_secs_f64()
        );
    }
    println!("seeds {}, lost {lost}, doubled {doubled}", options.seeds);
    if lost + doubled == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
