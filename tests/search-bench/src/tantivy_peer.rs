//! tantivy as one would set it up in an afternoon: folded words, each typed word whole, or as a
//! beginning with at most one slip, all or else any of them, the title before the rest.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use motcua_domain::catalogue::Catalogue;
use tantivy::{
    Index, IndexReader, TantivyDocument, Term,
    collector::TopDocs,
    directory::RamDirectory,
    doc,
    query::{BooleanQuery, BoostQuery, ConstScoreQuery, FuzzyTermQuery, Occur, Query, TermQuery},
    schema::{Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value},
    tokenizer::{AsciiFoldingFilter, LowerCaser, SimpleTokenizer, TextAnalyzer},
};

use crate::peer::{Engine, documents};

/// The peer.
pub struct Tantivy {
    reader: IndexReader,
    directory: RamDirectory,
    analyzer: TextAnalyzer,
    code: Field,
    sector_id: Field,
    /// With how much each counts.
    fields: Vec<(Field, f32)>,
    built: Duration,
}

impl Tantivy {
    /// Fills it.
    pub fn new(catalogue: &Catalogue) -> Result<Self> {
        let start = Instant::now();
        let analyzer = TextAnalyzer::builder(SimpleTokenizer::default())
            .filter(LowerCaser)
            .filter(AsciiFoldingFilter)
            .build();
        let mut schema = Schema::builder();
        let text = TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer("folded")
                .set_index_option(IndexRecordOption::WithFreqs),
        );
        let code = schema.add_text_field("code", STORED);
        let sector_id = schema.add_text_field("sector_id", STRING);
        let [codes, name, sector, agency, details] = ["codes", "name", "sector", "agency", "details"]
            .map(|field| schema.add_text_field(field, text.clone()));
        let directory = RamDirectory::create();
        let index = Index::open_or_create(directory.clone(), schema.build())?;
        index.tokenizers().register("folded", analyzer.clone());
        let mut writer = index.writer_with_num_threads::<TantivyDocument>(1, 64 << 20)?;
        for d in documents(catalogue) {
            writer.add_document(doc!(
                code => d.code, codes => d.code, name => d.name, sector => d.sector, sector_id => d.sector_id,
                agency => d.agency, details => d.details,
            ))?;
        }
        writer.commit()?;
        let reader = index.reader()?;
        Ok(Self {
            reader,
            directory,
            analyzer,
            code,
            sector_id,
            fields: vec![
                (codes, 5.0),
                (name, 10.0),
                (sector, 3.0),
                (agency, 2.0),
                (details, 1.0),
            ],
            built: start.elapsed(),
        })
    }

    fn word(&self, word: &str) -> Box<dyn Query> {
        let slips = u8::from(word.chars().count() > 3);
        let mut any: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for &(field, boost) in &self.fields {
            let term = Term::from_field_text(field, word);
            let whole = TermQuery::new(term.clone(), IndexRecordOption::WithFreqs);
            any.push((Occur::Should, Box::new(BoostQuery::new(Box::new(whole), boost))));
            let begun = FuzzyTermQuery::new_prefix(term, slips, true);
            any.push((
                Occur::Should,
                Box::new(ConstScoreQuery::new(Box::new(begun), boost * 0.2)),
            ));
        }
        Box::new(BooleanQuery::new(any))
    }

    fn run(&self, words: &[String], occur: Occur, sector: Option<&str>) -> Result<Vec<String>> {
        let words = words.iter().map(|word| (occur, self.word(word))).collect();
        let mut query: Box<dyn Query> = Box::new(BooleanQuery::new(words));
        if let Some(sector) = sector {
            let only = TermQuery::new(
                Term::from_field_text(self.sector_id, sector),
                IndexRecordOption::Basic,
            );
            let only: Box<dyn Query> = Box::new(ConstScoreQuery::new(Box::new(only), 0.0));
            query = Box::new(BooleanQuery::new(vec![(Occur::Must, query), (Occur::Must, only)]));
        }
        let searcher = self.reader.searcher();
        let found = searcher.search(&query, &TopDocs::with_limit(20).order_by_score())?;
        let code = |address| -> Result<String> {
            let document: TantivyDocument = searcher.doc(address)?;
            let code = document
                .get_first(self.code)
                .and_then(|v| v.as_str().map(str::to_owned));
            code.context("a document without its code")
        };
        found.into_iter().map(|(_, address)| code(address)).collect()
    }

    fn find(&mut self, text: &str, sector: Option<&str>) -> Result<Vec<String>> {
        let mut words = Vec::new();
        self.analyzer
            .token_stream(text)
            .process(&mut |token| words.push(token.text.clone()));
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let all = self.run(&words, Occur::Must, sector)?;
        if all.is_empty() {
            return self.run(&words, Occur::Should, sector);
        }
        Ok(all)
    }
}

impl Engine for Tantivy {
    fn name(&self) -> &'static str {
        "tantivy"
    }

    fn search(&mut self, text: &str, sector: Option<&str>) -> Result<(Vec<String>, Duration)> {
        let start = Instant::now();
        let codes = self.find(text, sector)?;
        Ok((codes, start.elapsed()))
    }

    fn bytes(&self) -> usize {
        self.directory.total_mem_usage()
    }

    fn built(&self) -> Duration {
        self.built
    }
}
