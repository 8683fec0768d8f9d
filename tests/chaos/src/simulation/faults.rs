//! How bad the world of one seed is. All chances are per mille.

use crate::rng::Rng;

#[derive(Debug, Clone, Default)]
pub struct Faults {
    /// The connection is refused: nothing leaves.
    pub not_sent: u64,
    /// The request is lost on the way.
    pub lost: u64,
    /// The answer is lost after the portal has done it.
    pub answer_lost: u64,
    /// The answer arrives cut short.
    pub truncated: u64,
    /// The request arrives a second time, later.
    pub duplicated: u64,
    /// The request arrives after the desk has given up.
    pub late: u64,
    /// The portal fails before it does anything, or stops between operations of a batch.
    pub portal_fails: u64,
    /// 429 or 503 with `Retry-After`.
    pub overloaded: u64,
    /// Something else answers.
    pub captive: u64,
    /// An upload is cut after some bytes.
    pub upload_cut: u64,
    /// An upload's bytes are changed on the way.
    pub corrupted: u64,
    /// The portal forgets an upload or a file.
    pub forgets: u64,
    /// The portal's disk damages a file without its noticing.
    pub damages: u64,
    /// The desk dies before or after a write.
    pub desk_dies: u64,
    /// The desk's disk refuses a write.
    pub disk_full: u64,
    /// The session ends.
    pub session_ends: u64,
    /// "Still in flight" although it is done.
    pub in_flight: u64,
    /// The portal's disk has no room for more while it works on a request.
    pub portal_full: u64,
}

impl Faults {
    /// A mix: most seeds have a few kinds of trouble, some have all, some have none.
    pub fn draw(rng: &mut Rng) -> Self {
        let mut level = |worst: u64| match rng.range(0, 6) {
            0..=2 => 0,
            3 => worst / 8,
            4 => worst / 2,
            _ => worst,
        };
        Self {
            not_sent: level(300),
            lost: level(300),
            answer_lost: level(400),
            truncated: level(200),
            duplicated: level(300),
            late: level(200),
            portal_fails: level(300),
            overloaded: level(200),
            captive: level(60),
            upload_cut: level(700),
            corrupted: level(60),
            forgets: level(80),
            damages: level(20),
            desk_dies: level(60),
            disk_full: level(100),
            session_ends: level(40),
            in_flight: level(200),
            portal_full: level(200),
        }
    }
}
