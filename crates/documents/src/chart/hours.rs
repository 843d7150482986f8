//! Which hours of which days something was there: a grid of days and hours.

use super::Room;
use super::days::count;
use super::svg::{Anchor, Drawing, width};

/// A grid of days and hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hours {
    /// What the shades mean: there, missing, not asked for.
    pub legend: [String; 3],
    /// What stands left of the hours: 0, 6, 12, 18.
    pub unit: String,
    /// One column for each day.
    pub days: Vec<HourRow>,
}

/// The hours of one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HourRow {
    /// The day's label, or nothing.
    pub label: String,
    /// 24 hours.
    pub hours: [Hour; 24],
}

/// One hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hour {
    /// Something was there.
    There,
    /// Nothing was there, though it should have been.
    Missing,
    /// Nothing was expected: before the installation, or still to come.
    Outside,
}

impl Hour {
    const fn fill(self) -> &'static str {
        match self {
            Self::There => "#8fb0f0",
            Self::Missing => "#ce0000",
            Self::Outside => "#f2f2f4",
        }
    }
}

const TOP: f64 = 28.0;
const CELL: f64 = 4.0;

/// Draws the grid: days from left to right, hours from top to bottom.
pub fn hours(chart: &Hours, room: Room) -> String {
    let mut drawing = Drawing::new(room.width(), TOP + 24.0 * CELL + 22.0);
    let mut x = 2.0;
    for (name, hour) in chart
        .legend
        .iter()
        .zip([Hour::There, Hour::Missing, Hour::Outside])
    {
        drawing.rectangle([x, 5.0, 11.0, 11.0], hour.fill());
        drawing.text([x + 16.0, 15.0], 12.0, Anchor::Start, name);
        x += 16.0 + width(name, 12.0) + 22.0;
    }
    let left = width(&chart.unit, 11.0) + 34.0;
    for hour in [0, 6, 12, 18] {
        let label = format!("{hour}{}", chart.unit);
        drawing.text(
            [left - 6.0, TOP + CELL * f64::from(hour) + 8.0],
            11.0,
            Anchor::End,
            &label,
        );
    }
    let slot = (room.width() - 8.0 - left) / count(chart.days.len().max(1));
    for (number, day) in chart.days.iter().enumerate() {
        let x = left + slot * count(number);
        column(&mut drawing, day, [x + 0.8, slot - 1.6]);
        drawing.text(
            [x + slot / 2.0, TOP + 24.0 * CELL + 15.0],
            11.0,
            Anchor::Middle,
            &day.label,
        );
    }
    drawing.finish()
}

/// Hours of one kind that follow each other are one rectangle: a month stays a small drawing.
fn column(drawing: &mut Drawing, day: &HourRow, [x, width]: [f64; 2]) {
    let mut from = 0;
    while from < day.hours.len() {
        let kind = day.hours[from];
        let length = day.hours[from..].iter().take_while(|hour| **hour == kind).count();
        let y = TOP + CELL * count(from);
        drawing.rectangle([x, y, width, CELL * count(length)], kind.fill());
        from += length;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_missing_hour_is_seen() {
        let mut hours_of_day = [Hour::There; 24];
        hours_of_day[13] = Hour::Missing;
        let chart = Hours {
            legend: ["log", "no log", "–"].map(str::to_owned),
            unit: ":00".to_owned(),
            days: vec![HourRow {
                label: "1".to_owned(),
                hours: hours_of_day,
            }],
        };
        let drawn = hours(&chart, Room::Wide);
        let missing = format!("height=\"{CELL:.1}\" fill=\"#ce0000\"");
        assert_eq!(drawn.matches(&missing).count(), 1, "{drawn}");
        assert_eq!(drawn.matches("#8fb0f0").count(), 3, "two spans and the legend");
    }

    /// A telephone shows the whole month: every column lies within its drawing.
    #[test]
    fn a_month_fits_a_telephone() {
        let day = HourRow {
            label: "31".to_owned(),
            hours: [Hour::There; 24],
        };
        let chart = Hours {
            legend: ["log", "no log", "–"].map(str::to_owned),
            unit: ":00".to_owned(),
            days: vec![day; 31],
        };
        for (room, most) in [(Room::Wide, 680.0), (Room::Narrow, 340.0)] {
            let drawn = hours(&chart, room);
            let number = |text: &str, name: &str| -> f64 {
                let rest = text.split(&format!(" {name}=\"")).nth(1).unwrap();
                rest.split('"').next().unwrap().parse().unwrap()
            };
            let ends = drawn
                .split("<rect")
                .skip(1)
                .map(|rect| number(rect, "x") + number(rect, "width"));
            let last = ends.fold(0.0, f64::max);
            assert!(last <= most && last > most * 0.9, "{room:?}: {last}");
        }
    }
}
