//! Which of the words met stand in a row in the title.

/// What following each other in the title adds, of the lesser word's worth.
pub(crate) const ADJACENT: f32 = 0.4;
/// The same with one or two words between.
pub(crate) const CLOSE: f32 = 0.15;

/// What a part that may stand at `here` adds behind one that may stand at `from`, of their worth.
pub(crate) fn together(from: u128, here: u128) -> f32 {
    match () {
        () if (from << 1) & here != 0 => ADJACENT,
        () if ((from << 2) | (from << 3)) & here != 0 => CLOSE,
        () => 0.0,
    }
}

/// Follows the parts of a reading through the title, in the order typed.
#[derive(Default)]
pub(crate) struct Row {
    /// Parts met in the title for sure.
    pub met: usize,
    /// The most typed words that stand in the title in a row, in the order typed. Those of a phrase
    /// count by how much of it stands together.
    pub longest: f32,
    /// Whether the title's first word is met.
    pub lead: bool,
    /// Where the last part stands in the open row, where it might stand, and its worth.
    open: u128,
    before: u128,
    lesser: f32,
    /// Where the part before the last might stand, and its worth.
    earlier: (u128, f32),
    /// Like `longest`, of the row that is open.
    together: f32,
    /// What each part of the unit begun counts, and whether the next is its first.
    share: f32,
    first: bool,
    /// Kept for explaining only: the parts of the open row with their places, and the gaps between.
    record: Option<Record>,
}

/// Where the parts of rows stand.
#[derive(Default)]
struct Record {
    open: Vec<(usize, u128)>,
    gaps: Vec<u32>,
    picked: Vec<(usize, u128)>,
}

/// A part met in the title: where it stands at its best, and nearly so.
pub(crate) struct Met {
    pub part: usize,
    pub best: u128,
    pub near: u128,
    pub worth: f32,
    /// Whether it is the word typed, not one that it may be a slip of.
    pub sure: bool,
}

impl Row {
    /// A row that keeps where each part stands.
    pub fn recording() -> Self {
        Self {
            record: Some(Record::default()),
            ..Self::default()
        }
    }

    /// Begins the next unit, of so many typed words and parts.
    pub fn unit(&mut self, typed: usize, parts: usize) {
        self.share = typed as f32 / parts.max(1) as f32;
        self.first = true;
    }

    /// Takes the next part; what its place in the title adds.
    pub fn step(&mut self, part: &Met) -> f32 {
        let here = part.near;
        let first = std::mem::replace(&mut self.first, false);
        if here == 0 {
            self.together = if first { 0.0 } else { self.together };
            return 0.0;
        }
        // how much of a title was meant is told by what was typed, not by what it may be a slip of
        self.met += usize::from(part.sure);
        let lesser = self.lesser.min(part.worth);
        let follows = |from: u128, gap: u32| (from << gap) & here;
        let (open, before) = (self.open, self.before);
        let (gap, places, adds) = match () {
            () if follows(open, 1) != 0 => (1, follows(open, 1), ADJACENT),
            () if follows(before, 1) != 0 => (0, follows(before, 1), ADJACENT),
            () if follows(open, 2) != 0 => (2, follows(open, 2), CLOSE),
            () if follows(open, 3) != 0 => (3, follows(open, 3), CLOSE),
            () if follows(before, 2) != 0 => (0, follows(before, 2), CLOSE),
            () if follows(before, 3) != 0 => (0, follows(before, 3), CLOSE),
            () => (0, here, 0.0),
        };
        self.together = match (adds == ADJACENT, first) {
            (true, _) => self.together + self.share,
            (false, true) => self.share,
            (false, false) => self.together,
        };
        self.longest = self.longest.max(self.together);
        // a word that follows another stands where that says, wherever else it might
        self.lead |= part.sure && part.best & 1 != 0 && (adds == 0.0 || places & 1 != 0);
        if let Some(record) = &mut self.record {
            record.step(part, places, gap);
        }
        // a word of little worth between two others does not part them
        let over = match ((self.earlier.0 << 2) | (self.earlier.0 << 3)) & here {
            0 => 0.0,
            _ => CLOSE * self.earlier.1.min(part.worth),
        };
        self.earlier = (self.before, self.lesser);
        (self.open, self.before, self.lesser) = (places, here, part.worth);
        (adds * lesser).max(over)
    }

    /// Title words met as a whole, by initials; none for a code or a name.
    pub fn pass(&mut self, places: u128) {
        (self.open, self.before) = (0, 0);
        self.earlier = (0, 0.0);
        if places != 0 {
            self.met += places.count_ones() as usize;
            self.together = self.share;
            self.longest = self.longest.max(self.together);
            self.lead |= places & 1 != 0;
        }
    }

    /// Where each part stands, if that was kept.
    pub fn picked(self) -> Vec<(usize, u128)> {
        self.record.map(Record::end).unwrap_or_default()
    }
}

impl Record {
    fn step(&mut self, part: &Met, places: u128, gap: u32) {
        if gap == 0 {
            self.close();
            let best = part.best & places;
            self.open.push((part.part, if best == 0 { places } else { best }));
        } else {
            // the row decides: its first part may have stood elsewhere too
            if let [first] = self.open.as_mut_slice() {
                first.1 = places >> gap;
            }
            self.gaps.push(gap);
            self.open.push((part.part, places));
        }
    }

    /// Ends the open row: its parts stand where all of it does.
    fn close(&mut self) {
        let mut after = u128::MAX;
        for (i, &(part, places)) in self.open.iter().enumerate().rev() {
            let gap = self.gaps.get(i).copied().unwrap_or(0);
            after = places & (after >> gap);
            self.picked.push((part, after));
        }
        self.open.clear();
        self.gaps.clear();
    }

    fn end(mut self) -> Vec<(usize, u128)> {
        self.close();
        self.picked
    }
}
