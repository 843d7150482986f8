//! Where a draw stands, in the reader's language.

use calls::read::draw::DrawStatus;
use fair_draw::{BeaconSource, Moment};
use platform::languages::Words;

use crate::commands::Tell as _;

/// What was promised in the charter: a line each.
pub(super) fn terms(status: &DrawStatus, words: Words) -> String {
    let round = status.round.unwrap_or_default();
    let source = match (&status.beacon, status.round) {
        (BeaconSource::Drand(chain), Some(_)) if chain.is_quicknet() => {
            words.tell("draw-act-source-quicknet", &[("round", &round)])
        }
        (_, Some(_)) => words.tell("draw-act-source-other", &[("round", &round)]),
        (_, None) => words.say("draw-act-source-balls"),
    };
    words.tell(
        "draw-act-terms",
        &[
            ("draw", &status.draw_id),
            ("hash", &status.charter_hash),
            ("organiser", &status.organiser),
            ("closes", &status.closes_at),
            ("freeze", &status.freeze_at),
            ("at", &status.draw_at),
            ("source", &source),
            ("seats", &status.capacity),
        ],
    )
}

/// Where it stands, and what comes next or stands in the way.
pub(super) fn outlook(status: &DrawStatus, words: Words) -> String {
    let mut lines = match (&status.list, &status.result) {
        (None, _) => before_the_list(status, words),
        (Some(list), result) => {
            let values = [
                ("entries", list.entries.into()),
                ("hash", list.hash.to_string().into()),
            ];
            let mut lines = vec![words.say_with("draw-act-list", &values)];
            match result {
                None => lines.push(next(status, words)),
                Some(result) => {
                    let at = result.drawn_at.as_ref().map_or("", Moment::as_str);
                    lines.push(words.tell("draw-act-drawn", &[("at", &at)]));
                    lines.push(words.tell(
                        "draw-act-standing",
                        &[
                            ("pending", &result.pending),
                            ("offered", &result.offered),
                            ("accepted", &result.accepted),
                            ("waiting", &result.waiting),
                            ("out", &result.out),
                        ],
                    ));
                    lines.push(words.tell(
                        "draw-act-log",
                        &[("lines", &result.log_lines), ("head", &result.log_head)],
                    ));
                }
            }
            lines
        }
    };
    if status.to_be_called > 0 {
        let values = [("number", status.to_be_called.into())];
        lines.push(words.say_with("draw-act-to-be-called", &values));
    }
    if !status.missed.is_empty() {
        let numbers = status.missed.join(", ");
        lines.push(words.tell("draw-act-missed", &[("numbers", &numbers)]));
    }
    lines.join("\n")
}

fn before_the_list(status: &DrawStatus, words: Words) -> Vec<String> {
    let values = [("complete", status.complete.into())];
    let mut lines = vec![words.say_with("draw-act-not-frozen", &values)];
    for group in &status.duplicates {
        let numbers = group.join(", ");
        lines.push(words.tell("draw-act-same-number", &[("numbers", &numbers)]));
    }
    if !status.look_alikes.is_empty() {
        let numbers = status.look_alikes.join(", ");
        lines.push(words.tell("draw-act-look-alikes", &[("numbers", &numbers)]));
    }
    lines
}

/// When it can be drawn, and where the round can be had; anybody may bring it.
fn next(status: &DrawStatus, words: Words) -> String {
    let at = &status.draw_at;
    match (&status.beacon, status.round) {
        (BeaconSource::Drand(chain), Some(round)) if chain.is_quicknet() => {
            let url = format!("https://api.drand.sh/{}/public/{round}", chain.chain_hash);
            words.tell(
                "draw-act-next-url",
                &[("at", at), ("round", &round), ("url", &url)],
            )
        }
        (_, Some(round)) => words.tell("draw-act-next-round", &[("at", at), ("round", &round)]),
        (_, None) => words.tell("draw-act-next", &[("at", at)]),
    }
}
