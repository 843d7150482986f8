//! Everything about one draw in one file.

use ed25519_dalek::{Signature, VerifyingKey};

use crate::beacon::Beacon;
use crate::charter::{Charter, organiser_text, signature_text};
use crate::container;
use crate::digest::Digest;
use crate::entries::Entries;
use crate::error::Failure;
use crate::log::Log;
use crate::rank::{Ranking, draw};
use crate::seats::{Placement, seats, seats_bytes};
use crate::state::State;

/// A complete draw: what was published before, the randomness, and what follows from them.
#[derive(Clone, Debug)]
pub struct Bundle {
    pub(crate) charter: Charter,
    pub(crate) signature: Signature,
    pub(crate) organiser: VerifyingKey,
    pub(crate) entries: Entries,
    pub(crate) beacon: Beacon,
    pub(crate) randomness: Digest,
    pub(crate) ranking: Ranking,
    pub(crate) seats: Vec<Placement>,
    pub(crate) log: Log,
}

impl Bundle {
    /// Carries out the draw and checks every part on the way, so that no bundle can be made that would not
    /// verify.
    ///
    /// # Errors
    /// What [`crate::verify()`] would find.
    pub fn assemble(
        charter: Charter,
        signature: Signature,
        organiser: VerifyingKey,
        entries: Entries,
        beacon: Beacon,
        log: Log,
    ) -> Result<Self, Failure> {
        charter.verify(&signature, &organiser)?;
        // The list was frozen against some frames; they must be this charter's.
        let entries = entries.against(&charter.terms().frames)?;
        let randomness = beacon.verify(&charter)?;
        let ranking = draw(&charter.hash(), &entries, &randomness);
        let seats = seats(&ranking, &charter.terms().frames, charter.terms().capacity);
        let bundle = Self {
            charter,
            signature,
            organiser,
            entries,
            beacon,
            randomness,
            ranking,
            seats,
            log,
        };
        bundle.log.verify_overrides(&bundle.organiser)?;
        bundle.state()?;
        Ok(bundle)
    }

    /// The bundle's bytes: a ZIP that is the same for the same draw on every machine.
    pub fn write(&self) -> Vec<u8> {
        let signature = format!("{}\n", signature_text(&self.signature));
        let organiser = format!("{}\n", organiser_text(&self.organiser));
        container::write(&[
            self.charter.bytes(),
            signature.as_bytes(),
            organiser.as_bytes(),
            &self.entries.bytes(),
            &self.beacon.bytes(),
            &self.ranking.bytes(),
            &seats_bytes(&self.seats),
            &self.log.bytes(),
        ])
    }

    /// Where everybody stands after the log.
    ///
    /// # Errors
    /// [`Failure::Log`] when the log does not follow the rules; never for a bundle that was assembled or verified.
    pub fn state(&self) -> Result<State<'_>, Failure> {
        let terms = self.charter.terms();
        Ok(State::replay(
            &self.ranking,
            &terms.frames,
            terms.capacity,
            &self.log,
        )?)
    }

    /// The charter.
    pub const fn charter(&self) -> &Charter {
        &self.charter
    }

    /// The organiser's public key.
    pub const fn organiser(&self) -> &VerifyingKey {
        &self.organiser
    }

    /// The frozen list.
    pub const fn entries(&self) -> &Entries {
        &self.entries
    }

    /// The randomness as published.
    pub const fn beacon(&self) -> &Beacon {
        &self.beacon
    }

    /// R.
    pub const fn randomness(&self) -> Digest {
        self.randomness
    }

    /// The ranking.
    pub const fn ranking(&self) -> &Ranking {
        &self.ranking
    }

    /// The seats of the first draw.
    pub fn seats(&self) -> &[Placement] {
        &self.seats
    }

    /// The log.
    pub const fn log(&self) -> &Log {
        &self.log
    }
}
