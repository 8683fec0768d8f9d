//! Seeds in the test command: ten thousand against the model, a thousand against the portal's own
//! handlers. `MOTCUA_SEEDS` and `MOTCUA_HANDLER_SEEDS` set other numbers; `cargo xtask chaos` runs
//! for as long as one likes.

use motcua_chaos::simulation::{self, Against, Plant};

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name)
        .ok()
        .and_then(|value| value.parse().ok())
        .unwrap_or(usual)
}

fn all_hold(against: Against, name: &str, count: u64) {
    if let Some(finding) = simulation::first(against, 0, count, &Plant::default(), |_| true) {
        panic!(
            "seed {seed}: {:#?}\nreplay: cargo xtask chaos --seeds 1 --from {seed} --against {name} --trace",
            finding.complaints,
            seed = finding.seed,
        );
    }
}

#[test]
fn against_the_model_every_dossier_arrives_exactly_once_with_exactly_its_files() {
    all_hold(Against::Model, "model", number("MOTCUA_SEEDS", 10_000));
}

#[test]
fn against_the_handlers_every_dossier_arrives_exactly_once_with_exactly_its_files() {
    all_hold(
        Against::Handlers,
        "handlers",
        number("MOTCUA_HANDLER_SEEDS", 1_000),
    );
}

#[test]
fn a_seed_replays_itself() {
    for against in [Against::Model, Against::Handlers] {
        for seed in 0..20 {
            let [once, again] = [(); 2].map(|()| simulation::history(against, seed, &Plant::default()));
            assert_eq!(once, again, "seed {seed} against {against:?}");
        }
    }
}
