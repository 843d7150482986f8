//! Checking a bundle, step by step.

use serde::Serialize;

use crate::beacon::{Beacon, BeaconSource};
use crate::bundle::Bundle;
use crate::charter::{Charter, organiser_text, parse_organiser, parse_signature};
use crate::container::{ContainerError, Contents};
use crate::digest::Digest;
use crate::entries::Entries;
use crate::error::{DerivedError, Failure, Step};
use crate::log::Log;
use crate::rank::draw;
use crate::receipt::{Receipt, ReceiptError};
use crate::seats::{seats, seats_bytes};
use crate::state::{Standing, State};

/// What a check found: the steps that ran, in order, ending with the first that failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Whether every step held.
    pub ok: bool,
    /// The step that failed.
    pub failed: Option<Step>,
    /// The steps that ran.
    pub steps: Vec<StepReport>,
    /// What the bundle is about; compare the hashes with the ones that were published and mailed.
    pub facts: Facts,
}

/// The outcome of one step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StepReport {
    /// Which.
    pub step: Step,
    /// Whether it held.
    pub ok: bool,
    /// What was found, in English.
    pub detail: String,
    /// Why it failed: a `code` and what goes with it.
    pub cause: Option<Failure>,
}

/// What can be read off a bundle, as far as its steps held.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Facts {
    /// Draw id.
    pub draw_id: Option<String>,
    /// SHA-256 of the charter: must be the one in the call.
    pub charter_hash: Option<Digest>,
    /// The organiser's public key: must be the one the organiser publishes.
    pub organiser: Option<String>,
    /// SHA-256 of the list: must be the one mailed at the freeze.
    pub list_hash: Option<Digest>,
    /// Number of entries.
    pub entries: Option<usize>,
    /// Where the randomness came from.
    pub source: Option<Source>,
    /// The beacon's round.
    pub round: Option<u64>,
    /// Seats given in the first draw.
    pub seats: Option<usize>,
    /// Hash of the log's last line.
    pub log_head: Option<Digest>,
    /// Whose receipt was given.
    pub applicant: Option<ApplicantFacts>,
}

/// Where the randomness came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// drand quicknet, known to this checker.
    Quicknet,
    /// Another chain, by the charter's key: the reader must know that this key is a public beacon's, and not one
    /// of the organiser's own making.
    OtherChain,
    /// The physical draw.
    Balls,
}

/// Where the holder of a receipt stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ApplicantFacts {
    /// "Yours is line k" of the list.
    pub line: usize,
    /// Rank, from 1.
    pub rank: usize,
    /// Seat, waiting list or out, after the log.
    #[serde(flatten)]
    pub standing: Standing,
}

/// Checks a bundle, and a receipt against it if there is one.
///
/// The steps run in the order of [`Step`] up to the first that fails. A member that is missing, repeated, out of
/// place or damaged fails the step it belongs to; a file that is no ZIP, or a stranger's file in it, fails
/// `charter`. When all contents hold, the container is written again canonically and compared byte for byte
/// (dates, attributes, gaps, comments): a difference fails the step of the member whose record holds the first
/// differing byte, `charter` for the end of the directory. So a change of any single byte is found.
///
/// What no checker can see from a bundle alone: whether charter and list are the ones published in time (compare
/// [`Facts`]), whether the log goes on after its last line, and whether the fallback's round was really late.
pub fn verify(bundle: &[u8], receipt: Option<&Receipt>) -> Report {
    let mut check = Check::default();
    let outcome = check.run(bundle, receipt);
    check.finish(outcome.err())
}

/// Reads a bundle that verifies.
///
/// # Errors
/// The failed step and why.
pub fn open(bundle: &[u8]) -> Result<Bundle, (Step, Failure)> {
    Check::default().run(bundle, None)
}

/// Whether a file that does not verify is a sound record that was unpacked and packed again: what it holds verifies,
/// in another ZIP than the one that was published. It is no proof in place of that one: [`verify`] stays failed.
pub fn is_packed_again(bundle: &[u8]) -> bool {
    Contents::packed_again(bundle).is_some_and(|packed| packed != bundle && open(&packed).is_ok())
}

#[derive(Default)]
struct Check {
    steps: Vec<StepReport>,
    facts: Facts,
}

type Failed = (Step, Failure);

impl Check {
    fn run(&mut self, bytes: &[u8], receipt: Option<&Receipt>) -> Result<Bundle, Failed> {
        let contents = Contents::read(bytes).map_err(|error| (Step::Charter, error.into()))?;
        let bundle = self.contents(&contents)?;
        contents
            .check_canonical(bytes)
            .map_err(|(step, error)| (step, error.into()))?;
        if let Some(receipt) = receipt {
            self.step(Step::Receipt, |facts| check_receipt(&bundle, receipt, facts))?;
        }
        Ok(bundle)
    }

