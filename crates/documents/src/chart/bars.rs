//! A ranking: horizontal bars with their names and numbers.

use super::axis::grouped;
use super::days::{count, legend, share};
use super::svg::{Anchor, Drawing, fitted, width};
use super::{Colour, Room, Series};

/// One bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// What it stands for.
    pub name: String,
    /// Counts, one for each series, side by side in one bar.
    pub counts: Vec<u64>,
}

const ROW: f64 = 22.0;
const TOP: f64 = 26.0;
const SIZE: f64 = 12.0;

/// Draws a ranking in the order given.
pub fn bars(series: &[Series], bars: &[Bar], room: Room) -> String {
    let highest = bars.iter().map(total).max().unwrap_or(0);
    let longest = bars.iter().map(|bar| width(&bar.name, SIZE)).fold(0.0, f64::max);
    let left = longest.clamp(60.0, room.width() * 0.42) + 10.0;
    let right = width(&grouped(highest), SIZE) + 12.0;
    let mut drawing = Drawing::new(room.width(), TOP + ROW * count(bars.len()) + 4.0);
    legend(&mut drawing, series);
    for (number, bar) in bars.iter().enumerate() {
        let y = TOP + ROW * count(number);
        drawing.text(
            [left - 8.0, y + 14.0],
            SIZE,
            Anchor::End,
            &fitted(&bar.name, SIZE, left - 10.0),
        );
        let mut x = left;
        for (series, number) in series.iter().zip(&bar.counts) {
            let length = (room.width() - left - right) * share(*number, highest);
            if *number > 0 {
                drawing.rectangle([x, y + 3.0, length.max(1.0), ROW - 8.0], series.colour.hex());
            }
            x += length;
        }
        drawing.text([x + 6.0, y + 14.0], SIZE, Anchor::Start, &grouped(total(bar)));
    }
    drawing.line(
        [left, TOP],
        [left, TOP + ROW * count(bars.len())],
        Colour::Quiet.hex(),
    );
    drawing.finish()
}

fn total(bar: &Bar) -> u64 {
    bar.counts.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_is_cut_and_the_number_stands() {
        let name = "とても長い名前".repeat(12);
        let series = [Series {
            name: "件数".to_owned(),
            colour: Colour::Key,
        }];
        let drawn = bars(
            &series,
            &[Bar {
                name: name.clone(),
                counts: vec![12_345],
            }],
            Room::Wide,
        );
        assert!(drawn.contains("12,345") && drawn.contains('…') && !drawn.contains(&name));
    }
}
