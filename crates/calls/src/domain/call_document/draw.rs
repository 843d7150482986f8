//! What a call says of its draw (draw-v1, 1): the draw's name and times, where the randomness comes from, and the hash of
//! the charter, which is published with the call. Pages and the printed call say the same.

use fair_draw::BeaconSource;
use jiff::Timestamp;
use platform::clock::from_tokyo;
use platform::languages::Words;

use super::super::definition::Programme;

/// How far a call's charter is known to whoever writes about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DrawNotice {
    /// Written from the definition alone, without a database.
    Unknown,
    /// There is none yet.
    NotYet,
    /// It is published.
    Chartered(Box<Chartered>),
}

/// What of a published charter stands with the call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chartered {
    /// Name of the draw.
    pub draw_id: String,
    /// SHA-256 of the charter, hexadecimal.
    pub charter_hash: String,
    /// SHA-256 of the verifier page that the charter names, hexadecimal.
    pub verifier_hash: String,
    /// The organiser's public key.
    pub organiser: String,
    /// Where the randomness comes from.
    pub beacon: BeaconSource,
    /// When the list is frozen.
    pub freeze_at: Timestamp,
    /// The time whose round decides.
    pub draw_at: Timestamp,
    /// Address of the draw's page, where charter and verifier are given out.
    pub page: String,
}

/// A line: what it is, and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawLine {
    /// Label.
    pub label: String,
    /// Value.
    pub value: String,
    /// Set in the type of hashes.
    pub is_hash: bool,
}

/// What stands with the call; nothing for a call without a draw.
pub fn draw_lines(programme: &Programme, notice: &DrawNotice, words: Words) -> Vec<DrawLine> {
    let file = &programme.file;
    if !file.is_lottery() {
        return Vec::new();
    }
    let chartered = match notice {
        DrawNotice::Chartered(chartered) => Some(chartered),
        DrawNotice::Unknown | DrawNotice::NotYet => None,
    };
    let mut lines = Vec::new();
    let mut add = |key: &str, value: Option<String>, is_hash: bool| {
        lines.extend(value.map(|value| DrawLine {
            label: words.say(key),
            value,
            is_hash,
        }));
    };
    let planned = |local: Option<jiff::civil::DateTime>| local.map(from_tokyo);
    let freeze = chartered.map_or_else(|| planned(file.selection.freeze_at), |one| Some(one.freeze_at));
    let draw = chartered.map_or_else(|| planned(file.selection.draw_at), |one| Some(one.draw_at));
    let id = chartered.map_or_else(|| file.draw_id().to_owned(), |one| one.draw_id.clone());
    add("lottery-id", Some(id), false);
    add("call-freeze", freeze.map(|at| words.date_time(at)), false);
    add("call-draw-at", draw.map(|at| words.date_time(at)), false);
    let source = match chartered {
        Some(one) => Some(source_words(&one.beacon, one.draw_at, words)),
        None => draw.map(|at| source_words(&BeaconSource::quicknet(), at, words)),
    };
    add("lottery-source", source, false);
    match (notice, chartered) {
        (_, Some(one)) => {
            add("lottery-charter-hash", Some(one.charter_hash.clone()), true);
            add("lottery-verifier-hash", Some(one.verifier_hash.clone()), true);
            add("lottery-organiser", Some(one.organiser.clone()), true);
            add(
                "call-draw-check",
                Some(words.say_with("call-draw-page", &[("address", one.page.as_str().into())])),
                false,
            );
        }
        (DrawNotice::NotYet, None) => {
            add(
                "lottery-charter-hash",
                Some(words.say("call-draw-charter-later")),
                false,
            );
        }
        (_, None) => {
            add(
                "lottery-charter-hash",
                Some(words.say("call-draw-charter-online")),
                false,
            );
        }
    }
    lines
}

/// The source of randomness in words, with the round that follows from the time of the draw.
pub fn source_words(beacon: &BeaconSource, draw_at: Timestamp, words: Words) -> String {
    match beacon {
        BeaconSource::Balls {} => words.say("lottery-source-balls"),
        BeaconSource::Drand(chain) => {
            let key = if chain.is_quicknet() {
                "lottery-source-quicknet"
            } else {
                "lottery-source-other"
            };
            let round = chain.round_at(draw_at).unwrap_or_default();
            words.say_with(key, &[("round", round.to_string().into())])
        }
    }
}

#[cfg(test)]
mod tests {
    use platform::text::Language;

    use super::*;

    fn lines(id: &str) -> Vec<DrawLine> {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../programmes");
        let loaded = crate::programmes::load_folder(&folder).unwrap();
        let programme = loaded.catalogue.get(id).unwrap();
        draw_lines(programme, &DrawNotice::Unknown, Words::new(Language::Ja))
    }

    /// Without a database the call says what follows from the definition, and where the hash will stand.
    #[test]
    fn the_definition_alone_names_the_round() {
        let lines = lines("jissenryoku-2025");
        let has = |value: &str| lines.iter().any(|line| line.value.contains(value));
        // 2025-07-08 10:00 in Japan is 1751936400; quicknet began at 1692803367 and speaks every 3 seconds.
        let round = (1_751_936_400 - 1_692_803_367) / 3 + 1;
        assert!(has(&format!("drand quicknet、ラウンド {round}（")), "{lines:?}");
        assert!(has("jissenryoku-2025-1") && has("令和7年7月4日（金） 12時"));
        assert!(has("受付サイトの募集のページ"));
        assert!(lines.iter().all(|line| !line.is_hash));
    }

    #[test]
    fn a_call_without_a_draw_has_none() {
        assert_eq!(lines("kojo-2023"), []);
    }
}
