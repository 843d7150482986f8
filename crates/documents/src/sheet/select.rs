//! From a table as it was read to the columns that are wanted.

use super::value::converted;
use super::{Cell, Column, Sheet, SheetProblem};

impl Sheet {
    /// The columns `wanted`, in that order, each cell as its column's kind. Other columns are left out. Titles are
    /// compared without spaces and line breaks, in half width.
    ///
    /// # Errors
    /// Every problem at once: missing and duplicate columns; if there are none, every cell that does not fit.
    pub fn select(&self, wanted: &[Column]) -> Result<Self, Vec<SheetProblem>> {
        let places = self.places(wanted)?;
        let mut problems = Vec::new();
        let rows = self
            .rows
            .iter()
            .enumerate()
            .map(|(number, row)| picked(number + 1, row, wanted, &places, &mut problems))
            .collect();
        if problems.is_empty() {
            Ok(Self {
                name: self.name.clone(),
                columns: wanted.to_vec(),
                rows,
            })
        } else {
            Err(problems)
        }
    }

    /// Where each wanted column stands.
    fn places(&self, wanted: &[Column]) -> Result<Vec<Option<usize>>, Vec<SheetProblem>> {
        let titles: Vec<String> = self.columns.iter().map(|column| key(&column.title)).collect();
        let mut problems = Vec::new();
        let mut places = Vec::new();
        for column in wanted {
            let title = key(&column.title);
            let mut found = titles.iter().enumerate().filter(|(_, other)| **other == title);
            let place = found.next().map(|(index, _)| index);
            if found.next().is_some() {
                problems.push(SheetProblem::DuplicateColumn {
                    title: column.title.clone(),
                });
            }
            if place.is_none() && column.required {
                problems.push(SheetProblem::MissingColumn {
                    title: column.title.clone(),
                });
            }
            places.push(place);
        }
        if problems.is_empty() {
            Ok(places)
        } else {
            Err(problems)
        }
    }
}

fn key(title: &str) -> String {
    title
        .chars()
        .filter(|character| !character.is_whitespace())
        .map(|character| match character {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character),
            _ => character,
        })
        .collect()
}

fn picked(
    number: usize,
    row: &[Cell],
    wanted: &[Column],
    places: &[Option<usize>],
    problems: &mut Vec<SheetProblem>,
) -> Vec<Cell> {
    let mut picked = Vec::with_capacity(wanted.len());
    for (column, place) in wanted.iter().zip(places) {
        let cell = place.and_then(|place| row.get(place)).unwrap_or(&Cell::Empty);
        let value = converted(cell, column.kind).unwrap_or_else(|| {
            problems.push(SheetProblem::Cell {
                row: number,
                column: column.title.clone(),
                expected: column.kind,
                found: cell.shown(),
            });
            Cell::Empty
        });
        picked.push(value);
    }
    picked
}
