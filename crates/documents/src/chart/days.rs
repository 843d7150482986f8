//! Counts by day: stacked bars.

use super::axis::{grouped, steps};
use super::svg::{Anchor, Drawing, width};
use super::{Room, Series};

/// Counts by day.
#[derive(Clone, Debug, PartialEq)]
pub struct Days {
    /// What is counted, from the bottom up.
    pub series: Vec<Series>,
    /// The days in order.
    pub days: Vec<Day>,
}

/// One day.
#[derive(Clone, Debug, PartialEq)]
pub struct Day {
    /// What stands under its bar, or nothing.
    pub label: String,
    /// A count for each series; `None` where nothing is known of the day.
    pub counts: Option<Vec<u64>>,
}

const TOP: f64 = 30.0;
const PLOT: f64 = 112.0;
const RIGHT: f64 = 8.0;
const SMALL: f64 = 11.0;

/// Draws counts by day. A day of which nothing is known is hatched grey, which is not the same as zero.
pub fn days(chart: &Days, room: Room) -> String {
    let highest = chart.days.iter().map(total).max().unwrap_or(0);
    let steps = steps(highest, 4);
    let top = *steps.last().unwrap_or(&1);
    let left = steps
        .iter()
        .map(|step| width(&grouped(*step), SMALL))
        .fold(0.0, f64::max)
        + 10.0;
    let mut drawing = Drawing::new(room.width(), TOP + PLOT + 24.0);
    legend(&mut drawing, &chart.series);
    for step in &steps {
        let y = TOP + PLOT - PLOT * share(*step, top);
        drawing.line(
            [left, y],
            [room.width() - RIGHT, y],
            if *step == 0 { "#4d4d4d" } else { "#dcdce0" },
        );
        drawing.text([left - 6.0, y + 4.0], SMALL, Anchor::End, &grouped(*step));
    }
    let slot = (room.width() - RIGHT - left) / count(chart.days.len().max(1));
    for (number, day) in chart.days.iter().enumerate() {
        let x = left + slot * count(number);
        bar(&mut drawing, chart, day, [x + slot * 0.14, slot * 0.72], top);
        drawing.text(
            [x + slot / 2.0, TOP + PLOT + 15.0],
            SMALL,
            Anchor::Middle,
            &day.label,
        );
    }
    drawing.finish()
}

fn bar(drawing: &mut Drawing, chart: &Days, day: &Day, [x, width]: [f64; 2], top: u64) {
    let Some(counts) = &day.counts else {
        drawing.rectangle([x, TOP, width, PLOT], "#ececf0");
        return;
    };
    let mut bottom = TOP + PLOT;
    for (series, number) in chart.series.iter().zip(counts) {
        let height = PLOT * share(*number, top);
        bottom -= height;
        if *number > 0 {
            // One of thousands is still seen.
            drawing.rectangle([x, bottom, width, height.max(1.0)], series.colour.hex());
        }
    }
}

/// Names of the series with their colours, in one line above the plot.
pub(super) fn legend(drawing: &mut Drawing, series: &[Series]) {
    let mut x = 2.0;
    for one in series {
        drawing.rectangle([x, 5.0, 11.0, 11.0], one.colour.hex());
        drawing.text([x + 16.0, 15.0], 12.0, Anchor::Start, &one.name);
        x += 16.0 + width(&one.name, 12.0) + 22.0;
    }
}

fn total(day: &Day) -> u64 {
    day.counts.iter().flatten().sum()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a share of a drawing needs no more than its pixels"
)]
pub(super) fn share(part: u64, whole: u64) -> f64 {
    part as f64 / whole.max(1) as f64
}

#[expect(clippy::cast_precision_loss, reason = "a month has 31 days")]
pub(super) fn count(number: usize) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::super::Colour;
    use super::*;

    fn chart(counts: Vec<Option<Vec<u64>>>) -> Days {
        let series = ["blocked", "seen & let through"].map(|name| Series {
            name: name.to_owned(),
            colour: Colour::Key,
        });
        Days {
            series: series.to_vec(),
            days: counts
                .into_iter()
                .map(|counts| Day {
                    label: "1".to_owned(),
                    counts,
                })
                .collect(),
        }
    }

    #[test]
    fn heights_follow_the_counts() {
        let drawn = days(&chart(vec![Some(vec![50, 0]), Some(vec![100, 100])]), Room::Wide);
        assert!(drawn.contains("height=\"28.0\""), "{drawn}");
        assert_eq!(drawn.matches("height=\"56.0\"").count(), 2, "{drawn}");
    }

    #[test]
    fn an_unknown_day_differs_from_none() {
        let unknown = days(&chart(vec![None]), Room::Wide);
        let none = days(&chart(vec![Some(vec![0, 0])]), Room::Wide);
        assert!(unknown.contains("#ececf0") && !none.contains("#ececf0"));
    }

    #[test]
    fn names_are_text() {
        assert!(days(&chart(vec![]), Room::Wide).contains("seen &amp; let through"));
    }
}
