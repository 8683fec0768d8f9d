//! What can be a Vietnamese syllable, and which syllables people take for each other.

use crate::text::is_vowel;

const ONSETS: [&str; 27] = [
    "", "b", "c", "ch", "d", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p", "ph",
    "qu", "r", "s", "t", "th", "tr", "v", "x",
];

/// Rimes without marks, `y` as in folded words.
const RIMES: &str = " a ac ach ai am an ang anh ao ap at au ay e ec ech em en eng enh eo ep et eu \
    i ia ich iec iem ien ieng iep iet ieu im in inh ip it iu \
    o oa oac oach oai oam oan oang oanh oao oap oat oay oc oe oem oen oeo oet oi om on ong ooc oong op ot \
    u ua uan uang uat uay uc ue uech uenh ui um un ung uo uoc uoi uom uon uong uop uot uou up ut uu \
    uy uya uych uyen uyet uyn uynh uyp uyt uyu ";

/// Whether a folded word can be a Vietnamese syllable.
pub(crate) fn is_syllable(folded: &str) -> bool {
    (0..=3)
        .filter_map(|n| folded.split_at_checked(n))
        .any(|(onset, rime)| {
            ONSETS.contains(&onset)
                && !rime.is_empty()
                && rime.bytes().all(|b| b.is_ascii_lowercase())
                && contains_word(RIMES, rime)
        })
        || matches!(folded, "gi" | "gin" | "gic")
}

/// Whether a folded word can be the beginning of a Vietnamese syllable, past its onset.
pub(crate) fn begins_syllable(folded: &str) -> bool {
    (0..=3)
        .filter_map(|n| folded.split_at_checked(n))
        .any(|(onset, rime)| {
            ONSETS.contains(&onset)
                && !rime.is_empty()
                && RIMES
                    .split_ascii_whitespace()
                    .any(|known| known.starts_with(rime))
        })
}

fn contains_word(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|w| w == word)
}

/// A key that is equal for syllables which sound alike somewhere in the country, or are so written in
/// messages: `x`/`s`, `ch`/`tr`, `d`/`gi`/`r`/`v`/`z`/`j`, `l`/`n`, `f`/`ph`, endings `t`/`c`, `n`/`ng`.
pub(crate) fn sound(folded: &str) -> String {
    let (onset, rest) = onset_of(folded);
    let onset = match onset {
        "tr" => "ch",
        "s" => "x",
        "d" | "gi" | "r" | "v" | "z" | "j" => "d",
        "l" => "n",
        "f" => "ph",
        "k" | "q" => "c",
        "gh" => "g",
        "ngh" => "ng",
        "qu" | "w" => "cu",
        other => other,
    };
    let mut key = String::with_capacity(folded.len() + 1);
    key.push_str(onset);
    let body = rest.trim_end_matches(|c: char| !is_vowel(c));
    key.push_str(body);
    key.push_str(match &rest[body.len()..] {
        "t" | "k" => "c",
        "n" => "ng",
        other => other,
    });
    key
}

/// Whether two words that sound alike differ in their onset only, or behind it only.
pub(crate) fn differ_once(a: &str, b: &str) -> bool {
    let ((onset_a, rest_a), (onset_b, rest_b)) = (onset_of(a), onset_of(b));
    onset_a == onset_b || rest_a == rest_b
}

fn onset_of(folded: &str) -> (&str, &str) {
    let consonants = folded.find(is_vowel).unwrap_or(folded.len());
    let (onset, rest) = folded.split_at(consonants);
    let takes_glide = (onset == "q" && rest.starts_with('u'))
        || (onset == "g" && rest.starts_with('i') && rest[1..].starts_with(is_vowel));
    if takes_glide {
        folded.split_at(consonants + 1)
    } else {
        (onset, rest)
    }
}