    fn contents(&mut self, contents: &Contents) -> Result<Bundle, Failed> {
        let member = |step, name| -> Result<&[u8], ContainerError> {
            contents.check(step)?;
            contents.member(name)
        };
        let charter = self.step(Step::Charter, |facts| {
            let charter = Charter::parse(member(Step::Charter, "charter.json")?)?;
            facts.draw_id = Some(charter.terms().draw_id.clone());
            facts.charter_hash = Some(charter.hash());
            let detail = format!("canonical, hash {}", charter.hash());
            Ok((charter, detail))
        })?;
        let (signature, organiser) = self.step(Step::Signature, |facts| {
            let signature = parse_signature(line(member(Step::Signature, "charter.sig")?))?;
            let organiser = parse_organiser(line(member(Step::Signature, "organiser.pub")?))?;
            charter.verify(&signature, &organiser)?;
            facts.organiser = Some(organiser_text(&organiser));
            Ok((
                (signature, organiser),
                format!("signed by key {}", organiser_text(&organiser)),
            ))
        })?;
        let terms = charter.terms();
        let entries = self.step(Step::Entries, |facts| {
            let entries = Entries::parse(member(Step::Entries, "entries.csv")?, &terms.frames)?;
            facts.list_hash = Some(entries.hash());
            facts.entries = Some(entries.len());
            let detail = format!("{} entries, hash {}", entries.len(), entries.hash());
            Ok((entries, detail))
        })?;
        let (beacon, randomness) = self.step(Step::Beacon, |facts| {
            let beacon = Beacon::parse(member(Step::Beacon, "beacon.json")?)?;
            let randomness = beacon.verify(&charter)?;
            let detail = note_source(&beacon, &terms.beacon, facts);
            Ok(((beacon, randomness), detail))
        })?;
        let ranking = self.step(Step::Ranking, |_| {
            let ranking = draw(&charter.hash(), &entries, &randomness);
            let found = member(Step::Ranking, "ranking.csv")?;
            DerivedError::compare("ranking.csv", &ranking.bytes(), found)?;
            let detail = format!("{} ranks as computed", ranking.len());
            Ok((ranking, detail))
        })?;
        let seats = self.step(Step::Seats, |facts| {
            let seats = seats(&ranking, &terms.frames, terms.capacity);
            let found = member(Step::Seats, "seats.csv")?;
            DerivedError::compare("seats.csv", &seats_bytes(&seats), found)?;
            facts.seats = Some(seats.len());
            let detail = format!("{} of {} seats as computed", seats.len(), terms.capacity);
            Ok((seats, detail))
        })?;
        let log = self.step(Step::Log, |facts| {
            let log = Log::parse(member(Step::Log, "log.jsonl")?)?;
            log.verify_overrides(&organiser)?;
            State::replay(&ranking, &terms.frames, terms.capacity, &log)?;
            facts.log_head = Some(log.head());
            let detail = format!("{} lines, head {}", log.lines().len(), log.head());
            Ok((log, detail))
        })?;
        Ok(Bundle {
            charter,
            signature,
            organiser,
            entries,
            beacon,
            randomness,
            ranking,
            seats,
            log,
        })
    }

    /// Runs one step and notes what came of it.
    fn step<T>(
        &mut self,
        step: Step,
        run: impl FnOnce(&mut Facts) -> Result<(T, String), Failure>,
    ) -> Result<T, Failed> {
        let (value, detail) = run(&mut self.facts).map_err(|failure| (step, failure))?;
        self.steps.push(StepReport {
            step,
            ok: true,
            detail,
            cause: None,
        });
        Ok(value)
    }

    /// The report ends with the failed step, even if that had held before the container was looked at.
    fn finish(mut self, failed: Option<Failed>) -> Report {
        let step_failed = failed.as_ref().map(|(step, _)| *step);
        if let Some((step, failure)) = failed {
            self.steps.retain(|report| report.step < step);
            let detail = failure.to_string();
            self.steps.push(StepReport {
                step,
                ok: false,
                detail,
                cause: Some(failure),
            });
        }
        Report {
            ok: step_failed.is_none(),
            failed: step_failed,
            steps: self.steps,
            facts: self.facts,
        }
    }
}

/// The text of a one-line member, which may or may not end in a line feed. Bytes that are not UTF-8 give an empty
/// text, which no reader accepts.
fn line(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes.strip_suffix(b"\n").unwrap_or(bytes)).unwrap_or_default()
}

fn note_source(beacon: &Beacon, source: &BeaconSource, facts: &mut Facts) -> String {
    let (Beacon::Round { round, .. }, BeaconSource::Drand(chain)) = (beacon, source) else {
        facts.source = Some(Source::Balls);
        return "physical draw".to_owned();
    };
    let known = chain.is_quicknet();
    facts.round = Some(*round);
    facts.source = Some(if known {
        Source::Quicknet
    } else {
        Source::OtherChain
    });
    let chain = if known {
        "drand quicknet"
    } else {
        "a chain other than drand quicknet"
    };
    format!("round {round} of {chain}")
}

fn check_receipt(bundle: &Bundle, receipt: &Receipt, facts: &mut Facts) -> Result<((), String), Failure> {
    receipt.check()?;
    let expected = &bundle.charter.terms().draw_id;
    if receipt.draw_id != *expected {
        let (expected, found) = (expected.clone(), receipt.draw_id.clone());
        return Err(ReceiptError::OtherDraw { expected, found }.into());
    }
    // The label is a hash over the frame: a listed label cannot stand with another frame by accident.
    let listed = bundle
        .entries
        .get(&receipt.label)
        .filter(|entry| entry.frame == receipt.frame);
    let places = listed.and_then(|entry| {
        let label = &entry.label;
        Some((bundle.entries.line_of(label)?, bundle.ranking.rank_of(label)?))
    });
    let (line, rank) = places.ok_or(ReceiptError::NotListed)?;
    let standing = bundle
        .state()?
        .standing(&receipt.label)
        .ok_or(ReceiptError::NotListed)?;
    facts.applicant = Some(ApplicantFacts { line, rank, standing });
    Ok(((), format!("line {line} of the list, rank {rank}")))
}
