//! Files dropped on the window, until the page says for which component they are.

use std::{
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

/// Most files of one drop.
const MOST: usize = 200;

/// What was dropped last.
#[derive(Default)]
pub struct Drops(Mutex<State>);

#[derive(Default)]
struct State {
    over: usize,
    paths: Vec<PathBuf>,
}

impl Drops {
    /// Files are dragged into the window; says how many.
    pub fn enter(&self, count: usize) -> usize {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.over = count.min(MOST);
        state.over
    }

    /// They move over it.
    pub fn over(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).over
    }

    /// They left again.
    pub fn leave(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).over = 0;
    }

    /// They were dropped. Folders and devices among them are named to the user when attached, and
    /// never opened: the desk takes regular files only.
    pub fn keep(&self, mut paths: Vec<PathBuf>) -> usize {
        paths.truncate(MOST);
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.over = 0;
        state.paths = paths;
        state.paths.len()
    }

    /// Takes them, once.
    pub fn take(&self) -> Vec<PathBuf> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner).paths)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_dropped_is_taken_once_and_a_new_drop_replaces_the_old() {
        let drops = Drops::default();
        assert_eq!(drops.enter(2), 2);
        assert_eq!(drops.over(), 2);
        drops.keep(vec!["/a".into(), "/b".into()]);
        assert_eq!(drops.keep(vec!["/c".into()]), 1);
        assert_eq!(drops.take(), [PathBuf::from("/c")]);
        assert!(drops.take().is_empty());
    }
}
