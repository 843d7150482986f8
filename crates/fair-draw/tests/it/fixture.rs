//! The vectors and the bundles that several tests share.

use std::path::PathBuf;

use fair_draw::{
    Beacon, BeaconSource, Bundle, Charter, Digest, Entries, Entry, Event, Fallback, Frame, Label, Log,
    Moment, Move, Receipt, SigningKey, State, Terms, draw, test_beacon,
};
use serde_json::Value;

pub(crate) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("vectors")
}

pub(crate) fn vectors() -> Value {
    let text = std::fs::read_to_string(folder().join("draw-v1.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

pub(crate) fn bundle_file(name: &str) -> Vec<u8> {
    std::fs::read(folder().join(name)).unwrap()
}

pub(crate) fn moment(text: &str) -> Moment {
    text.parse().unwrap()
}

pub(crate) fn organiser() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

pub(crate) fn frame(id: &str, minimum: u32, maximum: Option<u32>) -> Frame {
    Frame {
        id: id.to_owned(),
        minimum,
        maximum,
    }
}

pub(crate) fn frames() -> Vec<Frame> {
    vec![
        frame("it", 0, None),
        frame("mfg", 0, None),
        frame("printing", 2, None),
        frame("retail", 0, Some(2)),
    ]
}

/// A charter whose draw time gives quicknet round 657413, a round long published.
pub(crate) fn terms() -> Terms {
    Terms {
        algorithm: "draw-v1".to_owned(),
        draw_id: "2026-A".to_owned(),
        closes_at: moment("2023-09-11T17:00:00+09:00"),
        freeze_at: moment("2023-09-13T12:00:00+09:00"),
        draw_at: moment("2023-09-15T20:00:03+09:00"),
        beacon: BeaconSource::quicknet(),
        capacity: 5,
        frames: frames(),
        decline_business_days: 2,
        fallback: Some(Fallback::Balls),
        verifier_sha256: Digest::of(b"a verifier page"),
    }
}

/// The applicants of the published vector, for a draw of this name.
pub(crate) fn receipts(draw_id: &str) -> Vec<Receipt> {
    let frames = "mfg retail retail it retail printing mfg retail it retail printing mfg";
    let issue = |(index, frame): (usize, &str)| {
        let number = index + 1;
        Receipt::issue(
            draw_id,
            &format!("R{number:04}"),
            frame,
            (number as u128).to_be_bytes(),
        )
        .unwrap()
    };
    frames.split(' ').enumerate().map(issue).collect()
}

pub(crate) fn list(receipts: &[Receipt], frames: &[Frame]) -> Entries {
    let entry = |receipt: &Receipt| Entry {
        label: receipt.label,
        frame: receipt.frame.clone(),
    };
    Entries::freeze(receipts.iter().map(entry), frames).unwrap()
}

pub(crate) fn published_round() -> Beacon {
    let vectors = vectors();
    let signature = vectors["draw"]["signature"].as_str().unwrap().to_owned();
    Beacon::Round {
        round: 657_413,
        signature,
    }
}

/// Makes a bundle of the twelve applicants; `live` writes the log.
pub(crate) fn bundle(
    terms: Terms,
    beacon: Beacon,
    live: impl FnOnce(&mut Log, &mut State<'_>, &dyn Fn(usize) -> Label),
) -> Bundle {
    let charter = Charter::new(terms).unwrap();
    let receipts = receipts(&charter.terms().draw_id);
    let entries = list(&receipts, &charter.terms().frames);
    let ranking = draw(&charter.hash(), &entries, &beacon.verify(&charter).unwrap());
    let mut state = State::new(&ranking, &charter.terms().frames, charter.terms().capacity);
    let mut log = Log::new();
    live(&mut log, &mut state, &|number| receipts[number - 1].label);
    let key = organiser();
    let signature = charter.sign(&key);
    Bundle::assemble(charter, signature, key.verifying_key(), entries, beacon, log).unwrap()
}

/// Offers every pending seat, in order.
pub(crate) fn offer_all(log: &mut Log, state: &mut State<'_>, at: &Moment) {
    let pending: Vec<Label> = state.pending().map(|seated| seated.label).collect();
    for label in pending {
        log.append(state, at.clone(), label, Event::Offered).unwrap();
    }
}

/// A draw with the real beacon and a log in which everything happens once.
pub(crate) fn quicknet_bundle() -> Bundle {
    bundle(terms(), published_round(), |log, state, _| {
        let (first, second) = (
            moment("2023-09-19T10:00:00+09:00"),
            moment("2023-09-20T09:30:00+09:00"),
        );
        let seated: Vec<Label> = state.seated().iter().map(|seated| seated.label).collect();
        offer_all(log, state, &first);
        log.append(state, second.clone(), seated[0], Event::Accepted)
            .unwrap();
        log.append(state, second.clone(), seated[1], Event::Declined)
            .unwrap();
        offer_all(log, state, &second);
        log.append(state, second.clone(), seated[2], Event::Lapsed)
            .unwrap();
        offer_all(log, state, &second);
        let waiting: Vec<Label> = state.waiting().collect();
        let code = "outside_tokyo".to_owned();
        log.append(state, second.clone(), waiting[0], Event::Ineligible { code })
            .unwrap();
        let key = organiser();
        let moves = [
            (seated[3], (Move::Remove, "申込みの取下げ")),
            (waiting[2], (Move::Seat, "事務局の誤記の訂正")),
        ];
        for (label, what) in moves {
            let sign = |digest: &Digest| ed25519_sign(&key, digest);
            log.append_override(state, second.clone(), label, what, &key.verifying_key(), sign)
                .unwrap();
        }
    })
}

pub(crate) fn ed25519_sign(key: &SigningKey, digest: &Digest) -> fair_draw::Signature {
    use ed25519_dalek::Signer as _;
    key.sign(digest.as_bytes())
}

/// A draw in the future, with a beacon made from a seed.
pub(crate) fn test_beacon_bundle() -> Bundle {
    let key = test_beacon::key_from_seed(b"fixture");
    let chain = key.chain(1_700_000_000, 30);
    let mut terms = terms();
    terms.draw_id = String::from("2030-試験");
    terms.draw_at = moment("2030-04-22T10:00:00+09:00");
    terms.beacon = BeaconSource::Drand(chain.clone());
    terms.fallback = None;
    let round = chain.round_at(terms.draw_at.instant()).unwrap();
    bundle(terms, test_beacon::sign_round(&key, round), |_, _, _| ())
}

pub(crate) fn permutations() -> Vec<[u8; 10]> {
    serde_json::from_value(vectors()["balls"]["permutations"].clone()).unwrap()
}

/// A draw whose round did not come, so that the balls decided.
pub(crate) fn balls_bundle() -> Bundle {
    let mut terms = terms();
    terms.draw_id = String::from("2026-B");
    bundle(
        terms,
        Beacon::Balls {
            permutations: permutations(),
        },
        |_, _, _| (),
    )
}

/// No applicant, no seat, no beacon.
pub(crate) fn nobody_bundle() -> Bundle {
    let mut terms = terms();
    terms.beacon = BeaconSource::Balls {};
    terms.capacity = 0;
    terms.frames = vec![frame("all", 0, None)];
    let charter = Charter::new(terms).unwrap();
    let key = organiser();
    let signature = charter.sign(&key);
    let beacon = Beacon::Balls {
        permutations: permutations(),
    };
    Bundle::assemble(
        charter,
        signature,
        key.verifying_key(),
        Entries::default(),
        beacon,
        Log::new(),
    )
    .unwrap()
}
