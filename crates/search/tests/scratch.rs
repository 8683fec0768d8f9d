mod common;
use common::*;
#[test]
fn scratch() {
    let n: usize = std::env::var("N").ok().and_then(|n| n.parse().ok()).unwrap_or(85);
    let cat = with_neighbours(catalogue_2022(), n);
    let index = index(&cat);
    for q in std::env::var("Q").unwrap_or_default().split('|') {
        let found = ask(&index, q, None);
        println!("== {q}: {}", found.total);
        for h in found.hits.iter().take(5) {
            let p = &cat.procedures[h.procedure_index];
            println!("  {:.2} {} {}\n        {}", h.score, p.code, p.name.chars().take(150).collect::<String>(), motcua_search::why::sentence(&h.why, motcua_domain::language::Language::Vi));
        }
        if let Ok(w) = std::env::var("W") { for h in found.hits.iter() { let p=&cat.procedures[h.procedure_index]; if w.contains(&p.code) { println!("  W {:.2} {} {}\n        {}", h.score, p.code, p.name, motcua_search::why::sentence(&h.why, motcua_domain::language::Language::Vi)); } } }
    }
}
